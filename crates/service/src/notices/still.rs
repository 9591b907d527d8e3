//! Whether what waits is still to be told, decided once more before each try: by the same rules, as they are then. What an
//! earlier version left waiting without the number of its record is told in the inbox only.

use strongroom_domain::{
    audit::Record,
    id::{DatabaseId, ObjectId, UserId, WebhookId},
    notice::NoticeKind,
    rights::SealState,
    time::Instant,
};
use strongroom_store::{
    audit as chain,
    engine::Query,
    scope::SERVER,
    tellings::{self, Telling},
};

use super::{
    clock::{is_reminder, waits_for_adoption},
    outgoing::CallRecord,
    record::{NoticeRecord, opened},
    subscriptions::Subscription,
};
use crate::{error::ServiceError, service::Service};

impl Service {
    /// Whether a notice still concerns its person.
    ///
    /// # Errors
    /// What the store says.
    pub(super) fn still_concerns(&self, user: UserId, notice: &NoticeRecord) -> Result<bool, ServiceError> {
        let now = self.now();
        Ok(match notice.kind {
            NoticeKind::Subscribed => self.is_still_subscribed(user, notice, now)?,
            NoticeKind::GrantEnded
            | NoticeKind::SealPeriodOver
            | NoticeKind::GrantSuspended
            | NoticeKind::EntryExpires => self.is_still_over(user, notice, now),
            _ => self.is_still_concerned(user, notice, now)? && self.is_still_so(user, notice, now),
        })
    }

    /// Asks the record once more whom it concerns.
    fn is_still_concerned(
        &self,
        user: UserId,
        notice: &NoticeRecord,
        now: Instant,
    ) -> Result<bool, ServiceError> {
        let Some(number) = notice.number else { return Ok(false) };
        let id = notice.database.unwrap_or(SERVER);
        let rows = self.store.read(|query| chain::since(query, id, number.saturating_sub(1), 1))?;
        let Some(row) = rows.first().filter(|row| row.number == number) else { return Ok(false) };
        let Ok(record) = Record::decode(&row.body) else { return Ok(false) };
        let concerned = self.concerned(notice.database, (number, &record), now);
        Ok(concerned.iter().any(|(it, told)| *it == user && told == notice))
    }

    /// Whether what a record told is not undone since.
    fn is_still_so(&self, user: UserId, notice: &NoticeRecord, now: Instant) -> bool {
        let Some(database) = notice.database else { return true };
        match (notice.kind, notice.grant, notice.person) {
            (NoticeKind::SealRequested, Some(grant), Some(person)) => {
                let waits = self.of_grant(database, grant, |_, given| {
                    given.progress_of(person, now).state == SealState::Waiting
                });
                waits.unwrap_or(false)
            }
            (NoticeKind::GrantGiven | NoticeKind::GrantChanged, Some(grant), _) => {
                let lives = self
                    .of_grant(database, grant, |_, given| given.grant.record.to.is_none_or(|end| now < end));
                lives.unwrap_or(false)
            }
            (NoticeKind::ImportFinished | NoticeKind::ImportFailed, ..) => {
                self.knows_database(user, now, database)
            }
            _ => true,
        }
    }

    /// The same of what the clock ended, which has no record.
    fn is_still_over(&self, user: UserId, notice: &NoticeRecord, now: Instant) -> bool {
        let Some(database) = notice.database else { return false };
        let rules = self.rules();
        let Ok(found) = self.database(database) else { return false };
        let state = found.read();
        let here = self.standpoint_at(&rules, &state, now);
        if notice.kind == NoticeKind::EntryExpires {
            let slot = notice.object.and_then(|object| state.index.slot(object));
            return slot.is_some_and(|slot| is_reminder(&here, &state, slot, user, |end| now < end));
        }
        let Some(given) = notice.grant.and_then(|grant| state.grants.get(grant)) else { return false };
        let record = &given.grant.record;
        match notice.kind {
            NoticeKind::GrantSuspended => here.administers(user) && waits_for_adoption(&here, &state, record),
            NoticeKind::GrantEnded => {
                here.is_subject(record.grantee, user) && record.to.is_some_and(|end| end <= now)
            }
            _ => here.is_subject(record.grantee, user) && record.to.is_none_or(|end| now < end),
        }
    }

    fn is_still_subscribed(
        &self,
        user: UserId,
        notice: &NoticeRecord,
        now: Instant,
    ) -> Result<bool, ServiceError> {
        let (Some(_), Some(event)) = (notice.subscription, &notice.event) else { return Ok(false) };
        // Any of theirs will do: of several that name an event, it was told by one.
        let stored = self.subscriptions_stored(user)?;
        Ok(stored.iter().any(|it| it.mail && it.covers(event, notice.database, notice.object))
            && self.may_hear(user, now, notice.database))
    }

    /// Whether a call is still to be made, by a subscription of the person that it comes from.
    ///
    /// # Errors
    /// What the store says.
    pub(super) fn is_still_heard(&self, webhook: WebhookId, call: &CallRecord) -> Result<bool, ServiceError> {
        let object = call.about.get("object").and_then(|id| id.parse::<ObjectId>().ok());
        let stored = self.subscriptions_stored(call.subscriber)?;
        Ok(stored
            .iter()
            .any(|it| it.webhook == Some(webhook) && it.covers(&call.event, call.database, object))
            && self.may_manage_webhooks(call.subscriber).is_ok()
            && self.may_hear(call.subscriber, self.now(), call.database))
    }

    fn subscriptions_stored(&self, user: UserId) -> Result<Vec<Subscription>, ServiceError> {
        let owner = user.to_bytes();
        let read = |query: &mut dyn Query| tellings::oldest(query, Telling::Subscription, owner, u32::MAX);
        self.store.read(read)?.iter().map(|row| opened(&self.keys, Telling::Subscription, row)).collect()
    }

    /// Whether a person knows of a database: by a right in it, or by administering it.
    pub(super) fn knows_database(&self, user: UserId, now: Instant, database: DatabaseId) -> bool {
        use strongroom_domain::{administration::DatabaseAction, rights::Permission};
        self.administers_by(user, now, database, DatabaseAction::SeeProperties).is_ok()
            || self
                .viewed_by(user, now, database, |view, _, _| {
                    Ok(view.database().has(Permission::AccessDatabase))
                })
                .unwrap_or(false)
    }
}
