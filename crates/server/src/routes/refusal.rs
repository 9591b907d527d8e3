//! The record of a refusal: who tries doors is seen. One audit record for each request of somebody signed in that was
//! refused, or whose object is not there, on a route that names one; the same work for both.
//!
//! Each costs a durable write and stays for good, so how many one session can cause is limited: some thousand at once, a
//! hundred a minute from then on. The counts are in memory: a restart forgets them, and whoever can cause one is not kept
//! from signing in anew, which costs more than what it brings.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use strongroom_domain::id::{DatabaseId, ObjectId, SessionId};
use strongroom_service::{Caller, ServiceError};

use crate::{problem::SaidNo, state::AppState};

/// How many of its refusals a session is forgiven in a minute.
const A_MINUTE: u64 = 100;
/// From this many sessions on, those are forgotten that owe nothing any more.
const TIDY_FROM: usize = 1_000;

/// The refusals of each session that are not forgiven yet.
#[derive(Debug)]
pub struct Refusals {
    at_once: u64,
    sessions: Mutex<HashMap<SessionId, Owed>>,
}

/// What a session owed at an instant.
#[derive(Debug, Clone, Copy)]
struct Owed {
    refusals: u64,
    at: Instant,
}

impl Owed {
    /// What is left of it later, with the instant from which forgiving goes on.
    fn left(self, now: Instant) -> Self {
        let passed = now.saturating_duration_since(self.at);
        let forgiven = u64::try_from(passed.as_millis()).unwrap_or(u64::MAX) / PAUSE_MILLIS;
        let at = self.at + Duration::from_millis(PAUSE_MILLIS.saturating_mul(forgiven));
        Self { refusals: self.refusals.saturating_sub(forgiven), at }
    }
}

/// One refusal is forgiven after so many milliseconds.
const PAUSE_MILLIS: u64 = 60_000 / A_MINUTE;

impl Refusals {
    /// A session may be refused `at_once` times in a row, and a hundred times a minute from then on.
    pub fn new(at_once: u64) -> Self {
        Self { at_once, sessions: Mutex::default() }
    }

    /// How many seconds a session has to wait that was refused too often; absent: it need not.
    pub fn wait(&self, session: SessionId) -> Option<u64> {
        self.wait_at(session, Instant::now())
    }

    fn wait_at(&self, session: SessionId, now: Instant) -> Option<u64> {
        let owed = self.sessions.lock().get(&session)?.left(now);
        let over = owed.refusals.checked_sub(self.at_once)?;
        // Whole seconds, and never so few that the next try comes too early.
        Some((over + 1).saturating_mul(PAUSE_MILLIS).div_ceil(1_000))
    }

    fn count(&self, session: SessionId, now: Instant) {
        let mut sessions = self.sessions.lock();
        if sessions.len() >= TIDY_FROM {
            sessions.retain(|_, owed| owed.left(now).refusals > 0);
        }
        let owed = sessions.get(&session).map_or(Owed { refusals: 0, at: now }, |owed| owed.left(now));
        let at = if owed.refusals == 0 { now } else { owed.at };
        sessions.insert(session, Owed { refusals: owed.refusals.saturating_add(1), at });
    }
}

/// A call on something with an id.
#[derive(Debug, Clone)]
pub struct Call {
    /// Method and template.
    name: String,
    /// The database that the path names.
    database: Option<DatabaseId>,
    /// The object in it that the path names.
    object: Option<ObjectId>,
}

impl Call {
    /// The call of `method` on `path`, matched by `template`; none for templates without an id.
    pub fn of(method: &str, template: &str, path: &str) -> Option<Self> {
        if !template.contains('{') {
            return None;
        }
        let in_database = template.starts_with("/api/v1/databases/{");
        let database = path.split('/').nth(4).filter(|_| in_database).and_then(|id| id.parse().ok());
        let of_object = template.split('/').nth(5) == Some("objects")
            && template.split('/').nth(6).is_some_and(|segment| segment.starts_with('{'));
        let object =
            path.split('/').nth(6).filter(|_| in_database && of_object).and_then(|id| id.parse().ok());
        Some(Self { name: format!("{method} {template}"), database, object })
    }

    /// Records what the service refused, if it did. A record that can not be written changes no answer: it is "no"
    /// already.
    pub async fn record(&self, state: &AppState, caller: &Caller, said: SaidNo) {
        let SaidNo(error) = said;
        if !is_refusal(&error) {
            return;
        }
        state.refusals().count(caller.session.id, Instant::now());
        let service = state.service();
        if let Err(failed) =
            service.note_refusal(caller, &self.name, (self.database, self.object), &error).await
        {
            tracing::error!(error = %failed, "a refusal could not be recorded");
        }
    }
}

const fn is_refusal(error: &ServiceError) -> bool {
    matches!(
        error,
        ServiceError::NotFound
            | ServiceError::Forbidden { .. }
            | ServiceError::HandsOut(_)
            | ServiceError::Administration(_)
            | ServiceError::NotYours(_)
            | ServiceError::OwnAccess
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: R7
    #[test]
    fn beyond_the_limit_a_session_waits_and_no_other_does() {
        let refusals = Refusals::new(100);
        let (one, other): (SessionId, SessionId) =
            (uuid::Uuid::from_u128(1).into(), uuid::Uuid::from_u128(2).into());
        let began = Instant::now();
        let after = |millis| began + Duration::from_millis(millis);
        for n in 0..100 {
            assert_eq!(refusals.wait_at(one, began), None, "{n}");
            refusals.count(one, began);
        }
        assert_eq!(refusals.wait_at(one, began), Some(1));
        assert_eq!(refusals.wait_at(one, after(PAUSE_MILLIS - 1)), Some(1));
        assert_eq!(refusals.wait_at(other, began), None);
        assert_eq!(refusals.wait_at(one, after(PAUSE_MILLIS)), None, "one is forgiven");
        refusals.count(one, after(PAUSE_MILLIS));
        assert_eq!(refusals.wait_at(one, after(PAUSE_MILLIS)), Some(1));
        for _ in 0..10 {
            refusals.count(one, after(PAUSE_MILLIS));
        }
        assert_eq!(refusals.wait_at(one, after(PAUSE_MILLIS)), Some(7), "those that came side by side count");
        for n in 0..100 {
            assert_eq!(refusals.wait_at(one, after(120_000)), None, "all are forgiven: {n}");
            refusals.count(one, after(120_000));
        }
        assert_eq!(refusals.wait_at(one, after(120_000)), Some(1));
    }

    #[test]
    fn a_session_that_is_forgiven_is_forgotten() {
        let (refusals, began) = (Refusals::new(1), Instant::now());
        for n in 0..TIDY_FROM {
            refusals.count(uuid::Uuid::from_u128(n as u128).into(), began);
        }
        refusals.count(uuid::Uuid::max().into(), began + Duration::from_secs(60));
        assert_eq!(refusals.sessions.lock().len(), 1);
    }

    #[test]
    fn a_call_names_its_template_and_database() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let object = "/api/v1/databases/{db}/objects/{id}";
        let call = Call::of("GET", object, &format!("/api/v1/databases/{id}/objects/x")).unwrap();
        assert_eq!(call.name, "GET /api/v1/databases/{db}/objects/{id}");
        assert_eq!(call.database, id.parse().ok());
        let user = Call::of("GET", "/api/v1/users/{id}", &format!("/api/v1/users/{id}")).unwrap();
        assert_eq!(user.database, None);
        assert!(Call::of("GET", "/api/v1/users", "/api/v1/users").is_none());
    }
}
