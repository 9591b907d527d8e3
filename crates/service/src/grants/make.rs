//! Giving somebody access to an object.

use std::{collections::BTreeSet, sync::Arc};

use strongroom_domain::{
    account::Principal,
    administration::{self, ServerAction},
    audit::Event,
    database::DatabaseKind,
    id::{DatabaseId, GrantId, ObjectId, UserId},
    limits,
    rights::{Extent, Granted, Permission, PermissionSet, ServerRules, Target},
    seal::{SealTerms, SealTermsError},
    time::{Instant, Period},
};
use strongroom_store::{
    Write,
    grants::{self as rows, GrantRow},
};

use super::{
    Given, GrantRecord, GrantView, grant_change,
    list::{Sight, grant_view},
    parts::Standpoint,
    record::grant_place,
};
use crate::{
    accounts::{state::Revised, users::invalid},
    caller::Caller,
    databases::state::DatabaseState,
    error::ServiceError,
    records,
    service::Service,
};

/// The longest note, in characters.
const NOTE: usize = 1_000;

/// At most so many grants name one object: each is looked at in every decision about it.
const GRANTS_OF_OBJECT: usize = 1_000;

/// At most so many live grants are in one database.
const GRANTS_OF_DATABASE: usize = 50_000;

/// The most votes that can be asked for where a group is named and its members are not to be told.
const QUORUM_OF_GROUPS: usize = 100;

/// Access to be given.
#[derive(Debug, Clone)]
pub struct NewGrant {
    /// To which folder or entry.
    pub object: ObjectId,
    /// To whom: the id of a user or a group.
    pub grantee: uuid::Uuid,
    /// Which permissions.
    pub permissions: PermissionSet,
    /// From when to when.
    pub period: Period,
    /// A text to go with it.
    pub note: Option<String>,
    /// A seal, if it is to have one.
    pub seal: Option<NewSeal>,
}

/// The terms of a seal, as they are sent.
#[derive(Debug, Clone)]
pub struct NewSeal {
    /// Ids of users and groups.
    pub approvers: Vec<uuid::Uuid>,
    /// How many must agree; absent: one, or as before.
    pub quorum: Option<u32>,
    /// How many seconds it stays open once broken; absent: as before; an inner `None`: until it is sealed again.
    pub open_for: Option<Option<i64>>,
}

