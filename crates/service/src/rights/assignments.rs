//! Who is assigned to a database, for how long and with which marks.

use strongroom_domain::{account::Principal, database::Assignment, id::DatabaseId, rights::PermissionSet};

use super::Setting;
use crate::{caller::Caller, error::ServiceError, service::Service};

impl Service {
    /// Sets a principal's assignment. Where it is so already, nothing is changed.
    ///
    /// # Errors
    /// [`ServiceError::HandsOut`] where it would give what the caller lacks; what is lacking for it otherwise.
    pub async fn set_assignment(
        &self,
        caller: &Caller,
        id: DatabaseId,
        assignment: Assignment,
    ) -> Result<(), ServiceError> {
        self.change_right(caller, id, Setting::Assignment(assignment)).await.map(|_| ())
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
        // Its object rules go as well: a deny among them must be the caller's to lift.
        let was_there = self.change_right(caller, id, Setting::NoAssignment(principal)).await?;
        if was_there { Ok(()) } else { Err(ServiceError::NotFound) }
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
