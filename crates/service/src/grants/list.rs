//! Showing grants: to their authors, to those they are for, and to those who administer the database.

use std::collections::BTreeSet;

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    database::DatabaseKind,
    id::{DatabaseId, GrantId, ObjectId, RequestId, UserId},
    rights::{PermissionSet, SealState},
    seal::{SealEnd, SealTerms},
    time::{Instant, Period},
};

use super::{Given, parts::Standpoint};
use crate::{caller::Caller, databases::state::DatabaseState, error::ServiceError, service::Service};

/// A grant as the caller sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GrantView {
    /// Its id.
    pub id: GrantId,
    /// Counts changes of it.
    pub revision: u64,
    /// Its database.
    pub database: DatabaseId,
    /// The folder or entry.
    pub object: ObjectId,
    /// Who receives it.
    pub grantee: Principal,
    /// On whose rights it rests.
    pub author: UserId,
    /// What it is to give.
    pub permissions: PermissionSet,
    /// When it is live.
    pub period: Period,
    /// What the author wrote to it.
    pub note: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// Whether the author's rights support none of it now; told to the author and to those who administer.
    pub suspended: Option<bool>,
    /// Its seal, if it has one.
    pub seal: Option<SealView>,
}

/// A seal as the caller sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SealView {
    /// Users and groups who may approve.
    pub approvers: BTreeSet<Principal>,
    /// How many of them must agree.
    pub quorum: u32,
    /// How many seconds it stays open once broken.
    pub open_for: Option<i64>,
    /// The caller's own state; for others that of the person whom the grant is for.
    pub state: SealState,
    /// Those who stand elsewhere than at `sealed`: the caller, and for others than grantees everybody.
    pub people: Vec<PersonView>,
}

/// How far a person has come with a seal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonView {
    /// Who.
    pub person: UserId,
    /// The state.
    pub state: SealState,
    /// Since when.
    pub since: Option<Instant>,
    /// When the clock ends it.
    pub until: Option<Instant>,
    /// The request that it rests on.
    pub request: Option<RequestId>,
    /// How it came that the person is back at sealed after having asked.
    pub ended: Option<SealEnd>,
    /// The reason of the request; where it was rejected, why.
    pub reason: Option<String>,
    /// Who approved so far.
    pub approvals: BTreeSet<UserId>,
    /// Who voted to take the seal off so far.
    pub unseals: BTreeSet<UserId>,
}

/// What a caller is to a grant, as far as seeing it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Administers the database, gave it, or may approve: sees everybody's progress.
    Whole,
    /// The grant is for them: they see their own.
    Own,
}

impl Service {
    /// The grants of a database that the caller may know of, of one object or of all.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller may know neither the database nor any grant in it.
    pub fn grants(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: Option<ObjectId>,
    ) -> Result<Vec<GrantView>, ServiceError> {
        let administers = self.administers_database(caller, database, DatabaseAction::SeeRights).is_ok();
        self.viewed(caller, database, |view, state, rules| {
            let here = self.standpoint(rules, state, caller);
            let seen = self.grants_seen(&here, state, caller, administers, object);
            let knows = view.database().has(strongroom_domain::rights::Permission::AccessDatabase);
            if seen.is_empty() && !administers && !knows {
                return Err(ServiceError::NotFound);
            }
            if state.index.kind() != DatabaseKind::Standard {
                return Err(ServiceError::PrivateDatabase);
            }
            Ok(seen)
        })
    }

    /// What the caller sees of the grants of a database, of one object or of all.
    pub(crate) fn grants_seen(
        &self,
        here: &Standpoint<'_>,
        state: &DatabaseState,
        caller: &Caller,
        administers: bool,
        object: Option<ObjectId>,
    ) -> Vec<GrantView> {
        let asked = |given: &Given| object.is_none_or(|object| given.grant.record.object == object);
        let all = state.grants.iter().filter(|(_, given)| asked(given));
        all.filter_map(|(id, given)| {
            let sight = self.sight(here, state, caller, given, administers)?;
            Some(grant_view(here, id, given, caller, sight))
        })
        .collect()
    }

    /// One grant.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller may not know of it.
    pub fn grant(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: GrantId,
    ) -> Result<GrantView, ServiceError> {
        let administers = self.administers_database(caller, database, DatabaseAction::SeeRights).is_ok();
        self.viewed(caller, database, |_, state, rules| {
            let here = self.standpoint(rules, state, caller);
            let given = state.grants.get(id).ok_or(ServiceError::NotFound)?;
            let sight = self.sight(&here, state, caller, given, administers).ok_or(ServiceError::NotFound)?;
            Ok(grant_view(&here, id, given, caller, sight))
        })
    }

    /// What the caller may see of a grant; nothing for those whom it does not concern.
    pub(super) fn sight(
        &self,
        here: &Standpoint<'_>,
        state: &DatabaseState,
        caller: &Caller,
        given: &Given,
        administers: bool,
    ) -> Option<Sight> {
        let record = &given.grant.record;
        if administers || record.author == caller.user {
            return Some(Sight::Whole);
        }
        let terms = record.seal.as_ref();
        let approves = terms.is_some_and(|terms| here.is_approver(terms, record.author, caller.user));
        if approves {
            return Some(Sight::Whole);
        }
        let live = record.period().contains(caller.now) && !state.is_in_bin(record.object);
        // What gives nothing and shows nothing is not there for the one it is for.
        let shows = || {
            let view = here.index.view(here.rules, caller.user, caller.now);
            view.visibility(record.object) != strongroom_domain::rights::Visibility::Hidden
        };
        (live && here.is_subject(record.grantee, caller.user) && shows()).then_some(Sight::Own)
    }
}

pub(super) fn grant_view(
    here: &Standpoint<'_>,
    id: GrantId,
    given: &Given,
    caller: &Caller,
    sight: Sight,
) -> GrantView {
    let record = &given.grant.record;
    GrantView {
        id,
        revision: given.grant.revision,
        database: here.index.id(),
        object: record.object,
        grantee: record.grantee,
        author: record.author,
        permissions: record.gives(),
        period: record.period(),
        note: record.note.clone(),
        created_at: record.created_at,
        suspended: (sight == Sight::Whole).then(|| here.is_suspended(record)),
        seal: record.seal.as_ref().map(|terms| {
            let asked = match record.grantee {
                Principal::User(user) => user,
                Principal::Group(_) => caller.user,
            };
            SealView {
                approvers: terms.approvers.clone(),
                quorum: terms.quorum,
                open_for: terms.open_for,
                state: given.progress_of(asked, here.now).state,
                people: people(here, given, terms, (sight == Sight::Own).then_some(caller.user)),
            }
        }),
    }
}

/// Everybody's progress, or that of one person.
fn people(here: &Standpoint<'_>, given: &Given, terms: &SealTerms, only: Option<UserId>) -> Vec<PersonView> {
    let author = given.grant.record.author;
    let shown = given.progress.iter().filter(|(person, _)| only.is_none_or(|only| only == **person));
    shown
        .map(|(person, stored)| {
            let progress = stored.record.progress.at(here.now);
            // Only those that count.
            let (approvals, unseals) = here.votes(terms, author, &progress);
            PersonView {
                person: *person,
                state: progress.state,
                since: progress.since,
                until: progress.until,
                ended: stored.record.ended(here.now),
                reason: stored.record.reason.clone(),
                request: progress.request,
                approvals,
                unseals,
            }
        })
        .filter(|it| it.state != SealState::Sealed || it.reason.is_some() || !it.unseals.is_empty())
        .collect()
}
