//! What changes have to do with locks: those of others refuse them, one's own lives on with a save.

use std::{collections::HashSet, sync::Arc};

use strongroom_domain::{
    id::{DatabaseId, ObjectId, SessionId},
    rights::{View, Visibility},
    time::Instant,
};
use strongroom_store::{
    Write,
    locks::{self as rows, LockRow},
};

use super::LockedBy;
use crate::{
    caller::Caller,
    databases::state::{Database, DatabaseState},
    error::ServiceError,
    objects::summary_of,
};

/// The lock of one object, as a change of its content was decided upon.
pub(crate) struct Guard {
    object: ObjectId,
    before: Option<LockRow>,
    after: Option<LockRow>,
}

impl Guard {
    /// For a change by the caller.
    ///
    /// # Errors
    /// [`ServiceError::Locked`] where somebody else holds the lock.
    pub fn for_change(
        state: &DatabaseState,
        caller: &Caller,
        object: ObjectId,
    ) -> Result<Self, ServiceError> {
        let before = state.locks.stored(object);
        let after = match before {
            Some(row) if row.lock.keeps_out(caller.session.id, caller.now) => {
                return Err(LockedBy::of(&row.lock, None));
            }
            Some(row) if row.lock.is_live(caller.now) => {
                Some(LockRow { lock: row.lock.saved(&caller.editor()), ..row })
            }
            // What is over stays as it is, until it is put away.
            other => other,
        };
        Ok(Self { object, before, after })
    }

    /// In the transaction of the change: nobody took or lost the lock meanwhile, and the hour of its holder begins anew.
    ///
    /// # Errors
    /// [`ServiceError::Stale`] where somebody did.
    pub fn hold(self, write: &mut Write<'_>, in_memory: &Arc<Database>) -> Result<(), ServiceError> {
        let Self { object, before, after } = self;
        let database = in_memory.id();
        if before == after {
            return Ok(rows::is_still(write, database, object, before.as_ref())?);
        }
        rows::replace(write, database, object, before.as_ref(), after.as_ref())?;
        let in_memory = Arc::clone(in_memory);
        write.when_durable(move || in_memory.change(|state| state.lock(object, after, None)));
        Ok(())
    }
}

/// The locks on some objects and on everything below them, as taking them away was decided upon.
pub(crate) struct SubtreeGuard {
    session: SessionId,
    now: Instant,
    /// What others hold elsewhere in the database.
    elsewhere: Vec<ObjectId>,
    /// What the caller's own session holds within.
    own: Vec<LockRow>,
}

impl SubtreeGuard {
    /// For a move or a deletion by the caller.
    ///
    /// # Errors
    /// [`ServiceError::Locked`] where somebody else holds a lock within; what it is on is named as far as the caller
    /// sees it.
    pub fn for_removal(
        view: &View<'_>,
        state: &DatabaseState,
        caller: &Caller,
        tops: &[ObjectId],
    ) -> Result<Self, ServiceError> {
        Self::for_all(view, state, caller, Some(tops))
    }

    /// For something that is done to all of it by the caller; absent: to all of the database.
    ///
    /// # Errors
    /// As [`Self::for_removal`].
    pub fn for_all(
        view: &View<'_>,
        state: &DatabaseState,
        caller: &Caller,
        tops: Option<&[ObjectId]>,
    ) -> Result<Self, ServiceError> {
        let (session, now) = (caller.session.id, caller.now);
        let all: Option<HashSet<ObjectId>> = tops.map(|tops| tops.iter().copied().collect());
        let within = |row: &&LockRow| {
            all.as_ref().is_none_or(|all| state.index.path(row.object).iter().any(|id| all.contains(id)))
        };
        if let Some(row) = state.locks.of_others(session, now).find(within) {
            // Of the only object it is known that it is that.
            let only = tops.is_some_and(|tops| tops == [row.object]);
            let below = (!only).then(|| title(view, state, row.object)).flatten();
            return Err(LockedBy::of(&row.lock, below));
        }
        Ok(Self {
            session,
            now,
            elsewhere: state.locks.of_others(session, now).map(|row| row.object).collect(),
            own: state.locks.of_session(session).filter(within).copied().collect(),
        })
    }

    /// In the transaction of a move: nobody took a lock within meanwhile.
    ///
    /// # Errors
    /// [`ServiceError::Stale`] where somebody did.
    pub fn hold(&self, write: &mut Write<'_>, database: DatabaseId) -> Result<(), ServiceError> {
        Ok(rows::no_others(write, database, (self.session, self.now), &self.elsewhere)?)
    }

    /// In the transaction of a deletion: the same, and the caller's own locks within end.
    ///
    /// # Errors
    /// [`ServiceError::Stale`] where somebody took a lock within.
    pub fn release(self, write: &mut Write<'_>, in_memory: &Arc<Database>) -> Result<(), ServiceError> {
        self.hold(write, in_memory.id())?;
        for row in &self.own {
            rows::replace(write, in_memory.id(), row.object, Some(row), None)?;
        }
        let in_memory = Arc::clone(in_memory);
        write.when_durable(move || {
            in_memory.change(|state| self.own.iter().for_each(|row| state.lock(row.object, None, None)));
        });
        Ok(())
    }
}

fn title(view: &View<'_>, state: &DatabaseState, object: ObjectId) -> Option<String> {
    if view.visibility(object) == Visibility::Hidden && !view.sees_tree() {
        return None;
    }
    let held = state.open().ok()?.held(state.index.slot(object)?)?;
    summary_of(held).ok().map(|summary| summary.title)
}
