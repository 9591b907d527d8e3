//! The places: objects where something is set. Rights differ from the parent's only there, and most objects have
//! nothing of their own.
//!
//! Places stand in a table of their own, each with the number of the one above it, so that a decision goes from place
//! to place and touches little memory.

use super::{Ordinal, Slot};
use crate::{
    account::Principal,
    id::GrantId,
    rights::{Grant, Marks, PermissionSet},
};

/// The position of a place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number(u32);

impl Number {
    /// The database, where rights begin: no place of an object.
    pub const ROOT: Self = Self(0);

    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

/// One principal's marks on the object.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub ordinal: Ordinal,
    pub principal: Principal,
    pub marks: Marks,
}

/// What is set at one object.
#[derive(Debug, Clone)]
pub struct Place {
    pub slot: Slot,
    /// The nearest place above.
    pub above: Number,
    /// Inheritance is off.
    pub cut: bool,
    /// At most one a principal, in their order.
    pub rules: Vec<Rule>,
    /// In the order of their ids.
    pub grants: Vec<GrantId>,
}

impl Place {
    const fn new(slot: Slot, above: Number) -> Self {
        Self { slot, above, cut: false, rules: Vec::new(), grants: Vec::new() }
    }

    pub const fn is_empty(&self) -> bool {
        !self.cut && self.rules.is_empty() && self.grants.is_empty()
    }
}

/// All places of a database. Row 0 is the database's.
#[derive(Debug, Clone)]
pub struct Places {
    rows: Vec<Place>,
    vacant: Vec<Number>,
}

impl Default for Places {
    fn default() -> Self {
        Self { rows: vec![Place::new(Slot::ROOT, Number::ROOT)], vacant: Vec::new() }
    }
}

impl Places {
    /// Length of a table by number.
    pub const fn rows(&self) -> usize {
        self.rows.len()
    }

    pub fn get(&self, number: Number) -> Option<&Place> {
        self.rows.get(number.get())
    }

    pub fn get_mut(&mut self, number: Number) -> Option<&mut Place> {
        self.rows.get_mut(number.get())
    }

    /// The slot of the place; that of the database for a vacant row.
    pub fn slot(&self, number: Number) -> Slot {
        self.get(number).map_or(Slot::ROOT, |place| place.slot)
    }

    /// All places with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Number, &Place)> {
        (0..).map(Number).zip(&self.rows).filter(|(_, place)| place.slot != Slot::ROOT)
    }

    /// A new place. There are no more places than slots, so their numbers fit.
    pub fn add(&mut self, slot: Slot, above: Number) -> Number {
        let place = Place::new(slot, above);
        if let Some(number) = self.vacant.pop() {
            if let Some(row) = self.get_mut(number) {
                *row = place;
            }
            return number;
        }
        self.rows.push(place);
        Number(u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX))
    }

    /// Forgets a place, which must not be above another any more.
    pub fn remove(&mut self, number: Number) {
        if let Some(row) = self.get_mut(number) {
            *row = Place::new(Slot::ROOT, Number::ROOT);
            self.vacant.push(number);
        }
    }

    pub fn heap_bytes(&self) -> usize {
        let of = |place: &Place| {
            place.rules.capacity() * size_of::<Rule>() + place.grants.capacity() * size_of::<GrantId>()
        };
        let contents: usize = self.rows.iter().map(of).sum();
        contents + self.rows.capacity() * size_of::<Place>() + self.vacant.capacity() * size_of::<Number>()
    }
}

/// A grant and where it stands.
#[derive(Debug, Clone)]
pub struct Placed {
    pub slot: Slot,
    pub grantee: Ordinal,
    pub grant: Grant,
}

impl Placed {
    /// What the grant says, before support: an allow of reading allows seeing.
    pub const fn says(&self) -> PermissionSet {
        self.grant.permissions.intersection(PermissionSet::OBJECT).reading_means_seeing()
    }
}
