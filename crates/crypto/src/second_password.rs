//! Second passwords: a layer inside of the secret that the server itself can not read.
//!
//! A random [`ObjectKey`] is wrapped under Argon2id(second password). It seals the secret fields before the
//! data key does, for every version in the history too. What is stored is then
//!
//! ```text
//! envelope under the data key's secret subkey, kind ObjectSecret, of
//!     envelope under the object key's subkey, kind ObjectSecretInner, of the secret
//! ```
//!
//! Both layers are bound to the object and its revision. A second password on a folder or on a database is one
//! object key for everything below; where more than one covers an object, the nearest one is used. A change of
//! the second password wraps the same object key anew; taking it off, or copying an object away from under it,
//! needs the object key, for the inner layer has to be opened. A wrap is bound to the id of its object key and not
//! to what has the second password: what is moved away takes the wrap along, and nobody needs the password for it.
//!
//! Attachments are long, so they are not sealed twice: their stream has a key that comes from both, the object key
//! and the data key's subkey ([`crate::key::AttachmentKey::covered`]).
//!
//! This module must never keep an object key: it is made or opened for one request and dropped with it.

use zeroize::Zeroizing;

use crate::{
    Id, OpenError, SealError,
    envelope::{self, Place, RecordKind},
    key::ObjectKey,
    password::{Params, PasswordError},
    wrap::{LockError, UnlockError, WrapKind, WrapPlace},
};

/// Which second password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecondPassword {
    /// The database.
    pub database: Id,
    /// The id of its object key: random, new with each object key, and kept when the password is changed.
    pub key: Id,
}

impl SecondPassword {
    const fn place(&self) -> WrapPlace {
        WrapPlace { database: self.database, object: self.key, kind: WrapKind::SecondPassword, generation: 1 }
    }

    /// Makes an object key and the bytes to keep of it. Takes a run of Argon2id.
    ///
    /// # Errors
    /// [`LockError`] for a password that is empty or too long, and where memory or randomness fail.
    pub fn set(&self, password: &str, params: Params) -> Result<(ObjectKey, Vec<u8>), LockError> {
        let key = ObjectKey::generate().map_err(PasswordError::from)?;
        let kept = self.change(&key, password, params)?;
        Ok((key, kept))
    }

    /// The bytes to keep of `key` under another password. Takes a run of Argon2id.
    ///
    /// # Errors
    /// As [`SecondPassword::set`].
    pub fn change(&self, key: &ObjectKey, password: &str, params: Params) -> Result<Vec<u8>, LockError> {
        key.lock(password, params, &self.place())
    }

    /// Opens the object key. Takes a run of Argon2id. Whoever calls counts the tries.
    ///
    /// # Errors
    /// [`UnlockError`].
    pub fn enter(&self, password: &str, kept: &[u8]) -> Result<ObjectKey, UnlockError> {
        ObjectKey::unlock(password, &self.place(), kept)
    }
}

const fn inner(database: Id, object: Id, revision: u64) -> Place {
    Place::new(database, object, RecordKind::ObjectSecretInner, revision)
}

/// Seals the `secret` of `object` at `revision` under its object key. The result is then sealed as the
/// object's secret like any other.
///
/// # Errors
/// [`SealError`] if the generator fails or the secret is too long.
pub fn seal(
    key: &ObjectKey,
    database: Id,
    object: Id,
    revision: u64,
    secret: &[u8],
) -> Result<Vec<u8>, SealError> {
    envelope::seal(&key.sealing(database), &inner(database, object, revision), secret)
}

/// Opens what [`seal`] gave.
///
/// # Errors
/// [`OpenError`] for everything else.
pub fn open(
    key: &ObjectKey,
    database: Id,
    object: Id,
    revision: u64,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    envelope::open(&key.sealing(database), &inner(database, object, revision), sealed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::DataKey;

    const DATABASE: Id = [1; 16];
    const FOLDER: Id = [2; 16];
    const ENTRY: Id = [3; 16];
    const PLACE: SecondPassword = SecondPassword { database: DATABASE, key: [9; 16] };

    #[test]
    fn without_the_second_password_the_data_key_does_not_show_the_secret() {
        let data = DataKey::generate().unwrap().subkeys(DATABASE);
        let (key, kept) = PLACE.set("second", Params::FLOOR).unwrap();
        let outer = Place::new(DATABASE, ENTRY, RecordKind::ObjectSecret, 7);
        let inner = seal(&key, DATABASE, ENTRY, 7, b"hunter2").unwrap();
        let stored = envelope::seal(&data.secret, &outer, &inner).unwrap();
        drop(key);

        let opened = envelope::open(&data.secret, &outer, &stored).unwrap();
        assert!(!opened.windows(7).any(|window| window == b"hunter2"));
        let key = PLACE.enter("second", &kept).unwrap();
        assert_eq!(&**open(&key, DATABASE, ENTRY, 7, &opened).unwrap(), b"hunter2");
        assert_eq!(PLACE.enter("secund", &kept).unwrap_err(), UnlockError::DoesNotOpen);
    }

    #[test]
    fn another_password_keeps_the_object_key() {
        let (key, old) = PLACE.set("second", Params::FLOOR).unwrap();
        let new = PLACE.change(&key, "third", Params::FLOOR).unwrap();
        assert_eq!(PLACE.enter("third", &new).unwrap(), key);
        assert_eq!(PLACE.enter("second", &new).unwrap_err(), UnlockError::DoesNotOpen);
        assert_eq!(PLACE.enter("second", &old).unwrap(), key, "which the store must forget");
    }

    // attack: C1
    #[test]
    fn a_covered_attachment_takes_both_keys() {
        let data = DataKey::generate().unwrap().subkeys(DATABASE);
        let (one, other) = (ObjectKey::generate().unwrap(), ObjectKey::generate().unwrap());
        let covered = data.attachment.covered(&one, DATABASE);
        assert_eq!(covered, data.attachment.covered(&one, DATABASE));
        assert_ne!(&covered, data.attachment.uncovered());
        assert_ne!(covered, data.attachment.covered(&other, DATABASE));
        assert_ne!(covered, data.attachment.covered(&one, ENTRY));
        let another = DataKey::generate().unwrap().subkeys(DATABASE);
        assert_ne!(covered, another.attachment.covered(&one, DATABASE));
    }

    // attack: C1, C2
    #[test]
    fn an_inner_layer_opens_in_its_own_place_only() {
        let (key, kept) = PLACE.set("second", Params::FLOOR).unwrap();
        let sealed = seal(&key, DATABASE, ENTRY, 7, b"hunter2").unwrap();
        for (database, object, revision) in [([9; 16], ENTRY, 7), (DATABASE, FOLDER, 7), (DATABASE, ENTRY, 6)]
        {
            assert_eq!(open(&key, database, object, revision, &sealed), Err(OpenError));
        }
        assert_eq!(open(&ObjectKey::generate().unwrap(), DATABASE, ENTRY, 7, &sealed), Err(OpenError));
        for place in [SecondPassword { key: ENTRY, ..PLACE }, SecondPassword { database: [9; 16], ..PLACE }] {
            assert_eq!(place.enter("second", &kept).unwrap_err(), UnlockError::DoesNotOpen);
        }
    }
}
