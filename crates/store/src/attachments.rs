//! Files of entries: an encrypted record (name, size, type) and encrypted chunks.

use strongroom_domain::{
    administration::Administers,
    id::{AttachmentId, DatabaseId, ObjectId},
    rights::Granted,
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    proof,
    rows::{RowBytes, Table},
    scopes::to_integer,
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
    insert(write, database, object, row, chunks)
}

/// The same where the right to it was asked before.
pub(crate) fn insert(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    row: &AttachmentRow,
    chunks: &[Vec<u8>],
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
    for (number, chunk) in (0_i64..).zip(chunks) {
        write.execute(
            "INSERT INTO attachment_chunks (database_id, attachment_id, number, chunk) VALUES ($1, $2, $3, $4)",
            &[
                Value::from(&database.to_bytes()),
                (&row.id.to_bytes()).into(),
                number.into(),
                chunk.as_slice().into(),
            ],
        )?;
    }
    write.scopes().content_row(database, None, Some(&row_bytes(object, row.id)))
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
        write.execute(
            "DELETE FROM attachment_chunks WHERE database_id = $1 AND attachment_id = $2",
            &[Value::from(&database.to_bytes()), (&id.to_bytes()).into()],
        )?;
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
