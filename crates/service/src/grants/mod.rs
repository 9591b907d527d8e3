//! Grants: access to single objects that people give each other, and the seals on it.
//!
//! What a grant gives is decided by the rights engine alone; here it is decided who may make, change and end one, and
//! what becomes of its seal.

mod approvals;
mod change;
mod list;
mod make;
mod parts;
mod record;
mod seal;

use std::sync::Arc;

pub use approvals::Approval;
pub use change::GrantChange;
pub use list::{GrantView, PersonView, SealView};
pub use make::{NewGrant, NewSeal};
pub(crate) use parts::Standpoint;
pub(crate) use record::{Given, GrantRecord, Grants, ProgressRecord, grant_place, progress_place};
pub use seal::Act;
use strongroom_crypto::key::ServerKeys;
use strongroom_domain::{
    account::Principal,
    administration::Administers,
    audit::Event,
    database::DatabaseKind,
    id::{DatabaseId, GrantId, GroupId, ObjectId, RequestId, UserId},
    rights::{Cause, Change, Permission, SealState, ServerRules, Target, View},
    seal::Progress,
    time::Instant,
};
use strongroom_store::{Raises, StoreError, Write, grants as rows};

use crate::{
    audit::Note,
    databases::state::{Database, DatabaseState},
    error::ServiceError,
    service::Memory,
};

/// Whether the caller administers, as the very rules say that the commit will check.
///
/// # Errors
/// [`ServiceError::Stale`] where it was decided on others: decide again.
fn of_this_state(
    administers: Result<(Administers, u64), ServiceError>,
    rules: &ServerRules,
    state: &DatabaseState,
) -> Result<bool, ServiceError> {
    match administers {
        Ok((proof, sequence))
            if proof.server_sequence() == rules.sequence() && sequence == state.index.sequence() =>
        {
            Ok(true)
        }
        Ok(_) => Err(ServiceError::Stale),
        Err(_) => Ok(false),
    }
}

/// Ends the grants to a principal that is deleted. Says whether there were any.
///
/// # Errors
/// What the store says.
pub(crate) fn end_grants_to(
    write: &mut Write<'_>,
    memory: &Arc<Memory>,
    database: DatabaseId,
    principal: Principal,
    note: &Note,
) -> Result<bool, ServiceError> {
    let found = memory.databases.read().get(&database).cloned();
    let Some(found) = found.filter(|found| found.kind() == DatabaseKind::Standard) else { return Ok(false) };
    is_current(write, &found)?;
    let to_it = |(id, given): (GrantId, &Given)| {
        (given.grant.record.grantee == principal).then(|| (id, revoked(id, given)))
    };
    let ended: Vec<(GrantId, Event)> = found.read().grants.iter().filter_map(to_it).collect();
    let any = !ended.is_empty();
    for (grant, event) in ended {
        rows::delete(write, database, grant)?;
        note.database(write, database, event)?;
        grant_change(write, memory, database, grant, None)?;
    }
    Ok(any)
}

/// Memory knows of every change of the database's rules that this transaction builds on.
fn is_current(write: &mut Write<'_>, database: &Database) -> Result<(), ServiceError> {
    match write.sequences(database.id()) {
        Ok((_, rules)) if rules == database.read().index.sequence() => Ok(()),
        // Deleted in the meantime, with its grants.
        Err(StoreError::Changed) => Ok(()),
        Ok(_) => Err(ServiceError::Stale),
        Err(other) => Err(other.into()),
    }
}

/// Puts a person who leaves a group back to sealed, with every grant to that group: who comes back asks again.
///
/// # Errors
/// What the store says.
pub(crate) fn seal_for_leaver(
    write: &mut Write<'_>,
    (keys, memory, note): (&ServerKeys, &Arc<Memory>, &Note),
    database: DatabaseId,
    group: GroupId,
    person: UserId,
) -> Result<(), ServiceError> {
    let found = memory.databases.read().get(&database).cloned();
    let Some(found) = found else { return Ok(()) };
    // Whoever has progress with a grant had it from memory: a database without such a grant there needs no look.
    let to_group = |(_, given): (GrantId, &Given)| given.grant.record.grantee == Principal::Group(group);
    if !found.read().grants.iter().any(to_group) {
        return Ok(());
    }
    let went = |given: &Given, of: UserId, record: &ProgressRecord| {
        of == person
            && given.grant.record.grantee == Principal::Group(group)
            && *record != ProgressRecord::default()
    };
    put_back(write, (keys, memory, note), &found, "leave", went)
}

