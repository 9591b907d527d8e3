//! Groups of users. Groups are flat.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Patch, patch, principals::PrincipalRef, schema};

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Group {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// A disabled group gives nothing and denies nothing.
    pub enabled: bool,
    /// Only super administrators change its members. Always true for a group that owns a private database.
    pub protected: bool,
    /// How many members it has.
    pub member_count: u64,
    /// The members; only in the answer for a single group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<PrincipalRef>>,
    /// Counts changes, from 1.
    pub revision: u64,
    /// When it was made.
    #[schema(value_type = schema::Instant)]
    pub created_at: Instant,
    /// When it was last changed.
    #[schema(value_type = schema::Instant)]
    pub modified_at: Instant,
}

/// Makes a group.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it counts; true when absent.
    #[serde(default = "enabled")]
    #[schema(default = true)]
    pub enabled: bool,
    /// Whether only super administrators change its members; false when absent.
    #[serde(default)]
    pub protected: bool,
}

/// Changes a group. Absent members stay, `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchGroup {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub description: Patch<String>,
    /// Whether it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether only super administrators change its members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected: Option<bool>,
}

const fn enabled() -> bool {
    true
}
