//! Second passwords: which objects have one, and the wraps of their object keys.
//!
//! An object is covered by the second password that stands nearest at or above it in the tree, or by that of the
//! database. Under its object key are the secrets of the object, of all its versions, and its attachments. Which key
//! that is follows from the tree and from this table alone; both are counted in the content's digest. So this must hold
//! after every transaction: what covers a row by the tree is what it is encrypted under. What changes the one without
//! the other is refused here:
//!
//! - A new object, or a new content, says what it is encrypted under ([`crate::objects::Sealed::under`]).
//! - A copy of what is covered has the second password itself where its place is not covered by the same one.
//! - What moves away from under a second password takes the wrap along, and has it from then on.
//! - What moves under one for the first time is encrypted anew with the move, or does not move.
//! - Setting and removing encrypts everything anew that comes to be covered by another key, in the same transaction.
//!
//! All of a row is counted, the wrap included: an earlier wrap that is put back would let an old password open.

mod rewrite;

use std::collections::HashSet;

use strongroom_domain::{
    id::{DatabaseId, ObjectId, SecondKeyId},
    rights::{Granted, Permission},
};

pub use rewrite::Reseal;
pub(crate) use rewrite::rewrite;

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    proof,
    rows::{RowBytes, Table},
    writer::Write,
};

/// A second password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondRow {
    /// What has it; absent: the database.
    pub holder: Option<ObjectId>,
    /// Its object key.
    pub key: SecondKeyId,
    /// That key, wrapped under the password.
    pub wrapped: Vec<u8>,
}

impl SecondRow {
    /// Whether the same password opens the same key: two wraps of one key may be under different passwords.
    pub fn opens_like(&self, other: &Self) -> bool {
        self.key == other.key && self.wrapped == other.wrapped
    }
}

/// The right to set, change or remove a second password: on an object with everything below it, or on the database
/// and on each object at its root with everything below.
#[derive(Debug, Clone)]
pub struct MaySet {
    /// On the object, or on the database.
    pub top: Granted,
    /// On each object at the root, where it is about the database.
    pub roots: Vec<Granted>,
}

/// Stands for the database in a row: no object has this id.
const DATABASE: [u8; 16] = [0; 16];

/// The id that stands for the holder in a row.
fn holder_bytes(holder: Option<ObjectId>) -> [u8; 16] {
    holder.map_or(DATABASE, ObjectId::to_bytes)
}

fn row_bytes(row: &SecondRow) -> Vec<u8> {
    RowBytes::of(Table::SecondPassword)
        .bytes(&holder_bytes(row.holder))
        .bytes(&row.key.to_bytes())
        .bytes(&row.wrapped)
        .done()
}

/// From three columns: holder, key, wrap.
fn read(row: &impl Row) -> Result<SecondRow, StoreError> {
    let holder: [u8; 16] = row.array(0)?;
    Ok(SecondRow {
        holder: (holder != DATABASE).then(|| ObjectId::from_bytes(holder)),
        key: SecondKeyId::from_bytes(row.array(1)?),
        wrapped: row.bytes(2)?.to_vec(),
    })
}

/// The second password of an object, or of the database, itself.
///
/// # Errors
/// What the engine says.
pub fn of(
    query: &mut dyn Query,
    database: DatabaseId,
    holder: Option<ObjectId>,
) -> Result<Option<SecondRow>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT object_id, key_id, wrapped FROM second_passwords WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&holder_bytes(holder)).into()],
        &mut |row| {
            found = Some(read(row)?);
            Ok(())
        },
    )?;
    Ok(found)
}

/// The second password that covers an object, or what is made at the root.
pub(crate) fn nearest(
    query: &mut dyn Query,
    database: DatabaseId,
    object: Option<ObjectId>,
) -> Result<Option<SecondRow>, StoreError> {
    if !any(query, database)? {
        return Ok(None);
    }
    let mut at = object;
    for _ in 0..=strongroom_domain::limits::FOLDER_LEVELS + 1 {
        if let Some(row) = of(query, database, at)? {
            return Ok(Some(row));
        }
        let Some(object) = at else { return Ok(None) };
        at = parent(query, database, object)?;
    }
    Err(StoreError::damaged("a folder stands below itself"))
}

/// The object key that an object is encrypted under.
pub(crate) fn key_of(
    query: &mut dyn Query,
    database: DatabaseId,
    object: Option<ObjectId>,
) -> Result<Option<SecondKeyId>, StoreError> {
    Ok(nearest(query, database, object)?.map(|row| row.key))
}

fn any(query: &mut dyn Query, database: DatabaseId) -> Result<bool, StoreError> {
    let mut any = false;
    query.query(
        "SELECT 1 FROM second_passwords WHERE database_id = $1 LIMIT 1",
        &[Value::from(&database.to_bytes())],
        &mut |_| {
            any = true;
            Ok(())
        },
    )?;
    Ok(any)
}

fn parent(
    query: &mut dyn Query,
    database: DatabaseId,
    object: ObjectId,
) -> Result<Option<ObjectId>, StoreError> {
    let mut parent = None;
    query.query(
        "SELECT parent_id FROM objects WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            if row.optional_bytes(0)?.is_some() {
                parent = Some(ObjectId::from_bytes(row.array(0)?));
            }
            Ok(())
        },
    )?;
    Ok(parent)
}

/// What is written is encrypted under what covers its place.
///
/// # Errors
/// [`StoreError::Covered`] where it is under no second password and one covers it; [`StoreError::Stale`] where it is
/// another one.
pub(crate) fn is_under(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: Option<ObjectId>,
    under: Option<SecondKeyId>,
) -> Result<(), StoreError> {
    match (key_of(write, database, object)?, under) {
        (covers, under) if covers == under => Ok(()),
        (Some(_), None) => Err(StoreError::Covered),
        _ => Err(StoreError::Stale),
    }
}

