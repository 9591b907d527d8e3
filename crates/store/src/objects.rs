//! Folders and entries: their place in the tree and their two ciphertexts. Whatever hands out a ciphertext or
//! changes an object demands a proof of the right to it.

mod versions;

use strongroom_domain::{
    administration::{Action, Administers, DatabaseAction, Subject},
    database::ObjectKind,
    id::{DatabaseId, ObjectId, SecondKeyId},
    rights::{Granted, Permission},
    time::Instant,
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    proof,
    rows::{RowBytes, Table},
    rules,
    scopes::to_integer,
    second_passwords::{self, Reseal, SecondRow},
    writer::Write,
};

use self::versions::version_rows;
pub use self::versions::{revisions, version};

/// Where an object stands and which revision of it is the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: ObjectId,
    /// The folder above; absent: the root.
    pub parent: Option<ObjectId>,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// Whether rights from above reach it.
    pub inheritance: bool,
    /// Orders siblings.
    pub position: i64,
    /// When it was put into the bin.
    pub bin_at: Option<Instant>,
    /// From 1; counts changes of the content.
    pub revision: u64,
}

/// The two ciphertexts of one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What a person with access sees.
    pub summary: Vec<u8>,
    /// Secret fields and notes; absent where there are none.
    pub secret: Option<Vec<u8>>,
    /// The second password's object key that the secret is encrypted under as well.
    pub under: Option<SecondKeyId>,
}

/// That there is a secret is counted as well: the ciphertext itself can tell that it was changed, not that it is gone.
fn place_bytes(place: &Place, has_secret: bool) -> Vec<u8> {
    RowBytes::of(Table::Object)
        .bytes(&place.id.to_bytes())
        .optional_bytes(place.parent.map(ObjectId::to_bytes).as_ref())
        .integer(kind_number(place.kind))
        .boolean(place.inheritance)
        .integer(place.position)
        .optional_integer(place.bin_at.map(Instant::micros))
        .integer(place.revision.cast_signed())
        .boolean(has_secret)
        .done()
}

pub(crate) fn version_bytes(object: ObjectId, revision: u64, has_secret: bool) -> Vec<u8> {
    RowBytes::of(Table::Version)
        .bytes(&object.to_bytes())
        .integer(revision.cast_signed())
        .boolean(has_secret)
        .done()
}

fn kind_number(kind: ObjectKind) -> i64 {
    match kind {
        ObjectKind::Folder => 0,
        ObjectKind::Entry => 1,
    }
}

/// Adds an object below a folder (or the root) on which adding was granted.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision.
pub fn insert(
    write: &mut Write<'_>,
    granted: &Granted,
    place: &Place,
    sealed: &Sealed,
) -> Result<(), StoreError> {
    proof::fresh(write, granted, Permission::AddEntries, place.parent)?;
    insert_row(write, granted.database(), place, sealed)
}

/// Adds an object of an import into a database that is being made.
///
/// # Errors
/// [`StoreError::Conflict`] where the id is taken.
pub fn insert_imported(
    write: &mut Write<'_>,
    _administers: &Administers,
    database: DatabaseId,
    place: &Place,
    sealed: &Sealed,
) -> Result<(), StoreError> {
    insert_row(write, database, place, sealed)
}

pub(crate) fn insert_row(
    write: &mut Write<'_>,
    database: DatabaseId,
    place: &Place,
    sealed: &Sealed,
) -> Result<(), StoreError> {
    second_passwords::is_under(write, database, place.parent, sealed.under)?;
    insert_place(write, database, place, sealed)
}

/// Adds a copy that is covered by a second password of its own, whatever covers its place.
pub(crate) fn insert_covered_row(
    write: &mut Write<'_>,
    database: DatabaseId,
    place: &Place,
    sealed: &Sealed,
    second: &SecondRow,
) -> Result<(), StoreError> {
    if second.holder != Some(place.id) || sealed.under != Some(second.key) {
        return Err(StoreError::Unproven);
    }
    insert_place(write, database, place, sealed)?;
    second_passwords::insert(write, database, second)
}

