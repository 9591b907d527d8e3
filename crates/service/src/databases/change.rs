//! Changing and deleting databases.

use std::sync::Arc;

use strongroom_crypto::{key::DataKey, recovery::RecoveryCode, wrap::WrapKind};
use strongroom_domain::{
    administration::DatabaseAction,
    audit::Event,
    database::DatabaseKind,
    id::DatabaseId,
    name::Name,
    retention::Retention,
    rights::{Cause, Permission, Target, View},
};
use strongroom_store::{
    Raises, Write,
    databases::{self as rows, DatabaseRow, MayShorten, WrapRow},
    proof,
    scope::SERVER,
};
use zeroize::Zeroizing;

use super::state::{Database, DatabaseState};
use crate::{
    accounts::state::names_of_changed,
    accounts::{groups::description, state::AccountChange, users::invalid},
    caller::Caller,
    error::ServiceError,
    records::{self, DatabaseRecord},
    service::{Service, account_change},
    sign_in::tries::{Counters, Guessed},
};

/// A change of a database: what is absent stays, an inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct DatabaseChange {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<Option<String>>,
    /// Sets, changes or removes the master password.
    pub master_password: Option<Option<Zeroizing<String>>>,
    /// The present master password; needed to change or remove one.
    pub current_master_password: Option<Zeroizing<String>>,
    /// Whether the server opens it by itself at start.
    pub opens_at_start: Option<bool>,
    /// How long bin and history are kept. What is over a new limit is gone at once, for good: a lower one is for those
    /// who may purge everything.
    pub retention: RetentionChange,
}

/// A change of how long bin and history are kept: what is absent stays, an inner `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RetentionChange {
    /// As in [`Retention`].
    pub bin_days: Option<Option<u32>>,
    /// As in [`Retention`].
    pub history_versions: Option<Option<u32>>,
    /// As in [`Retention`].
    pub history_days: Option<Option<u32>>,
}

impl RetentionChange {
    fn of(self, before: Retention) -> Result<Retention, ServiceError> {
        let after = Retention {
            bin_days: self.bin_days.unwrap_or(before.bin_days),
            history_versions: self.history_versions.unwrap_or(before.history_versions),
            history_days: self.history_days.unwrap_or(before.history_days),
        };
        after.check().map_err(|error| invalid(&error).at("/retention"))
    }
}

impl DatabaseChange {
    const fn is_about_keys(&self) -> bool {
        self.master_password.is_some() || self.opens_at_start.is_some()
    }
}

enum WrapChange {
    Put(WrapRow),
    Delete(WrapKind),
}

impl WrapChange {
    const fn kind(&self) -> u8 {
        match self {
            Self::Put(row) => row.kind,
            Self::Delete(kind) => *kind as u8,
        }
    }
}

