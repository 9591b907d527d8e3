//! Marks on single folders and entries, and inheritance.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    administration::{DatabaseAction, handing_out},
    audit::{Event, Marking},
    database::ObjectRule,
    id::{DatabaseId, ObjectId},
    rights::{Change, PermissionSet, RuleChange},
    time::Period,
};
use strongroom_store::{Write, objects, proof, rules as rows};

use crate::{caller::Caller, databases::rules_change, error::ServiceError, service::Service};

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

    fn inherits(&self, id: DatabaseId, object: ObjectId) -> Result<bool, ServiceError> {
        let database = self.database(id)?;
        let state = database.read();
        let node = state.index.slot(object).and_then(|slot| state.index.node(slot));
        Ok(node.ok_or(ServiceError::NotFound)?.inheritance)
    }

    /// Sets a principal's marks on an object. The principal needs no assignment: denies count at once, allows
    /// while it is assigned.
    ///
    /// # Errors
    /// [`ServiceError::HandsOut`] where it would give what the caller lacks; what is lacking for it otherwise.
    pub async fn set_rule(
        &self,
        caller: &Caller,
        id: DatabaseId,
        rule: ObjectRule,
    ) -> Result<(), ServiceError> {
        check_rule(&rule)?;
        let marks = rule.marks.allow().union(rule.marks.deny());
        // First of all: those who may not administer learn nothing of the object.
        let _ = self.administers_database(caller, id, DatabaseAction::ChangeRules)?;
        if marks.is_empty() {
            return self.remove_rule(caller, id, rule.object, rule.principal).await.or_else(
                |error| match error {
                    // Nothing was set and nothing is: as asked.
                    ServiceError::NotFound if self.inherits(id, rule.object).is_ok() => Ok(()),
                    other => Err(other),
                },
            );
        }
        self.decided(|| {
            let (proof, sequence) = self.administers_database(caller, id, DatabaseAction::ChangeRules)?;
            self.inherits(id, rule.object)?;
            self.must_be_there(rule.principal)?;
            let before = self.rule_of(id, rule.object, rule.principal)?;
            let unchanged = before == Some(rule);
            let change = RuleChange::SetRule(rule);
            self.viewed(caller, id, |view, _, _| Ok(handing_out(view, &change)?))?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                if unchanged {
                    return Ok(());
                }
                proof::unchanged(write, proof.server_sequence(), Some((id, sequence)))?;
                rows::put_rule(write, id, &rule)?;
                let event = Event::RuleSet {
                    object: rule.object,
                    principal: rule.principal.into(),
                    before: before.map(|it| Marking::new(it.marks, Period::ALWAYS)),
                    after: Marking::new(rule.marks, Period::ALWAYS),
                };
                note.database(write, id, event)?;
                rules_change(write, &memory, id, change.into())
            })
        })
        .await
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
        self.decided(|| {
            let (proof, sequence) = self.administers_database(caller, id, DatabaseAction::ChangeRules)?;
            let before = self.rule_of(id, object, principal)?.ok_or(ServiceError::NotFound)?;
            let change = RuleChange::RemoveRule { object, principal };
            self.viewed(caller, id, |view, _, _| Ok(handing_out(view, &change)?))?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), Some((id, sequence)))?;
                rows::delete_rule(write, id, object, principal)?;
                let before = Marking::new(before.marks, Period::ALWAYS);
                note.database(write, id, Event::RuleRemoved { object, principal: principal.into(), before })?;
                rules_change(write, &memory, id, change.into())
            })
        })
        .await
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
        self.decided(|| {
            let (proof, sequence) =
                self.administers_database(caller, id, DatabaseAction::ChangeInheritance)?;
            // The place of an object is counted with the content, which takes the key of the database.
            self.database(id)?.read().open()?;
            let unchanged = self.inherits(id, object)? == on;
            if on && !unchanged {
                let change = RuleChange::InheritAgain(object);
                self.viewed(caller, id, |view, _, _| Ok(handing_out(view, &change)?))?;
            }
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                if unchanged {
                    return Ok(());
                }
                proof::unchanged(write, proof.server_sequence(), Some((id, sequence)))?;
                objects::set_inheritance(write, &proof, id, object, on)?;
                note.database(write, id, Event::InheritanceSet { object, on })?;
                rules_change(write, &memory, id, Change::Inheritance { object, on })
            })
        })
        .await
    }
}

/// Whether it is one at all.
pub(super) fn check_rule(rule: &ObjectRule) -> Result<(), ServiceError> {
    let marks = rule.marks.allow().union(rule.marks.deny());
    let Some(other) = marks.minus(PermissionSet::OBJECT).iter().next() else { return Ok(()) };
    let text = "only the eight permissions of objects can be set here";
    Err(ServiceError::Invalid(text.into()).at(format!("/permissions/{other}")))
}
