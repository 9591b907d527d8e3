//! Who runs, and what is left of what did not work out: its record, and what could not be put away yet.

use std::{mem, sync::Arc};

use parking_lot::Mutex;
use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ImportId, UserId},
};
use strongroom_store::{Write, scope::SERVER};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use super::jobs::ImportTarget;
use crate::{caller::Caller, databases::private::Gates, error::ServiceError, service::Service};

/// Runs at one time. Each holds what it writes in memory beside the file; others wait for their turn.
const AT_ONCE: usize = 2;

/// Turns of runs: one of each person, and few of all.
#[derive(Debug)]
pub(super) struct Runs {
    gates: Gates,
    permits: Arc<Semaphore>,
    /// What could not be put away.
    left: Mutex<Vec<Left>>,
}

/// The turn of a run, given back when dropped.
pub(super) struct Turn {
    _of_person: OwnedMutexGuard<()>,
    _of_all: OwnedSemaphorePermit,
}

/// What is left of a run that did not work out. Nobody sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Pieces in a database that is there.
    Pieces(DatabaseId, ImportId),
    /// A database that was being made.
    Database(DatabaseId),
}

impl Default for Runs {
    fn default() -> Self {
        let permits = Arc::new(Semaphore::new(AT_ONCE));
        Self { gates: Gates::default(), permits, left: Mutex::default() }
    }
}

impl Runs {
    /// Waits for the person's turn.
    pub async fn turn(&self, person: UserId) -> Result<Turn, ServiceError> {
        let of_person = self.gates.of(person).lock_owned().await;
        let of_all = Arc::clone(&self.permits).acquire_owned().await;
        let of_all = of_all.map_err(|error| ServiceError::Internal(error.to_string().into()))?;
        Ok(Turn { _of_person: of_person, _of_all: of_all })
    }
}

impl Service {
    /// Purges what is left of a run. What can not be purged now is tried again by [`Self::put_away_left`], and by the next
    /// start.
    pub(super) async fn put_run_away(&self, left: Left) {
        let done = match left {
            Left::Pieces(database, import) => self.discard_import(database, import).await,
            Left::Database(database) => self.discard_database(database).await,
        };
        if let Err(error) = done {
            tracing::warn!(%error, "what was left of an import could not be put away yet");
            self.import_jobs.runs.left.lock().push(left);
        }
    }

    /// Tries once more to purge what is left of earlier runs.
    pub(super) async fn put_away_left(&self) {
        let left = mem::take(&mut *self.import_jobs.runs.left.lock());
        for left in left {
            self.put_run_away(left).await;
        }
    }

    /// Puts on record that a run did not work out: in the chain of its database, or of the server where one would have
    /// been made or the database is gone.
    pub(super) async fn record_failure(
        &self,
        caller: &Caller,
        import: ImportId,
        target: &ImportTarget,
        format: &str,
        error: &ServiceError,
    ) {
        let (database, parent) = match target {
            ImportTarget::Folder(database, parent) => (Some(*database), *parent),
            ImportTarget::New(_) => (None, None),
        };
        // The session may have ended; who did it, and by which, stays.
        let note = self.note(&Caller { now: self.now(), ..caller.clone() });
        let (format, reason) = (format.to_owned(), reason_of(error).to_owned());
        let recorded = self
            .store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                let chain = database.filter(|id| write.sequences(*id).is_ok());
                let parent = parent.filter(|_| chain.is_some());
                let event = Event::ImportFailed { import, parent, format, reason };
                match chain {
                    Some(database) => note.database(write, database, event),
                    None => note.append(write, SERVER, event, strongroom_domain::audit::Outcome::Done),
                }
            })
            .await;
        if let Err(error) = recorded {
            tracing::warn!(%error, "there is no record of an import that did not work out");
        }
    }
}

/// The kind of an error: what is on record of it. Its text may be about the file.
const fn reason_of(error: &ServiceError) -> &'static str {
    match error {
        ServiceError::NotSignedIn => "session_ended",
        ServiceError::NotFound => "not_found",
        ServiceError::Forbidden { .. } | ServiceError::HandsOut(_) | ServiceError::Administration(_) => {
            "forbidden"
        }
        ServiceError::DatabaseClosed => "database_closed",
        ServiceError::Import(_) | ServiceError::Invalid(_) | ServiceError::InvalidTarget(_) => "file",
        ServiceError::LimitReached { .. } | ServiceError::TooLarge(_) => "limit",
        ServiceError::SecondPasswordRequired | ServiceError::WrongSecondPassword => "second_password",
        ServiceError::Conflict(_) | ServiceError::Busy => "conflict",
        ServiceError::Unavailable | ServiceError::Stopped | ServiceError::AuditUnavailable => "store",
        _ => "internal",
    }
}
