//! Which earlier versions are kept: the limits of the database, applied at each save and beside the requests. What is
//! beyond them is gone at that instant for every reader.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use strongroom_crypto::key::DataKeys;
use strongroom_domain::{
    audit::{Actor, Event},
    id::{DatabaseId, ObjectId},
    retention::{Retention, SPARED_DAYS},
    time::Instant,
};
use strongroom_store::{Raises, Write, databases, history as rows, objects};

use super::history::open_summary;
use crate::{audit::Note, caller::Caller, databases::state::Database, error::ServiceError, service::Service};

/// The versions of so many objects are looked at in one piece.
const BATCH: u64 = 500;

/// After this all versions of a database are looked at again, for their age.
const LOOK_AGAIN_SECONDS: i64 = 60 * 60;

/// Until when the versions of databases need no look: the revision of the record that says the limits, and when they
/// were looked at.
#[derive(Debug, Default)]
pub(crate) struct Looked(Mutex<HashMap<DatabaseId, (u64, Instant)>>);

impl Looked {
    fn is_recent(&self, database: DatabaseId, revision: u64, now: Instant) -> bool {
        self.0.lock().get(&database).is_some_and(|(of, at)| {
            // A clock that was set back makes no reason to wait.
            *of == revision && *at <= now && now < at.plus_seconds(LOOK_AGAIN_SECONDS)
        })
    }
}

/// What a save leaves beyond the limits.
pub(super) struct Trim {
    of: (DatabaseId, ObjectId),
    /// The revision of the record that says the limits.
    record: u64,
    /// No save leaves more than this.
    most: Option<u32>,
    /// All versions up to this one go.
    through: Option<u64>,
    note: Note,
}

impl Trim {
    /// Within the transaction of the save, behind it.
    ///
    /// # Errors
    /// [`ServiceError::Stale`] where the limits changed meanwhile and something would go; [`ServiceError::LimitReached`]
    /// where there are too many that are too young to go.
    pub fn apply(self, write: &mut Write<'_>) -> Result<(), ServiceError> {
        let Self { of, record, most, through, note } = self;
        if let Some(through) = through {
            put_away(write, &note, of, record, through)?;
        }
        match most {
            Some(most) if rows::count(write, of)? > most.into() => Err(ServiceError::LimitReached {
                what: format!("so many versions were replaced in the last {SPARED_DAYS} days").into(),
                limit: usize::try_from(most).unwrap_or(usize::MAX),
            }),
            _ => Ok(()),
        }
    }
}

/// Puts away the versions of an object up to one, and records it.
fn put_away(
    write: &mut Write<'_>,
    note: &Note,
    (database, object): (DatabaseId, ObjectId),
    record: u64,
    through: u64,
) -> Result<(), ServiceError> {
    databases::at_revision(write, database, record)?;
    let versions = rows::put_away(write, (database, object), through)?;
    if versions > 0 {
        note.database(write, database, Event::VersionsRemoved { object, versions, through })?;
    }
    Ok(())
}

impl Service {
    /// What a save by the caller will leave beyond the limits, of an object whose present version came about at `since`.
    /// Nothing goes as long as the clock may be wrong.
    pub(super) fn trim(
        &self,
        caller: &Caller,
        database: &Database,
        object: ObjectId,
        since: Instant,
    ) -> Result<Trim, ServiceError> {
        let (retention, record, keys) = {
            let state = database.read();
            (state.record.retention, state.revision, Arc::clone(&state.open()?.keys))
        };
        let of = (database.id(), object);
        let through = match self.timeline.settled() {
            // The present version will be one more, and the latest.
            Some(now) => self.first_through(of, &keys, retention, (since, 1), now)?,
            None => None,
        };
        Ok(Trim { of, record, most: retention.most_versions(), through, note: self.note(caller) })
    }

    /// The latest version that is not kept any more; all before it are gone as well. `since`: when the present version
    /// came about.
    pub(crate) fn beyond_limits(
        &self,
        of: (DatabaseId, ObjectId),
        keys: &DataKeys,
        retention: Retention,
        since: Instant,
        now: Instant,
    ) -> Result<Option<u64>, ServiceError> {
        self.first_through(of, keys, retention, (since, 0), now)
    }

