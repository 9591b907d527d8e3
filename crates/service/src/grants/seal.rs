//! What people do to a seal: ask, approve, reject, withdraw, break, seal again, take off.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    audit::Event,
    id::{DatabaseId, GrantId, RequestId, UserId},
    seal::{Acting, Asked, SealEvent, SealRefusal, Step, step},
};
use strongroom_store::{Write, grants as rows, proof};

use super::{
    Given, GrantRecord, GrantView, ProgressRecord, grant_change, list::Sight, parts::Standpoint,
    record::progress_row,
};
use crate::{
    accounts::state::Revised, caller::Caller, databases::state::DatabaseState, error::ServiceError,
    service::Service,
};

/// The longest reason, in characters.
const REASON: usize = 1_000;

/// What somebody does to a seal.
#[derive(Debug, Clone)]
pub struct Act {
    /// What.
    pub event: SealEvent,
    /// For whom; absent: the person whom the grant is for, or, of a group's grant, the caller.
    pub person: Option<UserId>,
    /// Why; a request and a rejection need one.
    pub reason: Option<String>,
}

/// A transition that was decided.
struct Plan {
    sequences: (u64, u64),
    person: UserId,
    step: Step,
    given: Given,
}

impl Service {
    /// Does something to the seal of a grant. Each transition is decided against the state that it changes: of two at
    /// once the second finds what the first made.
    ///
    /// # Errors
    /// [`ServiceError::SealState`] for what the state does not have; [`ServiceError::OwnAccess`]; what is lacking or
    /// wrong otherwise.
    pub async fn act_on_seal(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: GrantId,
        act: &Act,
    ) -> Result<GrantView, ServiceError> {
        let reason = checked_reason(act)?;
        let request: RequestId = self.new_id(caller.now)?;
        self.decided(|| {
            let plan = self.plan_act(caller, database, id, act, request, reason.as_deref())?;
            let Plan { sequences, person, step, given } = plan;
            let stored = given.progress.get(&person).ok_or(ServiceError::NotFound)?;
            let row = progress_row(&self.keys, database, id, person, stored)?;
            let (memory, reason) = (Arc::clone(&self.memory), reason.clone());
            let note = self.note(caller).with(|written| written.reason = reason);
            let event = Event::SealChanged {
                grant: id,
                person,
                event: act.event.name().to_owned(),
                from: step.from,
                to: step.after.state,
                request: step.after.request,
            };
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, sequences.0, Some((database, sequences.1)))?;
                rows::put_progress(write, database, &row)?;
                note.database(write, database, event)?;
                grant_change(write, &memory, database, id, Some(given))
            })
        })
        .await?;
        self.grant(caller, database, id)
    }

    fn plan_act(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: GrantId,
        act: &Act,
        request: RequestId,
        reason: Option<&str>,
    ) -> Result<Plan, ServiceError> {
        let administers = self.administers_database(caller, database, DatabaseAction::SeeRights).is_ok();
        self.viewed(caller, database, |_, state, rules| {
            let here = Standpoint { rules, index: &state.index, now: caller.now };
            let given = state.grants.get(id).ok_or(ServiceError::NotFound)?;
            let sight = self.sight(&here, state, caller, given, administers).ok_or(ServiceError::NotFound)?;
            let record = &given.grant.record;
            if sight == Sight::Own && act.person.is_some_and(|person| person != caller.user) {
                return Err(ServiceError::NotFound);
            }
            let person = person(&here, record, caller, act.person)?;
            let terms = record.seal.as_ref();
            let terms = terms.ok_or(ServiceError::SealState("the grant has no seal".into()))?;
            let may_approve = self.settings.seals.author_may_approve;
            let approvers = here.approvers(terms, record.author, may_approve, None);
            let acting = Acting {
                user: caller.user,
                person,
                is_grantee: here.is_subject(record.grantee, person),
                administers,
                approvers: &approvers,
            };
            let times = self.settings.seals.times;
            let asked = Asked { event: act.event, terms, times, now: caller.now, request };
            let stored = given.progress.get(&person);
            let progress = stored.map(|stored| stored.record.progress.clone()).unwrap_or_default();
            let step = step(&progress, &acting, &asked).map_err(refused)?;
            if !is_live(&here, state, record) {
                return Err(ServiceError::SealState("the grant is not live".into()));
            }
            let record = ProgressRecord {
                progress: step.after.clone(),
                reason: reason.map(str::to_owned).or_else(|| kept_reason(stored, act.event)),
            };
            let revision = stored.map_or(1, |stored| stored.revision + 1);
            let mut given = given.clone();
            given.progress.insert(person, Revised { revision, record });
            Ok(Plan { sequences: (rules.sequence(), state.index.sequence()), person, step, given })
        })
    }
}

/// The person whose access it is about.
fn person(
    here: &Standpoint<'_>,
    record: &GrantRecord,
    caller: &Caller,
    named: Option<UserId>,
) -> Result<UserId, ServiceError> {
    match (record.grantee, named) {
        (Principal::User(user), None) => Ok(user),
        (Principal::User(user), Some(named)) if named == user => Ok(user),
        (Principal::User(_), Some(_)) => Err(ServiceError::Invalid("the grant is for somebody else".into())),
        (Principal::Group(_), Some(named)) if here.is_subject(record.grantee, named) => Ok(named),
        (Principal::Group(_), Some(_)) => {
            Err(ServiceError::Invalid("the grant is not for that person".into()))
        }
        (Principal::Group(_), None) if here.is_subject(record.grantee, caller.user) => Ok(caller.user),
        (Principal::Group(_), None) => {
            Err(ServiceError::Invalid("name the person: the grant is for a group".into()))
        }
    }
}

fn is_live(here: &Standpoint<'_>, state: &DatabaseState, record: &GrantRecord) -> bool {
    record.period().contains(here.now) && !state.is_in_bin(record.object)
}

/// The reason of a request stays with it until the state is sealed again.
fn kept_reason(stored: Option<&Revised<ProgressRecord>>, event: SealEvent) -> Option<String> {
    let ends = matches!(event, SealEvent::Withdraw | SealEvent::Reseal);
    stored.filter(|_| !ends).and_then(|stored| stored.record.reason.clone())
}

fn checked_reason(act: &Act) -> Result<Option<String>, ServiceError> {
    let reason = act.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let length = reason.map_or(0, |reason| reason.chars().count());
    if length > REASON {
        return Err(ServiceError::Invalid(format!("a reason has at most {REASON} characters").into()));
    }
    if act.event.needs_reason() && length == 0 {
        return Err(ServiceError::Invalid("say why: a reason is needed".into()));
    }
    Ok(reason.map(str::to_owned))
}

fn refused(refusal: SealRefusal) -> ServiceError {
    match refusal {
        SealRefusal::NotYours(event) => ServiceError::NotYours(event.name()),
        SealRefusal::OwnAccess => ServiceError::OwnAccess,
        SealRefusal::State { .. } => ServiceError::SealState(refusal.to_string().into()),
    }
}
