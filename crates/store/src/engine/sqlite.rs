//! SQLite: WAL with `synchronous=FULL`, so that an acknowledged change survives a power cut; one connection that
//! writes and some that read.

use std::{
    cell::RefCell,
    fs::{File, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use parking_lot::Mutex;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, Statement, ToSql, config::DbConfig, ffi, types::ToSqlOutput,
    types::ValueRef,
};

use super::{Execute, Query, Row, Value};
use crate::error::StoreError;

/// Distinct statements of this program, with room to spare.
const CACHED_STATEMENTS: usize = 160;

/// Pages of the write-ahead log (16 MiB) that make a checkpoint due.
const CHECKPOINT_PAGES: i64 = 4000;

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
pub struct Sqlite {
    connection: Connection,
    /// Why nothing may be written any more: a sync failed once, whoever asked for it.
    stopped: RefCell<Option<StoreError>>,
    /// What `PRAGMA data_version` said last: it moves when somebody else writes.
    data_version: Option<i64>,
}

impl Sqlite {
    /// Opens the file in `folder` for writing and makes it (0600) if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the file is no database of SQLite.
    pub fn writer(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        make_private(folder, &path).map_err(|error| StoreError::Unavailable(error.to_string().into()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // Deleted pages are overwritten, so that a deleted ciphertext is gone; nothing goes into temporary files.
        // The writer checkpoints by itself: the automatic one hides a failed sync.
        let sqlite = Self::open(
            &path,
            flags,
            "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF;
             PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;
             PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384;",
        )?;
        let mode: String = sqlite
            .connection
            .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
            .map_err(|error| sqlite.failed(&error))?;
        if mode != "wal" {
            return Err(StoreError::Unavailable("the file system of the data folder allows no WAL".into()));
        }
        Ok(sqlite)
    }

    fn reader(folder: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::open(&folder.join(FILE), flags, "PRAGMA cell_size_check = ON; PRAGMA cache_size = -2048;")
    }

    fn open(path: &Path, flags: OpenFlags, pragmas: &str) -> Result<Self, StoreError> {
        let connection = Connection::open_with_flags(path, flags).map_err(|error| from_engine(&error))?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        let mut sqlite = Self { connection, stopped: RefCell::new(None), data_version: None };
        sqlite.batch("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;")?;
        sqlite.batch(pragmas)?;
        Ok(sqlite)
    }

    /// Runs statements that are part of the engine's own housekeeping (pragmas, migrations).
    ///
    /// # Errors
    /// What the engine says.
    pub fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|error| self.failed(&error))
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// [`StoreError::Stopped`] where another program has written since the last one: this one's memory is of
    /// another store then, and nothing it knows may be written over the other's.
    pub fn begin(&mut self) -> Result<(), StoreError> {
        self.execute("BEGIN IMMEDIATE", &[])?;
        let version = self.read_data_version()?;
        if *self.data_version.get_or_insert(version) == version {
            return Ok(());
        }
        let foreign = StoreError::Stopped("another program has written into the store".into());
        self.stopped.borrow_mut().get_or_insert_with(|| foreign.clone());
        Err(foreign)
    }

    /// Makes the transaction durable.
    ///
    /// # Errors
    /// [`StoreError::Stopped`] where the sync failed: nobody knows then what is on disk.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        self.execute("COMMIT", &[]).map(drop)
    }

    /// Undoes the transaction, if the engine has not done so by itself.
    ///
    /// # Errors
    /// What the engine says.
    pub fn rollback(&mut self) -> Result<(), StoreError> {
        if self.in_transaction() {
            self.execute("ROLLBACK", &[])?;
        }
        // The version moves as well where the engine throws away what it had read: of that, others know nothing.
        self.data_version = self.data_version.and(Some(self.read_data_version()?));
        Ok(())
    }

    /// Gets out of a snapshot.
    fn end_reading(&mut self) -> Result<(), StoreError> {
        if self.in_transaction() { self.execute("ROLLBACK", &[]).map(drop) } else { Ok(()) }
    }

    fn read_data_version(&mut self) -> Result<i64, StoreError> {
        let mut version = 0;
        self.query("PRAGMA data_version", &[], &mut |row| {
            version = row.integer(0)?;
            Ok(())
        })?;
        Ok(version)
    }

    /// Begins one change of several in a transaction.
    ///
    /// # Errors
    /// What the engine says.
    pub fn begin_change(&mut self) -> Result<(), StoreError> {
        self.execute("SAVEPOINT change", &[]).map(drop)
    }

    /// Keeps the change.
    ///
    /// # Errors
    /// What the engine says.
    pub fn keep_change(&mut self) -> Result<(), StoreError> {
        self.execute("RELEASE change", &[]).map(drop)
    }

    /// Undoes the change.
    ///
    /// # Errors
    /// What the engine says.
    pub fn undo_change(&mut self) -> Result<(), StoreError> {
        self.execute("ROLLBACK TO change", &[])?;
        self.keep_change()
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Why nothing may be written any more.
    pub fn stopped(&self) -> Option<StoreError> {
        self.stopped.borrow().clone()
    }

    /// Carries the write-ahead log over into the file, once it has grown enough for that to pay.
    ///
    /// # Errors
    /// What the engine says. But for a failed sync nothing is lost by it: the log stays.
    pub fn checkpoint_if_due(&mut self) -> Result<(), StoreError> {
        if self.log("PRAGMA wal_checkpoint(NOOP)")? < CHECKPOINT_PAGES {
            return Ok(());
        }
        self.log("PRAGMA wal_checkpoint(PASSIVE)").map(drop)
    }

    /// Runs a checkpoint pragma and returns the pages of the log that are not in the file yet.
    fn log(&mut self, sql: &'static str) -> Result<i64, StoreError> {
        let mut waiting = 0;
        self.query(sql, &[], &mut |row| {
            waiting = row.integer(1)?.saturating_sub(row.integer(2)?);
            Ok(())
        })?;
        Ok(waiting)
    }

    /// Leaves the log as it is when the connection closes, for whoever opens the store next to read: after a failed
    /// sync nothing is synced again as if nothing had happened.
    pub fn leave_log(&mut self) {
        if let Err(error) = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true) {
            tracing::error!(%error, "the write-ahead log will be carried over on closing");
        }
    }

    fn prepared(&self, sql: &'static str) -> Result<rusqlite::CachedStatement<'_>, StoreError> {
        let statement = self.connection.prepare_cached(sql).map_err(|error| self.failed(&error))?;
        debug_assert!(parameters_in_order(&statement), "parameters must first appear in order: {sql}");
        Ok(statement)
    }

    /// The error in the words of the store; a failed sync is remembered for good.
    fn failed(&self, error: &rusqlite::Error) -> StoreError {
        let error = from_engine(error);
        if matches!(error, StoreError::Stopped(_)) {
            self.stopped.borrow_mut().get_or_insert_with(|| error.clone());
        }
        error
    }
}

/// Makes the file before SQLite does, which would let the group and others read it. Its log and its shared memory
/// take over the mode.
fn make_private(folder: &Path, path: &Path) -> std::io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => {
            file.sync_all()?;
            File::open(folder)?.sync_all()
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
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
            statement.query(rusqlite::params_from_iter(parameters)).map_err(|error| self.failed(&error))?;
        while let Some(row) = rows.next().map_err(|error| self.failed(&error))? {
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
            .map_err(|error| self.failed(&error))?;
        Ok(changed as u64)
    }
}

/// Connections that read. A piece of work sees one snapshot: what is committed at the moment of its first statement.
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
        connection.execute("BEGIN", &[])?;
        let answer = work(&mut connection);
        // A connection that does not get out of its snapshot would read old rules for ever: it is dropped.
        if connection.end_reading().is_ok() {
            let mut idle = self.idle.lock();
            if idle.len() < Self::KEPT {
                idle.push(connection);
            }
        }
        answer
    }
}

