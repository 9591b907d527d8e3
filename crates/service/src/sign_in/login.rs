//! Signing in: a name and a password for a session.

use std::{net::IpAddr, sync::Arc};

use strongroom_crypto::{
    password::{PasswordError, PasswordRecord, Verified},
    token::{Token, TokenKind},
};
use strongroom_domain::{
    audit::{Actor, ClientKind, Event},
    id::{SessionId, UserId},
    time::Instant,
};
use strongroom_store::{
    Raises, StoreError, Write, accounts, proof,
    scope::SERVER,
    sessions::{self as rows, SessionRow},
};
use zeroize::Zeroizing;

use super::{
    sessions::Session,
    tries::{Counted, Counters, Guessed},
};
use crate::{
    accounts::passwords::{from_password_error, records_of_a_try},
    databases::keys::{OwnerKey, put_wrap_if_there},
    error::ServiceError,
    records::{self, SessionRecord, UserRecord},
    service::Service,
};

/// What a person signs in with.
#[derive(Debug, Clone)]
pub struct Login {
    /// The name, in any spelling that folds to it.
    pub username: String,
    /// The password.
    pub password: Zeroizing<String>,
    /// What kind of client.
    pub client: ClientKind,
    /// Where from.
    pub address: Option<IpAddr>,
}

/// A new session.
#[derive(Debug)]
pub struct SignedIn {
    /// Handed to the client, and kept nowhere.
    pub token: Token,
    /// The session.
    pub session: Arc<Session>,
    /// Whose.
    pub user: UserRecord,
}

/// A password that was the right one for a record.
pub(crate) struct Checked {
    pub user: UserId,
    /// The revision of the record: another one since means another password.
    pub revision: u64,
    /// Whether the record costs less than new ones do.
    pub outdated: bool,
    /// What opens the user's private databases.
    pub owner: OwnerKey,
}

impl Service {
    /// Signs in. Wrong names and wrong passwords take the same path and the same time.
    ///
    /// # Errors
    /// [`ServiceError::InvalidCredentials`] or [`ServiceError::RateLimited`].
    pub async fn sign_in(&self, login: Login) -> Result<SignedIn, ServiceError> {
        let now = self.now();
        let counters = Counters::new(&self.keys, Guessed::Account(&login.username), login.address);
        let counted = counters.count(&self.store, now).await?;
        let user = self.memory.accounts.read().user_named(&login.username);
        let checked = self.check_password(user, login.password.clone()).await?;
        let Some(checked) = checked.filter(|checked| self.may_sign_in(checked.user)) else {
            self.note_failure(user, login.address, now).await?;
            return Err(ServiceError::InvalidCredentials);
        };
        let checked = if checked.outdated {
            self.raise_password_cost(checked, login.password.clone()).await?
        } else {
            checked
        };
        let (user, owner) = (checked.user, checked.owner.clone());
        let signed_in = self.begin_session(&checked, &login, counted, now).await?;
        self.open_private_databases(user, owner).await;
        Ok(signed_in)
    }

    /// Checks a password against the account's record, or against nobody's, with the same work.
    pub(crate) async fn check_password(
        &self,
        user: Option<UserId>,
        password: Zeroizing<String>,
    ) -> Result<Option<Checked>, ServiceError> {
        // Looked for in any case, so that a name that is not there takes the same path.
        let id = user.unwrap_or(UserId::from_bytes([0; 16]));
        let (revision, record) = self.password_record(id)?.unzip();
        let bytes = record.as_ref().map(PasswordRecord::to_bytes);
        let (cost, records) = (self.settings.password_cost, records_of_a_try(record, &self.nobodies));
        let verified = self
            .hashing
            .run(move || -> Result<Option<Verified>, PasswordError> {
                for record in records {
                    if let Some(verified) = record.verify(id.to_bytes(), &password, &cost)? {
                        return Ok(Some(verified));
                    }
                }
                Ok(None)
            })
            .await?
            .map_err(|error| from_password_error(&error))?;
        let (Some(Verified { key, outdated }), Some(revision), Some(record)) = (verified, revision, bytes)
        else {
            return Ok(None);
        };
        let owner = OwnerKey { record, key: Arc::new(key) };
        Ok(Some(Checked { user: id, revision, outdated, owner }))
    }

