//! Sessions in memory, by the hash of their token.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use strongroom_crypto::key::ServerKeys;
use strongroom_domain::{
    audit::ClientKind,
    id::{SessionId, UserId},
    time::Instant,
};
use strongroom_store::ServerRows;

use crate::{
    error::ServiceError,
    records::{self, SessionRecord},
};

/// A signed-in client.
pub struct Session {
    /// Names it in lists.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// What kind of client.
    pub client: ClientKind,
    /// The address that signed in.
    pub address: Option<IpAddr>,
    /// When.
    pub created_at: Instant,
    /// The absolute end.
    pub expires_at: Instant,
    /// What a browser sends with changes.
    pub csrf: String,
    last_seen: AtomicI64,
}

/// Names the session and its owner; never the token of the browser.
impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("id", &self.id).field("user", &self.user).finish_non_exhaustive()
    }
}

impl Session {
    /// From its parts.
    pub fn new(
        id: SessionId,
        user: UserId,
        record: SessionRecord,
        last_seen: Instant,
        expires_at: Instant,
    ) -> Self {
        Self {
            id,
            user,
            client: record.client,
            address: record.address,
            created_at: record.created_at,
            expires_at,
            csrf: record.csrf,
            last_seen: AtomicI64::new(last_seen.micros()),
        }
    }

    /// The last request.
    pub fn last_seen(&self) -> Instant {
        Instant::from_micros(self.last_seen.load(Ordering::Relaxed))
    }

    /// Notes a request; says whether the last one that the store knows is long enough ago to tell it.
    pub fn see(&self, now: Instant, tell_after_seconds: i64) -> bool {
        let before = self.last_seen();
        if before.plus_seconds(tell_after_seconds) > now {
            return false;
        }
        self.last_seen.fetch_max(now.micros(), Ordering::Relaxed);
        true
    }
}

/// All of them.
#[derive(Debug, Default)]
pub struct Sessions {
    by_token: HashMap<[u8; 32], Arc<Session>>,
}

impl Sessions {
    /// From the rows of the store.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] names a record that does not open.
    pub fn load(keys: &ServerKeys, rows: &ServerRows) -> Result<Self, ServiceError> {
        let mut sessions = Self::default();
        for row in &rows.sessions {
            let record = records::open(&keys.directory, &records::session_place(row.id), &row.record)?;
            let session = Session::new(row.id, row.user, record, row.last_seen, row.expires_at);
            sessions.insert(row.token_hash, session);
        }
        Ok(sessions)
    }

    /// Adds one.
    pub fn insert(&mut self, token_hash: [u8; 32], session: Session) {
        self.by_token.insert(token_hash, Arc::new(session));
    }

    /// The session of a token.
    pub fn get(&self, token_hash: &[u8; 32]) -> Option<Arc<Session>> {
        self.by_token.get(token_hash).cloned()
    }

    /// Those of a user, oldest first.
    pub fn of_user(&self, user: UserId) -> Vec<Arc<Session>> {
        let mut sessions: Vec<_> = self.by_token.values().filter(|it| it.user == user).cloned().collect();
        sessions.sort_by_key(|session| (session.created_at, session.id));
        sessions
    }

    /// Every session.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.by_token.values()
    }

    /// Forgets sessions.
    pub fn remove(&mut self, ended: &[SessionId]) {
        self.by_token.retain(|_, session| !ended.contains(&session.id));
    }

    /// Whether a user has any session.
    pub fn has_any(&self, user: UserId) -> bool {
        self.by_token.values().any(|session| session.user == user)
    }
}