/// The error of the engine in the words of the store. The engine's messages name tables and columns, never values.
fn from_engine(error: &rusqlite::Error) -> StoreError {
    let damaged = || StoreError::damaged(format!("the engine reports: {error}"));
    let rusqlite::Error::SqliteFailure(failure, _) = error else { return damaged() };
    match (failure.code, failure.extended_code) {
        (_, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC) => {
            StoreError::Stopped(format!("a sync failed: {error}").into())
        }
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => StoreError::Conflict,
        // No statement of ours breaks another constraint or fails to compile on a schema that is whole.
        (ErrorCode::ConstraintViolation | ErrorCode::Unknown | ErrorCode::TypeMismatch, _)
        | (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _)
        | (_, ffi::SQLITE_IOERR_CORRUPTFS | ffi::SQLITE_IOERR_SHORT_READ | ffi::SQLITE_IOERR_DATA) => {
            damaged()
        }
        _ => StoreError::Unavailable(error.to_string().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: i32) -> StoreError {
        from_engine(&rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn a_failed_sync_stops_a_full_disk_waits_and_a_broken_page_is_damage() {
        for code in [ffi::SQLITE_IOERR_FSYNC, ffi::SQLITE_IOERR_DIR_FSYNC] {
            assert!(matches!(failure(code), StoreError::Stopped(_)), "{code}");
        }
        for code in [ffi::SQLITE_FULL, ffi::SQLITE_BUSY, ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_NOMEM] {
            assert!(matches!(failure(code), StoreError::Unavailable(_)), "{code}");
        }
        let damage = [
            ffi::SQLITE_CORRUPT,
            ffi::SQLITE_CORRUPT_INDEX,
            ffi::SQLITE_NOTADB,
            ffi::SQLITE_ERROR,
            ffi::SQLITE_CONSTRAINT_NOTNULL,
            ffi::SQLITE_IOERR_SHORT_READ,
        ];
        for code in damage {
            assert!(matches!(failure(code), StoreError::Damaged(_)), "{code}");
        }
        for code in [ffi::SQLITE_CONSTRAINT_UNIQUE, ffi::SQLITE_CONSTRAINT_PRIMARYKEY] {
            assert!(matches!(failure(code), StoreError::Conflict), "{code}");
        }
    }

    #[test]
    fn the_file_and_its_log_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mut sqlite = Sqlite::writer(folder.path()).unwrap();
        sqlite.batch("CREATE TABLE t (a BIGINT)").unwrap();
        for name in [FILE.to_owned(), format!("{FILE}-wal"), format!("{FILE}-shm")] {
            let mode = folder.path().join(&name).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn a_piece_of_reading_sees_one_snapshot() {
        let folder = tempfile::tempdir().unwrap();
        let mut sqlite = Sqlite::writer(folder.path()).unwrap();
        sqlite.batch("CREATE TABLE t (a BIGINT); INSERT INTO t VALUES (1)").unwrap();
        let readers = Readers::new(folder.path());
        let count = |query: &mut dyn Query| {
            let mut rows = 0;
            query.query("SELECT a FROM t", &[], &mut |_| {
                rows += 1;
                Ok(())
            })?;
            Ok(rows)
        };
        let (before, after) = readers
            .with(|query| {
                let before = count(query)?;
                sqlite.batch("INSERT INTO t VALUES (2)")?;
                Ok((before, count(query)?))
            })
            .unwrap();
        assert_eq!((before, after), (1, 1));
        assert_eq!(readers.with(count).unwrap(), 2, "and the next piece sees the next one");
    }

    #[test]
    fn what_another_program_writes_stops_this_one() {
        let folder = tempfile::tempdir().unwrap();
        let mut sqlite = Sqlite::writer(folder.path()).unwrap();
        sqlite.batch("CREATE TABLE t (a BIGINT)").unwrap();
        for round in 0..6 {
            sqlite.begin().unwrap();
            sqlite.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
            // What this one takes back, even after it overflowed memory, is no other's.
            if round == 3 {
                sqlite.batch("PRAGMA cache_size = 5; INSERT INTO t VALUES (zeroblob(1000000))").unwrap();
            }
            if round % 2 == 0 { sqlite.commit().unwrap() } else { sqlite.rollback().unwrap() }
        }
        let other = Connection::open(folder.path().join(FILE)).unwrap();
        other.execute_batch("INSERT INTO t VALUES (2)").unwrap();
        assert!(matches!(sqlite.begin(), Err(StoreError::Stopped(_))));
        assert!(sqlite.stopped().is_some(), "and for good");
    }
}
