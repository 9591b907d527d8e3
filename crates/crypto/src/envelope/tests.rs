use super::*;
use crate::{Id, SERVER, key::Key};
use proptest::prelude::*;

fn key(byte: u8) -> EnvelopeKey {
    EnvelopeKey(Key::copy_of(&[byte; 32]))
}

const PLACE: Place = Place::new([1; 16], [2; 16], RecordKind::ObjectSecret, 3);

const KINDS: [RecordKind; 26] = {
    use RecordKind::*;
    [
        ObjectSummary,
        ObjectSecret,
        ObjectSecretInner,
        AttachmentSummary,
        Icon,
        DatabaseHeader,
        DatabaseName,
        GrantNote,
        SealText,
        AuditText,
        UserRecord,
        UserPassword,
        GroupRecord,
        SessionRecord,
        Setting,
        ServerHeader,
        Licence,
        SigningSeed,
        IdempotentAnswer,
        Event,
        Job,
        Limit,
        RuleText,
        Grant,
        SealProgress,
        Import,
    ]
};

#[test]
fn the_cipher_is_that_of_the_xchacha_draft() {
    // draft-irtf-cfrg-xchacha-03, A.3.1.
    let key: [u8; 32] = std::array::from_fn(|i| 0x80 + u8::try_from(i).unwrap());
    let nonce: [u8; 24] = std::array::from_fn(|i| 0x40 + u8::try_from(i).unwrap());
    let aad = hex::decode("50515253c0c1c2c3c4c5c6c7").unwrap();
    let mut text =
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
        sunscreen would be it."
            .to_vec();
    let tag = XChaCha20Poly1305::new((&key).into())
        .encrypt_inout_detached(&XNonce::from(nonce), &aad, text.as_mut_slice().into())
        .unwrap();
    assert_eq!(
        hex::encode(&text),
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39\
         ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
         21f9664c97637da9768812f615c68b13b52e"
    );
    assert_eq!(hex::encode(tag), "c0875924c1c7987947deafd8780acf49");
}

#[test]
fn an_envelope_is_that_of_the_committed_vector() {
    let sealed = seal_with_nonce(&key(9), &PLACE, b"correct horse battery staple", [5; 24]).unwrap();
    let committed = include_str!("../../tests/vectors/envelope.txt");
    assert_eq!(hex::encode(&sealed), committed.trim_end());
    assert_eq!(&**open(&key(9), &PLACE, &sealed).unwrap(), b"correct horse battery staple");
}

#[test]
fn the_numbers_of_the_kinds_never_change() {
    let numbers: Vec<u8> = KINDS.iter().map(|kind| *kind as u8).collect();
    assert_eq!(numbers, (1..=25).chain([34]).collect::<Vec<_>>());
}

// attack: C3
#[test]
fn every_flipped_bit_every_cut_and_every_added_byte_is_noticed() {
    let sealed = seal(&key(9), &PLACE, b"secret").unwrap();
    for place in 0..sealed.len() {
        for bit in 0..8 {
            let mut bad = sealed.clone();
            bad[place] ^= 1 << bit;
            assert_eq!(open(&key(9), &PLACE, &bad), Err(OpenError), "bit {bit} of byte {place}");
        }
        assert_eq!(open(&key(9), &PLACE, &sealed[..place]), Err(OpenError), "cut at {place}");
        assert_eq!(open(&key(9), &PLACE, &sealed[place + 1..]), Err(OpenError), "cut to {place}");
    }
    let longer = [sealed.as_slice(), &[0]].concat();
    assert_eq!(open(&key(9), &PLACE, &longer), Err(OpenError));
}

// attack: C1, C2
#[test]
fn an_envelope_opens_in_its_own_place_only() {
    let places: Vec<Place> = {
        let mut all = vec![
            PLACE,
            Place { database: [2; 16], object: [1; 16], ..PLACE },
            Place { database: SERVER, ..PLACE },
            Place { object: [3; 16], ..PLACE },
            Place { object: SERVER, ..PLACE },
            Place { revision: 2, ..PLACE },
            Place { revision: 4, ..PLACE },
            Place { revision: 3 << 32, ..PLACE },
            Place { revision: u64::MAX, ..PLACE },
        ];
        all.extend(KINDS.map(|kind| Place { kind, ..PLACE }).into_iter().filter(|place| *place != PLACE));
        all
    };
    for (i, from) in places.iter().enumerate() {
        let sealed = seal(&key(9), from, b"secret").unwrap();
        for (j, to) in places.iter().enumerate() {
            assert_eq!(open(&key(9), to, &sealed).is_ok(), i == j, "{from:?} opened as {to:?}");
        }
        assert_eq!(open(&key(8), from, &sealed), Err(OpenError), "another key");
    }
}

// attack: C1
#[test]
fn a_place_is_bound_as_described() {
    let bound = PLACE.bound();
    assert_eq!(
        hex::encode(bound),
        "535245310201010101010101010101010101010101020202020202020202020202020202020000000000000003"
    );
}

#[test]
fn one_text_is_never_sealed_twice_alike() {
    let sealed: std::collections::BTreeSet<_> =
        (0..1000).map(|_| seal(&key(9), &PLACE, b"same").unwrap()).collect();
    assert_eq!(sealed.len(), 1000);
}

#[test]
fn the_length_of_a_password_is_not_told() {
    let len = |n: usize| seal(&key(9), &PLACE, &vec![b'x'; n]).unwrap().len();
    assert_eq!(len(0), 25 + 256 + 16);
    for n in 1..=252 {
        assert_eq!(len(n), len(0), "{n}");
    }
    assert_eq!(len(253), 25 + 512 + 16);
}

#[test]
fn what_is_too_long_is_refused() {
    let long = vec![0; PLAINTEXT_LIMIT + 1];
    assert_eq!(seal(&key(9), &PLACE, &long), Err(SealError::TooLong { limit: PLAINTEXT_LIMIT }));
}

// attack: C4
#[test]
fn no_nonce_repeats() {
    // A million here; STRONGROOM_NONCES=10000000 for the long run.
    let count: usize = std::env::var("STRONGROOM_NONCES").map_or(1_000_000, |n| n.parse().unwrap());
    let key = key(9);
    let place = Place { kind: RecordKind::Limit, ..PLACE };
    let mut nonces: Vec<[u8; NONCE]> = Vec::with_capacity(count);
    for _ in 0..count {
        let sealed = seal(&key, &place, b"").unwrap();
        nonces.push(sealed[1..HEAD].try_into().unwrap());
    }
    nonces.sort_unstable();
    assert!(nonces.windows(2).all(|pair| pair[0] != pair[1]));
}

proptest! {
    #[test]
    fn what_was_sealed_opens_unchanged(
        plaintext in proptest::collection::vec(any::<u8>(), 0..5000),
        database: Id, object: Id, revision: u64, kind in 0..KINDS.len(),
    ) {
        let place = Place::new(database, object, KINDS[kind], revision);
        let sealed = seal(&key(9), &place, &plaintext).unwrap();
        prop_assert_eq!(&**open(&key(9), &place, &sealed).unwrap(), plaintext.as_slice());
    }

    // attack: C3
    #[test]
    fn no_bytes_from_outside_open(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        prop_assert_eq!(open(&key(9), &PLACE, &bytes), Err(OpenError));
    }
}
