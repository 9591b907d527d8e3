//! Explanations: "the explanation names the rule that decided: which policy, assignment, object rule, grant, cut,
//! closure or role; at which level; through which group; and for an allow every other rule that also allows it."
//!
//! Every rule that is named must be there and must do what is said of it; of the allowing ones none may lack.

use strongroom_domain::{
    account::Principal,
    database::{Assignment, ObjectRule},
    id::{GrantId, ObjectId},
    rights::{Cause, Explanation, Grant, Permission, PermissionSet, PolicyState, Target, View},
};

use crate::{
    compare::Sheet,
    decision::{Allowing, Model, Place, Seals, Why, at_database, on_object},
    world::names,
};

use Permission as P;

/// The first explanation that is not true or not complete.
pub fn explanations(model: &Model<'_>, sheet: &Sheet, view: &View<'_>) -> Option<String> {
    let question = |place, list: &[Permission], has| Question { model, view, place }.check(list, has);
    let objects = || {
        sheet
            .objects
            .iter()
            .find_map(|line| question(Place::Object(line.object), &Permission::OBJECT, line.rights))
    };
    question(Place::Database, &Permission::DATABASE, sheet.database).or_else(objects)
}

/// One person's question about one place.
struct Question<'q> {
    model: &'q Model<'q>,
    view: &'q View<'q>,
    place: Place,
}

