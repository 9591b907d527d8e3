//! What people want to be told of besides what concerns them: events of the audit, perhaps of certain databases or
//! objects only. Whether they may hear of an event is decided when it is told, never when they subscribed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use strongroom_domain::{
    administration::{self, DatabaseAction, ServerAction},
    audit::{Actor, Event, Record, TOPICS, events_of, told_as},
    id::{DatabaseId, ObjectId, SubscriptionId, UserId, WebhookId},
    notice::NoticeKind,
    time::Instant,
};
use strongroom_store::{
    Write,
    engine::Query,
    proof,
    tellings::{self, Telling},
};

use super::{
    outgoing::CallRecord,
    record::{NoticeRecord, opened, sealed},
};
use crate::{accounts::state::Revised, caller::Caller, error::ServiceError, service::Service};

/// So many subscriptions has one person at the most.
const SUBSCRIPTIONS: u64 = 100;
/// So many events, databases or objects one subscription names at the most.
const NAMED: usize = 100;

/// What somebody wants to be told of, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// Names of events or topics.
    pub events: BTreeSet<String>,
    /// Of these databases only; empty: of all, and of the server.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub databases: BTreeSet<DatabaseId>,
    /// On these objects only; empty: on all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub objects: BTreeSet<ObjectId>,
    /// Into the inbox.
    #[serde(default)]
    pub inbox: bool,
    /// By mail.
    #[serde(default)]
    pub mail: bool,
    /// To this webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookId>,
}

/// Something that a subscription is told.
pub(super) struct Heard {
    pub user: UserId,
    pub subscription: Subscription,
    pub notice: NoticeRecord,
    pub call: CallRecord,
}

impl Service {
    /// Whether somebody may hear of the events of a database, or (`None`) of the server: who may read the audit, and of
    /// a database also those who administer it.
    pub(super) fn may_hear(&self, user: UserId, now: Instant, database: Option<DatabaseId>) -> bool {
        let reads = {
            let accounts = self.memory.accounts.read();
            let actor = accounts.actor(user);
            actor.is_ok_and(|actor| administration::server(actor, ServerAction::ReadAudit).is_ok())
        };
        reads
            || database
                .is_some_and(|id| self.administers_by(user, now, id, DatabaseAction::SeeRights).is_ok())
    }

