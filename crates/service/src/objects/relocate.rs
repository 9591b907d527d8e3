//! Moving objects within their database: one or many, each with everything below it, all or nothing.

use std::sync::Arc;

use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ObjectId, SecondKeyId},
    limits,
    rights::{Change, ChangeError, Granted, Moving, Permission, TooManyComparisons, View},
};
use strongroom_store::{Raises, Write, objects as rows};

use super::{
    Named, ObjectView,
    create::may_add_to,
    delete::may_take_away,
    named,
    read::{after_change, object_view},
    room::{Room, room},
};
use crate::{
    accounts::users::invalid,
    audit::Note,
    caller::Caller,
    databases::state::{Database, DatabaseState, Placed},
    error::ServiceError,
    locks::SubtreeGuard,
    second_passwords::{Layer, Resealing, Unlocked},
    service::Service,
};

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The folder; absent: the root.
    pub parent: Option<ObjectId>,
    /// What they are to stand before there; absent: at the end.
    pub before: Option<ObjectId>,
}

/// A move that was decided.
pub(super) struct Plan {
    /// The named objects at the revisions at which it was decided.
    expected: Vec<(ObjectId, u64)>,
    guard: SubtreeGuard,
    addition: Granted,
    to: Moved,
    steps: Vec<Step>,
    room: Room,
}

/// One object that is put elsewhere.
struct Step {
    object: ObjectId,
    removal: Granted,
    from: Option<ObjectId>,
    position: i64,
    /// It is encrypted anew under what covers its new place, and nothing covers it now.
    reseal: Option<(SecondKeyId, Resealing)>,
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
        let named = [Named { id, revision }];
        let unlocked = self.unlocked_for_move(caller, database, &named, to).await?;
        let known = self
            .decided(|| {
                let (known, plan) = self.viewed(caller, database, |view, state, _| {
                    let plan = plan(view, state, caller, &named, to)?.under(state, &unlocked)?;
                    Ok((object_view(view, state, id)?, plan))
                })?;
                let (in_memory, note) = (self.database(database)?, self.note(caller));
                Ok(move |write: &mut Write<'_>| -> Result<ObjectView, ServiceError> {
                    plan.write(write, &in_memory, &note)?;
                    Ok(known)
                })
            })
            .await?;
        Ok(after_change(self.object(caller, database, id), ObjectView { parent: to.parent, ..known }))
    }

    /// Moves objects, in the order in which they are named. What stands below another of them goes along with that.
    ///
    /// # Errors
    /// As [`Self::move_object`]. If one of them can not be moved, none is, and which one is hidden is not told.
    pub async fn move_objects(
        &self,
        caller: &Caller,
        database: DatabaseId,
        named: &[Named],
        to: Moved,
    ) -> Result<(), ServiceError> {
        named::check(named)?;
        let unlocked = self.unlocked_for_move(caller, database, named, to).await?;
        self.decided(|| {
            let plan = self.viewed(caller, database, |view, state, _| {
                plan(view, state, caller, named, to)?.under(state, &unlocked)
            })?;
            let (in_memory, note) = (self.database(database)?, self.note(caller));
            Ok(move |write: &mut Write<'_>| plan.write(write, &in_memory, &note))
        })
        .await
    }
}

impl Service {
    /// What covers the target, opened where something that nothing covers comes to stand there.
    async fn unlocked_for_move(
        &self,
        caller: &Caller,
        database: DatabaseId,
        named: &[Named],
        to: Moved,
    ) -> Result<Unlocked, ServiceError> {
        self.unlocked(caller, database, |view, state| {
            let plan = plan(view, state, caller, named, to)?;
            let target = state.cover(to.parent)?;
            let bare = plan.steps.iter().map(|step| is_bare(state, step.object));
            let bare = bare.collect::<Result<Vec<bool>, _>>()?;
            Ok(if bare.contains(&true) { vec![target] } else { Vec::new() })
        })
        .await
    }
}

/// Whether no second password covers it. What covers an object goes along where it is put.
fn is_bare(state: &DatabaseState, object: ObjectId) -> Result<bool, ServiceError> {
    Ok(state.cover(Some(object))?.key().is_none())
}

/// Decides a move. What is hidden is told first, then what is lacking, then locks, revisions, and what can not be.
pub(super) fn plan(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    named: &[Named],
    to: Moved,
) -> Result<Plan, ServiceError> {
    let removals = may_take_away(view, state, named)?;
    let addition = may_add_to(view, state, to.parent)?;
    state.open()?;
    let tops = named::tops(&state.index, named);
    let guard = SubtreeGuard::for_removal(view, state, caller, &tops)?;
    let placed = named::at_revisions(state, named)?;
    let _ = gains_nothing(view, state, &tops, to.parent)?;
    let room = room(view, state, &tops, to)?;
    let mut positions = room.positions();
    let mut steps = Vec::with_capacity(tops.len());
    for removal in removals {
        let Some(object) = removal.object().filter(|object| tops.contains(object)) else { continue };
        let node = state.index.slot(object).and_then(|slot| state.index.node(slot));
        let from = node.ok_or(ServiceError::NotFound)?.parent;
        let position = positions.next().unwrap_or(room.first);
        steps.push(Step { object, removal, from, position, reseal: None });
    }
    let expected = named.iter().zip(placed).map(|(named, placed)| (named.id, placed.revision)).collect();
    Ok(Plan { expected, guard, addition, to, steps, room })
}