    fn may_sign_in(&self, id: UserId) -> bool {
        self.memory.accounts.read().user(id).is_some_and(|user| user.record.enabled)
    }

    async fn note_failure(
        &self,
        user: Option<UserId>,
        address: Option<IpAddr>,
        now: Instant,
    ) -> Result<(), ServiceError> {
        let note = self.note_of(Actor::Nobody, address, now);
        let event = Event::SignInFailed { user, name_hash: None };
        self.store.write(move |write| note.server(write, event)).await
    }

    async fn begin_session(
        &self,
        checked: &Checked,
        login: &Login,
        counted: Counted,
        now: Instant,
    ) -> Result<SignedIn, ServiceError> {
        let (id, revision) = (checked.user, checked.revision);
        let (token, csrf) = (Token::generate(TokenKind::Session)?, Token::generate(TokenKind::Csrf)?);
        let session_id: SessionId = self.new_id(now)?;
        let record = SessionRecord {
            client: login.client,
            address: login.address,
            created_at: now,
            csrf: csrf.expose().to_owned(),
        };
        let lasts = i64::try_from(self.settings.session_absolute.as_secs()).unwrap_or(i64::MAX);
        let expires_at = now.plus_seconds(lasts);
        let row = SessionRow {
            token_hash: token.hash().to_bytes(),
            id: session_id,
            user: id,
            last_seen: now,
            expires_at,
            record: records::seal(&self.keys.directory, &records::session_place(session_id), &record)?,
        };
        let note = self.note_of(Actor::User(id), login.address, now);
        let note = note.by(Actor::User(id), Some(session_id), Some(login.client));
        self.decided(|| {
            // Disabled or deleted while the password was checked: its sessions have been ended already.
            let sequence = self.rules().sequence();
            if !self.may_sign_in(id) {
                return Err(ServiceError::InvalidCredentials);
            }
            let (memory, note, counted) = (Arc::clone(&self.memory), note.clone(), counted.clone());
            let (row, record) = (row.clone(), record.clone());
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, sequence, None)?;
                // Reset or changed while it was checked: then it was the right one, and is no more.
                if accounts::credential(write, id)?.is_none_or(|(present, _)| present != revision) {
                    return Err(ServiceError::InvalidCredentials);
                }
                counted.succeeded(write)?;
                rows::insert(write, &row)?;
                note.server(write, Event::SignedIn { user: id })?;
                write.raise(SERVER, Raises::Content)?;
                let session = Session::new(session_id, id, record, now, expires_at);
                write.when_durable(move || memory.sessions.write().insert(row.token_hash, session));
                Ok(())
            })
        })
        .await?;
        let session =
            self.memory.sessions.read().get(&token.hash().to_bytes()).ok_or(ServiceError::NotSignedIn)?;
        let user = self.memory.accounts.read().user(id).ok_or(ServiceError::NotSignedIn)?.record.clone();
        Ok(SignedIn { token, session, user })
    }

    /// Replaces a password record whose cost is below today's, while the password is at hand; private databases are
    /// wrapped anew with it.
    async fn raise_password_cost(
        &self,
        checked: Checked,
        password: Zeroizing<String>,
    ) -> Result<Checked, ServiceError> {
        let (user, revision) = (checked.user, checked.revision + 1);
        let row = match self.password_row_of(user, password, revision).await {
            Ok(row) => row,
            // A password that today's rules would refuse keeps its record.
            Err(ServiceError::Invalid(_)) => return Ok(checked),
            Err(error) => return Err(error),
        };
        let rewraps = self.rewraps(user, &checked.owner, &row)?;
        let owner = OwnerKey { record: row.record.to_bytes(), key: Arc::clone(&row.key) };
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                // Refused where somebody set another password in the meantime.
                accounts::put_credential(write, user, revision, &row.sealed).map_err(overtaken)?;
                for wrap in &rewraps {
                    put_wrap_if_there(write, wrap)?;
                }
                Ok(())
            })
            .await?;
        Ok(Checked { revision, outdated: false, owner, ..checked })
    }
}

/// Another password was set in the meantime: the one at hand is no more.
pub(crate) fn overtaken(error: StoreError) -> ServiceError {
    match error {
        StoreError::Changed => ServiceError::InvalidCredentials,
        other => other.into(),
    }
}
