//! Moving an object within its database.

use std::sync::Arc;

use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ObjectId},
    rights::{Change, ChangeError, Granted, Permission, View},
};
use strongroom_store::{Write, objects as rows};

use super::{
    ObjectView,
    create::may_add_to,
    delete::may_take_away,
    read::{after_change, object_view},
};
use crate::{
    accounts::users::invalid,
    caller::Caller,
    databases::{
        rules_change,
        state::{DatabaseState, Placed},
    },
    error::ServiceError,
    locks::SubtreeGuard,
    service::Service,
};

/// The room that is left between siblings that are numbered anew.
const SPACING: i64 = 1 << 10;

/// At most so many siblings are numbered anew at once: all others wait meanwhile.
const RENUMBERED: usize = 1_000;

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The folder; absent: the root.
    pub parent: Option<ObjectId>,
    /// What it is to stand before there; absent: at the end.
    pub before: Option<ObjectId>,
}

/// A move that was decided.
struct Plan {
    /// The object as the mover sees it before.
    known: ObjectView,
    removal: Granted,
    guard: SubtreeGuard,
    addition: Granted,
    from: Option<ObjectId>,
    placed: Placed,
    /// The siblings that come to stand behind it, in their order.
    behind: Vec<(ObjectId, Placed)>,
    /// Whether they are numbered anew.
    renumbered: bool,
}

impl Service {
    /// Moves an object, with everything below it, to another folder or to another place among its siblings.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`] also where the mover would have more rights on it there than here;
    /// [`ServiceError::InvalidTarget`] for a target below the object, or that is no folder.
    pub async fn move_object(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: Option<u64>,
        to: Moved,
    ) -> Result<ObjectView, ServiceError> {
        let known = self
            .decided(|| {
                let plan = self.viewed(caller, database, |view, state, _| {
                    plan(view, state, caller, (id, revision), to)
                })?;
                let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
                let in_memory = self.database(database)?;
                Ok(move |write: &mut Write<'_>| -> Result<ObjectView, ServiceError> {
                    let Plan { known, guard, removal, addition, from, placed, behind, renumbered } = plan;
                    rows::at_revision(write, database, id, placed.revision)?;
                    guard.hold(write, database)?;
                    rows::relocate(write, &removal, &addition, id, placed.position)?;
                    if renumbered {
                        for (sibling, placed) in &behind {
                            rows::reorder(write, &addition, *sibling, placed.position)?;
                        }
                    }
                    note.database(write, database, Event::ObjectMoved { object: id, from, to: to.parent })?;
                    rules_change(write, &memory, database, Change::Move { object: id, parent: to.parent })?;
                    write.when_durable(move || {
                        in_memory.change(|state| {
                            put(state, id, placed.position);
                            let sequence = state.index.sequence();
                            for (sibling, placed) in behind {
                                // A move puts at the end, so those behind follow in their order.
                                state.apply(sequence, Change::Move { object: sibling, parent: to.parent });
                                put(state, sibling, placed.position);
                            }
                        });
                    });
                    Ok(known)
                })
            })
            .await?;
        Ok(after_change(self.object(caller, database, id), ObjectView { parent: to.parent, ..known }))
    }
}

/// Notes a new position; everything else may have changed since the move was decided.
fn put(state: &mut DatabaseState, object: ObjectId, position: i64) {
    let slot = state.index.slot(object);
    if let Some((slot, placed)) = slot.and_then(|slot| Some((slot, state.placed(slot)?))) {
        state.place(slot, Placed { position, ..placed });
    }
}

fn plan(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    (id, revision): (ObjectId, Option<u64>),
    to: Moved,
) -> Result<Plan, ServiceError> {
    let removal = may_take_away(view, state, id)?;
    let addition = may_add_to(view, state, to.parent)?;
    state.open()?;
    let slot = state.index.slot(id).ok_or(ServiceError::NotFound)?;
    let node = state.index.node(slot).ok_or(ServiceError::NotFound)?;
    let placed = state.placed(slot).ok_or(ServiceError::NotFound)?;
    let guard = SubtreeGuard::for_removal(view, state, caller, id)?;
    if revision.is_some_and(|revision| revision != placed.revision) {
        return Err(ServiceError::RevisionConflict { current: placed.revision });
    }
    gains_nothing(view, id, to.parent)?;
    let Room { position, behind, renumbered } = match to.before {
        None => {
            Room { position: DatabaseState::last_position(view.now()), behind: Vec::new(), renumbered: false }
        }
        Some(before) => room_before(view, state, id, to.parent, before)?,
    };
    let placed = Placed { position, ..placed };
    let known = object_view(view, state, id)?;
    Ok(Plan { known, guard, removal, addition, from: node.parent, placed, behind, renumbered })
}

/// The mover would not have more rights on the object there than here.
///
/// # Errors
/// [`ServiceError::Forbidden`] names what would be gained; [`ServiceError::InvalidTarget`] for a target below the object.
pub(crate) fn gains_nothing(
    view: &View<'_>,
    id: ObjectId,
    parent: Option<ObjectId>,
) -> Result<(), ServiceError> {
    let effect = view.move_effect(id, parent).map_err(|error| match error {
        ChangeError::Cycle(_) => {
            ServiceError::InvalidTarget("the target of a move may not lie below the object".into())
        }
        error => invalid(&error),
    })?;
    // What the clock would take away may not become lasting by a move.
    if effect.gains || view.gains_by_move(id, parent).unwrap_or(true) {
        let gained = effect.after.minus(effect.before).iter().next();
        let permission = gained.unwrap_or(Permission::DeleteEntries);
        return Err(ServiceError::Forbidden { permission, because: None });
    }
    Ok(())
}

/// Room among siblings.
struct Room {
    position: i64,
    behind: Vec<(ObjectId, Placed)>,
    renumbered: bool,
}

/// Makes room before a sibling. Where there is none, those behind move on.
fn room_before(
    view: &View<'_>,
    state: &DatabaseState,
    id: ObjectId,
    parent: Option<ObjectId>,
    before: ObjectId,
) -> Result<Room, ServiceError> {
    // One that is hidden is told like one that is not there.
    let elsewhere = || ServiceError::Invalid("`before` names nothing in that folder".into());
    if before == id || super::seen(view, state, before).is_err() {
        return Err(elsewhere());
    }
    let siblings = state.index.children(parent).filter_map(|slot| {
        let node = state.index.node(slot).filter(|node| node.id != id)?;
        Some((node.id, state.placed(slot)?))
    });
    let mut siblings: Vec<(ObjectId, Placed)> = siblings.collect();
    let at = siblings.iter().position(|(sibling, _)| *sibling == before).ok_or_else(elsewhere)?;
    let mut behind = siblings.split_off(at);
    let next = behind.first().map_or(0, |(_, placed)| placed.position);
    let previous = siblings.last().map_or(next.saturating_sub(SPACING), |(_, placed)| placed.position);
    let middle = previous.midpoint(next);
    if previous < middle && middle < next {
        return Ok(Room { position: middle, behind, renumbered: false });
    }
    if behind.len() > RENUMBERED {
        return Err(ServiceError::Invalid("there is no room there; move it to the end of the folder".into()));
    }
    let mut position = previous.saturating_add(SPACING);
    let own = position;
    for (_, placed) in &mut behind {
        position = position.saturating_add(SPACING);
        placed.position = position;
    }
    Ok(Room { position: own, behind, renumbered: true })
}
