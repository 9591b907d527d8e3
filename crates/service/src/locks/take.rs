//! Taking, renewing and releasing one lock.

use std::sync::Arc;

use strongroom_crypto::token::{Token, TokenHash, TokenKind};
use strongroom_domain::{
    administration::DatabaseAction,
    audit::Event,
    id::{DatabaseId, ObjectId, UserId},
    lock::{Lock, LockRefusal},
    rights::{Granted, Permission, Target, View},
    time::Instant,
};
use strongroom_store::{
    Raises, Write,
    locks::{self as rows, LockRow},
    proof,
};

use super::{LOCKS, LockedBy};
use crate::{
    caller::Caller,
    databases::state::{Database, DatabaseState},
    error::ServiceError,
    objects::seen,
    service::Service,
};

/// A lock that was taken or renewed.
#[derive(Debug)]
pub struct TakenLock {
    /// Renews and releases it; of no use to any other session.
    pub token: Token,
    /// Until when, unless it is renewed.
    pub expires_at: Instant,
}

/// What is to become of a lock.
struct Step {
    granted: Granted,
    before: Option<LockRow>,
    after: LockRow,
}

impl Service {
    /// Takes the lock of an object for the caller's session; one that the session holds already is renewed, and its
    /// token replaced.
    ///
    /// # Errors
    /// [`ServiceError::Locked`] where somebody else holds it; [`ServiceError::NotFound`],
    /// [`ServiceError::Forbidden`] without `modify_entries`; [`ServiceError::Conflict`] where the same person held it
    /// for an hour without a save until a moment ago.
    pub async fn take_lock(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
    ) -> Result<TakenLock, ServiceError> {
        let token = Token::generate(TokenKind::Lock)?;
        let token_hash = token.hash().to_bytes();
        let lock = self
            .step(caller, database, |view, state| {
                let granted = may_edit(view, state, object)?;
                let before = state.locks.stored(object);
                let lock = Lock::take(before.as_ref().map(|row| &row.lock), &caller.editor())?;
                if before.is_none() && state.locks.all.len() >= LOCKS {
                    let what = format!("at most {LOCKS} locks are held in a database at once").into();
                    return Err(ServiceError::LimitReached { what, limit: LOCKS });
                }
                Ok(Step { granted, before, after: LockRow { object, token_hash, lock } })
            })
            .await?;
        Ok(TakenLock { token, expires_at: lock.expires_at })
    }

    /// Renews the lock that the caller's session holds. Without its token the session is enough, and a new token
    /// replaces the one that was handed out before.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] where there is no such lock any more; else as [`Service::take_lock`].
    pub async fn renew_lock(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
        token: Option<&str>,
    ) -> Result<TakenLock, ServiceError> {
        let is_presented = token.is_some();
        let token = match token {
            Some(text) => Token::parse(TokenKind::Lock, text).map_err(|_| not_of_this_lock())?,
            None => Token::generate(TokenKind::Lock)?,
        };
        let token_hash = token.hash();
        let lock = self
            .step(caller, database, |view, state| {
                let granted = may_edit(view, state, object)?;
                let before = state.locks.stored(object).ok_or(LockRefusal::Over)?;
                let lock = before.lock.renew(&caller.editor())?;
                if is_presented && TokenHash::from_bytes(before.token_hash) != token_hash {
                    return Err(not_of_this_lock());
                }
                let after = LockRow { token_hash: token_hash.to_bytes(), lock, ..before };
                Ok(Step { granted, before: Some(before), after })
            })
            .await?;
        Ok(TakenLock { token, expires_at: lock.expires_at })
    }

    async fn step(
        &self,
        caller: &Caller,
        database: DatabaseId,
        mut decide: impl FnMut(&View<'_>, &DatabaseState) -> Result<Step, ServiceError>,
    ) -> Result<Lock, ServiceError> {
        self.decided(|| {
            if !self.memory.sessions.read().all().any(|session| session.id == caller.session.id) {
                // It ended while this was asked: nothing would end the lock with it.
                return Err(ServiceError::NotSignedIn);
            }
            let Step { granted, before, after } =
                self.viewed(caller, database, |view, state, _| decide(view, state))?;
            let in_memory = self.database(database)?;
            Ok(move |write: &mut Write<'_>| -> Result<Lock, ServiceError> {
                rows::take(write, &granted, before.as_ref(), &after)?;
                follow(write, in_memory, after.object, Some(after), None)?;
                Ok(after.lock)
            })
        })
        .await
    }

    /// Releases the lock of an object: one's own, in whichever session it was taken, or with `force` anybody's for
    /// those who administer the database. Where there is none nothing happens.
    ///
    /// # Errors
    /// [`ServiceError::Locked`] for somebody else's, [`ServiceError::Administration`] for those who may not force;
    /// [`ServiceError::Conflict`] for a token that is not this lock's; [`ServiceError::NotFound`].
    pub async fn release_lock(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
        token: Option<&str>,
        force: bool,
    ) -> Result<(), ServiceError> {
        let token = token.map(|text| Token::parse(TokenKind::Lock, text).map_err(|_| not_of_this_lock()));
        let token = token.transpose()?.map(|token| token.hash());
        self.decided(|| {
            let by_force = match force {
                true => Some(self.administers_database(caller, database, DatabaseAction::ReleaseLocks)?),
                false => None,
            };
            let held = self.viewed(caller, database, |view, state, _| {
                let _ = seen(view, state, object)?;
                let held = state.locks.stored(object).filter(|row| row.lock.is_live(caller.now));
                let own = held.is_some_and(|row| row.lock.user == caller.user);
                match held {
                    Some(row) if own => {
                        let fits = token.is_none_or(|token| TokenHash::from_bytes(row.token_hash) == token);
                        if fits || force { Ok(Some(row)) } else { Err(not_of_this_lock()) }
                    }
                    held if by_force.is_some() => Ok(held),
                    held => {
                        let _ = view.require(Target::Object(object), Permission::ModifyEntries)?;
                        held.map_or(Ok(None), |row| Err(LockedBy::of(&row.lock, None)))
                    }
                }
            })?;
            let (in_memory, note) = (self.database(database)?, self.note(caller));
            let user = caller.user;
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                let Some(held) = held else { return Ok(()) };
                rows::replace(write, database, object, Some(&held), None)?;
                let by = (held.lock.user != user).then_some(user);
                if by.is_some() {
                    if let Some((proof, sequence)) = by_force {
                        proof::unchanged(write, proof.server_sequence(), Some((database, sequence)))?;
                    }
                    note.database(write, database, Event::LockReleased { object, holder: held.lock.user })?;
                }
                follow(write, in_memory, object, None, by)
            })
        })
        .await
    }
}

/// Raises the database's sequence and has memory follow; `by` is who ended somebody else's lock.
fn follow(
    write: &mut Write<'_>,
    in_memory: Arc<Database>,
    object: ObjectId,
    row: Option<LockRow>,
    by: Option<UserId>,
) -> Result<(), ServiceError> {
    write.raise(in_memory.id(), Raises::Content)?;
    write.when_durable(move || in_memory.change(|state| state.lock(object, row, by)));
    Ok(())
}

fn may_edit(view: &View<'_>, state: &DatabaseState, object: ObjectId) -> Result<Granted, ServiceError> {
    if state.is_in_bin(object) {
        return Err(ServiceError::NotFound);
    }
    let granted = view.require(Target::Object(object), Permission::ModifyEntries)?;
    state.open()?;
    Ok(granted)
}

fn not_of_this_lock() -> ServiceError {
    ServiceError::Conflict("that token is not the present one of this lock".into())
}
