//! Deleting to the bin: one or many, each with everything below it, all or nothing.

use std::sync::Arc;

use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ObjectId},
    rights::{Extent, Granted, Permission, View},
    time::Instant,
};
use strongroom_store::{Raises, Write, objects as rows};

use super::{Named, named};
use crate::{
    audit::Note,
    caller::Caller,
    databases::state::{Database, DatabaseState, Placed},
    error::ServiceError,
    locks::SubtreeGuard,
    service::Service,
};

/// A deletion that was decided.
struct Plan {
    /// The named objects at the revisions at which it was decided.
    expected: Vec<(ObjectId, u64)>,
    guard: SubtreeGuard,
    /// What goes to the bin by itself, with its revision and how much is below it.
    binned: Vec<(Granted, ObjectId, u64, u64)>,
    now: Instant,
}

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
        self.delete_objects(caller, database, &[Named { id, revision }]).await
    }

    /// Puts objects into the bin. What stands below another of them goes along with that, and comes back with it.
    ///
    /// # Errors
    /// As [`Self::delete_object`]. If one of them can not be deleted, none is, and which one is hidden is not told.
    pub async fn delete_objects(
        &self,
        caller: &Caller,
        database: DatabaseId,
        named: &[Named],
    ) -> Result<(), ServiceError> {
        named::check(named)?;
        self.decided(|| {
            let plan = self.viewed(caller, database, |view, state, _| plan(view, state, caller, named))?;
            let (in_memory, note) = (self.database(database)?, self.note(caller));
            Ok(move |write: &mut Write<'_>| plan.write(write, &in_memory, &note))
        })
        .await
    }
}

fn plan(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    named: &[Named],
) -> Result<Plan, ServiceError> {
    let granted = may_take_away(view, state, named)?;
    state.open()?;
    let tops = named::tops(&state.index, named);
    let guard = SubtreeGuard::for_removal(view, state, caller, &tops)?;
    let placed = named::at_revisions(state, named)?;
    let expected: Vec<(ObjectId, u64)> =
        named.iter().zip(placed).map(|(named, placed)| (named.id, placed.revision)).collect();
    let binned = granted.into_iter().zip(&expected).filter(|(_, (id, _))| tops.contains(id));
    let binned = binned.map(|(granted, (id, revision))| {
        let below = state.index.walk(Some(*id)).count().saturating_sub(1);
        (granted, *id, *revision, below as u64)
    });
    Ok(Plan { binned: binned.collect(), expected, guard, now: view.now() })
}

impl Plan {
    fn write(
        self,
        write: &mut Write<'_>,
        in_memory: &Arc<Database>,
        note: &Note,
    ) -> Result<(), ServiceError> {
        let Self { expected, guard, binned, now } = self;
        let database = in_memory.id();
        for (object, revision) in expected {
            rows::at_revision(write, database, object, revision)?;
        }
        for (granted, object, ..) in &binned {
            rows::put_into_bin(write, granted, *object, now)?;
        }
        guard.release(write, in_memory)?;
        for (_, object, revision, below) in &binned {
            let event = Event::ObjectDeleted { object: *object, revision: *revision, below: *below };
            note.database(write, database, event)?;
        }
        // Nothing is added to what is in the bin: whoever decided to do so decides again.
        let sequence = write.raise(database, Raises::Rules)?;
        let in_memory = Arc::clone(in_memory);
        write.when_durable(move || {
            in_memory.change(|state| {
                for (_, object, ..) in binned {
                    let slot = state.index.slot(object);
                    if let Some((slot, placed)) = slot.and_then(|slot| Some((slot, state.placed(slot)?))) {
                        state.place(slot, Placed { bin_at: Some(now), ..placed });
                    }
                }
                state.index.set_sequence(sequence);
            });
        });
        Ok(())
    }
}

/// The right to take objects away from where they are, with everything below them.
pub(crate) fn may_take_away(
    view: &View<'_>,
    state: &DatabaseState,
    named: &[Named],
) -> Result<Vec<Granted>, ServiceError> {
    let extent = Extent { below: true, outgoing: false };
    named::require(view, state, named, Permission::DeleteEntries, extent)
}
