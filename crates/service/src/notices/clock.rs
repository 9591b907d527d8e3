//! What the clock ends, told once: periods of grants and seals, entries that are about to end, and grants that give
//! nothing because their authors lost the right. Nothing is decided here: what is over is over without it.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    database::DatabaseKind,
    id::{DatabaseId, GrantId, UserId},
    notice::NoticeKind,
    rights::{Permission, SealState, Slot},
    time::Instant,
};
use strongroom_store::{
    Write, proof,
    tellings::{self, Telling},
};

use super::{
    Looked,
    concerned::Addressed,
    record::{NoticeRecord, opened},
    tell::moved,
};
use crate::{
    databases::state::{Database, DatabaseState},
    error::ServiceError,
    grants::{Given, GrantRecord, Standpoint},
    objects::summary_of,
    service::Service,
};

/// So long before its end a person is reminded of an entry.
const REMIND_BEFORE_SECONDS: i64 = 7 * DAY;
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;
/// So many objects are looked at before others may have the database.
const AT_ONCE: usize = 5_000;

impl Service {
    /// Tells of what ended since the last time. Work for a thread that answers nobody else.
    ///
    /// # Errors
    /// What the store says; then nothing was told.
    pub async fn tell_ends(&self) -> Result<(), ServiceError> {
        let Some(from) = self.store.read(|query| tellings::positions(query))?.clock else { return Ok(()) };
        self.decided(|| {
            let now = self.now();
            let since = Instant::from_micros(from);
            let (server, mut found) = (self.rules().sequence(), Vec::new());
            let mut looked = Vec::new();
            if since < now {
                for id in self.database_ids() {
                    let Ok(database) = self.database(id) else { continue };
                    self.ended_in(&database, (since, now), &mut found);
                    looked.extend(self.suspended_in(&database, now, &mut found)?);
                    self.expiring_in(&database, (since, now), &mut found);
                }
            }
            let (notices, memory) = (self.addressed(found, now)?, Arc::clone(&self.memory));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                if now <= since {
                    // The clock went back: it is told again when it has come as far as it was.
                    return Ok(());
                }
                proof::unchanged(write, server, None)?;
                moved(tellings::move_clock(write, Some(from), now.micros()))?;
                write.when_durable(move || memory.telling.looked.lock().extend(looked));
                notices.put(write)
            })
        })
        .await
    }

    fn ended_in(&self, database: &Arc<Database>, window: (Instant, Instant), found: &mut Vec<Addressed>) {
        if database.kind() != DatabaseKind::Standard {
            return;
        }
        let rules = self.rules();
        let state = database.read();
        let here = self.standpoint_at(&rules, &state, window.1);
        for (grant, given) in state.grants.iter() {
            found.extend(ended(&here, database.id(), grant, given, window));
        }
    }

    /// Those who administer the database are told once of each grant that waits for adoption.
    fn suspended_in(
        &self,
        database: &Arc<Database>,
        now: Instant,
        found: &mut Vec<Addressed>,
    ) -> Result<Option<(DatabaseId, Looked)>, ServiceError> {
        if database.kind() != DatabaseKind::Standard {
            return Ok(None);
        }
        // Before the database, as everywhere: a commit takes accounts first.
        let rules = self.rules();
        let looked;
        let waiting: Vec<(GrantId, NoticeRecord)> = {
            let state = database.read();
            // Rights end with periods as well: without any change it is looked once in an hour.
            looked = (rules.sequence(), state.index.sequence(), now.micros() / (HOUR * 1_000_000));
            if self.memory.telling.looked.lock().get(&database.id()) == Some(&looked) {
                return Ok(None);
            }
            let here = self.standpoint_at(&rules, &state, now);
            let waits = |given: &Given| waits_for_adoption(&here, &state, &given.grant.record);
            let suspended = state.grants.iter().filter(|(_, given)| waits(given));
            suspended.map(|(id, given)| (id, suspension(database.id(), id, given, now))).collect()
        };
        let people =
            if waiting.is_empty() { Default::default() } else { self.administrators_of(database.id(), now) };
        for user in people {
            let rows = self
                .store
                .read(|query| tellings::of(query, Telling::Notice, user.to_bytes(), None, u32::MAX))?;
            let mut told = Vec::new();
            for row in &rows {
                let notice: NoticeRecord = opened(&self.keys, Telling::Notice, row)?;
                if notice.kind == NoticeKind::GrantSuspended {
                    told.push(notice.grant);
                }
            }
            let fresh = waiting.iter().filter(|(grant, _)| !told.contains(&Some(*grant)));
            found.extend(fresh.map(|(_, notice)| (user, notice.clone())));
        }
        Ok(Some((database.id(), looked)))
    }

    /// Once a day: whoever changed an entry last, and still sees it, is reminded a week before its end.
    fn expiring_in(
        &self,
        database: &Arc<Database>,
        (since, now): (Instant, Instant),
        found: &mut Vec<Addressed>,
    ) {
        let day = |at: Instant| at.micros().div_euclid(DAY * 1_000_000) * DAY * 1_000_000;
        let (from, to) = (day(since), day(now));
        if from == to {
            return;
        }
        let within = |end: Instant| {
            let remind = end.micros().saturating_sub(REMIND_BEFORE_SECONDS * 1_000_000);
            from < remind && remind <= to
        };
        let rules = self.rules();
        let slots: Vec<_> = database.read().index.walk(None).collect();
        for some in slots.chunks(AT_ONCE) {
            let state = database.read();
            let here = self.standpoint_at(&rules, &state, now);
            for slot in some {
                let held = state.content.as_ref().and_then(|content| content.held(*slot));
                let (Some(held), Some(node)) = (held, state.index.node(*slot)) else { continue };
                let Some(user) = held.modified_by.or(held.created_by) else { continue };
                if is_reminder(&here, &state, *slot, user, within) {
                    let notice = NoticeRecord {
                        database: Some(database.id()),
                        object: Some(node.id),
                        ..NoticeRecord::new(NoticeKind::EntryExpires, now)
                    };
                    found.push((user, notice));
                }
            }
        }
    }
}

