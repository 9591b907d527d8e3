//! A database that came to be by one change after the other, on detours: objects that stood elsewhere and were
//! moved, rules and grants that came and went. What is left must be decided as if it had been compiled at once.

use strongroom_domain::{
    account::Principal,
    database::{Assignment, DatabaseRules, Node, ObjectKind, ObjectRule},
    id::ObjectId,
    rights::{Change, Grant, Index, Marks, Permission, PermissionSet},
    time::Period,
};

use crate::{
    dice::Dice,
    world::{World, grant, object, user},
};

/// The database of the world, by changes that `dice` chooses.
pub fn grown(world: &World, dice: &mut Dice) -> Index {
    let empty = DatabaseRules {
        nodes: Vec::new(),
        assignments: Vec::new(),
        rules: Vec::new(),
        grants: Vec::new(),
        ..world.rules
    };
    let mut index = Index::compile(&empty, 1).unwrap();
    let mut apply = |change: Change| index.apply(change).unwrap();
    let passing = folder_that_passes(dice);
    let mut settle = plant(world, dice, passing, &mut apply);
    // Assignments that come and go before the real ones; their rules go with them.
    for principal in passing_principals(world, dice) {
        apply(Change::SetAssignment(Assignment { principal, period: Period::ALWAYS, marks: everything() }));
        for node in &world.rules.nodes {
            apply(Change::SetRule(ObjectRule { object: node.id, principal, marks: everything_on_objects() }));
        }
        apply(Change::RemoveAssignment(principal));
    }
    let mut changes: Vec<Change> = Vec::new();
    changes.extend(world.rules.assignments.iter().copied().map(Change::SetAssignment));
    changes.extend(world.rules.rules.iter().copied().map(Change::SetRule));
    changes.extend(world.rules.grants.iter().map(|(id, given)| Change::SetGrant(*id, given.clone())));
    let going = coming_and_going(world, dice, passing, &mut apply);
    settle.extend(going);
    let half = dice.below(changes.len() + 1);
    dice.shuffle(&mut changes);
    let later = changes.split_off(half);
    changes.into_iter().chain(settle).chain(later).for_each(apply);
    index
}

/// A folder that is not of the world and is removed at last.
fn folder_that_passes(dice: &mut Dice) -> Option<ObjectId> {
    dice.chance(50).then_some(object(200))
}

/// Inserts the tree, some objects at the root, in a folder that passes, or with the wrong inheritance. Returns what
/// puts them right: parents before children, the passing folder last.
fn plant(
    world: &World,
    dice: &mut Dice,
    passing: Option<ObjectId>,
    apply: &mut impl FnMut(Change),
) -> Vec<Change> {
    let mut settle = Vec::new();
    if let Some(id) = passing {
        apply(Change::Insert(Node {
            id,
            parent: None,
            kind: ObjectKind::Folder,
            inheritance: dice.chance(50),
        }));
    }
    for node in &world.rules.nodes {
        let mut first = *node;
        if dice.chance(30) {
            first.parent = if dice.chance(50) { passing } else { None };
            settle.push(Change::Move { object: node.id, parent: node.parent });
        }
        if dice.chance(20) {
            first.inheritance = !node.inheritance;
            settle.push(Change::Inheritance { object: node.id, on: node.inheritance });
        }
        apply(Change::Insert(first));
        // In the bin already, or for a while.
        let (binned, at_once) = (world.bin.contains(&node.id), dice.chance(15));
        if at_once {
            apply(Change::Bin { object: node.id, on: true });
        }
        if at_once != binned {
            settle.push(Change::Bin { object: node.id, on: binned });
        }
    }
    settle.extend(passing.map(Change::Remove));
    settle
}

fn everything() -> Marks {
    Marks::allowing(PermissionSet::DATABASE)
}

fn everything_on_objects() -> Marks {
    Marks::allowing(PermissionSet::OBJECT)
}

/// Some who have no assignment and no rule in this world.
fn passing_principals(world: &World, dice: &mut Dice) -> Vec<Principal> {
    let people = world.people().into_iter().map(Principal::User);
    let groups = world.directory.groups.keys().copied().map(Principal::Group);
    let free = people.chain(groups).filter(|who| {
        let assigned = world.rules.assignments.iter().any(|assignment| assignment.principal == *who);
        !assigned && !world.rules.rules.iter().any(|rule| rule.principal == *who)
    });
    free.filter(|_| dice.chance(25)).collect()
}

/// Rules and grants that are not of the world: made now, and what ends them.
fn coming_and_going(
    world: &World,
    dice: &mut Dice,
    passing: Option<ObjectId>,
    apply: &mut impl FnMut(Change),
) -> Vec<Change> {
    let mut ends = Vec::new();
    let people = world.people();
    let mut objects: Vec<_> = world.rules.nodes.iter().map(|node| node.id).collect();
    objects.extend(passing);
    if people.is_empty() || objects.is_empty() {
        return ends;
    }
    for number in 0..dice.below(4) {
        let (place, someone) = (dice.pick(&objects), dice.pick(&people));
        let stranger = Principal::User(user(100));
        let principal = if dice.chance(30) { stranger } else { Principal::User(someone) };
        let pair = (place, principal);
        let taken = world.rules.rules.iter().any(|rule| (rule.object, rule.principal) == pair);
        if !taken && dice.chance(50) {
            let marks = Marks::denying(PermissionSet::of(&[Permission::ReadEntries]));
            let marks = if dice.chance(50) { marks } else { everything_on_objects() };
            apply(Change::SetRule(ObjectRule { object: place, principal, marks }));
            ends.push(match principal == stranger {
                true => Change::RemovePrincipal(stranger),
                false if Some(place) == passing => continue, // It goes with the folder.
                false => Change::RemoveRule { object: place, principal },
            });
            continue;
        }
        let id = grant(100 + u8::try_from(number).unwrap());
        let given = Grant {
            object: place,
            grantee: principal,
            author: someone,
            permissions: PermissionSet::OBJECT,
            period: Period::ALWAYS,
            revoked: false,
            seal: None,
        };
        apply(Change::SetGrant(id, given));
        ends.push(if principal == stranger {
            Change::RemovePrincipal(stranger)
        } else {
            Change::RemoveGrant(id)
        });
    }
    ends
}
