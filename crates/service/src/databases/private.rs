//! Users' private databases: they open with their owner's session and close with the last one.
//!
//! Opening and closing of one user's are done one after the other, and keep nobody else waiting.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use strongroom_crypto::{digest::constant_time_eq, key::DataKey};
use strongroom_domain::{
    audit::{Actor, Event},
    database::DatabaseKind,
    id::UserId,
};
use strongroom_store::{Write, databases as rows, databases::DatabaseRow};

use super::{
    keys::{NO_KEY_YET, OwnerKey},
    opening::with_nothing_else,
    state::Database,
};
use crate::{
    error::ServiceError,
    records::{self, DatabaseRecord},
    service::Service,
};

/// A gate for each user whose private databases are being opened or closed.
#[derive(Debug, Default)]
pub(crate) struct Gates(Mutex<HashMap<UserId, Arc<tokio::sync::Mutex<()>>>>);

impl Gates {
    /// The user's gate; those that nobody stands at are forgotten.
    pub(crate) fn of(&self, user: UserId) -> Arc<tokio::sync::Mutex<()>> {
        let mut gates = self.0.lock();
        gates.retain(|of, gate| *of == user || Arc::strong_count(gate) > 1);
        Arc::clone(gates.entry(user).or_default())
    }
}

impl Service {
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
        let gate = self.private_gates.of(user);
        let _one_at_a_time = gate.lock().await;
        if !self.hold_owner_key(user, &owner) {
            return;
        }
        for database in self.databases_owned_by(user) {
            if database.read().content.is_some() {
                continue;
            }
            if let Err(error) = self.open_by_owner(user, &database, &owner).await {
                tracing::error!(database = %database.id(), %error, "a private database does not open");
            }
        }
    }

    /// Takes the key of an owner's password into memory, and says whether it did: not for somebody who was disabled,
    /// reset or signed out again in the meantime, and not if another password was set since. To be called within the
    /// owner's gate.
    pub(crate) fn hold_owner_key(&self, user: UserId, owner: &OwnerKey) -> bool {
        let present = match self.password_record(user) {
            Ok(Some((_, record))) => constant_time_eq(&record.to_bytes(), &owner.record),
            Ok(None) | Err(_) => false,
        };
        let held = present && self.memory.sessions.read().has_any(user);
        if held {
            self.memory.owner_keys.write().insert(user, owner.clone());
        }
        held
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
            Some(key) => self.open_with(database, key, with_nothing_else).await,
            None => Ok(()),
        }
    }

    /// Makes the key of a private database that was made for its owner. It has no recovery code yet, since nobody is
    /// there to be shown one: the owner makes it, and until then the view of the database says that there is none.
    async fn first_key(
        &self,
        user: UserId,
        database: &Arc<Database>,
        owner: &OwnerKey,
    ) -> Result<(), ServiceError> {
        let id = database.id();
        let key = DataKey::generate()?;
        let wrap = Self::wrap_for_owner(id, NO_KEY_YET + 1, &key, owner)?;
        let note = self.note_of(Actor::User(user), None, self.now());
        self.open_with(database, key, || {
            let (record, revision) = {
                let state = database.read();
                (
                    DatabaseRecord { key_generation: NO_KEY_YET + 1, ..state.record.clone() },
                    state.revision + 1,
                )
            };
            let place = records::database_place(id, revision);
            let row =
                DatabaseRow { id, revision, record: records::seal(&self.keys.directory, &place, &record)? };
            let (note, wrap, changed) = (note.clone(), wrap.clone(), Arc::clone(database));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                rows::update(write, &row)?;
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
        })
        .await
    }

    /// Closes the private databases of somebody who has no session left.
    pub(crate) async fn close_private_without_session(&self, user: UserId) -> Result<(), ServiceError> {
        let gate = self.private_gates.of(user);
        let _one_at_a_time = gate.lock().await;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn user(n: u8) -> UserId {
        UserId::from_bytes([n; 16])
    }

    #[tokio::test]
    async fn nobody_waits_at_the_gate_of_somebody_else() {
        let gates = Gates::default();
        let anns = gates.of(user(1));
        let _inside = anns.lock().await;
        assert!(gates.of(user(2)).try_lock().is_ok());
        assert!(gates.of(user(1)).try_lock().is_err(), "but at one's own");
    }

    #[test]
    fn gates_where_nobody_stands_are_forgotten() {
        let gates = Gates::default();
        let held = gates.of(user(1));
        for n in 2..100 {
            gates.of(user(n));
        }
        assert!(gates.0.lock().len() <= 2);
        assert!(Arc::ptr_eq(&held, &gates.of(user(1))), "and those that somebody holds are kept");
    }
}