    /// As [`Self::beyond_limits`], where so many versions more come after those that are there. A version is as old as
    /// its successor.
    fn first_through(
        &self,
        of: (DatabaseId, ObjectId),
        keys: &DataKeys,
        retention: Retention,
        (since, more): (Instant, usize),
        now: Instant,
    ) -> Result<Option<u64>, ServiceError> {
        if retention.keeps_at_any_age(usize::MAX) {
            return Ok(None);
        }
        let revisions = self.store.read(|query| objects::revisions(query, of.0, of.1))?;
        let mut through = None;
        for (at, revision) in revisions.iter().enumerate() {
            let later = revisions.len() - at - 1 + more;
            if retention.keeps_at_any_age(later) {
                break;
            }
            let replaced = match revisions.get(at + 1) {
                None => since,
                Some(next) => {
                    let sealed = self.store.read(|query| rows::summary_for_age(query, of, *next))?;
                    // Put away meanwhile.
                    let Some(sealed) = sealed else { break };
                    open_summary(keys, of.0, of.1, *next, &sealed)?.modified_at
                }
            };
            if retention.keeps_version(later, replaced, now) {
                break;
            }
            through = Some(*revision);
        }
        Ok(through)
    }

    /// Puts away the versions that are beyond the limits of the open databases. A database is looked at again after an
    /// hour, or when its limits changed; nothing depends on when but space, and nothing goes as long as the clock may be
    /// wrong. Where it fails in one database it goes on with the others.
    pub async fn put_versions_away(&self) {
        for id in self.database_ids() {
            let (Some(due), Ok(database)) = (self.timeline.settled(), self.database(id)) else { continue };
            let (now, revision) = (self.now(), database.read().revision);
            if self.looked.is_recent(id, revision, now) {
                continue;
            }
            match self.put_all_away(&database, due).await {
                Ok(()) if database.read().content.is_some() => {
                    self.looked.0.lock().insert(id, (revision, now));
                }
                // Closed, or gone.
                Ok(()) | Err(ServiceError::DatabaseClosed | ServiceError::NotFound) => {}
                Err(error) => {
                    tracing::warn!(database = %id, %error, "cannot put away versions beyond the limits");
                }
            }
        }
    }

    async fn put_all_away(&self, database: &Arc<Database>, due: Instant) -> Result<(), ServiceError> {
        let mut after = None;
        loop {
            match self.put_some_away(database, due, after).await? {
                None => return Ok(()),
                last => after = last,
            }
        }
    }

    /// Looks at some objects behind `after`, for what was beyond the limits at `due`; says which was the last, `None` at the end.
    async fn put_some_away(
        &self,
        database: &Arc<Database>,
        due: Instant,
        after: Option<ObjectId>,
    ) -> Result<Option<ObjectId>, ServiceError> {
        let (id, now) = (database.id(), self.now());
        self.decided(|| {
            let (retention, record, keys) = {
                let state = database.read();
                (state.record.retention, state.revision, Arc::clone(&state.open()?.keys))
            };
            let found = self.store.read(|query| rows::objects_with_versions(query, id, after, BATCH))?;
            let last = found.last().copied();
            let mut beyond = Vec::new();
            for object in found {
                let since = {
                    let state = database.read();
                    let held = state.index.slot(object).and_then(|slot| state.content.as_ref()?.held(slot));
                    held.map(|held| held.modified_at)
                };
                // Made or purged a moment ago.
                let Some(since) = since else { continue };
                if let Some(through) = self.beyond_limits((id, object), &keys, retention, since, due)? {
                    beyond.push((object, through));
                }
            }
            let note = self.note_of(Actor::Server, None, now);
            Ok(move |write: &mut Write<'_>| -> Result<Option<ObjectId>, ServiceError> {
                if !beyond.is_empty() {
                    for (object, through) in beyond {
                        put_away(write, &note, (id, object), record, through)?;
                    }
                    write.raise(id, Raises::Content)?;
                }
                Ok(last)
            })
        })
        .await
    }
}
