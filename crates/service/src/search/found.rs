//! An object that is told of outside of a listing of its database: with the database and the path to it.

use strongroom_domain::{
    database::Node,
    id::{DatabaseId, ObjectId},
    rights::{View, Visibility},
};

use crate::{
    databases::state::{DatabaseState, Held},
    error::ServiceError,
    locks::LockView,
    objects::{Listed, seen, summary_of},
};

/// An object as the caller sees it.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its database.
    pub database: DatabaseId,
    /// The titles of the folders above it, the topmost first. They show, since it does.
    pub path: Vec<String>,
    /// The names of what was met: `title`, `tags`, `category`, `type`, `valid_to`, and of fields.
    pub matched: Vec<String>,
    /// Whether it is one of the caller's favourites.
    pub favourite: bool,
    pub(super) second_password: bool,
    pub(super) node: Node,
    pub(super) visibility: Visibility,
    pub(super) revision: u64,
    pub(super) held: Held,
    pub(super) lock: Option<LockView>,
}

impl Found {
    /// Its id.
    pub const fn object(&self) -> ObjectId {
        self.node.id
    }

    /// As it stands in a listing.
    pub const fn listed(&self) -> Listed<'_> {
        Listed {
            node: self.node,
            visibility: self.visibility,
            revision: self.revision,
            held: &self.held,
            lock: self.lock.as_ref(),
            favourite: self.favourite,
            second_password: self.second_password,
        }
    }
}

/// An object, if the viewer sees it now. Locks come later: whose they are is not at hand here.
pub(crate) fn found(view: &View<'_>, state: &DatabaseState, object: ObjectId) -> Result<Found, ServiceError> {
    let visibility = seen(view, state, object)?;
    let slot = state.index.slot(object).ok_or(ServiceError::NotFound)?;
    let content = state.open()?;
    let (node, held) = state.index.node(slot).zip(content.held(slot)).ok_or(ServiceError::NotFound)?;
    let mut path = Vec::new();
    for above in state.index.path(object).into_iter().skip(1) {
        let held =
            state.index.slot(above).and_then(|slot| content.held(slot)).ok_or(ServiceError::NotFound)?;
        path.push(summary_of(held)?.title);
    }
    path.reverse();
    Ok(Found {
        database: state.index.id(),
        path,
        matched: Vec::new(),
        favourite: false,
        second_password: content.second.holder(&state.index, object).is_some(),
        node,
        visibility,
        revision: state.placed(slot).map_or(0, |placed| placed.revision),
        held: held.clone(),
        lock: None,
    })
}
