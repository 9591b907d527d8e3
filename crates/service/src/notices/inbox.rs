//! A person's inbox: what is in it, as far as the person may see now what it is about.

use strongroom_domain::{
    account::Principal,
    id::{DatabaseId, GrantId, GroupId, NoticeId, ObjectId, UserId, WebhookId},
    notice::NoticeKind,
    rights::Visibility,
    time::Instant,
};
use strongroom_store::{
    Write,
    tellings::{self, Telling, TellingRow},
};

use super::{
    record::{NoticeRecord, READ, UNREAD, notice_id, opened, sealed},
    words,
};
use crate::{caller::Caller, databases::state::DatabaseState, error::ServiceError, service::Service};

/// Something with its name, as the reader may see both now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<T> {
    /// Which.
    pub id: T,
    /// What it is called.
    pub name: String,
}

/// A notice as its person reads it. What the person may not see is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// Its id.
    pub id: NoticeId,
    /// What it tells.
    pub kind: NoticeKind,
    /// When it happened.
    pub at: Instant,
    /// Whether it was read.
    pub read: bool,
    /// Who did it.
    pub actor: Option<Shown<UserId>>,
    /// Whom it is about.
    pub person: Option<Shown<UserId>>,
    /// In which database.
    pub database: Option<Shown<DatabaseId>>,
    /// On which object.
    pub object: Option<Shown<ObjectId>>,
    /// By which grant; shown with its object.
    pub grant: Option<GrantId>,
    /// Of which group.
    pub group: Option<Shown<GroupId>>,
    /// Of which webhook.
    pub webhook: Option<WebhookId>,
    /// The name of the event of the audit, or `grant_note_changed` where of a grant only the note was.
    pub event: Option<String>,
    /// All of it in a sentence.
    pub text: String,
}

/// A page of an inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// The newest first.
    pub notices: Vec<NoticeView>,
    /// Whether there are older ones.
    pub more: bool,
    /// How many were not read, of all.
    pub unread: u64,
}

impl Service {
    /// At most `limit` notices of the caller that are older than `before`, newest first.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] where one does not open.
    pub fn notices(
        &self,
        caller: &Caller,
        before: Option<NoticeId>,
        limit: usize,
    ) -> Result<Inbox, ServiceError> {
        let (owner, before) = (caller.user.to_bytes(), before.map(NoticeId::to_bytes));
        let ask = u32::try_from(limit.saturating_add(1)).unwrap_or(u32::MAX);
        let (mut rows, unread) = self.store.read(|query| {
            let rows = tellings::of(query, Telling::Notice, owner, before, ask)?;
            Ok((rows, tellings::count_of(query, Telling::Notice, &owner, Some(UNREAD))?))
        })?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let notices =
            rows.iter().map(|row| self.notice_view(caller, row)).collect::<Result<_, ServiceError>>()?;
        Ok(Inbox { notices, more, unread })
    }

    /// How many notices of the caller were not read.
    ///
    /// # Errors
    /// What the store says.
    pub fn unread_notices(&self, caller: &Caller) -> Result<u64, ServiceError> {
        let owner = caller.user.to_bytes();
        let count = |query: &mut dyn strongroom_store::engine::Query| {
            tellings::count_of(query, Telling::Notice, &owner, Some(UNREAD))
        };
        Ok(self.store.read(count)?)
    }

