//! Whom a record of the audit concerns: the people who are told of it because of what they are to it.
//!
//! Who is told is taken from the rules as they are now, so that nobody is told of what is not their business any more.
//! Whoever did something is not told of it, but of changes of members, where one's own name is a warning.

use std::collections::BTreeSet;

use strongroom_domain::{
    account::{Principal, Role},
    audit::{Actor, Event, Record, Who},
    database::DatabaseKind,
    id::{DatabaseId, GrantId, GroupId, ObjectId, UserId},
    notice::NoticeKind,
    rights::SealState,
    time::Instant,
};

use super::record::NoticeRecord;
use crate::{
    grants::{Given, GrantRecord, Standpoint},
    service::Service,
};

/// A notice and for whom it is.
pub(super) type Addressed = (UserId, NoticeRecord);

/// What a record says and where, with what all its notices have in common.
struct Happened<'a> {
    event: &'a Event,
    actor: Option<UserId>,
    database: Option<DatabaseId>,
    now: Instant,
    notice: NoticeRecord,
}

impl Happened<'_> {
    fn of_kind(&self, kind: NoticeKind) -> NoticeRecord {
        NoticeRecord { kind, ..self.notice.clone() }
    }

    /// The notice for everybody of these but whoever did it.
    fn to(&self, people: impl IntoIterator<Item = UserId>, notice: &NoticeRecord) -> Vec<Addressed> {
        let others = people.into_iter().filter(|user| Some(*user) != self.actor);
        others.map(|user| (user, notice.clone())).collect()
    }

    /// What ends long after it was begun is told to whoever began it.
    fn to_the_actor(&self, kind: NoticeKind) -> Vec<Addressed> {
        self.actor.map(|user| (user, self.of_kind(kind))).into_iter().collect()
    }
}

/// Told in the place of an event where of a grant only the note was changed, and no access.
pub(super) const NOTE_CHANGED: &str = "grant_note_changed";

fn is_note_alone(properties: &[String]) -> bool {
    matches!(properties, [only] if only == "note")
}

impl Service {
    /// Whom a committed record concerns.
    pub(super) fn concerned(
        &self,
        database: Option<DatabaseId>,
        (number, record): (u64, &Record),
        now: Instant,
    ) -> Vec<Addressed> {
        if record.outcome != strongroom_domain::audit::Outcome::Done {
            return Vec::new();
        }
        let actor = match record.actor {
            Actor::User(user) => Some(user),
            Actor::Nobody | Actor::Server | Actor::Operator => None,
        };
        let notice = NoticeRecord {
            actor,
            database,
            number: Some(number),
            ..NoticeRecord::new(NoticeKind::Subscribed, record.at)
        };
        let happened = Happened { event: &record.event, actor, database, now, notice };
        match database {
            Some(id) => self.concerned_in(id, &happened),
            None => self.concerned_at_server(&happened),
        }
    }

    fn concerned_at_server(&self, it: &Happened<'_>) -> Vec<Addressed> {
        let changed = || NoticeRecord {
            event: Some(it.event.name().to_owned()),
            ..it.of_kind(NoticeKind::AccountChanged)
        };
        match it.event {
            Event::PasswordReset { user } => it.to([*user], &it.of_kind(NoticeKind::PasswordReset)),
            Event::UserChanged { user, .. }
            | Event::UserEnabled { user }
            | Event::RolesChanged { user, .. }
            | Event::SecondFactorRemoved { user, .. } => it.to([*user], &changed()),
            Event::MemberAdded { group, user } | Event::MemberRemoved { group, user } => {
                self.members_changed(it, &[*group], *user)
            }
            Event::UserDeleted { user, groups } => self.members_changed(it, groups, *user),
            Event::WebhookDisabled { webhook } => {
                let notice =
                    NoticeRecord { webhook: Some(*webhook), ..it.of_kind(NoticeKind::WebhookDisabled) };
                it.to(self.with_role(Role::SuperAdministrator), &notice)
            }
            Event::ImportFailed { .. } => it.to_the_actor(NoticeKind::ImportFailed),
            _ => Vec::new(),
        }
    }

