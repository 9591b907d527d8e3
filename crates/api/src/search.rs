//! Searching in all databases, and what expires soon.

use serde::{Deserialize, Serialize};
use strongroom_domain::{rights::Permission, time::Instant};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{objects::ListedObject, schema};

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words, phrases in quotes, and operators; all must hold. At most 500 characters and 32 of them.
    pub q: String,
    /// Only in this database; absent: in all that the caller may open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Uuid>,
    /// Only below this folder of `database`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<Uuid>,
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// An object with the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundObject {
    /// Its database.
    pub database: Uuid,
    /// The titles of the folders above it, the topmost first.
    #[serde(default)]
    pub path: Vec<String>,
    /// What was met: `title`, `tags`, `category`, `type`, `valid_to`, or the name of a field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<String>,
    /// Of what was used last: when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub used_at: Option<Instant>,
    /// The object, as listings tell it.
    #[serde(flatten)]
    pub object: ListedObject,
}

/// The answer of `GET /search` and of other lists over all databases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundObjects {
    /// The best first; of a list of what expires, what ends first.
    pub items: Vec<FoundObject>,
    /// The sets that the numbers in `rights` name.
    #[schema(value_type = Vec<Vec<schema::Permission>>)]
    pub rights_sets: Vec<Vec<Permission>>,
    /// Databases that the caller may open and that are closed, so that nothing was found in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_searched: Vec<Uuid>,
    /// The cursor of the page that follows; null at the end.
    pub next: Option<String>,
}

/// How far to look ahead.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExpiringQuery {
    /// Days, such as `30d`, which is what counts when it is absent; at most `3660d`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
