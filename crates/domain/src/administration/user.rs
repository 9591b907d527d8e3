//! What is done to the account of a user.

use super::{Action, Actor, Administers, AdministrationRefusal, Rank, Subject, rank};
use crate::{
    account::{Account, Role},
    id::UserId,
};

/// Something done to an account by way of administration. What a person does with their own password and sessions
/// needs no administration and is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserAction {
    /// Change full name or department.
    ChangeProfile,
    /// Change the user name or the e-mail address: that by which a person signs in and is reached.
    ChangeAddress,
    /// Set another password, or require that the person sets one.
    ResetPassword,
    /// Remove or reset a second factor.
    ResetSecondFactor,
    /// Disable the account.
    Disable,
    /// Enable the account.
    Enable,
    /// Delete the account.
    Delete,
    /// Change the roles, such that the account is a super administrator afterwards.
    MakeSuperAdministrator,
    /// Change the roles, such that the account is no super administrator afterwards.
    ChangeRoles,
    /// See and end the sessions of the account.
    EndSessions,
    /// Lift the lock that failed sign-ins put on the account.
    LiftSignInLock,
}

impl UserAction {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 11] = [
        Self::ChangeProfile,
        Self::ChangeAddress,
        Self::ResetPassword,
        Self::ResetSecondFactor,
        Self::Disable,
        Self::Enable,
        Self::Delete,
        Self::MakeSuperAdministrator,
        Self::ChangeRoles,
        Self::EndSessions,
        Self::LiftSignInLock,
    ];

    const fn is_about_roles(self) -> bool {
        matches!(self, Self::MakeSuperAdministrator | Self::ChangeRoles)
    }

    /// Whether an enabled super administrator is none afterwards.
    const fn ends_super_administrator(self) -> bool {
        matches!(self, Self::Disable | Self::Delete | Self::ChangeRoles)
    }

    /// Whether those who administer accounts may do it to their own. The super administrator also sets the own
    /// address, because on a server with one nobody else could; it gives them nothing they lack.
    const fn is_for_oneself(self, rank: Rank) -> bool {
        match self {
            Self::ChangeProfile => true,
            Self::ChangeAddress => matches!(rank, Rank::SuperAdministrator),
            _ => false,
        }
    }
}

/// The account that something is done to.
#[derive(Debug, Clone, Copy)]
pub struct AdministeredUser<'a> {
    /// The user.
    pub id: UserId,
    /// The account as it is before.
    pub account: &'a Account,
    /// How many *other* enabled accounts are super administrators.
    pub other_super_administrators: usize,
}

/// Decides `action` on `subject` for `actor`.
///
/// # Errors
/// [`AdministrationRefusal`]: disabled, no role for it, the own account, equal or higher rank, or the last super
/// administrator.
pub fn user(
    actor: Actor<'_>,
    action: UserAction,
    subject: AdministeredUser<'_>,
) -> Result<Administers, AdministrationRefusal> {
    actor.must_be_enabled()?;
    must_have_a_role_for(actor, action)?;
    let own_rank = rank(actor.account);
    if actor.id == subject.id {
        if !action.is_for_oneself(own_rank) {
            return Err(AdministrationRefusal::OwnAccount);
        }
    } else if !reaches(own_rank, rank(subject.account)) {
        return Err(AdministrationRefusal::Rank);
    }
    must_leave_a_super_administrator(action, subject)?;
    Ok(actor.proof(Action::User(action), Subject::User(subject.id)))
}

fn must_have_a_role_for(actor: Actor<'_>, action: UserAction) -> Result<(), AdministrationRefusal> {
    let others = if action.is_about_roles() {
        false // Roles are the super administrators' alone.
    } else {
        actor.has_any(&[Role::Administrator, Role::AccountAdministrator])
    };
    if others || actor.is_super_administrator() { Ok(()) } else { Err(AdministrationRefusal::NotAllowed) }
}

/// Strictly downwards, but for super administrators among each other. Accounts without a role are all that stands
/// below an account administrator.
fn reaches(actor: Rank, subject: Rank) -> bool {
    actor == Rank::SuperAdministrator || actor > subject
}

fn must_leave_a_super_administrator(
    action: UserAction,
    subject: AdministeredUser<'_>,
) -> Result<(), AdministrationRefusal> {
    let counts = subject.account.enabled && subject.account.roles.contains(&Role::SuperAdministrator);
    if counts && action.ends_super_administrator() && subject.other_super_administrators == 0 {
        return Err(AdministrationRefusal::LastSuperAdministrator);
    }
    Ok(())
}
