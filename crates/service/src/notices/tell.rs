//! From the audit to inboxes: what was committed since the last time, told in one transaction with the position
//! behind it.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use strongroom_crypto::key::ServerKeys;
use strongroom_domain::{
    audit::Record,
    id::{DatabaseId, NoticeId, UserId, WebhookId},
    notice::{KEPT, KEPT_DAYS},
    time::Instant,
};
use strongroom_store::{
    StoreError, Write, audit as chain, proof,
    scope::SERVER,
    tellings::{self, Positions, Telling, TellingRow},
};

use super::{
    concerned::Addressed,
    outgoing::Receiver,
    record::{NoticeRecord, UNREAD, sealed},
    subscriptions::Heard,
    warnings::is_warned_of,
    webhooks::{turn_off, turned_on},
};
use crate::{
    audit::Note,
    error::ServiceError,
    service::{Memory, Service},
};

/// So many records are told of in one transaction at the most.
const AT_ONCE: u32 = 200;

/// Records of one chain that nobody was told of yet.
struct Fresh {
    chain: DatabaseId,
    before: Option<u64>,
    last: u64,
    records: Vec<(u64, Record)>,
}

/// A way on which somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Channel {
    Inbox,
    Mail,
    Webhook(WebhookId),
}

impl Service {
    /// Tells of what was committed since the last time; says whether there may be more. Where nothing happened, it
    /// reads and writes nothing.
    ///
    /// # Errors
    /// What the store says; then nothing was told, and the next time begins where this one did.
    pub async fn tell(&self) -> Result<bool, ServiceError> {
        let positions = self.store.read(|query| tellings::positions(query))?;
        if positions.clock.is_none() {
            self.begin_telling().await?;
            return Ok(true);
        }
        let fresh = self.fresh(&positions)?;
        if fresh.is_empty() {
            return Ok(false);
        }
        // What is on disk may be a moment ahead of memory, and who is told is decided from memory.
        self.settle().await?;
        let fresh = Arc::new(fresh);
        self.decided(|| {
            let notices = self.to_tell(&fresh)?;
            let (fresh, server) = (Arc::clone(&fresh), self.rules().sequence());
            Ok(move |write: &mut Write<'_>| -> Result<_, ServiceError> {
                proof::unchanged(write, server, None)?;
                for Fresh { chain, before, last, .. } in fresh.iter() {
                    moved(tellings::move_in_chain(write, *chain, *before, *last))?;
                }
                notices.put(write)
            })
        })
        .await?;
        Ok(true)
    }

    /// All that there is to tell of some records.
    fn to_tell(&self, fresh: &[Fresh]) -> Result<Notices, ServiceError> {
        let (now, subscriptions) = (self.now(), self.all_subscriptions()?);
        let (mut told, mut warned, mut heard) = (Vec::new(), Vec::new(), Vec::new());
        for Fresh { chain, records, .. } in fresh {
            let database = (*chain != SERVER).then_some(*chain);
            for (number, record) in records {
                let to = if is_warned_of(&record.event) { &mut warned } else { &mut told };
                to.extend(self.concerned(database, (*number, record), now));
                heard.extend(self.heard(&subscriptions, (database, *number), record, now));
            }
        }
        let mut notices = self.addressed(told, now)?;
        for (user, notice) in warned {
            notices.add(self, user, &notice, now)?;
        }
        // Of an event that several of a person's subscriptions name, each channel of theirs is told once.
        let mut told = BTreeSet::new();
        for Heard { user, subscription, notice, call } in heard {
            let record = (user, notice.database, notice.number);
            if subscription.mail && told.insert((record, Channel::Mail)) {
                let mail = self.mail_of(user, &notice, true)?;
                notices.outgoing.extend(mail.map(|row| (Receiver::Person(user), row)));
            }
            if let Some(webhook) = subscription.webhook
                && told.insert((record, Channel::Webhook(webhook)))
            {
                let call = self.call_of(webhook, &call)?;
                notices.outgoing.extend(call.map(|row| (Receiver::Webhook(webhook), row)));
            }
            if subscription.inbox && told.insert((record, Channel::Inbox)) {
                notices.add(self, user, &notice, now)?;
            }
        }
        Ok(notices)
    }

    /// What was there before anybody was told of anything is not told of.
    async fn begin_telling(&self) -> Result<(), ServiceError> {
        let now = self.now();
        self.store
            .write(move |write| -> Result<(), ServiceError> {
                for head in write.heads() {
                    let chain = DatabaseId::from_bytes(head.chain);
                    tellings::move_in_chain(write, chain, None, head.number)?;
                }
                moved(tellings::move_clock(write, None, now.micros()))
            })
            .await
    }

    fn fresh(&self, positions: &Positions) -> Result<Vec<Fresh>, ServiceError> {
        self.store
            .read(|query| {
                let (mut all, mut room) = (Vec::new(), AT_ONCE);
                for id in chain::chains(query)? {
                    let before = positions.chains.get(&id).copied();
                    let rows = chain::since(query, id, before.unwrap_or(0), room)?;
                    let Some(last) = rows.last().map(|row| row.number) else { continue };
                    room = room.saturating_sub(u32::try_from(rows.len()).unwrap_or(room));
                    // A record of a form that is not known is for nobody; `verify` names it.
                    let record = |row: &chain::AuditRow| Some((row.number, Record::decode(&row.body).ok()?));
                    let records = rows.iter().filter_map(record).collect();
                    all.push(Fresh { chain: id, before, last, records });
                    if room == 0 {
                        break;
                    }
                }
                Ok(all)
            })
            .map_err(Into::into)
    }

    /// Seals notices for their people, and what of them goes out by mail.
    pub(super) fn addressed(&self, all: Vec<Addressed>, now: Instant) -> Result<Notices, ServiceError> {
        let oldest = first_id_of(now.plus_seconds(-KEPT_DAYS * 86_400));
        let mut notices = Notices {
            rows: Vec::with_capacity(all.len()),
            outgoing: Vec::new(),
            people: BTreeSet::new(),
            oldest,
            note: self.server_note(),
            keys: Arc::clone(&self.keys),
            memory: Arc::clone(&self.memory),
        };
        for (user, record) in all {
            let mail = self.mail_of(user, &record, false)?;
            notices.outgoing.extend(mail.map(|row| (Receiver::Person(user), row)));
            notices.add(self, user, &record, now)?;
        }
        Ok(notices)
    }
}

