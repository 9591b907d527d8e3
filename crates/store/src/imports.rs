//! What was imported at one time: written piece by piece, so that others come in between, and seen from one commit on;
//! taken out in one commit, and purged piece by piece afterwards.
//!
//! While an import is coming in or going out, its objects are rows like all others and count in the digest, but
//! whatever loads a database leaves them out ([`pending`]). So a process that dies in the middle has imported nothing,
//! or undone everything. Nothing here may make a pending object seen but [`finish`], and [`discard`] never touches one
//! that is not pending.
//!
//! Of what an import brought only ids and revisions stand in clear; both are counted, under a key of the server.

mod items;
mod withdraw;

use std::collections::HashSet;

use strongroom_domain::{
    administration::Administers,
    id::{DatabaseId, ImportId, ObjectId},
    rights::{Granted, Permission},
};

pub use self::{
    items::{Item, ItemKind},
    withdraw::{files_of, withdraw},
};
use crate::{
    attachments::{self, AttachmentRow},
    bin,
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    icons,
    objects::{self, Place, Sealed},
    proof,
    rows::{RowBytes, Table},
    scopes::to_integer,
    second_passwords,
    writer::Write,
};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// It is being written; nothing of it is seen.
    ComingIn = 0,
    /// It is there.
    There = 1,
    /// It was undone; what it brought is being purged, and nothing of it is seen.
    GoingOut = 2,
    /// It was undone and purged.
    Gone = 3,
}

impl ImportState {
    /// Whether its objects are left out.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::ComingIn | Self::GoingOut)
    }

    fn read(number: i64) -> Result<Self, StoreError> {
        [Self::ComingIn, Self::There, Self::GoingOut, Self::Gone]
            .into_iter()
            .find(|state| *state as i64 == number)
            .ok_or_else(|| StoreError::damaged("an unknown state of an import"))
    }
}

/// An import as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Its id.
    pub id: ImportId,
    /// Where it stands.
    pub state: ImportState,
    /// From 1; counts changes of the record.
    pub revision: u64,
    /// Everything else, encrypted.
    pub record: Vec<u8>,
}

impl ImportRow {
    fn count(&self) -> Vec<u8> {
        RowBytes::of(Table::Import)
            .bytes(&self.id.to_bytes())
            .integer(self.state as i64)
            .integer(self.revision.cast_signed())
            .done()
    }

    /// From four columns.
    fn read(row: &impl Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ImportId::from_bytes(row.array(0)?),
            state: ImportState::read(row.integer(1)?)?,
            revision: row.number(2)?,
            record: row.bytes(3)?.to_vec(),
        })
    }
}

/// By what right something comes in.
#[derive(Debug, Clone, Copy)]
pub enum Warrant<'a> {
    /// Adding to this folder (or the root) was granted.
    Adding(&'a Granted),
    /// Making databases is the importer's, and this one is being made.
    Making(&'a Administers, DatabaseId),
}

impl Warrant<'_> {
    const fn database(self) -> DatabaseId {
        match self {
            Self::Adding(granted) => granted.database(),
            Self::Making(_, database) => database,
        }
    }

    const fn parent(self) -> Option<ObjectId> {
        match self {
            Self::Adding(granted) => granted.object(),
            Self::Making(..) => None,
        }
    }

    fn fresh(self, write: &mut Write<'_>) -> Result<(), StoreError> {
        match self {
            Self::Adding(granted) => proof::fresh(write, granted, Permission::AddEntries, granted.object()),
            Self::Making(administers, _) => proof::unchanged(write, administers.server_sequence(), None),
        }
    }
}

/// An object that comes in, with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Its place.
    pub place: Place,
    /// Its present revision.
    pub sealed: Sealed,
    /// Earlier ones.
    pub versions: Vec<(u64, Sealed)>,
    /// Its attachments with their chunks.
    pub attachments: Vec<(AttachmentRow, Vec<Vec<u8>>)>,
}