fn insert_place(
    write: &mut Write<'_>,
    database: DatabaseId,
    place: &Place,
    sealed: &Sealed,
) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO objects (database_id, object_id, parent_id, kind, inheritance, position, bin_at, revision,
         summary, secret) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            Value::from(&database.to_bytes()),
            (&place.id.to_bytes()).into(),
            place.parent.map(ObjectId::to_bytes).as_ref().into(),
            kind_number(place.kind).into(),
            i64::from(place.inheritance).into(),
            place.position.into(),
            place.bin_at.map(Instant::micros).into(),
            to_integer(place.revision)?.into(),
            sealed.summary.as_slice().into(),
            sealed.secret.as_deref().into(),
        ],
    )?;
    write.scopes().content_row(database, None, Some(&place_bytes(place, sealed.secret.is_some())))
}

/// Keeps a past version of an imported entry.
///
/// # Errors
/// [`StoreError::Conflict`] where that revision is there already.
pub fn insert_imported_version(
    write: &mut Write<'_>,
    _administers: &Administers,
    database: DatabaseId,
    object: ObjectId,
    revision: u64,
    sealed: &Sealed,
) -> Result<(), StoreError> {
    second_passwords::is_under(write, database, Some(object), sealed.under)?;
    insert_version(write, database, object, revision, sealed)
}

pub(crate) fn insert_version(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    revision: u64,
    sealed: &Sealed,
) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO versions (database_id, object_id, revision, summary, secret) VALUES ($1, $2, $3, $4, $5)",
        &[
            Value::from(&database.to_bytes()),
            (&object.to_bytes()).into(),
            to_integer(revision)?.into(),
            sealed.summary.as_slice().into(),
            sealed.secret.as_deref().into(),
        ],
    )?;
    let row = version_bytes(object, revision, sealed.secret.is_some());
    write.scopes().content_row(database, None, Some(&row))
}

/// Replaces the content of an object by its next revision; what it replaces is kept as a version.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision; [`StoreError::Changed`] where `revision` is
/// not the next one.
pub fn replace_content(
    write: &mut Write<'_>,
    granted: &Granted,
    object: ObjectId,
    revision: u64,
    sealed: &Sealed,
) -> Result<(), StoreError> {
    proof::fresh(write, granted, Permission::ModifyEntries, Some(object))?;
    let database = granted.database();
    let (old, content) = row(write, database, object)?.ok_or(StoreError::Changed)?;
    if old.revision + 1 != revision {
        return Err(StoreError::Changed);
    }
    second_passwords::is_under(write, database, Some(object), sealed.under)?;
    insert_version(write, database, object, old.revision, &content)?;
    write.execute(
        "UPDATE objects SET revision = $1, summary = $2, secret = $3 WHERE database_id = $4 AND object_id = $5",
        &[
            Value::from(to_integer(revision)?),
            sealed.summary.as_slice().into(),
            sealed.secret.as_deref().into(),
            (&database.to_bytes()).into(),
            (&object.to_bytes()).into(),
        ],
    )?;
    let old_row = place_bytes(&old, content.secret.is_some());
    let new_row = place_bytes(&Place { revision, ..old }, sealed.secret.is_some());
    write.scopes().content_row(database, Some(&old_row), Some(&new_row))
}

/// Puts an object at another place. What covers it goes along. `removal` is the right to take it away from where it is, `addition` the right
/// to add it to the new parent, of the same person in the same database. That the object does not come to stand
/// below itself is part of the decision.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision; [`StoreError::Unproven`] where the two rights
/// do not belong together; [`StoreError::Covered`] where a second password covers the new place and none the old one.
pub fn relocate(
    write: &mut Write<'_>,
    removal: &Granted,
    addition: &Granted,
    object: ObjectId,
    position: i64,
) -> Result<(), StoreError> {
    let parent = may_relocate(write, removal, addition, object)?;
    replace_place(write, removal.database(), object, None, |place| Place { parent, position, ..place })
}

/// Puts an object that no second password covers at a place that one covers: it is encrypted under that key, which is
/// `under`, with everything below it that has none of its own.
///
/// # Errors
/// As [`relocate`]; [`StoreError::Stale`] also where another second password covers one of the places by now; what
/// `reseal` says.
pub fn relocate_under<R: Reseal>(
    write: &mut Write<'_>,
    (removal, addition): (&Granted, &Granted),
    object: ObjectId,
    position: i64,
    under: SecondKeyId,
    reseal: &mut R,
) -> Result<(), R::Error> {
    let parent = may_relocate(write, removal, addition, object)?;
    let database = removal.database();
    second_passwords::is_under(write, database, Some(object), None)?;
    second_passwords::is_under(write, database, parent, Some(under))?;
    second_passwords::rewrite(write, database, Some(object), reseal)?;
    let to = |place| Place { parent, position, ..place };
    Ok(replace_place(write, database, object, Some(under), to)?)
}

