//! Answers kept for repeated requests with the same idempotency key.

use strongroom_domain::time::Instant;

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    writer::Write,
};

/// What is kept of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Hash of the body of the first request.
    pub body_hash: [u8; 32],
    /// Its encrypted answer; absent while it is being worked on.
    pub answer: Option<Vec<u8>>,
}

/// Claims a request: returns what is kept of an earlier one, or `None` if this is the first.
///
/// # Errors
/// What the engine says.
pub fn claim(
    write: &mut Write<'_>,
    request: &[u8; 32],
    body_hash: &[u8; 32],
    now: Instant,
    forget_before: Instant,
) -> Result<Option<Kept>, StoreError> {
    write.execute(
        "DELETE FROM idempotent_answers WHERE request = $1 AND created_at <= $2",
        &[Value::from(request), forget_before.micros().into()],
    )?;
    let mut kept = None;
    write.query(
        "SELECT body_hash, answer FROM idempotent_answers WHERE request = $1",
        &[Value::from(request)],
        &mut |row| {
            kept =
                Some(Kept { body_hash: row.array(0)?, answer: row.optional_bytes(1)?.map(<[u8]>::to_vec) });
            Ok(())
        },
    )?;
    if kept.is_none() {
        write.execute(
            "INSERT INTO idempotent_answers (request, body_hash, created_at) VALUES ($1, $2, $3)",
            &[Value::from(request), body_hash.into(), now.micros().into()],
        )?;
    }
    Ok(kept)
}

/// Keeps the answer of a claimed request.
///
/// # Errors
/// What the engine says.
pub fn keep(write: &mut Write<'_>, request: &[u8; 32], answer: &[u8]) -> Result<(), StoreError> {
    write.execute(
        "UPDATE idempotent_answers SET answer = $1 WHERE request = $2",
        &[answer.into(), Value::from(request)],
    )?;
    Ok(())
}

/// Gives a claim up, so that the request can be made again.
///
/// # Errors
/// What the engine says.
pub fn give_up(write: &mut Write<'_>, request: &[u8; 32]) -> Result<(), StoreError> {
    write.execute(
        "DELETE FROM idempotent_answers WHERE request = $1 AND answer IS NULL",
        &[Value::from(request)],
    )?;
    Ok(())
}

/// Forgets answers made before an instant, and claims that an ended process left behind.
///
/// # Errors
/// What the engine says.
pub fn forget(write: &mut Write<'_>, before: Instant) -> Result<(), StoreError> {
    write
        .execute("DELETE FROM idempotent_answers WHERE created_at <= $1", &[Value::from(before.micros())])?;
    Ok(())
}
