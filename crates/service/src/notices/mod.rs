//! Telling people and programs what happened: notices in the product, mail, subscriptions and webhooks.
//!
//! Nothing is told beside the audit. What there is to tell is derived from its committed records, behind a position
//! that moves in the same transaction as the notices are written in: a kill loses none and doubles none. What the clock
//! ends is told the same way, behind an instant. Who is told is decided when it is derived, and what a notice says when
//! it is read: stored are ids and kinds, never a title or a name. What goes out is decided once more at each try. Warnings
//! about an account are the exception: they are written with the change. Nothing here decides about rights.

mod calls;
mod choice;
mod clock;
mod concerned;
mod inbox;
mod mail;
mod outgoing;
mod record;
mod send;
mod still;
mod subscriptions;
mod tell;
mod warnings;
mod webhooks;
mod words;

use std::collections::HashMap;

pub use calls::{Call, CallView, Courier};
pub use inbox::{Inbox, NoticeView, Shown};
pub use mail::{Letter, Mailer, Undelivered};
pub use outgoing::Receiver;
use parking_lot::{Mutex, RwLock};
pub(crate) use record::telling_place;
use strongroom_domain::{
    id::{DatabaseId, UserId},
    time::Instant,
};
pub use subscriptions::Subscription;
pub(crate) use warnings::put_warnings;
pub use webhooks::{WebhookChange, WebhookRecord};

/// What is held in memory of it.
#[derive(Debug, Default)]
pub(crate) struct Telling {
    /// Counts what was put into each inbox since the start, so that streams look there only when there is something.
    arrived: RwLock<HashMap<UserId, u64>>,
    looked: Mutex<HashMap<DatabaseId, Looked>>,
    /// The instant in the last id that was made, in microseconds.
    last: Mutex<i64>,
}

/// On which rules of the server and of a database, and in which hour, it was looked for grants that give nothing any
/// more.
type Looked = (u64, u64, i64);

impl Telling {
    /// How much was put into a person's inbox since the start.
    pub fn arrived(&self, user: UserId) -> u64 {
        self.arrived.read().get(&user).copied().unwrap_or(0)
    }

    /// An instant for the next id, such that ids have the order in which they are made.
    fn next(&self, now: Instant) -> Instant {
        let mut last = self.last.lock();
        *last = now.micros().max(last.saturating_add(1_000));
        Instant::from_micros(*last)
    }

    fn arrive(&self, users: impl IntoIterator<Item = UserId>) {
        let mut arrived = self.arrived.write();
        for user in users {
            *arrived.entry(user).or_default() += 1;
        }
    }
}
