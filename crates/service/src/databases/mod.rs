//! Databases as a whole: making, listing, opening, closing, changing and deleting them.

mod change;
pub(crate) mod create;
pub(crate) mod keys;
mod list;
mod opening;
pub mod packed;
pub(crate) mod private;
pub(crate) mod shelf;
pub mod state;

use std::sync::Arc;

pub use change::{DatabaseChange, RetentionChange};
pub use create::{NewDatabase, NewOwner};
pub use list::DatabaseView;
pub use opening::Opener;
use strongroom_domain::{
    id::{DatabaseId, UserId},
    rights::{Change, ServerRules, View},
    time::Instant,
};
use strongroom_store::{Raises, Write};

use crate::{
    caller::Caller,
    databases::state::{Database, DatabaseState},
    error::ServiceError,
    service::{Memory, Service},
};

impl Service {
    /// The ids of all databases.
    pub(crate) fn database_ids(&self) -> Vec<DatabaseId> {
        self.memory.databases.read().keys().copied().collect()
    }

    /// A database, whoever asks: decisions come after.
    pub(crate) fn database(&self, id: DatabaseId) -> Result<Arc<Database>, ServiceError> {
        self.memory.databases.read().get(&id).cloned().ok_or(ServiceError::NotFound)
    }

    /// Runs `work` with the caller's view of a database as of the last commit.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown database, or what `work` says.
    pub(crate) fn viewed<T>(
        &self,
        caller: &Caller,
        id: DatabaseId,
        work: impl FnOnce(&View<'_>, &DatabaseState, &ServerRules) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        self.viewed_by(caller.user, caller.now, id, work)
    }

    /// The same for somebody who does not call: what they are to be told is decided as if they asked.
    ///
    /// # Errors
    /// As [`Self::viewed`].
    pub(crate) fn viewed_by<T>(
        &self,
        user: UserId,
        now: Instant,
        id: DatabaseId,
        work: impl FnOnce(&View<'_>, &DatabaseState, &ServerRules) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let rules = self.rules();
        let database = self.database(id)?;
        let state = database.read();
        let view = state.index.view(&rules, user, now);
        work(&view, &state, &rules)
    }
}

/// Ends a change of the rules or the tree of a database: raises its sequence, and has memory follow once it is on
/// disk.
pub(crate) fn rules_change(
    write: &mut Write<'_>,
    memory: &Arc<Memory>,
    id: DatabaseId,
    change: Change,
) -> Result<(), ServiceError> {
    let sequence = write.raise(id, Raises::Rules)?;
    let memory = Arc::clone(memory);
    write.when_durable(move || {
        let database = memory.databases.read().get(&id).cloned();
        if let Some(database) = database {
            database.change(|state| state.apply(sequence, change));
        }
    });
    Ok(())
}
