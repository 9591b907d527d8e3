//! Opening and closing: at start, with a master password, and with the owner's session.

use std::sync::Arc;

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::DataKey,
    wrap::WrapKind,
};
use strongroom_domain::{
    administration::{self, AdministeredDatabase, DatabaseAction},
    audit::{Actor, Event},
    database::DatabaseKind,
    id::{DatabaseId, UserId},
    rights::Permission,
};
use strongroom_store::{StoreError, Write, close_content, databases as rows, databases::DatabaseRow};
use zeroize::Zeroizing;

use super::{
    keys::{NO_KEY_YET, OwnerKey},
    state::{Content, Database, Held},
};
use crate::{
    caller::Caller,
    error::ServiceError,
    grants::Grants,
    records::{self, DatabaseRecord},
    service::Service,
    sign_in::tries::{Counters, Guessed},
};

/// What opens a closed database.
#[derive(Debug, Clone)]
pub enum Opener {
    /// Its master password.
    MasterPassword(Zeroizing<String>),
    /// The recovery code of a private database.
    RecoveryCode(Zeroizing<String>),
    /// An earlier password of its owner, after somebody else has set a new one.
    OldPassword(Zeroizing<String>),
}

impl Service {
    /// Takes every database into memory and opens those that the server opens by itself. A damaged one is reported
    /// and stays closed; the others are served.
    pub(crate) async fn load_databases(&self, stored: &[DatabaseRow]) -> Result<(), ServiceError> {
        for row in stored {
            let record: DatabaseRecord = records::open(
                &self.keys.directory,
                &records::database_place(row.id, row.revision),
                &row.record,
            )?;
            let rules = self.store.load_rules(row.id).await.map_err(ServiceError::from).and_then(|rows| {
                let grants = Grants::load(&self.keys, row.id, &rows.grants, &rows.progress)?;
                Ok((rows, grants))
            });
            let database = Arc::new(Database::new(row.id, row.revision, record, rules));
            let master = self.wrap_of(row.id, WrapKind::MasterPassword)?.is_some();
            let server = self.wrap_of(row.id, WrapKind::ServerKey)?.is_some();
            database.change(|state| {
                state.has_master_password = master;
                state.opens_at_start = server;
            });
            self.memory.databases.write().insert(row.id, Arc::clone(&database));
            if let Err(error) = self.open_by_server(&database).await {
                tracing::error!(database = %row.id, %error, "a database does not open");
                database.change(|state| state.damage = Some(error.to_string()));
            }
        }
        Ok(())
    }

    async fn open_by_server(&self, database: &Arc<Database>) -> Result<(), ServiceError> {
        let (generation, damage) = {
            let state = database.read();
            (state.record.key_generation, state.damage.clone())
        };
        if let Some(damage) = damage {
            return Err(ServiceError::Damaged(damage.into()));
        }
        match self.key_by_server(database.id(), generation)? {
            Some(key) => self.open_with(database, key).await,
            None => Ok(()),
        }
    }

