//! Why a permission is there or not. The decision itself tells, by a [`Trace`]; this only sorts what it told.

use super::{
    Cause, Permission, PermissionSet, Target, View,
    decide::{Circle, Trace, database, object},
    index::Slot,
};

/// Why one permission is allowed or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Of which permission.
    pub permission: Permission,
    /// What was decided.
    pub allowed: bool,
    /// The rule that decided.
    pub because: Cause,
    /// For an allow: every other rule that allows it as well.
    pub also: Vec<Cause>,
}

/// All that a decision told.
#[derive(Debug, Default)]
struct Account {
    refused: Vec<(Permission, Cause)>,
    allowed: Vec<(Permission, Cause)>,
    withheld: Vec<(Permission, Cause)>,
}

impl Trace for Account {
    const LISTENS: bool = true;

    fn refuses(&mut self, permissions: PermissionSet, cause: impl Fn(Permission) -> Cause) {
        self.refused.extend(permissions.iter().map(|permission| (permission, cause(permission))));
    }

    fn allows(&mut self, permissions: PermissionSet, cause: impl Fn(Permission) -> Cause) {
        self.allowed.extend(permissions.iter().map(|permission| (permission, cause(permission))));
    }

    fn withholds(&mut self, permissions: PermissionSet, cause: impl Fn(Permission) -> Cause) {
        self.withheld.extend(permissions.iter().map(|permission| (permission, cause(permission))));
    }
}

impl Account {
    fn explain_all(&self, permissions: &[Permission], rights: PermissionSet) -> Vec<Explanation> {
        permissions.iter().map(|&permission| self.explain(permission, rights.has(permission))).collect()
    }

    fn explain(&self, permission: Permission, allowed: bool) -> Explanation {
        let of = |told: &[(Permission, Cause)]| {
            let mut causes: Vec<Cause> =
                told.iter().filter(|(told, _)| *told == permission).map(|(_, cause)| *cause).collect();
            causes.sort_by_key(nearness);
            causes
        };
        let mut causes = if allowed { of(&self.allowed) } else { Vec::new() }.into_iter();
        let first_refusal =
            || self.refused.iter().find(|(told, _)| *told == permission).map(|(_, cause)| *cause);
        let because = if allowed {
            causes.next()
        } else {
            first_refusal().or_else(|| of(&self.withheld).first().copied())
        };
        Explanation {
            permission,
            allowed,
            because: because.unwrap_or(Cause::NothingAllows),
            also: causes.collect(),
        }
    }
}

/// What is nearest to the object decides first: going up from it, rules, grants, assignments, policies. Of what is
/// withheld, that which a person can do something about.
const fn nearness(cause: &Cause) -> u8 {
    match cause {
        Cause::RuleAllows { .. } => 0,
        Cause::Cut { .. } | Cause::Seal { .. } => 1,
        Cause::OnlyThroughSeal => 2,
        Cause::AssignmentAllows { .. } | Cause::Suspended { .. } => 3,
        Cause::GrantAllows { .. } => 2,
        Cause::PolicyEnabled { .. } => 5,
        _ => 4,
    }
}

impl View<'_> {
    /// For each of the target's permissions (sixteen at the database, eight on an object), in their order: the decision and
    /// what decided. Empty if there is no such object.
    pub fn explain(&self, target: Target) -> Vec<Explanation> {
        match target {
            Target::Database => {
                let mut account = Account::default();
                let rights = database(&self.question(), &self.person, &mut Circle::default(), &mut account);
                account.explain_all(&Permission::DATABASE, rights)
            }
            Target::Object(id) => self.index.slot(id).map_or_else(Vec::new, |slot| self.explain_at(slot)),
        }
    }

    /// The same on what stands at a slot.
    pub(super) fn explain_at(&self, slot: Slot) -> Vec<Explanation> {
        let mut account = Account::default();
        let rights = object(&self.question(), &self.person, slot, &mut Circle::default(), &mut account);
        account.explain_all(&Permission::OBJECT, rights)
    }

    pub(super) fn because(&self, target: Target, permission: Permission) -> Cause {
        let explained = self.explain(target).into_iter().find(|explained| explained.permission == permission);
        explained.map_or(Cause::OtherLevel, |explained| explained.because)
    }
}