impl Service {
    /// Changes a database that is at `revision` (absent: whatever it is at).
    ///
    /// # Errors
    /// What is lacking for it, or wrong with it; [`ServiceError::WrongMasterPassword`]; [`ServiceError::Forbidden`] for a
    /// lower limit without `grant_admin_rights` and `delete_entries` on the database and everything in it.
    pub async fn change_database(
        &self,
        caller: &Caller,
        id: DatabaseId,
        revision: Option<u64>,
        change: DatabaseChange,
    ) -> Result<(), ServiceError> {
        let actions = actions_of(&change);
        for action in &actions {
            let _ = self.administers_database(caller, id, *action)?;
        }
        let database = self.database(id)?;
        let at = database.read().revision;
        let counters = Counters::new(&self.keys, Guessed::Thing(id.to_bytes()), caller.address);
        // Counted, and given back, only where the password is looked at.
        let looked_at = database.read().has_master_password && change.master_password.is_some();
        if change.current_master_password.is_some() && change.master_password.is_none() {
            let text = "the present master password is sent to change it";
            return Err(ServiceError::Invalid(text.into()).at("/current_master_password"));
        }
        let counted = match looked_at {
            true => Some(counters.count(&self.store, caller.now).await?),
            false => None,
        };
        let wraps = Arc::new(self.wrap_changes(&database, &change).await?);
        self.decided(|| {
            // The wraps were made for this revision: two who each take one way in away would leave none.
            let current = database.read().revision;
            if current != at {
                return Err(ServiceError::RevisionConflict { current });
            }
            let mut basis = Vec::new();
            for action in &actions {
                basis.push(self.administers_database(caller, id, *action)?);
            }
            let (record, next) = changed(&database.read(), revision, &change, caller)?;
            let sealed = records::seal(&self.keys.directory, &records::database_place(id, next), &record)?;
            let (note, database, wraps) = (self.note(caller), Arc::clone(&database), Arc::clone(&wraps));
            let properties = properties_of(&database.read().record, &record, &wraps);
            let unchanged = properties.is_empty() && wraps.is_empty();
            let (before, after) = (database.read().record.retention, record.retention);
            let may_shorten = match after.lowers(before) {
                true => Some(self.viewed(caller, id, |view, state, _| may_shorten(view, state))?),
                false => None,
            };
            let counted = counted.clone();
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                for (proof, sequence) in &basis {
                    proof::unchanged(write, proof.server_sequence(), Some((id, *sequence)))?;
                }
                if unchanged {
                    return Ok(());
                }
                if let Some(may) = &may_shorten {
                    rows::may_shorten(write, id, may)?;
                }
                let row = DatabaseRow { id, revision: next, record: sealed };
                rows::update(write, &row)?;
                if let Some(counted) = &counted {
                    counted.succeeded(write)?;
                }
                for wrap in wraps.iter() {
                    match wrap {
                        WrapChange::Put(row) => rows::put_wrap(write, row)?,
                        WrapChange::Delete(kind) => rows::delete_wrap(write, id, *kind as u8)?,
                    }
                }
                note.database(write, id, Event::DatabaseChanged { properties })?;
                if before != after {
                    note.database(write, id, Event::RetentionSet { before, after })?;
                }
                if !wraps.is_empty() {
                    note.database(write, id, Event::MasterPasswordChanged {})?;
                }
                write.raise(SERVER, Raises::Content)?;
                write.raise(id, Raises::Content)?;
                write.when_durable(move || {
                    database.change(|state| {
                        state.record = record;
                        state.revision = next;
                        wraps.iter().for_each(|wrap| note_wrap(state, wrap));
                    });
                });
                Ok(())
            })
        })
        .await
    }

    async fn wrap_changes(
        &self,
        database: &Database,
        change: &DatabaseChange,
    ) -> Result<Vec<WrapChange>, ServiceError> {
        let mut wraps = Vec::new();
        if !change.is_about_keys() {
            return Ok(wraps);
        }
        let (generation, key, has_master, by_server) = {
            let state = database.read();
            let key: Arc<DataKey> = Arc::clone(&state.open()?.data_key);
            (state.record.key_generation, key, state.has_master_password, state.opens_at_start)
        };
        let id = database.id();
        if has_master && change.master_password.is_some() {
            let current = change.current_master_password.clone().ok_or(ServiceError::WrongMasterPassword)?;
            self.key_by_master_password(id, generation, current).await?;
        }
        let will_have_master = match &change.master_password {
            Some(Some(password)) => {
                wraps.push(WrapChange::Put(
                    self.wrap_for_master_password(id, generation, &key, password.clone()).await?,
                ));
                true
            }
            Some(None) => {
                if has_master {
                    wraps.push(WrapChange::Delete(WrapKind::MasterPassword));
                }
                false
            }
            None => has_master,
        };
        let of_user = matches!(database.kind(), DatabaseKind::PrivateOfUser(_));
        let opens = change.opens_at_start.unwrap_or(by_server);
        if of_user && opens {
            let text = "the server never holds the key of a user's private database";
            return Err(ServiceError::Invalid(text.into()).at("/open_at_start"));
        }
        if !of_user && !opens && !will_have_master {
            let text = "without a master password the server has to open the database";
            return Err(ServiceError::Invalid(text.into()).at("/open_at_start"));
        }
        if opens && !by_server {
            wraps.push(WrapChange::Put(self.wrap_for_server(id, generation, &key)?));
        } else if !opens && by_server {
            wraps.push(WrapChange::Delete(WrapKind::ServerKey));
        }
        Ok(wraps)
    }

    /// Makes a new recovery code for the caller's open private database. It is shown this once; the one before does
    /// not open the database any more.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a database that is not the caller's own.
    pub async fn new_recovery_code(
        &self,
        caller: &Caller,
        id: DatabaseId,
    ) -> Result<Zeroizing<String>, ServiceError> {
        let database = self.database(id)?;
        if database.kind() != DatabaseKind::PrivateOfUser(caller.user) {
            let _ = self.administers_database(caller, id, DatabaseAction::SeeProperties)?;
            return Err(ServiceError::PrivateDatabase);
        }
        let code = RecoveryCode::generate()?;
        self.decided(|| {
            let (proof, sequence) = self.administers_database(caller, id, DatabaseAction::SeeProperties)?;
            let (wrap, revision) = {
                let state = database.read();
                let key = &state.open()?.data_key;
                (Self::wrap_for_recovery(id, state.record.key_generation, key, &code)?, state.revision)
            };
            let note = self.note(caller);
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), Some((id, sequence)))?;
                rows::at_revision(write, id, revision)?;
                rows::put_wrap(write, &wrap)?;
                note.database(write, id, Event::KeyRotated { key: "recovery_code".to_owned() })
            })
        })
        .await?;
        Ok(code.expose())
    }

    /// Deletes a database with everything in it.
    ///
    /// # Errors
    /// What is lacking for it.
    pub async fn delete_database(
        &self,
        caller: &Caller,
        id: DatabaseId,
        revision: Option<u64>,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let (proof, sequence) = self.administers_database(caller, id, DatabaseAction::Delete)?;
            let current = self.database(id)?.read().revision;
            if revision.is_some_and(|revision| revision != current) {
                return Err(ServiceError::RevisionConflict { current });
            }
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), Some((id, sequence)))?;
                note.database(write, id, Event::DatabaseDeleted {})?;
                rows::delete(write, id)?;
                account_change(write, &memory, AccountChange::Nothing)?;
                write.raise(id, Raises::Rules)?;
                write.when_durable(move || {
                    memory.databases.write().remove(&id);
                });
                Ok(())
            })
        })
        .await
    }
}

