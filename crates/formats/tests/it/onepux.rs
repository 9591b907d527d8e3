//! The export of 1Password: what is in it, and archives made to harm.

use std::io::Write as _;

use flate2::{Compression, Crc, write::DeflateEncoder};
use strongroom_formats::{Bundle, Credentials, Format, ImportError, Limits, read, sniff};

use crate::{fits::assert_fits, snapshot::compare};

/// A file of an archive, with everything about it that can lie.
#[derive(Clone)]
struct Part {
    name: Vec<u8>,
    bytes: Vec<u8>,
    deflated: bool,
    method: u16,
    flags: u16,
    /// Of Unix, in the upper half of the attributes.
    mode: u32,
    size: Option<u32>,
    crc: Option<u32>,
    offset: Option<u32>,
}

impl Part {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let (name, bytes) = (name.as_bytes().to_vec(), bytes.to_vec());
        Self {
            name,
            bytes,
            deflated: true,
            method: 8,
            flags: 0,
            mode: 0o100_644,
            size: None,
            crc: None,
            offset: None,
        }
    }
}

fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for part in parts {
        let packed = if part.deflated {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&part.bytes).unwrap();
            encoder.finish().unwrap()
        } else {
            part.bytes.clone()
        };
        let mut crc = Crc::new();
        crc.update(&part.bytes);
        let offset = part.offset.unwrap_or(out.len() as u32);
        let mut about = Vec::new();
        for half in [20, part.flags, part.method, 0, 0] {
            about.extend(half.to_le_bytes());
        }
        for word in
            [part.crc.unwrap_or(crc.sum()), packed.len() as u32, part.size.unwrap_or(part.bytes.len() as u32)]
        {
            about.extend(word.to_le_bytes());
        }
        about.extend((part.name.len() as u16).to_le_bytes());
        about.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&about);
        out.extend(&part.name);
        out.extend(packed);
        list.extend(b"PK\x01\x02\x14\x03");
        list.extend(about);
        list.extend([0; 6]);
        list.extend((part.mode << 16).to_le_bytes());
        list.extend(offset.to_le_bytes());
        list.extend(&part.name);
    }
    let (start, count) = (out.len() as u32, parts.len() as u16);
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend((list.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

const DATA: &str = r#"{"accounts":[{"attrs":{"name":"Jo"},"vaults":[
 {"attrs":{"name":"Private","desc":"mine","type":"P"},"items":[
  {"uuid":"fkruyzrldvizuqlnavfj3gltfe","favIndex":1,"createdAt":1614298956,"updatedAt":1635346445,"state":"active","categoryUuid":"001",
   "details":{"loginFields":[{"value":"jo","id":"","name":"user","fieldType":"T","designation":"username"},{"value":"pw","name":"pass","fieldType":"P","designation":"password"},{"value":"on","name":"remember","fieldType":"C"}],
    "notesPlain":"a note","sections":[{"title":"More","name":"s","fields":[
      {"title":"one-time","id":"TOTP_1","value":{"totp":"otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"}},
      {"title":"PIN","id":"p","value":{"concealed":"1234"}},
      {"title":"born","id":"b","value":{"date":0}},
      {"title":"mail","id":"m","value":{"email":{"email_address":"jo@example.org","provider":null}}},
      {"title":"linked","id":"l","value":{"reference":"abc"}},
      {"title":"picture","id":"f","value":{"file":{"fileName":"a.png","documentId":"doc1","decryptedSize":3}}},
      {"title":"lost","id":"g","value":{"file":{"fileName":"b.png","documentId":"doc9","decryptedSize":3}}}]}],
    "passwordHistory":[{"value":"two","time":1600000200},{"value":"one","time":1600000100}]},
   "overview":{"title":"Site","url":"https://x.example","urls":[{"label":"website","url":"https://x.example"},{"label":"other","url":"https://y.example"}],"tags":["a","b"],"ps":88}},
  {"uuid":"x","state":"archived","categoryUuid":"002","details":{"sections":[{"title":"","fields":[
      {"title":"cardholder name","id":"cardholder","value":{"string":"Jo Doe"}},
      {"title":"number","id":"ccnum","value":{"creditCardNumber":"4111"}},
      {"title":"expiry","id":"expiry","value":{"monthYear":203005}},
      {"title":"cvv","id":"cvv","value":{"concealed":"123"}}]}]},"overview":{"title":"Card"}},
  {"uuid":"y","categoryUuid":"004","details":{"sections":[{"title":"Address","fields":[
      {"title":"address","id":"address","value":{"address":{"street":"Street 1","city":"Town","zip":"1","state":"","country":"de"}}}]}]},"overview":{"title":"Person"}},
  {"uuid":"z","categoryUuid":"114","details":{"sections":[{"fields":[{"title":"private key","id":"private_key",
      "value":{"sshKey":{"privateKey":"PRIVATE","metadata":{"publicKey":"PUBLIC","fingerprint":"SHA256:x"}}}}]}]},"overview":{"title":"Key"}},
  {"item":{"uuid":"d","trashed":true,"categoryUuid":"006","details":{"documentAttributes":{"fileName":"c.txt","documentId":"doc2","decryptedSize":5}},"overview":{"title":"Paper"}}},
  {"uuid":"q","categoryUuid":"999","details":{"notesPlain":"kept"},"overview":{"title":""}}]}]}]}"#;

