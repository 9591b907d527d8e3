//! Wrapping: a key sealed under another key, bound to what it is the key of and to what wraps it.
//!
//! ```text
//! wrapped    = version (1 byte, 1) | nonce (24) | commitment (32) | ciphertext of the key (32) | tag (16)
//! bound      = "SRW1" | kind of wrap (1) | database (16) | object (16) | generation (4, big endian)
//! sealing    = HKDF-SHA256(key-encryption key, "wrap seal"   | nonce | bound)
//! commitment = HKDF-SHA256(key-encryption key, "wrap commit" | nonce | bound)
//! ```
//!
//! The commitment is there because XChaCha20-Poly1305 does not bind a ciphertext to one key: somebody who
//! can write to the store could make one wrapped key that opens under thousands of passwords, and learn from
//! the server's answer which of them the next person typed (partitioning oracle attacks, Len, Grubbs and
//! Ristenpart, 2021). With it, one wrapped key opens under one key only.
//!
//! This module must never wrap a key for one place in a way that opens in another.

mod password;

pub use password::is_outdated;

use chacha20poly1305::{KeyInit as _, Tag, XChaCha20Poly1305, XNonce, aead::AeadInOut as _};
use subtle::ConstantTimeEq as _;

use crate::{
    Id, OpenError, SealError,
    key::{DataKey, EnvelopeKey, KEY_BYTES, Key, KeyEncryptionKey, ObjectKey},
    password::{PasswordError, RecordError},
    random,
};

const VERSION: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;

/// Bytes of a wrapped key.
pub const WRAPPED_BYTES: usize = 1 + NONCE + KEY_BYTES + KEY_BYTES + TAG;

/// Why a key was not locked under a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// The password can be none, or could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The key could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// Why a key that was locked under a password does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// Wrong password, wrong place or damage: which of them is not told.
    #[error("does not open: wrong password, wrong place or damaged")]
    DoesNotOpen,
    /// No password can be tried, for how it would be stretched is damaged or beyond the ceiling.
    #[error("damaged: {0}")]
    Record(#[from] RecordError),
    /// The password could not be hashed.
    #[error(transparent)]
    Password(PasswordError),
}

/// What a key is wrapped under. The numbers are part of the format and are never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum WrapKind {
    /// The server key: the database opens at start.
    ServerKey = 1,
    /// The master password of a database.
    MasterPassword = 2,
    /// The account password of a private database's owner.
    OwnerPassword = 3,
    /// The recovery code of a private database.
    RecoveryCode = 4,
    /// The second password of an object, a folder or a database.
    SecondPassword = 5,
    /// The passphrase of an archive.
    Archive = 6,
}

/// What a wrapped key is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WrapPlace {
    /// The database.
    pub database: Id,
    /// Nil for a data key; for an object key its id.
    pub object: Id,
    /// What wraps it.
    pub kind: WrapKind,
    /// Which of the database's (or object's) keys: raised when a rotation makes a new one.
    pub generation: u32,
}

const BOUND: usize = 4 + 1 + 16 + 16 + 4;

impl WrapPlace {
    /// The place of a data key.
    pub const fn of_data_key(database: Id, kind: WrapKind, generation: u32) -> Self {
        Self { database, object: [0; 16], kind, generation }
    }

    fn bound(&self) -> [u8; BOUND] {
        let mut bound = [0; BOUND];
        let parts = b"SRW1"
            .iter()
            .copied()
            .chain([self.kind as u8])
            .chain(self.database)
            .chain(self.object)
            .chain(self.generation.to_be_bytes());
        for (to, from) in bound.iter_mut().zip(parts) {
            *to = from;
        }
        bound
    }
}

impl DataKey {
    /// Wraps this data key under `kek`.
    ///
    /// # Errors
    /// [`SealError`] if the generator fails.
    pub fn wrap(&self, kek: &KeyEncryptionKey, place: &WrapPlace) -> Result<Vec<u8>, SealError> {
        wrap(kek, place, &self.0)
    }

    /// Opens a data key that was wrapped under `kek` for `place`.
    ///
    /// # Errors
    /// [`OpenError`] for everything else.
    pub fn open_wrapped(
        kek: &KeyEncryptionKey,
        place: &WrapPlace,
        wrapped: &[u8],
    ) -> Result<Self, OpenError> {
        open(kek, place, wrapped).map(Self)
    }
}

