//! Giving somebody access to an object.

use std::{collections::BTreeSet, sync::Arc};

use strongroom_domain::{
    account::Principal,
    audit::Event,
    database::DatabaseKind,
    id::{DatabaseId, GrantId, ObjectId, UserId},
    rights::{Extent, Granted, Permission, PermissionSet, Target},
    seal::SealTerms,
    time::{Instant, Period},
};
use strongroom_store::{
    Write,
    grants::{self as rows, GrantRow},
};

use super::{Given, GrantRecord, GrantView, grant_change, parts::Standpoint, record::grant_place};
use crate::{
    accounts::{state::Revised, users::invalid},
    caller::Caller,
    error::ServiceError,
    records,
    service::Service,
};

/// The longest note, in characters.
const NOTE: usize = 1_000;

/// At most so many grants name one object: each is looked at in every decision about it.
const GRANTS_OF_OBJECT: usize = 1_000;

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
    /// How many must agree.
    pub quorum: u32,
    /// How many seconds it stays open once broken.
    pub open_for: Option<i64>,
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
        self.decided(|| {
            let (granted, record) = self.plan_grant(caller, database, new)?;
            let sealed = records::seal(&self.keys.directory, &grant_place(database, id, 1), &record)?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                rows::insert(
                    write,
                    &granted,
                    &GrantRow { id, object: record.object, revision: 1, record: sealed },
                )?;
                let event = Event::GrantGiven {
                    grant: id,
                    object: record.object,
                    grantee: record.grantee.into(),
                    permissions: record.permissions.clone(),
                    sealed: record.seal.is_some(),
                };
                note.with(|written| written.reason.clone_from(&record.note))
                    .database(write, database, event)?;
                let given = Given {
                    grant: Revised { revision: 1, record },
                    progress: std::collections::BTreeMap::new(),
                };
                grant_change(write, &memory, database, id, Some(given))
            })
        })
        .await?;
        self.grant(caller, database, id)
    }

    fn plan_grant(
        &self,
        caller: &Caller,
        database: DatabaseId,
        new: &NewGrant,
    ) -> Result<(Granted, GrantRecord), ServiceError> {
        let grantee = self.memory.accounts.read().principal(new.grantee);
        let approvers = new.seal.as_ref().map(|seal| self.approvers_named(&seal.approvers));
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
            let grantee = grantee.ok_or(ServiceError::Invalid("there is no such user or group".into()))?;
            if grantee == Principal::User(caller.user) {
                return Err(ServiceError::Invalid("nobody grants access to themselves".into()));
            }
            let named =
                state.grants.iter().filter(|(_, given)| given.grant.record.object == new.object).count();
            if named >= GRANTS_OF_OBJECT {
                let what = "there are that many grants on one object already".into();
                return Err(ServiceError::LimitReached { what, limit: GRANTS_OF_OBJECT });
            }
            let here = Standpoint { rules, index: &state.index, now: caller.now };
            let permissions = given_permissions(new.permissions)?;
            check_period(new.period, caller.now)?;
            within_the_authors(&here, caller.user, new.object, permissions, new.period)?;
            let seal = match (&new.seal, approvers) {
                (Some(seal), Some(approvers)) => {
                    let _ = view.require_object(new.object, Permission::SealEntries, outgoing)?;
                    let terms =
                        SealTerms { approvers: approvers?, quorum: seal.quorum, open_for: seal.open_for };
                    self.check_terms(&here, &terms, caller.user, grantee)?;
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
            Ok((granted, record))
        })
    }

    /// The users and groups with these ids.
    pub(super) fn approvers_named(&self, ids: &[uuid::Uuid]) -> Result<BTreeSet<Principal>, ServiceError> {
        let accounts = self.memory.accounts.read();
        let known = ids.iter().map(|id| accounts.principal(*id));
        known.collect::<Option<_>>().ok_or(ServiceError::Invalid(NO_APPROVER.into()))
    }

    /// Checks the terms of a seal: enough approvers who could approve.
    pub(super) fn check_terms(
        &self,
        here: &Standpoint<'_>,
        terms: &SealTerms,
        author: UserId,
        grantee: Principal,
    ) -> Result<(), ServiceError> {
        if !terms.approvers.iter().all(|approver| here.can_approve(*approver)) {
            return Err(ServiceError::Invalid(NO_APPROVER.into()));
        }
        let person = match grantee {
            Principal::User(user) => Some(user),
            Principal::Group(_) => None,
        };
        let people = here.approvers(terms, author, self.settings.seals.author_may_approve, person);
        terms.check(people.len()).map_err(|error| invalid(&error))
    }
}

const NO_APPROVER: &str =
    "an approver is an administrator of the server or of this database, or a group with one";

/// What a grant of these permissions gives: reading implies access, and access is the least.
pub(super) fn given_permissions(asked: PermissionSet) -> Result<PermissionSet, ServiceError> {
    if !PermissionSet::OBJECT.contains(asked) {
        return Err(ServiceError::Invalid("only the eight permissions of objects can be granted".into()));
    }
    let given =
        if asked.has(Permission::ReadEntries) { asked.with(Permission::AccessEntries) } else { asked };
    if given.has(Permission::AccessEntries) {
        Ok(given)
    } else {
        Err(ServiceError::Invalid("a grant gives at least `access_entries`".into()))
    }
}

pub(super) fn check_period(period: Period, now: Instant) -> Result<(), ServiceError> {
    let empty = matches!((period.from, period.to), (Some(from), Some(to)) if to <= from);
    if empty || period.to.is_some_and(|to| to <= now) {
        return Err(ServiceError::Invalid(
            "the period would be over before it begins, or is over already".into(),
        ));
    }
    Ok(())
}

pub(super) fn checked_note(note: Option<&str>) -> Result<Option<String>, ServiceError> {
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().count() > NOTE) {
        return Err(ServiceError::Invalid(format!("a note has at most {NOTE} characters").into()));
    }
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
    let mut instants = here.index.boundaries();
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
