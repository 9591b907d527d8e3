//! What anybody may know of the server, and its setup.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::SecretText;

/// The answer of `GET /server`, which needs no session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServerInfo {
    /// What the operator calls this server.
    pub name: String,
    /// The version of the program.
    pub version: String,
    /// The version of the API: `v1`.
    #[schema(example = "v1")]
    pub api: String,
    /// Whether the first super administrator is still to be made.
    pub setup_required: bool,
}

/// The answer of `GET /server/figures`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServerFigures {
    /// The room that is taken and left.
    pub storage: StorageFigures,
    /// Who is signed in.
    pub sessions: SessionFigures,
}

/// Room on the disk of the data folder, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StorageFigures {
    /// What the store takes, with the log that belongs to it.
    pub store_bytes: u64,
    /// How much of the store are attachments: encrypted, those still being uploaded included.
    pub attachment_bytes: u64,
    /// What is free on the disk for the server.
    pub free_bytes: u64,
    /// The whole disk.
    pub disk_bytes: u64,
}

/// How many live sessions there are, of everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionFigures {
    /// Sessions.
    pub live: u64,
    /// People who have at least one.
    pub people: u64,
}

/// Makes the first super administrator; works once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupRequest {
    /// From the setup link that the server printed.
    pub setup_token: SecretText,
    /// The name to sign in with.
    pub username: String,
    /// The password to sign in with.
    pub password: SecretText,
}

/// The answer of `POST /setup`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetupAnswer {
    /// The id of the first super administrator.
    pub id: Uuid,
    /// Its name.
    pub username: String,
    /// The folder of this server that everything lies in, to be backed up. Told to whoever had the setup token, this once.
    pub data_folder: String,
}

/// The answer of the health checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`, or one word on what is missing.
    #[schema(example = "ok")]
    pub status: String,
}
