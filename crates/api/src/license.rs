//! The licence: how many accounts this server may have.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::ToSchema;

use crate::schema;

/// Whether a licence counts now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LicenseState {
    /// There is none: three seats.
    None,
    /// Inside its period.
    Valid,
    /// Past its period: nobody is locked out, but there are no new accounts.
    Expired,
    /// Before its period.
    NotYetValid,
}

/// The answer of `GET /license` and `PUT /license`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct License {
    /// How many accounts there may be.
    pub seats: u64,
    /// How many there are.
    pub used: u64,
    /// Who it was issued to.
    pub holder: Option<String>,
    /// The first instant it counts.
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_from: Option<Instant>,
    /// The first instant it counts no more.
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Option<Instant>,
    /// Whether it counts now.
    pub state: LicenseState,
}

/// The body of `PUT /license`: a licence file as `strongroomd license issue` makes it. The server checks its
/// shape together with its signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub struct LicenseFile(pub serde_json::Value);
