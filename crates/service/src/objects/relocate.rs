//! Moving an object within its database.

use std::sync::Arc;

use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ObjectId},
    rights::Change,
};
use strongroom_store::{Write, objects as rows};

use super::{ObjectView, create::may_add_to, delete::may_take_away};
use crate::{
    accounts::users::invalid,
    caller::Caller,
    databases::{rules_change, state::Placed},
    error::ServiceError,
    service::Service,
};

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The folder; absent: the root.
    pub parent: Option<ObjectId>,
}

impl Service {
    /// Moves an object, with everything below it, to another folder, as the last there.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`] also where the mover would have more rights on it there than here.
    pub async fn move_object(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: Option<u64>,
        to: Moved,
    ) -> Result<ObjectView, ServiceError> {
        self.decided(|| {
            let (removal, addition, from, placed) = self.viewed(caller, database, |view, state, _| {
                state.open()?;
                let removal = may_take_away(view, state, id)?;
                let addition = may_add_to(view, state, to.parent)?;
                let slot = state.index.slot(id).ok_or(ServiceError::NotFound)?;
                let node = state.index.node(slot).ok_or(ServiceError::NotFound)?;
                let placed = state.placed(slot).ok_or(ServiceError::NotFound)?;
                if revision.is_some_and(|revision| revision != placed.revision) {
                    return Err(ServiceError::RevisionConflict { current: placed.revision });
                }
                let effect = view.move_effect(id, to.parent).map_err(|error| invalid(&error))?;
                if effect.gains {
                    let gained = effect.after.minus(effect.before).iter().next();
                    let permission = gained.unwrap_or(strongroom_domain::rights::Permission::DeleteEntries);
                    return Err(ServiceError::Forbidden { permission, because: None });
                }
                let position = state.next_position(to.parent);
                Ok((removal, addition, node.parent, Placed { position, ..placed }))
            })?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            let in_memory = self.database(database)?;
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                rows::relocate(write, &removal, &addition, id, placed.position)?;
                note.database(write, database, Event::ObjectMoved { object: id, from, to: to.parent })?;
                rules_change(write, &memory, database, Change::Move { object: id, parent: to.parent })?;
                write.when_durable(move || {
                    in_memory.change(|state| {
                        if let Some(slot) = state.index.slot(id) {
                            state.place(slot, placed);
                        }
                    });
                });
                Ok(())
            })
        })
        .await?;
        self.object(caller, database, id)
    }
}
