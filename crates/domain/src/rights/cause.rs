//! What decided. Names rules by their ids and principals; never a title, a field or another person's group.

use super::{Permission, SealState};
use crate::{
    account::Principal,
    id::{GrantId, ObjectId, UserId},
};

/// Why a permission is allowed or refused. The principals named are the person's own: the user or a group of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    // Allows.
    /// Step 3: the database is the person's, or of a group of the person's.
    Owner {
        /// The user, or the owning group.
        owner: Principal,
    },
    /// Step 4: a super administrator has every permission on standard databases.
    SuperAdministrator,
    /// A live assignment allows it, at the database.
    AssignmentAllows {
        /// Whose assignment.
        principal: Principal,
        /// The mark: `read_entries` also where `access_entries` was asked.
        mark: Permission,
    },
    /// An object rule allows it, on the object or above.
    RuleAllows {
        /// Where the rule stands.
        object: ObjectId,
        /// Whose rule.
        principal: Principal,
        /// The mark: `read_entries` also where `access_entries` was asked.
        mark: Permission,
    },
    /// An active grant allows it, on the object or above, and its author supports it; for `access_database`: a live
    /// grant opens the database.
    GrantAllows {
        /// The grant.
        grant: GrantId,
        /// What it was given on.
        object: ObjectId,
        /// To whom.
        grantee: Principal,
        /// By whom.
        author: UserId,
    },
    /// The policy is enabled.
    PolicyEnabled {
        /// Whose policy: `read_entries` also where `access_entries` was asked.
        permission: Permission,
    },

    // Refuses.
    /// Step 1: the account is disabled or deleted; asked about a group, the group is.
    AccountDisabled,
    /// Step 2: the policy is disabled, for everybody.
    PolicyDisabled {
        /// Whose policy: `access_database` or `read_entries` also where they take others with them.
        permission: Permission,
    },
    /// Step 3: the private database of somebody else.
    NotOwner,
    /// Step 5: neither a live assignment nor a live grant.
    NotAssigned,
    /// Step 5: assigned, but nothing allows `access_database`.
    DatabaseNotAllowed,
    /// A live assignment denies it, at the database.
    AssignmentDenies {
        /// Whose assignment.
        principal: Principal,
        /// The mark: `access_database` and `read_entries` deny others as well.
        mark: Permission,
    },
    /// An object rule denies it, on the object or above.
    RuleDenies {
        /// Where the rule stands.
        object: ObjectId,
        /// Whose rule.
        principal: Principal,
        /// The mark.
        mark: Permission,
    },
    /// Step 7: something allows it, but it needs another permission, which is lacking.
    Needs {
        /// What is lacking.
        permission: Permission,
    },

    // Would allow, but does not.
    /// Inheritance is off here, and only something above allows it.
    Cut {
        /// Where inheritance is off.
        object: ObjectId,
    },
    /// Step 5: the database is open through a grant only, which opens only what grants give.
    OpenByGrantOnly,
    /// An object rule would allow it, but its principal has no live assignment.
    RuleWithoutAssignment {
        /// Where the rule stands.
        object: ObjectId,
        /// Whose rule.
        principal: Principal,
    },
    /// A grant would allow it, once its seal is open.
    Seal {
        /// The grant.
        grant: GrantId,
        /// The state of its seal for the person.
        state: SealState,
    },
    /// A grant would allow it, but its author has lost what it takes to give it.
    Suspended {
        /// The grant.
        grant: GrantId,
    },
    /// Only a grant that has a seal allows it: it may not leave by copy, print, export or a further grant.
    OnlyThroughSeal,
    /// Nothing allows it.
    NothingAllows,
    /// It is refused on something below, which is not named.
    Below,
    /// The permission is not one of those decided at this level (database or object).
    OtherLevel,
}
