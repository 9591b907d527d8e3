//! The users and groups that the rules of a database name, numbered, so that a rule is matched with a
//! person by a look into a small table.

use hashbrown::HashMap;

use crate::{account::Principal, id::GrantId, rights::Marks, time::Period};

/// The number of a principal within one index. Never given to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ordinal(u32);

impl Ordinal {
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

/// What a database has for one principal.
#[derive(Debug, Clone)]
pub struct Known {
    pub principal: Principal,
    pub assignment: Option<(Period, Marks)>,
    /// Grants to the principal.
    pub grants: Vec<GrantId>,
}

/// All principals that the rules name.
#[derive(Debug, Clone, Default)]
pub struct Principals {
    ordinals: HashMap<Principal, Ordinal>,
    known: Vec<Known>,
}

impl Principals {
    /// The number of the principal, which gets one if it has none.
    pub fn number(&mut self, principal: Principal) -> Ordinal {
        let known = &mut self.known;
        *self.ordinals.entry(principal).or_insert_with(|| {
            known.push(Known { principal, assignment: None, grants: Vec::new() });
            // A database names far fewer than four billion principals; the table would not fit in memory.
            Ordinal(u32::try_from(known.len() - 1).unwrap_or(u32::MAX))
        })
    }

    pub fn ordinal(&self, principal: Principal) -> Option<Ordinal> {
        self.ordinals.get(&principal).copied()
    }

    pub fn get(&self, ordinal: Ordinal) -> Option<&Known> {
        self.known.get(ordinal.get())
    }

    pub fn get_mut(&mut self, ordinal: Ordinal) -> Option<&mut Known> {
        self.known.get_mut(ordinal.get())
    }

    /// All of them, in the order in which they were named first.
    pub fn iter(&self) -> impl Iterator<Item = &Known> {
        self.known.iter()
    }

    pub const fn len(&self) -> usize {
        self.known.len()
    }

    pub fn heap_bytes(&self) -> usize {
        let grants: usize = self.known.iter().map(|k| k.grants.capacity() * size_of::<GrantId>()).sum();
        self.ordinals.allocation_size() + self.known.capacity() * size_of::<Known>() + grants
    }
}
