//! What the writer tells about itself: counts for metrics, and whether it writes.

use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use crate::error::StoreError;

/// Counts since the store was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Transactions that reached the disk. Changes per commit say what group commit saves.
    pub commits: u64,
    /// Changes in them.
    pub changes: u64,
    /// Changes that were undone because they were refused.
    pub undone: u64,
    /// Transactions that the engine or the disk refused.
    pub failures: u64,
}

/// Written by the writer, read by anybody.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    commits: AtomicU64,
    changes: AtomicU64,
    undone: AtomicU64,
    failures: AtomicU64,
    /// Why the last transaction did not come about; absent once one has.
    trouble: Mutex<Option<StoreError>>,
}

impl Observed {
    pub(crate) fn committed(&self, changes: u64, undone: u64) {
        self.undone.fetch_add(undone, Ordering::Relaxed);
        if changes > 0 {
            self.commits.fetch_add(1, Ordering::Relaxed);
            self.changes.fetch_add(changes, Ordering::Relaxed);
            self.trouble.lock().take_if(|trouble| !matches!(trouble, StoreError::Stopped(_)));
        }
    }

    pub(crate) fn failed(&self, error: &StoreError) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        let mut trouble = self.trouble.lock();
        if !matches!(*trouble, Some(StoreError::Stopped(_))) {
            *trouble = Some(error.clone());
        }
    }

    pub(crate) fn figures(&self) -> Figures {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Figures {
            commits: get(&self.commits),
            changes: get(&self.changes),
            undone: get(&self.undone),
            failures: get(&self.failures),
        }
    }

    pub(crate) fn trouble(&self) -> Option<StoreError> {
        self.trouble.lock().clone()
    }
}
