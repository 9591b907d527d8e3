//! What an import comes to: counted by the dry run, and by the run in the same way.

use std::borrow::Cow;

use strongroom_formats::{Bundle, Warning};

/// So many entries that can not be taken over are named; the rest is counted.
const NAMED: usize = 100;

/// How much comes in, and what does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Folders that come in.
    pub folders: u64,
    /// Entries that come in.
    pub entries: u64,
    /// Attachments of those.
    pub attachments: u64,
    /// Earlier versions of those.
    pub versions: u64,
    /// Entries of the file that are there already, as far as the importer sees it: same type, title, user name and
    /// address.
    pub duplicates: u64,
    /// Those of them that are left out.
    pub skipped: u64,
    /// Folders and entries of the file's bin that are left out.
    pub in_bin: u64,
    /// Entries that can not be taken over.
    pub failed: u64,
    /// The first of them, with the reason.
    pub failures: Vec<Failure>,
    /// What is not taken over as it was.
    pub warnings: Vec<Warning>,
    /// Warnings beyond those.
    pub warnings_left_out: u64,
}

/// An entry that can not be taken over.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its title.
    pub title: String,
    /// Why. Never holds a value.
    pub reason: Cow<'static, str>,
}

impl Tally {
    /// Entries of the file that do not come in.
    pub const fn left_out(&self) -> u64 {
        self.skipped + self.in_bin + self.failed
    }

    /// How many warnings there are.
    pub const fn warned(&self) -> u64 {
        self.warnings.len() as u64 + self.warnings_left_out
    }

    pub(super) fn warn(&mut self, bundle: &Bundle) {
        self.warnings.clone_from(&bundle.warnings);
        self.warnings_left_out = bundle.warnings_left_out;
    }

    pub(super) fn fail(&mut self, title: &str, reason: Cow<'static, str>) {
        self.failed += 1;
        if self.failures.len() < NAMED {
            self.failures.push(Failure { title: title.to_owned(), reason });
        }
    }
}

/// Shows that there is one, not what it is called.
impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Failure").finish_non_exhaustive()
    }
}