fn may_relocate(
    write: &mut Write<'_>,
    removal: &Granted,
    addition: &Granted,
    object: ObjectId,
) -> Result<Option<ObjectId>, StoreError> {
    proof::fresh(write, removal, Permission::DeleteEntries, Some(object))?;
    let parent = addition.object();
    proof::fresh(write, addition, Permission::AddEntries, parent)?;
    if removal.database() != addition.database() || removal.user() != addition.user() {
        return Err(StoreError::Unproven);
    }
    Ok(parent)
}

/// Sets where an object stands among its siblings, by the right to add to their folder: what is put between others moves
/// those behind it on. Nothing else about them changes.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision; [`StoreError::Unproven`] where the object is not in
/// that folder.
pub fn reorder(
    write: &mut Write<'_>,
    addition: &Granted,
    object: ObjectId,
    position: i64,
) -> Result<(), StoreError> {
    let folder = addition.object();
    proof::fresh(write, addition, Permission::AddEntries, folder)?;
    let (place, _) = row(write, addition.database(), object)?.ok_or(StoreError::Changed)?;
    if place.parent != folder {
        return Err(StoreError::Unproven);
    }
    replace_place(write, addition.database(), object, None, |place| Place { position, ..place })
}

/// Puts an object into the bin. It keeps its place in the tree, and so its rights.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision.
pub fn put_into_bin(
    write: &mut Write<'_>,
    granted: &Granted,
    object: ObjectId,
    now: Instant,
) -> Result<(), StoreError> {
    proof::fresh(write, granted, Permission::DeleteEntries, Some(object))?;
    crate::bin::note(write, granted.database(), object, granted.user())?;
    replace_place(write, granted.database(), object, None, |place| Place { bin_at: Some(now), ..place })
}

/// Lets rights from above reach an object, or not.
///
/// # Errors
/// [`StoreError::Unproven`] where the proof is of something else; [`StoreError::Changed`] where the object is not
/// there any more.
pub fn set_inheritance(
    write: &mut Write<'_>,
    administers: &Administers,
    database: DatabaseId,
    object: ObjectId,
    inheritance: bool,
) -> Result<(), StoreError> {
    let action = Action::Database(DatabaseAction::ChangeInheritance);
    if !administers.is_for(action, Subject::Database(database)) {
        return Err(StoreError::Unproven);
    }
    replace_place(write, database, object, None, |place| Place { inheritance, ..place })
}

pub(crate) fn replace_place(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    resealed: Option<SecondKeyId>,
    change: impl FnOnce(Place) -> Place,
) -> Result<(), StoreError> {
    let (old, content) = row(write, database, object)?.ok_or(StoreError::Changed)?;
    let new = change(old);
    let moves = old.parent != new.parent;
    let before = if moves { second_passwords::nearest(write, database, Some(object))? } else { None };
    write.execute(
        "UPDATE objects SET parent_id = $1, position = $2, bin_at = $3, inheritance = $4
         WHERE database_id = $5 AND object_id = $6",
        &[
            Value::from(new.parent.map(ObjectId::to_bytes).as_ref()),
            new.position.into(),
            new.bin_at.map(Instant::micros).into(),
            i64::from(new.inheritance).into(),
            (&database.to_bytes()).into(),
            (&object.to_bytes()).into(),
        ],
    )?;
    let has_secret = content.secret.is_some();
    let counted = (place_bytes(&old, has_secret), place_bytes(&new, has_secret));
    write.scopes().content_row(database, Some(&counted.0), Some(&counted.1))?;
    // What covers an object goes along wherever it is put, whatever puts it there.
    if moves { second_passwords::travel(write, database, object, before, resealed) } else { Ok(()) }
}

/// Deletes one object for good, with its rules, versions, attachments, grants and lock. What is below it is the caller's,
/// and so is the proof.
pub(crate) fn delete(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
) -> Result<(), StoreError> {
    let (old, has_secret) = place_of(write, database, object)?.ok_or(StoreError::Changed)?;
    for row in version_rows(write, database, object)? {
        write.scopes().content_row(database, Some(&row), None)?;
    }
    crate::attachments::delete_of_object(write, database, object)?;
    rules::delete_of_object(write, database, object)?;
    crate::grants::delete_of_object(write, database, object)?;
    crate::locks::delete_of_object(write, database, object)?;
    second_passwords::delete_of_object(write, database, object)?;
    for sql in [
        "DELETE FROM versions WHERE database_id = $1 AND object_id = $2",
        "DELETE FROM objects WHERE database_id = $1 AND object_id = $2",
    ] {
        write.execute(sql, &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()])?;
    }
    write.scopes().content_row(database, Some(&place_bytes(&old, has_secret)), None)
}

