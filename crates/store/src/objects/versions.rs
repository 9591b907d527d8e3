//! The kept versions of objects: how they count, and what is in them.

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Granted,
};

use super::{Sealed, sealed, version_bytes};
use crate::{
    engine::{Query, Row, Value},
    error::StoreError,
    proof,
    scopes::to_integer,
    second_passwords,
};

/// The kept versions of an object, as they count.
pub(super) fn version_rows(
    query: &mut dyn Query,
    database: DatabaseId,
    object: ObjectId,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut rows = Vec::new();
    query.query(
        "SELECT revision, CAST(CASE WHEN secret IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM versions
         WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            rows.push(version_bytes(object, row.number(0)?, row.boolean(1)?));
            Ok(())
        },
    )?;
    Ok(rows)
}

/// The revisions of the kept versions of an object, oldest first.
///
/// # Errors
/// What the engine says.
pub fn revisions(
    query: &mut dyn Query,
    database: DatabaseId,
    object: ObjectId,
) -> Result<Vec<u64>, StoreError> {
    let mut revisions = Vec::new();
    query.query(
        "SELECT revision FROM versions WHERE database_id = $1 AND object_id = $2 ORDER BY revision",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            revisions.push(row.number(0)?);
            Ok(())
        },
    )?;
    Ok(revisions)
}

/// The ciphertexts of a kept version, for whoever was granted to read or change the object; seeing and using it is
/// not enough.
///
/// # Errors
/// [`StoreError::Unproven`] where the proof is of something else.
pub fn version(
    query: &mut dyn Query,
    granted: &Granted,
    object: ObjectId,
    revision: u64,
) -> Result<Option<Sealed>, StoreError> {
    proof::of_reading(granted, object)?;
    let under = second_passwords::key_of(query, granted.database(), Some(object))?;
    let mut found = None;
    query.query(
        "SELECT summary, secret FROM versions WHERE database_id = $1 AND object_id = $2 AND revision = $3",
        &[
            Value::from(&granted.database().to_bytes()),
            (&object.to_bytes()).into(),
            to_integer(revision)?.into(),
        ],
        &mut |row| {
            found = Some(sealed(row, 0, under)?);
            Ok(())
        },
    )?;
    Ok(found)
}
