//! Files of entries: an encrypted record (name, size, type) and encrypted chunks.
//!
//! What comes in a stream is *staged*: its chunks are written as they come, in many transactions, and belong to nothing
//! until one transaction gives them a row. What never gets one is discarded, at the next start at the latest.

use strongroom_domain::{
    administration::Administers,
    id::{AttachmentId, DatabaseId, ObjectId, SecondKeyId},
    rights::{Granted, Permission},
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    proof,
    rows::{RowBytes, Table},
    scopes::to_integer,
    second_passwords,
    writer::Write,
};

/// An attachment without its chunks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// Its id.
    pub id: AttachmentId,
    /// Encrypted: name, size, type.
    pub record: Vec<u8>,
}

/// How many bytes all attachments take as they are stored: encrypted, what is still being uploaded included.
///
/// # Errors
/// What the engine says.
pub fn bytes(query: &mut dyn Query, _administers: &Administers) -> Result<u64, StoreError> {
    let mut found = 0;
    query.query("SELECT COALESCE(SUM(LENGTH(chunk)), 0) FROM attachment_chunks", &[], &mut |row| {
        found = row.number(0)?;
        Ok(())
    })?;
    Ok(found)
}

fn row_bytes(object: ObjectId, id: AttachmentId) -> Vec<u8> {
    RowBytes::of(Table::Attachment).bytes(&object.to_bytes()).bytes(&id.to_bytes()).done()
}

/// Adds an attachment of an import with its chunks.
///
/// # Errors
/// [`StoreError::Conflict`] where the id is taken.
pub fn insert_imported(
    write: &mut Write<'_>,
    _administers: &Administers,
    database: DatabaseId,
    object: ObjectId,
    row: &AttachmentRow,
    chunks: &[Vec<u8>],
) -> Result<(), StoreError> {
    insert_chunks(write, database, row.id, 0, chunks)?;
    insert_row(write, database, object, row)
}

pub(crate) fn insert_row(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    row: &AttachmentRow,
) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO attachments (database_id, object_id, attachment_id, record) VALUES ($1, $2, $3, $4)",
        &[
            Value::from(&database.to_bytes()),
            (&object.to_bytes()).into(),
            (&row.id.to_bytes()).into(),
            row.record.as_slice().into(),
        ],
    )?;
    write.scopes().content_row(database, None, Some(&row_bytes(object, row.id)))
}

pub(crate) fn insert_chunks(
    write: &mut Write<'_>,
    database: DatabaseId,
    attachment: AttachmentId,
    first: i64,
    chunks: &[Vec<u8>],
) -> Result<(), StoreError> {
    for (number, chunk) in (first..).zip(chunks) {
        write.execute(
            "INSERT INTO attachment_chunks (database_id, attachment_id, number, chunk) VALUES ($1, $2, $3, $4)",
            &[
                Value::from(&database.to_bytes()),
                (&attachment.to_bytes()).into(),
                number.into(),
                chunk.as_slice().into(),
            ],
        )?;
    }
    Ok(())
}

/// Writes the next chunks of an attachment on its way, from number `first` on; with number 0 it begins. Whoever may change
/// an entry or add to a folder may send something there: whether they still may is asked when it gets its row.
///
/// # Errors
/// [`StoreError::Unproven`] where the proof is of something else; [`StoreError::Changed`] where the database was deleted,
/// or what came before was discarded.
pub fn stage(
    write: &mut Write<'_>,
    granted: &Granted,
    attachment: AttachmentId,
    first: u64,
    chunks: &[Vec<u8>],
) -> Result<(), StoreError> {
    if !matches!(granted.permission(), Permission::ModifyEntries | Permission::AddEntries) {
        return Err(StoreError::Unproven);
    }
    let database = granted.database();
    if write.scope(database)?.deleted {
        return Err(StoreError::Changed);
    }
    if first == 0 {
        write.execute(
            "INSERT INTO staged_attachments (database_id, attachment_id, begun_at) VALUES ($1, $2, $3)",
            &[
                Value::from(&database.to_bytes()),
                (&attachment.to_bytes()).into(),
                granted.now().micros().into(),
            ],
        )?;
    } else if !is_staged(write, database, attachment)? {
        return Err(StoreError::Changed);
    }
    insert_chunks(write, database, attachment, to_integer(first)?, chunks)
}

