//! Setting, changing and removing a second password.

use std::sync::Arc;

use strongroom_crypto::{random, second_password::SecondPassword, wrap::LockError};
use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ObjectId, SecondKeyId},
    rights::{Cause, Permission, Target, View},
};
use strongroom_store::{
    Raises, Write,
    second_passwords::{self as rows, MaySet, SecondRow},
};
use zeroize::Zeroizing;

use super::{Cover, Entered, Layer, Resealing};
use crate::{
    accounts::passwords::from_password_error,
    caller::Caller,
    databases::state::{Database, DatabaseState},
    error::ServiceError,
    locks::SubtreeGuard,
    service::Service,
};

/// A database with more objects at its root than that gets no second password: the right is decided for each of them.
const ROOTS: usize = 10_000;

/// What is at hand when a second password is set or removed.
struct Standing {
    may: MaySet,
    guard: SubtreeGuard,
    /// What it has itself.
    own: Option<Arc<SecondRow>>,
    /// What covers it from above.
    above: Cover,
}

impl Service {
    /// Sets a second password on an object, with everything below it that has none of its own, or on the database
    /// (`object` absent); or changes the one that is there. `current` opens what covers it so far.
    ///
    /// # Errors
    /// [`ServiceError::SecondPasswordRequired`], [`ServiceError::WrongSecondPassword`]; [`ServiceError::Forbidden`]
    /// without `set_second_password` on all of it; [`ServiceError::Locked`]; [`ServiceError::LimitReached`] where it is
    /// too much to encrypt at once.
    pub async fn set_second_password(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: Option<ObjectId>,
        current: Option<Zeroizing<String>>,
        new: Zeroizing<String>,
    ) -> Result<(), ServiceError> {
        let Standing { own, above, .. } = self.standing(caller, database, object)?;
        Self::check_new_password(&new).map_err(|error| error.at("/new"))?;
        let current = Entered::new(current).or(&caller.second_password);
        match own {
            Some(row) => self.change(caller, database, row, &current, new).await,
            None => self.cover(caller, database, object, &above, &current, new).await,
        }
    }

    fn standing(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: Option<ObjectId>,
    ) -> Result<Standing, ServiceError> {
        self.viewed(caller, database, |view, state, _| standing(view, state, caller, object))
            .map_err(|error| self.naming_holder(error))
    }

    /// The same object key under another password.
    async fn change(
        &self,
        caller: &Caller,
        database: DatabaseId,
        row: Arc<SecondRow>,
        current: &Entered,
        new: Zeroizing<String>,
    ) -> Result<(), ServiceError> {
        let cover = Cover(Some(Arc::clone(&row)));
        let unlocked = self.unlock(caller, database, std::slice::from_ref(&cover), current).await?;
        let key = unlocked.key(&cover)?;
        let (place, cost) = (place_of(database, row.key), self.settings.password_cost);
        let wrapped = self.hashing.run(move || place.change(&key, &new, cost)).await?;
        let wrapped = wrapped.map_err(|error| from_lock_error(&error))?;
        self.decided(|| {
            let at =
                self.viewed(caller, database, |view, state, _| standing(view, state, caller, row.holder))?;
            if at.own.as_ref() != Some(&row) {
                // Somebody else was faster: the old password is another one by now.
                return Err(ServiceError::SecondPasswordRequired);
            }
            let after = SecondRow { wrapped: wrapped.clone(), ..(*row).clone() };
            let (note, in_memory, row) = (self.note(caller), self.database(database)?, Arc::clone(&row));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                at.guard.hold(write, database)?;
                rows::change(write, &at.may, &row, after.wrapped.clone())?;
                let event =
                    Event::SecondPasswordSet { object: row.holder, on: true, changed: true, rewritten: 0 };
                note.database(write, database, event)?;
                follow(write, &in_memory, row.holder, Some(after))
            })
        })
        .await
    }

    /// A new object key, and everything that it covers under it.
    async fn cover(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: Option<ObjectId>,
        above: &Cover,
        current: &Entered,
        new: Zeroizing<String>,
    ) -> Result<(), ServiceError> {
        let unlocked = self.unlock(caller, database, std::slice::from_ref(above), current).await?;
        let id = SecondKeyId::from_bytes(random::uuid_v7(caller.now.micros())?);
        let (place, cost) = (place_of(database, id), self.settings.password_cost);
        let made = self.hashing.run(move || place.set(&new, cost)).await?;
        let (key, wrapped) = made.map_err(|error| from_lock_error(&error))?;
        let (key, row) = (Arc::new(key), SecondRow { holder: object, key: id, wrapped });
        self.decided(|| {
            let (at, keys) = self.viewed(caller, database, |view, state, _| {
                Ok((standing(view, state, caller, object)?, Arc::clone(&state.open()?.keys)))
            })?;
            if at.own.is_some() {
                return Err(ServiceError::SecondPasswordRequired);
            }
            let from = unlocked.layer(&at.above)?;
            let (before, to) = (from.under(), Layer::under_key(id, Arc::clone(&key)));
            let mut reseal = Resealing::new(keys, database, from, to);
            let (note, in_memory, row) = (self.note(caller), self.database(database)?, row.clone());
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                at.guard.hold(write, database)?;
                rows::set(write, &at.may, &row, before, &mut reseal)?;
                let event = Event::SecondPasswordSet {
                    object,
                    on: true,
                    changed: false,
                    rewritten: reseal.rewritten,
                };
                note.database(write, database, event)?;
                follow(write, &in_memory, object, Some(row))
            })
        })
        .await
    }

    /// Removes the second password of an object, or of the database. What covers it from above, if anything does, is
    /// opened with the second password of the request.
    ///
    /// # Errors
    /// As [`Service::set_second_password`]; [`ServiceError::Conflict`] where it has none.
    pub async fn remove_second_password(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: Option<ObjectId>,
        current: Option<Zeroizing<String>>,
    ) -> Result<(), ServiceError> {
        let Standing { own, above, .. } = self.standing(caller, database, object)?;
        let row = own.ok_or(ServiceError::Conflict("there is no second password on it".into()))?;
        let cover = Cover(Some(Arc::clone(&row)));
        let given = Entered::new(current).or(&caller.second_password);
        let unlocked = self.unlock(caller, database, std::slice::from_ref(&cover), &given).await?;
        let outer =
            self.unlock(caller, database, std::slice::from_ref(&above), &caller.second_password).await?;
        self.decided(|| {
            let (at, keys) = self.viewed(caller, database, |view, state, _| {
                Ok((standing(view, state, caller, object)?, Arc::clone(&state.open()?.keys)))
            })?;
            if at.own.as_ref() != Some(&row) {
                return Err(ServiceError::SecondPasswordRequired);
            }
            let to = outer.layer(&at.above)?;
            let after = to.under();
            let mut reseal = Resealing::new(keys, database, unlocked.layer(&cover)?, to);
            let (note, in_memory, row) = (self.note(caller), self.database(database)?, Arc::clone(&row));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                at.guard.hold(write, database)?;
                rows::remove(write, &at.may, &row, after, &mut reseal)?;
                let event = Event::SecondPasswordSet {
                    object,
                    on: false,
                    changed: false,
                    rewritten: reseal.rewritten,
                };
                note.database(write, database, event)?;
                follow(write, &in_memory, object, None)
            })
        })
        .await
    }
}

