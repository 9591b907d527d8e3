//! The bin of a database: what was deleted and can still come back.
//!
//! What is in the bin stands where it stood, with everything below it, and so keeps the rights of its path as they are
//! now: whoever lost a right meanwhile has nothing of it here. It is listed to those who see its summary, and by its name
//! to those who administer the database. An item is what was put there by itself; what went with it comes back and is
//! purged with it. What is over its time is gone at that instant, whether or not anybody has put it away.

mod list;
mod purge;
mod restore;
mod tidy;

pub(crate) use list::listed;
pub use list::{BinItem, Origin};
pub use purge::Emptied;
use strongroom_domain::{
    database::{Node, ObjectKind},
    id::ObjectId,
    rights::{Granted, Permission, Slot, Target, View, Visibility},
    time::Instant,
};

use crate::{
    databases::state::{DatabaseState, Placed},
    error::ServiceError,
};

/// Something that was put into the bin by itself, and is listed to the viewer.
struct Item {
    slot: Slot,
    node: Node,
    placed: Placed,
    /// When it was put there.
    deleted_at: Instant,
}

/// The item at a slot; `None` where there is none, or its time is over.
fn item_at(state: &DatabaseState, slot: Slot, now: Instant) -> Option<Item> {
    let (node, placed) = (state.index.node(slot)?, state.placed(slot)?);
    let deleted_at = placed.bin_at.filter(|at| state.record.retention.keeps_in_bin(*at, now))?;
    Some(Item { slot, node, placed, deleted_at })
}

/// How an item of the bin is listed to the viewer: whole, by its name, or not at all. A seal opens nothing here.
fn shown(visibility: Visibility, sees_tree: bool) -> Visibility {
    match visibility {
        Visibility::Visible { .. } => visibility,
        _ if sees_tree => Visibility::Stub,
        _ => Visibility::Hidden,
    }
}

/// The item of that id.
///
/// # Errors
/// [`ServiceError::NotFound`] where there is none that the viewer sees.
fn item(view: &View<'_>, state: &DatabaseState, id: ObjectId) -> Result<Item, ServiceError> {
    let slot = state.index.slot(id).ok_or(ServiceError::NotFound)?;
    let item = item_at(state, slot, view.now()).ok_or(ServiceError::NotFound)?;
    match shown(view.visibility(id), view.sees_tree()) {
        Visibility::Hidden => Err(ServiceError::NotFound),
        _ => Ok(item),
    }
}

/// The right to take an item out of where it stands; of a folder with everything below it.
fn may_take_out(view: &View<'_>, item: &Item) -> Result<Granted, ServiceError> {
    let (id, permission) = (item.node.id, Permission::DeleteEntries);
    Ok(match item.node.kind {
        ObjectKind::Folder => view.require_below(id, permission)?,
        ObjectKind::Entry => view.require(Target::Object(id), permission)?,
    })
}

/// The item is at that revision.
fn is_at(item: &Item, revision: Option<u64>) -> Result<(), ServiceError> {
    let current = item.placed.revision;
    match revision {
        Some(revision) if revision != current => Err(ServiceError::RevisionConflict { current }),
        _ => Ok(()),
    }
}
