//! What administrators want to be told of.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A subscription to events of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subscription {
    /// Its id.
    pub id: Uuid,
    /// Counts changes of it.
    pub revision: u64,
    /// Names of events, such as `exported`, or of topics, such as `failed_sign_ins`.
    pub events: Vec<String>,
    /// Of these databases only; empty: of all, and of the server.
    pub databases: Vec<Uuid>,
    /// On these objects only; empty: on all.
    pub objects: Vec<Uuid>,
    /// Into the inbox.
    pub inbox: bool,
    /// By mail.
    pub mail: bool,
    /// To this webhook.
    pub webhook: Option<Uuid>,
}

/// Makes a subscription, or sets all of one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubscription {
    /// Names of events or topics, 1 to 100.
    pub events: Vec<String>,
    /// Of these databases only; absent or empty: of all, and of the server.
    #[serde(default)]
    pub databases: Vec<Uuid>,
    /// On these objects only; absent or empty: on all.
    #[serde(default)]
    pub objects: Vec<Uuid>,
    /// Into the inbox; true when absent.
    #[serde(default = "on")]
    #[schema(default = true)]
    pub inbox: bool,
    /// By mail; false when absent.
    #[serde(default)]
    pub mail: bool,
    /// To this webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Uuid>,
}

const fn on() -> bool {
    true
}

/// Changes a subscription: what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchSubscription {
    /// Names of events or topics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
    /// Of these databases only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub databases: Option<Vec<Uuid>>,
    /// On these objects only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objects: Option<Vec<Uuid>>,
    /// Into the inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<bool>,
    /// By mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<bool>,
    /// To this webhook; null for none.
    #[serde(default, deserialize_with = "crate::patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub webhook: crate::Patch<Uuid>,
}
