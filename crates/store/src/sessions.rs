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

/// What stands in clear of a session, all of it counted.
#[derive(Clone, Copy)]
struct Clear {
    token_hash: [u8; 32],
    id: SessionId,
    user: UserId,
    last_seen: i64,
    expires_at: i64,
}

impl Clear {
    /// From the first five columns.
    fn read(row: &impl Row) -> Result<Self, StoreError> {
        Ok(Self {
            token_hash: row.array(0)?,
            id: SessionId::from_bytes(row.array(1)?),
            user: UserId::from_bytes(row.array(2)?),
            last_seen: row.integer(3)?,
            expires_at: row.integer(4)?,
        })
    }

    fn bytes(&self) -> Vec<u8> {
        RowBytes::of(Table::Session)
            .bytes(&self.token_hash)
            .bytes(&self.id.to_bytes())
            .bytes(&self.user.to_bytes())
            .integer(self.last_seen)
            .integer(self.expires_at)
            .done()
    }
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
    let clear = Clear {
        token_hash: row.token_hash,
        id: row.id,
        user: row.user,
        last_seen: row.last_seen.micros(),
        expires_at: row.expires_at.micros(),
    };
    write.scopes().add_rule_row(SERVER, &clear.bytes())
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
    fn meets(self, it: &Clear) -> bool {
        match self {
            Self::One(one) => it.id == one,
            Self::OfUser(of, except) => it.user == of && Some(it.id) != except,
            Self::Over(now, idle_since) => {
                it.expires_at <= now.micros() || it.last_seen <= idle_since.micros()
            }
        }
    }

    fn query(
        self,
        query: &mut dyn Query,
        each: &mut dyn FnMut(&crate::engine::sqlite::SqliteRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::One(id) => query.query(
                "SELECT token_hash, session_id, user_id, last_seen, expires_at FROM sessions WHERE session_id = $1",
                &[Value::from(&id.to_bytes())],
                each,
            ),
            Self::OfUser(user, _) => query.query(
                "SELECT token_hash, session_id, user_id, last_seen, expires_at FROM sessions WHERE user_id = $1",
                &[Value::from(&user.to_bytes())],
                each,
            ),
            Self::Over(..) => query.query(
                "SELECT token_hash, session_id, user_id, last_seen, expires_at FROM sessions",
                &[],
                each,
            ),
        }
    }

    fn found(self, query: &mut dyn Query) -> Result<Vec<Clear>, StoreError> {
        let mut found = Vec::new();
        self.query(query, &mut |row| {
            found.push(Clear::read(row)?);
            Ok(())
        })?;
        found.retain(|it| self.meets(it));
        Ok(found)
    }
}

/// Ends sessions and returns those that ended.
///
/// # Errors
/// What the engine says.
pub fn end(write: &mut Write<'_>, which: Which) -> Result<Vec<(SessionId, UserId)>, StoreError> {
    let ended = which.found(write)?;
    for it in &ended {
        write.execute("DELETE FROM sessions WHERE token_hash = $1", &[Value::from(&it.token_hash)])?;
        write.scopes().remove_rule_row(SERVER, &it.bytes())?;
    }
    Ok(ended.into_iter().map(|it| (it.id, it.user)).collect())
}

/// Notes that a session was used, if it is still there. The instant never goes back.
///
/// # Errors
/// What the engine says.
pub fn touch(write: &mut Write<'_>, id: SessionId, now: Instant) -> Result<(), StoreError> {
    for old in Which::One(id).found(write)? {
        let new = Clear { last_seen: now.micros(), ..old };
        if new.last_seen > old.last_seen {
            write.execute(
                "UPDATE sessions SET last_seen = $1 WHERE token_hash = $2",
                &[new.last_seen.into(), Value::from(&new.token_hash)],
            )?;
            write.scopes().remove_rule_row(SERVER, &old.bytes())?;
            write.scopes().add_rule_row(SERVER, &new.bytes())?;
        }
    }
    Ok(())
}

/// Whether there is such a session.
///
/// # Errors
/// What the engine says.
pub(crate) fn is_there(query: &mut dyn Query, id: SessionId) -> Result<bool, StoreError> {
    Ok(!Which::One(id).found(query)?.is_empty())
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
            let clear = Clear::read(row)?;
            count(&clear.bytes());
            rows.push(SessionRow {
                token_hash: clear.token_hash,
                id: clear.id,
                user: clear.user,
                last_seen: Instant::from_micros(clear.last_seen),
                expires_at: Instant::from_micros(clear.expires_at),
                record: row.bytes(5)?.to_vec(),
            });
            Ok(())
        },
    )?;
    Ok(rows)
}