/// Refuses a move by which the mover would have more than before, now or later. Nobody else's rights are looked at.
///
/// # Errors
/// [`ServiceError::Forbidden`] with what would be gained; [`ServiceError::LimitReached`] where judging it takes too long;
/// what is wrong with the target.
pub(crate) fn gains_nothing(
    view: &View<'_>,
    state: &DatabaseState,
    tops: &[ObjectId],
    parent: Option<ObjectId>,
) -> Result<Moving, ServiceError> {
    let moving = state.index.moving(tops, parent).map_err(|error| misplaced(&error))?;
    match view.gain_by(&moving, limits::MOVE_COMPARISONS) {
        Ok(None) => Ok(moving),
        Err(TooManyComparisons { limit }) => Err(ServiceError::LimitReached {
            what: "too many rules and periods are set in it to move it at once; move parts of it".into(),
            limit,
        }),
        Ok(Some(effect)) => {
            let permission = effect.gained.iter().next().unwrap_or(Permission::DeleteEntries);
            Err(ServiceError::Forbidden { permission, because: None })
        }
    }
}

/// Why something can not stand where it was to be put.
pub(super) fn misplaced(error: &ChangeError) -> ServiceError {
    match error {
        ChangeError::Cycle(_) => {
            ServiceError::InvalidTarget("the target of a move may not lie below the object".into())
        }
        ChangeError::TooDeep(_) => too_deep(),
        error => invalid(error),
    }
}

pub(super) fn too_deep() -> ServiceError {
    ServiceError::LimitReached {
        what: format!("folders are at most {} levels deep", limits::FOLDER_LEVELS).into(),
        limit: limits::FOLDER_LEVELS,
    }
}

impl Plan {
    /// With what has to be encrypted anew for its new place.
    fn under(mut self, state: &DatabaseState, unlocked: &Unlocked) -> Result<Self, ServiceError> {
        let (target, database) = (state.cover(self.to.parent)?, state.index.id());
        let Some(key) = target.key() else { return Ok(self) };
        for step in &mut self.steps {
            if is_bare(state, step.object)? {
                let keys = Arc::clone(&state.open()?.keys);
                let layer = unlocked.layer(&target)?;
                step.reseal = Some((key, Resealing::new(keys, database, Layer::uncovered(), layer)));
            }
        }
        Ok(self)
    }

    /// Makes the move, if everything is as it was when it was decided.
    pub(super) fn write(
        self,
        write: &mut Write<'_>,
        in_memory: &Arc<Database>,
        note: &Note,
    ) -> Result<(), ServiceError> {
        let Self { expected, guard, addition, to, mut steps, room } = self;
        let database = in_memory.id();
        for (object, revision) in expected {
            rows::at_revision(write, database, object, revision)?;
        }
        guard.hold(write, database)?;
        for step in &mut steps {
            let (removal, object, position) = (&step.removal, step.object, step.position);
            match &mut step.reseal {
                None => rows::relocate(write, removal, &addition, object, position)?,
                Some((under, reseal)) => {
                    rows::relocate_under(write, (removal, &addition), object, position, *under, reseal)?;
                }
            }
        }
        if room.renumbered {
            for (sibling, placed) in &room.behind {
                rows::reorder(write, &addition, *sibling, placed.position)?;
            }
        }
        for step in &steps {
            let event = Event::ObjectMoved { object: step.object, from: step.from, to: to.parent };
            note.database(write, database, event)?;
        }
        let sequence = write.raise(database, Raises::Rules)?;
        let in_memory = Arc::clone(in_memory);
        write.when_durable(move || {
            let moved = steps.into_iter().map(|step| (step.object, step.position));
            // A move puts at the end, so those behind follow in their order.
            let behind = room.behind.into_iter().map(|(sibling, placed)| (sibling, placed.position));
            in_memory.change(|state| {
                for (object, position) in moved.chain(behind) {
                    state.apply(sequence, Change::Move { object, parent: to.parent });
                    put(state, object, position);
                }
            });
        });
        Ok(())
    }
}

/// Notes a new position; everything else may have changed since the move was decided.
fn put(state: &mut DatabaseState, object: ObjectId, position: i64) {
    let slot = state.index.slot(object);
    if let Some((slot, placed)) = slot.and_then(|slot| Some((slot, state.placed(slot)?))) {
        state.place(slot, Placed { position, ..placed });
    }
}