impl Service {
    /// Gives access to an object.
    ///
    /// # Errors
    /// [`ServiceError::HandsOut`] for a permission, or a time, that the caller lacks on the object;
    /// [`ServiceError::PrivateDatabase`]; [`ServiceError::UselessSeal`] for a seal that would protect nothing; what is
    /// lacking or wrong otherwise.
    pub async fn create_grant(
        &self,
        caller: &Caller,
        database: DatabaseId,
        new: &NewGrant,
    ) -> Result<GrantView, ServiceError> {
        let id: GrantId = self.new_id(caller.now)?;
        let known = self
            .decided(|| {
                let (granted, given, known) = self.plan_grant(caller, database, id, new)?;
                let record = given.grant.record.clone();
                let sealed = records::seal(&self.keys.directory, &grant_place(database, id, 1), &record)?;
                let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
                Ok(move |write: &mut Write<'_>| -> Result<GrantView, ServiceError> {
                    rows::insert(
                        write,
                        &granted,
                        &GrantRow { id, object: record.object, revision: 1, record: sealed },
                    )?;
                    let event = Event::GrantGiven {
                        grant: id,
                        object: record.object,
                        grantee: record.grantee.into(),
                        giving: record.giving(),
                    };
                    note.with(|written| written.reason.clone_from(&record.note))
                        .database(write, database, event)?;
                    grant_change(write, &memory, database, id, Some(given))?;
                    Ok(known)
                })
            })
            .await?;
        // It is given, also where it is over by now.
        Ok(self.grant(caller, database, id).unwrap_or(known))
    }

    fn plan_grant(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: GrantId,
        new: &NewGrant,
    ) -> Result<(Granted, Given, GrantView), ServiceError> {
        let grantee = self.memory.accounts.read().principal(new.grantee);
        let approvers = new.seal.as_ref().map(|seal| self.approvers_named(&seal.approvers));
        let reads_accounts = self.reads_accounts(caller)?;
        self.viewed(caller, database, |view, state, rules| {
            let outgoing = Extent { below: false, outgoing: true };
            if state.index.kind() != DatabaseKind::Standard {
                let _ = view.require_object(new.object, Permission::AccessEntries, outgoing)?;
                return Err(ServiceError::PrivateDatabase);
            }
            let granted = view.require_object(new.object, Permission::GrantAccess, outgoing)?;
            if state.is_in_bin(new.object) {
                return Err(ServiceError::NotFound);
            }
            // As the rules have it that the commit checks.
            let there = |principal: &Principal| match principal {
                Principal::User(user) => rules.directory().users.contains_key(user),
                Principal::Group(group) => rules.directory().groups.contains_key(group),
            };
            let grantee = grantee.filter(there);
            let unknown = || ServiceError::Invalid("there is no such user or group".into()).at("/grantee");
            let grantee = grantee.ok_or_else(unknown)?;
            if grantee == Principal::User(caller.user) {
                return Err(ServiceError::Invalid("nobody grants access to themselves".into()).at("/grantee"));
            }
            room_for_one_more(state, new.object, caller.now)?;
            let here = self.standpoint(rules, state, caller);
            let permissions = given_permissions(new.permissions)?;
            check_period(new.period, caller.now)?;
            within_the_authors(&here, caller.user, new.object, permissions, new.period)?;
            let seal = match (&new.seal, approvers) {
                (Some(seal), Some(approvers)) => {
                    let _ = view.require_object(new.object, Permission::SealEntries, outgoing)?;
                    let (quorum, open_for) = (seal.quorum.unwrap_or(1), seal.open_for.flatten());
                    let terms = SealTerms { approvers: approvers?, quorum, open_for };
                    let counts = reads_accounts && view.sees_tree();
                    self.check_terms(&here, &terms, None, (caller.user, grantee), counts)?;
                    protects_something(&here, new.object, grantee, permissions, view.sees_tree())?;
                    Some(terms)
                }
                _ => None,
            };
            let record = GrantRecord {
                object: new.object,
                grantee,
                author: caller.user,
                permissions: permissions.iter().collect(),
                from: new.period.from,
                to: new.period.to,
                note: checked_note(new.note.as_deref())?,
                seal,
                created_at: caller.now,
            };
            let grant = Revised { revision: 1, record };
            let given = Given { grant, progress: std::collections::BTreeMap::new() };
            let known = grant_view(&here, id, &given, caller, Sight::Whole);
            Ok((granted, given, known))
        })
    }

    /// The users and groups with these ids.
    pub(super) fn approvers_named(&self, ids: &[uuid::Uuid]) -> Result<BTreeSet<Principal>, ServiceError> {
        let accounts = self.memory.accounts.read();
        if ids.len() > 200 {
            let text = "there are more approvers than a seal can have";
            return Err(ServiceError::Invalid(text.into()).at("/seal/approvers"));
        }
        let known = ids.iter().map(|id| accounts.principal(*id));
        known.collect::<Option<_>>().ok_or_else(no_approver)
    }

    /// Those of the users and groups with these ids that are there: of others only those count that were named before.
    pub(super) fn approvers_still_there(
        &self,
        ids: &[uuid::Uuid],
    ) -> Result<BTreeSet<Principal>, ServiceError> {
        let accounts = self.memory.accounts.read();
        Ok(ids.iter().take(200).filter_map(|id| accounts.principal(*id)).collect())
    }

    /// Whether the caller may read who is in a group.
    pub(super) fn reads_accounts(&self, caller: &Caller) -> Result<bool, ServiceError> {
        let accounts = self.memory.accounts.read();
        Ok(administration::server(accounts.actor(caller.user)?, ServerAction::ReadAccounts).is_ok())
    }

    /// Checks the terms of a seal: enough approvers who could approve. Who is in a group, and whether any of them or how
    /// many administer, is looked at for those alone who may know it (`counts`): for others a group is as many as a seal can
    /// ask for, so that nobody learns of it by trying.
    pub(super) fn check_terms(
        &self,
        here: &Standpoint<'_>,
        terms: &SealTerms,
        before: Option<&SealTerms>,
        (author, grantee): (UserId, Principal),
        counts: bool,
    ) -> Result<(), ServiceError> {
        // Their form first: the rest is asked about each of them.
        terms.check(usize::MAX).map_err(misfit)?;
        // Who was named before may have lost the role since; that keeps nobody from naming another.
        let known = |approver: &Principal| before.is_some_and(|before| before.approvers.contains(approver));
        let may_be = |approver: &Principal| match approver {
            Principal::Group(group) if !counts => here.is_enabled_group(*group),
            _ => here.can_approve(*approver),
        };
        if !terms.approvers.iter().all(|approver| known(approver) || may_be(approver)) {
            return Err(no_approver());
        }
        let person = match grantee {
            Principal::User(user) => Some(user),
            Principal::Group(_) => None,
        };
        let quorum = usize::try_from(terms.quorum).unwrap_or(usize::MAX);
        let has_group = terms.approvers.iter().any(|approver| matches!(approver, Principal::Group(_)));
        let people = if has_group && !counts {
            QUORUM_OF_GROUPS
        } else {
            here.approvers_up_to(terms, author, person, quorum)
        };
        terms.check(people).map_err(misfit)
    }

    /// The rules that a decision about grants rests on.
    pub(super) fn standpoint<'a>(
        &self,
        rules: &'a ServerRules,
        state: &'a DatabaseState,
        caller: &Caller,
    ) -> Standpoint<'a> {
        self.standpoint_at(rules, state, caller.now)
    }

    /// The same where nobody calls.
    pub(crate) fn standpoint_at<'a>(
        &self,
        rules: &'a ServerRules,
        state: &'a DatabaseState,
        now: Instant,
    ) -> Standpoint<'a> {
        let author_may = self.settings.seals.author_may_approve;
        let times = self.settings.seals.times;
        Standpoint { rules, index: &state.index, now, author_may, times }
    }
}

