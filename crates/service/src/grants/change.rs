//! Changing, ending and adopting grants.

use std::{collections::BTreeSet, sync::Arc};

use strongroom_domain::{
    account::{Principal, Role},
    administration::DatabaseAction,
    audit::Event,
    id::{DatabaseId, GrantId, UserId},
    rights::{Extent, Permission, PermissionSet},
    seal::{Progress, SealTerms},
    time::{Instant, Period},
};
use strongroom_store::{
    Write,
    grants::{self as rows, GrantRow},
    proof,
};

use super::{
    Given, GrantRecord, GrantView, NewSeal, ProgressRecord, ended, grant_change,
    list::{Sight, grant_view},
    make::{check_period, checked_note, given_permissions, within_the_authors},
    of_this_state,
    parts::Standpoint,
    record::{grant_place, progress_row},
    revoked,
};
use crate::{
    accounts::state::{Revised, names_of_changed},
    caller::Caller,
    databases::state::DatabaseState,
    error::ServiceError,
    records,
    service::Service,
};

/// A change of a grant: what is absent stays, an inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct GrantChange {
    /// All permissions from now on.
    pub permissions: Option<PermissionSet>,
    /// From when.
    pub from: Option<Option<Instant>>,
    /// Until when.
    pub to: Option<Option<Instant>>,
    /// The author's text.
    pub note: Option<Option<String>>,
    /// All terms of the seal from now on; of a grant that has one.
    pub seal: Option<NewSeal>,
}

/// A decided change of a grant.
struct Plan {
    /// The server's and the database's sequence that it was decided on.
    sequences: (u64, u64),
    given: Given,
    before: GrantRecord,
    /// Those who are back at sealed by it.
    reset: Vec<(UserId, Progress)>,
    properties: Vec<String>,
    /// As the caller sees it afterwards.
    known: GrantView,
}

impl Service {
    /// Changes a grant that is at `revision` (absent: whatever it is at). Its author may change it within their own
    /// rights; those who administer the database may take away from it, and administrators of the server add approvers.
    /// A change of what was approved puts everybody back to sealed.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::HandsOut`], or what is lacking or wrong otherwise.
    pub async fn change_grant(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: GrantId,
        revision: Option<u64>,
        change: &GrantChange,
    ) -> Result<GrantView, ServiceError> {
        let known = self
            .decided(|| {
                let plan = self.plan_change(caller, database, id, revision, change)?;
                let (before, after) = (plan.before.giving(), plan.given.grant.record.giving());
                self.rewrite(caller, database, id, plan, move |properties| Event::GrantChanged {
                    grant: id,
                    properties,
                    before,
                    after,
                })
            })
            .await?;
        // It is done, also where it is over by now.
        Ok(self.grant(caller, database, id).unwrap_or(known))
    }

    fn plan_change(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: GrantId,
        revision: Option<u64>,
        change: &GrantChange,
    ) -> Result<Plan, ServiceError> {
        let administers = self.administers_database(caller, database, DatabaseAction::ChangeGrants);
        let approvers = change.seal.as_ref().map(|seal| self.approvers_still_there(&seal.approvers));
        let reads_accounts = self.reads_accounts(caller)?;
        self.viewed(caller, database, |view, state, rules| {
            let administers = of_this_state(administers, rules, state)?;
            let here = self.standpoint(rules, state, caller);
            let given = self.grant_for(&here, state, caller, id, administers, revision)?;
            let before = &given.grant.record;
            if before.to.is_some_and(|to| to <= caller.now) {
                return Err(ServiceError::Conflict("the grant is over, and stays so".into()));
            }
            let mut after = before.clone();
            if let Some(permissions) = change.permissions {
                after.permissions = given_permissions(permissions)?.iter().collect();
            }
            after.from = change.from.unwrap_or(after.from);
            after.to = change.to.unwrap_or(after.to);
            if let Some(note) = &change.note {
                after.note = checked_note(note.as_deref())?;
            }
            if let (Some(seal), Some(approvers)) = (&change.seal, approvers) {
                if before.seal.is_none() {
                    let text = "the grant has no seal; make one with a seal";
                    return Err(ServiceError::Invalid(text.into()).at("/seal"));
                }
                let stood = before.seal.as_ref();
                let quorum = seal.quorum.or(stood.map(|terms| terms.quorum)).unwrap_or(1);
                let open_for = seal.open_for.unwrap_or_else(|| stood.and_then(|terms| terms.open_for));
                let approvers = again(approvers?, &seal.approvers, stood);
                after.seal = Some(SealTerms { approvers, quorum, open_for });
            }
            if before.period() != after.period() {
                check_period(after.period(), caller.now)?;
            }
            self.may_change_grant(&here, caller, before, &after, administers)?;
            if before.seal != after.seal {
                let outgoing = Extent { below: false, outgoing: true };
                if before.author == caller.user {
                    let _ = view.require_object(before.object, Permission::SealEntries, outgoing)?;
                }
                if let Some(terms) = &after.seal {
                    let (of, counts) = ((before.author, before.grantee), reads_accounts && view.sees_tree());
                    self.check_terms(&here, terms, before.seal.as_ref(), of, counts)?;
                }
            }
            let properties = differences(before, &after);
            let void = properties.iter().any(|name| name != "note");
            let (given, reset) = next(given, after, void);
            let before = before.clone();
            let known = grant_view(&here, id, &given, caller, Sight::Whole);
            Ok(Plan {
                sequences: (rules.sequence(), state.index.sequence()),
                given,
                before,
                reset,
                properties,
                known,
            })
        })
    }

