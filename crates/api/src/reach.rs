//! How one permission of a user or a group stands on all of a database.

use serde::{Deserialize, Serialize};
use strongroom_domain::{rights::Permission, time::Instant};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::schema;

/// About whom, and about which permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReachQuery {
    /// The user or group: of a group what somebody has who is in it and in no other.
    pub principal: Uuid,
    /// Absent: `access_entries`, what the principal sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<schema::Permission>)]
    pub permission: Option<Permission>,
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// How a permission stands somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Allowed by what is set right there.
    AllowedHere,
    /// Allowed by what is set above, by a policy or by a role.
    AllowedAbove,
    /// Denied by what is set right there.
    DeniedHere,
    /// Denied by what is set above or by a policy.
    DeniedAbove,
    /// Neither.
    NotGranted,
}

/// How a permission stands on a folder or entry on which something is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObjectLook {
    /// The folder or entry.
    pub object: Uuid,
    /// How it stands there. On what lies below and is not named it is the same, with `above` for `here`.
    pub look: Look,
    /// Whether the principal itself has a rule there.
    pub ruled: bool,
    /// Whether allows from above reach it.
    pub inheritance: bool,
}

/// How a permission stands on all of a database: folders and entries on which nothing is set are not named, and have what
/// the nearest one above them has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reach {
    /// The user or group.
    pub principal: Uuid,
    /// Which permission.
    #[schema(value_type = schema::Permission)]
    pub permission: Permission,
    /// At which instant.
    #[schema(value_type = schema::Instant)]
    pub at: Instant,
    /// At the database.
    pub at_database: Look,
    /// On each object on which something is set, by anybody, in the order of their ids.
    pub items: Vec<ObjectLook>,
    /// The cursor of the page that follows; null at the end.
    pub next: Option<String>,
}
