use super::*;
use crate::chain::{Head, encode_heads};
use proptest::prelude::*;

fn key() -> SigningKey {
    SigningKey::from_seed(&std::array::from_fn(|i| u8::try_from(i).unwrap()))
}

#[test]
fn ed25519_is_that_of_rfc_8032() {
    // RFC 8032, 7.1, test 3.
    let seed = hex::decode("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7").unwrap();
    let key = SigningKey::from_seed(seed.as_slice().try_into().unwrap());
    assert_eq!(
        hex::encode(key.public().to_bytes()),
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    );
    assert_eq!(
        hex::encode(key.dalek().sign(&[0xaf, 0x82]).to_bytes()),
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
         18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    );
}

#[test]
fn signatures_and_texts_are_those_of_the_committed_vectors() {
    let heads = encode_heads(1, &[Head::start([7; 16])]);
    let shown = format!(
        "{}{}\n{} id\n{} audit heads\n{} licence\n",
        *key().to_text(),
        key().public().to_text(),
        key().public().id(),
        key().sign(Purpose::AuditHeads, &heads).to_text(),
        key().sign(Purpose::Licence, b"{}").to_text(),
    );
    assert_eq!(shown, include_str!("../../tests/vectors/signing.txt"));
}

#[test]
fn a_signature_is_for_one_key_one_purpose_and_one_message() {
    let signature = key().sign(Purpose::Licence, b"50 seats");
    let public = key().public();
    assert_eq!(public.verify(Purpose::Licence, b"50 seats", &signature), Ok(()));
    assert_eq!(public.verify(Purpose::Licence, b"99 seats", &signature), Err(SignatureError));
    assert_eq!(public.verify(Purpose::AuditHeads, b"50 seats", &signature), Err(SignatureError));
    let other = SigningKey::generate().unwrap().public();
    assert_eq!(other.verify(Purpose::Licence, b"50 seats", &signature), Err(SignatureError));
}

// attack: C3
#[test]
fn every_flipped_bit_of_a_signature_is_noticed() {
    let signature = key().sign(Purpose::Licence, b"50 seats");
    for place in 0..64 {
        for bit in 0..8 {
            let mut bad = signature;
            bad.0[place] ^= 1 << bit;
            let verified = key().public().verify(Purpose::Licence, b"50 seats", &bad);
            assert_eq!(verified, Err(SignatureError), "bit {bit} of byte {place}");
        }
    }
}

#[test]
fn a_signature_has_one_form() {
    // S + L passes a lax verification (RFC 8032, 8.4).
    let mut signature = key().sign(Purpose::Licence, b"50 seats");
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut carry = 0;
    for (byte, add) in signature.0[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = u8::try_from(sum & 0xff).unwrap();
        carry = sum >> 8;
    }
    assert_eq!(key().public().verify(Purpose::Licence, b"50 seats", &signature), Err(SignatureError));
}

#[test]
fn keys_of_small_order_are_refused() {
    for bad in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    ] {
        let bytes = hex::decode(bad).unwrap();
        let read = PublicKey::from_bytes(bytes.as_slice().try_into().unwrap());
        assert_eq!(read, Err(ParseSigningTextError::PublicKey), "{bad}");
    }
}

#[test]
fn texts_survive_and_others_are_refused() {
    let public = SigningKey::generate().unwrap().public();
    let text = public.to_text();
    assert_eq!(PublicKey::from_text(&text), Ok(public));
    for bad in
        ["", "ed25519:", &text[8..], &text[..50], &format!("{text}="), &format!(" {text}"), "ed25519:@"]
    {
        assert_eq!(PublicKey::from_text(bad), Err(ParseSigningTextError::PublicKey), "{bad}");
    }
    let signature = key().sign(Purpose::Licence, b"");
    assert_eq!(Signature::from_text(&signature.to_text()), Ok(signature));
    for bad in ["", &signature.to_text()[..85], &format!("{}A", signature.to_text()), &"A".repeat(100_000)] {
        assert_eq!(Signature::from_text(bad), Err(ParseSigningTextError::Signature), "{bad:.60}");
    }
    let fresh = SigningKey::generate().unwrap();
    assert_eq!(SigningKey::from_text(fresh.to_text().as_bytes()).unwrap(), fresh);
    let server = crate::key::ServerKey::generate().unwrap().to_text();
    assert!(SigningKey::from_text(server.as_bytes()).is_err(), "a server key is no signing key");
}

// attack: D1
#[test]
fn no_debug_shows_a_signing_key() {
    assert_eq!(format!("{:?}", key()), "SigningKey(..)");
}

proptest! {
    #[test]
    fn what_was_signed_verifies(message in proptest::collection::vec(any::<u8>(), 0..300)) {
        let signature = key().sign(Purpose::AuditHeads, &message);
        prop_assert!(key().public().verify(Purpose::AuditHeads, &message, &signature).is_ok());
        let longer = [message.as_slice(), &[0]].concat();
        prop_assert!(key().public().verify(Purpose::AuditHeads, &longer, &signature).is_err());
    }
}
