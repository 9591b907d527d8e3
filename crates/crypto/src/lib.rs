//! Keys, envelopes, streams, password hashes and tokens: bytes in, bytes out.
//!
//! The one crate in which Strongroom's cryptography stands, small enough to be read whole. It knows no
//! database, no network, no clock and no configuration: whoever calls gives the instant, the ids and the
//! bytes. Every function does what one sentence of the keys and storage specification says; every format
//! has a version and a vector in `tests/vectors`, made by other people's code from the format's description,
//! so that it can not change unnoticed.
//!
//! | module | what it makes |
//! | --- | --- |
//! | [`random`] | bytes of the operating system's generator, version 7 ids |
//! | [`key`] | the server key, data keys, object keys, and the subkeys they are split into |
//! | [`envelope`] | sealed records, bound to their place and revision |
//! | [`wrap`] | keys wrapped under keys |
//! | [`password`] | Argon2id: records that check a password, keys that come from one |
//! | [`second_password`] | the inner layer that the server itself can not read |
//! | [`recovery`] | recovery codes for people to write down |
//! | [`token`] | session and setup tokens |
//! | [`webhook`] | secrets of webhooks and signatures of calls |
//! | [`digest`] | SHA-256, blind indexes, digests of sets of rows |
//! | [`chain`] | the audit chain's hashes and heads |
//! | [`signing`] | Ed25519: heads and licences |
//! | [`stream`] | attachments in chunks |
//!
//! What this crate must never do: take randomness from anywhere but the operating system; compare a secret
//! in a time that depends on it; put a secret into an error, a `Debug` or a log; tell *why* something does
//! not open.

pub mod chain;
pub mod digest;
pub mod envelope;
pub mod key;
pub mod password;
pub mod random;
pub mod recovery;
pub mod second_password;
pub mod signing;
pub mod stream;
pub mod token;
pub mod webhook;
pub mod wrap;

/// Sixteen bytes that name a database, an object, a user: a UUID. This crate does not care of what.
pub type Id = [u8; 16];

/// Stands in the place of the database for records that belong to the server as a whole.
pub const SERVER: Id = [0; 16];

/// Sealed bytes do not open.
///
/// One error for a wrong key, a wrong password, a wrong place, an old revision and damage: whoever tries
/// learns nothing about which it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("does not open: wrong key, wrong place or damaged")]
pub struct OpenError;

/// Bytes could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The operating system gave no randomness.
    #[error(transparent)]
    Random(#[from] random::RandomError),
    /// The plaintext is longer than an envelope holds.
    #[error("more than {limit} bytes do not fit an envelope")]
    TooLong {
        /// The greatest length, in bytes.
        limit: usize,
    },
}
