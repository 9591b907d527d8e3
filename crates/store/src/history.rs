//! The kept versions of an object: for whoever was granted to read it, since seeing and using it is not enough; and
//! putting away those that are beyond the limits of their database.

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Granted,
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    objects::version_bytes,
    proof,
    scopes::to_integer,
    writer::Write,
};

/// The revision and the encrypted summary of every kept version of an object, the latest first.
///
/// # Errors
/// [`StoreError::Unproven`] where the proof is of something else.
pub fn summaries(
    query: &mut dyn Query,
    granted: &Granted,
    object: ObjectId,
) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    proof::of_reading(granted, object)?;
    let mut found = Vec::new();
    query.query(
        "SELECT revision, summary FROM versions WHERE database_id = $1 AND object_id = $2
         ORDER BY revision DESC",
        &[Value::from(&granted.database().to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            found.push((row.number(0)?, row.bytes(1)?.to_vec()));
            Ok(())
        },
    )?;
    Ok(found)
}

/// How many versions of an object are kept.
///
/// # Errors
/// What the engine says.
pub fn count(query: &mut dyn Query, (database, object): (DatabaseId, ObjectId)) -> Result<u64, StoreError> {
    let mut found = 0;
    query.query(
        "SELECT COUNT(*) FROM versions WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            found = row.number(0)?;
            Ok(())
        },
    )?;
    Ok(found)
}

/// The encrypted summary of a kept version, for looking at its age only: nothing of it is told to anybody.
///
/// # Errors
/// What the engine says.
pub fn summary_for_age(
    query: &mut dyn Query,
    (database, object): (DatabaseId, ObjectId),
    revision: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT summary FROM versions WHERE database_id = $1 AND object_id = $2 AND revision = $3",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into(), to_integer(revision)?.into()],
        &mut |row| {
            found = Some(row.bytes(0)?.to_vec());
            Ok(())
        },
    )?;
    Ok(found)
}

/// Some objects that have kept versions, in the order of their ids, beginning behind `after`.
///
/// # Errors
/// What the engine says.
pub fn objects_with_versions(
    query: &mut dyn Query,
    database: DatabaseId,
    after: Option<ObjectId>,
    limit: u64,
) -> Result<Vec<ObjectId>, StoreError> {
    let after = after.map_or([0; 16], ObjectId::to_bytes);
    let mut found = Vec::new();
    query.query(
        "SELECT DISTINCT object_id FROM versions WHERE database_id = $1 AND object_id > $2
         ORDER BY object_id LIMIT $3",
        &[Value::from(&database.to_bytes()), (&after).into(), to_integer(limit)?.into()],
        &mut |row| {
            found.push(ObjectId::from_bytes(row.array(0)?));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Puts away the kept versions of an object up to revision `through`, by the limits of its database: that is nobody's
/// right and needs none. Says how many there were. The present one is not among them, whatever `through` is.
///
/// # Errors
/// What the engine says.
pub fn put_away(
    write: &mut Write<'_>,
    (database, object): (DatabaseId, ObjectId),
    through: u64,
) -> Result<u64, StoreError> {
    let mut gone = Vec::new();
    let (database_id, object_id) = (database.to_bytes(), object.to_bytes());
    let which = [Value::from(&database_id), (&object_id).into(), to_integer(through)?.into()];
    write.query(
        "SELECT revision, CAST(CASE WHEN secret IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM versions
         WHERE database_id = $1 AND object_id = $2 AND revision <= $3",
        &which,
        &mut |row| {
            gone.push(version_bytes(object, row.number(0)?, row.boolean(1)?));
            Ok(())
        },
    )?;
    write.execute(
        "DELETE FROM versions WHERE database_id = $1 AND object_id = $2 AND revision <= $3",
        &which,
    )?;
    for row in &gone {
        write.scopes().content_row(database, Some(row), None)?;
    }
    Ok(gone.len() as u64)
}
