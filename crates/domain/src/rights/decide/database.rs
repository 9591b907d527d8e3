//! Steps 6 and 7 at the database.

use super::{Circle, Footing, Question, Rules, Silent, Stand, Trace, closure::close, object, object::Seals};
use crate::rights::{
    Cause, Permission, PermissionSet,
    index::{Place, Placed, Slot},
};

/// The database permissions of the person.
pub fn database<T: Trace>(
    asked: &Question<'_>,
    person: &Stand,
    circle: &mut Circle,
    trace: &mut T,
) -> PermissionSet {
    let gone = asked.server.gone();
    let left = PermissionSet::DATABASE.minus(gone);
    if !matches!(person.footing, Footing::Nothing(Cause::AccountDisabled)) {
        trace.refuses(PermissionSet::DATABASE.intersection(gone), |permission| Cause::PolicyDisabled {
            permission,
        });
    }
    let had = match &person.footing {
        Footing::Nothing(cause) => {
            trace.refuses(PermissionSet::DATABASE, |_| *cause);
            return PermissionSet::EMPTY;
        }
        Footing::Everything(cause) => {
            trace.allows(PermissionSet::DATABASE, |_| *cause);
            left
        }
        Footing::Rules(rules) => left.intersection(by_rules(asked, person, rules, circle, trace)),
    };
    close(had, Permission::AccessDatabase, trace)
}

fn by_rules<T: Trace>(
    asked: &Question<'_>,
    person: &Stand,
    rules: &Rules,
    circle: &mut Circle,
    trace: &mut T,
) -> PermissionSet {
    if T::LISTENS {
        tell(asked, rules, trace);
    }
    let mut allow = PermissionSet::EMPTY.with(Permission::AccessDatabase);
    if rules.open {
        allow = allow.union(rules.allow);
    }
    let policy = by_policy(asked, person, rules, circle);
    trace.allows(policy, |permission| Cause::PolicyEnabled { permission });
    allow.union(policy).minus(rules.deny)
}

/// What enabled policies allow the person.
fn by_policy(asked: &Question<'_>, person: &Stand, rules: &Rules, circle: &mut Circle) -> PermissionSet {
    let enabled = asked.server.policies().enabled();
    let channels = enabled.intersection(PermissionSet::CHANNEL);
    if rules.open {
        // The gate is step 5's: an enabled `access_database` has opened it, if it is enabled.
        enabled.intersection(PermissionSet::DATABASE)
    } else if rules.assigned {
        channels
    } else {
        let channels = channels.without(Permission::GrantAdminRights);
        if !channels.is_empty() && sees_by_grant(asked, person, rules, circle) {
            channels
        } else {
            PermissionSet::EMPTY
        }
    }
}

fn tell<T: Trace>(asked: &Question<'_>, rules: &Rules, trace: &mut T) {
    for (principal, marks) in rules.assignments(asked.index, asked.now) {
        trace.refuses(marks.deny(), |mark| Cause::AssignmentDenies { principal, mark });
        if rules.open {
            trace.allows(marks.allow(), |mark| Cause::AssignmentAllows { principal, mark });
        } else {
            trace.withholds(marks.allow(), |_| Cause::OpenByGrantOnly);
        }
    }
    let mut grants: Vec<_> = rules.grants(asked.index, asked.now).collect();
    grants.sort_unstable_by_key(|(id, _)| *id);
    for (id, Placed { grant, .. }) in grants {
        let cause = Cause::GrantAllows {
            grant: id,
            object: grant.object,
            grantee: grant.grantee,
            author: grant.author,
        };
        trace.allows(PermissionSet::of(&[Permission::AccessDatabase]), |_| cause);
    }
}

/// Whether an active grant gives `access_entries` on some object: the one it names, or one below it that is not cut off.
fn sees_by_grant(asked: &Question<'_>, person: &Stand, rules: &Rules, circle: &mut Circle) -> bool {
    let mut active =
        rules.grants(asked.index, asked.now).filter(|(id, placed)| asked.is_active(person, *id, placed));
    active.any(|(_, placed)| {
        if author_sees(asked, placed, placed.slot, circle) {
            return true;
        }
        // Elsewhere the author has other rights only where something is set.
        let mut places = asked.index.tree.places().iter().map(|(_, place)| place.slot);
        places.any(|slot| is_reached(asked, placed.slot, slot) && author_sees(asked, placed, slot, circle))
    })
}

/// Whether `slot` lies below `top`, with inheritance on all the way.
fn is_reached(asked: &Question<'_>, top: Slot, slot: Slot) -> bool {
    let tree = &asked.index.tree;
    let below = |place: &&Place| place.slot != top && tree.is_within(place.slot, top);
    slot != top
        && tree.is_within(slot, top)
        && tree.places_up(asked.route, slot).take_while(below).all(|place| !place.cut)
}

/// Whether the grant's author supports `access_entries` on the object.
fn author_sees(asked: &Question<'_>, placed: &Placed, slot: Slot, circle: &mut Circle) -> bool {
    if !placed.says().has(Permission::AccessEntries) {
        return false;
    }
    let asked = Question { seals: Seals::None, ..*asked };
    let author = circle.stand(&asked, placed.grant.author).clone();
    let rights = object(&asked, &author, slot, circle, &mut Silent);
    rights.contains(PermissionSet::of(&[Permission::AccessEntries, Permission::GrantAccess]))
}
