//! The tree as columns by slot: 85 bytes an object with the look-up by id.
//!
//! A *place* is an object where something is set; rights differ from the parent's only there. Each object knows the
//! nearest place at or above it, its scope, so that a decision goes from place to place and not from folder to folder.
//!
//! Slot 0 is the database itself, so that climbing ends there and top-level objects need no special case.
//! INVARIANT: the parent of every object in use is slot 0 or a folder in use, and climbing from it reaches slot 0.
//! INVARIANT: the scope of a place is the place itself, that of another object the scope of its parent, and that of
//! slot 0 slot 0.

use hashbrown::{HashMap, hash_map::Entry};

use super::ChangeError;
use crate::{
    database::{Node, ObjectKind},
    id::ObjectId,
};

/// The place of an object in tables by slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u32);

impl Slot {
    /// The database itself. Never an object's.
    pub(crate) const ROOT: Self = Self(0);

    /// The position in a table of [`super::Index::slots`] rows.
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

/// No slot: the end of a list of siblings.
const NONE: Slot = Slot(u32::MAX);

const NIL: ObjectId = ObjectId::from_bytes([0; 16]);

/// What is to be known of an object besides its neighbours.
pub mod flag {
    pub const ENTRY: u8 = 1;
    /// Inheritance is off.
    pub const CUT: u8 = 2;
    /// It has rules.
    pub const RULED: u8 = 4;
    /// It has grants.
    pub const GRANTED: u8 = 8;
    /// No object stands here.
    pub const VACANT: u8 = 16;
    /// What makes an object a place.
    pub const PLACE: u8 = CUT | RULED | GRANTED;
}

#[derive(Debug, Clone, Copy)]
struct Links {
    first: Slot,
    last: Slot,
    previous: Slot,
    next: Slot,
}

const UNLINKED: Links = Links { first: NONE, last: NONE, previous: NONE, next: NONE };

/// The tree as it is, or as it would be with one object below another parent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Route {
    /// The object and its supposed parent.
    pub moved: Option<(Slot, Slot)>,
}

/// All objects of a database.
#[derive(Debug, Clone)]
pub struct Tree {
    parents: Vec<Slot>,
    scopes: Vec<Slot>,
    flags: Vec<u8>,
    ids: Vec<ObjectId>,
    links: Vec<Links>,
    /// Holds the ids as well, so that a look-up waits for memory once less than through `ids`.
    slots: HashMap<ObjectId, Slot>,
    vacant: Vec<Slot>,
}

impl Tree {
    pub fn with_capacity(objects: usize) -> Self {
        let rows = objects + 1;
        let mut tree = Self {
            parents: Vec::with_capacity(rows),
            scopes: Vec::with_capacity(rows),
            flags: Vec::with_capacity(rows),
            ids: Vec::with_capacity(rows),
            links: Vec::with_capacity(rows),
            slots: HashMap::with_capacity(objects),
            vacant: Vec::new(),
        };
        tree.parents.push(Slot::ROOT);
        tree.scopes.push(Slot::ROOT);
        tree.flags.push(0);
        tree.ids.push(NIL);
        tree.links.push(UNLINKED);
        tree
    }

    pub const fn len(&self) -> usize {
        self.parents.len() - 1 - self.vacant.len()
    }

    pub const fn slots(&self) -> usize {
        self.parents.len()
    }

    pub fn vacant(&self) -> &[Slot] {
        &self.vacant
    }

    /// The scope of each slot. What stands for a vacant slot has no meaning.
    pub fn scopes(&self) -> &[Slot] {
        &self.scopes
    }

    pub fn slot(&self, object: ObjectId) -> Option<Slot> {
        self.slots.get(&object).copied()
    }

    /// The slot of a parent as nodes name it.
    pub fn place_of(&self, parent: Option<ObjectId>) -> Option<Slot> {
        parent.map_or(Some(Slot::ROOT), |id| self.slot(id))
    }

    /// The id of the object at the slot; zeros for the database.
    pub fn id(&self, slot: Slot) -> ObjectId {
        self.ids.get(slot.get()).copied().unwrap_or(NIL)
    }

    /// Vacant for what is not there, which no walk passes through.
    pub fn flags(&self, slot: Slot) -> u8 {
        self.flags.get(slot.get()).copied().unwrap_or(flag::VACANT)
    }

    pub fn parent(&self, slot: Slot) -> Slot {
        self.parents.get(slot.get()).copied().unwrap_or(Slot::ROOT)
    }

    fn parent_on(&self, route: Route, slot: Slot) -> Slot {
        match route.moved {
            Some((moved, parent)) if moved == slot => parent,
            _ => self.parent(slot),
        }
    }