    /// Who may change what: the author anything within their rights, who administers only what takes away, server
    /// administrators more approvers as well. Nobody the approvers of access of their own.
    fn may_change_grant(
        &self,
        here: &Standpoint<'_>,
        caller: &Caller,
        before: &GrantRecord,
        after: &GrantRecord,
        administers: bool,
    ) -> Result<(), ServiceError> {
        let is_author = before.author == caller.user;
        if !is_author && !administers {
            return Err(ServiceError::Forbidden { permission: Permission::GrantAdminRights, because: None });
        }
        let widens = !before.gives().contains(after.gives()) || !before.period().covers(&after.period());
        if widens && !is_author {
            return Err(ServiceError::HandsOut(
                after.gives().minus(before.gives()).iter().next().unwrap_or(Permission::GrantAccess),
            ));
        }
        if widens {
            within_the_authors(here, caller.user, before.object, after.gives(), after.period())?;
        }
        if before.note != after.note && !is_author {
            return Err(ServiceError::Invalid("the note is the author's".into()).at("/note"));
        }
        if before.seal != after.seal {
            if here.is_subject(before.grantee, caller.user) {
                return Err(ServiceError::OwnAccess);
            }
            let adds = adds_approvers(before.seal.as_ref(), after.seal.as_ref());
            let may = is_author || (adds && server_administrator(here, caller.user));
            if !may {
                return Err(ServiceError::Forbidden { permission: Permission::SealEntries, because: None });
            }
        }
        Ok(())
    }

