//! Export: what the caller may take along, as a file.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::SecretText;

/// The header of an export's answer that tells how many folders and entries are in the file.
pub const OBJECTS_HEADER: &str = "strongroom-objects";
/// The header that tells how many that the caller sees are not.
pub const LEFT_OUT_HEADER: &str = "strongroom-left-out";
/// The header that says how many grants on what is in it an archive with rights does not have.
pub const GRANTS_HEADER: &str = "strongroom-grants-left-out";

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// KDBX 4.1, the database of KeePass and KeePassXC, encrypted under `password`.
    Kdbx,
    /// CSV, a line an entry. Not encrypted.
    Csv,
    /// JSON with everything. Not encrypted.
    Json,
    /// The product's own: the same as `json`, encrypted under `password`.
    Archive,
}

/// Asks for a file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// What kind.
    pub format: ExportFormat,
    /// This folder or entry, with everything below it; absent: the whole database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    /// These folders and entries, 1 to 10,000, with everything below them. Not together with `parent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objects: Option<Vec<Uuid>>,
    /// What opens the file: for `kdbx` and `archive`, and for no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretText>,
    /// For `csv`: make it harmless to a spreadsheet. Values that begin like a formula are not as they were then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spreadsheet: bool,
}
