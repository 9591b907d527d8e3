//! Listing databases: those that the caller may open or administer.

use strongroom_crypto::wrap::WrapKind;
use strongroom_domain::{
    administration::{self, AdministeredDatabase, DatabaseAction},
    database::DatabaseKind,
    id::DatabaseId,
    name,
    rights::{Permission, PermissionSet, ServerRules},
};

use super::state::Database;
use crate::{
    accounts::state::Accounts, caller::Caller, error::ServiceError, records::DatabaseRecord, service::Service,
};

/// A database as the caller sees it.
#[derive(Debug, Clone)]
pub struct DatabaseView {
    /// Its id.
    pub id: DatabaseId,
    /// Its revision.
    pub revision: u64,
    /// Its record.
    pub record: DatabaseRecord,
    /// Standard or private.
    pub kind: DatabaseKind,
    /// Whether it is open.
    pub open: bool,
    /// Whether a master password opens it.
    pub has_master_password: bool,
    /// Whether the server opens it by itself.
    pub opens_at_start: bool,
    /// Of a user's private database, to its owner: whether there is a recovery code. One that somebody else made for
    /// the owner has none until the owner makes it.
    pub has_recovery_code: Option<bool>,
    /// To those who see inside an open database: whether a second password is over all of it.
    pub second_password: Option<bool>,
    /// The caller's permissions at the database.
    pub rights: PermissionSet,
    /// Whether the caller administers its rights.
    pub administers: bool,
    /// Whether the caller is told more than name and size.
    pub inside: bool,
}

impl Service {
    /// The databases that the caller may open or administer, by name.
    ///
    /// # Errors
    /// [`ServiceError::NotSignedIn`] where the account is gone.
    pub fn databases(&self, caller: &Caller, q: Option<&str>) -> Result<Vec<DatabaseView>, ServiceError> {
        let accounts = self.memory.accounts.read();
        let rules = std::sync::Arc::clone(accounts.rules());
        let databases = self.memory.databases.read();
        let wanted = q.map(name::fold).unwrap_or_default();
        let mut found = Vec::new();
        for database in databases.values() {
            if let Some(view) = self.seen(&accounts, &rules, caller, database)?
                && name::fold(&view.record.name).contains(&wanted)
            {
                found.push(view);
            }
        }
        found.sort_by_cached_key(|view| (name::fold(&view.record.name), view.id));
        Ok(found)
    }

    /// One database.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who may neither open nor administer it.
    pub fn database_view(&self, caller: &Caller, id: DatabaseId) -> Result<DatabaseView, ServiceError> {
        let accounts = self.memory.accounts.read();
        let rules = std::sync::Arc::clone(accounts.rules());
        self.seen(&accounts, &rules, caller, &*self.database(id)?)?.ok_or(ServiceError::NotFound)
    }

    fn seen(
        &self,
        accounts: &Accounts,
        rules: &ServerRules,
        caller: &Caller,
        database: &Database,
    ) -> Result<Option<DatabaseView>, ServiceError> {
        let state = database.read();
        let view = state.index.view(rules, caller.user, caller.now);
        let rights = view.database();
        let actor = accounts.actor(caller.user)?;
        let subject = AdministeredDatabase { id: database.id(), kind: database.kind(), effective: rights };
        let may = |action| administration::database(actor, action, subject).is_ok();
        if !rights.has(Permission::AccessDatabase) && !may(DatabaseAction::SeeProperties) {
            return Ok(None);
        }
        // Of a private database of others: name and size, and neither what it is for nor whether its owner is at work.
        let inside = database.kind() == DatabaseKind::Standard || rights.has(Permission::AccessDatabase);
        let mut record = state.record.clone();
        if !inside {
            record.description = None;
        }
        let has_recovery_code = match database.kind() {
            DatabaseKind::PrivateOfUser(owner) if owner == caller.user => {
                Some(self.wrap_of(database.id(), WrapKind::RecoveryCode)?.is_some())
            }
            _ => None,
        };
        Ok(Some(DatabaseView {
            id: database.id(),
            revision: state.revision,
            record,
            kind: database.kind(),
            open: inside && state.content.is_some(),
            has_master_password: state.has_master_password,
            opens_at_start: state.opens_at_start,
            has_recovery_code,
            second_password: state
                .content
                .as_ref()
                .filter(|_| inside)
                .map(|content| content.second.of(None).is_some()),
            rights,
            administers: may(DatabaseAction::ChangeRules),
            inside,
        }))
    }
}
