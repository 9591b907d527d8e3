//! The use cases of Strongroom: the only place that opens a transaction, asks for rights and writes audit records.
//! It knows no HTTP.
//!
//! - Every use case takes a [`Caller`] and asks the one decision function (or `administration`) for a proof; the
//!   store demands the proof.
//! - What is in memory follows the disk: it changes only after a commit, in the order of the commits. A decision is
//!   made from memory, and the commit refuses it if a rule changed since; then it is made again.
//! - A secret is handed out only after the record of it is on disk.
//! - What a caller may not see is answered as if it were not there.

pub mod accounts;
pub mod audit;
pub mod binned;
pub mod caller;
pub mod changes;
pub mod clock;
pub mod databases;
mod error;
pub mod export;
pub mod figures;
pub mod grants;
mod hashing;
pub mod idempotency;
pub mod import;
mod invalid;
pub mod locks;
pub mod notices;
pub mod objects;
pub mod personal;
mod records;
pub mod rights;
pub mod search;
pub mod second_passwords;
pub mod server_key;
mod service;
pub mod settings;
pub mod setup;
pub mod sign_in;
mod turns;

pub use caller::Caller;
pub use error::ServiceError;
pub use invalid::Invalid;
pub use records::{DatabaseRecord, GroupRecord, Owner, UserRecord};
pub use service::{OpenServiceError, Service};
