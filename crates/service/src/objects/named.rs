//! The objects that one call names: all of them or none.

use std::collections::HashSet;

use strongroom_domain::{
    id::ObjectId,
    limits,
    rights::{Extent, Granted, Index, Permission, View},
};

use crate::{
    databases::state::{DatabaseState, Placed},
    error::ServiceError,
};

/// An object that a call names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Which.
    pub id: ObjectId,
    /// The revision that the change builds on; absent: whichever it is at.
    pub revision: Option<u64>,
}

/// Refuses what names nothing, too much, or something twice.
pub(super) fn check(named: &[Named]) -> Result<(), ServiceError> {
    if named.is_empty() {
        return Err(ServiceError::Invalid("name at least one object".into()).at("/objects"));
    }
    if named.len() > limits::NAMED {
        let text = format!("name at most {} objects", limits::NAMED);
        return Err(ServiceError::Invalid(text.into()).at("/objects"));
    }
    let distinct: HashSet<ObjectId> = named.iter().map(|named| named.id).collect();
    if distinct.len() < named.len() {
        return Err(ServiceError::Invalid("each object is named once".into()).at("/objects"));
    }
    Ok(())
}

/// The right to something on each of them; none of them in the bin. Whichever is not to be seen, the answer is the same.
pub(super) fn require(
    view: &View<'_>,
    state: &DatabaseState,
    named: &[Named],
    permission: Permission,
    extent: Extent,
) -> Result<Vec<Granted>, ServiceError> {
    let ids: Vec<ObjectId> = named.iter().map(|named| named.id).collect();
    if ids.iter().any(|id| state.is_in_bin(*id)) {
        return Err(ServiceError::NotFound);
    }
    Ok(view.require_each(&ids, permission, extent)?)
}

/// Where each of them stands, if all are at the revisions that were named.
pub(super) fn at_revisions(state: &DatabaseState, named: &[Named]) -> Result<Vec<Placed>, ServiceError> {
    let alone = named.len() == 1;
    let placed = |named: &Named| {
        let placed = state.index.slot(named.id).and_then(|slot| state.placed(slot));
        let placed = placed.ok_or(ServiceError::NotFound)?;
        let current = placed.revision;
        match named.revision {
            None => Ok(placed),
            Some(revision) if revision == current => Ok(placed),
            Some(_) if alone => Err(ServiceError::RevisionConflict { current }),
            Some(_) => Err(ServiceError::RevisionConflictOf { object: named.id, current }),
        }
    };
    named.iter().map(placed).collect()
}

/// Those that do not stand below another of them, in their order: what stands below goes where that goes.
pub(super) fn tops(index: &Index, named: &[Named]) -> Vec<ObjectId> {
    let all: HashSet<ObjectId> = named.iter().map(|named| named.id).collect();
    let is_top = |id: &ObjectId| !index.path(*id).iter().skip(1).any(|above| all.contains(above));
    named.iter().map(|named| named.id).filter(is_top).collect()
}
