//! Locks of objects that are being edited. The store knows the hash of a lock's token, never the token.
//!
//! What is done to a lock is decided on the lock as memory has it. Here it is only done if the row is still that very
//! lock, so that of many who ask at the same moment exactly one gets it. All of a row is counted, under a key of the
//! server, like rules.

use strongroom_domain::{
    id::{DatabaseId, ObjectId, SessionId, UserId},
    lock::Lock,
    rights::{Granted, Permission},
    time::Instant,
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    proof,
    rows::{RowBytes, Table},
    writer::Write,
};

/// A lock as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockRow {
    /// Of which object.
    pub object: ObjectId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Whose and how long.
    pub lock: Lock,
}

impl LockRow {
    fn count(&self) -> Vec<u8> {
        RowBytes::of(Table::Lock)
            .bytes(&self.object.to_bytes())
            .bytes(&self.token_hash)
            .bytes(&self.lock.session.to_bytes())
            .bytes(&self.lock.user.to_bytes())
            .integer(self.lock.since.micros())
            .integer(self.lock.saved_at.micros())
            .integer(self.lock.expires_at.micros())
            .done()
    }

    /// From seven columns, the first of which is `column`.
    fn read(row: &impl Row, column: usize) -> Result<Self, StoreError> {
        let instant =
            |at| -> Result<Instant, StoreError> { Ok(Instant::from_micros(row.integer(column + at)?)) };
        Ok(Self {
            object: ObjectId::from_bytes(row.array(column)?),
            token_hash: row.array(column + 1)?,
            lock: Lock {
                session: SessionId::from_bytes(row.array(column + 2)?),
                user: UserId::from_bytes(row.array(column + 3)?),
                since: instant(4)?,
                saved_at: instant(5)?,
                expires_at: instant(6)?,
            },
        })
    }
}

/// Sets or replaces the lock of an object, by the right to change it. `before` is what was decided upon.
///
/// # Errors
/// [`StoreError::Stale`] where the rules or the lock changed since the decision, or the session is over.
pub fn take(
    write: &mut Write<'_>,
    granted: &Granted,
    before: Option<&LockRow>,
    after: &LockRow,
) -> Result<(), StoreError> {
    proof::fresh(write, granted, Permission::ModifyEntries, Some(after.object))?;
    if !crate::sessions::is_there(write, after.lock.session)? {
        return Err(StoreError::Stale);
    }
    replace(write, granted.database(), after.object, before, Some(after))
}

/// Sets the lock that was decided upon to what became of it by a save of its session, or by its end.
///
/// # Errors
/// [`StoreError::Stale`] where it is another one by now.
pub fn replace(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    before: Option<&LockRow>,
    after: Option<&LockRow>,
) -> Result<(), StoreError> {
    is_still(write, database, object, before)?;
    if let Some(before) = before {
        delete(write, database, before)?;
    }
    if let Some(after) = after {
        insert(write, database, after)?;
    }
    Ok(())
}

/// The lock of an object is still what was decided upon.
///
/// # Errors
/// [`StoreError::Stale`] where it is not.
pub fn is_still(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    known: Option<&LockRow>,
) -> Result<(), StoreError> {
    if of(write, database, object)?.as_ref() == known { Ok(()) } else { Err(StoreError::Stale) }
}

/// No object of a database is kept from `session` at `now` but those that were known at the decision.
///
/// # Errors
/// [`StoreError::Stale`] where there is another one.
pub fn no_others(
    write: &mut Write<'_>,
    database: DatabaseId,
    (session, now): (SessionId, Instant),
    known: &[ObjectId],
) -> Result<(), StoreError> {
    let mut others = false;
    write.query(
        "SELECT object_id, token_hash, session_id, user_id, since, saved_at, expires_at FROM entry_locks
         WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let row = LockRow::read(row, 0)?;
            others |= row.lock.keeps_out(session, now) && !known.contains(&row.object);
            Ok(())
        },
    )?;
    if others { Err(StoreError::Stale) } else { Ok(()) }
}

