//! What can go wrong in the store.

use std::borrow::Cow;

/// Why the store did not do what was asked. Texts never hold content of rows.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// What is stored does not fit together: it was changed by something else than this program, or the
    /// disk lost it.
    #[error("the store is damaged: {0}")]
    Damaged(Cow<'static, str>),
    /// Something unique is taken.
    #[error("already there")]
    Conflict,
    /// The rules changed after the decision was made: it must be made again.
    #[error("the rules changed in the meantime")]
    Stale,
    /// The proof of a right is of another permission or object: an error of this program, never of a person.
    #[error("the proof of the right does not fit what was asked")]
    Unproven,
    /// What is to stand below a second password is not encrypted under it.
    #[error("a second password covers that place")]
    Covered,
    /// A row that should be there is not, or its revision is another.
    #[error("changed or deleted in the meantime")]
    Changed,
    /// The engine refused for now (disk full, busy, closed); nothing was written.
    #[error("the store can not write at present: {0}")]
    Unavailable(Cow<'static, str>),
    /// A sync failed, or something as grave: what is on disk is not known, whether this change is included, and
    /// nothing more is written until a restart.
    #[error("the store has stopped writing until a restart: {0}")]
    Stopped(Cow<'static, str>),
}

impl StoreError {
    /// Damage, named.
    pub fn damaged(what: impl Into<Cow<'static, str>>) -> Self {
        Self::Damaged(what.into())
    }
}

/// Why a store did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("another process ({0}) is using this data folder; stop it first")]
    InUse(String),
    /// The store was written by a newer program.
    #[error("the store has schema {found}, this program knows schemas up to {known}: use the newer program")]
    Newer {
        /// What the store has.
        found: i64,
        /// What this program knows.
        known: i64,
    },
    /// The data folder can not be used.
    #[error("the data folder can not be used: {0}")]
    Folder(#[from] std::io::Error),
    /// The store itself.
    #[error(transparent)]
    Store(#[from] StoreError),
}