/// Begins an import.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision.
pub fn begin(write: &mut Write<'_>, warrant: Warrant<'_>, row: &ImportRow) -> Result<(), StoreError> {
    // Of a database that is made in this very transaction the right was asked at its beginning, before it was made.
    if let Warrant::Adding(_) = warrant {
        warrant.fresh(write)?;
    }
    if row.state != ImportState::ComingIn {
        return Err(StoreError::Unproven);
    }
    insert(write, warrant.database(), row)
}

/// Writes a piece of an import that is coming in. `members` are the ids of everything that it makes: an object stands
/// in the folder of the warrant or in one of them.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision; [`StoreError::Changed`] where the import is not
/// coming in any more; [`StoreError::Unproven`] where an object would stand elsewhere.
pub fn stage(
    write: &mut Write<'_>,
    warrant: Warrant<'_>,
    (import, number): (ImportId, u64),
    members: &HashSet<ObjectId>,
    objects: &[Incoming],
    icons: &[(ObjectId, Vec<u8>)],
) -> Result<(), StoreError> {
    warrant.fresh(write)?;
    let database = warrant.database();
    if get(write, database, import)?.is_none_or(|row| row.state != ImportState::ComingIn) {
        return Err(StoreError::Changed);
    }
    let inside = |parent: Option<ObjectId>| {
        parent == warrant.parent() || parent.is_some_and(|parent| members.contains(&parent))
    };
    if !objects.iter().all(|object| inside(object.place.parent)) {
        return Err(StoreError::Unproven);
    }
    let list: Vec<Item> =
        icons.iter().map(|(id, _)| Item::icon(*id)).chain(objects.iter().map(item)).collect();
    items::insert(write, database, import, number, &list)?;
    for (id, record) in icons {
        icons::insert_row(write, database, *id, record)?;
    }
    for Incoming { place, sealed, versions, attachments } in objects {
        objects::insert_row(write, database, place, sealed)?;
        for (revision, sealed) in versions {
            second_passwords::is_under(write, database, Some(place.id), sealed.under)?;
            objects::insert_version(write, database, place.id, *revision, sealed)?;
        }
        for (row, chunks) in attachments {
            attachments::insert_chunks(write, database, row.id, 0, chunks)?;
            attachments::insert_row(write, database, place.id, row)?;
        }
    }
    Ok(())
}

fn item(object: &Incoming) -> Item {
    let mut files: Vec<_> = object.attachments.iter().map(|(row, _)| row.id).collect();
    Item {
        kind: ItemKind::Object,
        id: object.place.id,
        revision: object.place.revision,
        files: files_of(&mut files),
    }
}

/// Makes an import that came in seen.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision; [`StoreError::Changed`] where it is not coming in.
pub fn finish(write: &mut Write<'_>, warrant: Warrant<'_>, import: ImportId) -> Result<(), StoreError> {
    warrant.fresh(write)?;
    let database = warrant.database();
    let before = get(write, database, import)?.ok_or(StoreError::Changed)?;
    if before.state != ImportState::ComingIn {
        return Err(StoreError::Changed);
    }
    let after = ImportRow { state: ImportState::There, ..before.clone() };
    replace(write, database, &before, &after)
}

/// Purges some of what is pending of an import: nobody sees it. `false`: nothing is left.
///
/// # Errors
/// [`StoreError::Changed`] where nothing of it is pending; [`StoreError::Unavailable`] where the database is closed.
pub fn discard(write: &mut Write<'_>, database: DatabaseId, import: ImportId) -> Result<bool, StoreError> {
    let row = get(write, database, import)?.ok_or(StoreError::Changed)?;
    if !row.state.is_pending() {
        return Err(StoreError::Changed);
    }
    if let Some((number, list)) = items::last(write, database, import)? {
        for item in &list {
            match item.kind {
                ItemKind::Object => {
                    bin::forget(write, database, item.id)?;
                    objects::delete(write, database, item.id)?;
                }
                ItemKind::Icon => icons::delete(write, database, item.id)?,
            }
        }
        items::delete(write, database, import, number, &list)?;
        return Ok(true);
    }
    match row.state {
        ImportState::ComingIn => delete(write, database, &row)?,
        _ => replace(write, database, &row, &ImportRow { state: ImportState::Gone, ..row.clone() })?,
    }
    Ok(false)
}