/// Whether a grant gives nothing any more, and somebody is to adopt or revoke it.
pub(super) fn waits_for_adoption(here: &Standpoint<'_>, state: &DatabaseState, record: &GrantRecord) -> bool {
    record.period().contains(here.now) && !state.is_in_bin(record.object) && here.is_suspended(record)
}

/// Whether an object ends at such an instant and the user, who is to be reminded of it, sees it with what is in it.
pub(super) fn is_reminder(
    here: &Standpoint<'_>,
    state: &DatabaseState,
    slot: Slot,
    user: UserId,
    within: impl Fn(Instant) -> bool,
) -> bool {
    let held = state.content.as_ref().and_then(|content| content.held(slot));
    let (Some(held), Some(node)) = (held, state.index.node(slot)) else { return false };
    let end = summary_of(held).ok().and_then(|summary| summary.valid_to);
    if !end.is_some_and(within) || state.is_in_bin(node.id) {
        return false;
    }
    let view = here.index.view(here.rules, user, here.now);
    view.object(node.id).is_some_and(|rights| rights.has(Permission::AccessEntries))
}

fn suspension(database: DatabaseId, grant: GrantId, given: &Given, now: Instant) -> NoticeRecord {
    NoticeRecord {
        database: Some(database),
        object: Some(given.grant.record.object),
        grant: Some(grant),
        person: Some(given.grant.record.author),
        ..NoticeRecord::new(NoticeKind::GrantSuspended, now)
    }
}

/// What ended of one grant: the grant itself for all whom it is for, or what a person had come to with its seal.
fn ended(
    here: &Standpoint<'_>,
    database: DatabaseId,
    grant: GrantId,
    given: &Given,
    (since, now): (Instant, Instant),
) -> Vec<Addressed> {
    let record = &given.grant.record;
    let within = |end: Instant| since < end && end <= now;
    let notice = |kind, at| NoticeRecord {
        database: Some(database),
        object: Some(record.object),
        grant: Some(grant),
        ..NoticeRecord::new(kind, at)
    };
    if let Some(end) = record.to.filter(|end| within(*end)) {
        let people = here.people(record.grantee).into_iter();
        return people.map(|user| (user, notice(NoticeKind::GrantEnded, end))).collect();
    }
    if record.to.is_some_and(|end| end <= now) {
        return Vec::new();
    }
    let periods = given.progress.iter().filter_map(|(person, stored)| {
        let progress = &stored.record.progress;
        let end = progress.until.filter(|end| within(*end))?;
        let counts = progress.state != SealState::Sealed && here.is_subject(record.grantee, *person);
        counts.then(|| (*person, notice(NoticeKind::SealPeriodOver, end)))
    });
    periods.filter(|(person, _)| !here.people(Principal::User(*person)).is_empty()).collect()
}
