use super::*;
use crate::key::Key;
use crate::wrap::WrapKind;

const ALICE: crate::Id = [1; 16];
const BOB: crate::Id = [2; 16];

#[test]
fn argon2id_is_that_of_rfc_9106() {
    // RFC 9106, 5.3.
    let params = argon2::ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .data(argon2::AssociatedData::new(&[4; 12]).unwrap())
        .output_len(32)
        .build()
        .unwrap();
    let argon =
        argon2::Argon2::new_with_secret(&[3; 8], argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut out = [0; 32];
    argon.unwrap().hash_password_into(&[1; 32], &[2; 16], &mut out).unwrap();
    assert_eq!(hex::encode(out), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

/// `printf %s PASSWORD | argon2 SALTSALTSALTSALT -id -t 2 -k 19456 -p 1 -l 64`
#[test]
fn a_run_is_that_of_the_committed_vectors() {
    let params = Params::FLOOR;
    let root = argon::stretch("pa\u{df}word", b"SALTSALTSALTSALT", &params).unwrap();
    let mut shown = format!("{} root\n", hex::encode(root.as_slice()));
    let mut bytes = vec![1];
    bytes.extend_from_slice(&params.to_bytes());
    bytes.extend_from_slice(b"SALTSALTSALTSALT");
    let stretch = Stretch::from_bytes(&bytes).unwrap();
    let key = stretch.key(WrapKind::MasterPassword, "pa\u{df}word").unwrap();
    shown += &format!("{} stretched\n", hex::encode(key.0.bytes()));
    bytes.extend_from_slice(&[0; 32]);
    let verifier = Key::derive(root.as_slice(), &[b"password verifier", &ALICE]);
    bytes[29..].copy_from_slice(verifier.bytes());
    let record = PasswordRecord::from_bytes(&bytes).unwrap();
    let verified = record.verify(ALICE, "pa\u{df}word", &params).unwrap().unwrap();
    shown +=
        &format!("{} record\n{} key\n", hex::encode(record.to_bytes()), hex::encode(verified.key.0.bytes()));
    assert_eq!(shown, include_str!("../../tests/vectors/password.txt"));
}

#[test]
fn the_right_password_gives_the_same_key_each_time_and_a_wrong_one_none() {
    let (record, key) = PasswordRecord::new(ALICE, "caf\u{e9} 1", Params::FLOOR).unwrap();
    let record = PasswordRecord::from_bytes(&record.to_bytes()).unwrap();
    let verify = |account, password: &str| record.verify(account, password, &Params::FLOOR).unwrap();

    let verified = verify(ALICE, "caf\u{e9} 1").unwrap();
    assert_eq!(verified.key, key);
    assert!(!verified.outdated);
    assert!(verify(ALICE, "cafe\u{301} 1").is_some(), "the same letters from another keyboard");
    for wrong in ["", "caf\u{e9} 2", "Caf\u{e9} 1", "caf\u{e9} 1 ", "cafe 1", &"x".repeat(PASSWORD_LIMIT + 1)]
    {
        assert!(verify(ALICE, wrong).is_none(), "{wrong:.20}");
    }
}

// attack: A15, C1
#[test]
fn a_record_in_another_accounts_row_lets_nobody_in() {
    let (record, key) = PasswordRecord::new(ALICE, "password", Params::FLOOR).unwrap();
    assert!(record.verify(BOB, "password", &Params::FLOOR).unwrap().is_none());
    assert_eq!(record.verify(ALICE, "password", &Params::FLOOR).unwrap().unwrap().key, key);
}

#[test]
fn two_records_of_one_password_have_nothing_in_common() {
    let (a, key_a) = PasswordRecord::new(ALICE, "password", Params::FLOOR).unwrap();
    let (b, key_b) = PasswordRecord::new(ALICE, "password", Params::FLOOR).unwrap();
    assert_ne!(a.to_bytes()[13..], b.to_bytes()[13..]);
    assert_ne!(key_a, key_b);
    assert!(!hex::encode(a.to_bytes()).contains(&hex::encode(key_a.0.bytes())));
}

// attack: B5
#[test]
fn nobody_has_a_record_that_no_password_fits() {
    let nobody = PasswordRecord::of_nobody(Params::FLOOR).unwrap();
    for password in ["", "password", "no password"] {
        assert!(nobody.verify(ALICE, password, &Params::FLOOR).unwrap().is_none());
    }
    assert_eq!(nobody.params(), &Params::FLOOR);
    assert_eq!(PasswordRecord::of_nobody(Params::FLOOR).unwrap().to_bytes().len(), RECORD_BYTES);
}

// attack: C6
#[test]
fn a_record_of_an_old_floor_opens_and_is_reported_outdated() {
    let old = Params::of_record(4096, 1, 1).unwrap();
    let (record, key) = PasswordRecord::new(ALICE, "password", old).unwrap();
    let record = PasswordRecord::from_bytes(&record.to_bytes()).unwrap();
    let verified = record.verify(ALICE, "password", &Params::FLOOR).unwrap().unwrap();
    assert!(verified.outdated);
    assert_eq!(verified.key, key);

    let (record, _) = PasswordRecord::new(ALICE, "password", Params::FLOOR).unwrap();
    let outdated = |wanted| record.verify(ALICE, "password", wanted).unwrap().unwrap().outdated;
    assert!(!outdated(&Params::FLOOR));
    assert!(outdated(&Params::DEFAULT));
    assert!(Stretch::new(old).unwrap().is_outdated(&Params::FLOOR));
    assert!(!Stretch::new(Params::DEFAULT).unwrap().is_outdated(&Params::FLOOR));
}

// attack: C6
#[test]
fn nothing_below_the_floor_can_be_configured() {
    for (memory, passes, lanes, expected) in [
        (19 * 1024, 2, 1, Ok(Params::FLOOR)),
        (48 * 1024, 2, 1, Ok(Params::DEFAULT)),
        (19 * 1024 - 1, 2, 1, Err(ParamsError::BelowFloor)),
        (1024 * 1024, 1, 1, Err(ParamsError::BelowFloor)),
        (8, 1, 1, Err(ParamsError::BelowFloor)),
        (19 * 1024, 0, 1, Err(ParamsError::OutOfRange)),
        (0, 0, 0, Err(ParamsError::OutOfRange)),
        (64 * 1024, 2, 0, Err(ParamsError::OutOfRange)),
        (64 * 1024, 2, 17, Err(ParamsError::OutOfRange)),
        (u32::MAX, u32::MAX, u32::MAX, Err(ParamsError::OutOfRange)),
    ] {
        assert_eq!(Params::new(memory, passes, lanes), expected, "{memory} {passes} {lanes}");
    }
}

// attack: C6, R3
#[test]
fn a_record_that_asks_for_too_much_is_refused_when_read() {
    let (record, _) = PasswordRecord::new(ALICE, "password", Params::FLOOR).unwrap();
    let good = record.to_bytes();
    let with = |memory: u32, passes: u32, lanes: u32| {
        let mut bytes = good;
        bytes[1..5].copy_from_slice(&memory.to_le_bytes());
        bytes[5..9].copy_from_slice(&passes.to_le_bytes());
        bytes[9..13].copy_from_slice(&lanes.to_le_bytes());
        bytes
    };
    for (memory, passes, lanes) in [
        (u32::MAX, 2, 1),
        (1024 * 1024 + 1, 1, 1),
        (1024 * 1024, 7, 1),
        (19 * 1024, u32::MAX, 1),
        (19 * 1024, 2, u32::MAX),
        (19 * 1024, 2, 0),
        (19 * 1024, 0, 1),
        (7, 2, 1),
        (15, 2, 2),
        (0, 2, 1),
    ] {
        let bytes = with(memory, passes, lanes);
        let refused = RecordError::Params(ParamsError::OutOfRange);
        assert_eq!(PasswordRecord::from_bytes(&bytes).unwrap_err(), refused, "{memory} {passes} {lanes}");
        assert_eq!(Stretch::from_bytes(&bytes[..STRETCH_BYTES]).unwrap_err(), refused);
    }
}

// attack: C3
#[test]
fn what_is_no_record_is_refused() {
    let (record, _) = PasswordRecord::new(ALICE, "password", Params::FLOOR).unwrap();
    let good = record.to_bytes();
    for len in 0..good.len() {
        assert_eq!(PasswordRecord::from_bytes(&good[..len]).unwrap_err(), RecordError::Form, "{len} bytes");
        if len != STRETCH_BYTES {
            assert_eq!(Stretch::from_bytes(&good[..len]).unwrap_err(), RecordError::Form, "{len} bytes");
        }
    }
    assert_eq!(PasswordRecord::from_bytes(&[&good[..], &[0]].concat()).unwrap_err(), RecordError::Form);
    let mut newer = good;
    newer[0] = 2;
    assert_eq!(PasswordRecord::from_bytes(&newer).unwrap_err(), RecordError::Form);
    assert_eq!(Stretch::from_bytes(&newer[..STRETCH_BYTES]).unwrap_err(), RecordError::Form);
}

// attack: C3
#[test]
fn a_changed_salt_verifier_or_cost_lets_nobody_in() {
    let (record, _) = PasswordRecord::new(ALICE, "password", Params::FLOOR).unwrap();
    for (place, bit) in [(1, 0), (13, 0), (28, 7), (29, 0), (60, 7)] {
        let mut bytes = record.to_bytes();
        bytes[place] ^= 1 << bit;
        let changed = PasswordRecord::from_bytes(&bytes).unwrap();
        assert!(changed.verify(ALICE, "password", &Params::FLOOR).unwrap().is_none(), "byte {place}");
    }
}

#[test]
fn a_stretched_key_belongs_to_password_salt_and_kind() {
    let stretch = Stretch::new(Params::FLOOR).unwrap();
    let again = Stretch::from_bytes(&stretch.to_bytes()).unwrap();
    assert_eq!(again, stretch);
    let key = stretch.key(WrapKind::MasterPassword, "master").unwrap();
    assert_eq!(again.key(WrapKind::MasterPassword, "master").unwrap(), key);
    assert_ne!(again.key(WrapKind::SecondPassword, "master").unwrap(), key);
    assert_ne!(again.key(WrapKind::MasterPassword, "Master").unwrap(), key);
    assert_ne!(Stretch::new(Params::FLOOR).unwrap().key(WrapKind::MasterPassword, "master").unwrap(), key);
    assert_eq!(stretch.key(WrapKind::MasterPassword, "").unwrap_err(), PasswordError::Empty);
}

// attack: D1, D4
#[test]
fn no_debug_or_error_shows_more_than_parameters() {
    let (record, key) = PasswordRecord::new(ALICE, "password", Params::FLOOR).unwrap();
    assert_eq!(
        format!("{record:?} {:?}", Verified { key, outdated: false }),
        "PasswordRecord { params: Params { memory_kib: 19456, passes: 2, lanes: 1 }, .. } \
         Verified { key: KeyEncryptionKey(..), outdated: false }"
    );
}
