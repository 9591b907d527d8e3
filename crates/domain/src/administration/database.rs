//! What is done to a database, beyond its content.

use super::{Action, Actor, Administers, AdministrationRefusal, Subject};
use crate::{
    account::Role,
    database::DatabaseKind,
    id::DatabaseId,
    rights::{Permission, PermissionSet},
};

/// Something done to a database as a whole, or to the rights in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatabaseAction {
    /// See name, kind, owner and size.
    SeeProperties,
    /// Change name and description.
    ChangeProperties,
    /// Enter the master password, so that the database is open.
    Open,
    /// Close it for everybody.
    Close,
    /// Set, change or remove the master password.
    ChangeMasterPassword,
    /// Delete the database with everything in it.
    Delete,
    /// Make a backup of it: ciphertext, which nobody reads by that.
    BackUp,
    /// See the tree (id, parent, kind, title), all assignments, rules and grants, and anybody's effective rights.
    SeeRights,
    /// Change assignments. What they hand out is asked of [`super::handing_out`].
    ChangeAssignments,
    /// Change object rules. What they hand out is asked of [`super::handing_out`].
    ChangeRules,
    /// Turn inheritance of an object on or off. What turning it on hands out is asked of [`super::handing_out`].
    ChangeInheritance,
    /// See, shorten or revoke grants that others gave.
    ChangeGrants,
    /// Become the author of a grant whose author is gone. The permissions it gives are needed as well.
    AdoptGrants,
    /// Release locks that others hold.
    ReleaseLocks,
    /// See the whole bin.
    SeeBin,
}

impl DatabaseAction {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 15] = [
        Self::SeeProperties,
        Self::ChangeProperties,
        Self::Open,
        Self::Close,
        Self::ChangeMasterPassword,
        Self::Delete,
        Self::BackUp,
        Self::SeeRights,
        Self::ChangeAssignments,
        Self::ChangeRules,
        Self::ChangeInheritance,
        Self::ChangeGrants,
        Self::AdoptGrants,
        Self::ReleaseLocks,
        Self::SeeBin,
    ];

    /// Whether a standard database needs the server role for it: a database administrator has the rights in the
    /// database, not the database.
    const fn needs_role(self) -> bool {
        matches!(self, Self::Close | Self::ChangeMasterPassword | Self::Delete | Self::BackUp)
    }

    /// Whether `grant_admin_rights` is needed, whatever the role.
    const fn needs_permission(self) -> bool {
        matches!(self, Self::AdoptGrants)
    }

    /// Whether there is such a thing in a private database.
    const fn is_about_rights(self) -> bool {
        matches!(
            self,
            Self::SeeRights
                | Self::ChangeAssignments
                | Self::ChangeRules
                | Self::ChangeInheritance
                | Self::ChangeGrants
                | Self::AdoptGrants
        )
    }

    /// What administrators may do with a private database of others.
    const fn is_of_keepers(self) -> bool {
        matches!(self, Self::SeeProperties | Self::Delete | Self::BackUp)
    }
}

/// The database that something is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdministeredDatabase {
    /// The database.
    pub id: DatabaseId,
    /// Standard or private.
    pub kind: DatabaseKind,
    /// What the actor may do at the database now, as the rights engine says.
    pub effective: PermissionSet,
}

/// Decides `action` on `database` for `actor`.
///
/// # Errors
/// [`AdministrationRefusal`]: disabled, neither role nor permission for it, or there is no such thing in a private
/// database.
pub fn database(
    actor: Actor<'_>,
    action: DatabaseAction,
    database: AdministeredDatabase,
) -> Result<Administers, AdministrationRefusal> {
    actor.must_be_enabled()?;
    match database.kind {
        DatabaseKind::Standard => standard(actor, action, database.effective)?,
        DatabaseKind::PrivateOfUser(owner) => private(actor, action, database.effective, owner == actor.id)?,
        DatabaseKind::PrivateOfGroup(_) => private(actor, action, database.effective, false)?,
    }
    Ok(actor.proof(Action::Database(action), Subject::Database(database.id)))
}

const KEEPERS: [Role; 2] = [Role::SuperAdministrator, Role::Administrator];

fn standard(
    actor: Actor<'_>,
    action: DatabaseAction,
    effective: PermissionSet,
) -> Result<(), AdministrationRefusal> {
    let has_role = actor.has_any(&KEEPERS);
    let has_permission = effective.has(Permission::GrantAdminRights);
    let allowed = if action.needs_role() {
        has_role
    } else if action.needs_permission() {
        has_permission
    } else {
        has_role || has_permission
    };
    match allowed {
        true => Ok(()),
        false if action.needs_role() => Err(AdministrationRefusal::NotAllowed),
        false => Err(AdministrationRefusal::NeedsPermission),
    }
}

/// The owner does everything that exists there. Members of an owning group use the database, but do not end it.
/// Administrators keep what they can not open. There is nothing to administer about rights, for nobody.
fn private(
    actor: Actor<'_>,
    action: DatabaseAction,
    effective: PermissionSet,
    is_owner: bool,
) -> Result<(), AdministrationRefusal> {
    let is_keeper = actor.has_any(&KEEPERS);
    // The rights engine gives this to the owner and the members of the owning group, and to nobody else.
    let is_inside = is_owner || effective.has(Permission::AccessDatabase);
    if !is_keeper && !is_inside {
        return Err(AdministrationRefusal::NotAllowed);
    }
    if action.is_about_rights() {
        return Err(AdministrationRefusal::PrivateDatabase);
    }
    if is_owner || (is_inside && !action.needs_role()) || (is_keeper && action.is_of_keepers()) {
        return Ok(());
    }
    Err(if is_keeper { AdministrationRefusal::PrivateDatabase } else { AdministrationRefusal::NotAllowed })
}