    /// The slot and those above it, up to the topmost folder.
    pub fn up(&self, slot: Slot) -> impl Iterator<Item = Slot> {
        let object = |slot: Slot| (slot != Slot::ROOT).then_some(slot);
        std::iter::successors(object(slot), move |&slot| object(self.parent(slot)))
    }

    /// The places at and above the slot, the nearest first.
    pub fn places_up(&self, route: Route, slot: Slot) -> impl Iterator<Item = Slot> {
        let next = move |from: Slot| {
            let mut at = match route.moved {
                None => self.scope(from),
                // A scope would pass over the move: climb step by step.
                Some(_) => from,
            };
            while at != Slot::ROOT && self.flags(at) & flag::PLACE == 0 {
                at = self.parent_on(route, at);
            }
            (at != Slot::ROOT).then_some(at)
        };
        std::iter::successors(next(slot), move |&place| next(self.parent_on(route, place)))
    }

    fn scope(&self, slot: Slot) -> Slot {
        self.scopes.get(slot.get()).copied().unwrap_or(Slot::ROOT)
    }

    /// Whether `object` is `top` or lies below it.
    pub fn is_within(&self, object: Slot, top: Slot) -> bool {
        top == Slot::ROOT || self.up(object).any(|slot| slot == top)
    }

    pub fn node(&self, slot: Slot) -> Option<Node> {
        let flags = self.flags(slot);
        if slot == Slot::ROOT || flags & flag::VACANT != 0 {
            return None;
        }
        let kind = if flags & flag::ENTRY == 0 { ObjectKind::Folder } else { ObjectKind::Entry };
        let parent =
            Some(self.parent(slot)).filter(|&parent| parent != Slot::ROOT).map(|parent| self.id(parent));
        Some(Node { id: self.id(slot), parent, kind, inheritance: flags & flag::CUT == 0 })
    }

    pub fn path(&self, object: ObjectId) -> Vec<ObjectId> {
        self.slot(object).map_or_else(Vec::new, |slot| self.up(slot).map(|s| self.id(s)).collect())
    }

