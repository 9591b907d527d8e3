//! The kept versions of an object, for whoever was granted to read it: seeing and using it is not enough.

use strongroom_domain::{id::ObjectId, rights::Granted};

use crate::{
    engine::{Query, Row, Value},
    error::StoreError,
    proof,
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
