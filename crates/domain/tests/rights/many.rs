//! Asking about many objects at once, compared with asking about each.

use proptest::{collection::vec, prelude::*, test_runner::Config};
use strongroom_domain::{
    database::{Node, ObjectKind},
    id::ObjectId,
    rights::{Cause, Change, Extent, Index, PermissionSet, Refusal, Target},
};

use crate::{
    random::{USERS, numbered, permissions, worlds},
    world::{NOW, user},
};

/// Each once, and none that stands below another.
fn tops(index: &Index, picked: &[usize]) -> Vec<ObjectId> {
    let mut ids: Vec<ObjectId> = picked.iter().map(|number| numbered(*number)).collect();
    ids.sort_unstable();
    ids.dedup();
    let named = ids.clone();
    ids.retain(|id| !index.path(*id).iter().skip(1).any(|above| named.contains(above)));
    ids
}

proptest! {
    #![proptest_config(Config::with_cases(3_000))]

    // attack: A5
    #[test]
    fn of_many_objects_it_is_all_or_nothing(
        world in worlds(),
        picked in vec(0..13_usize, 1..5),
        permission in permissions(),
        below in any::<bool>(),
        outgoing in any::<bool>(),
    ) {
        let (index, server) = (world.index(), world.server());
        let ids: Vec<ObjectId> = picked.into_iter().map(numbered).collect();
        let extent = Extent { below, outgoing };
        for name in USERS {
            let view = index.view(&server, user(name), NOW);
            let alone: Vec<_> = ids.iter().map(|id| view.require_object(*id, permission, extent)).collect();
            let plain = ids.iter().map(|id| view.require(Target::Object(*id), permission));
            let told = view.require_each(&ids, permission, extent);
            match told {
                Ok(granted) => {
                    prop_assert_eq!(granted, alone.into_iter().map(Result::unwrap).collect::<Vec<_>>());
                }
                Err(Refusal::NotFound) => {
                    prop_assert!(plain.into_iter().any(|met| met == Err(Refusal::NotFound)));
                }
                Err(Refusal::Forbidden { because, .. }) => {
                    prop_assert!(!alone.contains(&Err(Refusal::NotFound)), "a hidden one comes first");
                    prop_assert!(alone.iter().any(Result::is_err));
                    let general = [Cause::Below, Cause::OnlyThroughSeal];
                    let own = plain.into_iter().find_map(Result::err);
                    let told = Refusal::Forbidden { permission, because };
                    let fits = own.map_or_else(|| general.contains(&because), |refusal| refusal == told);
                    prop_assert!(fits, "{because:?}");
                }
            }
        }
    }

    // attack: A10
    #[test]
    fn the_effect_of_moving_many_is_foretold(
        world in worlds(),
        picked in vec(0..12_usize, 1..5),
        to in 0..13_usize,
    ) {
        let (index, server) = (world.index(), world.server());
        let parent = (to < 12).then(|| numbered(to));
        let tops = tops(&index, &picked);
        let mut moved = index.clone();
        let fits = tops.iter().all(|id| moved.apply(Change::Move { object: *id, parent }).is_ok());
        let moving = index.moving(&tops, parent);
        prop_assert_eq!(moving.is_ok(), fits);
        let Ok(moving) = moving else { return Ok(()) };
        for name in USERS {
            let (before, after) = (index.view(&server, user(name), NOW), moved.view(&server, user(name), NOW));
            let effect = before.effect_of(&moving);
            let (mut gained, mut lost) = (PermissionSet::EMPTY, PermissionSet::EMPTY);
            let (mut gains, mut loses) = (false, false);
            for slot in tops.iter().flat_map(|id| index.walk(Some(*id))) {
                let id = index.node(slot).unwrap().id;
                let (had, has) = (before.object(id).unwrap(), after.object(id).unwrap());
                gained = gained.union(has.minus(had));
                lost = lost.union(had.minus(has));
                let own = (before.object_without_seals(id).unwrap(), after.object_without_seals(id).unwrap());
                gains |= !had.contains(has) || !own.0.contains(own.1);
                loses |= !has.contains(had) || !own.1.contains(own.0);
            }
            prop_assert_eq!((effect.gained, effect.lost), (gained, lost), "{}", name);
            prop_assert_eq!((effect.gains, effect.loses), (gains, loses), "{}", name);
            if effect.gains {
                prop_assert_eq!(before.gain_by(&moving, usize::MAX), Ok(Some(effect)));
            }
            // Within so many comparisons it is judged in full or not at all.
            let limit = moving.spots();
            let judged = before.gain_by(&moving, limit);
            let instants = 1 + before.boundaries().into_iter().filter(|at| *at > NOW).count();
            prop_assert_eq!(judged.is_err(), instants * moving.spots() > limit);
            prop_assert!(judged.is_err() || judged == before.gain_by(&moving, usize::MAX));
        }
    }

    // attack: A11
    #[test]
    fn what_is_new_starts_with_the_rights_of_its_folder(world in worlds(), to in 0..13_usize) {
        let (mut index, server) = (world.index(), world.server());
        let parent = (to < 12).then(|| numbered(to));
        let foretold: Vec<_> =
            USERS.iter().map(|name| index.view(&server, user(name), NOW).on_new(parent)).collect();
        let new = Node { id: numbered(99), parent, kind: ObjectKind::Entry, inheritance: true };
        let fits = index.apply(Change::Insert(new)).is_ok();
        for (name, foretold) in USERS.into_iter().zip(foretold) {
            if fits {
                prop_assert_eq!(foretold, index.view(&server, user(name), NOW).object(new.id));
            }
        }
    }
}
