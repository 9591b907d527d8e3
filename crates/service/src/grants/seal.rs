//! What people do to a seal: ask, approve, reject, withdraw, break, seal again, take off.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    audit::Event,
    id::{DatabaseId, GrantId, RequestId, UserId},
    limits,
    seal::{Acting, Asked, SealEvent, SealRefusal, Step, step},
    time::Instant,
};
use strongroom_store::{Write, grants as rows, proof};

use super::{
    Given, GrantRecord, GrantView, ProgressRecord, grant_change,
    list::{Sight, grant_view},
    of_this_state,
    parts::Standpoint,
    record::progress_row,
};
use crate::{
    accounts::{state::Revised, users::invalid},
    caller::Caller,
    databases::state::DatabaseState,
    error::ServiceError,
    service::Service,
};

/// How often one person may ask for one grant in an hour.
const REQUESTS_AN_HOUR: usize = 10;

const HOUR: i64 = 3_600;

/// The longest reason, in characters.
const REASON: usize = 1_000;

/// What somebody does to a seal.
#[derive(Debug, Clone)]
pub struct Act {
    /// What.
    pub event: SealEvent,
    /// For whom; absent: the person whom the grant is for, or, of a group's grant, the caller.
    pub person: Option<UserId>,
    /// The request that an approver looked at: a decision is not for another one.
    pub request: Option<RequestId>,
    /// Why; a request and a rejection need one.
    pub reason: Option<String>,
}

/// A transition that was decided.
struct Plan {
    sequences: (u64, u64),
    person: UserId,
    step: Step,
    given: Given,
    /// As the caller sees it afterwards.
    known: GrantView,
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
        let known = self
            .decided(|| {
                let plan = self.plan_act(caller, database, id, act, request, reason.as_deref())?;
                let Plan { sequences, person, step, given, known } = plan;
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
                    request: step.request,
                };
                Ok(move |write: &mut Write<'_>| -> Result<GrantView, ServiceError> {
                    proof::unchanged(write, sequences.0, Some((database, sequences.1)))?;
                    rows::put_progress(write, database, &row)?;
                    note.database(write, database, event)?;
                    grant_change(write, &memory, database, id, Some(given))?;
                    Ok(known)
                })
            })
            .await?;
        // It is done, also where it is over by now.
        Ok(self.grant(caller, database, id).unwrap_or(known))
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
        let administers = self.administers_database(caller, database, DatabaseAction::SeeRights);
        self.viewed(caller, database, |_, state, rules| {
            let administers = of_this_state(administers, rules, state)?;
            let here = self.standpoint(rules, state, caller);
            let given = state.grants.get(id).ok_or(ServiceError::NotFound)?;
            let sight = self.sight(&here, state, caller, given, administers).ok_or(ServiceError::NotFound)?;
            let record = &given.grant.record;
            if sight == Sight::Own && act.person.is_some_and(|person| person != caller.user) {
                return Err(ServiceError::NotFound);
            }
            let terms = record.seal.as_ref();
            let terms = terms.ok_or(ServiceError::SealState("the grant has no seal".into()))?;
            // Before anything is told of who is in a group: only those who decide may know.
            let decides = administers || here.is_approver(terms, record.author, caller.user);
            if act.event.is_of_deciders() && !decides {
                return Err(ServiceError::NotYours(act.event.name()));
            }
            let person = person(&here, record, caller, act)?;
            let stored = given.progress.get(&person);
            let before = stored.map(|stored| stored.record.clone()).unwrap_or_default();
            if act.request.is_some_and(|request| before.progress.at(caller.now).request != Some(request)) {
                return Err(ServiceError::SealState("the request is not the one that was looked at".into()));
            }
            let votes = before.progress.approvals.voters().chain(before.progress.unseals.voters());
            let approvers = here.approvers(terms, record.author, votes.chain([caller.user]));
            let acting = Acting {
                user: caller.user,
                person,
                is_grantee: here.is_subject(record.grantee, person),
                administers,
                is_barred: caller.user == record.author && !here.author_may,
                approvers: &approvers,
            };
            let times = self.settings.seals.times;
            let asked = Asked { event: act.event, terms, times, now: caller.now, request };
            let step = step(&before.progress, &acting, &asked).map_err(refused)?;
            if !is_live(&here, state, record) {
                return Err(ServiceError::SealState("the grant is not live".into()));
            }
            let record = after(before, &step, act.event, reason, caller.now)?;
            let revision = stored.map_or(1, |stored| stored.revision + 1);
            let mut given = given.clone();
            given.progress.insert(person, Revised { revision, record });
            let known = grant_view(&here, id, &given, caller, sight);
            Ok(Plan { sequences: (rules.sequence(), state.index.sequence()), person, step, given, known })
        })
    }
}

