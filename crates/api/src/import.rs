//! Import of another program's database. The request is multipart: `file`, `format`, `name`, and where the
//! format has them `master_password` and `key_file`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{SecretText, databases::Database};

/// The parts of `POST /databases/import`; only for the OpenAPI document, the server streams the parts.
#[derive(Debug, ToSchema)]
pub struct ImportForm {
    /// The file to import.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// What kind of file it is.
    #[schema(example = "kdbx")]
    pub format: String,
    /// The name of the new database.
    pub name: String,
    /// The password of the file. Empty is not the same as absent.
    pub master_password: Option<SecretText>,
    /// The key file that belongs to it.
    #[schema(value_type = Option<String>, format = Binary)]
    pub key_file: Option<Vec<u8>>,
}

/// What was imported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportCounts {
    /// Folders, without the root and with those of the bin.
    pub folders: u64,
    /// Entries, with those of the bin.
    pub entries: u64,
    /// Attachments.
    pub attachments: u64,
}

/// Something that could not be taken over as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportWarning {
    /// A sentence for the person who imports. Never holds a secret value.
    pub message: String,
    /// Titles of the folders and the entry it is about, joined with ` / `.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// The answer of `POST /databases/import`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportAnswer {
    /// The new database.
    pub database: Database,
    /// What is in it.
    pub imported: ImportCounts,
    /// What could not be taken over; empty when everything was.
    pub warnings: Vec<ImportWarning>,
}