/// The right to it, nobody edits any of it, and what covers it.
fn standing(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    object: Option<ObjectId>,
) -> Result<Standing, ServiceError> {
    let right = Permission::SetSecondPassword;
    let may = match object {
        Some(id) => {
            if state.is_in_bin(id) {
                return Err(ServiceError::NotFound);
            }
            let top = view.require_below(id, right)?;
            MaySet { top, roots: Vec::new() }
        }
        None => {
            let top = view.require(Target::Database, right)?;
            let roots: Vec<_> =
                state.index.children(None).filter_map(|slot| state.index.node(slot)).collect();
            if roots.len() > ROOTS {
                let what = "too many objects at the root for a second password on the database".into();
                return Err(ServiceError::LimitReached { what, limit: ROOTS });
            }
            // All or nothing, and nothing that may be hidden is named.
            let lacking = || ServiceError::Forbidden { permission: right, because: Some(Cause::Below) };
            let roots =
                roots.into_iter().map(|node| view.require_below(node.id, right).map_err(|_| lacking()));
            MaySet { top, roots: roots.collect::<Result<_, _>>()? }
        }
    };
    let second = &state.open()?.second;
    Ok(Standing {
        may,
        guard: SubtreeGuard::for_all(view, state, caller, object.as_ref().map(std::slice::from_ref))?,
        own: second.of(object).cloned(),
        above: second.above(&state.index, object),
    })
}

/// Whatever was decided about what it covers is decided again, and memory follows.
fn follow(
    write: &mut Write<'_>,
    in_memory: &Arc<Database>,
    holder: Option<ObjectId>,
    row: Option<SecondRow>,
) -> Result<(), ServiceError> {
    let sequence = write.raise(in_memory.id(), Raises::Rules)?;
    let in_memory = Arc::clone(in_memory);
    write.when_durable(move || in_memory.change(|state| state.cover_changed(sequence, holder, row)));
    Ok(())
}

fn place_of(database: DatabaseId, key: SecondKeyId) -> SecondPassword {
    SecondPassword { database: database.to_bytes(), key: key.to_bytes() }
}

pub(super) fn from_lock_error(error: &LockError) -> ServiceError {
    match error {
        LockError::Password(error) => from_password_error(error),
        LockError::Seal(error) => ServiceError::Internal(error.to_string().into()),
    }
}
