//! Deleting to the bin, and what is in it.

use strongroom_domain::{
    audit::Event,
    database::ObjectKind,
    id::{DatabaseId, ObjectId},
    rights::{Granted, Permission, Target, View},
};
use strongroom_store::{Raises, Write, objects as rows};

use crate::{
    caller::Caller,
    databases::state::{DatabaseState, Placed},
    error::ServiceError,
    locks::SubtreeGuard,
    service::Service,
};

impl Service {
    /// Puts an object, with everything below it, into the bin. It keeps the rights of its place.
    ///
    /// # Errors
    /// [`ServiceError::RevisionConflict`], [`ServiceError::NotFound`], [`ServiceError::Forbidden`].
    pub async fn delete_object(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: Option<u64>,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let (granted, guard, placed, below) = self.viewed(caller, database, |view, state, _| {
                let granted = may_take_away(view, state, id)?;
                state.open()?;
                let slot = state.index.slot(id).ok_or(ServiceError::NotFound)?;
                let placed = state.placed(slot).ok_or(ServiceError::NotFound)?;
                let guard = SubtreeGuard::for_removal(view, state, caller, id)?;
                if revision.is_some_and(|revision| revision != placed.revision) {
                    return Err(ServiceError::RevisionConflict { current: placed.revision });
                }
                let below = state.index.walk(Some(id)).count().saturating_sub(1);
                Ok((granted, guard, placed, below))
            })?;
            let expected = placed.revision;
            let (note, in_memory, now) = (self.note(caller), self.database(database)?, caller.now);
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                rows::at_revision(write, database, id, expected)?;
                rows::put_into_bin(write, &granted, id, now)?;
                guard.release(write, &in_memory)?;
                let event =
                    Event::ObjectDeleted { object: id, revision: placed.revision, below: below as u64 };
                note.database(write, database, event)?;
                // Nothing is added to what is in the bin: whoever decided to do so decides again.
                let sequence = write.raise(database, Raises::Rules)?;
                write.when_durable(move || {
                    in_memory.change(|state| {
                        let slot = state.index.slot(id);
                        if let Some((slot, placed)) = slot.and_then(|slot| Some((slot, state.placed(slot)?)))
                        {
                            state.place(slot, Placed { bin_at: Some(now), ..placed });
                        }
                        state.index.set_sequence(sequence);
                    });
                });
                Ok(())
            })
        })
        .await
    }
}

/// The right to take an object away from where it is; of a folder with everything below it.
pub(crate) fn may_take_away(
    view: &View<'_>,
    state: &DatabaseState,
    id: ObjectId,
) -> Result<Granted, ServiceError> {
    if state.is_in_bin(id) {
        return Err(ServiceError::NotFound);
    }
    let kind = state.index.slot(id).and_then(|slot| state.index.node(slot)).map(|node| node.kind);
    let granted = match kind {
        Some(ObjectKind::Folder) => view.require_below(id, Permission::DeleteEntries)?,
        _ => view.require(Target::Object(id), Permission::DeleteEntries)?,
    };
    Ok(granted)
}