fn parts() -> Vec<Part> {
    let stored = Part { deflated: false, method: 0, ..Part::new("files/doc2__c.txt", b"paper") };
    vec![
        Part::new("export.attributes", b"{\"version\":3}"),
        Part::new("export.data", DATA.as_bytes()),
        Part::new("files/doc1__a.png", b"png"),
        stored,
        Part::new("files/doc3__nobody.txt", b"left"),
    ]
}

fn open(file: &[u8], limits: &Limits) -> Result<Bundle, ImportError> {
    let bundle = read(Format::OnePux, file, &Credentials::default(), limits)?;
    assert_fits(&bundle);
    Ok(bundle)
}

fn error(parts: &[Part]) -> String {
    open(&zip(parts), &Limits::default()).expect_err("must be refused").to_string()
}

#[test]
fn an_export_is_read_whole() {
    let file = zip(&parts());
    assert_eq!(sniff(&file), Some(Format::OnePux));
    compare(&open(&file, &Limits::default()).unwrap(), "1password.1pux");
}

// attack: I7, R2
#[test]
fn i7_archives_made_to_harm_are_refused() {
    let data = Part::new("export.data", DATA.as_bytes());
    let odd = |change: &dyn Fn(&mut Part)| {
        let mut part = Part::new("files/x", b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
        change(&mut part);
        error(&[data.clone(), part])
    };
    for name in ["../x", "/etc/passwd", "files/../../x", "C:\\x", "files\\..\\x", "C:/x", ""] {
        assert!(odd(&|part| part.name = name.into()).contains("leads out of the archive"), "{name}");
    }
    assert!(odd(&|part| part.name = vec![0xff]).contains("its name is not UTF-8"));
    assert!(odd(&|part| part.name = b"export.data".to_vec()).contains("two files have the same name"));
    assert!(odd(&|part| part.mode = 0o120_777).contains("it is a link or a device"));
    assert!(odd(&|part| part.flags = 1).contains("an encrypted archive is not supported"));
    assert!(odd(&|part| part.method = 12).contains("the compression 12 of an archive"));
    assert!(
        odd(&|part| part.size = Some(900_000_000)).contains("its size is not one that its data can have")
    );
    assert!(odd(&|part| part.offset = Some(0)).contains("lie over each other"));
    // A bomb that tells its size, and one that does not.
    let bomb = Part::new("export.data", &vec![b' '; 3 << 20]);
    let small = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let told = open(&zip(std::slice::from_ref(&bomb)), &small).unwrap_err().to_string();
    assert!(told.contains("unpacked size in bytes"), "{told}");
    let liar = Part { size: Some(2_000), ..bomb };
    assert!(error(&[liar]).contains("its compressed data is not well formed"));
    let crc = Part { crc: Some(1), ..data };
    assert!(error(&[crc]).contains("its checksum does not fit"));
    assert!(error(&[Part::new("other", b"x")]).contains("this is not a `1pux` file"));
    assert!(error(&[Part::new("export.data", b"{}")]).contains("this is not a `1pux` file"));
    let large = Limits { attachment_bytes: 2, ..Limits::default() };
    assert!(open(&zip(&parts()), &large).unwrap_err().to_string().contains("size of an attachment"));
}

// attack: I7
#[test]
fn i7_cut_at_every_byte_and_one_bit_flipped_at_every_byte() {
    let file = zip(&parts());
    for at in 0..file.len() {
        assert!(open(&file[..at], &Limits::default()).is_err(), "cut at {at}");
        let mut flipped = file.clone();
        flipped[at] ^= 1 << (at % 8);
        let _ = open(&flipped, &Limits::default());
    }
}
