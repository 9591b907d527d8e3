//! Steps 6 and 7 on an object: one way up the path for marks, and grants where there are any.

use super::{Circle, Footing, Rules, Stand, Trace, closure::close, support};
use crate::{
    id::GrantId,
    rights::{
        Cause, Index, Permission, PermissionSet, ServerRules,
        index::{Place, Placed, Route, Slot},
    },
    time::Instant,
};

/// Which seals of grants to the person count as open. Seals of other people's grants never support anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seals {
    /// Those that are open for the person.
    AsTheyAre,
    /// Those, and that of one grant.
    WithOneOpen(GrantId),
    /// None: grants that have a seal give nothing, whatever its state.
    None,
}

/// The rules at an instant, and the supposition under which they are asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub index: &'a Index,
    pub server: &'a ServerRules,
    pub now: Instant,
    pub route: Route,
    pub seals: Seals,
}

impl Question<'_> {
    /// Whether the grant, which is live and to the person, is active: it gives as far as its author supports it.
    pub fn is_active(&self, person: &Stand, id: GrantId, placed: &Placed) -> bool {
        placed.grant.seal.as_ref().is_none_or(|seal| match self.seals {
            Seals::AsTheyAre => seal.is_open(person.user, self.now),
            Seals::WithOneOpen(open) => open == id || seal.is_open(person.user, self.now),
            Seals::None => false,
        })
    }
}

/// The object permissions of the person on the object; at [`Slot::ROOT`] those on an object directly below the database
/// that has nothing of its own.
pub fn object<T: Trace>(
    asked: &Question<'_>,
    person: &Stand,
    slot: Slot,
    circle: &mut Circle,
    trace: &mut T,
) -> PermissionSet {
    let gone = asked.server.gone();
    let left = PermissionSet::OBJECT.minus(gone);
    if !matches!(person.footing, Footing::Nothing(Cause::AccountDisabled)) {
        trace.refuses(PermissionSet::OBJECT.intersection(gone), |permission| Cause::PolicyDisabled {
            permission: asked.server.policies().disabled().mark_for(permission),
        });
    }
    let had = match &person.footing {
        Footing::Nothing(cause) => {
            trace.refuses(PermissionSet::OBJECT, |_| *cause);
            return PermissionSet::EMPTY;
        }
        Footing::Everything(cause) => {
            trace.allows(PermissionSet::OBJECT, |_| *cause);
            left
        }
        Footing::Rules(rules) => {
            let reach = reach(asked, rules, slot, trace);
            let given = if rules.granted {
                support::given(asked, person, rules, slot, reach, circle, trace)
            } else {
                PermissionSet::EMPTY
            };
            left.intersection(reach.with(given))
        }
    };
    close(had, Permission::AccessEntries, trace)
}

/// What marks and policies say on an object, grants left aside.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    pub allow: PermissionSet,
    pub deny: PermissionSet,
}

impl Reach {
    /// What is left when grants allow `given` as well.
    pub const fn with(self, given: PermissionSet) -> PermissionSet {
        self.allow.union(given).minus(self.deny)
    }
}

/// Step 6 without grants: from the object up to the database.
pub fn reach<T: Trace>(asked: &Question<'_>, rules: &Rules, slot: Slot, trace: &mut T) -> Reach {
    let mut reach = Reach { allow: PermissionSet::EMPTY, deny: PermissionSet::EMPTY };
    let mut cut = None;
    for place in asked.index.tree.places_up(asked.route, slot) {
        let here = at_place(asked, rules, place, cut, trace);
        reach.allow = reach.allow.union(here.allow);
        reach.deny = reach.deny.union(here.deny);
        if place.cut && cut.is_none() {
            cut = Some(place.slot);
        }
    }
    let above = rules.on_objects(asked, cut, trace);
    Reach { allow: reach.allow.union(above.allow), deny: reach.deny.union(above.deny) }
}

/// The rules at one place on the path; `cut` is where inheritance was off below it.
fn at_place<T: Trace>(
    asked: &Question<'_>,
    rules: &Rules,
    place: &Place,
    cut: Option<Slot>,
    trace: &mut T,
) -> Reach {
    let mut reach = Reach { allow: PermissionSet::EMPTY, deny: PermissionSet::EMPTY };
    let object = asked.index.tree.id(place.slot);
    for rule in place.rules.iter().filter(|rule| rules.is_subject(rule.ordinal)) {
        let (principal, marks) = (rule.principal, rule.marks);
        let deny = marks.deny().intersection(PermissionSet::OBJECT);
        trace.refuses(deny, |mark| Cause::RuleDenies { object, principal, mark });
        reach.deny = reach.deny.union(deny);

        let allow = marks.allow().reading_means_seeing().intersection(PermissionSet::OBJECT);
        if !rules.is_assigned(rule.ordinal) {
            trace.withholds(allow, |_| Cause::RuleWithoutAssignment { object, principal });
        } else if !rules.open {
            trace.withholds(allow, |_| Cause::OpenByGrantOnly);
        } else if let Some(cut) = cut {
            trace.withholds(allow, |_| Cause::Cut { object: asked.index.tree.id(cut) });
        } else {
            let cause = |permission| Cause::RuleAllows {
                object,
                principal,
                mark: marks.allow().mark_for(permission),
            };
            trace.allows(allow, cause);
            reach.allow = reach.allow.union(allow);
        }
    }
    reach
}
