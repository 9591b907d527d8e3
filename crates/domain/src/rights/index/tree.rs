//! The tree as columns by slot: 85 bytes an object with the look-up by id.
//!
//! Each object knows its scope, the nearest place at or above it, so that a decision goes from place to place and not
//! from folder to folder.
//!
//! Slot 0 is the database itself, so that climbing ends there and top-level objects need no special case.
//! INVARIANT: the parent of every object in use is slot 0 or a folder in use, and climbing from it reaches slot 0.
//! INVARIANT: the scope of an object with a place is that place, that of another object the scope of its parent, and
//! that of slot 0 row 0; what is above a place is the scope of its object's parent.

use hashbrown::{HashMap, HashSet, hash_map::Entry};

use super::{
    ChangeError,
    place::{Number, Place, Places},
};
use crate::{
    database::{Node, ObjectKind},
    id::ObjectId,
};

/// Where an object stands in tables by slot.
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

/// What stands at a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Folder,
    Entry,
    Vacant,
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
    scopes: Vec<Number>,
    states: Vec<State>,
    ids: Vec<ObjectId>,
    links: Vec<Links>,
    /// Holds the ids as well, so that a look-up waits for memory once less than through `ids`.
    slots: HashMap<ObjectId, Slot>,
    vacant: Vec<Slot>,
    places: Places,
    /// What was put into the bin by itself; what is below went with it.
    bin: HashSet<Slot>,
}