/// Where an earlier key of the audit's texts is kept; the number is the generation.
const AUDIT_TEXT: Id = *b"audit text key..";

impl EnvelopeKey {
    /// Wraps the key of the audit's texts under `kek`, the wrapping key of the server key that comes after its own:
    /// records of an audit chain are never rewritten, so that what seals their texts has to be kept.
    ///
    /// # Errors
    /// [`SealError`] if the generator fails.
    pub fn keep_for_audit(&self, kek: &KeyEncryptionKey, number: u32) -> Result<Vec<u8>, SealError> {
        wrap(kek, &audit_text_place(number), &self.0)
    }

    /// Opens what [`Self::keep_for_audit`] gave.
    ///
    /// # Errors
    /// [`OpenError`] for everything else.
    pub fn kept_for_audit(kek: &KeyEncryptionKey, number: u32, wrapped: &[u8]) -> Result<Self, OpenError> {
        open(kek, &audit_text_place(number), wrapped).map(Self)
    }
}

const fn audit_text_place(number: u32) -> WrapPlace {
    WrapPlace { database: crate::SERVER, object: AUDIT_TEXT, kind: WrapKind::ServerKey, generation: number }
}

impl ObjectKey {
    /// Wraps this object key under `kek`.
    ///
    /// # Errors
    /// [`SealError`] if the generator fails.
    pub fn wrap(&self, kek: &KeyEncryptionKey, place: &WrapPlace) -> Result<Vec<u8>, SealError> {
        wrap(kek, place, &self.0)
    }

    /// Opens an object key that was wrapped under `kek` for `place`.
    ///
    /// # Errors
    /// [`OpenError`] for everything else.
    pub fn open_wrapped(
        kek: &KeyEncryptionKey,
        place: &WrapPlace,
        wrapped: &[u8],
    ) -> Result<Self, OpenError> {
        open(kek, place, wrapped).map(Self)
    }
}

fn wrap(kek: &KeyEncryptionKey, place: &WrapPlace, key: &Key) -> Result<Vec<u8>, SealError> {
    wrap_with_nonce(kek, place, key, random::bytes()?)
}

fn wrap_with_nonce(
    kek: &KeyEncryptionKey,
    place: &WrapPlace,
    key: &Key,
    nonce: [u8; NONCE],
) -> Result<Vec<u8>, SealError> {
    let bound = place.bound();
    let (sealing, commitment) = split(kek, &nonce, &bound);
    let mut body = Key::copy_of(key.bytes());
    let tag = XChaCha20Poly1305::new(sealing.bytes().into())
        .encrypt_inout_detached(&XNonce::from(nonce), &bound, body.bytes_mut().as_mut_slice().into())
        .map_err(|_| SealError::TooLong { limit: KEY_BYTES })?;
    let mut wrapped = Vec::with_capacity(WRAPPED_BYTES);
    wrapped.push(VERSION);
    wrapped.extend_from_slice(&nonce);
    wrapped.extend_from_slice(commitment.bytes());
    wrapped.extend_from_slice(body.bytes());
    wrapped.extend_from_slice(&tag);
    Ok(wrapped)
}

fn open(kek: &KeyEncryptionKey, place: &WrapPlace, wrapped: &[u8]) -> Result<Key, OpenError> {
    let (version, rest) = wrapped.split_first().ok_or(OpenError)?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(OpenError)?;
    let (committed, rest) = rest.split_first_chunk::<KEY_BYTES>().ok_or(OpenError)?;
    let (body, rest) = rest.split_first_chunk::<KEY_BYTES>().ok_or(OpenError)?;
    let tag: [u8; TAG] = rest.try_into().map_err(|_| OpenError)?;
    let bound = place.bound();
    let (sealing, commitment) = split(kek, nonce, &bound);
    if *version != VERSION || !bool::from(commitment.bytes().ct_eq(committed)) {
        return Err(OpenError);
    }
    let mut key = Key::copy_of(body);
    XChaCha20Poly1305::new(sealing.bytes().into())
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            &bound,
            key.bytes_mut().as_mut_slice().into(),
            &Tag::from(tag),
        )
        .map_err(|_| OpenError)?;
    Ok(key)
}

