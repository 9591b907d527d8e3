//! Whatever bytes and texts come from outside: every reader refuses them, and none panics.

use proptest::prelude::*;
use strongroom_crypto::{
    key::{DataKey, KeyEncryptionKey, ServerKey},
    password::{PasswordRecord, RECORD_BYTES, STRETCH_BYTES, Stretch},
    recovery::RecoveryCode,
    signing::{PublicKey, Signature, SigningKey},
    stream::{Attachment, Decryptor},
    token::{Token, TokenKind},
    wrap::{WRAPPED_BYTES, WrapKind, WrapPlace},
};

const PLACE: WrapPlace = WrapPlace::of_data_key([1; 16], WrapKind::ServerKey, 1);

fn kek() -> KeyEncryptionKey {
    ServerKey::generate().unwrap().subkeys().wrapping
}

/// Texts that look a little like what is read, so that more than the first check is reached.
fn texts() -> impl Strategy<Value = String> {
    let front = prop_oneof![
        Just(""),
        Just("srs_"),
        Just("ed25519:"),
        Just("strongroom-server-key-1 "),
        Just("strongroom-signing-key-1 "),
    ];
    let body = prop_oneof!["[A-Za-z0-9_-]{0,60}", "[0-9A-Z]{28}", "[A-Za-z0-9_-]{43} [0-9a-f]{8}", ".{0,80}"];
    (front, body).prop_map(|(front, body)| format!("{front}{body}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    // attack: D4
    #[test]
    fn texts_are_refused_and_not_repeated(text in texts()) {
        let told = [
            ServerKey::from_text(text.as_bytes()).unwrap_err().to_string(),
            SigningKey::from_text(text.as_bytes()).unwrap_err().to_string(),
        ];
        for message in told {
            let body = text.rsplit(' ').next().unwrap_or_default();
            prop_assert!(body.len() < 4 || body == "key" || !message.contains(body), "{message}");
        }
        if let Ok(token) = Token::parse(TokenKind::Session, &text) {
            prop_assert_eq!(token.expose(), text.as_str());
        }
        if let Ok(code) = RecoveryCode::parse(&text) {
            prop_assert_eq!(code.expose().len(), 34);
        }
        if let Ok(key) = PublicKey::from_text(&text) {
            prop_assert_eq!(key.to_text(), text.as_str());
        }
        if let Ok(signature) = Signature::from_text(&text) {
            prop_assert_eq!(signature.to_text(), text);
        }
    }

    // attack: C3, R3
    #[test]
    fn bytes_are_refused_or_are_what_they_say(
        bytes in proptest::collection::vec(any::<u8>(), 0..200), version: bool,
    ) {
        let mut bytes = bytes;
        if let (Some(first), true) = (bytes.first_mut(), version) {
            *first = 1;
        }
        for length in [RECORD_BYTES, STRETCH_BYTES, WRAPPED_BYTES, bytes.len()] {
            let bytes = &bytes[..length.min(bytes.len())];
            if let Ok(record) = PasswordRecord::from_bytes(bytes) {
                prop_assert_eq!(record.to_bytes().to_vec(), bytes);
                prop_assert!(record.params().memory_kib() <= 1024 * 1024);
            }
            if let Ok(stretch) = Stretch::from_bytes(bytes) {
                prop_assert_eq!(stretch.to_bytes().to_vec(), bytes);
            }
            prop_assert!(DataKey::open_wrapped(&kek(), &PLACE, bytes).is_err());
        }
    }

    // attack: C3
    #[test]
    fn no_chunk_from_outside_opens(
        header in proptest::collection::vec(any::<u8>(), 18..22),
        chunk in proptest::collection::vec(any::<u8>(), 0..100),
        number: u32, last: bool,
    ) {
        let data = DataKey::generate().unwrap().subkeys([1; 16]);
        let of = Attachment { database: [1; 16], object: [2; 16], attachment: [3; 16] };
        if let Ok(decryptor) = Decryptor::new(data.attachment.uncovered(), &of, &header) {
            prop_assert_eq!(decryptor.chunk(number, last, &chunk).unwrap_err().number, number);
        }
    }
}
