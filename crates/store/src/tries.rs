//! Counters of failed tries at passwords and codes. They are kept under keyed hashes, so that names that people
//! mistyped (sometimes their passwords) are not on disk.

use strongroom_domain::time::Instant;

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
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
            tries = Some(Tries {
                failures: row.integer(0)?.unsigned_abs(),
                last_at: Instant::from_micros(row.integer(1)?),
            });
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
    write.execute(
        "INSERT INTO tries (counter, failures, last_at) VALUES ($1, $2, $3)
         ON CONFLICT (counter) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at",
        &[Value::from(counter), to_integer(tries.failures)?.into(), tries.last_at.micros().into()],
    )?;
    Ok(())
}

/// Clears a counter.
///
/// # Errors
/// What the engine says.
pub fn clear(write: &mut Write<'_>, counter: &[u8; 32]) -> Result<(), StoreError> {
    write.execute("DELETE FROM tries WHERE counter = $1", &[Value::from(counter)])?;
    Ok(())
}

/// Forgets counters whose last try was not after `before`.
///
/// # Errors
/// What the engine says.
pub fn forget(write: &mut Write<'_>, before: Instant) -> Result<(), StoreError> {
    write.execute("DELETE FROM tries WHERE last_at <= $1", &[Value::from(before.micros())])?;
    Ok(())
}
