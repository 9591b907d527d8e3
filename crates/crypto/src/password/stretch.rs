//! Keys from master passwords and second passwords.
//!
//! ```text
//! stretch = version (1 byte, 1) | memory KiB (4) | passes (4) | lanes (4) | salt (16)
//! key     = HKDF-SHA256(Argon2id(password in form C, salt, parameters), "stretched key" | kind of wrap)
//! ```
//!
//! Nothing is kept that checks the password: whether it is the right one is told by the wrapped key that
//! opens or does not. A stretch that was tampered with gives another key.

use super::{
    Params, PasswordError, RecordError,
    argon::{self, SALT},
};
use crate::{
    key::{Key, KeyEncryptionKey},
    random::{self, RandomError},
    wrap::WrapKind,
};

const VERSION: u8 = 1;

/// Bytes of a stretch.
pub const STRETCH_BYTES: usize = 1 + 12 + SALT;

/// How a key comes from a password: parameters and salt, stored beside the key that it wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    params: Params,
    salt: [u8; SALT],
}

impl Stretch {
    /// A new stretch with a salt of its own.
    ///
    /// # Errors
    /// [`RandomError`] if the generator fails.
    pub fn new(params: Params) -> Result<Self, RandomError> {
        Ok(Self { params, salt: random::bytes()? })
    }

    /// The key that `password` gives for `kind`. Takes a run of Argon2id.
    ///
    /// # Errors
    /// [`PasswordError`] for a password that is empty or too long, and where memory fails.
    pub fn key(&self, kind: WrapKind, password: &str) -> Result<KeyEncryptionKey, PasswordError> {
        let root = argon::stretch(password, &self.salt, &self.params)?;
        let key = Key::derive(root.as_slice(), &[b"stretched key", &[kind as u8]]);
        Ok(KeyEncryptionKey(key))
    }

    /// Whether a new stretch should be made while the password is at hand.
    pub const fn is_outdated(&self, wanted: &Params) -> bool {
        self.params.is_weaker_than(wanted)
    }

    /// The parameters.
    pub const fn params(&self) -> &Params {
        &self.params
    }

    /// The bytes to keep.
    pub fn to_bytes(&self) -> [u8; STRETCH_BYTES] {
        let mut bytes = [0; STRETCH_BYTES];
        let parts = std::iter::once(VERSION).chain(self.params.to_bytes()).chain(self.salt);
        for (to, from) in bytes.iter_mut().zip(parts) {
            *to = from;
        }
        bytes
    }

    /// Reads what [`Stretch::to_bytes`] gave. Parameters beyond the ceiling are refused here, before anything
    /// is allocated for them.
    ///
    /// # Errors
    /// [`RecordError`] for everything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let (version, rest) = bytes.split_first().ok_or(RecordError::Form)?;
        let (params, rest) = rest.split_first_chunk().ok_or(RecordError::Form)?;
        let salt = rest.try_into().map_err(|_| RecordError::Form)?;
        if *version != VERSION {
            return Err(RecordError::Form);
        }
        Ok(Self { params: Params::from_bytes(*params)?, salt })
    }
}
