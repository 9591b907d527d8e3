//! From a world in which two answers differ to a small one in which they still do.
//!
//! Greedy: takes away one thing at a time as long as the difference stays. Must never return a world that does
//! not differ.

use strongroom_domain::{
    database::DatabaseKind,
    id::ObjectId,
    rights::{Marks, Permission, PolicyState},
    time::Period,
};

use crate::world::World;

/// The smallest world that one-step removals reach and in which `differs` still holds.
pub fn shrink(mut world: World, differs: impl Fn(&World) -> bool) -> World {
    assert!(differs(&world), "nothing to look for");
    while let Some(smaller) = smaller_worlds(&world).into_iter().find(|smaller| differs(smaller)) {
        world = smaller;
    }
    world
}

/// Every world that has one thing less; the large steps first.
fn smaller_worlds(world: &World) -> Vec<World> {
    let mut list = Vec::new();
    for node in &world.rules.nodes {
        list.push(without_object(world, node.id));
    }
    for user in world.people() {
        list.push(changed(world, |w| {
            w.directory.users.remove(&user);
            w.directory.groups.values_mut().for_each(|group| _ = group.members.remove(&user));
            w.rules.grants.iter_mut().filter_map(|(_, grant)| grant.seal.as_mut()).for_each(|seal| {
                seal.states.remove(&user);
            });
        }));
    }
    for id in world.directory.groups.keys() {
        list.push(changed(world, |w| _ = w.directory.groups.remove(id)));
    }
    for at in 0..world.rules.grants.len() {
        list.push(changed(world, |w| _ = w.rules.grants.remove(at)));
    }
    for at in 0..world.rules.rules.len() {
        list.push(changed(world, |w| _ = w.rules.rules.remove(at)));
    }
    for at in 0..world.rules.assignments.len() {
        list.push(changed(world, |w| _ = w.rules.assignments.remove(at)));
    }
    for binned in &world.bin {
        list.push(changed(world, |w| _ = w.bin.remove(binned)));
    }
    if world.instants.len() > 1 {
        for now in &world.instants {
            list.push(changed(world, |w| w.instants = vec![*now]));
        }
    }
    details(world, &mut list);
    marks(world, &mut list);
    // Taking away somebody who is named elsewhere and absent from the directory changes nothing.
    list.retain(|smaller| smaller != world);
    list
}

/// Small steps: a period, a seal, a policy, a role, a cut, a place in the tree.
fn details(world: &World, list: &mut Vec<World>) {
    if world.rules.kind != DatabaseKind::Standard {
        list.push(changed(world, |w| w.rules.kind = DatabaseKind::Standard));
    }
    for permission in Permission::DATABASE {
        if world.policies.state(permission) != PolicyState::NotDefined {
            list.push(changed(world, |w| w.policies = w.policies.with(permission, PolicyState::NotDefined)));
        }
    }
    for (id, account) in &world.directory.users {
        for role in &account.roles {
            list.push(changed(world, |w| _ = w.directory.users.get_mut(id).unwrap().roles.remove(role)));
        }
        if !account.enabled {
            list.push(changed(world, |w| w.directory.users.get_mut(id).unwrap().enabled = true));
        }
    }
    for (id, group) in &world.directory.groups {
        for member in &group.members {
            list.push(changed(world, |w| _ = w.directory.groups.get_mut(id).unwrap().members.remove(member)));
        }
    }
    for (at, node) in world.rules.nodes.iter().enumerate() {
        if !node.inheritance {
            list.push(changed(world, |w| w.rules.nodes[at].inheritance = true));
        }
        if let Some(parent) = node.parent {
            let higher = world.node(parent).parent;
            list.push(changed(world, |w| w.rules.nodes[at].parent = higher));
        }
    }
    for (at, (_, grant)) in world.rules.grants.iter().enumerate() {
        if grant.period != Period::ALWAYS {
            list.push(changed(world, |w| w.rules.grants[at].1.period = Period::ALWAYS));
        }
        let Some(seal) = &grant.seal else { continue };
        list.push(changed(world, |w| w.rules.grants[at].1.seal = None));
        for person in seal.states.keys() {
            list.push(changed(world, |w| {
                w.rules.grants[at].1.seal.as_mut().unwrap().states.remove(person);
            }));
            list.push(changed(world, |w| {
                let seal = w.rules.grants[at].1.seal.as_mut().unwrap();
                seal.states.get_mut(person).unwrap().until = None;
            }));
        }
    }
    for (at, assignment) in world.rules.assignments.iter().enumerate() {
        if assignment.period != Period::ALWAYS {
            list.push(changed(world, |w| w.rules.assignments[at].period = Period::ALWAYS));
        }
    }
}

/// One mark or one granted permission less.
fn marks(world: &World, list: &mut Vec<World>) {
    for permission in Permission::ALL {
        let less = |marks: &Marks| {
            Marks::new(marks.allow().without(permission), marks.deny().without(permission)).unwrap()
        };
        for (at, assignment) in world.rules.assignments.iter().enumerate() {
            if less(&assignment.marks) != assignment.marks {
                list.push(changed(world, |w| w.rules.assignments[at].marks = less(&assignment.marks)));
            }
        }
        for (at, rule) in world.rules.rules.iter().enumerate() {
            if less(&rule.marks) != rule.marks {
                list.push(changed(world, |w| w.rules.rules[at].marks = less(&rule.marks)));
            }
        }
        for (at, (_, grant)) in world.rules.grants.iter().enumerate() {
            if grant.permissions.has(permission) {
                list.push(changed(world, |w| {
                    w.rules.grants[at].1.permissions = grant.permissions.without(permission);
                }));
            }
        }
    }
}

fn changed(world: &World, change: impl FnOnce(&mut World)) -> World {
    let mut smaller = world.clone();
    change(&mut smaller);
    smaller
}

/// Without the object, what is below it, and the rules and grants on them.
fn without_object(world: &World, object: ObjectId) -> World {
    let stays = |other: ObjectId| !world.is_within(other, object);
    changed(world, |w| {
        w.rules.nodes.retain(|node| stays(node.id));
        w.bin.retain(|binned| stays(*binned));
        w.rules.rules.retain(|rule| stays(rule.object));
        w.rules.grants.retain(|(_, grant)| stays(grant.object));
    })
}
