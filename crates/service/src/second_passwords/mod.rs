//! Second passwords: what covers an object, and what opens it for one request.
//!
//! Whoever seals or opens secrets or attachments has to hold a [`Layer`]: what lies between the content and the data
//! key. There are two ways to one: [`Layer::uncovered`], with which nothing that is covered opens, and nothing is
//! written where something is; or a [`Cover`], which is what covers an object by the tree, together with the second
//! password that came with the request. The object key lives as long as the layer, and that as long as the request.
//!
//! The store keeps what the tree says and what rows are encrypted under together; see its module of the same name.

mod copied;
mod layer;
mod reseal;
mod set;
mod unlock;

use std::{collections::HashMap, sync::Arc};

use strongroom_domain::{
    id::{ObjectId, SecondKeyId},
    rights::{Change, Index},
};
use strongroom_store::second_passwords::SecondRow;
use zeroize::Zeroizing;

pub(crate) use copied::Copied;
pub(crate) use layer::Layer;
pub(crate) use reseal::Resealing;
pub(crate) use unlock::Unlocked;

/// The second password that came with a request. Shows nothing of itself.
#[derive(Clone, Default)]
pub struct Entered(Option<Arc<Zeroizing<String>>>);

impl Entered {
    /// From what was sent.
    pub fn new(password: Option<Zeroizing<String>>) -> Self {
        Self(password.map(Arc::new))
    }

    /// This one, or else `other`.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self(self.0.or_else(|| other.0.clone()))
    }
}

impl std::fmt::Debug for Entered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Entered(..)" } else { "Entered(nothing)" })
    }
}

/// What covers an object, or what is made in a folder: nothing, or a second password.
#[derive(Debug, Clone)]
pub(crate) struct Cover(Option<Arc<SecondRow>>);

impl Cover {
    /// Whether nothing does.
    pub const fn is_nothing(&self) -> bool {
        self.0.is_none()
    }

    /// The object key of what covers; absent: nothing does.
    pub fn key(&self) -> Option<SecondKeyId> {
        self.0.as_ref().map(|row| row.key)
    }

    /// Whether it opens by the same second password: the same object key, wrapped the same way.
    pub fn is_as(&self, other: &Self) -> bool {
        let opens_by = |cover: &Self| cover.0.as_ref().map(|row| (row.key, row.wrapped.clone()));
        opens_by(self) == opens_by(other)
    }
}

/// Where the second password stands that covers an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// On an object at or above it.
    Object(ObjectId),
    /// On the database.
    Database,
}

/// The second passwords of an open database, as of the last commit.
#[derive(Debug, Default)]
pub(crate) struct SecondPasswords(HashMap<Option<ObjectId>, Arc<SecondRow>>);

impl SecondPasswords {
    /// From the rows of the store.
    pub fn load(rows: &[SecondRow]) -> Self {
        Self(rows.iter().map(|row| (row.holder, Arc::new(row.clone()))).collect())
    }

    /// What an object, or the database, has itself.
    pub fn of(&self, holder: Option<ObjectId>) -> Option<&Arc<SecondRow>> {
        self.0.get(&holder)
    }

    /// What covers an object, or what is made at the root.
    pub fn cover(&self, index: &Index, object: Option<ObjectId>) -> Cover {
        Cover(self.nearest(index, object).cloned())
    }

    /// Where the second password stands that covers an object.
    pub fn holder(&self, index: &Index, object: ObjectId) -> Option<Holder> {
        Some(self.nearest(index, Some(object))?.holder.map_or(Holder::Database, Holder::Object))
    }

    /// What covers from above: a second password of its own does not count.
    fn above(&self, index: &Index, object: Option<ObjectId>) -> Cover {
        let path = object.map(|object| index.path(object)).unwrap_or_default();
        Cover(object.and_then(|_| self.first(path.into_iter().skip(1))).cloned())
    }

    fn nearest(&self, index: &Index, object: Option<ObjectId>) -> Option<&Arc<SecondRow>> {
        // Most databases have none at all.
        if self.0.is_empty() {
            return None;
        }
        self.first(object.map(|object| index.path(object)).unwrap_or_default())
    }

    /// The first on a way up to the database.
    fn first(&self, path: impl IntoIterator<Item = ObjectId>) -> Option<&Arc<SecondRow>> {
        path.into_iter().find_map(|object| self.0.get(&Some(object))).or_else(|| self.0.get(&None))
    }

    /// Takes over what a holder has from now on.
    pub fn put(&mut self, holder: Option<ObjectId>, row: Option<SecondRow>) {
        match row {
            Some(row) => self.0.insert(holder, Arc::new(row)),
            None => self.0.remove(&holder),
        };
    }

    /// Before a change of the tree is applied: what it will mean for them, as the store does it with the rows.
    pub fn before(&mut self, index: &Index, change: &Change) {
        if self.0.is_empty() {
            return;
        }
        match change {
            Change::Move { object, parent } => {
                let Some(before) = self.nearest(index, Some(*object)).cloned() else { return };
                let same = self.nearest(index, *parent).is_some_and(|there| there.opens_like(&before));
                let own = self.of(Some(*object)).is_some();
                if !own && !same {
                    // It goes along.
                    self.put(Some(*object), Some(SecondRow { holder: Some(*object), ..(*before).clone() }));
                }
            }
            Change::Remove(object) => {
                for slot in index.walk(Some(*object)) {
                    if let Some(node) = index.node(slot) {
                        self.0.remove(&Some(node.id));
                    }
                }
            }
            _ => {}
        }
    }
}