    /// The grant, if the caller may know of it and it is at that revision.
    fn grant_for<'a>(
        &self,
        here: &Standpoint<'_>,
        state: &'a DatabaseState,
        caller: &Caller,
        id: GrantId,
        administers: bool,
        revision: Option<u64>,
    ) -> Result<&'a Given, ServiceError> {
        let given = state.grants.get(id).ok_or(ServiceError::NotFound)?;
        let sight = self.sight(here, state, caller, given, administers).ok_or(ServiceError::NotFound)?;
        let may = sight == Sight::Whole && (administers || given.grant.record.author == caller.user);
        if !may {
            return Err(ServiceError::Forbidden { permission: Permission::GrantAdminRights, because: None });
        }
        given.grant.at(revision)?;
        Ok(given)
    }

    /// Ends a grant for good.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], or what is lacking for it.
    pub async fn revoke_grant(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: GrantId,
        revision: Option<u64>,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let administers = self.administers_database(caller, database, DatabaseAction::ChangeGrants);
            let (sequences, revoked) = self.viewed(caller, database, |_, state, rules| {
                let administers = of_this_state(administers, rules, state)?;
                let here = self.standpoint(rules, state, caller);
                let given = self.grant_for(&here, state, caller, id, administers, revision)?;
                Ok(((rules.sequence(), state.index.sequence()), revoked(id, given)))
            })?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, sequences.0, Some((database, sequences.1)))?;
                rows::delete(write, database, id)?;
                note.database(write, database, revoked)?;
                grant_change(write, &memory, database, id, None)
            })
        })
        .await
    }

    /// Becomes the author of a grant that its author does not support any more.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] where its author still supports it; [`ServiceError::HandsOut`] where the caller lacks
    /// what it gives; what is lacking otherwise.
    pub async fn adopt_grant(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: GrantId,
    ) -> Result<GrantView, ServiceError> {
        let known = self
            .decided(|| {
                let administers = self.administers_database(caller, database, DatabaseAction::SeeRights);
                let adopts = self.administers_database(caller, database, DatabaseAction::AdoptGrants);
                let (plan, before) = self.viewed(caller, database, |_, state, rules| {
                    let administers = of_this_state(administers, rules, state)?;
                    let here = self.standpoint(rules, state, caller);
                    let given = state.grants.get(id).ok_or(ServiceError::NotFound)?;
                    self.sight(&here, state, caller, given, administers).ok_or(ServiceError::NotFound)?;
                    if !of_this_state(Ok(adopts?), rules, state)? {
                        return Err(ServiceError::NotFound);
                    }
                    let record = &given.grant.record;
                    if !here.is_suspended(record) {
                        return Err(ServiceError::Conflict("its author still stands for it".into()));
                    }
                    if here.is_subject(record.grantee, caller.user) {
                        return Err(ServiceError::OwnAccess);
                    }
                    if record.to.is_some_and(|to| to <= caller.now) {
                        return Err(ServiceError::Conflict("the grant is over".into()));
                    }
                    within_the_authors(&here, caller.user, record.object, record.gives(), record.period())?;
                    let after = GrantRecord { author: caller.user, ..record.clone() };
                    let sequences = (rules.sequence(), state.index.sequence());
                    let (given, reset) = next(given, after, true);
                    let (before, author) = (record.clone(), record.author);
                    let known = grant_view(&here, id, &given, caller, Sight::Whole);
                    Ok((Plan { sequences, given, before, reset, properties: Vec::new(), known }, author))
                })?;
                self.rewrite(caller, database, id, plan, move |_| Event::GrantAdopted { grant: id, before })
            })
            .await?;
        Ok(self.grant(caller, database, id).unwrap_or(known))
    }

    /// The writing half of a change of a grant.
    fn rewrite(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: GrantId,
        plan: Plan,
        event: impl FnOnce(Vec<String>) -> Event + Send + 'static,
    ) -> Result<impl FnOnce(&mut Write<'_>) -> Result<GrantView, ServiceError> + Send + 'static, ServiceError>
    {
        let Plan { sequences, given, before, reset, properties, known } = plan;
        let unchanged = properties.is_empty() && reset.is_empty() && before == given.grant.record;
        let row = self.grant_row(database, id, &given.grant)?;
        let people = given
            .progress
            .iter()
            .filter(|(person, _)| reset.iter().any(|(changed, _)| changed == *person))
            .map(|(person, stored)| progress_row(&self.keys, database, id, *person, stored))
            .collect::<Result<Vec<_>, _>>()?;
        let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
        Ok(move |write: &mut Write<'_>| -> Result<GrantView, ServiceError> {
            if unchanged {
                return Ok(known);
            }
            proof::unchanged(write, sequences.0, Some((database, sequences.1)))?;
            rows::update(write, database, &row)?;
            for person in &people {
                rows::put_progress(write, database, person)?;
            }
            note.database(write, database, event(properties))?;
            for (person, before) in &reset {
                note.database(write, database, ended("change", id, *person, before))?;
            }
            grant_change(write, &memory, database, id, Some(given))?;
            Ok(known)
        })
    }

    fn grant_row(
        &self,
        database: DatabaseId,
        id: GrantId,
        grant: &Revised<GrantRecord>,
    ) -> Result<GrantRow, ServiceError> {
        let place = grant_place(database, id, grant.revision);
        let record = records::seal(&self.keys.directory, &place, &grant.record)?;
        Ok(GrantRow { id, object: grant.record.object, revision: grant.revision, record })
    }
}

/// The grant with its next record, and those who are back at sealed: with `void` everybody who had come anywhere.
fn next(given: &Given, record: GrantRecord, void: bool) -> (Given, Vec<(UserId, Progress)>) {
    let (mut progress, mut reset) = (given.progress.clone(), Vec::new());
    let anywhere = |stored: &Revised<ProgressRecord>| void && stored.record != ProgressRecord::default();
    for (person, stored) in progress.iter_mut().filter(|(_, stored)| anywhere(stored)) {
        let before = std::mem::take(&mut stored.record);
        stored.record.asked = before.asked;
        stored.revision += 1;
        reset.push((*person, before.progress));
    }
    (Given { grant: Revised { revision: given.grant.revision + 1, record }, progress }, reset)
}

/// The approvers that are named, with those who were named before and whose accounts are gone.
fn again(
    mut named: BTreeSet<Principal>,
    ids: &[uuid::Uuid],
    before: Option<&SealTerms>,
) -> BTreeSet<Principal> {
    let kept = before.into_iter().flat_map(|terms| &terms.approvers);
    named.extend(kept.filter(|it| ids.contains(&uuid::Uuid::from_bytes(it.to_bytes()))));
    named
}

fn adds_approvers(before: Option<&SealTerms>, after: Option<&SealTerms>) -> bool {
    matches!((before, after), (Some(before), Some(after))
        if before.quorum == after.quorum
            && before.open_for == after.open_for
            && after.approvers.is_superset(&before.approvers))
}

fn server_administrator(here: &Standpoint<'_>, user: UserId) -> bool {
    [Role::SuperAdministrator, Role::Administrator].iter().any(|role| here.rules.has_role(user, *role))
}

fn differences(before: &GrantRecord, after: &GrantRecord) -> Vec<String> {
    let Period { from, to } = before.period();
    names_of_changed([
        ("permissions", before.permissions != after.permissions),
        ("valid_from", from != after.from),
        ("valid_to", to != after.to),
        ("note", before.note != after.note),
        ("seal", before.seal != after.seal),
    ])
}
