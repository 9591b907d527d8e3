//! The settings of the server that are changed while it runs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What those who read an object are told of who else can open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Openers {
    /// How many people can.
    Number,
    /// Their names as well.
    Names,
}

/// What the server asks of everybody's clients and lets readers know: answer of `GET /settings` and of its change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServerSettings {
    /// After so many seconds a client clears a secret from the clipboard: 5 to 600, on a new server 20.
    pub clipboard_seconds: u16,
    /// What readers are told of who can open an entry; on a new server `number`. Those who administer a database know all.
    pub openers: Openers,
}

/// Sets all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutSettings {
    /// After so many seconds a client clears a secret from the clipboard: 5 to 600.
    pub clipboard_seconds: u16,
    /// What readers are told of who can open an entry.
    pub openers: Openers,
}