/// What is kept of a transition. The reason is that of the request, or of its rejection: nobody else's words take its
/// place.
fn after(
    before: ProgressRecord,
    step: &Step,
    event: SealEvent,
    reason: Option<&str>,
    now: Instant,
) -> Result<ProgressRecord, ServiceError> {
    let mut asked = before.asked;
    if event == SealEvent::Request {
        asked.retain(|at| now < at.plus_seconds(HOUR));
        if let Some(oldest) = asked.first().filter(|_| asked.len() >= REQUESTS_AN_HOUR) {
            let wait = oldest.plus_seconds(HOUR).micros().saturating_sub(now.micros()) / 1_000_000 + 1;
            return Err(ServiceError::RateLimited { seconds: u64::try_from(wait).unwrap_or(1) });
        }
        asked.push(now);
    }
    // With what the clock ended its reason is over as well.
    let before_reason = before.reason.filter(|_| before.progress.ended_by_clock(now).is_none());
    let reason = match event {
        SealEvent::Request | SealEvent::Reject => reason.map(str::to_owned),
        SealEvent::Withdraw | SealEvent::Reseal => None,
        SealEvent::Approve | SealEvent::Break | SealEvent::Unseal => before_reason,
    };
    Ok(ProgressRecord { progress: step.after.clone(), reason, asked })
}

/// The person whose access it is about.
fn person(
    here: &Standpoint<'_>,
    record: &GrantRecord,
    caller: &Caller,
    act: &Act,
) -> Result<UserId, ServiceError> {
    let named = if act.event.is_of_deciders() { act.person } else { Some(act.person.unwrap_or(caller.user)) };
    match (record.grantee, named) {
        (_, Some(named)) if named != caller.user && !act.event.is_of_deciders() => {
            Err(ServiceError::NotYours(act.event.name()))
        }
        (Principal::User(user), None) => Ok(user),
        (_, Some(named)) if here.is_subject(record.grantee, named) => Ok(named),
        (_, Some(named)) if named == caller.user => Err(ServiceError::NotYours(act.event.name())),
        (_, Some(_)) => Err(ServiceError::Invalid("the grant is not for that person".into()).at("person")),
        (Principal::Group(_), None) => {
            Err(ServiceError::Invalid("name the person: the grant is for a group".into()).at("person"))
        }
    }
}

fn is_live(here: &Standpoint<'_>, state: &DatabaseState, record: &GrantRecord) -> bool {
    record.period().contains(here.now) && !state.is_in_bin(record.object)
}

fn checked_reason(act: &Act) -> Result<Option<String>, ServiceError> {
    let reason = act.reason.as_deref().map(str::trim).filter(|reason| !limits::is_blank(reason));
    reason
        .map_or(Ok(()), |reason| limits::check_block(reason, REASON))
        .map_err(|error| invalid(&error).at("/reason"))?;
    if act.event.needs_reason() && reason.is_none() {
        return Err(ServiceError::Invalid("say why: a reason is needed".into()).at("/reason"));
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
