//! Packing and merging layers.

use std::sync::Arc;

use super::{Index, Layer, NOBODY, PENDING, Words};
use crate::{
    document::Document,
    overlay::Overlay,
    segment::{Segment, merge},
};

/// So many changed documents are looked through one by one before they are packed.
const LOOSE: usize = 2_048;
/// So many segments, and they are merged.
const SEGMENTS: usize = 8;

/// Documents that were taken out to be packed.
#[derive(Debug)]
pub struct Frozen {
    number: u8,
    overlay: Arc<Overlay>,
}

impl Frozen {
    /// Packs them.
    pub fn pack(&self) -> Segment {
        self.overlay.pack()
    }
}

/// Segments that were taken out to become one.
#[derive(Debug)]
pub struct Merging {
    numbers: Vec<u8>,
    segments: Vec<Arc<Segment>>,
    owners: Vec<u8>,
}

impl Merging {
    /// Merges them.
    pub fn merge(&self) -> Segment {
        let segments: Vec<&Segment> = self.segments.iter().map(Arc::as_ref).collect();
        let documents = self.owners.iter().filter(|owner| self.numbers.contains(owner)).count();
        let keeps = |place: usize, row: u32| {
            self.numbers.get(place).is_some_and(|number| self.owners.get(row as usize) == Some(number))
        };
        merge(&segments, keeps, documents)
    }
}

impl Index {
    /// Adds the documents of rows that were pending, in the order of the rows, and the segment that was made of them
    /// since [`Self::begin_reading`]. Where something else happened to a row meanwhile, that counts.
    pub fn add(&mut self, segment: Segment, rows: &[(u32, Document)]) {
        let number = self.free_number();
        let again: hashbrown::HashSet<u32> = self.again.iter().copied().collect();
        for (row, document) in rows {
            if self.owner(*row) == PENDING && !again.contains(row) {
                self.set_owner(*row, number);
                self.note(*row, document.mark, document.valid_to);
            }
        }
        self.layers.push(Layer { number, words: Words::Packed(Arc::new(segment)) });
    }

    /// Takes the documents that changed out for packing; `least`: only where there are so many that it is time.
    pub fn freeze(&mut self, at_once: bool) -> Option<Frozen> {
        let waiting = self.layers.iter().any(|layer| matches!(layer.words, Words::Loose(_)));
        if waiting || self.open.len() < if at_once { 1 } else { LOOSE } {
            return None;
        }
        let (number, overlay) = (self.open_number, std::mem::take(&mut self.open));
        self.layers.push(Layer { number, words: Words::Loose(Arc::clone(&overlay)) });
        self.open_number = self.free_number();
        Some(Frozen { number, overlay })
    }

    /// Whether there is something to freeze or to merge.
    pub fn wants_tending(&self) -> bool {
        self.is_full() || self.layers.len() > SEGMENTS
    }

    /// Whether so much changed that it is time to pack it.
    pub(super) fn is_full(&self) -> bool {
        self.open.len() >= LOOSE
    }

    /// Puts packed documents back.
    pub fn packed(&mut self, frozen: &Frozen, segment: Segment) {
        let own = self.layers.iter_mut().find(|layer| layer.number == frozen.number);
        if let Some(layer) = own {
            layer.words = Words::Packed(Arc::new(segment));
        }
    }

    /// Takes segments out for merging: where there are many, all but one that is larger than the others together;
    /// `at_once`: all, where there are two.
    pub fn begin_merging(&self, at_once: bool) -> Option<Merging> {
        let packed = |layer: &Layer| match &layer.words {
            Words::Packed(segment) => Some((layer.number, Arc::clone(segment))),
            Words::Loose(_) => None,
        };
        let mut all: Vec<_> = self.layers.iter().filter_map(packed).collect();
        if all.len() <= if at_once { 1 } else { SEGMENTS } {
            return None;
        }
        all.sort_by_key(|(_, segment)| segment.documents());
        let others = all.iter().rev().skip(1).map(|(_, segment)| segment.documents()).sum::<usize>();
        if !at_once && all.last().is_some_and(|(_, largest)| largest.documents() / 2 > others) {
            all.pop();
        }
        let (numbers, segments) = all.into_iter().unzip();
        Some(Merging { numbers, segments, owners: self.owners.clone() })
    }

    /// Puts the merged segment in the place of those that it was made of.
    pub fn merged(&mut self, merging: &Merging, segment: Segment) {
        let number = self.free_number();
        for (own, then) in self.owners.iter_mut().zip(&merging.owners) {
            if own == then && merging.numbers.contains(own) {
                *own = number;
            }
        }
        self.layers.retain(|layer| !merging.numbers.contains(&layer.number));
        self.layers.push(Layer { number, words: Words::Packed(Arc::new(segment)) });
    }

    /// INVARIANT: there are a few layers, and each row belongs to one that there is, so a number that no layer has is
    /// in no use.
    fn free_number(&self) -> u8 {
        let used =
            |number: u8| number == self.open_number || self.layers.iter().any(|layer| layer.number == number);
        (NOBODY + 1..PENDING).find(|number| !used(*number)).unwrap_or(PENDING)
    }
}