impl Question<'_> {
    fn check(&self, list: &[Permission], has: PermissionSet) -> Option<String> {
        let explained = self.view.explain(match self.place {
            Place::Database => Target::Database,
            Place::Object(object) => Target::Object(object),
        });
        let order: Vec<_> = explained.iter().map(|line| line.permission).collect();
        let said: PermissionSet =
            explained.iter().filter(|line| line.allowed).map(|line| line.permission).collect();
        if order != list || said != has {
            return Some(format!("explained at {:?}: {}", self.place, names(said)));
        }
        let reasons = self.model.reasons(self.view.user(), self.place, Seals::AsTheyAre);
        explained.iter().zip(reasons).find_map(|(line, (_, why))| {
            let right = if line.allowed { self.names_all(line) } else { self.is_true(line, why) };
            (!right).then(|| format!("at {:?}, where the model says {why:?}: {line:?}", self.place))
        })
    }

    fn subjects(&self) -> Vec<Principal> {
        self.model.subjects(self.view.user())
    }

    /// The object and the folders above it.
    fn path(&self) -> Vec<ObjectId> {
        let mut path = Vec::new();
        let mut at = match self.place {
            Place::Database => None,
            Place::Object(object) => Some(object),
        };
        while let Some(here) = at {
            path.push(here);
            at = self.model.world.node(here).parent;
        }
        path
    }

    /// An allow names each rule that allows, once, and nothing else.
    fn names_all(&self, line: &Explanation) -> bool {
        let causes = std::iter::once(&line.because).chain(&line.also);
        let named: Option<Vec<_>> = causes.map(|cause| self.allowing(cause, line.permission)).collect();
        let Some(mut named) = named else { return false };
        let mut expected = self.model.everything_that_allows(self.view.user(), self.place, line.permission);
        named.sort();
        expected.sort();
        named == expected
    }

    /// The rule a cause names; none if it is not an allow or says something untrue of the rule.
    fn allowing(&self, cause: &Cause, permission: Permission) -> Option<Allowing> {
        let level = at_database(permission);
        match *cause {
            Cause::Owner { owner } => Some(Allowing::Owner(owner)),
            Cause::SuperAdministrator => Some(Allowing::SuperAdministrator),
            Cause::AssignmentAllows { principal, mark } if mark == level => {
                Some(Allowing::Assignment(principal))
            }
            Cause::PolicyEnabled { permission } if permission == level => Some(Allowing::Policy),
            Cause::RuleAllows { object, principal, mark } => {
                let marked = self.rule(object, principal)?.marks.allow().has(mark);
                let stands_for =
                    mark == permission || mark == P::ReadEntries && permission == P::AccessEntries;
                (marked && stands_for).then_some(Allowing::Rule(object, principal))
            }
            Cause::GrantAllows { grant, object, grantee, author } => {
                let given = self.grant(grant)?;
                let right = (given.object, given.grantee, given.author) == (object, grantee, author);
                right.then_some(Allowing::Grant(grant))
            }
            _ => None,
        }
    }

    fn rule(&self, object: ObjectId, principal: Principal) -> Option<&ObjectRule> {
        self.model.world.rules.rules.iter().find(|rule| (rule.object, rule.principal) == (object, principal))
    }

    fn grant(&self, id: GrantId) -> Option<&Grant> {
        self.model.world.rules.grants.iter().find(|(other, _)| *other == id).map(|(_, grant)| grant)
    }

    /// A refusal names a rule that refuses by the sentence that decided.
    fn is_true(&self, line: &Explanation, why: Why) -> bool {
        let (permission, model) = (line.permission, self.model);
        let assigned = model.is_assigned(self.view.user());
        match (why, line.because) {
            (Why::AccountGone, Cause::AccountDisabled) | (Why::PrivateOther, Cause::NotOwner) => true,
            (Why::PolicyDisabled, Cause::PolicyDisabled { permission: named }) => {
                let concerns = named == P::AccessDatabase || named == at_database(permission);
                concerns && model.world.policies.state(named) == PolicyState::Disabled
            }
            (Why::GateShut, Cause::NotAssigned) => !assigned,
            (Why::GateShut, Cause::DatabaseNotAllowed) => assigned,
            (Why::GateDenied, Cause::AssignmentDenies { principal, mark }) => {
                mark == P::AccessDatabase && self.assignment_denies(principal, mark)
            }
            (Why::DeniedAtDatabase | Why::DeniedOnPath, Cause::AssignmentDenies { principal, mark }) => {
                mark == at_database(permission) && self.assignment_denies(principal, mark)
            }
            (Why::DeniedAtDatabase | Why::DeniedOnPath, Cause::RuleDenies { object, principal, mark }) => {
                let denies = self.rule(object, principal).is_some_and(|rule| rule.marks.deny().has(mark));
                let applies = self.path().contains(&object) && self.subjects().contains(&principal);
                mark == permission && denies && applies
            }
            (Why::Closure, Cause::Needs { permission: needed }) => self.needs(permission, needed),
            (Why::NothingAllows, withheld) => self.would_allow(permission, withheld),
            _ => false,
        }
    }

    fn assignment_denies(&self, principal: Principal, mark: Permission) -> bool {
        let live = |assignment: &&Assignment| {
            assignment.principal == principal && assignment.period.contains(self.model.now)
        };
        let found = self.model.world.rules.assignments.iter().find(live);
        self.subjects().contains(&principal) && found.is_some_and(|found| found.marks.deny().has(mark))
    }

    /// "without `access_entries` nothing is left; without `read_entries` no ..." and so on; and it is lacking.
    fn needs(&self, permission: Permission, needed: Permission) -> bool {
        let rests = match needed {
            P::AccessEntries | P::AccessDatabase => true,
            P::ReadEntries => matches!(permission, P::ModifyEntries | P::DeleteEntries | P::GrantAccess),
            P::GrantAccess => permission == P::SealEntries,
            P::ModifyEntries => permission == P::SetSecondPassword,
            _ => false,
        };
        rests && !self.model.effective(self.view.user(), self.place).has(needed)
    }

    /// What is withheld is there, would allow, and does not for the reason given.
    fn would_allow(&self, permission: Permission, withheld: Cause) -> bool {
        let path = self.path();
        let live = |grant: &Grant| {
            grant.is_live(self.model.now)
                && self.subjects().contains(&grant.grantee)
                && on_object(grant.permissions, permission)
                && path.contains(&grant.object)
        };
        let user = self.view.user();
        match withheld {
            Cause::NothingAllows => true,
            Cause::Cut { object } => path.contains(&object) && !self.model.world.node(object).inheritance,
            Cause::OpenByGrantOnly => self
                .model
                .reasons(user, Place::Database, Seals::AsTheyAre)
                .contains(&(P::AccessDatabase, Why::GateByGrant)),
            Cause::RuleWithoutAssignment { object, principal } => {
                let assigned = self.model.world.rules.assignments.iter();
                let assigned = assigned.filter(|live| live.period.contains(self.model.now));
                self.rule(object, principal).is_some_and(|rule| on_object(rule.marks.allow(), permission))
                    && path.contains(&object)
                    && self.subjects().contains(&principal)
                    && !assigned.map(|live| live.principal).any(|assigned| assigned == principal)
            }
            Cause::Seal { grant, state } => self.grant(grant).is_some_and(|grant| {
                let seal = grant.seal.as_ref();
                live(grant)
                    && seal.is_some_and(|seal| {
                        !seal.is_open(user, self.model.now) && seal.state(user, self.model.now) == state
                    })
            }),
            Cause::Suspended { grant } => self.grant(grant).is_some_and(|grant| {
                live(grant) && grant.seal.as_ref().is_none_or(|seal| seal.is_open(user, self.model.now))
            }),
            _ => false,
        }
    }
}
