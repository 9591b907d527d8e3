//! Earlier versions of an object.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::ToSchema;
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