    /// The caller's subscriptions, oldest first.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] where one does not open.
    pub fn subscriptions(
        &self,
        caller: &Caller,
    ) -> Result<Vec<(SubscriptionId, Revised<Subscription>)>, ServiceError> {
        let owner = caller.user.to_bytes();
        let read = |query: &mut dyn Query| tellings::oldest(query, Telling::Subscription, owner, u32::MAX);
        let rows = self.store.read(read)?;
        rows.iter()
            .map(|row| {
                let record = opened(&self.keys, Telling::Subscription, row)?;
                Ok((SubscriptionId::from_bytes(row.item), Revised { revision: row.revision, record }))
            })
            .collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for one that is not the caller's.
    pub fn subscription(
        &self,
        caller: &Caller,
        id: SubscriptionId,
    ) -> Result<Revised<Subscription>, ServiceError> {
        let found = self.subscriptions(caller)?.into_iter().find(|(it, _)| *it == id);
        found.map(|(_, it)| it).ok_or(ServiceError::NotFound)
    }

    /// Subscribes.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] for who hears of nothing, [`ServiceError::NotFound`] for a database or webhook
    /// that the caller may not know, or what is wrong.
    pub async fn subscribe(
        &self,
        caller: &Caller,
        new: Subscription,
    ) -> Result<(SubscriptionId, Revised<Subscription>), ServiceError> {
        let id: SubscriptionId = self.new_id(self.memory.telling.next(caller.now))?;
        self.put_subscription(caller, id, 1, new.clone()).await?;
        Ok((id, Revised { revision: 1, record: new }))
    }

    /// Changes a subscription that is at `revision` (absent: whatever it is at).
    ///
    /// # Errors
    /// As [`Self::subscribe`]; [`ServiceError::RevisionConflict`].
    pub async fn change_subscription(
        &self,
        caller: &Caller,
        id: SubscriptionId,
        revision: Option<u64>,
        new: Subscription,
    ) -> Result<Revised<Subscription>, ServiceError> {
        let Revised { revision: current, record } = self.subscription(caller, id)?;
        if revision.is_some_and(|revision| revision != current) {
            return Err(ServiceError::RevisionConflict { current });
        }
        if record == new {
            return Ok(Revised { revision: current, record });
        }
        self.put_subscription(caller, id, current + 1, new.clone()).await?;
        Ok(Revised { revision: current + 1, record: new })
    }

    async fn put_subscription(
        &self,
        caller: &Caller,
        id: SubscriptionId,
        revision: u64,
        new: Subscription,
    ) -> Result<(), ServiceError> {
        check(&new)?;
        if new.mail && self.address_of(caller.user).is_none() {
            let text = "your account has no address for mail";
            return Err(ServiceError::Invalid(text.into()).at("/mail"));
        }
        let owner = caller.user.to_bytes();
        self.decided(|| {
            let server = self.rules().sequence();
            self.may_subscribe(caller, &new)?;
            let row = sealed(&self.keys, Telling::Subscription, owner, id.to_bytes(), revision, &new)?;
            let (note, webhook) = (self.note(caller), new.webhook);
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, server, None)?;
                if tellings::count_of(write, Telling::Subscription, &owner, None)? >= SUBSCRIPTIONS
                    && revision == 1
                {
                    let what = "so many subscriptions are enough".into();
                    return Err(ServiceError::LimitReached { what, limit: 100 });
                }
                if let Some(webhook) = webhook.map(WebhookId::to_bytes) {
                    tellings::get(write, Telling::Webhook, &webhook, &webhook)?
                        .ok_or(ServiceError::NotFound)?;
                }
                tellings::put(write, Telling::Subscription, &row)?;
                note.server(write, Event::SubscriptionSet { subscription: id })
            })
        })
        .await
    }

    fn may_subscribe(&self, caller: &Caller, new: &Subscription) -> Result<(), ServiceError> {
        let refused = || ServiceError::Administration(administration::AdministrationRefusal::NotAllowed);
        for database in &new.databases {
            if !self.may_hear(caller.user, caller.now, Some(*database)) {
                return match self.database_view(caller, *database) {
                    Ok(_) => Err(refused()),
                    Err(error) => Err(error),
                };
            }
            self.database(*database)?;
        }
        let hears_somewhere = || {
            let hears = |id: &DatabaseId| self.may_hear(caller.user, caller.now, Some(*id));
            self.may_hear(caller.user, caller.now, None) || self.database_ids().iter().any(hears)
        };
        if new.databases.is_empty() && !hears_somewhere() {
            return Err(refused());
        }
        if new.webhook.is_some() {
            let _ = self.may_manage_webhooks(caller.user)?;
        }
        Ok(())
    }

    /// Ends a subscription.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for one that is not the caller's.
    pub async fn unsubscribe(
        &self,
        caller: &Caller,
        id: SubscriptionId,
        revision: Option<u64>,
    ) -> Result<(), ServiceError> {
        let current = self.subscription(caller, id)?.revision;
        if revision.is_some_and(|revision| revision != current) {
            return Err(ServiceError::RevisionConflict { current });
        }
        let (owner, note) = (caller.user.to_bytes(), self.note(caller));
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                if !tellings::delete(write, Telling::Subscription, &owner, &id.to_bytes())? {
                    return Err(ServiceError::NotFound);
                }
                note.server(write, Event::SubscriptionRemoved { subscription: id })
            })
            .await
    }

    /// Which subscriptions are to be told of a committed record, and may hear of it now.
    pub(super) fn heard(
        &self,
        all: &[(UserId, SubscriptionId, Subscription)],
        (database, number): (Option<DatabaseId>, u64),
        record: &Record,
        now: Instant,
    ) -> Vec<Heard> {
        let name = told_as(&record.event);
        let object = self.object_of(database, record);
        let meeting = all.iter().filter(|(_, _, it)| it.covers(name, database, object));
        meeting
            .filter(|(user, _, _)| self.may_hear(*user, now, database))
            .map(|(user, id, subscription)| {
                let actor = match record.actor {
                    Actor::User(user) => Some(user),
                    Actor::Nobody | Actor::Server | Actor::Operator => None,
                };
                let details = record.event.details();
                let text = |name: &str| details.get(name)?.as_str().map(str::to_owned);
                let notice = NoticeRecord {
                    actor,
                    database,
                    object,
                    grant: text("grant").and_then(|id| id.parse().ok()),
                    person: text("user").or_else(|| text("person")).and_then(|id| id.parse().ok()),
                    event: Some(name.to_owned()),
                    number: Some(number),
                    subscription: Some(*id),
                    ..NoticeRecord::new(NoticeKind::Subscribed, record.at)
                };
                let mut about: BTreeMap<_, _> =
                    ABOUT.iter().filter_map(|it| Some(((*it).to_owned(), text(it)?))).collect();
                about.extend(object.map(|id| ("object".to_owned(), id.to_string())));
                let call = CallRecord {
                    event: name.to_owned(),
                    at: record.at,
                    database,
                    number,
                    actor,
                    about,
                    subscriber: *user,
                    subscription: *id,
                };
                let mut subscription = subscription.clone();
                if is_of_telling(name) {
                    // Told outside, what failed outside would tell of itself without end.
                    (subscription.mail, subscription.webhook) = (false, None);
                }
                Heard { user: *user, subscription, notice, call }
            })
            .collect()
    }

    /// The object that a record is about: named in it, or of the grant that is.
    fn object_of(&self, database: Option<DatabaseId>, record: &Record) -> Option<ObjectId> {
        let details = record.event.details();
        let text = |name: &str| details.get(name)?.as_str();
        if let Some(object) = text("object") {
            return object.parse().ok();
        }
        let grant = text("grant")?.parse().ok()?;
        let database = self.database(database?).ok()?;
        let state = database.read();
        state.grants.get(grant).map(|given| given.grant.record.object)
    }

    /// All subscriptions there are.
    pub(super) fn all_subscriptions(
        &self,
    ) -> Result<Vec<(UserId, SubscriptionId, Subscription)>, ServiceError> {
        let rows = self.store.read(|query| tellings::all(query, Telling::Subscription))?;
        rows.iter()
            .map(|row| {
                let record = opened(&self.keys, Telling::Subscription, row)?;
                Ok((UserId::from_bytes(row.owner), SubscriptionId::from_bytes(row.item), record))
            })
            .collect()
    }
}

