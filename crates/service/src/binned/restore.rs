//! Taking something out of the bin again: what a move needs, and no more than that gives back.

use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ObjectId},
    rights::{Change, Granted, View},
};
use strongroom_store::{Raises, Write, bin as rows, objects};

use super::{Item, is_at, item, may_take_out};
use crate::{
    caller::Caller,
    databases::state::{DatabaseState, Placed},
    error::ServiceError,
    objects::{ObjectView, after_change, gains_nothing, may_add_to, seen, slots_below, summary_of},
    service::Service,
};

/// A restore that was decided.
struct Plan {
    /// What the caller knows of it before.
    known: ObjectView,
    removal: Granted,
    addition: Granted,
    from: Option<ObjectId>,
    /// As it will stand.
    placed: Placed,
    below: u64,
}

impl Service {
    /// Restores an item of the bin, with everything that went with it: to where it was, or `to` a folder (an inner
    /// `None`: the root). What was put into the bin by itself before stays there.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller sees no such item; [`ServiceError::ParentRequired`] where its folder is
    /// in the bin itself or not the caller's to see; [`ServiceError::Forbidden`] without `delete_entries` on it or
    /// `add_entries` there, or where the caller would have more rights on it there than here.
    pub async fn restore_from_bin(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: Option<u64>,
        to: Option<Option<ObjectId>>,
    ) -> Result<ObjectView, ServiceError> {
        let known = self
            .decided(|| {
                let plan =
                    self.viewed(caller, database, |view, state, _| plan(view, state, id, revision, to))?;
                let (note, in_memory) = (self.note(caller), self.database(database)?);
                Ok(move |write: &mut Write<'_>| -> Result<ObjectView, ServiceError> {
                    let Plan { known, removal, addition, from, placed, below } = plan;
                    let to = addition.object();
                    objects::at_revision(write, database, id, placed.revision)?;
                    rows::restore(write, &removal, &addition, id, placed.position)?;
                    note.database(write, database, Event::ObjectRestored { object: id, from, to, below })?;
                    let sequence = write.raise(database, Raises::Rules)?;
                    write.when_durable(move || {
                        in_memory.change(|state| {
                            if to != from {
                                state.apply(sequence, Change::Move { object: id, parent: to });
                            }
                            state.index.set_sequence(sequence);
                            if let Some(slot) = state.index.slot(id) {
                                state.place(slot, placed);
                            }
                        });
                    });
                    Ok(known)
                })
            })
            .await?;
        Ok(after_change(self.object(caller, database, id), known))
    }
}

fn plan(
    view: &View<'_>,
    state: &DatabaseState,
    id: ObjectId,
    revision: Option<u64>,
    to: Option<Option<ObjectId>>,
) -> Result<Plan, ServiceError> {
    let item = item(view, state, id)?;
    let removal = may_take_out(view, &item)?;
    let Item { slot, node, placed, .. } = &item;
    let parent = match (to, node.parent) {
        (Some(parent), _) => parent,
        (None, Some(parent)) if seen(view, state, parent).is_err() => {
            return Err(ServiceError::ParentRequired);
        }
        (None, parent) => parent,
    };
    let addition = may_add_to(view, state, parent)?;
    let content = state.open()?;
    is_at(&item, revision)?;
    let position = if parent == node.parent {
        placed.position
    } else {
        let _ = gains_nothing(view, state, &[id], parent)?;
        DatabaseState::last_position(view.now())
    };
    let held = content.held(*slot).ok_or(ServiceError::NotFound)?;
    let known = ObjectView {
        id,
        database: state.index.id(),
        parent,
        kind: node.kind,
        title: summary_of(held)?.title,
        entry_type: None,
        details: None,
        seal: None,
    };
    let below = slots_below(state, id).count() as u64;
    let placed = Placed { bin_at: None, position, ..*placed };
    Ok(Plan { known, removal, addition, from: node.parent, placed, below })
}
