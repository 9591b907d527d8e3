//! What is done to groups and to membership in them.

use super::{Action, Actor, Administers, AdministrationRefusal, Subject};
use crate::{
    account::Role,
    id::{GroupId, UserId},
};

/// Something done to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupAction {
    /// Change name or description.
    ChangeProfile,
    /// Disable or enable it.
    ChangeEnabled,
    /// Delete it.
    Delete,
    /// Make it protected.
    Protect,
    /// End its protection.
    Unprotect,
}

impl GroupAction {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 5] =
        [Self::ChangeProfile, Self::ChangeEnabled, Self::Delete, Self::Protect, Self::Unprotect];
}

/// Something done to the membership of a user in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MembershipAction {
    /// Make the user a member.
    Add,
    /// End the membership.
    Remove,
}

impl MembershipAction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Add, Self::Remove];
}

/// The group that something is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdministeredGroup {
    /// The group.
    pub id: GroupId,
    /// Whether it is marked as protected.
    pub protected: bool,
    /// Whether it owns a private database: then it is protected, marked or not.
    pub owns_private_database: bool,
}

impl AdministeredGroup {
    /// Whether super administrators alone administer it.
    pub const fn is_protected(&self) -> bool {
        self.protected || self.owns_private_database
    }
}

/// Decides `action` on `group` for `actor`.
///
/// # Errors
/// [`AdministrationRefusal`]: disabled, no role for it, a protected group, or one that owns a private database and
/// so can neither lose its protection nor be deleted.
pub fn group(
    actor: Actor<'_>,
    action: GroupAction,
    group: AdministeredGroup,
) -> Result<Administers, AdministrationRefusal> {
    actor.must_be_enabled()?;
    if !actor.is_super_administrator() {
        if !actor.has(Role::Administrator) || matches!(action, GroupAction::Protect | GroupAction::Unprotect)
        {
            return Err(AdministrationRefusal::NotAllowed);
        }
        if group.is_protected() {
            return Err(AdministrationRefusal::ProtectedGroup);
        }
    }
    if group.owns_private_database && matches!(action, GroupAction::Delete | GroupAction::Unprotect) {
        return Err(AdministrationRefusal::OwnsPrivateDatabase);
    }
    Ok(actor.proof(Action::Group(action), Subject::Group(group.id)))
}

/// Decides whether `actor` may make `member` a member of `group`, or end that.
///
/// The rank of the member does not matter: membership in a group that is not protected neither raises nor disables
/// an account. Nobody changes their own memberships, super administrators included: not to get in, not to get out.
///
/// # Errors
/// [`AdministrationRefusal`]: disabled, no role for it, a protected group, or the own account.
pub fn membership(
    actor: Actor<'_>,
    action: MembershipAction,
    group: AdministeredGroup,
    member: UserId,
) -> Result<Administers, AdministrationRefusal> {
    actor.must_be_enabled()?;
    if !actor.is_super_administrator() {
        if !actor.has_any(&[Role::Administrator, Role::AccountAdministrator]) {
            return Err(AdministrationRefusal::NotAllowed);
        }
        if group.is_protected() {
            return Err(AdministrationRefusal::ProtectedGroup);
        }
    }
    if actor.id == member {
        return Err(AdministrationRefusal::OwnAccount);
    }
    Ok(actor.proof(Action::Membership(action), Subject::Member(group.id, member)))
}
