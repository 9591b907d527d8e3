//! Counters of failed tries at passwords and codes. They are kept under keyed hashes, so that names that people
//! mistyped (sometimes their passwords) are not on disk; and they are counted in the digest of the server, so that
//! nobody makes room for more tries by writing into the file.

use strongroom_domain::time::Instant;

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    rows::{RowBytes, Table},
    scope::SERVER,
    scopes::to_integer,
    writer::Write,
};

/// What a counter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// Tries counted since the counter was last cleared.
    pub failures: u64,
    /// The last one.
    pub last_at: Instant,
}

fn row_bytes(counter: &[u8; 32], tries: Tries) -> Vec<u8> {
    RowBytes::of(Table::Tries)
        .bytes(counter)
        .integer(tries.failures.cast_signed())
        .integer(tries.last_at.micros())
        .done()
}

fn read(row: &impl Row, column: usize) -> Result<Tries, StoreError> {
    Ok(Tries { failures: row.number(column)?, last_at: Instant::from_micros(row.integer(column + 1)?) })
}

/// A counter; absent where nothing was counted.
///
/// # Errors
/// What the engine says.
pub fn get(query: &mut dyn Query, counter: &[u8; 32]) -> Result<Option<Tries>, StoreError> {
    let mut tries = None;
    query.query(
        "SELECT failures, last_at FROM tries WHERE counter = $1",
        &[Value::from(counter)],
        &mut |row| {
            tries = Some(read(row, 0)?);
            Ok(())
        },
    )?;
    Ok(tries)
}

/// Sets a counter.
///
/// # Errors
/// What the engine says.
pub fn put(write: &mut Write<'_>, counter: &[u8; 32], tries: Tries) -> Result<(), StoreError> {
    let old = get(write, counter)?;
    write.execute(
        "INSERT INTO tries (counter, failures, last_at) VALUES ($1, $2, $3)
         ON CONFLICT (counter) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at",
        &[Value::from(counter), to_integer(tries.failures)?.into(), tries.last_at.micros().into()],
    )?;
    if let Some(old) = old {
        write.scopes().remove_rule_row(SERVER, &row_bytes(counter, old))?;
    }
    write.scopes().add_rule_row(SERVER, &row_bytes(counter, tries))
}

/// Clears a counter.
///
/// # Errors
/// What the engine says.
pub fn clear(write: &mut Write<'_>, counter: &[u8; 32]) -> Result<(), StoreError> {
    let Some(old) = get(write, counter)? else { return Ok(()) };
    write.execute("DELETE FROM tries WHERE counter = $1", &[Value::from(counter)])?;
    write.scopes().remove_rule_row(SERVER, &row_bytes(counter, old))
}

/// Clears all counters.
///
/// # Errors
/// What the engine says.
pub fn clear_all(write: &mut Write<'_>) -> Result<(), StoreError> {
    let ever = Instant::from_micros(i64::MAX);
    forget(write, ever, ever)
}

/// Forgets counters of failures whose last try was not after `failed_before`, and those without a failure, which tell
/// where somebody has signed in from, of not after `known_before`. The first must not be the earlier one.
///
/// # Errors
/// What the engine says.
pub fn forget(
    write: &mut Write<'_>,
    failed_before: Instant,
    known_before: Instant,
) -> Result<(), StoreError> {
    let mut forgotten = Vec::new();
    let before = [Value::from(failed_before.micros()), known_before.micros().into()];
    write.query(
        "SELECT counter, failures, last_at FROM tries WHERE last_at <= $1 AND (failures > 0 OR last_at <= $2)",
        &before,
        &mut |row| {
            forgotten.push(row_bytes(&row.array(0)?, read(row, 1)?));
            Ok(())
        },
    )?;
    write.execute("DELETE FROM tries WHERE last_at <= $1 AND (failures > 0 OR last_at <= $2)", &before)?;
    forgotten.iter().try_for_each(|row| write.scopes().remove_rule_row(SERVER, row))
}

/// Counts every counter.
pub(crate) fn count(query: &mut dyn Query, count: &mut dyn FnMut(&[u8])) -> Result<(), StoreError> {
    query.query("SELECT counter, failures, last_at FROM tries", &[], &mut |row| {
        count(&row_bytes(&row.array(0)?, read(row, 1)?));
        Ok(())
    })
}
