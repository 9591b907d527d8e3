use super::*;

/// A server key of the bytes 0, 1, 2, ... 31.
fn counting() -> Key {
    Key::copy_of(&std::array::from_fn(|i| u8::try_from(i).unwrap()))
}

#[test]
fn hkdf_is_that_of_rfc_5869() {
    // RFC 5869, A.1; Key::derive has a salt of its own, so the crate is asked as Key::derive asks it.
    let ikm = [0x0b; 22];
    let salt = hex::decode("000102030405060708090a0b0c").unwrap();
    let mut okm = [0; 42];
    let info = hex::decode("f0f1f2f3f4f5f6f7f8f9").unwrap();
    Hkdf::<Sha256>::new(Some(&salt), &ikm).expand_multi_info(&[&info[..4], &info[4..]], &mut okm).unwrap();
    assert_eq!(
        hex::encode(okm),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    );
}

#[test]
fn subkeys_are_those_of_the_committed_vectors() {
    let server = ServerKey(counting());
    let keys = server.subkeys();
    let data = DataKey(counting()).subkeys([7; 16]);
    let object = ObjectKey(counting()).sealing([7; 16]);
    let covered = data.attachment.covered(&ObjectKey(counting()), [7; 16]);
    let all: Vec<(&str, &Key)> = vec![
        ("server wrapping", &keys.wrapping.0),
        ("server directory", &keys.directory.0),
        ("server blind index", &keys.blind_index.0),
        ("server audit text", &keys.audit_text.0),
        ("server set digest", &keys.set_digest.0),
        ("server signing seed", &keys.signing_seed.0),
        ("server answers", &keys.answers.0),
        ("data summary", &data.summary.0),
        ("data secret", &data.secret.0),
        ("data header", &data.header.0),
        ("data audit text", &data.audit_text.0),
        ("data attachment", &data.attachment.uncovered().0),
        ("data blind index", &data.blind_index.0),
        ("data set digest", &data.set_digest.0),
        ("object secret", &object.0),
        ("object attachment", &covered.0),
    ];
    let mut shown = String::new();
    for (name, key) in &all {
        shown += &format!("{} {name}\n", hex::encode(key.bytes()));
    }
    shown += &format!("{} server fingerprint\n", hex::encode(server.fingerprint()));
    assert_eq!(shown, include_str!("../../tests/vectors/subkeys.txt"));

    let distinct: std::collections::BTreeSet<_> = all.iter().map(|(_, key)| *key.bytes()).collect();
    assert_eq!(distinct.len(), all.len(), "no two subkeys are the same");
}

#[test]
fn a_subkey_belongs_to_one_database() {
    let key = DataKey::generate().unwrap();
    assert_ne!(key.subkeys([1; 16]).secret, key.subkeys([2; 16]).secret);
    assert_eq!(key.subkeys([1; 16]).secret, key.subkeys([1; 16]).secret);
}

#[test]
fn a_server_key_survives_its_text() {
    let key = ServerKey(counting());
    let text = key.to_text();
    assert_eq!(*text, "strongroom-server-key-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 772d408b\n");
    assert_eq!(ServerKey::from_text(text.as_bytes()).unwrap(), key);
    assert_eq!(ServerKey::from_text(format!("\r\n {}\r\n\n", *text).as_bytes()).unwrap(), key);
    let fresh = ServerKey::generate().unwrap();
    assert_eq!(ServerKey::from_text(fresh.to_text().as_bytes()).unwrap(), fresh);
    assert_ne!(fresh.fingerprint(), key.fingerprint());
}

// attack: C3
#[test]
fn every_changed_or_missing_byte_of_a_key_file_is_noticed() {
    let good = ServerKey::generate().unwrap().to_text().trim_end().as_bytes().to_vec();
    for place in 0..good.len() {
        assert!(ServerKey::from_text(&good[..place]).is_err(), "cut at {place}");
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[place] ^= 1 << bit;
            let error = ServerKey::from_text(&bad).unwrap_err();
            let expected = match place {
                0..24 => KeyTextError::NotAKey { label: SERVER_KEY_LABEL },
                _ => KeyTextError::Damaged,
            };
            assert_eq!(error, expected, "bit {bit} of byte {place}");
        }
    }
}

#[test]
fn what_never_was_a_key_is_said_to_be_none() {
    let none = KeyTextError::NotAKey { label: SERVER_KEY_LABEL };
    let long = format!("strongroom-server-key-1 {}", "A".repeat(1_000_000));
    for text in ["", "\n", "hello", "strongroom-server-key-2 AAAA 00", "strongroom-server-key-11 A", &long] {
        assert_eq!(ServerKey::from_text(text.as_bytes()).unwrap_err(), none);
    }
    assert_eq!(ServerKey::from_text(&[0xff; 100]).unwrap_err(), none);
}

// attack: D1, D4
#[test]
fn no_debug_shows_a_key() {
    let key = ServerKey(counting());
    let shown = format!("{key:?} {:?} {:?}", key.subkeys(), DataKey(counting()).subkeys([0; 16]));
    for leak in ["0, 1", "0001", "AAEC", "0x"] {
        assert!(!shown.contains(leak), "{shown}");
    }
    assert!(shown.starts_with("ServerKey(..) ServerKeys { wrapping: KeyEncryptionKey(..),"), "{shown}");
}

// attack: D6
#[test]
fn keys_are_of_a_type_that_wipes() {
    fn wipes<T: zeroize::ZeroizeOnDrop>(_: &T) {}
    let key = Key::generate().unwrap();
    let Key(inside) = &key;
    wipes(&**inside);
}
