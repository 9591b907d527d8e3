//! SQLite: WAL with `synchronous=FULL`, so that an acknowledged change survives a power cut; one connection that
//! writes and some that read.

use std::path::Path;

use parking_lot::Mutex;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, Statement, ToSql, ffi, types::ToSqlOutput, types::ValueRef,
};

use super::{Execute, Query, Row, Value};
use crate::error::StoreError;

/// Distinct statements of this program, with room to spare.
const CACHED_STATEMENTS: usize = 160;

/// The file in the data folder.
pub const FILE: &str = "strongroom.db";

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(value) => ValueRef::Integer(*value),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

/// A row of SQLite.
pub struct SqliteRow<'a>(&'a rusqlite::Row<'a>);

impl Row for SqliteRow<'_> {
    fn optional_integer(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get_ref(column).map_err(|error| from_engine(&error))? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(value) => Ok(Some(value)),
            _ => Err(StoreError::damaged("a row holds something else than a number")),
        }
    }

    fn optional_bytes(&self, column: usize) -> Result<Option<&[u8]>, StoreError> {
        match self.0.get_ref(column).map_err(|error| from_engine(&error))? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(value) | ValueRef::Text(value) => Ok(Some(value)),
            _ => Err(StoreError::damaged("a row holds something else than bytes")),
        }
    }
}

/// A connection, as something that reads and writes.
pub struct Sqlite(Connection);

impl Sqlite {
    /// Opens the file in `folder` for writing and makes it if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the file is no database of SQLite.
    pub fn writer(folder: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(folder.join(FILE)).map_err(|error| from_engine(&error))?;
        // Deleted pages are overwritten, so that a deleted ciphertext is gone; nothing goes into temporary files.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
                 PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 4000;
                 PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384;",
            )
            .map_err(|error| from_engine(&error))?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        Ok(Self(connection))
    }

    fn reader(folder: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(folder.join(FILE), flags).map_err(|error| from_engine(&error))?;
        connection
            .execute_batch(
                "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -2048;",
            )
            .map_err(|error| from_engine(&error))?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        Ok(Self(connection))
    }

    /// Runs statements that are part of the engine's own housekeeping (`BEGIN`, `COMMIT`, migrations).
    ///
    /// # Errors
    /// What the engine says.
    pub fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.0.execute_batch(sql).map_err(|error| from_engine(&error))
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        !self.0.is_autocommit()
    }

    fn prepared(&self, sql: &'static str) -> Result<rusqlite::CachedStatement<'_>, StoreError> {
        let statement = self.0.prepare_cached(sql).map_err(|error| from_engine(&error))?;
        debug_assert!(parameters_in_order(&statement), "parameters must first appear in order: {sql}");
        Ok(statement)
    }
}

/// SQLite numbers `$1` by its first appearance, PostgreSQL by its name; both agree only in this order.
fn parameters_in_order(statement: &Statement<'_>) -> bool {
    (1..=statement.parameter_count())
        .all(|number| statement.parameter_name(number) == Some(format!("${number}").as_str()))
}

impl Query for Sqlite {
    fn query(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&SqliteRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.prepared(sql)?;
        let mut rows =
            statement.query(rusqlite::params_from_iter(parameters)).map_err(|error| from_engine(&error))?;
        while let Some(row) = rows.next().map_err(|error| from_engine(&error))? {
            each(&SqliteRow(row))?;
        }
        Ok(())
    }
}

impl Execute for Sqlite {
    fn execute(&mut self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, StoreError> {
        let changed = self
            .prepared(sql)?
            .execute(rusqlite::params_from_iter(parameters))
            .map_err(|error| from_engine(&error))?;
        Ok(changed as u64)
    }
}

/// Connections that read. A reader sees what is committed at the moment of its first statement.
pub struct Readers {
    folder: std::path::PathBuf,
    idle: Mutex<Vec<Sqlite>>,
}

impl Readers {
    /// At most this many idle connections are kept.
    const KEPT: usize = 8;

    /// Readers of the file in `folder`.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), idle: Mutex::new(Vec::new()) }
    }

    /// Runs `work` on one connection.
    ///
    /// # Errors
    /// What `work` says, or that no connection could be made.
    pub fn with<T>(
        &self,
        work: impl FnOnce(&mut dyn Query) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle.lock().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => Sqlite::reader(&self.folder)?,
        };
        let answer = work(&mut connection);
        let mut idle = self.idle.lock();
        if idle.len() < Self::KEPT {
            idle.push(connection);
        }
        answer
    }
}

/// The error of the engine in the words of the store. The engine's messages name tables and columns, never values.
fn from_engine(error: &rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, _) = error else {
        return StoreError::damaged(format!("the engine reports: {error}"));
    };
    match failure.code {
        ErrorCode::ConstraintViolation => StoreError::Conflict,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            StoreError::damaged(format!("the engine reports: {error}"))
        }
        _ if sync_failed(failure.extended_code) => StoreError::Stopped(error.to_string().into()),
        _ => StoreError::Unavailable(error.to_string().into()),
    }
}

fn sync_failed(code: i32) -> bool {
    matches!(code, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC)
}
