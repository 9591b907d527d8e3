//! One record, and its bytes.

use serde::{Deserialize, Serialize};

use super::{Event, Outcome};
use crate::{
    id::{DatabaseId, SessionId, UserId},
    time::Instant,
};

/// The version of the encoding: written as the number 1, and no other is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub struct Version;

impl From<Version> for u8 {
    fn from(_: Version) -> Self {
        1
    }
}

impl TryFrom<u8> for Version {
    type Error = DecodeRecordError;

    fn try_from(number: u8) -> Result<Self, DecodeRecordError> {
        if number == u8::from(Self) { Ok(Self) } else { Err(DecodeRecordError) }
    }
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A user.
    User(UserId),
    /// Somebody who is not signed in.
    Nobody,
    /// The server itself: a job, a start, a clock.
    Server,
    /// Somebody at the machine, by a command of the server program.
    Operator,
}

/// The kind of client that a session was opened by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// The web app.
    Web,
    /// The command line client.
    Cli,
    /// The add-on of a browser.
    Addon,
    /// The agent on a desktop.
    Agent,
    /// Anything else.
    Api,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The version of the encoding.
    pub v: Version,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// In which session: its id, never its token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// By which kind of client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientKind>,
    /// In which database; absent where none is concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<DatabaseId>,
    /// What.
    pub event: Event,
    /// Whether it came about.
    #[serde(default, skip_serializing_if = "Outcome::is_done")]
    pub outcome: Outcome,
    /// The sealed [`super::Written`], in text form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

/// Stored bytes are no record that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the audit record is of an unknown form")]
pub struct DecodeRecordError;

impl Record {
    /// A record of something done, without session, client or database.
    pub const fn new(at: Instant, actor: Actor, event: Event) -> Self {
        Self {
            v: Version,
            at,
            actor,
            session: None,
            client: None,
            database: None,
            event,
            outcome: Outcome::Done,
            sealed: None,
        }
    }

    /// The bytes that are chained and stored: compact JSON with its members in the order of this type, what is
    /// absent left out. Equal records have equal bytes.
    pub fn encode(&self) -> Vec<u8> {
        // Ids, words and numbers can not fail to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// From stored bytes.
    ///
    /// # Errors
    /// [`DecodeRecordError`] for another version or anything unknown.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeRecordError> {
        serde_json::from_slice(bytes).map_err(|_| DecodeRecordError)
    }
}