/// Ends the locks of sessions, and says which.
///
/// # Errors
/// What the engine says.
pub fn end_of_sessions(
    write: &mut Write<'_>,
    sessions: &[SessionId],
) -> Result<Vec<(DatabaseId, ObjectId)>, StoreError> {
    let mut ended = Vec::new();
    for session in sessions {
        let of_session = "SELECT database_id, object_id, token_hash, session_id, user_id, since, saved_at,
             expires_at FROM entry_locks WHERE session_id = $1";
        ended.extend(end(write, of_session, Value::from(&session.to_bytes()), |_| true)?);
    }
    Ok(ended)
}

/// Puts away locks that are over and of which nothing follows any more at `now`, and says which.
///
/// # Errors
/// What the engine says.
pub fn forget(write: &mut Write<'_>, now: Instant) -> Result<Vec<(DatabaseId, ObjectId)>, StoreError> {
    let over = "SELECT database_id, object_id, token_hash, session_id, user_id, since, saved_at, expires_at
         FROM entry_locks WHERE expires_at <= $1";
    let used_up = |lock: &Lock| lock.expires_at.plus_seconds(strongroom_domain::lock::LEASE_SECONDS) <= now;
    end(write, over, now.micros().into(), used_up)
}

fn end(
    write: &mut Write<'_>,
    sql: &'static str,
    by: Value<'_>,
    which: impl Fn(&Lock) -> bool,
) -> Result<Vec<(DatabaseId, ObjectId)>, StoreError> {
    let mut found = Vec::new();
    write.query(sql, &[by], &mut |row| {
        found.push((DatabaseId::from_bytes(row.array(0)?), LockRow::read(row, 1)?));
        Ok(())
    })?;
    found.retain(|(_, row)| which(&row.lock));
    for (database, row) in &found {
        delete(write, *database, row)?;
    }
    Ok(found.into_iter().map(|(database, row)| (database, row.object)).collect())
}

/// Ends the lock of one object, with the object.
///
/// # Errors
/// What the engine says.
pub(crate) fn delete_of_object(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
) -> Result<(), StoreError> {
    match of(write, database, object)? {
        Some(row) => delete(write, database, &row),
        None => Ok(()),
    }
}

fn insert(write: &mut Write<'_>, database: DatabaseId, row: &LockRow) -> Result<(), StoreError> {
    let LockRow { object, token_hash, lock } = row;
    write.execute(
        "INSERT INTO entry_locks (database_id, object_id, session_id, user_id, token_hash, since, saved_at,
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            Value::from(&database.to_bytes()),
            (&object.to_bytes()).into(),
            (&lock.session.to_bytes()).into(),
            (&lock.user.to_bytes()).into(),
            token_hash.into(),
            lock.since.micros().into(),
            lock.saved_at.micros().into(),
            lock.expires_at.micros().into(),
        ],
    )?;
    write.scopes().add_rule_row(database, &row.count())
}

fn delete(write: &mut Write<'_>, database: DatabaseId, row: &LockRow) -> Result<(), StoreError> {
    write.execute(
        "DELETE FROM entry_locks WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&row.object.to_bytes()).into()],
    )?;
    write.scopes().remove_rule_row(database, &row.count())
}

fn of(query: &mut dyn Query, database: DatabaseId, object: ObjectId) -> Result<Option<LockRow>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT object_id, token_hash, session_id, user_id, since, saved_at, expires_at FROM entry_locks
         WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            found = Some(LockRow::read(row, 0)?);
            Ok(())
        },
    )?;
    Ok(found)
}

/// Every lock of a database.
pub(crate) fn load(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<LockRow>, StoreError> {
    let mut rows = Vec::new();
    query.query(
        "SELECT object_id, token_hash, session_id, user_id, since, saved_at, expires_at FROM entry_locks
         WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let row = LockRow::read(row, 0)?;
            count(&row.count());
            rows.push(row);
            Ok(())
        },
    )?;
    Ok(rows)
}