    /// Notes that the caller read these notices, or all (`None`); returns how many are not read. Ids of nothing in the
    /// caller's inbox are of no consequence.
    ///
    /// # Errors
    /// What the store says.
    pub async fn mark_notices_read(
        &self,
        caller: &Caller,
        ids: Option<Vec<NoticeId>>,
    ) -> Result<u64, ServiceError> {
        let (owner, keys) = (caller.user.to_bytes(), std::sync::Arc::clone(&self.keys));
        let rows = self.store.read(|query| {
            let Some(ids) = &ids else {
                return tellings::of(query, Telling::Notice, owner, None, u32::MAX);
            };
            let mut rows = Vec::new();
            for id in ids {
                rows.extend(tellings::get(query, Telling::Notice, &owner, &id.to_bytes())?);
            }
            Ok(rows)
        })?;
        let mut read = Vec::new();
        for row in rows.into_iter().filter(|row| row.revision == UNREAD) {
            let record: NoticeRecord = opened(&keys, Telling::Notice, &row)?;
            read.push(sealed(&keys, Telling::Notice, owner, row.item, READ, &record)?);
        }
        if !read.is_empty() {
            self.store
                .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                    for row in read {
                        let found = tellings::get(write, Telling::Notice, &row.owner, &row.item)?;
                        // Read in another window, or fallen out of the inbox meanwhile.
                        if found.is_some_and(|found| found.revision == UNREAD) {
                            tellings::put(write, Telling::Notice, &row)?;
                        }
                    }
                    Ok(())
                })
                .await?;
        }
        self.unread_notices(caller)
    }

    fn notice_view(&self, caller: &Caller, row: &TellingRow) -> Result<NoticeView, ServiceError> {
        let record: NoticeRecord = opened(&self.keys, Telling::Notice, row)?;
        Ok(self.notice_shown(caller.user, caller.now, notice_id(row), row.revision == READ, record))
    }

    /// What a notice says to a person at an instant.
    pub(super) fn notice_shown(
        &self,
        user: UserId,
        now: Instant,
        id: NoticeId,
        read: bool,
        record: NoticeRecord,
    ) -> NoticeView {
        let mut record = if self.may_know(user, now, &record) {
            record
        } else {
            NoticeRecord::new(record.kind, record.at)
        };
        let (database, object) = match record.database {
            Some(database) => self.place_shown(user, now, database, record.object),
            None => (None, None),
        };
        if is_of_office(record.kind) && database.is_none() && object.is_none() {
            // Who it was that asked, gave or broke is for those who may decide on it.
            record.actor = None;
            record.person = record.person.filter(|person| *person == user);
        }
        let about_object = record.object.is_some();
        let mut view = NoticeView {
            id,
            kind: record.kind,
            at: record.at,
            read,
            actor: record.actor.and_then(|id| self.person_shown(id)),
            person: record.person.filter(|id| *id != user).and_then(|id| self.person_shown(id)),
            database,
            grant: record.grant.filter(|_| object.is_some()),
            object,
            group: record.group.and_then(|id| self.group_shown(user, id)),
            webhook: record.webhook.filter(|_| self.may_manage_webhooks(user).is_ok()),
            event: record.event,
            text: String::new(),
        };
        view.text = words::sentence(&view, record.person == Some(user), about_object);
        view
    }

    /// Whether a person may still know of what others did: as one who hears of the events, or who is in the group.
    fn may_know(&self, user: UserId, now: Instant, record: &NoticeRecord) -> bool {
        match (record.kind, record.group) {
            (NoticeKind::Subscribed, _) => self.may_hear(user, now, record.database),
            (NoticeKind::MembersChanged, Some(group)) => {
                record.person == Some(user) || self.memory.accounts.read().members(group).contains(&user)
            }
            _ => true,
        }
    }

    /// Names of people are for everybody who is signed in.
    fn person_shown(&self, id: UserId) -> Option<Shown<UserId>> {
        let accounts = self.memory.accounts.read();
        let name = accounts.name_of(Principal::User(id))?.to_owned();
        Some(Shown { id, name })
    }

    /// Names of enabled groups as well; of others for those who belong to them.
    fn group_shown(&self, user: UserId, id: GroupId) -> Option<Shown<GroupId>> {
        let accounts = self.memory.accounts.read();
        let group = accounts.group(id)?;
        let known = group.record.enabled || accounts.members(id).contains(&user);
        known.then(|| Shown { id, name: group.record.name.clone() })
    }

    /// A database and an object in it, as far as the person sees them now.
    fn place_shown(
        &self,
        user: UserId,
        now: Instant,
        database: DatabaseId,
        object: Option<ObjectId>,
    ) -> (Option<Shown<DatabaseId>>, Option<Shown<ObjectId>>) {
        let known = self.knows_database(user, now, database);
        let seen = self.viewed_by(user, now, database, |view, state, _| {
            let name = known.then(|| Shown { id: database, name: state.record.name.clone() });
            let sees = |id: &ObjectId| view.visibility(*id) != Visibility::Hidden || view.sees_tree();
            let title = object.filter(sees).and_then(|id| {
                let name = title_of(state, id)?;
                Some(Shown { id, name })
            });
            Ok((name, title))
        });
        seen.unwrap_or_default()
    }
}

/// What people are told because they administer, approve or answer for a grant, and not because it is about them.
const fn is_of_office(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::SealRequested
            | NoticeKind::SealBroken
            | NoticeKind::GrantSuspended
            | NoticeKind::SecondPasswordSet
    )
}

/// The title of what is not in the bin, while the database is open.
fn title_of(state: &DatabaseState, object: ObjectId) -> Option<String> {
    if state.is_in_bin(object) {
        return None;
    }
    let held = state.content.as_ref()?.held(state.index.slot(object)?)?;
    crate::objects::summary_of(held).ok().map(|summary| summary.title)
}
