//! What waits to be sent: mails and calls, kept on disk until they arrived, tried again with growing pauses, and given
//! up after a day. At least once: a kill between sending and noting it sends again, under the same id.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strongroom_domain::{
    audit::{Actor, Event},
    id::{DatabaseId, OutgoingId, SubscriptionId, UserId, WebhookId},
    time::Instant,
};
use strongroom_store::{
    Write,
    engine::Query,
    tellings::{self, Telling, TellingRow},
};

use super::record::{NoticeRecord, opened, sealed};
use crate::{error::ServiceError, service::Service};

/// What did not arrive within so long is given up.
const GIVEN_UP_AFTER_SECONDS: i64 = 24 * 60 * 60;
/// The first pause; each is three times as long as the one before it.
const FIRST_PAUSE_SECONDS: i64 = 5;
const LONGEST_PAUSE_SECONDS: i64 = 60 * 60;
/// So many are sent to one receiver in a row before others have their turn.
const AT_ONCE: u32 = 20;

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

/// What became of a try.
pub(super) enum Tried {
    /// It arrived, or is not to be sent any more.
    Over,
    /// It is tried again.
    Again,
    /// It will never arrive.
    Never,
}

impl Service {
    /// For whom something waits: each is a turn of [`Self::send_to`].
    ///
    /// # Errors
    /// What the store says.
    pub fn receivers(&self) -> Result<Vec<[u8; 16]>, ServiceError> {
        Ok(self.store.read(|query| tellings::owners(query, Telling::Outgoing))?)
    }

    /// Sends what is due to one receiver, in its order, until something does not arrive.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_to(&self, receiver: [u8; 16]) -> Result<(), ServiceError> {
        let rows = self.store.read(|query| tellings::oldest(query, Telling::Outgoing, receiver, AT_ONCE))?;
        for row in rows {
            let record: OutgoingRecord = opened(&self.keys, Telling::Outgoing, &row)?;
            if self.now() < record.next_at {
                break;
            }
            let id = OutgoingId::from_bytes(row.item);
            let tried = match &record.what {
                Outlet::Mail(notice) => self.send_mail(UserId::from_bytes(receiver), id, notice).await?,
                Outlet::Call(call) => self.send_call(WebhookId::from_bytes(receiver), id, call).await?,
            };
            let old = self.now() >= record.since.plus_seconds(GIVEN_UP_AFTER_SECONDS);
            match tried {
                Tried::Over => self.drop_outgoing(row, None).await?,
                Tried::Never => self.give_up(row, &record).await?,
                Tried::Again if old => {
                    self.give_up(row, &record).await?;
                    break;
                }
                Tried::Again => {
                    self.put_off(row, record).await?;
                    break;
                }
            }
        }
        Ok(())
    }

    async fn put_off(&self, row: TellingRow, record: OutgoingRecord) -> Result<(), ServiceError> {
        let tries = record.tries.saturating_add(1);
        let pause = FIRST_PAUSE_SECONDS.saturating_mul(3_i64.saturating_pow(record.tries.min(10)));
        let next_at = self.now().plus_seconds(pause.min(LONGEST_PAUSE_SECONDS));
        let record = OutgoingRecord { tries, next_at, ..record };
        let row = sealed(&self.keys, Telling::Outgoing, row.owner, row.item, row.revision + 1, &record)?;
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                // Its receiver may be gone meanwhile, with what waited.
                if tellings::get(write, Telling::Outgoing, &row.owner, &row.item)?.is_some() {
                    tellings::put(write, Telling::Outgoing, &row)?;
                }
                Ok(())
            })
            .await
    }

    async fn drop_outgoing(&self, row: TellingRow, event: Option<Event>) -> Result<(), ServiceError> {
        let note = self.note_of(Actor::Server, None, self.now());
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                let there = tellings::delete(write, Telling::Outgoing, &row.owner, &row.item)?;
                match event.filter(|_| there) {
                    Some(event) => note.server(write, event),
                    None => Ok(()),
                }
            })
            .await
    }

    async fn give_up(&self, row: TellingRow, record: &OutgoingRecord) -> Result<(), ServiceError> {
        let call = OutgoingId::from_bytes(row.item);
        match &record.what {
            Outlet::Mail(_) => {
                let user = UserId::from_bytes(row.owner);
                self.drop_outgoing(row, Some(Event::MailGivenUp { user })).await
            }
            Outlet::Call(_) => {
                let webhook = WebhookId::from_bytes(row.owner);
                self.drop_outgoing(row, Some(Event::WebhookCallGivenUp { webhook, call })).await?;
                self.disable_webhook(webhook).await
            }
        }
    }

    /// The row of something new to be sent.
    pub(super) fn outgoing(&self, owner: [u8; 16], what: Outlet) -> Result<TellingRow, ServiceError> {
        let now = self.now();
        let id: OutgoingId = self.new_id(self.memory.telling.next(now))?;
        let record = OutgoingRecord { what, since: now, tries: 0, next_at: now };
        sealed(&self.keys, Telling::Outgoing, owner, id.to_bytes(), 1, &record)
    }

    /// How much waits for a receiver.
    pub(super) fn waiting(&self, receiver: [u8; 16]) -> Result<u64, ServiceError> {
        let count = |query: &mut dyn Query| tellings::count_of(query, Telling::Outgoing, &receiver, None);
        Ok(self.store.read(count)?)
    }

    /// A record of the server about itself.
    pub(super) fn server_note(&self) -> crate::audit::Note {
        self.note_of(Actor::Server, None, self.now())
    }
}

/// What is kept of a webhook and its calls goes with it.
pub(super) fn forget_receiver(write: &mut Write<'_>, receiver: [u8; 16]) -> Result<(), ServiceError> {
    for kind in [Telling::Outgoing, Telling::Call] {
        tellings::delete_of(write, kind, &receiver)?;
    }
    Ok(())
}
