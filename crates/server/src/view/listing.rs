//! Listings, written as they are read: a summary is JSON already and is only spliced into its line, so that 10,000
//! objects are not taken apart and put together again.
//!
//! Never writes more of a stub than its name, nor more of a sealed object than its name, type and seal.

use serde::{Deserialize, Serialize};
use strongroom_api::objects::{Lock, ObjectSeal};
use strongroom_domain::{
    database::ObjectKind,
    id::{GrantId, ObjectId},
    rights::{PermissionSet, SealState, Visibility},
    time::Instant,
};
use strongroom_service::{Service, ServiceError, objects::Listed, search::Found};
use uuid::Uuid;

use super::objects::{kind_of, seal_of};

/// Pieces of about this size, so that a long answer grows without being copied.
const PIECE: usize = 64 << 10;

/// The lines of a listing under construction.
#[derive(Debug, Default)]
pub struct Lines {
    pieces: Vec<Vec<u8>>,
    piece: Vec<u8>,
    sets: Vec<PermissionSet>,
    separator: &'static str,
    count: usize,
    last: Option<ObjectId>,
}

/// What is told of an object outside of a listing of its database.
#[derive(Serialize, Clone, Copy)]
struct Way<'a> {
    database: Uuid,
    path: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    matched: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<Instant>,
}

/// The head of an object that is seen.
#[derive(Serialize)]
struct Head<'a> {
    #[serde(flatten)]
    way: Option<Way<'a>>,
    id: Uuid,
    parent: Option<Uuid>,
    kind: strongroom_api::objects::ObjectKind,
    revision: u64,
    rights: usize,
    created_at: Instant,
    modified_at: Instant,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    favourite: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    lock: Option<Lock>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal: Option<ObjectSeal>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    second_password: bool,
}

/// All that is told of one that is not.
#[derive(Serialize)]
struct Name<'a> {
    #[serde(flatten)]
    way: Option<Way<'a>>,
    id: Uuid,
    parent: Option<Uuid>,
    kind: strongroom_api::objects::ObjectKind,
    title: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    entry_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal: Option<ObjectSeal>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stub: bool,
}

/// What is read of a summary that is not told whole.
#[derive(Deserialize)]
struct TitleAndType {
    #[serde(rename = "type", default)]
    entry_type: Option<String>,
    title: String,
}

impl Lines {
    /// Lines that `separator` stands between.
    pub fn separated_by(separator: &'static str) -> Self {
        Self { separator, ..Self::default() }
    }

    /// Adds an object.
    ///
    /// # Errors
    ///
    /// [`ServiceError::Damaged`] for a summary that is none.
    pub fn add(&mut self, listed: Listed<'_>) -> Result<(), ServiceError> {
        self.add_with(listed, None)
    }

    /// Adds an object with the way to it, and when the caller used it.
    ///
    /// # Errors
    ///
    /// [`ServiceError::Damaged`] for a summary that is none.
    pub fn add_found(&mut self, found: &Found, used_at: Option<Instant>) -> Result<(), ServiceError> {
        let way =
            Way { database: found.database.uuid(), path: &found.path, matched: &found.matched, used_at };
        self.add_with(found.listed(), Some(way))
    }

    fn add_with(&mut self, listed: Listed<'_>, way: Option<Way<'_>>) -> Result<(), ServiceError> {
        let separator = if self.count == 0 { "" } else { self.separator };
        let written = match listed.visibility {
            Visibility::Hidden => return Ok(()),
            Visibility::Stub => self.name(separator, (listed, way), None),
            Visibility::Sealed { grant, state } => self.name(separator, (listed, way), Some((grant, state))),
            Visibility::Visible { rights, seal } => {
                let rights = Service::rights_set(&mut self.sets, rights);
                self.whole(separator, (listed, way), rights, seal)
            }
        };
        written.ok_or_else(|| {
            ServiceError::Damaged(format!("the summary of object {} is damaged", listed.node.id).into())
        })?;
        self.count += 1;
        self.last = Some(listed.node.id);
        Ok(())
    }

    fn whole(
        &mut self,
        separator: &str,
        (listed, way): (Listed<'_>, Option<Way<'_>>),
        rights: usize,
        seal: Option<(GrantId, SealState)>,
    ) -> Option<()> {
        let head = Head {
            way,
            id: listed.node.id.uuid(),
            parent: listed.node.parent.map(ObjectId::uuid),
            kind: kind_of(listed.node.kind),
            revision: listed.revision,
            rights,
            created_at: listed.held.created_at,
            modified_at: listed.held.modified_at,
            favourite: listed.favourite,
            lock: listed.lock.cloned().map(super::lock),
            seal: seal.map(seal_of),
            second_password: listed.second_password,
        };
        // INVARIANT: a summary is an object with at least a title, so it goes on after a comma.
        let summary = listed.held.summary.json();
        let told: usize =
            way.iter().flat_map(|way| way.path.iter().chain(way.matched)).map(String::len).sum();
        let rest = summary.strip_prefix(b"{")?;
        let piece = self.room(summary.len() + told + 512);
        piece.extend_from_slice(separator.as_bytes());
        serde_json::to_writer(&mut *piece, &head).ok()?;
        *piece.last_mut()? = b',';
        piece.extend_from_slice(rest);
        Some(())
    }

    fn name(
        &mut self,
        separator: &str,
        (listed, way): (Listed<'_>, Option<Way<'_>>),
        seal: Option<(GrantId, SealState)>,
    ) -> Option<()> {
        let summary = listed.held.summary.json();
        let named: TitleAndType = serde_json::from_slice(&summary).ok()?;
        let sealed = seal.is_some();
        let entry = sealed && listed.node.kind == ObjectKind::Entry;
        let name = Name {
            way,
            id: listed.node.id.uuid(),
            parent: listed.node.parent.map(ObjectId::uuid),
            kind: kind_of(listed.node.kind),
            title: &named.title,
            entry_type: named.entry_type.as_deref().filter(|_| entry),
            seal: seal.map(seal_of),
            stub: !sealed,
        };
        let piece = self.room(named.title.len() + 512);
        piece.extend_from_slice(separator.as_bytes());
        serde_json::to_writer(&mut *piece, &name).ok()
    }

    /// The piece being written, with room for so many bytes.
    fn room(&mut self, bytes: usize) -> &mut Vec<u8> {
        if self.piece.capacity() - self.piece.len() < bytes {
            let next = Vec::with_capacity(PIECE.max(bytes));
            self.pieces.push(std::mem::replace(&mut self.piece, next));
        }
        &mut self.piece
    }

    /// The object of the last line.
    pub const fn last(&self) -> Option<ObjectId> {
        self.last
    }

    /// The sets that the numbers in `rights` name, as JSON.
    pub fn rights_sets(&self) -> Vec<u8> {
        let sets: Vec<Vec<_>> = self.sets.iter().map(|set| set.iter().collect()).collect();
        // Names of permissions can not fail to be written.
        serde_json::to_vec(&sets).unwrap_or_default()
    }

    /// The lines between `before` and `after`.
    pub fn into_pieces(mut self, before: Vec<u8>, after: &[u8]) -> Vec<Vec<u8>> {
        self.room(after.len()).extend_from_slice(after);
        let mut pieces = vec![before];
        pieces.extend(self.pieces.into_iter().filter(|piece| !piece.is_empty()));
        pieces.push(self.piece);
        pieces
    }
}
