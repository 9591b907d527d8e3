//! Taking back what a record of the audit tells of: as a change of its own, decided like every other, with records of its
//! own. What was set otherwise since is left alone.

use std::{collections::BTreeMap, sync::Arc};

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    audit::{Event, Marking, Outcome, Record, RuleKept, Who},
    database::{Assignment, ObjectRule},
    id::{DatabaseId, ObjectId},
    rights::{Marks, Permission, Policies, PolicyState},
    time::Period,
};
use strongroom_store::{Write, audit as rows, scope::SERVER};

use super::read::decoded;
use crate::{
    caller::Caller,
    error::ServiceError,
    objects::Preview,
    rights::{
        RightsChanged, Setting,
        standing::{Standing, restoring},
    },
    service::Service,
};

/// What takes a record back.
enum Back {
    /// Changes in a database, at this revision of its rights.
    Rights(DatabaseId, u64, Vec<Setting>),
    /// Other policies, at this revision of theirs.
    Policies(u64, Policies),
}

impl Service {
    /// What taking back a record would do. `chain` absent: the server's.
    ///
    /// # Errors
    /// As [`Self::revert`]; [`ServiceError::LimitReached`] where rights would have to be compared too often.
    pub async fn preview_revert(
        self: &Arc<Self>,
        caller: &Caller,
        chain: Option<DatabaseId>,
        number: u64,
    ) -> Result<Preview, ServiceError> {
        match self.back(caller, chain, number)? {
            Back::Rights(id, _, settings) => Ok(self.preview_settings(caller, id, settings, None).await?.0),
            Back::Policies(_, policies) => self.preview_policies(caller, policies).await,
        }
    }

