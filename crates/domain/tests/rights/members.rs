//! What somebody comes to who is in one group and is nothing else: the same as an account that is just that, whatever
//! policies say.

use proptest::prelude::*;
use strongroom_domain::{
    account::Principal,
    rights::{Explanation, Permission, PolicyState, Target},
};

use crate::{
    random::{GROUPS, worlds},
    world::{NOW, World, group, user},
};

const STATES: [PolicyState; 3] = [PolicyState::Enabled, PolicyState::NotDefined, PolicyState::Disabled];

/// What is told of the group, and what of somebody whose account is in it and in no other group.
fn both(world: &World, name: &str) -> Vec<(Vec<Explanation>, Vec<Explanation>)> {
    let mut with = world.clone();
    with.account("solo", &[]);
    with.directory.groups.get_mut(&group(name)).unwrap().members.insert(user("solo"));
    let (index, before, server) = (world.index(), world.server(), with.server());
    let of_group = index.principal(&before, Principal::Group(group(name)), NOW);
    let of_account = index.principal(&server, Principal::User(user("solo")), NOW);
    let objects = world.ids().into_iter().map(Target::Object);
    let targets = std::iter::once(Target::Database).chain(objects);
    targets.map(|target| (of_group.explain(target), of_account.explain(target))).collect()
}

fn a_member_is_told_the_same(world: &World, name: &str) {
    let enabled = world.directory.groups[&group(name)].enabled;
    for (of_group, of_account) in both(world, name) {
        if enabled {
            assert_eq!(of_group, of_account, "{name}");
        } else {
            assert!(of_group.iter().chain(&of_account).all(|told| !told.allowed), "{name}");
        }
    }
}

#[test]
fn a_member_of_a_group_has_what_is_told_of_the_group_under_every_policy() {
    use Permission::{AccessDatabase, AccessEntries, GrantAccess, ReadEntries};
    let mut world = World::new();
    world.assign("w", &Permission::DATABASE, &[]).assign("@a", &[AccessDatabase, GrantAccess], &[]);
    world.rule("f1", "@a", &[ReadEntries], &[]).rule("f3", "@a", &[], &[ReadEntries]).cut("f2");
    world.grant("to-b", "g", "w", "@b", &[AccessEntries, ReadEntries], None);
    for permission in Permission::DATABASE {
        for state in STATES {
            let mut world = world.clone();
            world.policy(permission, state);
            for name in ["a", "b"] {
                a_member_is_told_the_same(&world, name);
            }
        }
    }
}

proptest! {
    #[test]
    fn a_member_of_a_group_has_what_is_told_of_the_group_in_any_world(
        world in worlds(),
        permission in prop::sample::select(&Permission::DATABASE[..]),
        state in prop::sample::select(&STATES[..]),
    ) {
        let mut world = world;
        world.policy(permission, state);
        for name in GROUPS {
            a_member_is_told_the_same(&world, name);
        }
    }
}
