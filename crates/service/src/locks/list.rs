//! Who edits what: for those who see an object, and all of a database for those who administer it.

use std::collections::HashMap;

use strongroom_domain::{
    administration::DatabaseAction,
    id::{DatabaseId, ObjectId, UserId},
    lock::Lock,
    time::Instant,
};
use strongroom_store::locks::LockRow;

use super::{LockView, LockedBy};
use crate::{caller::Caller, error::ServiceError, objects::summary_of, service::Service};

/// A lock in the list of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldLock {
    /// Of which object.
    pub object: ObjectId,
    /// Its title, while the database is open.
    pub title: Option<String>,
    /// Who holds it.
    pub user: UserId,
    /// The name of the person.
    pub holder: String,
    /// Since when.
    pub since: Instant,
    /// Until when, unless it is renewed.
    pub expires_at: Instant,
}

/// A lock in the list of all databases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockOf {
    /// The database.
    pub database: DatabaseId,
    /// Its name.
    pub name: String,
    /// The lock.
    pub lock: HeldLock,
}

impl Service {
    /// The locks of every database that the caller administers, database by database.
    pub fn all_locks(&self, caller: &Caller) -> Vec<LockOf> {
        let mut found = Vec::new();
        for database in self.database_ids() {
            // One that the caller does not administer, or that is gone by now, is not spoken of.
            let (Ok(locks), Ok(state)) = (self.locks(caller, database), self.database(database)) else {
                continue;
            };
            let name = state.read().record.name.clone();
            found.extend(locks.into_iter().map(|lock| LockOf { database, name: name.clone(), lock }));
        }
        found
    }

    /// All locks of a database, for those who administer it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Administration`].
    pub fn locks(&self, caller: &Caller, database: DatabaseId) -> Result<Vec<HeldLock>, ServiceError> {
        let _ = self.administers_database(caller, database, DatabaseAction::ReleaseLocks)?;
        let rows: Vec<(LockRow, Option<String>)> = self.viewed(caller, database, |_, state, _| {
            let title = |object| -> Option<String> {
                let held = state.content.as_ref()?.held(state.index.slot(object)?)?;
                summary_of(held).ok().map(|summary| summary.title)
            };
            Ok(state.locks.all_live(caller.now).map(|row| (*row, title(row.object))).collect())
        })?;
        let held = |(LockRow { object, lock, .. }, title)| {
            let LockView { holder, since, expires_at } = self.lock_view(&lock);
            HeldLock { object, title, user: lock.user, holder, since, expires_at }
        };
        Ok(rows.into_iter().map(held).collect())
    }

    /// A lock with the name of its holder. Not to be asked while a database is being read.
    pub(crate) fn lock_view(&self, lock: &Lock) -> LockView {
        LockView { holder: self.holder(lock.user), since: lock.since, expires_at: lock.expires_at }
    }

    /// The locks of a database at the caller's instant, for a listing.
    pub(crate) fn lock_views(
        &self,
        caller: &Caller,
        database: DatabaseId,
    ) -> Result<HashMap<ObjectId, LockView>, ServiceError> {
        let locks: Vec<LockRow> =
            self.database(database)?.read().locks.all_live(caller.now).copied().collect();
        Ok(locks.into_iter().map(|row| (row.object, self.lock_view(&row.lock))).collect())
    }

    /// Adds the name of who holds a lock to a refusal.
    pub(crate) fn naming_holder(&self, error: ServiceError) -> ServiceError {
        match error {
            ServiceError::Locked(by) if by.holder.is_empty() => {
                let holder = self.holder(by.user);
                ServiceError::Locked(Box::new(LockedBy { holder, ..*by }))
            }
            other => other,
        }
    }

    /// A session ends with its account, and a lock with its session: there is a name but for a moment.
    fn holder(&self, user: UserId) -> String {
        self.person_called(user).unwrap_or_default()
    }
}