    /// Takes back what a record tells of.
    ///
    /// # Errors
    /// A role that reads the audit is lacking, or what the change itself needs; [`ServiceError::NotFound`] where there is
    /// no such record; [`ServiceError::Conflict`] where it can not be taken back, or was set otherwise since.
    pub async fn revert(
        self: &Arc<Self>,
        caller: &Caller,
        chain: Option<DatabaseId>,
        number: u64,
    ) -> Result<RightsChanged, ServiceError> {
        if let Back::Policies(revision, policies) = self.back(caller, chain, number)? {
            self.put_policies(caller, Some(revision), policies).await?;
            return Ok(RightsChanged { changed: 1, undo: None, revision: revision + 1 });
        }
        let _turn = self.foretelling.turn(caller.user).await;
        let caller = caller.clone();
        self.decided_aside(self.foretelling.pool(), move |service| {
            let Back::Rights(id, sequence, settings) = service.back(&caller, chain, number)? else {
                return Err(ServiceError::Stale);
            };
            let planned = service.plan_settings(&caller, id, Some(sequence), &settings);
            let planned = planned.map_err(|error| match error {
                // It was looked at before something was set otherwise: look again.
                ServiceError::RevisionConflict { .. } => ServiceError::Stale,
                error => error,
            })?;
            Ok(move |write: &mut Write<'_>| planned.make(write))
        })
        .await
    }

    fn back(&self, caller: &Caller, chain: Option<DatabaseId>, number: u64) -> Result<Back, ServiceError> {
        self.may_read_audit(caller)?;
        let record = self.record_at(chain.unwrap_or(SERVER), number)?;
        if record.outcome != Outcome::Done {
            return Err(ServiceError::Conflict(
                "it did not come about: there is nothing to take back".into(),
            ));
        }
        match (record.database, &record.event) {
            (None, Event::PoliciesChanged { before, after }) => self.policies_back(caller, before, after),
            (Some(id), event) => {
                let (_, sequence) = self.administers_database(caller, id, DatabaseAction::SeeRights)?;
                Ok(Back::Rights(id, sequence, self.rights_back(id, event)?))
            }
            (None, _) => Err(not_for_it()),
        }
    }

    fn record_at(&self, chain: DatabaseId, number: u64) -> Result<Record, ServiceError> {
        let behind = number.checked_add(1).filter(|behind| i64::try_from(*behind).is_ok());
        let behind = behind.ok_or(ServiceError::NotFound)?;
        let page = self.store.read(|query| rows::page(query, chain, Some(behind), 1))?;
        let row = page.first().filter(|row| row.number == number).ok_or(ServiceError::NotFound)?;
        decoded(row)
    }

    /// Policies are set as a whole; taken back are those that the record tells of.
    fn policies_back(
        &self,
        caller: &Caller,
        before: &BTreeMap<Permission, PolicyState>,
        after: &BTreeMap<Permission, PolicyState>,
    ) -> Result<Back, ServiceError> {
        let (now, revision) = self.policies(caller)?;
        let mut then = now;
        for (permission, state) in before {
            let left = after.get(permission).copied().unwrap_or(*state);
            if left != *state {
                must(now.state(*permission) == left)?;
                then = then.with(*permission, *state);
            }
        }
        Ok(Back::Policies(revision, then))
    }

    fn rights_back(&self, id: DatabaseId, event: &Event) -> Result<Vec<Setting>, ServiceError> {
        let standing = Standing::of(self.stored_rules(id)?);
        Ok(match event {
            Event::AssignmentSet { principal, before, after } => {
                let principal = self.still_there(*principal)?;
                let now = standing.assignment(principal).map(|it| Marking::new(it.marks, it.period));
                must(now.as_ref() == Some(after))?;
                let before = before.as_ref().map(|before| assignment(principal, before)).transpose()?;
                // Rules would go along with the assignment, denies among them, which this record did not set.
                if before.is_none() && standing.has_rules(principal) {
                    return Err(ServiceError::Conflict(
                        "rules are set for them on folders or entries, which would go along: take these back first"
                            .into(),
                    ));
                }
                vec![before.map_or(Setting::NoAssignment(principal), Setting::Assignment)]
            }
            Event::AssignmentRemoved { principal, before, rules } => {
                let principal = self.still_there(*principal)?;
                must(standing.assignment(principal).is_none())?;
                let rules = self.rules_back(id, &standing, principal, rules.as_deref())?;
                restoring(assignment(principal, before)?, rules.into_iter())
            }
            Event::RuleSet { object, principal, before, after } => {
                let principal = self.still_there(*principal)?;
                self.object_still_there(id, *object)?;
                let now = standing.rule(*object, principal).map(|marks| Marking::new(marks, Period::ALWAYS));
                must(now.as_ref() == Some(after))?;
                let marks =
                    before.as_ref().map_or(Some(Marks::NONE), Marking::marks).ok_or_else(unreadable)?;
                vec![Setting::Rule(ObjectRule { object: *object, principal, marks })]
            }
            Event::RuleRemoved { object, principal, before } => {
                let principal = self.still_there(*principal)?;
                self.object_still_there(id, *object)?;
                must(standing.rule(*object, principal).is_none())?;
                let marks = before.marks().ok_or_else(unreadable)?;
                vec![Setting::Rule(ObjectRule { object: *object, principal, marks })]
            }
            Event::InheritanceSet { object, on } => {
                must(self.object_still_there(id, *object)? == *on)?;
                vec![Setting::Inheritance(*object, !*on)]
            }
            _ => return Err(not_for_it()),
        })
    }

    /// The rules that went along with an assignment: all of them, or it is not taken back. A deny that stayed away would
    /// give what nobody gave.
    fn rules_back(
        &self,
        id: DatabaseId,
        standing: &Standing,
        principal: Principal,
        kept: Option<&[RuleKept]>,
    ) -> Result<Vec<ObjectRule>, ServiceError> {
        let kept = kept.ok_or(ServiceError::Conflict(
            "the record does not keep the rules that went along, so that they can not be set again".into(),
        ))?;
        let rule = |kept: &RuleKept| {
            self.object_still_there(id, kept.object)?;
            must(standing.rule(kept.object, principal).is_none())?;
            let marks = kept.marks().ok_or_else(unreadable)?;
            Ok(ObjectRule { object: kept.object, principal, marks })
        };
        kept.iter().map(rule).collect()
    }

    fn still_there(&self, who: Who) -> Result<Principal, ServiceError> {
        let principal = Principal::from(who);
        let gone = |_| ServiceError::Conflict("the user or group is not there any more".into());
        self.must_be_there(principal).map(|()| principal).map_err(gone)
    }

    /// Whether it inherits.
    fn object_still_there(&self, id: DatabaseId, object: ObjectId) -> Result<bool, ServiceError> {
        let gone = |_| ServiceError::Conflict("the folder or entry is not there any more".into());
        self.inherits(id, object).map_err(gone)
    }
}

fn assignment(principal: Principal, kept: &Marking) -> Result<Assignment, ServiceError> {
    let marks = kept.marks().ok_or_else(unreadable)?;
    Ok(Assignment { principal, period: kept.period(), marks })
}

/// It must be as the record left it.
fn must(as_left: bool) -> Result<(), ServiceError> {
    if as_left {
        return Ok(());
    }
    Err(ServiceError::Conflict("it was set otherwise since: take back what came after it first".into()))
}

fn unreadable() -> ServiceError {
    ServiceError::Damaged("the record tells of impossible marks".into())
}

fn not_for_it() -> ServiceError {
    ServiceError::Conflict("what this record tells of can not be taken back from here".into())
}