/// After an object came to stand elsewhere: what covered it goes along. `resealed` is the key that it was encrypted
/// anew under for its new place.
///
/// # Errors
/// [`StoreError::Covered`] where it was not covered, and is there.
pub(crate) fn travel(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    before: Option<SecondRow>,
    resealed: Option<SecondKeyId>,
) -> Result<(), StoreError> {
    let after = nearest(write, database, Some(object))?;
    match before {
        Some(row) if after.as_ref().is_some_and(|after| after.opens_like(&row)) => Ok(()),
        Some(row) => insert(write, database, &SecondRow { holder: Some(object), ..row }),
        None if after.map(|row| row.key) == resealed => Ok(()),
        None => Err(StoreError::Covered),
    }
}

/// Sets a second password where there is none. What it covers is encrypted under `before` so far, and under the new
/// key when this returns.
///
/// # Errors
/// [`StoreError::Stale`] where the rules, or what covers it, changed since the decision; what `reseal` says.
pub fn set<R: Reseal>(
    write: &mut Write<'_>,
    may: &MaySet,
    row: &SecondRow,
    before: Option<SecondKeyId>,
    reseal: &mut R,
) -> Result<(), R::Error> {
    let database = proven(write, may, row.holder)?;
    is_under(write, database, row.holder, before)?;
    if of(write, database, row.holder)?.is_some() {
        return Err(StoreError::Stale.into());
    }
    rewrite(write, database, row.holder, reseal)?;
    Ok(insert(write, database, row)?)
}

/// Sets another password for the same object key.
///
/// # Errors
/// [`StoreError::Stale`] where the rules, or the second password, changed since the decision.
pub fn change(
    write: &mut Write<'_>,
    may: &MaySet,
    before: &SecondRow,
    wrapped: Vec<u8>,
) -> Result<(), StoreError> {
    let database = proven(write, may, before.holder)?;
    if of(write, database, before.holder)?.as_ref() != Some(before) {
        return Err(StoreError::Stale);
    }
    delete(write, database, before)?;
    insert(write, database, &SecondRow { wrapped, ..before.clone() })
}

/// Removes a second password. What it covered is encrypted under `after`, what covers it from above, when this
/// returns.
///
/// # Errors
/// [`StoreError::Stale`] where the rules, or what covers it, changed since the decision; what `reseal` says.
pub fn remove<R: Reseal>(
    write: &mut Write<'_>,
    may: &MaySet,
    before: &SecondRow,
    after: Option<SecondKeyId>,
    reseal: &mut R,
) -> Result<(), R::Error> {
    let database = proven(write, may, before.holder)?;
    if of(write, database, before.holder)?.as_ref() != Some(before) {
        return Err(StoreError::Stale.into());
    }
    delete(write, database, before)?;
    is_under(write, database, before.holder, after)?;
    rewrite(write, database, before.holder, reseal)
}

/// The proof is of this, and fresh; gives the database.
fn proven(write: &mut Write<'_>, may: &MaySet, holder: Option<ObjectId>) -> Result<DatabaseId, StoreError> {
    let (top, right) = (&may.top, Permission::SetSecondPassword);
    proof::fresh(write, top, right, holder)?;
    let database = top.database();
    if holder.is_some() {
        return if top.extent().below { Ok(database) } else { Err(StoreError::Unproven) };
    }
    for granted in &may.roots {
        let same = granted.database() == database && granted.user() == top.user();
        if !same || !granted.extent().below {
            return Err(StoreError::Unproven);
        }
        proof::fresh(write, granted, right, granted.object())?;
    }
    let roots: HashSet<ObjectId> = may.roots.iter().filter_map(Granted::object).collect();
    let mut lacking = false;
    write.query(
        "SELECT object_id FROM objects WHERE database_id = $1 AND parent_id IS NULL",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let root = ObjectId::from_bytes(row.array(0)?);
            lacking |= !roots.contains(&root);
            Ok(())
        },
    )?;
    // One that was made a moment ago: decided again, with it.
    if lacking { Err(StoreError::Stale) } else { Ok(database) }
}

pub(crate) fn insert(write: &mut Write<'_>, database: DatabaseId, row: &SecondRow) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO second_passwords (database_id, object_id, key_id, wrapped) VALUES ($1, $2, $3, $4)",
        &[
            Value::from(&database.to_bytes()),
            (&holder_bytes(row.holder)).into(),
            (&row.key.to_bytes()).into(),
            row.wrapped.as_slice().into(),
        ],
    )?;
    write.scopes().content_row(database, None, Some(&row_bytes(row)))
}

fn delete(write: &mut Write<'_>, database: DatabaseId, row: &SecondRow) -> Result<(), StoreError> {
    write.execute(
        "DELETE FROM second_passwords WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&holder_bytes(row.holder)).into()],
    )?;
    write.scopes().content_row(database, Some(&row_bytes(row)), None)
}

/// Deletes the second password of an object, with the object.
pub(crate) fn delete_of_object(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
) -> Result<(), StoreError> {
    match of(write, database, Some(object))? {
        Some(row) => delete(write, database, &row),
        None => Ok(()),
    }
}

/// Every second password of a database.
pub(crate) fn load(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<SecondRow>, StoreError> {
    let mut rows = Vec::new();
    query.query(
        "SELECT object_id, key_id, wrapped FROM second_passwords WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let row = read(row)?;
            count(&row_bytes(&row));
            rows.push(row);
            Ok(())
        },
    )?;
    Ok(rows)
}
