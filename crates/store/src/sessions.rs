//! Sessions. The store knows the hash of a token, never the token.

use strongroom_domain::{
    id::{SessionId, UserId},
    time::Instant,
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    rows::{RowBytes, Table},
    scope::SERVER,
    writer::Write,
};

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Names the session in lists.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// The last request, to within a minute.
    pub last_seen: Instant,
    /// The absolute end.
    pub expires_at: Instant,
    /// Encrypted: client kind, address, beginning.
    pub record: Vec<u8>,
}

fn row_bytes(token_hash: &[u8; 32], id: SessionId, user: UserId, expires_at: i64) -> Vec<u8> {
    RowBytes::of(Table::Session)
        .bytes(token_hash)
        .bytes(&id.to_bytes())
        .bytes(&user.to_bytes())
        .integer(expires_at)
        .done()
}

/// Adds a session.
///
/// # Errors
/// What the engine says.
pub fn insert(write: &mut Write<'_>, row: &SessionRow) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO sessions (token_hash, session_id, user_id, last_seen, expires_at, record)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            Value::from(&row.token_hash),
            (&row.id.to_bytes()).into(),
            (&row.user.to_bytes()).into(),
            row.last_seen.micros().into(),
            row.expires_at.micros().into(),
            row.record.as_slice().into(),
        ],
    )?;
    write
        .scopes()
        .add_rule_row(SERVER, &row_bytes(&row.token_hash, row.id, row.user, row.expires_at.micros()))
}

/// Which sessions to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// One.
    One(SessionId),
    /// All of a user, but perhaps one.
    OfUser(UserId, Option<SessionId>),
    /// All whose absolute end is not after this instant, or that were not seen since the second.
    Over(Instant, Instant),
}

impl Which {
    fn meets(self, id: SessionId, user: UserId, last_seen: i64, expires_at: i64) -> bool {
        match self {
            Self::One(one) => id == one,
            Self::OfUser(of, except) => user == of && Some(id) != except,
            Self::Over(now, idle_since) => expires_at <= now.micros() || last_seen <= idle_since.micros(),
        }
    }
}

/// Ends sessions and returns those that ended.
///
/// # Errors
/// What the engine says.
pub fn end(write: &mut Write<'_>, which: Which) -> Result<Vec<(SessionId, UserId)>, StoreError> {
    let mut ended = Vec::new();
    let mut look = |row: &crate::engine::sqlite::SqliteRow<'_>| -> Result<(), StoreError> {
        let (hash, id) = (row.array(0)?, SessionId::from_bytes(row.array(1)?));
        let (user, last_seen) = (UserId::from_bytes(row.array(2)?), row.integer(3)?);
        if which.meets(id, user, last_seen, row.integer(4)?) {
            ended.push((hash, id, user, row.integer(4)?));
        }
        Ok(())
    };
    match which {
        Which::One(id) => write.query(
            "SELECT token_hash, session_id, user_id, last_seen, expires_at FROM sessions WHERE session_id = $1",
            &[Value::from(&id.to_bytes())],
            &mut look,
        )?,
        Which::OfUser(user, _) => write.query(
            "SELECT token_hash, session_id, user_id, last_seen, expires_at FROM sessions WHERE user_id = $1",
            &[Value::from(&user.to_bytes())],
            &mut look,
        )?,
        Which::Over(..) => write.query(
            "SELECT token_hash, session_id, user_id, last_seen, expires_at FROM sessions",
            &[],
            &mut look,
        )?,
    }
    for (hash, id, user, expires_at) in &ended {
        write.execute("DELETE FROM sessions WHERE token_hash = $1", &[Value::from(hash)])?;
        write.scopes().remove_rule_row(SERVER, &row_bytes(hash, *id, *user, *expires_at))?;
    }
    Ok(ended.into_iter().map(|(_, id, user, _)| (id, user)).collect())
}

/// Notes that a session was used.
///
/// # Errors
/// What the engine says.
pub fn touch(write: &mut Write<'_>, id: SessionId, now: Instant) -> Result<(), StoreError> {
    write.execute(
        "UPDATE sessions SET last_seen = $1 WHERE session_id = $2 AND last_seen < $1",
        &[now.micros().into(), Value::from(&id.to_bytes())],
    )?;
    Ok(())
}

/// Every session.
pub(crate) fn load(
    query: &mut dyn Query,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<SessionRow>, StoreError> {
    let mut rows = Vec::new();
    query.query(
        "SELECT token_hash, session_id, user_id, last_seen, expires_at, record FROM sessions",
        &[],
        &mut |row| {
            let session = SessionRow {
                token_hash: row.array(0)?,
                id: SessionId::from_bytes(row.array(1)?),
                user: UserId::from_bytes(row.array(2)?),
                last_seen: Instant::from_micros(row.integer(3)?),
                expires_at: Instant::from_micros(row.integer(4)?),
                record: row.bytes(5)?.to_vec(),
            };
            count(&row_bytes(&session.token_hash, session.id, session.user, session.expires_at.micros()));
            rows.push(session);
            Ok(())
        },
    )?;
    Ok(rows)
}