    /// The members of groups that own a private database are told of every change, whoever made it.
    fn members_changed(&self, it: &Happened<'_>, groups: &[GroupId], person: UserId) -> Vec<Addressed> {
        let owners = groups.iter().filter(|group| self.owns_private_database(**group));
        let told = |group: &GroupId| {
            let notice = NoticeRecord {
                group: Some(*group),
                person: Some(person),
                event: Some(it.event.name().to_owned()),
                ..it.of_kind(NoticeKind::MembersChanged)
            };
            let accounts = self.memory.accounts.read();
            let mut people: BTreeSet<UserId> = accounts.members(*group).into_iter().collect();
            // Who was taken out is told as well, unless the account is gone.
            people.extend(accounts.user(person).map(|_| person));
            people.into_iter().map(move |user| (user, notice.clone())).collect::<Vec<_>>()
        };
        owners.flat_map(told).collect()
    }

    fn with_role(&self, role: Role) -> Vec<UserId> {
        let rules = self.rules();
        rules.directory().users.keys().copied().filter(|user| rules.has_role(*user, role)).collect()
    }

    fn concerned_in(&self, database: DatabaseId, it: &Happened<'_>) -> Vec<Addressed> {
        match it.event {
            Event::SealChanged { grant, person, event, from, to, .. } => {
                self.concerned_by_seal(it, *grant, *person, event, (*from, *to))
            }
            Event::GrantGiven { grant, object, grantee, .. } => {
                let notice = NoticeRecord {
                    grant: Some(*grant),
                    object: Some(*object),
                    ..it.of_kind(NoticeKind::GrantGiven)
                };
                it.to(self.people_of(database, it.now, *grantee), &notice)
            }
            Event::GrantChanged { grant, properties, .. } => self
                .of_grant(database, *grant, |here, given| {
                    let record = &given.grant.record;
                    let notice = NoticeRecord {
                        grant: Some(*grant),
                        object: Some(record.object),
                        event: is_note_alone(properties).then(|| NOTE_CHANGED.to_owned()),
                        ..it.of_kind(NoticeKind::GrantChanged)
                    };
                    it.to(here.people(record.grantee), &notice)
                })
                .unwrap_or_default(),
            Event::GrantRevoked { grant, object, grantee: Some(grantee) } => {
                let notice = NoticeRecord {
                    grant: Some(*grant),
                    object: *object,
                    ..it.of_kind(NoticeKind::GrantRevoked)
                };
                it.to(self.people_of(database, it.now, *grantee), &notice)
            }
            Event::LockReleased { object, holder } => {
                let notice = NoticeRecord { object: Some(*object), ..it.of_kind(NoticeKind::LockReleased) };
                let sees = |user: &UserId| self.sees(*user, it.now, database, *object);
                it.to(Some(*holder).filter(sees), &notice)
            }
            Event::SecondPasswordSet { object, .. } => {
                let notice = NoticeRecord { object: *object, ..it.of_kind(NoticeKind::SecondPasswordSet) };
                it.to(self.administrators_of(database, it.now), &notice)
            }
            Event::DatabaseImported { .. } | Event::ObjectsImported { .. } => {
                it.to_the_actor(NoticeKind::ImportFinished)
            }
            Event::ImportFailed { .. } => it.to_the_actor(NoticeKind::ImportFailed),
            _ => Vec::new(),
        }
    }

