//! Secrets are gone from the heap once they are dropped: a process uses every module, then reads its own
//! memory.
//!
//! The scan runs in a process of its own, started from this test binary with one memory arena, so that the
//! heap is one region; it knows what to look for in a masked form only, and reads into the stack.

use std::{collections::HashSet, fs::File, os::unix::fs::FileExt as _, process::Command};

use strongroom_crypto::{
    chain::Head,
    envelope::{self, Place, RecordKind},
    key::{DataKey, KEY_BYTES, ServerKey},
    password::{Params, PasswordRecord},
    random,
    recovery::RecoveryCode,
    second_password::{self, SecondPassword},
    signing::{Purpose, SigningKey},
    stream::{Attachment, Decryptor, Encryptor},
    token::{Token, TokenKind},
    wrap::{WrapKind, WrapPlace},
};
use zeroize::{Zeroize as _, Zeroizing};

const CHILD: &str = "STRONGROOM_WIPING_SCAN";
const MASK: u8 = 0xa5;

/// So many bytes of a secret in a row are a leak. A freed piece of the heap has its first sixteen bytes
/// overwritten by the allocator; of a key of 32 bytes, sixteen are left to be found.
const WINDOW: usize = 12;

/// What to look for: masked, so that it does not find itself.
#[derive(Default)]
struct Needles(HashSet<[u8; WINDOW]>);

impl Needles {
    fn add(&mut self, secret: &[u8]) {
        assert!(secret.len() >= WINDOW);
        self.0.extend(secret.windows(WINDOW).map(masked));
    }

    /// How many places of the heap hold a piece of a secret.
    fn on_the_heap(&self) -> usize {
        const PAGE: usize = 4096;
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let heap = maps.lines().find(|line| line.ends_with("[heap]")).unwrap();
        let (from, to) = heap.split(' ').next().unwrap().split_once('-').unwrap();
        let at = |text| u64::from_str_radix(text, 16).unwrap();
        let memory = File::open("/proc/self/mem").unwrap();
        // On the stack: on the heap it would find what it read itself.
        let mut room = [0; PAGE + WINDOW];
        let mut found = 0;
        for page in (at(from)..at(to)).step_by(PAGE) {
            let read = memory.read_at(&mut room, page).unwrap();
            found += room[..read].windows(WINDOW).filter(|window| self.0.contains(&masked(window))).count();
        }
        room.zeroize();
        found
    }
}

fn masked(window: &[u8]) -> [u8; WINDOW] {
    std::array::from_fn(|i| window[i] ^ MASK)
}

/// Random bytes as text on the heap, wiped when dropped.
fn secret(needles: &mut Needles) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    random::fill(bytes.as_mut()).unwrap();
    let mut text = Zeroizing::new(String::with_capacity(2 * KEY_BYTES));
    text.extend(bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(b'a' + half)));
    needles.add(text.as_bytes());
    text
}

/// Uses everything that holds a secret, and drops it.
fn use_everything(needles: &mut Needles) {
    let server = ServerKey::generate().unwrap();
    let text = server.to_text();
    needles.add(&text.as_bytes()[24..67]);
    let keys = ServerKey::from_text(text.as_bytes()).unwrap().subkeys();

    let data = DataKey::generate().unwrap();
    let place = WrapPlace::of_data_key([1; 16], WrapKind::ServerKey, 1);
    let wrapped = data.wrap(&keys.wrapping, &place).unwrap();
    let data = DataKey::open_wrapped(&keys.wrapping, &place, &wrapped).unwrap().subkeys([1; 16]);

    let plaintext = secret(needles);
    let place = Place::new([1; 16], [2; 16], RecordKind::ObjectSecret, 3);
    let sealed = envelope::seal(&data.secret, &place, plaintext.as_bytes()).unwrap();
    assert_eq!(&**envelope::open(&data.secret, &place, &sealed).unwrap(), plaintext.as_bytes());

    let attachment = Attachment { database: [1; 16], object: [2; 16], attachment: [3; 16] };
    let mut encryptor = Encryptor::new(data.attachment.uncovered(), &attachment).unwrap();
    let header = encryptor.header();
    encryptor.push(&mut plaintext.as_bytes()).unwrap();
    let chunk = encryptor.finish().unwrap();
    let decryptor = Decryptor::new(data.attachment.uncovered(), &attachment, &header).unwrap();
    assert_eq!(&**decryptor.chunk(0, true, &chunk).unwrap(), plaintext.as_bytes());

    let password = secret(needles);
    let (record, _key) = PasswordRecord::new([4; 16], &password, Params::FLOOR).unwrap();
    assert!(record.verify([4; 16], &password, &Params::FLOOR).unwrap().is_some());
    let second = SecondPassword { database: [1; 16], key: [2; 16] };
    let (_, kept) = second.set(&password, Params::FLOOR).unwrap();
    let key = second.enter(&password, &kept).unwrap();
    let inner = second_password::seal(&key, [1; 16], [2; 16], 3, plaintext.as_bytes()).unwrap();
    assert!(second_password::open(&key, [1; 16], [2; 16], 3, &inner).is_ok());

    let token = Token::generate(TokenKind::Session).unwrap();
    needles.add(&token.expose().as_bytes()[4..]);
    assert_eq!(Token::parse(TokenKind::Session, token.expose()).unwrap().hash(), token.hash());

    let code = RecoveryCode::generate().unwrap();
    needles.add(code.expose().as_bytes());
    assert!(RecoveryCode::parse(&code.expose()).is_ok());

    let signing = SigningKey::generate().unwrap();
    needles.add(signing.expose_seed());
    needles.add(&signing.to_text().as_bytes()[25..68]);
    let head = Head::start([1; 16]);
    let signature = signing.sign(Purpose::AuditHeads, &head.hash.0);
    assert!(signing.public().verify(Purpose::AuditHeads, &head.hash.0, &signature).is_ok());

    assert!(needles.on_the_heap() > 100, "the scan finds secrets while they are held");
}

// attack: D6
#[test]
fn no_secret_is_left_on_the_heap() {
    if std::env::var_os(CHILD).is_some() {
        let mut needles = Needles::default();
        use_everything(&mut needles);
        assert_eq!(needles.on_the_heap(), 0, "pieces of secrets are left");
        return;
    }
    let this = std::env::current_exe().unwrap();
    let output = Command::new(this)
        .args(["--exact", "wiping::no_secret_is_left_on_the_heap", "--nocapture", "--test-threads=1"])
        .env(CHILD, "1")
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .unwrap();
    let told = [output.stderr, output.stdout].concat();
    let told = String::from_utf8_lossy(&told);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}
