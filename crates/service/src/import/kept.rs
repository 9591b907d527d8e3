//! What is kept of an import that ran: who, when, where to and how much, so that it can be undone later.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strongroom_crypto::{
    envelope::{Place, RecordKind},
    key::ServerKeys,
};
use strongroom_domain::{
    id::{DatabaseId, ImportId, ObjectId, UserId},
    time::Instant,
};
use strongroom_store::imports::{ImportRow, ImportState};

use crate::{error::ServiceError, records};

/// So long an import can be undone.
pub const UNDO_SECONDS: i64 = 30 * 24 * 60 * 60;

/// An import as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRecord {
    /// Who imported.
    pub by: UserId,
    /// When it began to run.
    pub at: Instant,
    /// The format of the file.
    pub format: String,
    /// The folder that it came into; absent: the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ObjectId>,
    /// Whether the database was made for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub made_database: bool,
    /// Folders that came in.
    pub folders: u64,
    /// Entries that came in.
    pub entries: u64,
    /// Attachments of those.
    pub attachments: u64,
    /// Entries of the file that did not come in.
    pub left_out: u64,
    /// What came of undoing it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Undone>,
}

/// What came of undoing an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// When.
    pub at: Instant,
    /// Folders and entries that are gone.
    pub removed: u64,
    /// Those that stay.
    pub kept: u64,
}

/// An import in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where it stands.
    pub state: ImportState,
    /// Of the record.
    pub revision: u64,
    /// What it was.
    pub record: ImportRecord,
}

impl Kept {
    /// As of a commit.
    pub const fn new(state: ImportState, revision: u64, record: ImportRecord) -> Self {
        Self { state, revision, record }
    }

    /// From when on it can not be undone.
    pub const fn until(&self) -> Instant {
        self.record.at.plus_seconds(UNDO_SECONDS)
    }
}

/// The imports of a database, as of the last commit. One that is coming in is here only where an ended process left it.
#[derive(Debug, Clone, Default)]
pub struct Imports {
    all: BTreeMap<ImportId, Kept>,
}

impl Imports {
    /// From the rows of the store.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] names a record that does not open.
    pub fn load(keys: &ServerKeys, database: DatabaseId, rows: &[ImportRow]) -> Result<Self, ServiceError> {
        let mut all = BTreeMap::new();
        for row in rows {
            let place = import_place(database, row.id, row.revision);
            let record = records::open(&keys.directory, &place, &row.record)?;
            all.insert(row.id, Kept::new(row.state, row.revision, record));
        }
        Ok(Self { all })
    }

    /// One of them.
    pub fn get(&self, id: ImportId) -> Option<&Kept> {
        self.all.get(&id)
    }

    /// Every one, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (ImportId, &Kept)> {
        self.all.iter().map(|(id, kept)| (*id, kept))
    }

    /// Sets one, after a commit.
    pub fn put(&mut self, id: ImportId, kept: Kept) {
        self.all.insert(id, kept);
    }

    /// Takes one away, after a commit.
    pub fn remove(&mut self, id: ImportId) {
        self.all.remove(&id);
    }

    /// Whether an ended process left a database here that was being made.
    pub fn is_in_the_making(&self) -> bool {
        self.all.values().any(|kept| kept.state == ImportState::ComingIn && kept.record.made_database)
    }
}

/// Where the record of an import stands.
pub const fn import_place(database: DatabaseId, import: ImportId, revision: u64) -> Place {
    Place::new(database.to_bytes(), import.to_bytes(), RecordKind::Import, revision)
}
