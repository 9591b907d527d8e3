//! Databases: trees of folders and entries, each with a key of its own.

use serde::{Deserialize, Serialize};
use strongroom_domain::{rights::Permission, time::Instant};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Patch, SecretText, patch, principals::PrincipalRef, schema};

/// Shared or owned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatabaseKind {
    /// Shared under assignments, rules and grants.
    Standard,
    /// Owned by one user or one group, who alone have rights.
    Private,
}

/// Whether the server holds the data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatabaseState {
    /// Content can be used.
    Open,
    /// Content answers `409 database_closed`.
    Closed,
}

/// How long a database keeps what was deleted and what was replaced. What is over a limit is gone at that instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Retention {
    /// Days in the bin until something is gone for good; null: until somebody purges it.
    pub bin_days: Option<u32>,
    /// Earlier versions that are kept of an object, the latest, and those that were replaced in the last 30 days; null:
    /// all.
    pub history_versions: Option<u32>,
    /// Days after which a version that was replaced is gone; null: never.
    pub history_days: Option<u32>,
}

/// Changes how long a database keeps things. Absent members stay, `null` takes a limit away. What is over a new limit is
/// gone for good, so a lower one needs `grant_admin_rights` and `delete_entries` on everything in the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchRetention {
    /// 1 to 36,500.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub bin_days: Patch<u32>,
    /// 1 to 10,000.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub history_versions: Patch<u32>,
    /// 1 to 36,500.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub history_days: Patch<u32>,
}

/// A database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Database {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Shared or owned.
    pub kind: DatabaseKind,
    /// Who owns it; only of a private database.
    pub owner: Option<PrincipalRef>,
    /// Open or closed.
    pub state: DatabaseState,
    /// Whether there is a master password.
    pub has_master_password: bool,
    /// Whether the server opens it by itself when it starts.
    pub open_at_start: bool,
    /// Of the caller's own private database: whether there is a recovery code. One that somebody else made has none
    /// until its owner makes it.
    pub has_recovery_code: Option<bool>,
    /// Whether a second password is over all of it; null where it is closed, and for those who only keep a private
    /// database of others.
    #[serde(default)]
    pub second_password: Option<bool>,
    /// Counts changes of these properties, from 1; never changes of content or rules.
    pub revision: u64,
    /// When it was made.
    #[schema(value_type = schema::Instant)]
    pub created_at: Instant,
    /// When these properties were last changed.
    #[schema(value_type = schema::Instant)]
    pub modified_at: Instant,
    /// The caller's effective permissions at the database; empty for those who only administer it.
    #[schema(value_type = Vec<schema::Permission>)]
    pub rights: Vec<Permission>,
    /// Whether the caller may administer it.
    pub administers: bool,
    /// How long bin and history are kept; null for those who only keep a private database of others.
    pub retention: Option<Retention>,
}

/// Makes a database.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDatabase {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Shared or owned.
    pub kind: DatabaseKind,
    /// The user or group that owns a private database; absent: the caller. Not for standard databases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Uuid>,
    /// A password that opens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master_password: Option<SecretText>,
    /// Whether the server opens it by itself at start; true when absent. False needs a master password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_at_start: Option<bool>,
}

/// The answer of `POST /databases`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewDatabaseAnswer {
    /// The new database.
    #[serde(flatten)]
    pub database: Database,
    /// Opens a user's private database when the password is lost. Shown this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_code: Option<SecretText>,
}

/// Makes one private database for each of many owners; all or nothing (`POST /databases/private`).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPrivateDatabases {
    /// The name that each of them gets.
    pub name: String,
    /// What they are for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Users and groups, 1 to 1,000, none twice.
    pub owners: Vec<Uuid>,
}

/// Changes the properties of a database. Absent members stay, `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchDatabase {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub description: Patch<String>,
    /// Sets, changes or (`null`) removes the master password.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SecretText>)]
    pub master_password: Patch<SecretText>,
    /// The master password until now; needed to change or remove one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_master_password: Option<SecretText>,
    /// Whether the server opens it by itself at start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_at_start: Option<bool>,
    /// How long bin and history are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<PatchRetention>,
}

/// Opens a closed database: exactly one of the members.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDatabase {
    /// The master password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master_password: Option<SecretText>,
    /// The recovery code of a user's private database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_code: Option<SecretText>,
    /// The owner's password before somebody else reset it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_password: Option<SecretText>,
}

/// The answer of `POST /databases/{db}/recovery-code`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCode {
    /// Opens the caller's private database when the password is lost. Shown this once; the one before is void.
    pub recovery_code: SecretText,
}

/// Which databases to list, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DatabasesQuery {
    /// Part of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
