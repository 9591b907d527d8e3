//! What waits to be sent: mails, warnings and calls, kept on disk until they arrived.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
};

use serde::{Deserialize, Serialize};
use strongroom_domain::{
    id::{DatabaseId, OutgoingId, SubscriptionId, UserId, WebhookId},
    notice::NoticeKind,
    time::Instant,
};
use strongroom_store::{
    Write,
    engine::Query,
    tellings::{self, Telling, TellingRow},
};

use super::record::{NoticeRecord, sealed};
use crate::{error::ServiceError, service::Service};

/// So many mails wait for one person at the most. What comes on top of them is in the inbox only.
const MAILS: u64 = 200;
/// So many calls wait for one webhook at the most; then it is turned off.
const CALLS: u64 = 1_000;
/// So many warnings about one account wait at the most: the first of them, which go to the addresses that it had first.
const WARNINGS: u64 = 100;

/// For whom something waits. Each is sent to by itself, and keeps nobody else waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Receiver {
    /// A person: mails, in their order.
    Person(UserId),
    /// The addresses that an account has or had: warnings.
    Addresses(UserId),
    /// A webhook: calls, in their order.
    Webhook(WebhookId),
}

impl Receiver {
    pub(super) const fn kind(self) -> Telling {
        match self {
            Self::Person(_) | Self::Webhook(_) => Telling::Outgoing,
            Self::Addresses(_) => Telling::Warning,
        }
    }

    pub(super) const fn owner(self) -> [u8; 16] {
        match self {
            Self::Person(user) | Self::Addresses(user) => user.to_bytes(),
            Self::Webhook(webhook) => webhook.to_bytes(),
        }
    }

    /// How much more may wait, asked within the transaction that puts it there.
    pub(super) fn room(self, query: &mut dyn Query) -> Result<u64, ServiceError> {
        let bound = match self {
            Self::Person(_) => MAILS,
            Self::Addresses(_) => WARNINGS,
            Self::Webhook(_) => CALLS,
        };
        Ok(bound.saturating_sub(tellings::count_of(query, self.kind(), &self.owner(), None)?))
    }
}

/// Something on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutgoingRecord {
    /// What.
    pub what: Outlet,
    /// When it was made.
    pub since: Instant,
    /// How often it was tried.
    #[serde(default)]
    pub tries: u32,
    /// Not to be tried before.
    pub next_at: Instant,
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outlet {
    /// A mail that tells of a notice.
    Mail(NoticeRecord),
    /// A call of a webhook.
    Call(CallRecord),
    /// A warning about an account.
    Warning(WarningRecord),
}

/// What an address is warned of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarningRecord {
    /// What was changed: the account or its password.
    pub kind: NoticeKind,
    /// Who did it.
    pub actor: UserId,
    /// The address, as it was when the change was made.
    pub to: String,
}

/// Shows no address.
impl fmt::Debug for WarningRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WarningRecord").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What a webhook is told: ids and the name of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallRecord {
    /// The name of the event.
    pub event: String,
    /// When it happened.
    pub at: Instant,
    /// In which database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<DatabaseId>,
    /// The number of the record in its chain.
    pub number: u64,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<UserId>,
    /// Ids of what it is about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub about: BTreeMap<String, String>,
    /// By whose subscription it is told.
    pub subscriber: UserId,
    /// By which.
    pub subscription: SubscriptionId,
}

impl Service {
    /// For whom something waits: each is a turn of [`Self::send_to`]. As many webhooks as there may be at the most, and
    /// any number of people.
    ///
    /// # Errors
    /// What the store says.
    pub fn receivers(&self) -> Result<Vec<Receiver>, ServiceError> {
        let read = |query: &mut dyn Query| {
            let webhooks: HashSet<_> = tellings::owners(query, Telling::Webhook)?.into_iter().collect();
            let receiver = |owner: [u8; 16]| match webhooks.contains(&owner) {
                true => Receiver::Webhook(WebhookId::from_bytes(owner)),
                false => Receiver::Person(UserId::from_bytes(owner)),
            };
            let mut all: Vec<_> =
                tellings::owners(query, Telling::Outgoing)?.into_iter().map(receiver).collect();
            let warned = tellings::owners(query, Telling::Warning)?.into_iter();
            all.extend(warned.map(|owner| Receiver::Addresses(UserId::from_bytes(owner))));
            Ok(all)
        };
        Ok(self.store.read(read)?)
    }

    /// The row of something new to be sent.
    pub(super) fn outgoing(&self, to: Receiver, what: Outlet) -> Result<TellingRow, ServiceError> {
        let now = self.now();
        let id: OutgoingId = self.new_id(self.memory.telling.next(now))?;
        let record = OutgoingRecord { what, since: now, tries: 0, next_at: now };
        sealed(&self.keys, to.kind(), to.owner(), id.to_bytes(), 1, &record)
    }
}

/// What is kept of a webhook and its calls goes with it.
pub(super) fn forget_receiver(write: &mut Write<'_>, receiver: [u8; 16]) -> Result<(), ServiceError> {
    for kind in [Telling::Outgoing, Telling::Call] {
        tellings::delete_of(write, kind, &receiver)?;
    }
    Ok(())
}