/// Each grant costs in every decision about its object, and in every list.
fn room_for_one_more(state: &DatabaseState, object: ObjectId, now: Instant) -> Result<(), ServiceError> {
    let live = |given: &&Given| given.grant.record.to.is_none_or(|to| now < to);
    let of_object = |given: &&Given| given.grant.record.object == object;
    let all = || state.grants.iter().map(|(_, given)| given);
    if all().filter(of_object).filter(live).count() >= GRANTS_OF_OBJECT {
        let what = "there are that many grants on one object already".into();
        return Err(ServiceError::LimitReached { what, limit: GRANTS_OF_OBJECT });
    }
    if all().filter(live).count() >= GRANTS_OF_DATABASE {
        let what = "there are that many grants in one database already".into();
        return Err(ServiceError::LimitReached { what, limit: GRANTS_OF_DATABASE });
    }
    Ok(())
}

fn no_approver() -> ServiceError {
    let text = "an approver is an administrator of the server or of this database, or a group with one";
    ServiceError::Invalid(text.into()).at("/seal/approvers")
}

fn misfit(error: SealTermsError) -> ServiceError {
    let member = match error {
        SealTermsError::Approvers => "/seal/approvers",
        SealTermsError::Quorum => "/seal/quorum",
        SealTermsError::OpenFor => "/seal/open_for",
    };
    invalid(&error).at(member)
}

/// What a grant of these permissions gives: reading implies access, and access is the least.
pub(super) fn given_permissions(asked: PermissionSet) -> Result<PermissionSet, ServiceError> {
    if !PermissionSet::OBJECT.contains(asked) {
        let text = "only the eight permissions of objects can be granted";
        return Err(ServiceError::Invalid(text.into()).at("/permissions"));
    }
    let given =
        if asked.has(Permission::ReadEntries) { asked.with(Permission::AccessEntries) } else { asked };
    if given.has(Permission::AccessEntries) {
        Ok(given)
    } else {
        Err(ServiceError::Invalid("a grant gives at least `access_entries`".into()).at("/permissions"))
    }
}

pub(super) fn check_period(period: Period, now: Instant) -> Result<(), ServiceError> {
    let empty = matches!((period.from, period.to), (Some(from), Some(to)) if to <= from);
    if empty || period.to.is_some_and(|to| to <= now) {
        let text = "the period would be over before it begins, or is over already";
        return Err(ServiceError::Invalid(text.into()).at("/valid_to"));
    }
    Ok(())
}

pub(super) fn checked_note(note: Option<&str>) -> Result<Option<String>, ServiceError> {
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    note.map_or(Ok(()), |note| limits::check_block(note, NOTE))
        .map_err(|error| invalid(&error).at("/note"))?;
    Ok(note.map(str::to_owned))
}

/// The author has, throughout the period as far as it lies ahead, what the grant gives, and may give it: "never a
/// permission that the author lacks on the object, never beyond the author's own period". Rights change with time only
/// where a period of an assignment, a grant or an open seal begins or ends, so it is asked at those instants.
pub(super) fn within_the_authors(
    here: &Standpoint<'_>,
    author: UserId,
    object: ObjectId,
    permissions: PermissionSet,
    period: Period,
) -> Result<(), ServiceError> {
    let first = period.from.map_or(here.now, |from| from.max(here.now));
    let mut instants = here.index.view(here.rules, author, here.now).boundaries();
    instants.retain(|at| *at > first && period.to.is_none_or(|to| *at < to));
    instants.insert(first);
    for now in instants {
        let has = Standpoint { now, ..*here }.supports(author, object);
        if let Some(permission) = permissions.minus(has).iter().next() {
            return Err(ServiceError::HandsOut(permission));
        }
    }
    Ok(())
}

/// Somebody whom the grant is for does not have what it gives in another way.
fn protects_something(
    here: &Standpoint<'_>,
    object: ObjectId,
    grantee: Principal,
    permissions: PermissionSet,
    sees_rights: bool,
) -> Result<(), ServiceError> {
    let needed = if permissions.has(Permission::ReadEntries) {
        Permission::ReadEntries
    } else {
        Permission::AccessEntries
    };
    let has = |user: &UserId| {
        let rights = here.index.view(here.rules, *user, here.now).object_without_seals(object);
        rights.is_some_and(|rights| rights.has(needed))
    };
    let people = here.people(grantee);
    if people.is_empty() || !people.iter().all(has) {
        return Ok(());
    }
    let because = people.first().filter(|_| sees_rights).and_then(|user| {
        let explained = here.index.view(here.rules, *user, here.now).explain(Target::Object(object));
        explained.into_iter().find(|it| it.permission == needed).map(|it| it.because)
    });
    Err(ServiceError::UselessSeal { because })
}
