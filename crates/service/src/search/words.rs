//! The words of one open database. They are in memory only, and go when it is closed.

use strongroom_domain::{database::ObjectKind, entry::Summary, rights::Slot};
use strongroom_search::{Document, Index};

use crate::{databases::state::Held, objects::summary_of};

/// An index by slot.
#[derive(Debug, Default)]
pub struct Words(Index);

/// The row of a slot.
pub(super) fn row(slot: Slot) -> u32 {
    // INVARIANT: slots have 32 bits.
    u32::try_from(slot.get()).unwrap_or(u32::MAX)
}

/// Folder or entry: only entries have a type.
pub(super) const fn kind_of(summary: &Summary) -> ObjectKind {
    if summary.entry_type.is_some() { ObjectKind::Entry } else { ObjectKind::Folder }
}

/// The words of what is held; none where it can not be read, which listings report.
pub(super) fn document(held: &Held) -> Document {
    summary_of(held).map(|summary| Document::new(kind_of(&summary), &summary)).unwrap_or_default()
}

impl Words {
    /// Takes over what stands at a slot now.
    pub fn put(&mut self, slot: Slot, held: &Held) {
        self.0.put_or_pend(row(slot), || document(held));
    }

    /// What stands at a slot is to be read.
    pub fn pend(&mut self, slot: Slot) {
        self.0.pend(row(slot));
    }

    /// Nothing stands at a slot any more.
    pub fn remove(&mut self, slot: Slot) {
        self.0.remove(row(slot));
    }

    pub(super) const fn index(&self) -> &Index {
        &self.0
    }

    pub(super) const fn index_mut(&mut self) -> &mut Index {
        &mut self.0
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.0.heap_bytes()
    }
}