    pub fn children(&self, parent: Option<ObjectId>) -> Children<'_> {
        let next = self.place_of(parent).map_or(NONE, |slot| self.links(slot).first);
        Children { tree: self, next }
    }

    pub fn walk(&self, from: Option<ObjectId>) -> Walk<'_> {
        match from {
            None => self.walk_from(Slot::ROOT),
            Some(id) => {
                self.slot(id).map_or(Walk { tree: self, top: NONE, next: NONE }, |s| self.walk_from(s))
            }
        }
    }

    /// The slot and everything below it; without the slot itself where it is the database.
    pub fn walk_from(&self, top: Slot) -> Walk<'_> {
        let next = if top == Slot::ROOT { self.links(top).first } else { top };
        Walk { tree: self, top, next }
    }

    fn links(&self, slot: Slot) -> Links {
        self.links.get(slot.get()).copied().unwrap_or(UNLINKED)
    }

    fn change_links(&mut self, slot: Slot, change: impl FnOnce(&mut Links)) {
        if let Some(links) = self.links.get_mut(slot.get()) {
            change(links);
        }
    }

    /// Adds an object without a look at whether it may stand there: the caller has made sure.
    ///
    /// # Errors
    /// [`ChangeError::DuplicateId`]; [`ChangeError::Full`] when the slots are used up.
    pub fn insert(&mut self, id: ObjectId, parent: Slot, flags: u8) -> Result<Slot, ChangeError> {
        let fresh = u32::try_from(self.parents.len()).map(Slot).ok().filter(|&slot| slot != NONE);
        let Entry::Vacant(entry) = self.slots.entry(id) else { return Err(ChangeError::DuplicateId(id)) };
        let slot = match (self.vacant.pop(), fresh) {
            (Some(slot), _) => slot,
            (None, Some(slot)) => {
                self.parents.push(parent);
                self.scopes.push(Slot::ROOT);
                self.flags.push(0);
                self.ids.push(id);
                self.links.push(UNLINKED);
                slot
            }
            (None, None) => return Err(ChangeError::Full),
        };
        entry.insert(slot);
        if let Some(own) = self.ids.get_mut(slot.get()) {
            *own = id;
        }
        self.set_scope(slot, self.scope(parent));
        self.set_flags(slot, flags & !flag::PLACE);
        self.link(slot, parent);
        self.set_flags(slot, flags);
        Ok(slot)
    }

    /// Sets the flags of an object, which may become a place or cease to be one.
    pub fn set_flags(&mut self, slot: Slot, flags: u8) {
        let before = self.flags(slot);
        if let Some(own) = self.flags.get_mut(slot.get()) {
            *own = flags;
        }
        let above = self.scope(self.parent(slot));
        match (before & flag::PLACE != 0, flags & flag::PLACE != 0) {
            (false, true) => self.rescope(slot, above, slot),
            (true, false) => self.rescope(slot, slot, above),
            _ => {}
        }
    }

    fn set_scope(&mut self, slot: Slot, scope: Slot) {
        if let Some(own) = self.scopes.get_mut(slot.get()) {
            *own = scope;
        }
    }

    /// Gives the object and what is below it another scope, down to the places whose scope is their own.
    fn rescope(&mut self, top: Slot, from: Slot, to: Slot) {
        let mut at = top;
        loop {
            let inside = self.scope(at) == from;
            if inside {
                self.set_scope(at, to);
            }
            let walk = Walk { tree: self, top, next: NONE };
            at = if inside { walk.after(at) } else { walk.past(at) };
            if at == NONE {
                return;
            }
        }
    }

    /// Puts the object, with everything below it, into another folder.
    pub fn relocate(&mut self, slot: Slot, parent: Slot) {
        let before = self.scope(self.parent(slot));
        self.unlink(slot);
        self.link(slot, parent);
        if self.flags(slot) & flag::PLACE == 0 {
            self.rescope(slot, before, self.scope(parent));
        }
    }

    /// Puts the object at the end of the parent's children.
    fn link(&mut self, slot: Slot, parent: Slot) {
        if let Some(own) = self.parents.get_mut(slot.get()) {
            *own = parent;
        }
        let previous = self.links(parent).last;
        self.change_links(slot, |links| (links.previous, links.next) = (previous, NONE));
        self.change_links(parent, |links| links.last = slot);
        if previous == NONE {
            self.change_links(parent, |links| links.first = slot);
        } else {
            self.change_links(previous, |links| links.next = slot);
        }
    }

    /// Takes the object out of its parent's children.
    pub fn unlink(&mut self, slot: Slot) {
        let Links { previous, next, .. } = self.links(slot);
        let parent = self.parent(slot);
        if previous == NONE {
            self.change_links(parent, |links| links.first = next);
        } else {
            self.change_links(previous, |links| links.next = next);
        }
        if next == NONE {
            self.change_links(parent, |links| links.last = previous);
        } else {
            self.change_links(next, |links| links.previous = previous);
        }
    }

    /// Forgets one object, whose slot becomes free. Its children, if any, must be forgotten as well.
    pub fn forget(&mut self, slot: Slot) {
        self.slots.remove(&self.id(slot));
        if let Some(own) = self.flags.get_mut(slot.get()) {
            *own = flag::VACANT;
        }
        self.change_links(slot, |links| *links = UNLINKED);
        self.vacant.push(slot);
    }

    pub fn heap_bytes(&self) -> usize {
        (self.parents.capacity() + self.scopes.capacity()) * size_of::<Slot>()
            + self.flags.capacity()
            + self.ids.capacity() * size_of::<ObjectId>()
            + self.links.capacity() * size_of::<Links>()
            + self.slots.allocation_size()
            + self.vacant.capacity() * size_of::<Slot>()
    }
}

/// The slots of a folder's children. Made by [`super::Index::children`].
#[derive(Debug, Clone)]
pub struct Children<'a> {
    tree: &'a Tree,
    next: Slot,
}

impl Iterator for Children<'_> {
    type Item = Slot;

    fn next(&mut self) -> Option<Slot> {
        let slot = (self.next != NONE).then_some(self.next)?;
        self.next = self.tree.links(slot).next;
        Some(slot)
    }
}

/// An object and everything below it. Made by [`super::Index::walk`].
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    tree: &'a Tree,
    top: Slot,
    next: Slot,
}

impl Iterator for Walk<'_> {
    type Item = Slot;

    fn next(&mut self) -> Option<Slot> {
        let slot = (self.next != NONE).then_some(self.next)?;
        self.next = self.after(slot);
        Some(slot)
    }
}

impl Walk<'_> {
    fn after(&self, slot: Slot) -> Slot {
        let first = self.tree.links(slot).first;
        if first == NONE { self.past(slot) } else { first }
    }

    /// The next slot that is not below `slot`.
    fn past(&self, slot: Slot) -> Slot {
        let mut at = slot;
        while at != self.top && at != Slot::ROOT {
            let next = self.tree.links(at).next;
            if next != NONE {
                return next;
            }
            at = self.tree.parent(at);
        }
        NONE
    }
}
