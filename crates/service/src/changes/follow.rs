//! Following everything that a person sees: what an event stream tells, batch by batch.

use std::collections::HashMap;

use strongroom_domain::{
    account::Principal,
    id::{DatabaseId, ObjectId},
};

use super::{Changes, LockChange, cursors::Stand};
use crate::{caller::Caller, error::ServiceError, locks::LockView, service::Service};

/// Something to tell a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Objects of a database changed for the person, or are gone for them.
    Objects(DatabaseId, Changes),
    /// The lock of an object was taken or ended. Who ended the person's own is named to them alone.
    Lock {
        /// The database.
        database: DatabaseId,
        /// The object.
        object: ObjectId,
        /// Its lock now.
        lock: Option<LockView>,
        /// Who ended the lock that the person held.
        released_by: Option<String>,
    },
    /// What the person sees in the bin of a database is something else than before.
    Bin(DatabaseId),
    /// A database is there now, is open now, or has to be loaded anew.
    Database(DatabaseId),
    /// A database is not there any more, or is closed.
    DatabaseGone(DatabaseId),
    /// The person's permissions at a database are others; or something was set there, and the person sees the rights; or
    /// what the person sees of a grant is something else.
    Rights(DatabaseId),
    /// So many requests wait for the person's approval now; or as many as before, and something else is shown of them.
    Approvals(usize),
    /// Notices came; so many were not read.
    Notices(u64),
}

/// Where a person stands in everything they see. Holds no right: each look decides anew.
#[derive(Debug)]
pub struct Follower {
    caller: Caller,
    stands: HashMap<DatabaseId, Stand>,
    /// What was shown of the requests that wait: nothing of it is kept but what tells it from anything else.
    approvals: u64,
    arrived: u64,
}

impl Follower {
    /// The databases that it follows.
    pub fn known(&self) -> impl Iterator<Item = DatabaseId> + '_ {
        self.stands.keys().copied()
    }
}

impl Service {
    /// Begins to follow: what is there now is known to the client.
    ///
    /// # Errors
    /// What a look says.
    pub fn follow(&self, caller: Caller) -> Result<Follower, ServiceError> {
        let arrived = self.memory.telling.arrived(caller.user);
        let mut follower = Follower { caller, stands: HashMap::new(), approvals: 0, arrived };
        self.look(&mut follower)?;
        Ok(follower)
    }

    /// What there is to tell since the last look.
    ///
    /// # Errors
    /// [`ServiceError::NotSignedIn`] where the session is over.
    pub fn look(&self, follower: &mut Follower) -> Result<Vec<Told>, ServiceError> {
        follower.caller = self.again(&follower.caller)?;
        let mut told = Vec::new();
        for id in self.database_ids() {
            match self.changes_behind(&follower.caller, id, follower.stands.get(&id), false) {
                Ok((changes, next)) => {
                    let set = |stand: &Stand| (stand.rights, stand.settings, stand.grants);
                    let before = follower.stands.get(&id).map(set);
                    if let Some(next) = next {
                        if before.is_some_and(|before| before != set(&next)) {
                            told.push(Told::Rights(id));
                        }
                        follower.stands.insert(id, next);
                    }
                    if changes.reset {
                        told.push(Told::Database(id));
                        continue;
                    }
                    told.extend(changes.locks.iter().map(|change| self.lock_told(id, change)));
                    if changes.bin {
                        told.push(Told::Bin(id));
                    }
                    if !changes.is_empty() {
                        told.push(Told::Objects(id, changes));
                    }
                }
                Err(_) if follower.stands.remove(&id).is_some() => told.push(Told::DatabaseGone(id)),
                Err(_) => {}
            }
        }
        let deleted: Vec<DatabaseId> =
            follower.stands.keys().copied().filter(|id| self.database(*id).is_err()).collect();
        for id in deleted {
            follower.stands.remove(&id);
            told.push(Told::DatabaseGone(id));
        }
        let waiting = self.approvals(&follower.caller)?;
        let named = waiting.iter().map(|it| (it, self.principal_name(Principal::User(it.person))));
        let shown = self.sights.mark(&named.collect::<Vec<_>>());
        if shown != follower.approvals {
            follower.approvals = shown;
            told.push(Told::Approvals(waiting.len()));
        }
        let arrived = self.memory.telling.arrived(follower.caller.user);
        if arrived != follower.arrived {
            follower.arrived = arrived;
            told.push(Told::Notices(self.unread_notices(&follower.caller)?));
        }
        Ok(told)
    }

    fn lock_told(&self, database: DatabaseId, change: &LockChange) -> Told {
        Told::Lock {
            database,
            object: change.object,
            lock: change.lock.as_ref().map(|lock| self.lock_view(lock)),
            released_by: change.released_by.and_then(|by| self.person_called(by)),
        }
    }

    /// A number that moves with every commit: where it stands still, there is nothing new but by the clock.
    pub fn pulse(&self) -> u64 {
        self.store.figures().commits
    }
}
