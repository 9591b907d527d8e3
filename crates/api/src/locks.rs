//! Locks of objects that are being edited.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{SecretText, schema};

/// The answer to taking or renewing a lock.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LockToken {
    /// Renews and releases the lock, in the session that took it and in no other.
    pub token: SecretText,
    /// Until when the lock is held, unless it is renewed.
    #[schema(value_type = schema::Instant)]
    pub expires_at: Instant,
}

/// Renews or releases a lock. Without a body the session is enough.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentLock {
    /// The token of the lock. One that was replaced since, by another window of the same session, is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<SecretText>,
}

/// How to release a lock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReleaseQuery {
    /// Somebody else's as well, for those who administer the database; false when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<bool>,
}

/// A lock in the list of all databases that the caller administers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LockAnywhere {
    /// The database.
    pub database: Uuid,
    /// Its name.
    pub database_name: String,
    /// The lock.
    #[serde(flatten)]
    pub lock: HeldLock,
}

/// A lock in the list of a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldLock {
    /// The object.
    pub object: Uuid,
    /// Its title; null while the database is closed.
    pub title: Option<String>,
    /// The name of who holds the lock.
    pub holder: String,
    /// The id of who holds it.
    pub user: Uuid,
    /// Since when.
    #[schema(value_type = schema::Instant)]
    pub since: Instant,
    /// Until when, unless it is renewed.
    #[schema(value_type = schema::Instant)]
    pub expires_at: Instant,
}
