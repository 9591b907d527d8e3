//! What a person is told: the inbox, and what comes by mail as well.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{principals::PrincipalRef, schema};

/// Something with its name, as the reader may see both now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedRef {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
}

/// A notice. Made when it is read: what the reader may not see now is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    /// Its id.
    pub id: Uuid,
    /// What it tells, such as `seal_requested`.
    pub kind: String,
    /// When it happened.
    #[schema(value_type = schema::Instant)]
    pub at: Instant,
    /// Whether it was read.
    pub read: bool,
    /// All of it in a sentence.
    pub text: String,
    /// Who did it; null where nobody did, or nobody who is known.
    pub actor: Option<PrincipalRef>,
    /// Whom it is about, where that is not the reader.
    pub person: Option<PrincipalRef>,
    /// In which database; null where there is none that the reader sees.
    pub database: Option<NamedRef>,
    /// On which object; null where there is none that the reader sees.
    pub object: Option<NamedRef>,
    /// By which grant; shown with its object.
    pub grant: Option<Uuid>,
    /// Of which group.
    pub group: Option<PrincipalRef>,
    /// Of which webhook.
    pub webhook: Option<Uuid>,
    /// The name of the event of the audit, where there is one.
    pub event: Option<String>,
}

/// A page of the inbox, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Inbox {
    /// The notices.
    pub items: Vec<Notice>,
    /// The cursor of the page that follows; null at the end. Opaque.
    pub next: Option<String>,
    /// How many were not read, of all.
    pub unread: u64,
}

/// Which page of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InboxQuery {
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Notes that notices were read: those named, or all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotices {
    /// Which; at most 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<Uuid>>,
    /// True for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<bool>,
}

/// How many notices are not read. Also the data of `notice.new`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unread {
    /// So many.
    pub unread: u64,
}

/// What the caller wants by mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeSettings {
    /// The kinds of notices that come by mail as well, where the server sends mail and the account has an address.
    pub mail: Vec<String>,
}
