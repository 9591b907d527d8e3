//! Sending what waits: each receiver by itself, tried again with growing pauses, and given up after a day. At least once:
//! a kill between sending and noting it sends again, under the same id.

use std::time::Duration;

use strongroom_domain::{
    audit::{Actor, Event},
    id::{OutgoingId, UserId, WebhookId},
    time::Instant,
};
use strongroom_store::{
    Write,
    tellings::{self, TellingRow},
};

use super::{
    outgoing::{OutgoingRecord, Outlet, Receiver},
    record::{opened, sealed},
    webhooks::turn_off,
};
use crate::{error::ServiceError, service::Service};

/// What did not arrive within so long is given up.
const GIVEN_UP_AFTER_SECONDS: i64 = 24 * 60 * 60;
/// The first pause; each is three times as long as the one before it.
const FIRST_PAUSE_SECONDS: i64 = 5;
const LONGEST_PAUSE_SECONDS: i64 = 60 * 60;
/// So many are sent to one receiver in a row before others have their turn.
const AT_ONCE: u32 = 20;
/// And for so long.
const TURN: Duration = Duration::from_secs(15);

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
    /// Sends what is due to one receiver, in its order, until something does not arrive; warnings each for itself, since
    /// they go to several addresses. To be called for one receiver once at a time.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_to(&self, receiver: Receiver) -> Result<(), ServiceError> {
        let limit = match receiver {
            Receiver::Addresses(_) => u32::MAX,
            Receiver::Person(_) | Receiver::Webhook(_) => AT_ONCE,
        };
        let rows =
            self.store.read(|query| tellings::oldest(query, receiver.kind(), receiver.owner(), limit))?;
        let began = tokio::time::Instant::now();
        for row in rows {
            if !self.send_row(receiver, row).await? && !matches!(receiver, Receiver::Addresses(_)) {
                break;
            }
            if began.elapsed() > TURN {
                break;
            }
        }
        Ok(())
    }

    /// Tries one; says whether it is out of the way of those behind it.
    async fn send_row(&self, receiver: Receiver, row: TellingRow) -> Result<bool, ServiceError> {
        let record: OutgoingRecord = opened(&self.keys, receiver.kind(), &row)?;
        if !is_due(&record, self.now()) {
            return Ok(false);
        }
        let id = OutgoingId::from_bytes(row.item);
        let tried = match &record.what {
            Outlet::Mail(notice) => self.send_mail(UserId::from_bytes(row.owner), id, notice).await?,
            Outlet::Call(call) => self.send_call(WebhookId::from_bytes(row.owner), id, call).await?,
            Outlet::Warning(warning) => self.send_warning(id, warning).await,
        };
        let old = self.now() >= record.since.plus_seconds(GIVEN_UP_AFTER_SECONDS);
        match tried {
            Tried::Over => self.drop_outgoing(receiver, row, None).await?,
            Tried::Never => self.give_up(receiver, row, &record).await?,
            Tried::Again if old => {
                self.give_up(receiver, row, &record).await?;
                return Ok(false);
            }
            Tried::Again => {
                self.put_off(receiver, row, record).await?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn put_off(
        &self,
        receiver: Receiver,
        row: TellingRow,
        record: OutgoingRecord,
    ) -> Result<(), ServiceError> {
        let (kind, tries) = (receiver.kind(), record.tries.saturating_add(1));
        let pause = FIRST_PAUSE_SECONDS.saturating_mul(3_i64.saturating_pow(record.tries.min(10)));
        let next_at = self.now().plus_seconds(pause.min(LONGEST_PAUSE_SECONDS));
        let record = OutgoingRecord { tries, next_at, ..record };
        let row = sealed(&self.keys, kind, row.owner, row.item, row.revision + 1, &record)?;
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                // Its receiver may be gone meanwhile, with what waited.
                if tellings::get(write, kind, &row.owner, &row.item)?.is_some() {
                    tellings::put(write, kind, &row)?;
                }
                Ok(())
            })
            .await
    }

    async fn drop_outgoing(
        &self,
        receiver: Receiver,
        row: TellingRow,
        event: Option<Event>,
    ) -> Result<(), ServiceError> {
        let (note, keys) = (self.server_note(), std::sync::Arc::clone(&self.keys));
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                let there = tellings::delete(write, receiver.kind(), &row.owner, &row.item)?;
                let Some(event) = event.filter(|_| there) else { return Ok(()) };
                let unheard = match &event {
                    Event::WebhookCallGivenUp { webhook, .. } => Some(*webhook),
                    _ => None,
                };
                note.server(write, event)?;
                unheard.map_or(Ok(()), |webhook| turn_off(write, &keys, &note, webhook))
            })
            .await
    }

    async fn give_up(
        &self,
        receiver: Receiver,
        row: TellingRow,
        record: &OutgoingRecord,
    ) -> Result<(), ServiceError> {
        let event = match &record.what {
            Outlet::Mail(_) | Outlet::Warning(_) => {
                Event::MailGivenUp { user: UserId::from_bytes(row.owner) }
            }
            Outlet::Call(_) => Event::WebhookCallGivenUp {
                webhook: WebhookId::from_bytes(row.owner),
                call: OutgoingId::from_bytes(row.item),
            },
        };
        self.drop_outgoing(receiver, row, Some(event)).await
    }

    /// A record of the server about itself.
    pub(super) fn server_note(&self) -> crate::audit::Note {
        self.note_of(Actor::Server, None, self.now())
    }
}

/// A pause that is longer than any was made by a clock that was ahead and was given up since.
fn is_due(record: &OutgoingRecord, now: Instant) -> bool {
    record.next_at <= now || record.next_at > now.plus_seconds(LONGEST_PAUSE_SECONDS)
}
