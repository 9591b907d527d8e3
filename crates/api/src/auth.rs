//! Signing in and out, and sessions.

use serde::{Deserialize, Serialize};
use strongroom_domain::{account::Role, time::Instant};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{SecretText, schema};

/// What kind of client holds a session. Only `addon` and `agent` may fill and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// The web app.
    Web,
    /// The command line client.
    Cli,
    /// A browser add-on.
    Addon,
    /// The agent on a desktop.
    Agent,
    /// Anything else: scripts.
    #[default]
    Api,
}

/// Signs in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The name of the account.
    pub username: String,
    /// Its password.
    pub password: SecretText,
    /// What kind of client asks; `api` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientKind>,
    /// Present when a first try was answered `second_factor_required`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<SecondFactor>,
}

/// The answer to a question for a second factor.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactor {
    /// One of the `kinds` of the problem `second_factor_required`.
    #[schema(example = "totp")]
    pub kind: String,
    /// The code.
    pub code: SecretText,
}

/// The answer of `POST /auth/login`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LoginAnswer {
    /// The bearer token. Absent for the client kind `web`, which gets a cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<SecretText>,
    /// What a browser sends as `X-Strongroom-CSRF`; only for the client kind `web`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csrf_token: Option<SecretText>,
    /// When the session ends at the latest.
    #[schema(value_type = schema::Instant)]
    pub expires_at: Instant,
    /// Who signed in.
    pub user: SignedInUser,
    /// After so many seconds the client clears a secret from the clipboard, by the settings of the server.
    pub clipboard_seconds: u16,
}

/// The account behind a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedInUser {
    /// Its id.
    pub id: Uuid,
    /// The name to sign in with.
    pub username: String,
    /// The name of the person.
    #[serde(default)]
    pub full_name: Option<String>,
    /// The server roles.
    #[schema(value_type = Vec<schema::Role>)]
    pub roles: Vec<Role>,
    /// Until the password is changed every other call answers `403 must_change_password`.
    #[serde(default)]
    pub must_change_password: bool,
}

/// The answer of `GET /auth/session`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CurrentSession {
    /// The session that asked.
    #[serde(flatten)]
    pub session: Session,
    /// Whose session it is.
    pub user: SignedInUser,
    /// After so many seconds the client clears a secret from the clipboard, by the settings of the server.
    pub clipboard_seconds: u16,
    /// What a browser sends as `X-Strongroom-CSRF`, for a page that was loaded anew; only for the client kind `web`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csrf_token: Option<SecretText>,
}

/// A signed-in client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// Its id; not the token.
    pub id: Uuid,
    /// What kind of client holds it.
    pub client: ClientKind,
    /// When it began.
    #[schema(value_type = schema::Instant)]
    pub created_at: Instant,
    /// When it was last used, to about a minute.
    #[schema(value_type = schema::Instant)]
    pub last_used_at: Instant,
    /// When it ends at the latest.
    #[schema(value_type = schema::Instant)]
    pub expires_at: Instant,
    /// The network address it was begun from.
    pub address: Option<String>,
    /// Whether it is the session that asks.
    pub current: bool,
}

/// Whose sessions to list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SessionsQuery {
    /// Absent: the caller. Others only for those who administer that account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Uuid>,
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Changes the caller's own password. Every other session of the user ends.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password until now.
    pub current_password: SecretText,
    /// The password from now on.
    pub new_password: SecretText,
}
