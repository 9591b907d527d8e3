//! Migrations: run forward at start, each in one transaction with the new number of the schema.

use super::{Query, Row, sqlite::Sqlite};
use crate::error::OpenError;

/// Every migration, oldest first. Append only: a released one is never changed.
const MIGRATIONS: [&str; 10] = [
    include_str!("../migrations/0001_spine.sql"),
    include_str!("../migrations/0002_writes.sql"),
    include_str!("../migrations/0003_grants.sql"),
    include_str!("../migrations/0004_entry_locks.sql"),
    include_str!("../migrations/0005_tellings.sql"),
    include_str!("../migrations/0006_second_passwords.sql"),
    include_str!("../migrations/0007_bin.sql"),
    include_str!("../migrations/0008_staged_attachments.sql"),
    include_str!("../migrations/0009_imports.sql"),
    include_str!("../migrations/0010_personal_lists.sql"),
];

/// The schema that this program knows.
pub const KNOWN: i64 = MIGRATIONS.len() as i64;

/// Brings the schema up to [`KNOWN`].
///
/// # Errors
/// [`OpenError::Newer`] for a schema that this program does not know; otherwise what the engine says.
pub fn run(engine: &mut Sqlite) -> Result<(), OpenError> {
    run_all(engine, &MIGRATIONS)
}

fn run_all(engine: &mut Sqlite, migrations: &[&str]) -> Result<(), OpenError> {
    engine.batch("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")?;
    let found = version(engine)?;
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    for (number, sql) in (1..).zip(migrations) {
        if number > found {
            let result = engine.batch(&format!(
                "BEGIN IMMEDIATE; {sql}; DELETE FROM schema_version; INSERT INTO schema_version VALUES ({number}); COMMIT"
            ));
            if result.is_err() {
                engine.rollback()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(engine: &mut Sqlite) -> Vec<Vec<u8>> {
        let mut names = Vec::new();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
        engine
            .query(sql, &[], &mut |row| {
                names.push(row.bytes(0)?.to_vec());
                Ok(())
            })
            .unwrap();
        names
    }

    #[test]
    fn migrations_run_once_each_and_go_on_where_an_earlier_run_ended() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = Sqlite::writer(folder.path()).unwrap();
        run_all(&mut engine, &["CREATE TABLE a (x BIGINT)"]).unwrap();
        run_all(&mut engine, &["no SQL, and never run again", "CREATE TABLE b (x BIGINT)"]).unwrap();
        run_all(&mut engine, &["", ""]).unwrap();
        assert_eq!(tables(&mut engine), [b"a".to_vec(), b"b".to_vec(), b"schema_version".to_vec()]);
        assert_eq!(version(&mut engine).unwrap(), 2);
    }

    #[test]
    fn a_migration_that_ends_half_way_leaves_nothing_and_can_be_run_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = Sqlite::writer(folder.path()).unwrap();
        let broken = ["CREATE TABLE a (x BIGINT)", "CREATE TABLE b (x BIGINT); CREATE TABLE a (x BIGINT)"];
        run_all(&mut engine, &broken).unwrap_err();
        assert_eq!(tables(&mut engine), [b"a".to_vec(), b"schema_version".to_vec()]);
        assert_eq!(version(&mut engine).unwrap(), 1);
        run_all(&mut engine, &["CREATE TABLE a (x BIGINT)", "CREATE TABLE b (x BIGINT)"]).unwrap();
        assert_eq!(version(&mut engine).unwrap(), 2);
    }

    #[test]
    fn a_newer_schema_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = Sqlite::writer(folder.path()).unwrap();
        run_all(&mut engine, &["CREATE TABLE a (x BIGINT)", "CREATE TABLE b (x BIGINT)"]).unwrap();
        let refused = run_all(&mut engine, &["CREATE TABLE c (x BIGINT)"]).unwrap_err();
        assert!(matches!(refused, OpenError::Newer { found: 2, known: 1 }));
        assert_eq!(tables(&mut engine).len(), 3);
    }
}
