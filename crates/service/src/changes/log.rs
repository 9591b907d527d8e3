//! Which objects of a database changed lately, in the order of the commits. In memory only: a client that was away for
//! longer loads anew.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use strongroom_domain::{
    id::{ObjectId, UserId},
    rights::Slot,
};

/// How many changes are remembered of a database.
const REMEMBERED: usize = 1 << 16;

/// What happened to an object, as far as a listing of it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Touched {
    /// Its content changed. Who sees it did not.
    Content(Slot),
    /// It came, moved, or went into the bin or out of it.
    Tree(Slot),
    /// None of them: the rules changed.
    Rules,
    /// Its lock was taken or ended, perhaps by somebody else. Who sees it did not change.
    Lock(Slot, Option<Released>),
    /// It is gone for good; its slot may have been given to another since.
    Removed(Slot, ObjectId),
}

/// A lock that somebody else ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Released {
    /// Who held it.
    pub holder: UserId,
    /// Who ended it.
    pub by: UserId,
}

/// The latest changes of a database.
#[derive(Debug, Default)]
pub(crate) struct ChangeLog {
    entries: VecDeque<Touched>,
    /// The position before the first entry that is remembered.
    start: u64,
    /// The position after the last change of rules, which is no change of a single object.
    rules: u64,
}

/// What lies between two positions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Between {
    /// The slots of objects whose content changed.
    pub content: BTreeSet<Slot>,
    /// The slots of objects that were made, moved, or went into the bin or out of it.
    pub tree: BTreeSet<Slot>,
    /// The slots of objects whose lock was taken or ended, with the ends that somebody else made.
    pub locks: BTreeMap<Slot, Vec<Released>>,
    /// The objects that are gone, by the slot that they had.
    pub removed: HashMap<Slot, ObjectId>,
    /// Nothing but content changed: what a person sees is the same objects as before.
    pub content_only: bool,
}

impl ChangeLog {
    /// Notes a change.
    pub fn note(&mut self, touched: Touched) {
        self.entries.push_back(touched);
        if self.entries.len() > REMEMBERED {
            self.entries.pop_front();
            self.start += 1;
        }
    }

    /// Notes that rules changed.
    pub fn note_rules(&mut self) {
        // At a position of its own, so that a cursor tells whether it was made before or after.
        self.note(Touched::Rules);
        self.rules = self.position();
    }

    /// The present position.
    pub fn position(&self) -> u64 {
        self.start + self.entries.len() as u64
    }

    /// Whether what lies behind a position is remembered.
    pub fn remembers(&self, position: u64) -> bool {
        (self.start..=self.position()).contains(&position)
    }

    /// What lies behind a position; `None` where that is not remembered any more.
    pub fn since(&self, position: u64) -> Option<Between> {
        let first = usize::try_from(position.checked_sub(self.start)?).ok()?;
        if first > self.entries.len() {
            return None;
        }
        let mut between = Between { content_only: self.rules <= position, ..Between::default() };
        for touched in self.entries.iter().skip(first) {
            match *touched {
                Touched::Content(slot) => {
                    between.content.insert(slot);
                }
                Touched::Rules => {}
                Touched::Lock(slot, released) => {
                    between.locks.entry(slot).or_default().extend(released);
                }
                Touched::Tree(slot) => {
                    between.content_only = false;
                    between.tree.insert(slot);
                }
                Touched::Removed(slot, object) => {
                    between.content_only = false;
                    // The first to leave the slot is the one that was told of.
                    between.removed.entry(slot).or_insert(object);
                }
            }
        }
        Some(between)
    }
}

#[cfg(test)]
mod tests {
    use strongroom_domain::{
        database::{DatabaseKind, DatabaseRules, Node, ObjectKind},
        id::DatabaseId,
        rights::Index,
    };

    use super::*;

    fn slot(number: u8) -> Slot {
        let id = |n: u8| ObjectId::from_bytes([n; 16]);
        let node = |n| Node { id: id(n), parent: None, kind: ObjectKind::Entry, inheritance: true };
        let rules = DatabaseRules {
            id: DatabaseId::from_bytes([9; 16]),
            kind: DatabaseKind::Standard,
            nodes: (1..4).map(node).collect(),
            assignments: Vec::new(),
            rules: Vec::new(),
            grants: Vec::new(),
        };
        Index::compile(&rules, 1).unwrap().slot(id(number)).unwrap()
    }

    #[test]
    fn what_lies_behind_a_position_is_told_once_and_by_kind() {
        let mut log = ChangeLog::default();
        log.note(Touched::Content(slot(1)));
        let here = log.position();
        assert_eq!(log.since(here), Some(Between { content_only: true, ..Between::default() }));
        log.note(Touched::Content(slot(2)));
        log.note(Touched::Content(slot(2)));
        let content = log.since(here).unwrap();
        assert!(content.content_only && content.content == [slot(2)].into());
        log.note_rules();
        assert!(!log.since(here).unwrap().content_only);
        let after = log.position();
        assert!(log.since(after).unwrap().content_only, "the rules changed before that");
        log.note(Touched::Removed(slot(2), ObjectId::from_bytes([1; 16])));
        log.note(Touched::Removed(slot(2), ObjectId::from_bytes([2; 16])));
        let gone = log.since(after).unwrap();
        assert_eq!(gone.removed.get(&slot(2)), Some(&ObjectId::from_bytes([1; 16])));
        assert_eq!(log.since(log.position() + 1), None, "a position that never was");
    }

    #[test]
    fn what_is_forgotten_is_said_to_be() {
        let mut log = ChangeLog::default();
        for _ in 0..=REMEMBERED {
            log.note(Touched::Content(slot(1)));
        }
        assert_eq!(log.since(0), None);
        assert!(!log.remembers(0) && log.remembers(1) && log.remembers(log.position()));
        assert!(!log.remembers(log.position() + 1));
        assert!(log.since(1).is_some());
    }
}
