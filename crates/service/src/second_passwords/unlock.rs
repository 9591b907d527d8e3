//! From the second password of a request to layers. Each try is counted before the password is looked at, in the same
//! limiter as every other password: by wrap and person, and by address.

use std::sync::Arc;

use strongroom_crypto::{digest::sha256, key::ObjectKey, second_password::SecondPassword, wrap::UnlockError};
use strongroom_domain::{audit::Event, id::DatabaseId, rights::View};
use strongroom_store::{Write, second_passwords::SecondRow};
use zeroize::Zeroizing;

use super::{Cover, Entered, Layer};
use crate::{
    accounts::passwords::from_password_error,
    caller::Caller,
    databases::state::DatabaseState,
    error::ServiceError,
    service::Service,
    sign_in::tries::{Counters, Guessed},
};

/// At most so many object keys are opened for one request: each takes a run of Argon2id.
const AT_ONCE: usize = 8;

/// The object keys that the second password of a request opened. To be dropped with the request.
#[derive(Default)]
pub(crate) struct Unlocked(pub(super) Vec<(Arc<SecondRow>, Arc<ObjectKey>)>);

impl Unlocked {
    /// The layer of what `cover` covers.
    ///
    /// # Errors
    /// [`ServiceError::SecondPasswordRequired`] where it is covered by another second password than those that were
    /// opened, or the password was changed since.
    pub fn layer(&self, cover: &Cover) -> Result<Layer, ServiceError> {
        let Some(row) = &cover.0 else { return Ok(Layer::uncovered()) };
        let found = self.0.iter().find(|(opened, _)| opened.opens_like(row));
        found
            .map(|(_, key)| Layer::under_key(row.key, Arc::clone(key)))
            .ok_or(ServiceError::SecondPasswordRequired)
    }
}

impl Unlocked {
    /// The object key of `cover`, for wrapping it anew.
    pub(super) fn key(&self, cover: &Cover) -> Result<Arc<ObjectKey>, ServiceError> {
        self.layer(cover)?.into_key().ok_or(ServiceError::SecondPasswordRequired)
    }
}

impl Service {
    /// Opens what `covers` names, with the second password that came with the request. `covers` decides first whether
    /// the caller may do at all what it is for: a second password is asked of those who may.
    ///
    /// # Errors
    /// What `covers` says; [`ServiceError::SecondPasswordRequired`] where one is needed and none came;
    /// [`ServiceError::WrongSecondPassword`], of which a record is on disk then; [`ServiceError::RateLimited`].
    pub(crate) async fn unlocked(
        &self,
        caller: &Caller,
        database: DatabaseId,
        covers: impl FnOnce(&View<'_>, &DatabaseState) -> Result<Vec<Cover>, ServiceError>,
    ) -> Result<Unlocked, ServiceError> {
        let covers = self.viewed(caller, database, |view, state, _| covers(view, state));
        let covers = covers.map_err(|error| self.naming_holder(error))?;
        self.unlock(caller, database, &covers, &caller.second_password).await
    }

    /// Opens `covers` with the password that was `given`.
    pub(super) async fn unlock(
        &self,
        caller: &Caller,
        database: DatabaseId,
        covers: &[Cover],
        given: &Entered,
    ) -> Result<Unlocked, ServiceError> {
        let mut rows: Vec<&Arc<SecondRow>> = Vec::new();
        for row in covers.iter().filter_map(|cover| cover.0.as_ref()) {
            if !rows.iter().any(|known| known.opens_like(row)) {
                rows.push(row);
            }
        }
        if rows.is_empty() {
            return Ok(Unlocked::default());
        }
        let password = given.0.as_ref().ok_or(ServiceError::SecondPasswordRequired)?;
        if rows.len() > AT_ONCE {
            return Err(ServiceError::TooLarge("too many second passwords are needed at once".into()));
        }
        // One after the other: those of one person neither count as guesses beside each other nor fill the pool.
        let gate = self.second_gates.of(caller.user);
        let _turn = gate.lock().await;
        let mut unlocked = Unlocked::default();
        for row in rows {
            let key = self.enter(caller, database, row, password).await?;
            unlocked.0.push((Arc::clone(row), Arc::new(key)));
        }
        Ok(unlocked)
    }

    async fn enter(
        &self,
        caller: &Caller,
        database: DatabaseId,
        row: &Arc<SecondRow>,
        password: &Arc<Zeroizing<String>>,
    ) -> Result<ObjectKey, ServiceError> {
        // By the wrap and not by its key: of two passwords for one key, knowing the one is no guess at the other.
        let guessed = Guessed::SecondPassword(caller.user, sha256(&row.wrapped));
        let counted =
            Counters::new(&self.keys, guessed, caller.address).count(&self.store, caller.now).await?;
        let place = SecondPassword { database: database.to_bytes(), key: row.key.to_bytes() };
        let (kept, password) = (Arc::clone(row), Arc::clone(password));
        match self.hashing.run(move || place.enter(&password, &kept.wrapped)).await? {
            Ok(key) => {
                self.store
                    .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                        Ok(counted.succeeded(write)?)
                    })
                    .await?;
                Ok(key)
            }
            Err(UnlockError::DoesNotOpen) => {
                let (note, object) = (self.note(caller), row.holder);
                self.store
                    .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                        note.database(write, database, Event::SecondPasswordWrong { object })
                    })
                    .await?;
                Err(ServiceError::WrongSecondPassword)
            }
            Err(UnlockError::Record(_)) => Err(ServiceError::Damaged(
                format!("a second password of database {database} is damaged").into(),
            )),
            Err(UnlockError::Password(error)) => Err(from_password_error(&error)),
        }
    }
}
