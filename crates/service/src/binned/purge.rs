//! Deleting for good what is in the bin: one item, or all of them.

use std::{collections::HashSet, sync::Arc};

use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ObjectId},
    rights::{Granted, Permission, Target, View},
};
use strongroom_store::{Raises, Write, bin as rows, objects};

use super::{is_at, item, item_at, may_take_out, tidy::BATCH};
use crate::{
    audit::Note,
    caller::Caller,
    databases::state::{Database, DatabaseState},
    error::ServiceError,
    service::Service,
};

/// A call that empties a bin purges about so many objects at most: whoever asked is waiting.
const ONE_CALL: u64 = 20_000;

/// The most objects of one item that a person purges: it is one transaction, and everybody's writes wait for it. What
/// has more goes piece by piece when its time is over, or in parts that are restored and deleted one by one.
pub const AT_ONCE: usize = 20_000;

/// What emptying a bin did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emptied {
    /// So many objects are gone for good.
    pub purged: u64,
    /// So many items that the caller sees are still there: not being theirs to delete, or more than one call purges.
    pub kept: u64,
}

/// A purge of one item that was decided.
struct Plan {
    object: ObjectId,
    revision: u64,
    removal: Granted,
    administers: Granted,
    /// Everything below it, parents before their children.
    below: Vec<ObjectId>,
}

