//! Sessions and who holds them.

use strongroom_api::auth::{ClientKind, Session, SignedInUser};
use strongroom_domain::{audit, id::UserId};
use strongroom_service::{Caller, UserRecord, sign_in::sessions};

/// The kind of client, as the audit calls it.
pub const fn client_kind(kind: ClientKind) -> audit::ClientKind {
    match kind {
        ClientKind::Web => audit::ClientKind::Web,
        ClientKind::Cli => audit::ClientKind::Cli,
        ClientKind::Addon => audit::ClientKind::Addon,
        ClientKind::Agent => audit::ClientKind::Agent,
        ClientKind::Api => audit::ClientKind::Api,
    }
}

/// The kind of client, as the API calls it.
pub const fn client_kind_of(kind: audit::ClientKind) -> ClientKind {
    match kind {
        audit::ClientKind::Web => ClientKind::Web,
        audit::ClientKind::Cli => ClientKind::Cli,
        audit::ClientKind::Addon => ClientKind::Addon,
        audit::ClientKind::Agent => ClientKind::Agent,
        audit::ClientKind::Api => ClientKind::Api,
    }
}

/// A session as `caller` sees it.
pub fn session(session: &sessions::Session, caller: &Caller) -> Session {
    Session {
        id: session.id.uuid(),
        client: client_kind_of(session.client),
        created_at: session.created_at,
        last_used_at: session.last_seen(),
        expires_at: session.expires_at,
        address: session.address.map(|address| address.to_canonical().to_string()),
        current: session.id == caller.session.id,
    }
}

/// The account behind a session.
pub fn signed_in_user(id: UserId, record: UserRecord) -> SignedInUser {
    SignedInUser {
        id: id.uuid(),
        username: record.username,
        full_name: record.full_name,
        roles: record.roles.into_iter().collect(),
        must_change_password: record.must_change_password,
    }
}
