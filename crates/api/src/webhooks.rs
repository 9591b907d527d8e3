//! Addresses outside that are called.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{SecretText, schema};

/// A webhook. Its secret was told when it got its address.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Webhook {
    /// Its id.
    pub id: Uuid,
    /// Counts changes of it.
    pub revision: u64,
    /// The address.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it is called.
    pub enabled: bool,
    /// When it was made.
    #[schema(value_type = schema::Instant)]
    pub created_at: Instant,
    /// What calls are signed with; only in the answer to its making, and to a change of its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<SecretText>,
}

/// Makes a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// An https address of a host that the configuration allows.
    pub url: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Changes a webhook. Absent members stay, `null` clears.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchWebhook {
    /// The address. Another one has another secret, which the answer tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "crate::patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub description: crate::Patch<String>,
    /// Whether it is called. What waits for one that is turned off is forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookCall {
    /// The id of the call, `webhook-id`: the same for all its tries.
    pub id: Uuid,
    /// When it was tried.
    #[schema(value_type = schema::Instant)]
    pub at: Instant,
    /// The event that it told of.
    pub event: String,
    /// Whether it arrived.
    pub arrived: bool,
    /// The status of the answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub error: Option<String>,
}