/// Notices that are ready to be written, and what goes out with them.
pub(super) struct Notices {
    rows: Vec<TellingRow>,
    outgoing: Vec<(Receiver, TellingRow)>,
    people: BTreeSet<UserId>,
    oldest: [u8; 16],
    note: Note,
    keys: Arc<ServerKeys>,
    memory: Arc<Memory>,
}

impl Notices {
    fn add(
        &mut self,
        service: &Service,
        user: UserId,
        record: &NoticeRecord,
        now: Instant,
    ) -> Result<(), ServiceError> {
        let id: NoticeId = service.new_id(service.memory.telling.next(now))?;
        let (owner, item) = (user.to_bytes(), id.to_bytes());
        self.rows.push(sealed(&service.keys, Telling::Notice, owner, item, UNREAD, record)?);
        self.people.insert(user);
        Ok(())
    }

    /// Writes them, keeps each inbox within its bounds, and has streams look.
    pub fn put(self, write: &mut Write<'_>) -> Result<(), ServiceError> {
        for row in &self.rows {
            tellings::put(write, Telling::Notice, row)?;
        }
        self.put_outgoing(write)?;
        for user in &self.people {
            tellings::trim(write, Telling::Notice, &user.to_bytes(), KEPT, &self.oldest)?;
        }
        write.when_durable(move || self.memory.telling.arrive(self.people));
        Ok(())
    }
}

impl Notices {
    /// Has go out what there is room for; a webhook for which there is none is turned off.
    fn put_outgoing(&self, write: &mut Write<'_>) -> Result<(), ServiceError> {
        let (mut rooms, mut crowded) = (BTreeMap::new(), BTreeSet::new());
        for (receiver, row) in &self.outgoing {
            let room = match rooms.entry(*receiver) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.room(write, *receiver)?),
            };
            match (room.checked_sub(1), receiver) {
                (Some(rest), _) => {
                    *room = rest;
                    tellings::put(write, receiver.kind(), row)?;
                }
                (None, Receiver::Webhook(webhook)) => {
                    crowded.insert(*webhook);
                }
                (None, _) => {}
            }
        }
        for webhook in crowded {
            turn_off(write, &self.keys, &self.note, webhook)?;
        }
        Ok(())
    }

    fn room(&self, write: &mut Write<'_>, receiver: Receiver) -> Result<u64, ServiceError> {
        match receiver {
            Receiver::Webhook(webhook) if turned_on(write, &self.keys, webhook)?.is_none() => Ok(0),
            _ => receiver.room(write),
        }
    }
}

/// Another teller was faster: there is one at a time, and it begins anew from what is on disk.
pub(super) fn moved(result: Result<(), StoreError>) -> Result<(), ServiceError> {
    match result {
        Err(StoreError::Changed) => Err(ServiceError::Busy),
        other => Ok(other?),
    }
}

/// The first id that could have been made at an instant.
fn first_id_of(at: Instant) -> [u8; 16] {
    let millis = u64::try_from(at.micros()).unwrap_or(0) / 1_000;
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(millis.to_be_bytes().into_iter().skip(2)) {
        *to = from;
    }
    id
}
