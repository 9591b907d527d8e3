//! The record that checks an account's password.
//!
//! ```text
//! record   = version (1 byte, 1) | memory KiB (4) | passes (4) | lanes (4) | salt (16) | verifier (32)
//! root     = Argon2id(password in form C, salt, parameters), 64 bytes, kept nowhere
//! verifier = HKDF-SHA256(root, "password verifier" | account)
//! key      = HKDF-SHA256(root, "password key"      | account)
//! ```
//!
//! All numbers are little endian. One run gives both the verifier and the key-encryption key of the owner's
//! private databases; the verifier tells nothing of the key. Both are bound to the account, so that a record
//! put into another account's row lets nobody in.

use subtle::ConstantTimeEq as _;

use super::{
    Params, ParamsError, PasswordError,
    argon::{self, SALT},
};
use crate::{
    Id,
    key::{KEY_BYTES, Key, KeyEncryptionKey},
    random,
};

const VERSION: u8 = 1;

/// Bytes of a record.
pub const RECORD_BYTES: usize = 1 + 12 + SALT + KEY_BYTES;

/// Bytes that are not a password record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not the form of a record, or of a version this program does not know.
    #[error("not a password record of a known version")]
    Form,
    /// Parameters that are not run.
    #[error("the record's parameters are {0}")]
    Params(#[from] ParamsError),
}

/// Checks an account's password. What it holds is not the password; but who has it can try passwords, so it
/// is kept sealed and its `Debug` shows the parameters only.
#[derive(Clone)]
pub struct PasswordRecord {
    params: Params,
    salt: [u8; SALT],
    verifier: [u8; KEY_BYTES],
}

/// The right password was given.
#[derive(Debug)]
pub struct Verified {
    /// Opens the owner's private databases ([`crate::wrap::WrapKind::OwnerPassword`]).
    pub key: KeyEncryptionKey,
    /// The record is weaker than what is asked for now: make a new one while the password is at hand.
    pub outdated: bool,
}

impl PasswordRecord {
    /// A record for `account`'s new `password`, with the key that comes from it. Takes a run of Argon2id.
    ///
    /// # Errors
    /// [`PasswordError`] for a password that is empty or too long, and where memory or randomness fail.
    pub fn new(
        account: Id,
        password: &str,
        params: Params,
    ) -> Result<(Self, KeyEncryptionKey), PasswordError> {
        let salt = random::bytes()?;
        let (verifier, key) = run(account, password, &salt, &params)?;
        Ok((Self { params, salt, verifier: *verifier.bytes() }, key))
    }

    /// A record that no password fits, for names that do not exist: checking it takes the same path and the
    /// same time as checking a real one of these parameters. Make one and keep it.
    ///
    /// # Errors
    /// [`random::RandomError`] if the generator fails.
    pub fn of_nobody(params: Params) -> Result<Self, random::RandomError> {
        Ok(Self { params, salt: random::bytes()?, verifier: random::bytes()? })
    }

    /// Checks `password` for `account`: `None` if it is not the one. Takes a run of Argon2id, also for an
    /// empty or overlong password. `wanted` is what new records have now.
    ///
    /// # Errors
    /// [`PasswordError`] where memory fails.
    pub fn verify(
        &self,
        account: Id,
        password: &str,
        wanted: &Params,
    ) -> Result<Option<Verified>, PasswordError> {
        let (verifier, key) = match run(account, password, &self.salt, &self.params) {
            // What can be no password takes as long as what is no password.
            Err(PasswordError::Empty | PasswordError::TooLong) => {
                run(account, "no password", &self.salt, &self.params)?;
                return Ok(None);
            }
            other => other?,
        };
        let right = bool::from(verifier.bytes().ct_eq(&self.verifier));
        Ok(right.then(|| Verified { key, outdated: self.params.is_weaker_than(wanted) }))
    }

    /// The bytes to keep.
    pub fn to_bytes(&self) -> [u8; RECORD_BYTES] {
        let mut bytes = [0; RECORD_BYTES];
        let parts =
            std::iter::once(VERSION).chain(self.params.to_bytes()).chain(self.salt).chain(self.verifier);
        for (to, from) in bytes.iter_mut().zip(parts) {
            *to = from;
        }
        bytes
    }

    /// Reads what [`PasswordRecord::to_bytes`] gave. Parameters beyond the ceiling are refused here, before
    /// anything is allocated for them.
    ///
    /// # Errors
    /// [`RecordError`] for everything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let (version, rest) = bytes.split_first().ok_or(RecordError::Form)?;
        let (params, rest) = rest.split_first_chunk().ok_or(RecordError::Form)?;
        let (salt, rest) = rest.split_first_chunk().ok_or(RecordError::Form)?;
        let verifier = rest.try_into().map_err(|_| RecordError::Form)?;
        if *version != VERSION {
            return Err(RecordError::Form);
        }
        Ok(Self { params: Params::from_bytes(*params)?, salt: *salt, verifier })
    }

    /// The record's parameters.
    pub const fn params(&self) -> &Params {
        &self.params
    }
}

impl std::fmt::Debug for PasswordRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordRecord").field("params", &self.params).finish_non_exhaustive()
    }
}

fn run(
    account: Id,
    password: &str,
    salt: &[u8; SALT],
    params: &Params,
) -> Result<(Key, KeyEncryptionKey), PasswordError> {
    let root = argon::stretch(password, salt, params)?;
    let verifier = Key::derive(root.as_slice(), &[b"password verifier", &account]);
    let key = Key::derive(root.as_slice(), &[b"password key", &account]);
    Ok((verifier, KeyEncryptionKey(key)))
}
