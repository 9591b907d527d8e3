//! Earlier versions of an object.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::schema;

/// An earlier version: never its secret values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Version {
    /// Which revision it was.
    pub revision: u64,
    /// The title it had.
    pub title: String,
    /// When it came about.
    #[schema(value_type = schema::Instant)]
    pub modified_at: Instant,
    /// Who made it; null when unknown (imported).
    pub modified_by: Option<Uuid>,
}

/// What to compare a version with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// Another revision; absent: the present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<u64>,
}

/// How two versions differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Comparison {
    /// The version that is compared.
    pub revision: u64,
    /// What it is compared with.
    pub with: u64,
    /// The properties that differ, by their names here.
    pub properties: Vec<String>,
    /// The fields that differ.
    pub fields: Vec<FieldDifference>,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldDifference {
    /// Its name.
    pub name: String,
    /// Whether it is secret in either version.
    pub secret: bool,
    /// Its value in the version that is compared; null where it is secret or missing there.
    pub before: Option<String>,
    /// Its value in what it is compared with; null where it is secret or missing there.
    pub after: Option<String>,
}
