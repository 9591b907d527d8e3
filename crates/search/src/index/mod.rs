//! The index of one database: for each row the words of the object that stands there.
//!
//! It is made of layers. Each row belongs to one of them, the one that knows its present words; what others still say
//! of it counts for nothing. A change puts the new words into the open layer, which is looked through one by one; from
//! time to time that is frozen and packed into a segment, and segments are merged, both without holding anybody up:
//! what is to be done is taken out, worked on elsewhere, and put back.

mod best;
mod find;
mod layers;
mod search;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use strongroom_domain::time::Instant;

pub use layers::{Frozen, Merging};
pub use search::{FEW_HITS, Hit, Search, Source, TooCommon};

use crate::{document::Document, overlay::Overlay, segment::Segment};

/// The row has no object.
const NOBODY: u8 = 0;
/// The object of the row was not read yet.
const PENDING: u8 = u8::MAX;
/// The row has no end.
const ENDLESS: i64 = i64::MIN;

/// An index.
#[derive(Debug)]
pub struct Index {
    /// The layer of each row, or one of the two above.
    owners: Vec<u8>,
    /// What stands for the title of each row.
    marks: Vec<u32>,
    /// When each row ends, in microseconds; as long as it has to be.
    ends: Vec<i64>,
    layers: Vec<Layer>,
    open: Arc<Overlay>,
    open_number: u8,
    pending: usize,
    /// Rows that became pending since reading began last: what was read of them before may be of another object.
    again: Vec<u32>,
}

#[derive(Debug, Clone)]
struct Layer {
    number: u8,
    words: Words,
}

#[derive(Debug, Clone)]
enum Words {
    Packed(Arc<Segment>),
    Loose(Arc<Overlay>),
}

impl Default for Index {
    fn default() -> Self {
        Self {
            owners: Vec::new(),
            marks: Vec::new(),
            ends: Vec::new(),
            layers: Vec::new(),
            open: Arc::default(),
            open_number: 1,
            pending: 0,
            again: Vec::new(),
        }
    }
}

impl Index {
    /// The index as it is now, to be asked while this one goes on: the words themselves are shared. `with_ends`: for
    /// questions about when objects end.
    #[must_use]
    pub fn as_it_is(&self, with_ends: bool) -> Self {
        Self {
            owners: self.owners.clone(),
            marks: self.marks.clone(),
            ends: if with_ends { self.ends.clone() } else { Vec::new() },
            layers: self.layers.clone(),
            open: Arc::clone(&self.open),
            open_number: self.open_number,
            pending: self.pending,
            again: Vec::new(),
        }
    }

    /// When the object of a row ends; absent: never, or it was not read yet.
    pub fn end(&self, row: u32) -> Option<Instant> {
        let end = self.ends.get(row as usize).copied().filter(|end| *end != ENDLESS);
        end.map(Instant::from_micros)
    }

    /// The object of this row is to be read: until then it is looked at whenever something is looked for.
    pub fn pend(&mut self, row: u32) {
        self.remove(row);
        self.set_owner(row, PENDING);
        self.again.push(row);
    }

    /// Takes over an object that stands at a row now: its document at once, or later where so much came lately that it
    /// would keep others waiting.
    pub fn put_or_pend(&mut self, row: u32, document: impl FnOnce() -> Document) {
        if self.owner(row) == NOBODY && self.is_full() {
            self.pend(row);
        } else {
            self.put(row, document());
        }
    }

    /// Pending rows are about to be read.
    pub fn begin_reading(&mut self) {
        self.again = Vec::new();
    }

    /// The first row from this one on whose object was not read yet.
    pub fn next_pending(&self, from: u32) -> Option<u32> {
        if self.pending == 0 {
            return None;
        }
        let from = from as usize;
        let rest = self.owners.get(from..)?.iter().position(|owner| *owner == PENDING)?;
        u32::try_from(from + rest).ok()
    }

    /// How many were not read yet.
    pub const fn pending(&self) -> usize {
        self.pending
    }

    /// Takes over what stands at a row now.
    pub fn put(&mut self, row: u32, document: Document) {
        self.set_owner(row, self.open_number);
        self.note(row, document.mark, document.valid_to);
        Arc::make_mut(&mut self.open).put(row, document);
    }

    /// Nothing stands at the row any more.
    pub fn remove(&mut self, row: u32) {
        self.set_owner(row, NOBODY);
        if self.open.has(row) {
            Arc::make_mut(&mut self.open).remove(row);
        }
        self.note(row, 0, None);
    }

    fn set_owner(&mut self, row: u32, owner: u8) {
        let at = row as usize;
        if self.owners.len() <= at {
            // Exactly, since this is held for each object, but in steps.
            let room = (at + 1).next_multiple_of(1 << 12);
            self.owners.reserve_exact(room - self.owners.len());
            self.owners.resize(at + 1, NOBODY);
            self.marks.reserve_exact(room - self.marks.len());
            self.marks.resize(at + 1, 0);
        }
        if let Some(own) = self.owners.get_mut(at) {
            self.pending -= usize::from(*own == PENDING);
            self.pending += usize::from(owner == PENDING);
            *own = owner;
        }
    }

    fn note(&mut self, row: u32, mark: u32, valid_to: Option<Instant>) {
        if let Some(own) = self.marks.get_mut(row as usize) {
            *own = mark;
        }
        let at = row as usize;
        if valid_to.is_some() && self.ends.len() <= at {
            self.ends.resize(at + 1, ENDLESS);
        }
        if let Some(own) = self.ends.get_mut(at) {
            *own = valid_to.map_or(ENDLESS, |end| end.micros().max(ENDLESS + 1));
        }
    }

    fn owner(&self, row: u32) -> u8 {
        self.owners.get(row as usize).copied().unwrap_or(NOBODY)
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let layers = self.layers.iter().map(|layer| match &layer.words {
            Words::Packed(segment) => segment.heap_bytes(),
            Words::Loose(overlay) => overlay.heap_bytes(),
        });
        layers.sum::<usize>()
            + self.open.heap_bytes()
            + self.owners.capacity()
            + self.marks.capacity() * size_of::<u32>()
            + self.ends.capacity() * size_of::<i64>()
    }
}
