//! What holds in every world.

use proptest::{prelude::*, test_runner::Config};
use strongroom_domain::{
    database::{DatabaseKind, Node, ObjectKind},
    id::ObjectId,
    rights::{Cause, Extent, Marks, Permission, PermissionSet, Refusal, Target, View, Visibility},
};

use crate::{
    random::{USERS, numbered, permissions, worlds},
    world::{NOW, World, all, group, user},
};

/// Whether nobody has anything in `less` that they lack in `more`.
fn within(less: &World, more: &World) -> bool {
    let pairs = all(less).into_iter().zip(all(more));
    pairs.into_iter().all(|((_, less), (_, more))| less.iter().zip(&more).all(|(l, m)| m.contains(*l)))
}

/// One mark more: an allow or a deny where nothing was set. `None` where there is no room for one.
fn with_mark(world: &World, at: prop::sample::Index, permission: Permission, allow: bool) -> Option<World> {
    let mut world = world.clone();
    let (assignments, rules) = (world.rules.assignments.len(), world.rules.rules.len());
    let position = at.index((assignments + rules).max(1));
    let (marks, of) = if position < assignments {
        (&mut world.rules.assignments[position].marks, PermissionSet::DATABASE)
    } else {
        (&mut world.rules.rules.get_mut(position - assignments)?.marks, PermissionSet::OBJECT)
    };
    if !of.has(permission) || marks.allow().union(marks.deny()).has(permission) {
        return None;
    }
    *marks = match allow {
        true => Marks::new(marks.allow().with(permission), marks.deny()).unwrap(),
        false => Marks::new(marks.allow(), marks.deny().with(permission)).unwrap(),
    };
    Some(world)
}

fn seen(view: &View<'_>, id: ObjectId) -> bool {
    view.visibility(id) != Visibility::Hidden
}

proptest! {
    #![proptest_config(Config::with_cases(10_000))]

    // attack: A9
    #[test]
    fn an_allow_never_takes_and_a_deny_never_gives(
        world in worlds(),
        at in any::<prop::sample::Index>(),
        permission in permissions(),
    ) {
        if let Some(more) = with_mark(&world, at, permission, true) {
            prop_assert!(within(&world, &more), "an allow of `{permission}` took something");
        }
        if let Some(less) = with_mark(&world, at, permission, false) {
            prop_assert!(within(&less, &world), "a deny of `{permission}` gave something");
        }
    }

    // attack: A9
    #[test]
    fn the_order_of_rules_never_matters((world, shuffled) in worlds().prop_flat_map(|world| {
        let (assignments, rules) = (world.rules.assignments.clone(), world.rules.rules.clone());
        let orders = (
            Just(assignments).prop_shuffle(),
            Just(rules).prop_shuffle(),
            Just(world.rules.grants.clone()).prop_shuffle(),
        );
        orders.prop_map(move |(assignments, rules, grants)| {
            let mut shuffled = world.clone();
            (shuffled.rules.assignments, shuffled.rules.rules, shuffled.rules.grants) = (assignments, rules, grants);
            (world.clone(), shuffled)
        })
    })) {
        prop_assert_eq!(all(&world), all(&shuffled));
        for name in USERS {
            for id in world.ids() {
                let of = |world: &World| world.ask(name, |view| (view.visibility(id), view.explain(Target::Object(id))));
                prop_assert_eq!(of(&world), of(&shuffled));
            }
        }
    }

}

