//! Sessions at the edge: the credential that a request carries, and the port behind which it is checked.

mod credential;

pub use credential::{COOKIE, CSRF_HEADER, Carrier, Credential};

use std::{future::Future, pin::Pin};

use strongroom_api::{ErrorCode, auth::ClientKind};
use strongroom_crypto::token::Token;
use strongroom_domain::id::{SessionId, UserId};

use crate::{address::ClientAddress, problem::Refused};

/// Who asks: a session that was checked for this very request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub user: UserId,
    /// The session.
    pub session: SessionId,
    /// The kind of client that the session was begun with.
    pub client: ClientKind,
    /// Nothing but the caller's own session and password is open before the password is changed.
    pub must_change_password: bool,
}

/// What a check of a session gives, later.
pub type Checked<'a> = Pin<Box<dyn Future<Output = Result<Caller, Refused>> + Send + 'a>>;

/// What the edge asks of the accounts before any use case is reached.
pub trait Accounts: Send + Sync + 'static {
    /// The session of `token`, used from `address`; notes its use. Asked for every request, so that a session that was
    /// ended is over at once. Refuses with `unauthenticated`, in the same way for every token that does not count.
    fn authenticate<'a>(&'a self, token: &'a Token, address: ClientAddress) -> Checked<'a>;

    /// Whether the first super administrator is still to be made.
    fn setup_required(&self) -> bool;
}

/// A server that has no accounts: nobody can sign in.
#[derive(Debug, Clone, Copy)]
pub struct Vacant;

impl Accounts for Vacant {
    fn authenticate<'a>(&'a self, _: &'a Token, _: ClientAddress) -> Checked<'a> {
        Box::pin(std::future::ready(Err(ErrorCode::Unauthenticated.into())))
    }

    fn setup_required(&self) -> bool {
        true
    }
}
