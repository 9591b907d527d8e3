//! What changed: the feed of a database, and the data of events.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::objects::Lock;

/// Since when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// The cursor of a listing or of the last changes; absent: a cursor to begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// What changed for the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changes {
    /// From where to go on.
    pub cursor: String,
    /// The server does not know any more where the caller stood: what the caller knows is to be forgotten, and `changed`
    /// is everything that the caller sees. Without `since`: true, and `changed` is empty.
    pub reset: bool,
    /// What the caller sees and changed, or is shown otherwise than before; parents before their children.
    pub changed: Vec<Uuid>,
    /// What the caller was told of and does not see any more.
    pub gone: Vec<Uuid>,
    /// What the caller sees and whose lock was taken or ended; not told of renewals.
    pub locks: Vec<Uuid>,
    /// Whether the caller sees something else in the bin than before.
    pub bin: bool,
}

/// The data of `lock.changed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LockChanged {
    /// The database.
    pub database: Uuid,
    /// The object.
    pub object: Uuid,
    /// Its lock now; null: none.
    pub lock: Option<Lock>,
    /// Who released the lock that the caller held; null for everybody else.
    pub released_by: Option<String>,
}

/// The data of `object.changed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObjectsChanged {
    /// The database.
    pub database: Uuid,
    /// What the caller sees and changed, or is shown otherwise than before.
    pub changed: Vec<Uuid>,
    /// What the caller was told of and does not see any more.
    pub gone: Vec<Uuid>,
}

/// The data of `database.changed`, `database.gone`, `rights.changed` and `bin.changed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DatabaseChanged {
    /// The database.
    pub database: Uuid,
}

/// The data of `approvals.changed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalsChanged {
    /// So many requests wait for the caller.
    pub waiting: u64,
}