    /// Opens a database with its key: decrypts all summaries and checks that the rows are those that were written.
    pub(crate) async fn open_with(&self, database: &Arc<Database>, key: DataKey) -> Result<(), ServiceError> {
        let _one_at_a_time = database.gate.lock().await;
        {
            let state = database.read();
            if let Some(damage) = &state.damage {
                return Err(ServiceError::Damaged(damage.clone().into()));
            }
            if state.content.is_some() {
                return Ok(());
            }
        }
        let id = database.id();
        let keys = Arc::new(key.subkeys(id.to_bytes()));
        let mut content = Content::new(Arc::new(key), Arc::clone(&keys));
        let mut held = Vec::new();
        let open = |place: strongroom_store::objects::Place, sealed: &[u8]| {
            let at =
                Place::new(id.to_bytes(), place.id.to_bytes(), RecordKind::ObjectSummary, place.revision);
            let summary =
                envelope::open(&keys.summary, &at, sealed).ok().and_then(|plain| Held::decode(&plain));
            let summary = summary.ok_or_else(|| {
                StoreError::damaged(format!("object {} of database {id} does not open", place.id))
            })?;
            held.push((place.id, summary));
            Ok(())
        };
        // While it is closed nothing is written into it, so that what was read is what there is.
        let read = self.store.read_content(id, Arc::clone(&keys), open).await?;
        let in_memory = Arc::clone(database);
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                read.open(write)?;
                write.when_durable(move || {
                    in_memory.change(|state| {
                        for (object, summary) in held {
                            if let Some(slot) = state.index.slot(object) {
                                content.hold(slot, summary);
                            }
                        }
                        state.content = Some(content);
                    });
                });
                Ok(())
            })
            .await
    }

    /// Opens a closed database.
    ///
    /// # Errors
    /// [`ServiceError::WrongMasterPassword`], which counts as a try; what is lacking for it.
    pub async fn open_database(
        &self,
        caller: &Caller,
        id: DatabaseId,
        opener: Opener,
    ) -> Result<(), ServiceError> {
        self.may_open(caller, id)?;
        let database = self.database(id)?;
        if database.read().content.is_some() {
            return Ok(());
        }
        let counted = Counters::new(&self.keys, Guessed::Thing(id.to_bytes()), caller.address)
            .count(&self.store, caller.now)
            .await?;
        let generation = database.read().record.key_generation;
        let (key, by) = match (opener, database.kind()) {
            (Opener::MasterPassword(password), _) => {
                (self.key_by_master_password(id, generation, password).await?, "master_password")
            }
            (Opener::RecoveryCode(code), DatabaseKind::PrivateOfUser(_)) => {
                (self.key_by_recovery(id, generation, &code)?, "recovery_code")
            }
            (Opener::OldPassword(password), DatabaseKind::PrivateOfUser(owner)) => {
                (self.key_by_old_password(id, generation, owner, password).await?, "old_password")
            }
            _ => return Err(ServiceError::WrongMasterPassword),
        };
        let rewrap = self.rewrap_for(caller.user, &database, generation, &key)?;
        self.open_with(&database, key).await?;
        let note = self.note(caller);
        self.store
            .write(move |write| -> Result<(), ServiceError> {
                counted.succeeded(write)?;
                if let Some(wrap) = &rewrap {
                    rows::put_wrap(write, wrap)?;
                }
                note.database(write, id, Event::DatabaseOpened { by: by.to_owned() })
            })
            .await
    }

    /// A private database that was opened by its owner in another way opens with the present password from then on.
    fn rewrap_for(
        &self,
        user: UserId,
        database: &Database,
        generation: u32,
        key: &DataKey,
    ) -> Result<Option<rows::WrapRow>, ServiceError> {
        if database.kind() != DatabaseKind::PrivateOfUser(user) {
            return Ok(None);
        }
        let owner = self.memory.owner_keys.read().get(&user).cloned();
        owner.map(|owner| Self::wrap_for_owner(database.id(), generation, key, &owner)).transpose()
    }

    fn may_open(&self, caller: &Caller, id: DatabaseId) -> Result<(), ServiceError> {
        self.administers_database(caller, id, DatabaseAction::Open).map(|_| ())
    }

    /// The proof that the caller may do something to a database; it is not there for those who may not even know
    /// of it.
    pub(crate) fn administers_database(
        &self,
        caller: &Caller,
        id: DatabaseId,
        action: DatabaseAction,
    ) -> Result<(administration::Administers, u64), ServiceError> {
        // One state of accounts, groups and policies for all of the decision.
        let accounts = self.memory.accounts.read();
        let rules = Arc::clone(accounts.rules());
        let actor = accounts.actor(caller.user)?;
        let database = self.database(id)?;
        let state = database.read();
        let effective = state.index.view(&rules, caller.user, caller.now).database();
        let subject = AdministeredDatabase { id, kind: database.kind(), effective };
        let seen = effective.has(Permission::AccessDatabase)
            || administration::database(actor, DatabaseAction::SeeProperties, subject).is_ok();
        if !seen {
            return Err(ServiceError::NotFound);
        }
        Ok((administration::database(actor, action, subject)?, state.index.sequence()))
    }

    /// Closes a database for everybody.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] for a database that has no master password, since nobody could open it again
    /// before the next start; what is lacking for it.
    pub async fn close_database(&self, caller: &Caller, id: DatabaseId) -> Result<(), ServiceError> {
        let _ = self.administers_database(caller, id, DatabaseAction::Close)?;
        let database = self.database(id)?;
        if !database.read().has_master_password {
            return Err(ServiceError::Conflict(
                "the database has no master password to open it with again".into(),
            ));
        }
        let note = self.note(caller);
        self.store.write(move |write| note.database(write, id, Event::DatabaseClosed {})).await?;
        self.close(&database).await
    }

    async fn close(&self, database: &Arc<Database>) -> Result<(), ServiceError> {
        let _one_at_a_time = database.gate.lock().await;
        let (id, in_memory) = (database.id(), Arc::clone(database));
        let closed = self
            .store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                close_content(write, id)?;
                write.when_durable(move || in_memory.change(|state| state.content = None));
                Ok(())
            })
            .await;
        if closed.is_err() {
            // A store that does not write changes nothing either: what was decrypted goes in any case.
            database.change(|state| state.content = None);
        }
        closed
    }

    /// Closes private databases whose owner has no session.
    pub(crate) async fn close_left_open(&self) -> Result<(), ServiceError> {
        let open: Vec<UserId> = {
            let databases = self.memory.databases.read();
            let owner = |database: &Arc<Database>| match database.kind() {
                DatabaseKind::PrivateOfUser(user) if database.read().content.is_some() => Some(user),
                _ => None,
            };
            databases.values().filter_map(owner).collect()
        };
        let held: Vec<UserId> = self.memory.owner_keys.read().keys().copied().collect();
        for user in open.into_iter().chain(held) {
            self.close_private_without_session(user).await?;
        }
        Ok(())
    }

    /// Opens the private databases of somebody who signed in, and makes the keys of those that have none yet.
    /// What does not open is reported and stays closed: signing in goes on.
    pub(crate) async fn open_private_databases(&self, user: UserId, owner: OwnerKey) {
        let _one_at_a_time = self.private_gate.lock().await;
        // Disabled, reset or signed out again in the meantime: then nothing is opened.
        if !self.memory.sessions.read().has_any(user) {
            return;
        }
        self.memory.owner_keys.write().insert(user, owner.clone());
        for database in self.databases_owned_by(user) {
            if database.read().content.is_some() {
                continue;
            }
            if let Err(error) = self.open_by_owner(user, &database, &owner).await {
                tracing::error!(database = %database.id(), %error, "a private database does not open");
            }
        }
    }

    async fn open_by_owner(
        &self,
        user: UserId,
        database: &Arc<Database>,
        owner: &OwnerKey,
    ) -> Result<(), ServiceError> {
        let generation = database.read().record.key_generation;
        if generation == NO_KEY_YET {
            return self.first_key(user, database, owner).await;
        }
        match self.key_by_owner(database.id(), generation, owner)? {
            Some(key) => self.open_with(database, key).await,
            None => Ok(()),
        }
    }

    /// Makes the key of a private database that was made for its owner.
    async fn first_key(
        &self,
        user: UserId,
        database: &Arc<Database>,
        owner: &OwnerKey,
    ) -> Result<(), ServiceError> {
        let id = database.id();
        let key = DataKey::generate()?;
        let wrap = Self::wrap_for_owner(id, NO_KEY_YET + 1, &key, owner)?;
        let (record, revision) = {
            let state = database.read();
            (DatabaseRecord { key_generation: NO_KEY_YET + 1, ..state.record.clone() }, state.revision + 1)
        };
        let sealed = records::seal(&self.keys.directory, &records::database_place(id, revision), &record)?;
        let note = self.note_of(Actor::User(user), None, self.now());
        let changed = Arc::clone(database);
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                rows::update(write, &DatabaseRow { id, revision, record: sealed })?;
                rows::put_wrap(write, &wrap)?;
                note.database(write, id, Event::DatabaseOpened { by: "first_sign_in".to_owned() })?;
                write.when_durable(move || {
                    changed.change(|state| {
                        state.record = record;
                        state.revision = revision;
                    });
                });
                Ok(())
            })
            .await?;
        self.open_with(database, key).await
    }

    /// Closes the private databases of somebody who has no session left.
    pub(crate) async fn close_private_without_session(&self, user: UserId) -> Result<(), ServiceError> {
        let _one_at_a_time = self.private_gate.lock().await;
        if self.memory.sessions.read().has_any(user) {
            return Ok(());
        }
        for database in self.databases_owned_by(user) {
            let opened = database.read().content.is_some();
            if opened {
                self.close(&database).await?;
            }
        }
        self.memory.owner_keys.write().remove(&user);
        Ok(())
    }
}
