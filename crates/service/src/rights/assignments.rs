//! Who is assigned to a database, for how long and with which marks.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    administration::{DatabaseAction, handing_out},
    audit::{Event, Marking},
    database::Assignment,
    id::DatabaseId,
    rights::{PermissionSet, RuleChange},
};
use strongroom_store::{Write, proof, rules as rows};

use crate::{caller::Caller, databases::rules_change, error::ServiceError, service::Service};

impl Service {
    /// Sets a principal's assignment.
    ///
    /// # Errors
    /// [`ServiceError::HandsOut`] where it would give what the caller lacks; what is lacking for it otherwise.
    pub async fn set_assignment(
        &self,
        caller: &Caller,
        id: DatabaseId,
        assignment: Assignment,
    ) -> Result<(), ServiceError> {
        check_assignment(&assignment)?;
        self.decided(|| {
            let (proof, sequence) =
                self.administers_database(caller, id, DatabaseAction::ChangeAssignments)?;
            let before = self.assignment_of(id, assignment.principal)?;
            self.must_be_there(assignment.principal)?;
            let unchanged = before == Some(assignment);
            let change = RuleChange::SetAssignment(assignment);
            self.viewed(caller, id, |view, _, _| Ok(handing_out(view, &change)?))?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                if unchanged {
                    return Ok(());
                }
                proof::unchanged(write, proof.server_sequence(), Some((id, sequence)))?;
                rows::put_assignment(write, id, &assignment)?;
                let event = Event::AssignmentSet {
                    principal: assignment.principal.into(),
                    before: before.map(|it| Marking::new(it.marks, it.period)),
                    after: Marking::new(assignment.marks, assignment.period),
                };
                note.database(write, id, event)?;
                rules_change(write, &memory, id, change.into())
            })
        })
        .await
    }

    /// Removes a principal from a database, with its object rules there.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where it is not assigned; [`ServiceError::HandsOut`] where a deny would go that the
    /// caller may not lift.
    pub async fn remove_assignment(
        &self,
        caller: &Caller,
        id: DatabaseId,
        principal: Principal,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let (proof, sequence) =
                self.administers_database(caller, id, DatabaseAction::ChangeAssignments)?;
            let before = self.assignment_of(id, principal)?.ok_or(ServiceError::NotFound)?;
            // Its object rules go as well: a deny among them must be the caller's to lift.
            let change = RuleChange::RemoveAssignment(principal);
            self.viewed(caller, id, |view, _, _| Ok(handing_out(view, &change)?))?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), Some((id, sequence)))?;
                rows::delete_principal(write, id, principal)?;
                let before = Marking::new(before.marks, before.period);
                note.database(write, id, Event::AssignmentRemoved { principal: principal.into(), before })?;
                rules_change(write, &memory, id, change.into())
            })
        })
        .await
    }

    pub(super) fn assignment_of(
        &self,
        id: DatabaseId,
        principal: Principal,
    ) -> Result<Option<Assignment>, ServiceError> {
        Ok(self.stored_rules(id)?.0.into_iter().find(|it| it.principal == principal))
    }

    pub(crate) fn must_be_there(&self, principal: Principal) -> Result<(), ServiceError> {
        let there = self.memory.accounts.read().name_of(principal).is_some();
        if there { Ok(()) } else { Err(ServiceError::NotFound) }
    }
}

/// Whether it is one at all.
pub(super) fn check_assignment(assignment: &Assignment) -> Result<(), ServiceError> {
    let marks = assignment.marks.allow().union(assignment.marks.deny());
    if let Some(other) = marks.minus(PermissionSet::DATABASE).iter().next() {
        let text = "only the sixteen permissions of databases can be set here";
        return Err(ServiceError::Invalid(text.into()).at(format!("/permissions/{other}")));
    }
    match (assignment.period.from, assignment.period.to) {
        (Some(from), Some(to)) if to <= from => {
            Err(ServiceError::Invalid("the period ends before it begins".into()).at("/valid_to"))
        }
        _ => Ok(()),
    }
}
