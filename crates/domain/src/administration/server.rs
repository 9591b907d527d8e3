//! What concerns the server as a whole: lists, policies, the licence, audit, and making new things.

use super::{Action, Actor, Administers, AdministrationRefusal, Subject};
use crate::account::Role;

/// Something that concerns the server as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerAction {
    /// Search ids and names of users and enabled groups, to choose whom to share with.
    SearchPrincipals,
    /// Read accounts and groups with all their properties.
    ReadAccounts,
    /// Create an account without a role.
    CreateUser,
    /// Create an account that has a role.
    CreateUserWithRole,
    /// Create a group that is not protected.
    CreateGroup,
    /// Create a protected group.
    CreateProtectedGroup,
    /// Read the policies.
    ReadPolicies,
    /// Change the policies.
    ChangePolicies,
    /// Read holder, seats and end of the licence.
    ReadLicence,
    /// Read how much room is taken and left, and how many people are signed in.
    ReadFigures,
    /// Put in another licence.
    ChangeLicence,
    /// Create or import a standard database. Whoever does is assigned all sixteen permissions on it.
    CreateStandardDatabase,
    /// Create a private database of one's own.
    CreateOwnPrivateDatabase,
    /// Create a private database for another user.
    CreatePrivateDatabaseForUser,
    /// Create a private database of a group, which thereby becomes protected.
    CreatePrivateDatabaseForGroup,
    /// See every database in the list: name and size, no content.
    ListDatabases,
    /// Read and verify the audit records.
    ReadAudit,
    /// Change the entry types of the server.
    ChangeEntryTypes,
    /// Change the settings of the server.
    ChangeSettings,
    /// Make, change, remove and see webhooks, and have them called.
    ManageWebhooks,
}

impl ServerAction {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 20] = [
        Self::SearchPrincipals,
        Self::ReadAccounts,
        Self::CreateUser,
        Self::CreateUserWithRole,
        Self::CreateGroup,
        Self::CreateProtectedGroup,
        Self::ReadPolicies,
        Self::ChangePolicies,
        Self::ReadLicence,
        Self::ReadFigures,
        Self::ChangeLicence,
        Self::CreateStandardDatabase,
        Self::CreateOwnPrivateDatabase,
        Self::CreatePrivateDatabaseForUser,
        Self::CreatePrivateDatabaseForGroup,
        Self::ListDatabases,
        Self::ReadAudit,
        Self::ChangeEntryTypes,
        Self::ChangeSettings,
        Self::ManageWebhooks,
    ];

    /// The roles that allow it, beside the super administrator, who may do all of it. `None`: no role is needed.
    const fn roles(self) -> Option<&'static [Role]> {
        use Role::{AccountAdministrator, Administrator, Auditor};
        match self {
            Self::SearchPrincipals | Self::CreateOwnPrivateDatabase => None,
            Self::ReadAccounts | Self::ReadLicence | Self::ReadFigures => {
                Some(&[Administrator, AccountAdministrator, Auditor])
            }
            Self::CreateUser => Some(&[Administrator, AccountAdministrator]),
            Self::CreateGroup
            | Self::CreateStandardDatabase
            | Self::CreatePrivateDatabaseForUser
            | Self::ListDatabases
            | Self::ChangeEntryTypes => Some(&[Administrator]),
            Self::ReadPolicies | Self::ReadAudit => Some(&[Administrator, Auditor]),
            Self::CreateUserWithRole
            | Self::CreateProtectedGroup
            | Self::ChangePolicies
            | Self::ChangeLicence
            | Self::CreatePrivateDatabaseForGroup
            | Self::ChangeSettings
            | Self::ManageWebhooks => Some(&[]),
        }
    }
}

/// Decides `action` for `actor`.
///
/// No policy takes part: a disabled `grant_admin_rights` locks nobody out of the policies themselves.
///
/// # Errors
/// [`AdministrationRefusal`]: disabled account, or no role that allows it.
pub fn server(actor: Actor<'_>, action: ServerAction) -> Result<Administers, AdministrationRefusal> {
    actor.must_be_enabled()?;
    let allowed = match action.roles() {
        None => true,
        Some(roles) => actor.is_super_administrator() || actor.has_any(roles),
    };
    if allowed {
        Ok(actor.proof(Action::Server(action), Subject::Server))
    } else {
        Err(AdministrationRefusal::NotAllowed)
    }
}