    /// A request: its approvers. A decision: the person whose access it is, and the author. Breaking: author and approvers.
    fn concerned_by_seal(
        &self,
        it: &Happened<'_>,
        grant: GrantId,
        person: UserId,
        event: &str,
        (from, to): (SealState, SealState),
    ) -> Vec<Addressed> {
        let Some(database) = it.database else { return Vec::new() };
        let told = self.of_grant(database, grant, |here, given| {
            let record = &given.grant.record;
            let notice = |kind| NoticeRecord {
                grant: Some(grant),
                object: Some(record.object),
                person: Some(person),
                ..it.of_kind(kind)
            };
            let subject = here.is_subject(record.grantee, person).then_some(person);
            // An author who does not see the object any more gives nothing any more, and hears of it no more.
            let mut author = here.people(Principal::User(record.author));
            author.retain(|user| here.sees(*user, record.object));
            let both = || author.iter().copied().chain(subject).collect::<BTreeSet<_>>();
            match (event, to) {
                ("request", _) => it.to(approvers(here, record, person), &notice(NoticeKind::SealRequested)),
                ("approve", SealState::Approved) => it.to(both(), &notice(NoticeKind::SealApproved)),
                ("reject", _) => it.to(both(), &notice(NoticeKind::SealRejected)),
                ("unseal", SealState::Unsealed) => it.to(both(), &notice(NoticeKind::SealTakenOff)),
                ("break", _) => {
                    let mut people = approvers(here, record, person);
                    people.extend(author);
                    it.to(people, &notice(NoticeKind::SealBroken))
                }
                ("reseal" | "change", _) if from != SealState::Sealed => {
                    it.to(subject, &notice(NoticeKind::SealedAgain))
                }
                _ => Vec::new(),
            }
        });
        told.unwrap_or_default()
    }

    /// What `work` says of a grant, if it is still there.
    pub(super) fn of_grant<T>(
        &self,
        database: DatabaseId,
        grant: GrantId,
        work: impl FnOnce(&Standpoint<'_>, &Given) -> T,
    ) -> Option<T> {
        let rules = self.rules();
        let found = self.database(database).ok()?;
        let state = found.read();
        let given = state.grants.get(grant)?;
        Some(work(&self.standpoint_at(&rules, &state, self.now()), given))
    }

    fn sees(&self, user: UserId, now: Instant, database: DatabaseId, object: ObjectId) -> bool {
        let rules = self.rules();
        let Ok(found) = self.database(database) else { return false };
        let state = found.read();
        self.standpoint_at(&rules, &state, now).sees(user, object)
    }

    /// The people that a user or a group stands for now.
    fn people_of(&self, database: DatabaseId, now: Instant, who: Who) -> BTreeSet<UserId> {
        let rules = self.rules();
        let Ok(found) = self.database(database) else { return BTreeSet::new() };
        let principal = match who {
            Who::User(user) => Principal::User(user),
            Who::Group(group) => Principal::Group(group),
        };
        self.standpoint_at(&rules, &found.read(), now).people(principal)
    }

    /// Those who administer a standard database, or share the private database of a group.
    pub(super) fn administrators_of(&self, database: DatabaseId, now: Instant) -> BTreeSet<UserId> {
        let rules = self.rules();
        let Ok(found) = self.database(database) else { return BTreeSet::new() };
        let state = found.read();
        let here = self.standpoint_at(&rules, &state, now);
        match found.kind() {
            DatabaseKind::Standard => {
                let all = rules.directory().users.keys().copied();
                all.filter(|user| here.administers(*user)).collect()
            }
            DatabaseKind::PrivateOfUser(user) => here.people(Principal::User(user)),
            DatabaseKind::PrivateOfGroup(group) => here.people(Principal::Group(group)),
        }
    }
}

/// Those who may decide on a person's request now. Nobody decides on access of their own.
pub(super) fn approvers(here: &Standpoint<'_>, record: &GrantRecord, person: UserId) -> BTreeSet<UserId> {
    let Some(terms) = &record.seal else { return BTreeSet::new() };
    let named: BTreeSet<UserId> = terms.approvers.iter().flat_map(|named| here.people(*named)).collect();
    named
        .into_iter()
        .filter(|user| *user != person && here.is_approver(terms, record.author, *user))
        .collect()
}
