//! What an import has used up so far. A small file can unpack to a lot, and a lot of tiny elements can make
//! far more memory than their text: both are counted while reading.

use std::{cell::Cell, rc::Rc};

use crate::{ImportError, Limits};

/// Bytes that no file has to have deserved.
pub(crate) const FREE: u64 = 16 << 20;
/// So many bytes of a tree stand for one of its text.
const TREE_RATIO: u64 = 6;

/// A shared counter of unpacked bytes: payload and compressed attachments draw on the same one.
#[derive(Clone)]
pub(crate) struct Unpacked {
    left: Rc<Cell<u64>>,
    limit: u64,
}

impl Unpacked {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { left: Rc::new(Cell::new(limits.unpacked_bytes)), limit: limits.unpacked_bytes }
    }

    /// Counts `bytes` more.
    pub(crate) fn charge(&self, bytes: usize) -> Result<(), ImportError> {
        let left = self.left.get().checked_sub(bytes as u64);
        self.left.set(left.ok_or(ImportError::limit("unpacked size in bytes", self.limit))?);
        Ok(())
    }
}

/// A counter of things with a ceiling.
pub(crate) struct Budget {
    left: u64,
    limit: u64,
    what: &'static str,
}

impl Budget {
    pub(crate) const fn new(what: &'static str, limit: u64) -> Self {
        Self { left: limit, limit, what }
    }

    /// For the tree of a text of so many bytes. A tree of real entries takes two or three times its text; one of nothing but
    /// tiny values takes thirty times.
    pub(crate) fn of_document(text: usize, limits: &Limits) -> Self {
        let in_proportion = FREE.saturating_add((text as u64).saturating_mul(TREE_RATIO));
        Self::new("memory of the document in bytes", limits.bundle_bytes.min(in_proportion))
    }

    /// Takes `amount` out of the budget.
    pub(crate) fn charge(&mut self, amount: usize) -> Result<(), ImportError> {
        self.left = self.left.checked_sub(amount as u64).ok_or(ImportError::limit(self.what, self.limit))?;
        Ok(())
    }
}
