//! Custom icons of a database: encrypted pictures under an id.

use strongroom_domain::{
    administration::Administers,
    id::{DatabaseId, ObjectId},
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    rows::{RowBytes, Table},
    writer::Write,
};

fn row_bytes(id: &[u8; 16]) -> Vec<u8> {
    RowBytes::of(Table::Icon).bytes(id).done()
}

/// Adds an icon of an import.
///
/// # Errors
/// [`StoreError::Conflict`] where the id is taken.
pub fn insert_imported(
    write: &mut Write<'_>,
    _administers: &Administers,
    database: DatabaseId,
    id: ObjectId,
    record: &[u8],
) -> Result<(), StoreError> {
    insert_row(write, database, id, record)
}

pub(crate) fn insert_row(
    write: &mut Write<'_>,
    database: DatabaseId,
    id: ObjectId,
    record: &[u8],
) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO icons (database_id, icon_id, record) VALUES ($1, $2, $3)",
        &[Value::from(&database.to_bytes()), (&id.to_bytes()).into(), record.into()],
    )?;
    write.scopes().content_row(database, None, Some(&row_bytes(&id.to_bytes())))
}

/// Deletes an icon of an import that is not to be.
pub(crate) fn delete(write: &mut Write<'_>, database: DatabaseId, id: ObjectId) -> Result<(), StoreError> {
    let deleted = write.execute(
        "DELETE FROM icons WHERE database_id = $1 AND icon_id = $2",
        &[Value::from(&database.to_bytes()), (&id.to_bytes()).into()],
    )?;
    if deleted == 0 {
        return Err(StoreError::Changed);
    }
    write.scopes().content_row(database, Some(&row_bytes(&id.to_bytes())), None)
}

/// One encrypted icon.
///
/// # Errors
/// What the engine says.
pub fn get(query: &mut dyn Query, database: DatabaseId, id: ObjectId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT record FROM icons WHERE database_id = $1 AND icon_id = $2",
        &[Value::from(&database.to_bytes()), (&id.to_bytes()).into()],
        &mut |row| {
            found = Some(row.bytes(0)?.to_vec());
            Ok(())
        },
    )?;
    Ok(found)
}

/// Counts every icon of a database.
pub(crate) fn count(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
) -> Result<(), StoreError> {
    query.query(
        "SELECT icon_id FROM icons WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            count(&row_bytes(&row.array(0)?));
            Ok(())
        },
    )
}
