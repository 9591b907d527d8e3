//! The audit trail. Records hold ids and names of fields, never secret values.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{auth::ClientKind, patch, schema};

/// Which records to tell; newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The chain of one database; absent: all chains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Uuid>,
    /// About one folder or entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Uuid>,
    /// Done by one user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Uuid>,
    /// One event, such as `revealed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// At or after this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<schema::Instant>)]
    pub from: Option<Instant>,
    /// Before this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<schema::Instant>)]
    pub to: Option<Instant>,
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditRecord {
    /// The database whose chain it is in; null: the chain of the server.
    pub database: Option<Uuid>,
    /// Its place in the chain, from 1.
    pub number: u64,
    /// When.
    #[schema(value_type = schema::Instant)]
    pub at: Instant,
    /// What happened, such as `revealed`.
    pub event: String,
    /// Who did it; null: the server, or somebody who was not signed in.
    pub actor: Option<Uuid>,
    /// The name of the actor now; null when there is none any more.
    pub actor_name: Option<String>,
    /// The kind of client.
    pub client: Option<ClientKind>,
    /// The network address.
    pub address: Option<String>,
    /// The folder or entry it is about.
    pub object: Option<Uuid>,
    /// The revision of the object.
    pub revision: Option<u64>,
    /// What else is known: ids, names of fields and permissions.
    #[schema(value_type = Object)]
    pub details: serde_json::Map<String, serde_json::Value>,
    /// SHA-256 of the record, in hex; the next record of the chain carries it.
    pub hash: String,
}

/// What to compare the trail with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VerifyQuery {
    /// The `head` of an earlier answer, noted elsewhere: with it a store is found that was put back as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
}

/// Which record to take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevertRecord {
    /// The database whose chain it is in; null: the chain of the server. Must be said.
    #[serde(deserialize_with = "patch::required")]
    #[schema(required = true)]
    pub database: Option<Uuid>,
    /// Its place in the chain.
    pub number: u64,
}

/// The answer of `GET /audit/verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditVerification {
    /// How many records were read.
    pub records: u64,
    /// The number and the hash of the heads of all chains, signed now, to be noted elsewhere: `17:` and 64 hexadecimal
    /// digits. Null where something does not fit: that is not signed.
    pub head: Option<String>,
    /// Whether every record fits the one before it and every signed head.
    pub intact: bool,
    /// The first record that does not fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<BrokenRecord>,
}

/// The first record of a chain that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BrokenRecord {
    /// The database whose chain it is in; null: the chain of the server.
    pub database: Option<Uuid>,
    /// Its place in the chain.
    pub number: u64,
    /// A sentence on what does not fit.
    pub reason: String,
}
