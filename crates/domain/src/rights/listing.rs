//! What a person sees of the tree: one object, or all of them in one dense pass.

use hashbrown::HashMap;

use super::{
    Index, Permission, PermissionSet, SealState, View,
    decide::{Circle, Footing, Question, Seals, Silent, object},
    index::{Number, Slot},
};
use crate::{
    account::Principal,
    database::DatabaseKind,
    id::{GrantId, ObjectId},
};

/// How much of an object a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Nothing: for this person it does not exist.
    Hidden,
    /// A folder's name only, because something below it is seen that is not in the bin.
    Stub,
    /// Title, type and seal state: a live grant that has a seal would show it, were the seal open.
    Sealed {
        /// The grant whose seal is furthest on the way to being open; the older of two.
        grant: GrantId,
        /// The state of its seal for the person.
        state: SealState,
    },
    /// The summary.
    Visible {
        /// The effective permissions; `access_entries` is among them.
        rights: PermissionSet,
        /// The seal of a live grant to the person that names this object, whether or not the rights come from there. An
        /// open one first, then the one furthest on the way, then the older.
        seal: Option<(GrantId, SealState)>,
    },
}

/// A set of object permissions in eight bits. A closed set without `access_entries` is empty, which leaves codes without
/// that bit free for other meanings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell(u8);

impl Cell {
    const HIDDEN: Self = Self(0);
    const STUB: Self = Self(0b0000_0010);
    const SEALED: Self = Self(0b0000_0100);

    /// Bits 1 to 5 and 13 to 15 of a [`PermissionSet`] are those of objects.
    #[allow(clippy::cast_possible_truncation)]
    const fn of(rights: PermissionSet) -> Self {
        let bits = rights.bits();
        Self(((bits >> 1) & 0x1f | (bits >> 8) & 0xe0) as u8)
    }

    fn rights(self) -> PermissionSet {
        let bits = u32::from(self.0);
        match self {
            Self::STUB | Self::SEALED => PermissionSet::EMPTY,
            _ => PermissionSet::from_bits((bits & 0x1f) << 1 | (bits & 0xe0) << 8)
                .unwrap_or(PermissionSet::EMPTY),
        }
    }

    const fn is_visible(self) -> bool {
        self.0 & 1 != 0
    }
}

/// What one person sees of a database at one instant: a byte an object.
#[derive(Debug, Clone)]
pub struct Listing<'a> {
    index: &'a Index,
    cells: Vec<Cell>,
    seals: HashMap<Slot, (GrantId, SealState)>,
}

impl Listing<'_> {
    /// What is seen of the object at the slot.
    pub fn get(&self, slot: Slot) -> Visibility {
        match self.cells.get(slot.get()).copied().unwrap_or(Cell::HIDDEN) {
            Cell::HIDDEN => Visibility::Hidden,
            Cell::STUB => Visibility::Stub,
            Cell::SEALED => match self.seals.get(&slot) {
                Some(&(grant, state)) => Visibility::Sealed { grant, state },
                None => Visibility::Hidden,
            },
            cell => Visibility::Visible { rights: cell.rights(), seal: self.seals.get(&slot).copied() },
        }
    }

    /// How many objects are visible: stubs and sealed ones do not count.
    pub fn visible(&self) -> usize {
        // The database's own cell stands for objects to come.
        self.cells.iter().skip(1).filter(|cell| cell.is_visible()).count()
    }

    /// How many objects show at all: visible, sealed or as a stub.
    pub fn shown(&self) -> usize {
        self.cells.iter().skip(1).filter(|&&cell| cell != Cell::HIDDEN).count()
    }

    /// Everything that shows, in tree order: parents before their children, siblings in the order of insertion.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, Visibility)> {
        let shown = |slot| (slot, self.get(slot));
        self.index.walk(None).map(shown).filter(|(_, visibility)| *visibility != Visibility::Hidden)
    }
}

impl<'a> View<'a> {
    /// How much of the object the person sees. What does not exist is hidden.
    pub fn visibility(&self, id: ObjectId) -> Visibility {
        self.index.slot(id).map_or(Visibility::Hidden, |slot| self.visibility_at(slot))
    }

    pub(super) fn visibility_at(&self, slot: Slot) -> Visibility {
        let rights = self.decide(slot, Seals::AsTheyAre);
        if rights.has(Permission::AccessEntries) {
            return Visibility::Visible { rights, seal: self.seal_on(slot) };
        }
        let mut circle = Circle::default();
        if let Some((grant, state)) = self.sealed(slot, &mut circle) {
            return Visibility::Sealed { grant, state };
        }
        if self.index.tree.is_folder(slot) && self.shows_below(slot, &mut circle) {
            Visibility::Stub
        } else {
            Visibility::Hidden
        }
    }