/// Puts what began later than `now`, and would end by the clock, back to sealed: the clock was set back.
///
/// # Errors
/// What the store says.
pub(crate) fn seal_what_began_after(
    write: &mut Write<'_>,
    means: (&ServerKeys, &Arc<Memory>, &Note),
    database: &Database,
    now: Instant,
) -> Result<(), ServiceError> {
    let later = |at: &Instant| *at > now;
    put_back(write, means, database, "clock", |_, _, record| {
        let began_later = record.progress.since.as_ref().is_some_and(later);
        (began_later && record.progress.until.is_some()) || record.asked.iter().any(later)
    })
}

/// Puts the people whom `which` names back to sealed, grant by grant.
fn put_back(
    write: &mut Write<'_>,
    (keys, memory, note): (&ServerKeys, &Arc<Memory>, &Note),
    found: &Database,
    by: &str,
    which: impl Fn(&Given, UserId, &ProgressRecord) -> bool,
) -> Result<(), ServiceError> {
    is_current(write, found)?;
    let database = found.id();
    let people = |given: &Given| -> Vec<UserId> {
        let progress = given.progress.iter();
        progress.filter(|(of, stored)| which(given, **of, &stored.record)).map(|(of, _)| *of).collect()
    };
    let theirs: Vec<(GrantId, Given, Vec<UserId>)> = {
        let state = found.read();
        let all = state.grants.iter().map(|(id, given)| (id, given, people(given)));
        all.filter(|(.., people)| !people.is_empty())
            .map(|(id, given, people)| (id, given.clone(), people))
            .collect()
    };
    for (grant, mut given, people) in theirs {
        for person in people {
            let Some(stored) = given.progress.get_mut(&person) else { continue };
            let before = std::mem::take(&mut stored.record).progress;
            stored.revision += 1;
            note.database(write, database, ended(by, grant, person, &before))?;
            let row = record::progress_row(keys, database, grant, person, stored)?;
            rows::put_progress(write, database, &row)?;
        }
        grant_change(write, memory, database, grant, Some(given))?;
    }
    Ok(())
}

/// The record of a grant that is revoked.
fn revoked(id: GrantId, given: &Given) -> Event {
    let record = &given.grant.record;
    Event::GrantRevoked { grant: id, object: Some(record.object), grantee: Some(record.grantee.into()) }
}

/// The record of a person who is back at sealed by what happened to the grant or to the person.
fn ended(by: &str, grant: GrantId, person: UserId, before: &Progress) -> Event {
    let (event, request) = (by.to_owned(), before.request);
    Event::SealChanged { grant, person, event, from: before.state, to: SealState::Sealed, request }
}

/// The grant, and the request, on which a permission of the viewer on an object rests where only an open seal gives it.
pub(crate) fn resting_on(
    view: &View<'_>,
    state: &DatabaseState,
    object: ObjectId,
    permission: Permission,
) -> Option<(GrantId, Option<RequestId>)> {
    if view.object_without_seals(object).is_some_and(|rights| rights.has(permission)) {
        return None;
    }
    let explained =
        view.explain(Target::Object(object)).into_iter().find(|it| it.permission == permission)?;
    let sealed = |cause: Cause| match cause {
        Cause::GrantAllows { grant, .. } => {
            let given = state.grants.get(grant).filter(|given| given.grant.record.seal.is_some())?;
            Some((grant, given.progress_of(view.user(), view.now()).request))
        }
        _ => None,
    };
    std::iter::once(explained.because).chain(explained.also).find_map(sealed)
}

/// Ends a change of a grant (`None`: it is gone): raises the database's sequence, and has memory follow once it is on
/// disk.
fn grant_change(
    write: &mut Write<'_>,
    memory: &Arc<Memory>,
    database: DatabaseId,
    grant: GrantId,
    given: Option<Given>,
) -> Result<(), ServiceError> {
    let sequence = write.raise(database, Raises::Rules)?;
    let memory = Arc::clone(memory);
    write.when_durable(move || {
        let found = memory.databases.read().get(&database).cloned();
        let Some(found) = found else { return };
        found.change(|state| match given {
            Some(given) => {
                let engine = given.for_engine();
                state.grants.put(grant, given);
                state.apply(sequence, Change::SetGrant(grant, engine));
            }
            None => {
                state.grants.remove(grant);
                state.apply(sequence, Change::RemoveGrant(grant));
            }
        });
    });
    Ok(())
}
