//! Edit locks: taken when somebody begins to edit, renewed while they do, released at the end, with the session, or by
//! those who administer the database.
//!
//! A lock is a courtesy and protects nothing: that is done by the revision that every change names. It is a lease by
//! the clock of each decision, so nothing depends on when one that is over is put away. Never told: the token of a lock
//! to anybody but who took it, and a lock to those who do not see its object.

mod guard;
mod list;
mod take;

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

pub(crate) use guard::{Guard, SubtreeGuard};
pub use list::{HeldLock, LockOf};
use strongroom_domain::{
    id::{DatabaseId, ObjectId, SessionId, UserId},
    lock::{Editor, Lock, LockRefusal},
    time::Instant,
};
use strongroom_store::{Raises, Write, locks::LockRow};
pub use take::TakenLock;

use crate::{caller::Caller, error::ServiceError, service::Memory};

/// At most so many locks are held in one database at once.
const LOCKS: usize = 10_000;

/// A lock as those see it who see its object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockView {
    /// The name of the person.
    pub holder: String,
    /// Since when.
    pub since: Instant,
    /// Until when, unless it is renewed.
    pub expires_at: Instant,
}

/// Who keeps the caller from changing something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedBy {
    /// The person.
    pub user: UserId,
    /// What the person is called.
    pub holder: String,
    /// Since when.
    pub since: Instant,
    /// Until when, unless it is renewed.
    pub expires_at: Instant,
    /// What is locked, where it is not the object itself and the caller may see its title.
    pub below: Option<String>,
}

impl LockedBy {
    /// The name is added where names are at hand.
    fn of(lock: &Lock, below: Option<String>) -> ServiceError {
        let Lock { user, since, expires_at, .. } = *lock;
        ServiceError::Locked(Box::new(Self { user, holder: String::new(), since, expires_at, below }))
    }
}

impl std::fmt::Display for LockedBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.below {
            Some(title) => write!(f, "`{title}` in it is being edited"),
            None => f.write_str("somebody else is editing it"),
        }
    }
}

impl From<LockRefusal> for ServiceError {
    fn from(refusal: LockRefusal) -> Self {
        match refusal {
            LockRefusal::Held(lock) => LockedBy::of(&lock, None),
            refusal => Self::Conflict(refusal.to_string().into()),
        }
    }
}

impl Caller {
    /// The caller as one who edits.
    pub(crate) fn editor(&self) -> Editor {
        Editor {
            session: self.session.id,
            user: self.user,
            session_end: self.session.expires_at,
            now: self.now,
        }
    }
}

/// The locks of a database, as of the last commit; those that are over included until they are put away.
#[derive(Debug, Default)]
pub struct Locks {
    all: BTreeMap<ObjectId, LockRow>,
}

impl Locks {
    /// From the rows of the store.
    pub fn load(rows: &[LockRow]) -> Self {
        Self { all: rows.iter().map(|row| (row.object, *row)).collect() }
    }

    /// What is stored of an object's lock, over or not.
    pub fn stored(&self, object: ObjectId) -> Option<LockRow> {
        self.all.get(&object).copied()
    }

    /// The lock of an object at `now`.
    pub fn live(&self, object: ObjectId, now: Instant) -> Option<&Lock> {
        self.all.get(&object).map(|row| &row.lock).filter(|lock| lock.is_live(now))
    }

    /// Every lock at `now`.
    pub fn all_live(&self, now: Instant) -> impl Iterator<Item = &LockRow> {
        self.all.values().filter(move |row| row.lock.is_live(now))
    }

    /// Those that keep a session from changing what they are on.
    fn of_others(&self, session: SessionId, now: Instant) -> impl Iterator<Item = &LockRow> {
        self.all.values().filter(move |row| row.lock.keeps_out(session, now))
    }

    /// What others keep a session from changing.
    pub fn kept_from(&self, session: SessionId, now: Instant) -> HashSet<ObjectId> {
        self.of_others(session, now).map(|row| row.object).collect()
    }

    /// Those of a session, over or not.
    fn of_session(&self, session: SessionId) -> impl Iterator<Item = &LockRow> {
        self.all.values().filter(move |row| row.lock.session == session)
    }

    /// Sets or ends one, after a commit, and gives what there was.
    pub fn put(&mut self, object: ObjectId, row: Option<LockRow>) -> Option<LockRow> {
        match row {
            Some(row) => self.all.insert(object, row),
            None => self.all.remove(&object),
        }
    }
}

/// Ends the locks of sessions that end, with them.
///
/// # Errors
/// What the store says.
pub(crate) fn end_with_sessions(
    write: &mut Write<'_>,
    memory: &Arc<Memory>,
    sessions: &[SessionId],
) -> Result<(), strongroom_store::StoreError> {
    let ended = strongroom_store::locks::end_of_sessions(write, sessions)?;
    have_ended(write, memory, ended)
}

/// Puts away the locks that are over.
///
/// # Errors
/// What the store says.
pub(crate) fn put_away(
    write: &mut Write<'_>,
    memory: &Arc<Memory>,
    now: Instant,
) -> Result<(), strongroom_store::StoreError> {
    let ended = strongroom_store::locks::forget(write, now)?;
    have_ended(write, memory, ended)
}

/// Raises the sequences of the databases whose locks ended, and has memory follow.
fn have_ended(
    write: &mut Write<'_>,
    memory: &Arc<Memory>,
    ended: Vec<(DatabaseId, ObjectId)>,
) -> Result<(), strongroom_store::StoreError> {
    let mut by_database: BTreeMap<DatabaseId, Vec<ObjectId>> = BTreeMap::new();
    for (database, object) in ended {
        by_database.entry(database).or_default().push(object);
    }
    for (database, objects) in by_database {
        write.raise(database, Raises::Content)?;
        let memory = Arc::clone(memory);
        write.when_durable(move || {
            let found = memory.databases.read().get(&database).cloned();
            let Some(found) = found else { return };
            found.change(|state| objects.into_iter().for_each(|object| state.lock(object, None, None)));
        });
    }
    Ok(())
}
