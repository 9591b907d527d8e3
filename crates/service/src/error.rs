//! What a use case answers when it does not do what was asked. Texts never repeat a secret and tell nothing
//! about what the caller may not see.

use std::borrow::Cow;

use strongroom_domain::{
    administration::{AdministrationRefusal, HandsOutError},
    id::ObjectId,
    rights::{Cause, Permission, Refusal},
};
use strongroom_store::StoreError;

use crate::invalid::Invalid;

/// Why a use case did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ServiceError {
    /// There is no such thing, or the caller may not see it: nobody can tell which.
    #[error("there is no such thing, or you may not see it")]
    NotFound,
    /// The caller sees it and lacks a permission.
    #[error("`{permission}` is not allowed here")]
    Forbidden {
        /// What is lacking.
        permission: Permission,
        /// Why, where the caller may know it.
        because: Option<Cause>,
    },
    /// Neither the role nor the permission to administer this.
    #[error("{0}")]
    Administration(AdministrationRefusal),
    /// The change would hand out what its author lacks.
    #[error("this would hand out `{0}`, which you do not have yourself")]
    HandsOut(Permission),
    /// What was sent can not be used.
    #[error("{0}")]
    Invalid(Invalid),
    /// The name is taken.
    #[error("that name is taken")]
    NameTaken,
    /// Something of the kind is there already.
    #[error("{0}")]
    Conflict(Cow<'static, str>),
    /// The target of a move lies below the object, or a parent is no folder.
    #[error("{0}")]
    InvalidTarget(Cow<'static, str>),
    /// What is to be restored has no place to come back to: nobody said where to.
    #[error("the folder it came from is in the bin, or not yours to see: say where to with `parent`")]
    ParentRequired,
    /// A limit on how much a database holds, or how deep.
    #[error("{what}")]
    LimitReached {
        /// What would be too many.
        what: Cow<'static, str>,
        /// How many there may be.
        limit: usize,
    },
    /// The revision named by the change is not the present one.
    #[error("somebody changed it in the meantime; the present revision is {current}")]
    RevisionConflict {
        /// The present revision.
        current: u64,
    },
    /// The revision named for one of several objects is not the present one.
    #[error("one of the objects was changed in the meantime; its present revision is {current}")]
    RevisionConflictOf {
        /// Which, of those that were named.
        object: ObjectId,
        /// Its present revision.
        current: u64,
    },
    /// The change names no revision.
    #[error("a change names the revision that it builds on")]
    RevisionRequired,
    /// More accounts than the licence has seats for.
    #[error("the licence has {seats} seats, and all are taken")]
    LicenceLimit {
        /// Its seats.
        seats: u64,
    },
    /// Wrong name or password, or the account is disabled: nobody can tell which.
    #[error("the user name or the password is wrong")]
    InvalidCredentials,
    /// Too many tries.
    #[error("too many tries; wait {seconds} seconds")]
    RateLimited {
        /// When to try again.
        seconds: u64,
    },
    /// No live session.
    #[error("sign in first")]
    NotSignedIn,
    /// The password must be changed first.
    #[error("change your password first")]
    MustChangePassword,
    /// The first super administrator has been made.
    #[error("this server is already set up")]
    AlreadySetUp,
    /// Not the setup token.
    #[error("the setup token is wrong")]
    WrongSetupToken,
    /// The database is closed.
    #[error("the database is closed; it opens with its master password")]
    DatabaseClosed,
    /// The password or code does not open the database.
    #[error("that password or code does not open the database")]
    WrongMasterPassword,
    /// A second password covers it, and none came with the request.
    #[error("a second password covers this")]
    SecondPasswordRequired,
    /// The second password that came with the request is not the one that covers it.
    #[error("that is not the second password")]
    WrongSecondPassword,
    /// A private database has no assignments, rules or grants.
    #[error("a private database has no assignments, rules or grants")]
    PrivateDatabase,
    /// The seal's state has no such event.
    #[error("{0}")]
    SealState(Cow<'static, str>),
    /// Not for the caller to do, though the caller may know of the grant.
    #[error("`{0}` is not for you to do")]
    NotYours(&'static str),
    /// Nobody decides on access of their own.
    #[error("nobody decides on access of their own")]
    OwnAccess,
    /// A seal that would protect nothing.
    #[error("the seal would protect nothing: whom it is for reads this already in another way")]
    UselessSeal {
        /// In which way, for those who may see the rights of the database.
        because: Option<Cause>,
    },
    /// The content of the database is damaged.
    #[error("{0}")]
    Damaged(Cow<'static, str>),
    /// Too large or too many of something.
    #[error("{0}")]
    TooLarge(Cow<'static, str>),
    /// The part of a file that was asked for lies behind its end.
    #[error("the file has {bytes} bytes")]
    BeyondTheEnd {
        /// How long it is.
        bytes: u64,
    },
    /// The file could not be imported.
    #[error("{0}")]
    Import(Cow<'static, str>),
    /// The audit record could not be written, so nothing was told.
    #[error("the audit record could not be written; nothing was handed out")]
    AuditUnavailable,
    /// The store stopped writing; whether the last change is on disk shows at the next start.
    #[error(
        "the store has stopped writing after a failed sync; whether this was written shows after a restart"
    )]
    Stopped,
    /// The store does not write at present.
    #[error("the store does not write at present; nothing was changed")]
    Unavailable,
    /// Somebody else edits it, or something in it.
    #[error("{0}")]
    Locked(Box<crate::locks::LockedBy>),
    /// Rules changed while it was decided, again and again.
    #[error("the rules are being changed; try again")]
    Busy,
    /// A request with the same idempotency key is being worked on, or had another body.
    #[error("{0}")]
    Idempotency(&'static str),
    /// The operating system or this program failed; the log says how.
    #[error("an internal error; the server's log says more")]
    Internal(Cow<'static, str>),
    /// The rules changed between the decision and the change: decide again.
    #[error("decide again")]
    #[doc(hidden)]
    Stale,
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            // Something else came first: decided again, it shows whether the thing is still there.
            StoreError::Stale | StoreError::Changed => Self::Stale,
            StoreError::Covered => Self::SecondPasswordRequired,
            StoreError::Conflict => Self::Conflict("already there".into()),
            StoreError::Unavailable(_) => Self::Unavailable,
            StoreError::Stopped(_) => Self::Stopped,
            StoreError::Damaged(what) => Self::Damaged(what),
            StoreError::Unproven => Self::Internal("a proof did not fit".into()),
        }
    }
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::NotFound,
            Refusal::Forbidden { permission, because } => {
                Self::Forbidden { permission, because: Some(because) }
            }
        }
    }
}

impl From<AdministrationRefusal> for ServiceError {
    fn from(refusal: AdministrationRefusal) -> Self {
        match refusal {
            AdministrationRefusal::PrivateDatabase => Self::PrivateDatabase,
            refusal => Self::Administration(refusal),
        }
    }
}

impl From<HandsOutError> for ServiceError {
    fn from(error: HandsOutError) -> Self {
        Self::HandsOut(error.permission)
    }
}

impl From<strongroom_crypto::random::RandomError> for ServiceError {
    fn from(error: strongroom_crypto::random::RandomError) -> Self {
        Self::Internal(error.to_string().into())
    }
}

impl From<strongroom_crypto::SealError> for ServiceError {
    fn from(error: strongroom_crypto::SealError) -> Self {
        match error {
            strongroom_crypto::SealError::TooLong { limit } => {
                Self::TooLarge(format!("more than {limit} bytes do not fit").into())
            }
            error => Self::Internal(error.to_string().into()),
        }
    }
}
