//! Files that belong to an entry.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::schema;

/// The header in which a file's name is sent, percent-encoded in UTF-8.
pub const NAME_HEADER: &str = "strongroom-name";

/// A file that belongs to an entry. Its content is a download of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// Its id.
    pub id: Uuid,
    /// Its name: data for the reader, never a path.
    pub name: String,
    /// How long the content is, in bytes.
    pub size: u64,
    /// When it was added.
    #[schema(value_type = schema::Instant)]
    pub created_at: Instant,
}