/// Gives an attachment whose chunks have come to its entry. `under` is the second password's object key that it is
/// encrypted under.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision; [`StoreError::Covered`] or [`StoreError::Stale`] where
/// another second password covers the entry; [`StoreError::Changed`] where it was discarded.
pub fn attach(
    write: &mut Write<'_>,
    granted: &Granted,
    object: ObjectId,
    row: &AttachmentRow,
    under: Option<SecondKeyId>,
) -> Result<(), StoreError> {
    proof::fresh(write, granted, Permission::ModifyEntries, Some(object))?;
    settle(write, granted.database(), object, row, under)
}

/// Gives staged chunks a row.
pub(crate) fn settle(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    row: &AttachmentRow,
    under: Option<SecondKeyId>,
) -> Result<(), StoreError> {
    second_passwords::is_under(write, database, Some(object), under)?;
    if !forget_staged(write, database, row.id)? {
        return Err(StoreError::Changed);
    }
    insert_row(write, database, object, row)
}

/// Deletes an attachment of an entry; says whether it was there.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision.
pub fn remove(
    write: &mut Write<'_>,
    granted: &Granted,
    object: ObjectId,
    attachment: AttachmentId,
) -> Result<bool, StoreError> {
    proof::fresh(write, granted, Permission::ModifyEntries, Some(object))?;
    let database = granted.database();
    let gone = write.execute(
        "DELETE FROM attachments WHERE database_id = $1 AND object_id = $2 AND attachment_id = $3",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into(), (&attachment.to_bytes()).into()],
    )?;
    if gone == 0 {
        return Ok(false);
    }
    delete_chunks(write, database, attachment)?;
    write.scopes().content_row(database, Some(&row_bytes(object, attachment)), None)?;
    Ok(true)
}

/// Puts away an attachment that does not come to its end. One that has a row is not touched.
///
/// # Errors
/// What the engine says.
pub fn discard(
    write: &mut Write<'_>,
    database: DatabaseId,
    attachment: AttachmentId,
) -> Result<(), StoreError> {
    if forget_staged(write, database, attachment)? && !has_row(write, database, attachment)? {
        delete_chunks(write, database, attachment)?;
    }
    Ok(())
}

/// Puts away everything that was on its way when the last process ended; says how much that was.
///
/// # Errors
/// What the engine says.
pub fn discard_all(write: &mut Write<'_>) -> Result<usize, StoreError> {
    let mut staged = Vec::new();
    write.query("SELECT database_id, attachment_id FROM staged_attachments", &[], &mut |row| {
        staged.push((DatabaseId::from_bytes(row.array(0)?), AttachmentId::from_bytes(row.array(1)?)));
        Ok(())
    })?;
    for (database, attachment) in &staged {
        discard(write, *database, *attachment)?;
    }
    Ok(staged.len())
}

fn is_staged(
    query: &mut dyn Query,
    database: DatabaseId,
    attachment: AttachmentId,
) -> Result<bool, StoreError> {
    exists(
        query,
        "SELECT 1 FROM staged_attachments WHERE database_id = $1 AND attachment_id = $2",
        database,
        attachment,
    )
}

fn has_row(
    query: &mut dyn Query,
    database: DatabaseId,
    attachment: AttachmentId,
) -> Result<bool, StoreError> {
    exists(
        query,
        "SELECT 1 FROM attachments WHERE database_id = $1 AND attachment_id = $2",
        database,
        attachment,
    )
}

fn exists(
    query: &mut dyn Query,
    sql: &'static str,
    database: DatabaseId,
    attachment: AttachmentId,
) -> Result<bool, StoreError> {
    let mut found = false;
    query.query(sql, &[Value::from(&database.to_bytes()), (&attachment.to_bytes()).into()], &mut |_| {
        found = true;
        Ok(())
    })?;
    Ok(found)
}

