//! Marks on single folders and entries, and inheritance.

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    database::ObjectRule,
    id::{DatabaseId, ObjectId},
    rights::PermissionSet,
};

use super::Setting;
use crate::{caller::Caller, error::ServiceError, service::Service};

impl Service {
    /// The rules on one object, and whether it inherits.
    ///
    /// # Errors
    /// What is lacking for it.
    pub fn object_rules(
        &self,
        caller: &Caller,
        id: DatabaseId,
        object: ObjectId,
    ) -> Result<(Vec<ObjectRule>, bool), ServiceError> {
        let _ = self.administers_database(caller, id, DatabaseAction::SeeRights)?;
        let inherits = self.inherits(id, object)?;
        let mut rules = self.stored_rules(id)?.1;
        rules.retain(|rule| rule.object == object);
        Ok((rules, inherits))
    }

    pub(crate) fn inherits(&self, id: DatabaseId, object: ObjectId) -> Result<bool, ServiceError> {
        let database = self.database(id)?;
        let state = database.read();
        let node = state.index.slot(object).and_then(|slot| state.index.node(slot));
        Ok(node.ok_or(ServiceError::NotFound)?.inheritance)
    }

    /// Sets a principal's marks on an object; without a mark the rule goes. The principal needs no assignment: denies count
    /// at once, allows while it is assigned. Where it is so already, nothing is changed.
    ///
    /// # Errors
    /// [`ServiceError::HandsOut`] where it would give what the caller lacks; what is lacking for it otherwise.
    pub async fn set_rule(
        &self,
        caller: &Caller,
        id: DatabaseId,
        rule: ObjectRule,
    ) -> Result<(), ServiceError> {
        self.change_right(caller, id, Setting::Rule(rule)).await.map(|_| ())
    }

    /// Removes a principal's marks on an object.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there are none; [`ServiceError::HandsOut`] where a deny would go that the
    /// caller may not lift.
    pub async fn remove_rule(
        &self,
        caller: &Caller,
        id: DatabaseId,
        object: ObjectId,
        principal: Principal,
    ) -> Result<(), ServiceError> {
        let was_there = self.change_right(caller, id, Setting::NoRule(object, principal)).await?;
        if was_there { Ok(()) } else { Err(ServiceError::NotFound) }
    }

    pub(super) fn rule_of(
        &self,
        id: DatabaseId,
        object: ObjectId,
        principal: Principal,
    ) -> Result<Option<ObjectRule>, ServiceError> {
        let rules = self.stored_rules(id)?.1;
        Ok(rules.into_iter().find(|rule| rule.object == object && rule.principal == principal))
    }

    /// Lets rights from above reach an object, or not.
    ///
    /// # Errors
    /// [`ServiceError::HandsOut`] where turning it on could give what the caller lacks there.
    pub async fn set_inheritance(
        &self,
        caller: &Caller,
        id: DatabaseId,
        object: ObjectId,
        on: bool,
    ) -> Result<(), ServiceError> {
        self.change_right(caller, id, Setting::Inheritance(object, on)).await.map(|_| ())
    }
}

/// Whether it is one at all.
pub(super) fn check_rule(rule: &ObjectRule) -> Result<(), ServiceError> {
    let marks = rule.marks.allow().union(rule.marks.deny());
    let Some(other) = marks.minus(PermissionSet::OBJECT).iter().next() else { return Ok(()) };
    let text = "only the eight permissions of objects can be set here";
    Err(ServiceError::Invalid(text.into()).at(format!("/permissions/{other}")))
}
