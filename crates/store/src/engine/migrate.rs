//! Migrations: run forward at start, each in one transaction with the new number of the schema.

use super::{Query, Row, sqlite::Sqlite};
use crate::error::OpenError;

/// Every migration, oldest first. Append only: a released one is never changed.
const MIGRATIONS: [&str; 1] = [include_str!("../migrations/0001_spine.sql")];

/// The schema that this program knows.
pub const KNOWN: i64 = MIGRATIONS.len() as i64;

/// Brings the schema up to [`KNOWN`].
///
/// # Errors
/// [`OpenError::Newer`] for a schema that this program does not know; otherwise what the engine says.
pub fn run(engine: &mut Sqlite) -> Result<(), OpenError> {
    engine.batch("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")?;
    let found = version(engine)?;
    if found > KNOWN {
        return Err(OpenError::Newer { found, known: KNOWN });
    }
    for (number, sql) in (1..).zip(MIGRATIONS) {
        if number > found {
            let result = engine.batch(&format!(
                "BEGIN IMMEDIATE; {sql}; DELETE FROM schema_version; INSERT INTO schema_version VALUES ({number}); COMMIT"
            ));
            if result.is_err() && engine.in_transaction() {
                engine.batch("ROLLBACK")?;
            }
            result?;
        }
    }
    Ok(())
}

fn version(engine: &mut Sqlite) -> Result<i64, OpenError> {
    let mut found = 0;
    engine.query("SELECT version FROM schema_version", &[], &mut |row| {
        found = row.integer(0)?;
        Ok(())
    })?;
    Ok(found)
}