fn actions_of(change: &DatabaseChange) -> Vec<DatabaseAction> {
    let mut actions = vec![DatabaseAction::ChangeProperties];
    if change.is_about_keys() {
        actions.push(DatabaseAction::ChangeMasterPassword);
    }
    actions
}

fn properties_of(before: &DatabaseRecord, after: &DatabaseRecord, wraps: &[WrapChange]) -> Vec<String> {
    names_of_changed([
        ("name", before.name != after.name),
        ("description", before.description != after.description),
        ("opens_at_start", wraps.iter().any(|wrap| wrap.kind() == WrapKind::ServerKey as u8)),
        ("retention", before.retention != after.retention),
    ])
}

fn changed(
    state: &DatabaseState,
    revision: Option<u64>,
    change: &DatabaseChange,
    caller: &Caller,
) -> Result<(DatabaseRecord, u64), ServiceError> {
    if revision.is_some_and(|revision| revision != state.revision) {
        return Err(ServiceError::RevisionConflict { current: state.revision });
    }
    let mut record = DatabaseRecord { modified_at: caller.now, ..state.record.clone() };
    if let Some(name) = &change.name {
        let name = Name::parse(name).map_err(|error| invalid(&error).at("/name"))?;
        name.as_str().clone_into(&mut record.name);
    }
    if let Some(text) = &change.description {
        record.description = description(text.as_deref())?;
    }
    record.retention = change.retention.of(record.retention)?;
    Ok((record, state.revision + 1))
}

/// A lower limit deletes for good, and so needs what a purge of everything needs: what is in the bin stands in the tree.
fn may_shorten(view: &View<'_>, state: &DatabaseState) -> Result<MayShorten, ServiceError> {
    let right = Permission::DeleteEntries;
    // Whoever gets here administers the database, and knows that it is there.
    let at_database = |permission| {
        let lacking = |_| ServiceError::Forbidden { permission, because: None };
        view.require(Target::Database, permission).map_err(lacking)
    };
    let (administers, top) = (at_database(Permission::GrantAdminRights)?, at_database(right)?);
    state.open()?;
    // All or nothing, and nothing that may be hidden is named.
    let lacking = || ServiceError::Forbidden { permission: right, because: Some(Cause::Below) };
    let roots = state.index.children(None).filter_map(|slot| state.index.node(slot));
    let roots = roots.map(|node| view.require_below(node.id, right).map_err(|_| lacking()));
    Ok(MayShorten { administers, top, roots: roots.collect::<Result<_, _>>()? })
}

fn note_wrap(state: &mut DatabaseState, wrap: &WrapChange) {
    let (kind, there) = (wrap.kind(), matches!(wrap, WrapChange::Put(_)));
    if kind == WrapKind::MasterPassword as u8 {
        state.has_master_password = there;
    } else if kind == WrapKind::ServerKey as u8 {
        state.opens_at_start = there;
    }
}
