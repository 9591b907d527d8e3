//! Passwords of people: Argon2id (RFC 9106) records that check one, and keys that come from one.
//!
//! | type | for |
//! | --- | --- |
//! | [`PasswordRecord`] | an account's password: checks it, and gives the key of its owner's private databases |
//! | [`Stretch`] | a master password or a second password: gives a key, and keeps nothing that checks it |
//!
//! Before hashing, a password is brought into Unicode Normalization Form C (as RFC 8265 does for
//! `OpaqueString`), since one keyboard sends `é` as one character and another as two. Nothing else is
//! changed: case, spaces and compatibility forms are part of the password.
//!
//! A run takes 48 MiB and about a tenth of a second of one core by default. This module does not bound how
//! many run at once (at most as many as there are cores: whoever calls sees to it); it must never run with
//! parameters from a record before they were checked against [`Params`]'s ceiling.

mod argon;
mod params;
mod record;
mod stretch;
mod text;

pub use params::{Params, ParamsError};
pub use record::{PasswordRecord, RECORD_BYTES, RecordError, Verified};
pub use stretch::{STRETCH_BYTES, Stretch};

use crate::random::RandomError;

/// The longest password, in bytes of UTF-8 as typed.
pub const PASSWORD_LIMIT: usize = 4096;

/// Why no password could be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// The password is empty.
    #[error("the password is empty")]
    Empty,
    /// The password is over [`PASSWORD_LIMIT`].
    #[error("the password is longer than {PASSWORD_LIMIT} bytes")]
    TooLong,
    /// The memory that the parameters ask for is not to be had.
    #[error("not enough memory to hash a password")]
    OutOfMemory,
    /// The operating system gave no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

#[cfg(test)]
mod tests;