    /// What the person sees of the whole database. Rights are decided where something is set and handed down from
    /// there.
    pub fn listing(&self) -> Listing<'a> {
        let mut circle = Circle::default();
        let tree = &self.index.tree;
        let question = self.question();
        let mut decided = vec![Cell::HIDDEN; tree.places().rows()];
        let mut decide = |number: Number, slot: Slot| {
            let rights = object(&question, &self.person, slot, &mut circle, &mut Silent);
            if let Some(cell) = decided.get_mut(number.get()) {
                *cell = Cell::of(rights);
            }
        };
        decide(Number::ROOT, Slot::ROOT);
        tree.places().iter().for_each(|(number, place)| decide(number, place.slot));
        let of_scope = |scope: &Number| decided.get(scope.get()).copied().unwrap_or(Cell::HIDDEN);
        let mut cells: Vec<Cell> = tree.scopes().iter().map(of_scope).collect();
        for &slot in tree.vacant() {
            set(&mut cells, slot, Cell::HIDDEN);
        }

        let mut raised = Vec::new();
        let mut seals = HashMap::new();
        for slot in tree.places().iter().map(|(_, place)| place.slot) {
            if cell(&cells, slot).is_visible() {
                seals.extend(self.seal_on(slot).map(|seal| (slot, seal)));
                raised.push(slot);
            } else if let Some(seal) = self.sealed(slot, &mut circle) {
                seals.insert(slot, seal);
                set(&mut cells, slot, Cell::SEALED);
                raised.push(slot);
            }
        }
        // Something shows below a hidden folder only where it was raised; what is in the bin raises nothing.
        for slot in raised.into_iter().filter(|slot| !tree.is_in_bin(*slot)) {
            for above in tree.up(slot).skip(1) {
                if cell(&cells, above) != Cell::HIDDEN {
                    break;
                }
                set(&mut cells, above, Cell::STUB);
            }
        }
        Listing { index: self.index, cells, seals }
    }

    /// The seal to show on a visible object.
    fn seal_on(&self, slot: Slot) -> Option<(GrantId, SealState)> {
        self.seals_at(slot).into_iter().next()
    }

    /// The seal under which an object that is not visible is listed.
    fn sealed(&self, slot: Slot, circle: &mut Circle) -> Option<(GrantId, SealState)> {
        let closed = self.seals_at(slot).into_iter().filter(|(_, state)| !state.is_open());
        closed.into_iter().find(|&(grant, _)| {
            let question = Question { seals: Seals::WithOneOpen(grant), ..self.question() };
            let rights = object(&question, &self.person, slot, circle, &mut Silent);
            rights.has(Permission::AccessEntries)
        })
    }

    /// The seals of live grants to the person that name the object, the one to show first.
    fn seals_at(&self, slot: Slot) -> Vec<(GrantId, SealState)> {
        let nothing = matches!(self.person.footing, Footing::Nothing(_));
        if nothing || self.index.kind() != DatabaseKind::Standard {
            return Vec::new();
        }
        let ids = self.index.tree.place(slot).map_or(&[][..], |place| &place.grants);
        let grants = ids.iter().filter_map(|&id| Some((id, &self.index.grants.get(&id)?.grant)));
        let own = grants.filter(|(_, grant)| grant.is_live(self.now) && self.is_subject(grant.grantee));
        let mut seals: Vec<_> = own
            .filter_map(|(id, grant)| Some((id, grant.seal.as_ref()?.state(self.user(), self.now))))
            .collect();
        let rank = |state| match state {
            SealState::Unsealed => 0,
            SealState::Broken => 1,
            SealState::Approved => 2,
            SealState::Waiting => 3,
            SealState::Sealed => 4,
        };
        seals.sort_unstable_by_key(|&(id, state)| (rank(state), id));
        seals
    }

    fn is_subject(&self, principal: Principal) -> bool {
        match principal {
            Principal::User(user) => user == self.user(),
            Principal::Group(group) => self.server.groups_of(self.user()).binary_search(&group).is_ok(),
        }
    }

    /// Whether anything below shows that is not in the bin: then there is a place below that does.
    fn shows_below(&self, folder: Slot, circle: &mut Circle) -> bool {
        let tree = &self.index.tree;
        let places = tree.places().iter().map(|(_, place)| place.slot);
        let mut below =
            places.filter(|&slot| slot != folder && tree.is_within(slot, folder) && !tree.is_in_bin(slot));
        below.any(|slot| {
            let rights = object(&self.question(), &self.person, slot, circle, &mut Silent);
            rights.has(Permission::AccessEntries) || self.sealed(slot, circle).is_some()
        })
    }
}

fn cell(cells: &[Cell], slot: Slot) -> Cell {
    cells.get(slot.get()).copied().unwrap_or(Cell::HIDDEN)
}

fn set(cells: &mut [Cell], slot: Slot, value: Cell) {
    if let Some(cell) = cells.get_mut(slot.get()) {
        *cell = value;
    }
}