fn forget_staged(
    write: &mut Write<'_>,
    database: DatabaseId,
    attachment: AttachmentId,
) -> Result<bool, StoreError> {
    let gone = write.execute(
        "DELETE FROM staged_attachments WHERE database_id = $1 AND attachment_id = $2",
        &[Value::from(&database.to_bytes()), (&attachment.to_bytes()).into()],
    )?;
    Ok(gone > 0)
}

fn delete_chunks(
    write: &mut Write<'_>,
    database: DatabaseId,
    attachment: AttachmentId,
) -> Result<(), StoreError> {
    write.execute(
        "DELETE FROM attachment_chunks WHERE database_id = $1 AND attachment_id = $2",
        &[Value::from(&database.to_bytes()), (&attachment.to_bytes()).into()],
    )?;
    Ok(())
}

/// The attachments of an entry, for whoever was granted to read it.
///
/// # Errors
/// [`StoreError::Unproven`] where the proof is of something else.
pub fn of_object(
    query: &mut dyn Query,
    granted: &Granted,
    object: ObjectId,
) -> Result<Vec<AttachmentRow>, StoreError> {
    proof::of_reading(granted, object)?;
    let mut rows = Vec::new();
    query.query(
        "SELECT attachment_id, record FROM attachments WHERE database_id = $1 AND object_id = $2
         ORDER BY attachment_id",
        &[Value::from(&granted.database().to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            rows.push(AttachmentRow {
                id: AttachmentId::from_bytes(row.array(0)?),
                record: row.bytes(1)?.to_vec(),
            });
            Ok(())
        },
    )?;
    Ok(rows)
}

/// The ids of the files of every entry of a database, for telling what changed; no content is told by them.
///
/// # Errors
/// What the engine says.
pub fn ids(
    query: &mut dyn Query,
    database: DatabaseId,
    each: &mut dyn FnMut(ObjectId, AttachmentId),
) -> Result<(), StoreError> {
    query.query(
        "SELECT object_id, attachment_id FROM attachments WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            each(ObjectId::from_bytes(row.array(0)?), AttachmentId::from_bytes(row.array(1)?));
            Ok(())
        },
    )
}

/// One encrypted chunk of an attachment of `object`, for whoever was granted to read it.
///
/// # Errors
/// [`StoreError::Unproven`] where the proof is of something else.
pub fn chunk(
    query: &mut dyn Query,
    granted: &Granted,
    object: ObjectId,
    attachment: AttachmentId,
    number: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    proof::of_reading(granted, object)?;
    let mut found = None;
    query.query(
        "SELECT chunk FROM attachment_chunks WHERE database_id = $1 AND attachment_id = $2 AND number = $3
         AND EXISTS (SELECT 1 FROM attachments WHERE database_id = $1 AND object_id = $4 AND attachment_id = $2)",
        &[
            Value::from(&granted.database().to_bytes()),
            (&attachment.to_bytes()).into(),
            to_integer(number)?.into(),
            (&object.to_bytes()).into(),
        ],
        &mut |row| {
            found = Some(row.bytes(0)?.to_vec());
            Ok(())
        },
    )?;
    Ok(found)
}

/// Deletes the attachments of an object, with the object.
pub(crate) fn delete_of_object(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
) -> Result<(), StoreError> {
    let mut ids = Vec::new();
    write.query(
        "SELECT attachment_id FROM attachments WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            ids.push(AttachmentId::from_bytes(row.array(0)?));
            Ok(())
        },
    )?;
    for id in ids {
        delete_chunks(write, database, id)?;
        write.scopes().content_row(database, Some(&row_bytes(object, id)), None)?;
    }
    write.execute(
        "DELETE FROM attachments WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
    )?;
    Ok(())
}

/// Counts every attachment of a database.
pub(crate) fn count(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
) -> Result<(), StoreError> {
    query.query(
        "SELECT object_id, attachment_id FROM attachments WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            count(&row_bytes(ObjectId::from_bytes(row.array(0)?), AttachmentId::from_bytes(row.array(1)?)));
            Ok(())
        },
    )
}
