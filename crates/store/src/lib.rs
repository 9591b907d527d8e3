//! The store: typed operations on what is kept on disk, and the only code that knows the database engine.
//!
//! - One thread writes. It takes the waiting changes together into one commit (group commit); each change is
//!   whole or absent, and acknowledged only after the commit is on disk.
//! - A change is checked against the rules it was decided under: had they changed, it is refused as stale and
//!   decided again by the caller.
//! - Change, audit record and sequence are one transaction.
//! - Rows that were changed, rolled back, removed or added behind the program's back are noticed when they are
//!   loaded ([`scope`]).
//!
//! This crate never decides about rights: what hands out a ciphertext or changes an object demands a proof
//! (`Granted`, `Administers`) that only the rules can make. It never sees a plaintext but the rules themselves.

pub mod accounts;
pub mod attachments;
pub mod audit;
pub mod bin;
pub mod copies;
pub mod databases;
pub mod disk;
pub mod engine;
mod error;
mod figures;
pub mod folder;
pub mod grants;
pub mod history;
pub mod icons;
pub mod idempotency;
pub mod imports;
mod load;
pub mod locks;
pub mod objects;
pub mod personal;
pub mod proof;
pub mod rekey;
mod rows;
pub mod rules;
pub mod scope;
mod scopes;
pub mod second_passwords;
pub mod sessions;
pub mod settings;
mod store;
pub mod tellings;
pub mod tries;
mod writer;

pub use error::{OpenError, StoreError};
pub use figures::Figures;
pub use load::{ReadContent, RuleRows, ServerRows, close_content, open_content};
pub use store::Store;
pub use writer::{Raises, Write};
