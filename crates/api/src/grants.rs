//! Grants of single objects, and their seals.

use serde::{Deserialize, Serialize};
use strongroom_domain::{
    rights::{Permission, SealState},
    seal::SealEnd,
    time::Instant,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Patch, patch, principals::PrincipalRef, schema};

/// Access to be given to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    /// The folder or entry.
    pub object: Uuid,
    /// The user or group.
    pub grantee: Uuid,
    /// Some of the eight object permissions: at least `access_entries`, which `read_entries` implies.
    #[schema(value_type = Vec<schema::Permission>)]
    pub permissions: Vec<Permission>,
    /// The first instant at which it is live; absent: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_from: Option<Instant>,
    /// The first instant at which it is over; absent: never by the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Option<Instant>,
    /// A text to go with it; at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// A seal, if it is to have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<SealTerms>,
}

/// What a seal asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SealTerms {
    /// Ids of users and groups who may approve; administrators of the server or of the database.
    pub approvers: Vec<Uuid>,
    /// How many of them must agree; when absent 1, or as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u32>,
    /// How many seconds it stays open once broken; null: until somebody seals it again; absent: as before.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    pub open_for: Patch<i64>,
}

/// A change of a grant; what is absent stays. A change of anything but the note puts everybody back to `sealed`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchGrant {
    /// All permissions from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<schema::Permission>>)]
    pub permissions: Option<Vec<Permission>>,
    /// From when; null: at once.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_from: Patch<Instant>,
    /// Until when; null: without end.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Patch<Instant>,
    /// The author's text; null clears it.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
    /// All terms of its seal from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<SealTerms>,
}

/// A grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    /// Its id.
    pub id: Uuid,
    /// Counts changes of it.
    pub revision: u64,
    /// Its database.
    pub database: Uuid,
    /// The folder or entry.
    pub object: Uuid,
    /// Its title, as far as the reader may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who receives it; null where the account is gone.
    pub grantee: Option<PrincipalRef>,
    /// On whose rights it rests; null where the account is gone.
    pub author: Option<PrincipalRef>,
    /// What it gives.
    #[schema(value_type = Vec<schema::Permission>)]
    pub permissions: Vec<Permission>,
    /// When it begins.
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_from: Option<Instant>,
    /// When it ends.
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Option<Instant>,
    /// Whether it is inside its period now.
    pub live: bool,
    /// The author's text.
    pub note: Option<String>,
    /// When it was made.
    #[schema(value_type = schema::Instant)]
    pub created_at: Instant,
    /// Whether it gives nothing because its author lost the right; told to the author and to those who administer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<bool>,
    /// Its seal.
    pub seal: Option<GrantSeal>,
}

/// The seal of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GrantSeal {
    /// The reader's own state; for others that of the person whom the grant is for.
    #[schema(value_type = schema::SealState)]
    pub state: SealState,
    /// Who may approve.
    pub approvers: Vec<PrincipalRef>,
    /// How many of them must agree.
    pub quorum: u32,
    /// How many seconds it stays open once broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_for: Option<i64>,
    /// How far people have come: the reader, or everybody for those who decide.
    pub people: Vec<SealPerson>,
}

/// How far a person has come with a seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealPerson {
    /// Who; null where the account is gone.
    pub person: Option<PrincipalRef>,
    /// The state.
    #[schema(value_type = schema::SealState)]
    pub state: SealState,
    /// Since when.
    #[schema(value_type = Option<schema::Instant>)]
    pub since: Option<Instant>,
    /// When the clock ends it.
    #[schema(value_type = Option<schema::Instant>)]
    pub until: Option<Instant>,
    /// The request that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// How it came that the person is back at `sealed` after having asked; absent where that is not so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::SealEnd>)]
    pub ended: Option<SealEnd>,
    /// Why it was asked for; with `ended` of `rejected`, why that was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who approved so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<PrincipalRef>,
    /// Who voted to take the seal off so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unseals: Vec<PrincipalRef>,
}

/// Which grants to list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GrantsQuery {
    /// Only those of this folder or entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Uuid>,
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// For whom something is done to a seal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SealQuery {
    /// The person, of a grant to a group; absent: the caller, or the user whom the grant is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Uuid>,
}

/// What is said with something done to a seal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SealAct {
    /// The request that was looked at; with another one `approve` and `reject` answer `seal_state`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// Why; needed by `request` and `reject`, 1 to 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A request that waits for the caller's approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Approval {
    /// The database.
    pub database: Uuid,
    /// Its name.
    pub database_name: String,
    /// The grant.
    pub grant: Uuid,
    /// The folder or entry.
    pub object: Uuid,
    /// Its title; null while the database is closed.
    pub title: Option<String>,
    /// Who asks.
    pub person: PrincipalRef,
    /// Why.
    pub reason: Option<String>,
    /// What it would give.
    #[schema(value_type = Vec<schema::Permission>)]
    pub permissions: Vec<Permission>,
    /// Since when it waits.
    #[schema(value_type = Option<schema::Instant>)]
    pub since: Option<Instant>,
    /// When it stops waiting.
    #[schema(value_type = Option<schema::Instant>)]
    pub until: Option<Instant>,
    /// The request: send it with the decision, so that it is for no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// How many approved so far.
    pub approvals: u64,
    /// How many are needed.
    pub quorum: u32,
    /// Whether the caller is one of those who approved.
    pub approved: bool,
}
