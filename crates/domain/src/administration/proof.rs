//! The proof that somebody may administer something, and the refusal.

use super::{DatabaseAction, GroupAction, MembershipAction, ServerAction, UserAction};
use crate::{
    account::{Account, Role},
    id::{DatabaseId, GroupId, UserId},
};

/// Who asks, and the state of the accounts that the answer rests on.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// The user.
    pub id: UserId,
    /// The user's account.
    pub account: &'a Account,
    /// The server sequence at which the account was read. The proof carries it, so that a change which builds on
    /// older accounts is decided again.
    pub server_sequence: u64,
}

impl Actor<'_> {
    pub(super) fn has(&self, role: Role) -> bool {
        self.account.roles.contains(&role)
    }

    pub(super) fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    pub(super) fn is_super_administrator(&self) -> bool {
        self.has(Role::SuperAdministrator)
    }

    pub(super) fn must_be_enabled(&self) -> Result<(), AdministrationRefusal> {
        if self.account.enabled { Ok(()) } else { Err(AdministrationRefusal::ActorDisabled) }
    }

    pub(super) fn proof(&self, action: Action, subject: Subject) -> Administers {
        Administers { actor: self.id, action, subject, server_sequence: self.server_sequence }
    }
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// To the server as a whole.
    Server(ServerAction),
    /// To an account.
    User(UserAction),
    /// To a group.
    Group(GroupAction),
    /// To the membership of a user in a group.
    Membership(MembershipAction),
    /// To a database, beyond its content.
    Database(DatabaseAction),
}

/// To what it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The server itself.
    Server,
    /// An account.
    User(UserId),
    /// A group.
    Group(GroupId),
    /// A user in a group.
    Member(GroupId, UserId),
    /// A database.
    Database(DatabaseId),
}

/// The proof that `actor` may do `action` to `subject`. Only this module makes one, and only after deciding.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a proof that nobody demands guards nothing"]
pub struct Administers {
    actor: UserId,
    action: Action,
    subject: Subject,
    server_sequence: u64,
}

impl Administers {
    /// Who acts.
    pub const fn actor(&self) -> UserId {
        self.actor
    }

    /// What is done.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// To what.
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// The server sequence at which it was decided.
    pub const fn server_sequence(&self) -> u64 {
        self.server_sequence
    }

    /// Whether the proof is one for exactly this action on exactly this subject.
    pub fn is_for(&self, action: Action, subject: Subject) -> bool {
        self.action == action && self.subject == subject
    }
}

/// Why somebody may not administer something.
///
/// The first four say nothing about the subject. The others do, and are given only to those whose role lets them
/// see the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AdministrationRefusal {
    /// The account of the one who asks is disabled.
    #[error("the account is disabled")]
    ActorDisabled,
    /// No role, and no permission at the database, allows it.
    #[error("no role of the account allows it")]
    NotAllowed,
    /// Neither a role, nor `grant_admin_rights` at the database, allows it; the permission would do.
    #[error("neither a role of the account nor `grant_admin_rights` at the database allows it")]
    NeedsPermission,
    /// Nobody does this to their own account.
    #[error("nobody does this to their own account")]
    OwnAccount,
    /// The account is of equal or higher rank, or, for an account administrator, has a role.
    #[error("the account is of equal or higher rank")]
    Rank,
    /// The group is protected: super administrators alone.
    #[error("the group is protected")]
    ProtectedGroup,
    /// A group that owns a private database stays protected, and stays.
    #[error("the group owns a private database")]
    OwnsPrivateDatabase,
    /// It would leave the server without an enabled super administrator.
    #[error("the last super administrator can not be disabled, deleted or lose the role")]
    LastSuperAdministrator,
    /// A private database has no assignments, rules or grants, and is opened by its owner alone.
    #[error("the database is private")]
    PrivateDatabase,
}

impl AdministrationRefusal {
    /// A stable name, for answers, audit records and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActorDisabled => "actor_disabled",
            Self::NotAllowed | Self::NeedsPermission => "not_allowed",
            Self::OwnAccount => "own_account",
            Self::Rank => "rank",
            Self::ProtectedGroup => "protected_group",
            Self::OwnsPrivateDatabase => "owns_private_database",
            Self::LastSuperAdministrator => "last_super_administrator",
            Self::PrivateDatabase => "private_database",
        }
    }
}
