//! What is set in a database, as changes leave it one after the other, and what one of them does to it.

use std::collections::{BTreeMap, HashMap};

use strongroom_domain::{
    account::Principal,
    audit::{Event, Marking, RuleKept},
    database::{Assignment, ObjectRule},
    id::ObjectId,
    rights::{Index, Marks, PermissionSet, RuleChange, SettingChange},
    time::Period,
};

use super::{SUPPOSED_CHANGES, Setting};
use crate::error::ServiceError;

/// Assignments and rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    assignments: HashMap<Principal, Assignment>,
    rules: HashMap<Principal, BTreeMap<ObjectId, Marks>>,
}

/// One change as it is made.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// What becomes otherwise.
    pub change: SettingChange,
    /// What is on record of it.
    pub event: Event,
    /// What takes it back, in this order.
    pub undo: Vec<Setting>,
}

impl Standing {
    /// As it is stored.
    pub fn of((assignments, rules): (Vec<Assignment>, Vec<ObjectRule>)) -> Self {
        let mut standing = Self::default();
        for assignment in assignments {
            standing.assignments.insert(assignment.principal, assignment);
        }
        for rule in rules {
            standing.rules.entry(rule.principal).or_default().insert(rule.object, rule.marks);
        }
        standing
    }

    /// A principal's assignment.
    pub fn assignment(&self, principal: Principal) -> Option<Assignment> {
        self.assignments.get(&principal).copied()
    }

    /// A principal's marks on an object.
    pub fn rule(&self, object: ObjectId, principal: Principal) -> Option<Marks> {
        self.rules.get(&principal)?.get(&object).copied()
    }

    /// Whether a principal has marks on any object.
    pub fn has_rules(&self, principal: Principal) -> bool {
        self.rules.get(&principal).is_some_and(|rules| !rules.is_empty())
    }

    fn rules_of(&self, principal: Principal) -> impl Iterator<Item = ObjectRule> {
        let rules = self.rules.get(&principal).into_iter().flatten();
        rules.map(move |(object, marks)| ObjectRule { object: *object, principal, marks: *marks })
    }

    /// What a setting does to what stands; absent: it is so already.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an object that is not in the index.
    pub(super) fn step(&self, index: &Index, setting: &Setting) -> Result<Option<Step>, ServiceError> {
        let node =
            |object| index.slot(object).and_then(|slot| index.node(slot)).ok_or(ServiceError::NotFound);
        Ok(match *setting {
            Setting::Assignment(assignment) => self.assigning(assignment),
            Setting::NoAssignment(principal) => self.unassigning(principal),
            Setting::Rule(rule) => {
                node(rule.object)?;
                let none = rule.marks.allow().union(rule.marks.deny()) == PermissionSet::EMPTY;
                if none { self.unruling(rule.object, rule.principal) } else { self.ruling(rule) }
            }
            Setting::NoRule(object, principal) => {
                node(object)?;
                self.unruling(object, principal)
            }
            Setting::Inheritance(object, on) if node(object)?.inheritance == on => None,
            Setting::Inheritance(object, on) => Some(Step {
                change: match on {
                    true => SettingChange::Rules(RuleChange::InheritAgain(object)),
                    false => SettingChange::Cut(object),
                },
                event: Event::InheritanceSet { object, on },
                undo: vec![Setting::Inheritance(object, !on)],
            }),
        })
    }

    fn assigning(&self, assignment: Assignment) -> Option<Step> {
        let principal = assignment.principal;
        let before = self.assignment(principal);
        if before == Some(assignment) {
            return None;
        }
        let undo = match before {
            Some(before) => vec![Setting::Assignment(before)],
            // Rules of before the assignment go along with it, and are set again.
            None => {
                let rules = self.rules_of(principal).map(Setting::Rule);
                std::iter::once(Setting::NoAssignment(principal)).chain(rules).collect()
            }
        };
        Some(Step {
            change: RuleChange::SetAssignment(assignment).into(),
            event: Event::AssignmentSet {
                principal: principal.into(),
                before: before.map(|it| Marking::new(it.marks, it.period)),
                after: Marking::new(assignment.marks, assignment.period),
            },
            undo,
        })
    }

    fn unassigning(&self, principal: Principal) -> Option<Step> {
        let before = self.assignment(principal)?;
        let rules: Vec<ObjectRule> = self.rules_of(principal).collect();
        let kept = rules.iter().map(|rule| RuleKept::new(rule.object, rule.marks)).collect();
        Some(Step {
            change: RuleChange::RemoveAssignment(principal).into(),
            event: Event::AssignmentRemoved {
                principal: principal.into(),
                before: Marking::new(before.marks, before.period),
                // As many as can be set again in one call.
                rules: (rules.len() < SUPPOSED_CHANGES).then_some(kept),
            },
            undo: restoring(before, rules.into_iter()),
        })
    }

    fn ruling(&self, rule: ObjectRule) -> Option<Step> {
        let before = self.rule(rule.object, rule.principal);
        if before == Some(rule.marks) {
            return None;
        }
        let undo = ObjectRule { marks: before.unwrap_or(Marks::NONE), ..rule };
        Some(Step {
            change: RuleChange::SetRule(rule).into(),
            event: Event::RuleSet {
                object: rule.object,
                principal: rule.principal.into(),
                before: before.map(|marks| Marking::new(marks, Period::ALWAYS)),
                after: Marking::new(rule.marks, Period::ALWAYS),
            },
            undo: vec![Setting::Rule(undo)],
        })
    }

    fn unruling(&self, object: ObjectId, principal: Principal) -> Option<Step> {
        let marks = self.rule(object, principal)?;
        Some(Step {
            change: RuleChange::RemoveRule { object, principal }.into(),
            event: Event::RuleRemoved {
                object,
                principal: principal.into(),
                before: Marking::new(marks, Period::ALWAYS),
            },
            undo: vec![Setting::Rule(ObjectRule { object, principal, marks })],
        })
    }

    /// Takes in a change that is made.
    pub(super) fn make(&mut self, change: SettingChange) {
        match change {
            SettingChange::Rules(RuleChange::SetAssignment(assignment)) => {
                self.assignments.insert(assignment.principal, assignment);
            }
            SettingChange::Rules(RuleChange::RemoveAssignment(principal)) => {
                self.assignments.remove(&principal);
                self.rules.remove(&principal);
            }
            SettingChange::Rules(RuleChange::SetRule(rule)) => {
                self.rules.entry(rule.principal).or_default().insert(rule.object, rule.marks);
            }
            SettingChange::Rules(RuleChange::RemoveRule { object, principal }) => {
                self.rules.entry(principal).or_default().remove(&object);
            }
            SettingChange::Rules(RuleChange::InheritAgain(_)) | SettingChange::Cut(_) => {}
        }
    }
}

/// What brings back an assignment that was removed with its rules. Denies come first: what the assignment gives is judged
/// with them.
pub(crate) fn restoring(assignment: Assignment, rules: impl Iterator<Item = ObjectRule>) -> Vec<Setting> {
    rules.map(Setting::Rule).chain([Setting::Assignment(assignment)]).collect()
}
