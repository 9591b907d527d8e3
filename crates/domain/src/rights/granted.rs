//! The proof that the decision was asked and said yes.
//!
//! Nothing but the rights engine can make a [`Granted`]. What hands out a ciphertext or changes an object demands one,
//! so that a caller who forgets to ask does not compile.

use super::{Cause, Permission};
use crate::{
    id::{DatabaseId, ObjectId, UserId},
    time::Instant,
};

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// The database itself.
    Database,
    /// A folder or an entry.
    Object(ObjectId),
}

/// One permission that one person had on one target at one instant, under the rules of two sequences. Can not be made
/// outside the rights engine:
///
/// ```compile_fail
/// use strongroom_domain::rights::Granted;
/// fn forge(seen: &Granted) -> Granted {
///     Granted { user: seen.user(), ..*seen }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    pub(super) user: UserId,
    pub(super) database: DatabaseId,
    pub(super) target: Target,
    pub(super) permission: Permission,
    pub(super) extent: Extent,
    pub(super) sequence: u64,
    pub(super) server_sequence: u64,
    pub(super) now: Instant,
}

/// How far a [`Granted`] reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Extent {
    /// Everything below the target as well.
    pub below: bool,
    /// Not only through grants that have a seal: what is granted may leave by copy, print, export, or a further grant.
    pub outgoing: bool,
}

impl Granted {
    /// Who was allowed.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// In which database.
    pub const fn database(&self) -> DatabaseId {
        self.database
    }

    /// On what.
    pub const fn target(&self) -> Target {
        self.target
    }

    /// The folder or entry, if the target is one.
    pub const fn object(&self) -> Option<ObjectId> {
        match self.target {
            Target::Database => None,
            Target::Object(object) => Some(object),
        }
    }

    /// What was allowed.
    pub const fn permission(&self) -> Permission {
        self.permission
    }

    /// How far it reaches.
    pub const fn extent(&self) -> Extent {
        self.extent
    }

    /// The last change of the database that the decision knew.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The last change of accounts, groups and policies that the decision knew.
    pub const fn server_sequence(&self) -> u64 {
        self.server_sequence
    }

    /// The instant of the decision.
    pub const fn now(&self) -> Instant {
        self.now
    }
}

/// The decision said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such thing, or the person may not see it. Nobody can tell which.
    #[error("not found")]
    NotFound,
    /// The person sees it and may not do this.
    #[error("`{permission}` is not allowed")]
    Forbidden {
        /// What is lacking.
        permission: Permission,
        /// Why.
        because: Cause,
    },
}