/// Forgets an import that is there, or gone: it can not be undone any more.
///
/// # Errors
/// [`StoreError::Changed`] where it is pending, or not there.
pub fn forget(write: &mut Write<'_>, database: DatabaseId, import: ImportId) -> Result<(), StoreError> {
    let row = get(write, database, import)?.ok_or(StoreError::Changed)?;
    if row.state.is_pending() {
        return Err(StoreError::Changed);
    }
    items::delete_all(write, database, import)?;
    delete(write, database, &row)
}

/// The objects that an import brought, or of one that is going out those that go.
///
/// # Errors
/// What the engine says.
pub fn items(query: &mut dyn Query, database: DatabaseId, import: ImportId) -> Result<Vec<Item>, StoreError> {
    let mut all = Vec::new();
    items::each(query, database, Some(import), &mut |_, _, mut list| all.append(&mut list))?;
    Ok(all)
}

/// The objects of a database that are there and not to be seen.
pub(crate) fn pending(query: &mut dyn Query, database: DatabaseId) -> Result<HashSet<ObjectId>, StoreError> {
    let rows = load_rows(query, database, &mut |_| {})?;
    let of: HashSet<ImportId> = rows.iter().filter(|row| row.state.is_pending()).map(|row| row.id).collect();
    let mut found = HashSet::new();
    for import in of {
        items::each(query, database, Some(import), &mut |_, _, list| {
            found.extend(list.iter().filter(|item| item.kind == ItemKind::Object).map(|item| item.id));
        })?;
    }
    Ok(found)
}

fn get(
    query: &mut dyn Query,
    database: DatabaseId,
    import: ImportId,
) -> Result<Option<ImportRow>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT import_id, state, revision, record FROM imports WHERE database_id = $1 AND import_id = $2",
        &[Value::from(&database.to_bytes()), (&import.to_bytes()).into()],
        &mut |row| {
            found = Some(ImportRow::read(row)?);
            Ok(())
        },
    )?;
    Ok(found)
}

fn insert(write: &mut Write<'_>, database: DatabaseId, row: &ImportRow) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO imports (database_id, import_id, state, revision, record) VALUES ($1, $2, $3, $4, $5)",
        &[
            Value::from(&database.to_bytes()),
            (&row.id.to_bytes()).into(),
            (row.state as i64).into(),
            to_integer(row.revision)?.into(),
            row.record.as_slice().into(),
        ],
    )?;
    write.scopes().add_rule_row(database, &row.count())
}

fn delete(write: &mut Write<'_>, database: DatabaseId, row: &ImportRow) -> Result<(), StoreError> {
    write.execute(
        "DELETE FROM imports WHERE database_id = $1 AND import_id = $2",
        &[Value::from(&database.to_bytes()), (&row.id.to_bytes()).into()],
    )?;
    write.scopes().remove_rule_row(database, &row.count())
}

fn replace(
    write: &mut Write<'_>,
    database: DatabaseId,
    before: &ImportRow,
    after: &ImportRow,
) -> Result<(), StoreError> {
    delete(write, database, before)?;
    insert(write, database, after)
}

/// Seals a record anew, for another server key; nothing is counted.
pub(crate) fn put_record(
    write: &mut Write<'_>,
    database: DatabaseId,
    import: ImportId,
    record: &[u8],
) -> Result<(), StoreError> {
    write.execute(
        "UPDATE imports SET record = $1 WHERE database_id = $2 AND import_id = $3",
        &[Value::from(record), (&database.to_bytes()).into(), (&import.to_bytes()).into()],
    )?;
    Ok(())
}

/// Every import of a database; counts what they brought as well.
pub(crate) fn load(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<ImportRow>, StoreError> {
    let rows = load_rows(query, database, count)?;
    items::each(query, database, None, &mut |import, number, list| {
        count(&items::row_bytes(import, number, &Item::encode(&list)));
    })?;
    Ok(rows)
}

fn load_rows(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<ImportRow>, StoreError> {
    let mut rows = Vec::new();
    query.query(
        "SELECT import_id, state, revision, record FROM imports WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let row = ImportRow::read(row)?;
            count(&row.count());
            rows.push(row);
            Ok(())
        },
    )?;
    Ok(rows)
}
