//! The places of principals in a database: periods and marks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strongroom_domain::{rights::Permission, time::Instant};
use utoipa::ToSchema;

use crate::{principals::PrincipalRef, schema};

/// What is set for one permission; an absent permission is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Allowed.
    Allow,
    /// Denied; wins over every allow.
    Deny,
}

/// A usual set of marks at the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatabasePreset {
    /// Open it and read.
    Reader,
    /// Read, change, add, delete.
    Editor,
    /// Everything but the administration of rights.
    Full,
    /// All sixteen.
    Administrator,
}

/// A principal's place in a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Assignment {
    /// Who.
    pub principal: PrincipalRef,
    /// The first instant it is live.
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_from: Option<Instant>,
    /// The first instant it is over.
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Option<Instant>,
    /// Whether it is live now.
    pub live: bool,
    /// Marks for database permissions.
    #[schema(value_type = BTreeMap<String, Mark>)]
    pub permissions: BTreeMap<Permission, Mark>,
}

/// Sets a principal's place in a database as a whole. Without `permissions` and `preset` it allows
/// `access_database` and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutAssignment {
    /// The first instant it is live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_from: Option<Instant>,
    /// The first instant it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Option<Instant>,
    /// Marks for database permissions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, Mark>>)]
    pub permissions: Option<BTreeMap<Permission, Mark>>,
    /// Instead of `permissions`: a usual set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<DatabasePreset>,
}