/// Refuses a change that was decided on another revision than the present one.
///
/// # Errors
/// [`StoreError::Stale`] where the content was changed since: decide again.
pub fn at_revision(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    revision: u64,
) -> Result<(), StoreError> {
    match row(write, database, object)? {
        Some((place, _)) if place.revision == revision => Ok(()),
        _ => Err(StoreError::Stale),
    }
}

/// The ciphertexts of the present revision, for whoever was granted to read or change the object.
///
/// # Errors
/// [`StoreError::Unproven`] where the proof is of something else.
pub fn content(
    query: &mut dyn Query,
    granted: &Granted,
    object: ObjectId,
) -> Result<Option<(Place, Sealed)>, StoreError> {
    proof::of_object(granted, object)?;
    row(query, granted.database(), object)
}

fn row(
    query: &mut dyn Query,
    database: DatabaseId,
    object: ObjectId,
) -> Result<Option<(Place, Sealed)>, StoreError> {
    let under = second_passwords::key_of(query, database, Some(object))?;
    let mut found = None;
    query.query(
        "SELECT object_id, parent_id, kind, inheritance, position, bin_at, revision, summary, secret FROM objects
         WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            found = Some((place(row)?, sealed(row, 7, under)?));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Where an object stands, and whether it has a secret.
pub(crate) fn place_of(
    query: &mut dyn Query,
    database: DatabaseId,
    object: ObjectId,
) -> Result<Option<(Place, bool)>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT object_id, parent_id, kind, inheritance, position, bin_at, revision,
         CAST(CASE WHEN secret IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM objects
         WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            found = Some((place(row)?, row.boolean(7)?));
            Ok(())
        },
    )?;
    Ok(found)
}

fn place(row: &impl Row) -> Result<Place, StoreError> {
    Ok(Place {
        id: ObjectId::from_bytes(row.array(0)?),
        parent: match row.optional_bytes(1)? {
            Some(_) => Some(ObjectId::from_bytes(row.array(1)?)),
            None => None,
        },
        kind: match row.integer(2)? {
            0 => ObjectKind::Folder,
            1 => ObjectKind::Entry,
            _ => return Err(StoreError::damaged("an unknown kind of object")),
        },
        inheritance: row.boolean(3)?,
        position: row.integer(4)?,
        bin_at: row.optional_integer(5)?.map(Instant::from_micros),
        revision: row.number(6)?,
    })
}

fn sealed(row: &impl Row, column: usize, under: Option<SecondKeyId>) -> Result<Sealed, StoreError> {
    Ok(Sealed {
        summary: row.bytes(column)?.to_vec(),
        secret: row.optional_bytes(column + 1)?.map(<[u8]>::to_vec),
        under,
    })
}

/// What gets the place and the encrypted summary of each object.
pub(crate) type EachObject<'a> = dyn FnMut(Place, &[u8]) -> Result<(), StoreError> + 'a;

/// Gives the place and the encrypted summary of every object to `each`, and counts every row of content.
pub(crate) fn load(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
    each: &mut EachObject<'_>,
) -> Result<(), StoreError> {
    query.query(
        "SELECT object_id, parent_id, kind, inheritance, position, bin_at, revision, summary,
         CAST(CASE WHEN secret IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM objects WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let place = place(row)?;
            count(&place_bytes(&place, row.boolean(8)?));
            each(place, row.bytes(7)?)
        },
    )?;
    query.query(
        "SELECT object_id, revision, CAST(CASE WHEN secret IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM versions
         WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            count(&version_bytes(ObjectId::from_bytes(row.array(0)?), row.number(1)?, row.boolean(2)?));
            Ok(())
        },
    )
}

/// The places alone, for the rules of a database that is closed.
pub(crate) fn load_places(
    query: &mut dyn Query,
    database: DatabaseId,
    each: &mut dyn FnMut(Place),
) -> Result<(), StoreError> {
    query.query(
        "SELECT object_id, parent_id, kind, inheritance, position, bin_at, revision FROM objects
         WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            each(place(row)?);
            Ok(())
        },
    )
}