impl Tree {
    pub fn with_capacity(objects: usize) -> Self {
        let rows = objects + 1;
        let mut tree = Self {
            parents: Vec::with_capacity(rows),
            scopes: Vec::with_capacity(rows),
            states: Vec::with_capacity(rows),
            ids: Vec::with_capacity(rows),
            links: Vec::with_capacity(rows),
            slots: HashMap::with_capacity(objects),
            vacant: Vec::new(),
            places: Places::default(),
            bin: HashSet::new(),
        };
        tree.parents.push(Slot::ROOT);
        tree.scopes.push(Number::ROOT);
        tree.states.push(State::Folder);
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
    pub fn scopes(&self) -> &[Number] {
        &self.scopes
    }

    pub fn slot(&self, object: ObjectId) -> Option<Slot> {
        self.slots.get(&object).copied()
    }

    /// The slot of a parent as nodes name it.
    pub fn slot_of(&self, parent: Option<ObjectId>) -> Option<Slot> {
        parent.map_or(Some(Slot::ROOT), |id| self.slot(id))
    }

    /// The id of the object at the slot; zeros for the database.
    pub fn id(&self, slot: Slot) -> ObjectId {
        self.ids.get(slot.get()).copied().unwrap_or(NIL)
    }

    /// The slot at a position, if an object stands there.
    pub fn at(&self, position: usize) -> Option<Slot> {
        let slot = u32::try_from(position).map(Slot).ok().filter(|&slot| slot != Slot::ROOT)?;
        self.states.get(position).is_some_and(|state| *state != State::Vacant).then_some(slot)
    }

    pub fn is_folder(&self, slot: Slot) -> bool {
        self.states.get(slot.get()) == Some(&State::Folder)
    }

    fn parent(&self, slot: Slot) -> Slot {
        self.parents.get(slot.get()).copied().unwrap_or(Slot::ROOT)
    }

    /// The slot and those above it, up to the topmost folder.
    pub fn up(&self, slot: Slot) -> impl Iterator<Item = Slot> {
        let object = |slot: Slot| (slot != Slot::ROOT).then_some(slot);
        std::iter::successors(object(slot), move |&slot| object(self.parent(slot)))
    }

    /// The nearest place at or above the slot.
    pub fn scope(&self, slot: Slot) -> Number {
        self.scopes.get(slot.get()).copied().unwrap_or(Number::ROOT)
    }

    pub const fn places(&self) -> &Places {
        &self.places
    }

    /// The place of the object itself, if it has one.
    pub fn place(&self, slot: Slot) -> Option<&Place> {
        self.places.get(self.scope(slot)).filter(|place| place.slot == slot && slot != Slot::ROOT)
    }

    pub fn place_mut(&mut self, slot: Slot) -> Option<&mut Place> {
        self.places.get_mut(self.scope(slot)).filter(|place| place.slot == slot && slot != Slot::ROOT)
    }

    /// Puts an object into the bin or takes it out. It stays where it stands.
    pub fn set_bin(&mut self, slot: Slot, on: bool) {
        if on {
            self.bin.insert(slot);
        } else {
            self.bin.remove(&slot);
        }
    }

    /// What was put into the bin by itself, in no order.
    pub fn binned(&self) -> impl Iterator<Item = Slot> {
        self.bin.iter().copied()
    }

    /// Whether the object, or a folder above it, is in the bin.
    pub fn is_in_bin(&self, slot: Slot) -> bool {
        !self.bin.is_empty() && self.up(slot).any(|slot| self.bin.contains(&slot))
    }

    /// The places at and above the slot, the nearest first. On a route with a move, the slot must be what is moved or
    /// lie below it.
    pub fn places_up(&self, route: Route, slot: Slot) -> impl Iterator<Item = &Place> {
        let mut next = self.scope(slot);
        let mut ahead = route.moved;
        std::iter::from_fn(move || {
            if let Some((moved, parent)) = ahead
                && !(next != Number::ROOT && self.is_within(self.places.slot(next), moved))
            {
                next = self.scope(parent);
                ahead = None;
            }
            if next == Number::ROOT {
                return None;
            }
            let place = self.places.get(next)?;
            next = place.above;
            Some(place)
        })
    }

    /// Whether `object` is `top` or lies below it.
    pub fn is_within(&self, object: Slot, top: Slot) -> bool {
        top == Slot::ROOT || self.up(object).any(|slot| slot == top)
    }

    pub fn node(&self, slot: Slot) -> Option<Node> {
        let kind = match self.states.get(slot.get())? {
            State::Folder if slot != Slot::ROOT => ObjectKind::Folder,
            State::Entry => ObjectKind::Entry,
            State::Folder | State::Vacant => return None,
        };
        let parent =
            Some(self.parent(slot)).filter(|&parent| parent != Slot::ROOT).map(|parent| self.id(parent));
        let inheritance = !self.place(slot).is_some_and(|place| place.cut);
        Some(Node { id: self.id(slot), parent, kind, inheritance })
    }

    pub fn path(&self, object: ObjectId) -> Vec<ObjectId> {
        self.slot(object).map_or_else(Vec::new, |slot| self.up(slot).map(|s| self.id(s)).collect())
    }

    pub fn children(&self, parent: Option<ObjectId>) -> Children<'_> {
        let next = self.slot_of(parent).map_or(NONE, |slot| self.links(slot).first);
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
    pub fn insert(&mut self, id: ObjectId, parent: Slot, kind: ObjectKind) -> Result<Slot, ChangeError> {
        let fresh = u32::try_from(self.parents.len()).map(Slot).ok().filter(|&slot| slot != NONE);
        let Entry::Vacant(entry) = self.slots.entry(id) else { return Err(ChangeError::DuplicateId(id)) };
        let slot = match (self.vacant.pop(), fresh) {
            (Some(slot), _) => slot,
            (None, Some(slot)) => {
                self.parents.push(parent);
                self.scopes.push(Number::ROOT);
                self.states.push(State::Vacant);
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
        self.set_state(slot, if kind == ObjectKind::Folder { State::Folder } else { State::Entry });
        self.set_scope(slot, self.scope(parent));
        self.link(slot, parent);
        Ok(slot)
    }

    fn set_state(&mut self, slot: Slot, state: State) {
        if let Some(own) = self.states.get_mut(slot.get()) {
            *own = state;
        }
    }

    fn set_scope(&mut self, slot: Slot, scope: Number) {
        if let Some(own) = self.scopes.get_mut(slot.get()) {
            *own = scope;
        }
    }

    /// Makes the object a place, if it is not one.
    pub fn make_place(&mut self, slot: Slot) {
        if self.place(slot).is_none() {
            let above = self.scope(slot);
            let number = self.places.add(slot, above);
            self.rescope(slot, above, number);
        }
    }

    /// The object is no place any more if nothing is set there.
    pub fn tidy(&mut self, slot: Slot) {
        let Some(place) = self.place(slot).filter(|place| place.is_empty()) else { return };
        let (number, above) = (self.scope(slot), place.above);
        self.rescope(slot, number, above);
        self.places.remove(number);
    }

    /// Gives the object and what is below it another scope, down to the next places, which get another place above.
    fn rescope(&mut self, top: Slot, from: Number, to: Number) {
        let mut at = top;
        while at != NONE {
            let inside = self.scope(at) == from;
            if inside {
                self.set_scope(at, to);
            } else if let Some(place) = self.place_mut(at) {
                place.above = to;
            }
            let walk = Walk { tree: self, top, next: NONE };
            at = if inside { walk.after(at) } else { walk.past(at) };
        }
    }

    /// Puts the object, with everything below it, into another folder.
    pub fn relocate(&mut self, slot: Slot, parent: Slot) {
        let before = self.scope(self.parent(slot));
        self.unlink(slot);
        self.link(slot, parent);
        self.rescope(slot, before, self.scope(parent));
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
        if self.place(slot).is_some() {
            self.places.remove(self.scope(slot));
        }
        self.bin.remove(&slot);
        self.set_state(slot, State::Vacant);
        self.change_links(slot, |links| *links = UNLINKED);
        self.vacant.push(slot);
    }

    pub fn heap_bytes(&self) -> usize {
        self.parents.capacity() * size_of::<Slot>()
            + self.scopes.capacity() * size_of::<Number>()
            + self.states.capacity()
            + self.places.heap_bytes()
            + self.ids.capacity() * size_of::<ObjectId>()
            + self.links.capacity() * size_of::<Links>()
            + self.slots.allocation_size()
            + self.bin.allocation_size()
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
