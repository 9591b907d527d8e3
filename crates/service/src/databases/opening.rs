//! Opening and closing: at start, and with a master password or what opens a private database in its place.

use std::sync::Arc;

use parking_lot::Mutex;
use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::DataKey,
    wrap::WrapKind,
};
use strongroom_domain::{
    administration::{self, AdministeredDatabase, DatabaseAction},
    audit::Event,
    database::DatabaseKind,
    id::{DatabaseId, ObjectId, UserId},
    rights::Permission,
    time::Instant,
};
use strongroom_store::{
    ReadContent, StoreError, Write, close_content, databases as rows, databases::DatabaseRow, proof,
};
use zeroize::Zeroizing;

use super::state::{Content, Database, Held};
use crate::{
    caller::Caller,
    error::ServiceError,
    grants::Grants,
    import::Imports,
    records::{self, DatabaseRecord},
    second_passwords::SecondPasswords,
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

/// What memory will hold of a database that is being opened.
type Decrypted = (Content, Vec<(ObjectId, Held)>);

/// For [`Service::open_with`], where nothing has to be decided or recorded.
#[expect(clippy::unnecessary_wraps, reason = "it stands where a decision can refuse")]
pub(super) fn with_nothing_else()
-> Result<impl FnOnce(&mut Write<'_>) -> Result<(), ServiceError>, ServiceError> {
    Ok(|_: &mut Write<'_>| Ok(()))
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
                let imports = Imports::load(&self.keys, row.id, &rows.imports)?;
                Ok((rows, grants, imports))
            });
            if rules.as_ref().is_ok_and(|(_, _, imports)| imports.is_in_the_making()) {
                // The process ended while a file became this database: it was never there for anybody.
                self.discard_database(row.id).await?;
                continue;
            }
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
            Some(key) => self.open_with(database, key, with_nothing_else).await,
            None => Ok(()),
        }
    }

    /// Opens a database with its key: decrypts all summaries and checks that the rows are those that were written. What
    /// `also` decides and writes is one transaction with the opening: the database is open once that is on disk.
    pub(crate) async fn open_with<C>(
        &self,
        database: &Arc<Database>,
        key: DataKey,
        mut also: impl FnMut() -> Result<C, ServiceError>,
    ) -> Result<(), ServiceError>
    where
        C: FnOnce(&mut Write<'_>) -> Result<(), ServiceError> + Send + 'static,
    {
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
        // While it is closed nothing is written into it, so that what was read is what there is.
        let (read, decrypted) = self.decrypt(database, key).await?;
        let decrypted = Arc::new(Mutex::new(Some(decrypted)));
        self.decided(|| {
            let also = also()?;
            let (read, in_memory, decrypted) = (read.clone(), Arc::clone(database), Arc::clone(&decrypted));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                also(write)?;
                read.open(write)?;
                write.when_durable(move || {
                    let Some((mut content, held)) = decrypted.lock().take() else { return };
                    in_memory.change(|state| {
                        for (object, summary) in held {
                            if let Some(slot) = state.index.slot(object) {
                                content.hold_unread(slot, summary);
                            }
                        }
                        state.content = Some(content);
                    });
                });
                Ok(())
            })
        })
        .await?;
        self.indexer.wake();
        Ok(())
    }

    async fn decrypt(
        &self,
        database: &Database,
        key: DataKey,
    ) -> Result<(ReadContent, Decrypted), ServiceError> {
        let id = database.id();
        let keys = Arc::new(key.subkeys(id.to_bytes()));
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
        let read = self.store.read_content(id, Arc::clone(&keys), open).await?;
        let mut content = Content::new(Arc::new(key), keys);
        content.second = SecondPasswords::load(read.second_passwords());
        Ok((read, (content, held)))
    }

    /// Opens a closed database. Whether the caller may is decided when it is asked and once more when it is done: to
    /// hash a password takes long.
    ///
    /// # Errors
    /// [`ServiceError::WrongMasterPassword`], which counts as a try; what is lacking for it.
    pub async fn open_database(
        &self,
        caller: &Caller,
        id: DatabaseId,
        opener: Opener,
    ) -> Result<(), ServiceError> {
        let _ = self.administers_database(caller, id, DatabaseAction::Open)?;
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
        self.open_with(&database, key, || {
            let (proof, sequence) = self.administers_database(caller, id, DatabaseAction::Open)?;
            let (note, counted, rewrap) = (self.note(caller), counted.clone(), rewrap.clone());
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), Some((id, sequence)))?;
                counted.succeeded(write)?;
                if let Some(wrap) = &rewrap {
                    rows::put_wrap(write, wrap)?;
                }
                note.database(write, id, Event::DatabaseOpened { by: by.to_owned() })
            })
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

    /// The proof that the caller may do something to a database; it is not there for those who may not even know
    /// of it.
    pub(crate) fn administers_database(
        &self,
        caller: &Caller,
        id: DatabaseId,
        action: DatabaseAction,
    ) -> Result<(administration::Administers, u64), ServiceError> {
        self.administers_by(caller.user, caller.now, id, action)
    }

    /// The same for somebody who does not call.
    ///
    /// # Errors
    /// As [`Self::administers_database`].
    pub(crate) fn administers_by(
        &self,
        user: UserId,
        now: Instant,
        id: DatabaseId,
        action: DatabaseAction,
    ) -> Result<(administration::Administers, u64), ServiceError> {
        // One state of accounts, groups and policies for all of the decision.
        let accounts = self.memory.accounts.read();
        let rules = Arc::clone(accounts.rules());
        let actor = accounts.actor(user)?;
        let database = self.database(id)?;
        let state = database.read();
        let effective = state.index.view(&rules, user, now).database();
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
        let database = self.database(id)?;
        let _one_at_a_time = database.gate.lock().await;
        let closed = self
            .decided(|| {
                let (proof, sequence) = self.administers_database(caller, id, DatabaseAction::Close)?;
                if !database.read().has_master_password {
                    return Err(ServiceError::Conflict(
                        "the database has no master password to open it with again".into(),
                    ));
                }
                let (note, in_memory) = (self.note(caller), Arc::clone(&database));
                Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                    proof::unchanged(write, proof.server_sequence(), Some((id, sequence)))?;
                    note.database(write, id, Event::DatabaseClosed {})?;
                    close_content(write, id)?;
                    write.when_durable(move || in_memory.change(|state| state.content = None));
                    Ok(())
                })
            })
            .await;
        if let Err(ServiceError::Unavailable | ServiceError::Stopped) = closed {
            // It was decided, and a store that does not write changes nothing either: what was decrypted goes.
            database.change(|state| state.content = None);
        }
        closed
    }

    pub(super) async fn close(&self, database: &Arc<Database>) -> Result<(), ServiceError> {
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
}
