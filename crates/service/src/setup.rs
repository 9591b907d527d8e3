//! The first super administrator, made once with the setup token that the server prints at its first start.

use std::sync::Arc;

use parking_lot::Mutex;
use strongroom_crypto::token::{Token, TokenHash, TokenKind};
use strongroom_domain::{
    account::Role,
    audit::{Actor, Event},
    id::UserId,
};
use strongroom_store::accounts;
use zeroize::Zeroizing;

use crate::{
    accounts::{
        state::{AccountChange, Revised},
        users::NewUser,
    },
    error::ServiceError,
    service::{Service, account_change},
    sign_in::tries::{Counters, Guessed},
};

/// Whether a first administrator is awaited, and under which token.
pub(crate) struct Pending(Mutex<Option<(Token, TokenHash)>>);

impl Pending {
    pub fn new(awaited: bool) -> Result<Self, ServiceError> {
        let token = if awaited {
            let token = Token::generate(TokenKind::Setup)?;
            let hash = token.hash();
            Some((token, hash))
        } else {
            None
        };
        Ok(Self(Mutex::new(token)))
    }
}

impl Service {
    /// Whether the first super administrator has yet to be made.
    pub fn setup_required(&self) -> bool {
        self.setup.0.lock().is_some()
    }

    /// The setup token, for printing at the start; absent once the server is set up.
    pub fn setup_token(&self) -> Option<Zeroizing<String>> {
        self.setup.0.lock().as_ref().map(|(token, _)| Zeroizing::new(token.expose().to_owned()))
    }

    /// Makes the first super administrator.
    ///
    /// # Errors
    /// [`ServiceError::AlreadySetUp`], [`ServiceError::WrongSetupToken`], [`ServiceError::RateLimited`], or what is
    /// wrong with name or password.
    pub async fn set_up(
        &self,
        token: &str,
        username: &str,
        password: Zeroizing<String>,
        address: Option<std::net::IpAddr>,
    ) -> Result<UserId, ServiceError> {
        if !self.setup_required() {
            return Err(ServiceError::AlreadySetUp);
        }
        let now = self.now();
        // The right token is never limited: a flood of wrong ones keeps nobody from setting up.
        let given = Token::parse(TokenKind::Setup, token).map(|token| token.hash());
        let right =
            given.is_ok_and(|given| self.setup.0.lock().as_ref().is_some_and(|(_, hash)| *hash == given));
        if !right {
            Counters::new(&self.keys, Guessed::Setup, address).count(&self.store, now).await?;
            return Err(ServiceError::WrongSetupToken);
        }
        let id: UserId = self.new_id(now)?;
        let new = NewUser { roles: [Role::SuperAdministrator].into(), ..NewUser::named(username) };
        let (record, row) = self.user_row(id, &new, now)?;
        let password = self.password_row(id, password).await?;
        let memory = Arc::clone(&self.memory);
        let note = self.note_of(Actor::User(id), address, now);
        self.store
            .write(move |write| -> Result<(), ServiceError> {
                // Two set-ups at once: the second finds the first one's user.
                if accounts::any_user(write)? {
                    return Err(ServiceError::AlreadySetUp);
                }
                accounts::insert(write, accounts::Kind::User, &row)?;
                accounts::put_credential(write, id, 1, &password.sealed)?;
                note.server(write, Event::ServerSetUp { user: id })?;
                account_change(write, &memory, AccountChange::PutUser(id, Revised { revision: 1, record }))?;
                Ok(())
            })
            .await?;
        *self.setup.0.lock() = None;
        Ok(id)
    }
}