/// The key that seals, and the commitment to it.
fn split(kek: &KeyEncryptionKey, nonce: &[u8; NONCE], bound: &[u8; BOUND]) -> (Key, Key) {
    let key = |label: &[u8]| Key::derive(kek.0.bytes(), &[label, nonce, bound]);
    (key(b"wrap seal"), key(b"wrap commit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: WrapPlace = WrapPlace::of_data_key([1; 16], WrapKind::ServerKey, 1);

    fn kek(byte: u8) -> KeyEncryptionKey {
        KeyEncryptionKey(Key::copy_of(&[byte; 32]))
    }

    #[test]
    fn a_wrapped_key_is_that_of_the_committed_vector() {
        let key = Key::copy_of(&[0x42; 32]);
        let wrapped = wrap_with_nonce(&kek(9), &PLACE, &key, [5; 24]).unwrap();
        assert_eq!(hex::encode(&wrapped), include_str!("../tests/vectors/wrap.txt").trim_end());
        assert!(open(&kek(9), &PLACE, &wrapped).unwrap() == key);
    }

    // attack: C3
    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let wrapped = DataKey::generate().unwrap().wrap(&kek(9), &PLACE).unwrap();
        assert_eq!(wrapped.len(), WRAPPED_BYTES);
        for place in 0..wrapped.len() {
            assert_eq!(DataKey::open_wrapped(&kek(9), &PLACE, &wrapped[..place]), Err(OpenError));
            for bit in 0..8 {
                let mut bad = wrapped.clone();
                bad[place] ^= 1 << bit;
                assert_eq!(
                    DataKey::open_wrapped(&kek(9), &PLACE, &bad),
                    Err(OpenError),
                    "bit {bit} of byte {place}"
                );
            }
        }
        assert_eq!(DataKey::open_wrapped(&kek(9), &PLACE, &[wrapped, vec![0]].concat()), Err(OpenError));
    }

    // attack: C1
    #[test]
    fn a_wrapped_key_opens_in_its_own_place_only() {
        use WrapKind::*;
        let kinds = [ServerKey, MasterPassword, OwnerPassword, RecoveryCode, SecondPassword];
        let mut places = kinds.map(|kind| WrapPlace { kind, ..PLACE }).to_vec();
        places.push(WrapPlace { database: [2; 16], ..PLACE });
        places.push(WrapPlace { object: [1; 16], ..PLACE });
        places.push(WrapPlace { generation: 2, ..PLACE });
        for (i, from) in places.iter().enumerate() {
            let key = ObjectKey::generate().unwrap();
            let wrapped = key.wrap(&kek(9), from).unwrap();
            for (j, to) in places.iter().enumerate() {
                let opened = ObjectKey::open_wrapped(&kek(9), to, &wrapped);
                assert_eq!(
                    opened == Ok(ObjectKey(Key::copy_of(key.0.bytes()))),
                    i == j,
                    "{from:?} as {to:?}"
                );
                assert_eq!(opened.is_ok(), i == j);
            }
            assert_eq!(ObjectKey::open_wrapped(&kek(8), from, &wrapped), Err(OpenError), "another key");
        }
    }

    #[test]
    fn a_kept_audit_key_opens_under_its_own_number_only() {
        let wrapped = EnvelopeKey(Key::copy_of(&[7; 32])).keep_for_audit(&kek(9), 1).unwrap();
        assert!(EnvelopeKey::kept_for_audit(&kek(9), 1, &wrapped).unwrap().0 == Key::copy_of(&[7; 32]));
        assert!(EnvelopeKey::kept_for_audit(&kek(9), 2, &wrapped).is_err());
        assert!(EnvelopeKey::kept_for_audit(&kek(8), 1, &wrapped).is_err());
        assert!(DataKey::open_wrapped(&kek(9), &PLACE, &wrapped).is_err(), "and is no data key");
    }

    #[test]
    fn one_key_is_never_wrapped_twice_alike() {
        let key = DataKey::generate().unwrap();
        let wrapped: std::collections::BTreeSet<_> =
            (0..1000).map(|_| key.wrap(&kek(9), &PLACE).unwrap()).collect();
        assert_eq!(wrapped.len(), 1000);
        let bytes = hex::encode(key.0.bytes());
        assert!(wrapped.iter().all(|wrapped| !hex::encode(wrapped).contains(&bytes)));
    }
}