proptest! {
    #![proptest_config(Config::with_cases(2_000))]

    // attack: A9
    #[test]
    fn a_disabled_policy_binds_everybody(world in worlds()) {
        for (name, rights) in all(&world) {
            for had in rights {
                prop_assert!(had.intersection(world.policies.disabled()).is_empty(), "{name} has {had:?}");
                let closed = !world.policies.disabled().has(Permission::AccessDatabase) || had.is_empty();
                prop_assert!(closed, "{name} has {had:?} in a closed database");
            }
        }
    }

    // attack: A11
    #[test]
    fn a_new_object_has_the_rights_of_its_folder(mut world in worlds(), entry in any::<bool>()) {
        let before = world.index();
        let folders = world.ids().into_iter().map(Some).chain([None]);
        let parents: Vec<_> = folders.filter(|id| match id {
            Some(id) => before.node(before.slot(*id).unwrap()).unwrap().kind == ObjectKind::Folder,
            None => true,
        }).collect();
        for (number, &parent) in parents.iter().enumerate() {
            let kind = if entry { ObjectKind::Entry } else { ObjectKind::Folder };
            world.rules.nodes.push(Node { id: numbered(100 + number), parent, kind, inheritance: true });
        }
        let (after, server) = (world.index(), world.server());
        for name in USERS {
            let view = after.view(&server, user(name), NOW);
            for (number, parent) in parents.iter().enumerate() {
                let own = view.object(numbered(100 + number)).unwrap();
                match parent {
                    Some(parent) => prop_assert_eq!(Some(own), view.object(*parent), "{} in {}", name, parent),
                    None => {
                        let mut above = view.database().intersection(PermissionSet::CONTENT);
                        if above.has(Permission::ReadEntries) {
                            above = above.with(Permission::AccessEntries);
                        } else {
                            // At the database letters may be posted without seeing any object.
                            above = PermissionSet::EMPTY;
                        }
                        prop_assert_eq!(own, above, "{} at the root", name);
                    }
                }
            }
        }
    }

    #[test]
    fn a_listing_shows_what_single_questions_show(world in worlds()) {
        let (index, server) = (world.index(), world.server());
        for name in USERS {
            let view = index.view(&server, user(name), NOW);
            let listing = view.listing();
            for id in world.ids() {
                let visibility = view.visibility(id);
                prop_assert_eq!(listing.get(index.slot(id).unwrap()), visibility, "{} on {}", name, id);
                let rights = view.object(id).unwrap();
                let shown = matches!(visibility, Visibility::Visible { rights: shown, .. } if shown == rights);
                prop_assert_eq!(shown, rights.has(Permission::AccessEntries));
                let below = index.walk(Some(id)).skip(1).any(|slot| seen(&view, index.node(slot).unwrap().id));
                match visibility {
                    Visibility::Hidden => prop_assert!(!below, "{id} is above something that {name} sees"),
                    Visibility::Stub => prop_assert!(below),
                    Visibility::Sealed { .. } | Visibility::Visible { .. } => {}
                }
            }
            prop_assert_eq!(listing.iter().count(), listing.shown());
            let visible = |(_, visibility): &(_, Visibility)| matches!(visibility, Visibility::Visible { .. });
            prop_assert_eq!(listing.iter().filter(visible).count(), listing.visible());
        }
    }

    // attack: A3
    #[test]
    fn a_demand_is_met_exactly_where_the_permission_is_there(world in worlds(), permission in permissions()) {
        let (index, server) = (world.index(), world.server());
        for name in USERS {
            let view = index.view(&server, user(name), NOW);
            let met = view.require(Target::Database, permission);
            prop_assert_eq!(met.is_ok(), view.database().has(permission));
            let open = view.database().has(Permission::AccessDatabase) || view.sees_tree();
            prop_assert_eq!(met == Err(Refusal::NotFound), met.is_err() && !open);
            for id in world.ids() {
                let met = view.require(Target::Object(id), permission);
                prop_assert_eq!(met.is_ok(), view.object(id).unwrap().has(permission));
                let known = seen(&view, id) || view.sees_tree();
                prop_assert_eq!(met == Err(Refusal::NotFound), met.is_err() && !known);
                if let Ok(granted) = met {
                    prop_assert_eq!((granted.user(), granted.object()), (user(name), Some(id)));
                    prop_assert_eq!((granted.sequence(), granted.server_sequence()), (7, 3));
                }
            }
        }
    }

    // attack: A5
    #[test]
    fn below_a_folder_it_is_all_or_nothing(world in worlds(), permission in permissions()) {
        let (index, server) = (world.index(), world.server());
        for name in USERS {
            let view = index.view(&server, user(name), NOW);
            for id in world.ids() {
                let mut below = index.walk(Some(id)).map(|slot| index.node(slot).unwrap().id);
                let met = view.require_below(id, permission);
                prop_assert_eq!(met.is_ok(), below.all(|id| view.object(id).unwrap().has(permission)));
                if let Err(Refusal::Forbidden { because, .. }) = met && view.object(id).unwrap().has(permission) {
                    prop_assert_eq!(because, Cause::Below);
                }
            }
        }
    }

    // attack: A10
    #[test]
    fn what_goes_out_rests_on_no_seal(world in worlds(), permission in permissions()) {
        let mut unsealed = world.clone();
        unsealed.rules.grants.retain(|(_, grant)| grant.seal.is_none());
        let (index, server, without) = (world.index(), world.server(), unsealed.index());
        for name in USERS {
            let view = index.view(&server, user(name), NOW);
            for id in world.ids() {
                let own = view.object_without_seals(id).unwrap();
                prop_assert!(view.object(id).unwrap().contains(own));
                prop_assert_eq!(Some(own), without.view(&server, user(name), NOW).object(id));
                let out = view.require_object(id, permission, Extent { below: false, outgoing: true });
                prop_assert_eq!(out.is_ok(), own.has(permission));
            }
        }
    }

    #[test]
    fn nobody_has_rights_that_rest_on_missing_ones(world in worlds()) {
        let rests = [
            (Permission::ReadEntries, Permission::ModifyEntries),
            (Permission::ReadEntries, Permission::DeleteEntries),
            (Permission::ReadEntries, Permission::GrantAccess),
            (Permission::GrantAccess, Permission::SealEntries),
            (Permission::ModifyEntries, Permission::SetSecondPassword),
        ];
        for (name, rights) in all(&world) {
            for (position, had) in rights.into_iter().enumerate() {
                let access = if position == 0 { Permission::AccessDatabase } else { Permission::AccessEntries };
                prop_assert!(had.is_empty() || had.has(access), "{name} has {had:?} without {access}");
                for (needed, resting) in rests {
                    prop_assert!(!had.has(resting) || had.has(needed), "{name} has {had:?} without {needed}");
                }
            }
        }
    }

    #[test]
    fn a_private_database_is_its_owners_alone(mut world in worlds(), of_group in any::<bool>()) {
        let (owner, owners) = (user("u0"), group("g0"));
        world.rules.kind =
            if of_group { DatabaseKind::PrivateOfGroup(owners) } else { DatabaseKind::PrivateOfUser(owner) };
        let server = world.server();
        for (name, rights) in all(&world) {
            let owns = if of_group { server.groups_of(name).contains(&owners) } else { owner == name };
            let enabled = world.directory.users[&name].enabled;
            if !owns || !enabled {
                prop_assert!(rights.iter().all(|had| had.is_empty()), "{name} has {rights:?}");
            } else if world.policies.disabled().is_empty() {
                prop_assert!(rights[0] == PermissionSet::DATABASE);
                prop_assert!(rights[1..].iter().all(|&had| had == PermissionSet::OBJECT));
            }
        }
    }
}
