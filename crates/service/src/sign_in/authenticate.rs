//! From a token to a caller, and the lists of sessions.

use std::{net::IpAddr, sync::Arc};

use strongroom_crypto::token::{Token, TokenKind};
use strongroom_domain::{
    administration::{self, Administers, UserAction},
    audit::{Actor, Event},
    id::{SessionId, UserId},
    time::Instant,
};
use strongroom_store::{Write, proof, sessions as rows};

use super::{end_sessions, sessions::Session, tries};
use crate::{caller::Caller, error::ServiceError, second_passwords::Entered, service::Service};

/// The store is told of a session's last request at most this often.
const TELL_LAST_SEEN_AFTER: i64 = 60;

impl Service {
    /// Who presents `token`.
    ///
    /// # Errors
    /// [`ServiceError::NotSignedIn`] for a token that is unknown, over, or of an account that is disabled.
    pub fn authenticate(&self, token: &str, address: Option<IpAddr>) -> Result<Caller, ServiceError> {
        let hash = Token::parse(TokenKind::Session, token).map_err(|_| ServiceError::NotSignedIn)?.hash();
        let session = self.memory.sessions.read().get(&hash.to_bytes()).ok_or(ServiceError::NotSignedIn)?;
        let now = self.now();
        if !self.is_live(&session, now) {
            return Err(ServiceError::NotSignedIn);
        }
        Ok(Caller { user: session.user, session, address, now, second_password: Entered::default() })
    }

    /// The caller at the present instant, where reading the request took its time.
    ///
    /// # Errors
    /// [`ServiceError::NotSignedIn`] where the session ended, or the account was disabled.
    pub fn again(&self, caller: &Caller) -> Result<Caller, ServiceError> {
        let now = self.now();
        let sessions = self.memory.sessions.read().of_user(caller.user);
        let session = sessions.into_iter().find(|session| session.id == caller.session.id);
        let session = session.filter(|session| self.is_live(session, now));
        Ok(Caller { session: session.ok_or(ServiceError::NotSignedIn)?, now, ..caller.clone() })
    }

    /// Whether a session is not over, and its account enabled.
    pub(crate) fn is_live(&self, session: &Session, now: Instant) -> bool {
        let over = session.expires_at <= now || session.last_seen() <= self.idle_since(now);
        !over && self.rules().directory().users.get(&session.user).is_some_and(|account| account.enabled)
    }

    /// Whether the caller has to change the password before anything else.
    pub fn must_change_password(&self, caller: &Caller) -> bool {
        let accounts = self.memory.accounts.read();
        accounts.user(caller.user).is_none_or(|user| user.record.must_change_password)
    }

    /// Notes that a session was used; tells the store now and then.
    pub async fn saw(&self, caller: &Caller) -> Result<(), ServiceError> {
        if caller.session.see(caller.now, TELL_LAST_SEEN_AFTER) {
            let (id, now) = (caller.session.id, caller.now);
            self.store.write(move |write| rows::touch(write, id, now)).await?;
        }
        Ok(())
    }

    fn idle_since(&self, now: Instant) -> Instant {
        let idle = i64::try_from(self.settings.session_idle.as_secs()).unwrap_or(i64::MAX);
        now.plus_seconds(-idle)
    }

    /// The live sessions of a user, oldest first: one's own, or anybody's for those who may end them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for others without a role for it.
    pub fn sessions_of(&self, caller: &Caller, user: UserId) -> Result<Vec<Arc<Session>>, ServiceError> {
        let _ = self.may_end_sessions(caller, user)?;
        let idle_since = self.idle_since(caller.now);
        let mut sessions = self.memory.sessions.read().of_user(user);
        sessions.retain(|session| session.expires_at > caller.now && session.last_seen() > idle_since);
        Ok(sessions)
    }

    /// Ends the caller's session.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sign_out(&self, caller: &Caller) -> Result<(), ServiceError> {
        self.end_session(caller, caller.session.id).await
    }

    /// Ends a session: one's own, or anybody's for those who may.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a session that is not there or not the caller's to end.
    pub async fn end_session(&self, caller: &Caller, id: SessionId) -> Result<(), ServiceError> {
        let user = {
            let sessions = self.memory.sessions.read();
            sessions.all().find(|session| session.id == id).map(|session| session.user)
        };
        let user = user.ok_or(ServiceError::NotFound)?;
        self.decided(|| {
            let proof = self.may_end_sessions(caller, user)?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                if let Some(proof) = &proof {
                    proof::unchanged(write, proof.server_sequence(), None)?;
                }
                if !end_sessions(write, &memory, rows::Which::One(id))?.is_empty() {
                    note.server(write, Event::SessionEnded { user, ended: Some(id) })?;
                }
                Ok(())
            })
        })
        .await?;
        self.close_private_without_session(user).await
    }

    /// The proof for ending somebody's sessions; none is needed for one's own.
    fn may_end_sessions(&self, caller: &Caller, user: UserId) -> Result<Option<Administers>, ServiceError> {
        if user == caller.user {
            return Ok(None);
        }
        let accounts = self.memory.accounts.read();
        let subject = accounts.administered_user(user)?;
        administration::user(accounts.actor(caller.user)?, UserAction::EndSessions, subject)
            .map(Some)
            .map_err(|_| ServiceError::NotFound)
    }

    /// Ends sessions that are over, closes private databases of those who have none left, and forgets old
    /// counters and answers. To be called now and then; nothing depends on when.
    ///
    /// # Errors
    /// What the store says.
    pub async fn tidy(&self) -> Result<(), ServiceError> {
        let now = self.now();
        let over = rows::Which::Over(now, self.idle_since(now));
        let memory = Arc::clone(&self.memory);
        // What memory saw within the last minute the store may not know: told first.
        let seen: Vec<(SessionId, Instant)> = {
            let sessions = self.memory.sessions.read();
            sessions.all().map(|session| (session.id, session.last_seen())).collect()
        };
        let ended = self
            .store
            .write(move |write| -> Result<_, ServiceError> {
                for (id, last_seen) in seen {
                    rows::touch(write, id, last_seen)?;
                }
                let failed_before = now.plus_seconds(-tries::FORGET_FAILURES_AFTER_SECONDS);
                let known_before = now.plus_seconds(-tries::FORGET_PLACES_AFTER_SECONDS);
                strongroom_store::tries::forget(write, failed_before, known_before)?;
                strongroom_store::idempotency::forget(
                    write,
                    now.plus_seconds(-crate::idempotency::KEPT_SECONDS),
                )?;
                let ended = end_sessions(write, &memory, over)?;
                crate::locks::put_away(write, &memory, now)?;
                Ok(ended)
            })
            .await?;
        drop(ended);
        self.keep_time().await?;
        self.close_left_open().await?;
        self.tidy_imports(now).await
    }

    /// Lifts the limit on guessing from an account: the local way out of a lock-out.
    ///
    /// # Errors
    /// What the store says.
    pub async fn lift_limit(&self, username: &str) -> Result<(), ServiceError> {
        let note = self.note_of(Actor::Operator, None, self.now());
        let user = self.memory.accounts.read().user_named(username).ok_or(ServiceError::NotFound)?;
        self.store
            .write(move |write| -> Result<(), ServiceError> {
                // Rows name nobody, so which of them are of this account at which address is not known: all go.
                strongroom_store::tries::clear_all(write)?;
                note.server(write, Event::SignInLockLifted { user })
            })
            .await
    }
}