/// Members of events that are ids: these are told to webhooks, and nothing else of an event.
const ABOUT: [&str; 8] = ["object", "grant", "user", "group", "person", "holder", "webhook", "subscription"];

/// What an export writes of each entry. The whole has an event of its own, `exported`.
const ENTRY_BY_ENTRY: &str = "object_exported";

fn is_of_telling(event: &str) -> bool {
    TOPICS.iter().any(|topic| topic.name == "telling" && topic.events.contains(&event))
}

/// Topics whose events are on record of the server alone.
const OF_SERVER: [&str; 5] = ["failed_sign_ins", "accounts", "groups", "policies", "telling"];
/// Events of no topic that are as well.
const OF_SERVER_TOO: [&str; 4] = ["server_set_up", "signed_in", "session_ended", "password_changed"];

/// Whether a name stands for events of the server alone, so that nothing of it happens in a database.
fn is_of_server(name: &str) -> bool {
    let of_topic = |event: &&str| {
        TOPICS.iter().any(|topic| OF_SERVER.contains(&topic.name) && topic.events.contains(event))
    };
    let is = |event: &&str| of_topic(event) || OF_SERVER_TOO.contains(event);
    events_of(name).is_some_and(|events| !events.is_empty() && events.iter().all(is))
}

impl Subscription {
    /// Whether an event, of a database or of the server, on an object or on none, is one of those that it names.
    pub(super) fn covers(&self, event: &str, database: Option<DatabaseId>, object: Option<ObjectId>) -> bool {
        let named = |events: &String| events_of(events).is_some_and(|events| events.contains(&event));
        // One export writes as many of these as it has entries: of those that nobody named, it is told once.
        let at_once = event == ENTRY_BY_ENTRY && self.objects.is_empty();
        self.events.iter().any(named)
            && !at_once
            && (self.databases.is_empty() || database.is_some_and(|id| self.databases.contains(&id)))
            && (self.objects.is_empty() || object.is_some_and(|id| self.objects.contains(&id)))
    }
}

fn check(new: &Subscription) -> Result<(), ServiceError> {
    let refused = |text: &'static str, place| Err(ServiceError::Invalid(text.into()).at(place));
    let too_many = [
        ("/events", new.events.is_empty() || new.events.len() > NAMED),
        ("/databases", new.databases.len() > NAMED),
        ("/objects", new.objects.len() > NAMED),
    ];
    if let Some((place, _)) = too_many.into_iter().find(|(_, is)| *is) {
        return refused("name 1 to 100 events, up to 100 databases and up to 100 objects", place);
    }
    if new.events.iter().any(|name| events_of(name).is_none()) {
        return refused("`events` holds names of events or of topics", "/events");
    }
    if new.events.contains(ENTRY_BY_ENTRY) && new.objects.is_empty() {
        let text = "`object_exported` is told of named `objects` only; `exported` is told of every export";
        return refused(text, "/objects");
    }
    if let Some(name) = new.events.iter().find(|name| is_of_server(name)) {
        let narrowed = [("/databases", new.databases.is_empty()), ("/objects", new.objects.is_empty())];
        if let Some((place, _)) = narrowed.into_iter().find(|(_, is_empty)| !is_empty) {
            let text = format!("`{name}` is of the server, and never of a database: subscribe to it without");
            return Err(ServiceError::Invalid(text.into()).at(place));
        }
    }
    if !(new.inbox || new.mail || new.webhook.is_some()) {
        return Err(ServiceError::Invalid("say where to: `inbox`, `mail` or a `webhook`".into()));
    }
    Ok(())
}
