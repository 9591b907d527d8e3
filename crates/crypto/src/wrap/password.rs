//! Keys wrapped under a password: how the password is stretched, and the wrapped key, kept as one.
//!
//! ```text
//! locked = stretch (29 bytes, see `password`) | wrapped (105 bytes, see `wrap`)
//! ```

use super::{UnlockError, WrapPlace, open, wrap};
use crate::{
    key::{DataKey, Key, ObjectKey},
    password::{Params, PasswordError, STRETCH_BYTES, Stretch},
};

use super::LockError;

impl DataKey {
    /// Wraps this data key under `password`, for the kind that `place` names. Takes a run of Argon2id.
    ///
    /// # Errors
    /// [`LockError`] for a password that is empty or too long, and where memory or randomness fail.
    pub fn lock(&self, password: &str, params: Params, place: &WrapPlace) -> Result<Vec<u8>, LockError> {
        lock(&self.0, password, params, place)
    }

    /// Opens what [`DataKey::lock`] gave. Takes a run of Argon2id, unless the bytes are refused at sight.
    ///
    /// # Errors
    /// [`UnlockError`].
    pub fn unlock(password: &str, place: &WrapPlace, locked: &[u8]) -> Result<Self, UnlockError> {
        unlock(password, place, locked).map(Self)
    }
}

impl ObjectKey {
    /// Wraps this object key under `password`, for the kind that `place` names. Takes a run of Argon2id.
    ///
    /// # Errors
    /// [`LockError`] for a password that is empty or too long, and where memory or randomness fail.
    pub fn lock(&self, password: &str, params: Params, place: &WrapPlace) -> Result<Vec<u8>, LockError> {
        lock(&self.0, password, params, place)
    }

    /// Opens what [`ObjectKey::lock`] gave. Takes a run of Argon2id, unless the bytes are refused at sight.
    ///
    /// # Errors
    /// [`UnlockError`].
    pub fn unlock(password: &str, place: &WrapPlace, locked: &[u8]) -> Result<Self, UnlockError> {
        unlock(password, place, locked).map(Self)
    }
}

/// Whether a key should be locked anew while its password is at hand, since `wanted` is stronger than what
/// it was locked with. Bytes that are no locked key are not outdated.
pub fn is_outdated(locked: &[u8], wanted: &Params) -> bool {
    let stretch = locked.get(..STRETCH_BYTES).and_then(|bytes| Stretch::from_bytes(bytes).ok());
    stretch.is_some_and(|stretch| stretch.is_outdated(wanted))
}

fn lock(key: &Key, password: &str, params: Params, place: &WrapPlace) -> Result<Vec<u8>, LockError> {
    let stretch = Stretch::new(params).map_err(PasswordError::from)?;
    let kek = stretch.key(place.kind, password)?;
    let mut locked = stretch.to_bytes().to_vec();
    locked.extend_from_slice(&wrap(&kek, place, key)?);
    Ok(locked)
}

fn unlock(password: &str, place: &WrapPlace, locked: &[u8]) -> Result<Key, UnlockError> {
    let (stretch, wrapped) = locked.split_at_checked(STRETCH_BYTES).ok_or(UnlockError::DoesNotOpen)?;
    let kek = match Stretch::from_bytes(stretch)?.key(place.kind, password) {
        // What can be no password is a wrong one.
        Err(PasswordError::Empty | PasswordError::TooLong) => return Err(UnlockError::DoesNotOpen),
        Err(error) => return Err(UnlockError::Password(error)),
        Ok(kek) => kek,
    };
    open(&kek, place, wrapped).map_err(|_| UnlockError::DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        password::{ParamsError, RecordError},
        wrap::{WRAPPED_BYTES, WrapKind},
    };

    const PLACE: WrapPlace = WrapPlace::of_data_key([1; 16], WrapKind::MasterPassword, 1);

    // attack: C1
    #[test]
    fn the_right_password_opens_and_a_wrong_one_does_not() {
        let key = DataKey::generate().unwrap();
        let locked = key.lock("master", Params::FLOOR, &PLACE).unwrap();
        assert_eq!(locked.len(), STRETCH_BYTES + WRAPPED_BYTES);
        assert_eq!(DataKey::unlock("master", &PLACE, &locked).unwrap(), key);
        for wrong in ["", "Master", "master ", &"x".repeat(5000)] {
            let error = DataKey::unlock(wrong, &PLACE, &locked).unwrap_err();
            assert_eq!(error, UnlockError::DoesNotOpen, "{wrong:.20}");
        }
        let elsewhere = WrapPlace { database: [2; 16], ..PLACE };
        assert_eq!(DataKey::unlock("master", &elsewhere, &locked).unwrap_err(), UnlockError::DoesNotOpen);
        let other_kind = WrapPlace { kind: WrapKind::SecondPassword, ..PLACE };
        assert_eq!(DataKey::unlock("master", &other_kind, &locked).unwrap_err(), UnlockError::DoesNotOpen);
        assert!(is_outdated(&locked, &Params::DEFAULT) && !is_outdated(&locked, &Params::FLOOR));
        assert!(!is_outdated(b"", &Params::DEFAULT));
    }

    #[test]
    fn a_password_that_can_be_none_locks_nothing() {
        let key = DataKey::generate().unwrap();
        let empty = key.lock("", Params::FLOOR, &PLACE).unwrap_err();
        assert_eq!(empty, LockError::Password(PasswordError::Empty));
        let long = key.lock(&"x".repeat(5000), Params::FLOOR, &PLACE).unwrap_err();
        assert_eq!(long, LockError::Password(PasswordError::TooLong));
    }

    // attack: C3, C6, R3
    #[test]
    fn damage_is_noticed_and_absurd_costs_are_refused_at_sight() {
        let locked = DataKey::generate().unwrap().lock("master", Params::FLOOR, &PLACE).unwrap();
        let broken = |place: usize, byte: u8| {
            let mut bad = locked.clone();
            bad[place] ^= byte;
            DataKey::unlock("master", &PLACE, &bad).unwrap_err()
        };
        assert_eq!(broken(0, 1), UnlockError::Record(RecordError::Form));
        assert_eq!(broken(4, 0x80), UnlockError::Record(RecordError::Params(ParamsError::OutOfRange)));
        for place in [1, 13, 28, 29, 30, 54, 86, locked.len() - 1] {
            assert!(matches!(broken(place, 1), UnlockError::DoesNotOpen | UnlockError::Record(_)), "{place}");
        }
        for cut in [0, 1, 28, 29, 30, locked.len() - 1] {
            let error = DataKey::unlock("master", &PLACE, &locked[..cut]).unwrap_err();
            assert_eq!(error, UnlockError::DoesNotOpen, "cut at {cut}");
        }
    }
}