impl Service {
    /// Deletes an item of the bin for good, with everything below it: all or nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller sees no such item; [`ServiceError::Forbidden`] without
    /// `delete_entries` on it (of a folder on everything below) or `grant_admin_rights` at the database;
    /// [`ServiceError::LimitReached`] where it is more than [`AT_ONCE`] objects.
    pub async fn purge(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: Option<u64>,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let plan = self.viewed(caller, database, |view, state, _| plan(view, state, id, revision))?;
            let (note, in_memory) = (self.note(caller), self.database(database)?);
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                purge_all(write, &note, in_memory, vec![plan]).map(drop)
            })
        })
        .await
    }

    /// Deletes for good whatever of the bin the caller may, item by item: each wholly or not at all. What others put
    /// there meanwhile stays. Each item is decided about once. Work for a thread that answers nobody else.
    ///
    /// # Errors
    /// As [`Self::bin`]; [`ServiceError::Forbidden`] without `grant_admin_rights` at the database.
    pub async fn empty_bin(&self, caller: &Caller, database: DatabaseId) -> Result<Emptied, ServiceError> {
        let items = self.viewed(caller, database, |view, state, _| candidates(view, state))?;
        let (mut purged, mut looked_at) = (0, 0);
        while let Some(rest) = items.get(looked_at..).filter(|rest| !rest.is_empty() && purged < ONE_CALL) {
            let batch = self
                .decided(|| {
                    let (plans, looked_at) =
                        self.viewed(caller, database, |view, state, _| batch(view, state, rest))?;
                    let (note, in_memory) = (self.note(caller), self.database(database)?);
                    Ok(move |write: &mut Write<'_>| -> Result<(u64, usize), ServiceError> {
                        Ok((purge_all(write, &note, in_memory, plans)?, looked_at))
                    })
                })
                .await;
            match batch {
                Ok((gone, looked)) => (purged, looked_at) = (purged + gone, looked_at + looked),
                // The right went meanwhile. An error would say that nothing was done.
                Err(
                    ServiceError::NotFound | ServiceError::Forbidden { .. } | ServiceError::DatabaseClosed,
                ) if purged > 0 => {
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        let left = self.bin(caller, database).unwrap_or_default();
        let kept = left.iter().filter(|item| item.deleted_at <= caller.now).count() as u64;
        Ok(Emptied { purged, kept })
    }
}

fn plan(
    view: &View<'_>,
    state: &DatabaseState,
    id: ObjectId,
    revision: Option<u64>,
) -> Result<Plan, ServiceError> {
    let item = item(view, state, id)?;
    let removal = may_take_out(view, &item)?;
    let administers = view.require(Target::Database, Permission::GrantAdminRights)?;
    state.open()?;
    is_at(&item, revision)?;
    let below = state.index.walk(Some(id)).skip(1).take(AT_ONCE).filter_map(|slot| state.index.node(slot));
    let below: Vec<ObjectId> = below.map(|node| node.id).collect();
    if below.len() >= AT_ONCE {
        let what = "so many objects of one item are deleted for good at once".into();
        return Err(ServiceError::LimitReached { what, limit: AT_ONCE });
    }
    Ok(Plan { object: id, revision: item.placed.revision, removal, administers, below })
}

/// What is in the bin, for whoever administers the database. A folder comes before what was put into the bin below it,
/// which goes with it.
fn candidates(view: &View<'_>, state: &DatabaseState) -> Result<Vec<ObjectId>, ServiceError> {
    let _ = view.require(Target::Database, Permission::GrantAdminRights)?;
    state.open()?;
    let items = state.index.binned().filter_map(|slot| item_at(state, slot, view.now()));
    let mut items: Vec<(usize, ObjectId)> =
        items.map(|item| (state.index.path(item.node.id).len(), item.node.id)).collect();
    items.sort_unstable();
    Ok(items.into_iter().map(|(_, id)| id).collect())
}

/// The first of these items that the viewer may purge: not many at once, but each of them whole. Says how many were
/// looked at.
fn batch(
    view: &View<'_>,
    state: &DatabaseState,
    items: &[ObjectId],
) -> Result<(Vec<Plan>, usize), ServiceError> {
    let _ = view.require(Target::Database, Permission::GrantAdminRights)?;
    state.open()?;
    let (mut plans, mut chosen, mut objects, mut looked_at) = (Vec::new(), HashSet::new(), 0, 0);
    for id in items.iter().take(BATCH) {
        looked_at += 1;
        let here_before =
            |slot| item_at(state, slot, view.now()).filter(|item| item.deleted_at <= view.now());
        if state.index.slot(*id).and_then(here_before).is_none()
            || state.index.path(*id).iter().any(|above| chosen.contains(above))
        {
            continue;
        }
        // What is not the viewer's to delete stays.
        let Ok(plan) = plan(view, state, *id, None) else { continue };
        if objects + plan.below.len() >= BATCH && !plans.is_empty() {
            looked_at -= 1;
            break;
        }
        objects += plan.below.len() + 1;
        chosen.insert(*id);
        plans.push(plan);
    }
    Ok((plans, looked_at))
}

/// Makes decided purges, with a record for each object, and has memory follow. Says how many objects went.
fn purge_all(
    write: &mut Write<'_>,
    note: &Note,
    in_memory: Arc<Database>,
    plans: Vec<Plan>,
) -> Result<u64, ServiceError> {
    let database = in_memory.id();
    let mut gone = Vec::new();
    for Plan { object, revision, removal, administers, below } in plans {
        objects::at_revision(write, database, object, revision)?;
        rows::purge(write, &removal, &administers, object, &below)?;
        note.database(write, database, Event::ObjectPurged { object, within: None })?;
        for part in &below {
            note.database(write, database, Event::ObjectPurged { object: *part, within: Some(object) })?;
        }
        gone.extend(below.into_iter().rev());
        gone.push(object);
    }
    forget(write, in_memory, gone)
}

/// Raises the sequence, and has memory follow that these are gone, children before their parents.
pub(super) fn forget(
    write: &mut Write<'_>,
    in_memory: Arc<Database>,
    gone: Vec<ObjectId>,
) -> Result<u64, ServiceError> {
    if gone.is_empty() {
        return Ok(0);
    }
    let count = gone.len() as u64;
    let sequence = write.raise(in_memory.id(), Raises::Rules)?;
    write.when_durable(move || in_memory.change(|state| state.forget(sequence, &gone)));
    Ok(count)
}
