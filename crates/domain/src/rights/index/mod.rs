//! The compiled rules of one open database: its tree, its marks and its grants, laid out so that a
//! decision takes nanoseconds and a committed change is applied without compiling anew.
//!
//! It decides nothing itself and holds no content: no title, no field. What is not in it does not exist.

mod change;
mod compile;
mod place;
mod principals;
mod tree;

use std::collections::BTreeSet;

use hashbrown::HashMap;

pub use change::{Change, ChangeError};
pub use compile::CompileError;
pub(super) use place::{Number, Place, Placed};
pub(super) use principals::{Ordinal, Principals};
pub use tree::{Children, Slot, Walk};
pub(super) use tree::{Route, Tree};

use super::{ServerRules, View};
use crate::{
    account::Principal,
    database::{DatabaseKind, Node},
    id::{DatabaseId, GrantId, ObjectId, UserId},
    time::{Instant, Period},
};

/// Folders may stand in each other this deep. An entry may stand in the deepest.
pub const MAX_FOLDER_LEVELS: usize = 64;

/// One database, compiled.
#[derive(Debug, Clone)]
pub struct Index {
    id: DatabaseId,
    kind: DatabaseKind,
    sequence: u64,
    /// The objects, and what is set where.
    pub(super) tree: Tree,
    pub(super) principals: Principals,
    /// Grants that are not revoked, on objects that exist.
    pub(super) grants: HashMap<GrantId, Placed>,
}

impl Index {
    /// Which database.
    pub const fn id(&self) -> DatabaseId {
        self.id
    }

    /// Standard or private.
    pub const fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// The number of the last change of the database that is in here.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Says which change was applied last.
    pub const fn set_sequence(&mut self, sequence: u64) {
        self.sequence = sequence;
    }

    /// How many objects there are.
    pub const fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether there is no object.
    pub const fn is_empty(&self) -> bool {
        self.tree.len() == 0
    }

    /// One more than the greatest slot in use: the length of a table by slot.
    pub const fn slots(&self) -> usize {
        self.tree.slots()
    }

    /// Where the object stands in tables by slot. The slot is the object's own as long as the object exists,
    /// also when it is moved; the slot of a removed object is given to a later one.
    pub fn slot(&self, object: ObjectId) -> Option<Slot> {
        self.tree.slot(object)
    }

    /// The slot at this position of tables by slot; absent if no object stands there.
    pub fn at(&self, position: usize) -> Option<Slot> {
        self.tree.at(position)
    }

    /// The id of the object at the slot; absent if none stands there. Less work than all of [`Self::node`].
    pub fn id_at(&self, slot: Slot) -> Option<ObjectId> {
        self.tree.at(slot.get()).map(|slot| self.tree.id(slot))
    }

    /// The object at the slot; absent if none stands there.
    pub fn node(&self, slot: Slot) -> Option<Node> {
        self.tree.node(slot)
    }

    /// The slots of what lies directly in the folder, or at the root, in the order of insertion. Empty for an
    /// unknown id and for an entry.
    pub fn children(&self, parent: Option<ObjectId>) -> Children<'_> {
        self.tree.children(parent)
    }

    /// The object and everything below it in tree order (a parent directly before its children); `None`: the
    /// whole database.
    pub fn walk(&self, from: Option<ObjectId>) -> Walk<'_> {
        self.tree.walk(from)
    }

    /// The ids from the object up to the topmost folder. Empty for an unknown id.
    pub fn path(&self, object: ObjectId) -> Vec<ObjectId> {
        self.tree.path(object)
    }

    /// The slots of what was put into the bin by itself, in no order. What is below them is in the bin as well.
    pub fn binned(&self) -> impl Iterator<Item = Slot> {
        self.tree.binned()
    }

    /// Whether the object, or a folder above it, is in the bin.
    pub fn is_in_bin(&self, object: ObjectId) -> bool {
        self.tree.slot(object).is_some_and(|slot| self.tree.is_in_bin(slot))
    }

    /// The rights of one person at one instant.
    pub fn view<'a>(&'a self, server: &'a ServerRules, user: UserId, now: Instant) -> View<'a> {
        View::new(self, server, user, now)
    }

    /// Adds the instants at which periods of what the principal has here begin or end, and states of the person's seals
    /// end; and tells the authors of its grants, who matter as well.
    pub(super) fn boundaries_of(
        &self,
        principal: Principal,
        person: UserId,
        instants: &mut BTreeSet<Instant>,
        mut author: impl FnMut(UserId),
    ) {
        let known = self.principals.ordinal(principal).and_then(|ordinal| self.principals.get(ordinal));
        let Some(known) = known else { return };
        let mut add = |period: Period| instants.extend([period.from, period.to].into_iter().flatten());
        known.assignment.into_iter().for_each(|(period, _)| add(period));
        for grant in known.grants.iter().filter_map(|id| self.grants.get(id)).map(|placed| &placed.grant) {
            add(grant.period);
            author(grant.author);
        }
        let seals = known.grants.iter().filter_map(|id| self.grants.get(id)?.grant.seal.as_ref());
        instants.extend(seals.filter_map(|seal| seal.states.get(&person)?.until));
    }

    /// Bytes that the index itself takes on the heap, by the capacities of its tables.
    pub fn heap_bytes(&self) -> usize {
        self.tree.heap_bytes() + self.principals.heap_bytes() + self.grants.allocation_size()
    }
}
