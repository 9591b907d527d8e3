//! Making a folder or an entry.

use std::sync::Arc;

use strongroom_domain::{
    audit::{ClientKind, Event},
    database::{Node, ObjectKind},
    entry::{Content, Draft},
    id::{DatabaseId, ObjectId},
    limits,
    rights::{Change, Granted, Permission, Target, View},
};
use strongroom_store::{Raises, Write, objects as rows};

use super::{ObjectView, read::after_change, relocate::too_deep, seal_object};
use crate::{
    accounts::users::invalid,
    caller::Caller,
    databases::state::{DatabaseState, Held, Placed},
    error::ServiceError,
    service::Service,
};

/// A new object.
#[derive(Debug, Clone)]
pub struct NewObject {
    /// The folder to make it in; absent: the root.
    pub parent: Option<ObjectId>,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// What it holds.
    pub draft: Draft,
}

impl Service {
    /// Makes an object.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] or [`ServiceError::Forbidden`] about the folder; what is wrong with the content.
    pub async fn create_object(
        &self,
        caller: &Caller,
        database: DatabaseId,
        new: NewObject,
    ) -> Result<ObjectView, ServiceError> {
        let id: ObjectId = self.new_id(caller.now)?;
        // First the right, then the content: a wrong field tells nothing to those who may not add at all.
        let (keys, cover) = self.viewed(caller, database, |view, state, _| {
            may_add(view, state, caller, (new.parent, new.kind))?;
            Ok((Arc::clone(&state.open()?.keys), state.cover(new.parent)?))
        })?;
        let layer = self.unlocked(caller, database, |_, _| Ok(vec![cover.clone()])).await?.layer(&cover)?;
        let named = ObjectView {
            id,
            database,
            parent: new.parent,
            kind: new.kind,
            title: new.draft.properties.title.clone(),
            entry_type: None,
            details: None,
            seal: None,
        };
        let content = Content::check(new.kind, &self.types, new.draft)
            .map_err(|error| invalid(&error).at(error.pointer()))?;
        let (summary, secrets) = content.split();
        let held = Held {
            created_at: caller.now,
            modified_at: caller.now,
            created_by: Some(caller.user),
            modified_by: Some(caller.user),
            summary: summary.to_json().into(),
        };
        let sealed = seal_object(&keys, &layer, database, id, 1, &held, &secrets)?;
        self.decided(|| {
            let (granted, position) = self.viewed(caller, database, |view, state, _| {
                let granted = may_add(view, state, caller, (new.parent, new.kind))?;
                Ok((granted, DatabaseState::last_position(caller.now)))
            })?;
            let place = rows::Place {
                id,
                parent: new.parent,
                kind: new.kind,
                inheritance: true,
                position,
                bin_at: None,
                revision: 1,
            };
            let (sealed, held, note) = (sealed.clone(), held.clone(), self.note(caller));
            let in_memory = self.database(database)?;
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                rows::insert(write, &granted, &place, &sealed)?;
                let event = Event::ObjectCreated { object: id, parent: place.parent, revision: 1 };
                note.database(write, database, event)?;
                write.raise(database, Raises::Content)?;
                write.when_durable(move || in_memory.change(|state| take_in(state, &place, held)));
                Ok(())
            })
        })
        .await?;
        // Who may only add to a letter box does not see what is in it.
        self.used(caller, database, id);
        Ok(after_change(self.object(caller, database, id), named))
    }
}

/// Takes a new object into memory.
pub(crate) fn take_in(state: &mut DatabaseState, place: &rows::Place, held: Held) {
    let node = Node { id: place.id, parent: place.parent, kind: place.kind, inheritance: place.inheritance };
    // A new object changes no decision, so the sequence of the rules stays.
    let sequence = state.index.sequence();
    state.apply(sequence, Change::Insert(node));
    let Some(slot) = state.index.slot(place.id) else { return };
    state.place(slot, Placed { position: place.position, bin_at: place.bin_at, revision: place.revision });
    if let Some(content) = &mut state.content {
        content.hold(slot, held);
    }
}

/// The right to add to a folder, for this caller's kind of client, where there is room.
pub(crate) fn may_add(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    (parent, kind): (Option<ObjectId>, ObjectKind),
) -> Result<Granted, ServiceError> {
    let granted = may_make_in(view, state, caller, parent)?;
    may_stand(state, parent, usize::from(kind == ObjectKind::Folder))?;
    may_hold(state, 1)?;
    Ok(granted)
}

/// The right to make something new in a folder, as [`may_add_to`].
pub(super) fn may_make_in(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    parent: Option<ObjectId>,
) -> Result<Granted, ServiceError> {
    let granted = may_add_to(view, state, parent)?;
    may_come_from(view, caller)?;
    Ok(granted)
}

/// The right to bring in something new from the caller's client: of an add-on it has to be accepted.
pub(crate) fn may_come_from(view: &View<'_>, caller: &Caller) -> Result<(), ServiceError> {
    if caller.session.client == ClientKind::Addon {
        let _ = view.require(Target::Database, Permission::AcceptFromAddons)?;
    }
    Ok(())
}

/// The right to add to a folder, which has to be one and not in the bin.
pub(crate) fn may_add_to(
    view: &View<'_>,
    state: &DatabaseState,
    parent: Option<ObjectId>,
) -> Result<Granted, ServiceError> {
    let Some(parent) = parent else { return Ok(view.require(Target::Database, Permission::AddEntries)?) };
    if state.is_in_bin(parent) {
        return Err(ServiceError::NotFound);
    }
    let granted = view.require(Target::Object(parent), Permission::AddEntries)?;
    let node =
        state.index.slot(parent).and_then(|slot| state.index.node(slot)).ok_or(ServiceError::NotFound)?;
    if node.kind != ObjectKind::Folder {
        return Err(ServiceError::InvalidTarget("the parent is an entry, not a folder".into()));
    }
    Ok(granted)
}

/// Refuses folders below folders beyond the limit; `levels` of them are to come, none for an entry alone.
pub(super) fn may_stand(
    state: &DatabaseState,
    parent: Option<ObjectId>,
    levels: usize,
) -> Result<(), ServiceError> {
    let above = parent.map_or(0, |parent| state.index.path(parent).len());
    if levels > 0 && above + levels > limits::FOLDER_LEVELS { Err(too_deep()) } else { Ok(()) }
}

/// Refuses more objects than a database holds.
pub(super) fn may_hold(state: &DatabaseState, more: usize) -> Result<(), ServiceError> {
    if state.index.len().saturating_add(more) <= limits::OBJECTS {
        return Ok(());
    }
    Err(ServiceError::LimitReached {
        what: format!("a database holds at most {} objects", limits::OBJECTS).into(),
        limit: limits::OBJECTS,
    })
}
