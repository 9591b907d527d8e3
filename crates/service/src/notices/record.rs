//! What is stored of a notice: its kind, and the ids of what it is about.

use serde::{Deserialize, Serialize};
use strongroom_crypto::{
    envelope::{Place, RecordKind},
    key::ServerKeys,
};
use strongroom_domain::{
    id::{DatabaseId, GrantId, GroupId, NoticeId, ObjectId, SubscriptionId, UserId, WebhookId},
    notice::NoticeKind,
    time::Instant,
};
use strongroom_store::tellings::{Telling, TellingRow};

use crate::{error::ServiceError, records};

/// The revision of a notice that was not read.
pub const UNREAD: u64 = 1;
/// The revision of one that was read.
pub const READ: u64 = 2;

/// A notice as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRecord {
    /// What it tells.
    pub kind: NoticeKind,
    /// When it happened.
    pub at: Instant,
    /// Who did it; absent: the clock, the server, or nobody who is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<UserId>,
    /// In which database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<DatabaseId>,
    /// On which object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// By which grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
    /// Of which group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Whom it is about, where that is not the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<UserId>,
    /// The name of the event of the audit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The number of the record of the audit that it tells of, in the chain of its database or of the server; absent: of
    /// what the clock ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// By which subscription it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<SubscriptionId>,
    /// Of which webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookId>,
}

impl NoticeRecord {
    /// A notice of this kind, about nothing yet.
    pub const fn new(kind: NoticeKind, at: Instant) -> Self {
        Self {
            kind,
            at,
            actor: None,
            database: None,
            object: None,
            grant: None,
            group: None,
            person: None,
            event: None,
            number: None,
            subscription: None,
            webhook: None,
        }
    }
}

/// Where the record of a telling stands; `None` for positions, which have none.
pub fn telling_place(kind: Telling, item: [u8; 16], revision: u64) -> Option<Place> {
    let kind = match kind {
        Telling::Position => return None,
        Telling::Notice => RecordKind::Notice,
        Telling::Choice => RecordKind::NoticeChoice,
        Telling::Outgoing | Telling::Warning => RecordKind::Outgoing,
        Telling::Subscription => RecordKind::Subscription,
        Telling::Webhook => RecordKind::Webhook,
        Telling::Call => RecordKind::WebhookCall,
    };
    Some(Place::of_server(item, kind, revision))
}

/// The row of a telling.
///
/// # Errors
/// [`ServiceError::Internal`] where the operating system gives no randomness.
pub fn sealed(
    keys: &ServerKeys,
    kind: Telling,
    owner: [u8; 16],
    item: [u8; 16],
    revision: u64,
    record: &impl Serialize,
) -> Result<TellingRow, ServiceError> {
    let place = telling_place(kind, item, revision).ok_or_else(without_record)?;
    let record = records::seal(&keys.directory, &place, record)?;
    Ok(TellingRow { owner, item, revision, record })
}

/// What a row holds.
///
/// # Errors
/// [`ServiceError::Damaged`] where it does not open.
pub fn opened<T: serde::de::DeserializeOwned>(
    keys: &ServerKeys,
    kind: Telling,
    row: &TellingRow,
) -> Result<T, ServiceError> {
    let place = telling_place(kind, row.item, row.revision).ok_or_else(without_record)?;
    records::open(&keys.directory, &place, &row.record)
}

fn without_record() -> ServiceError {
    ServiceError::Internal("a position has no record".into())
}

/// The id of a notice in its bytes.
pub const fn notice_id(row: &TellingRow) -> NoticeId {
    NoticeId::from_bytes(row.item)
}
