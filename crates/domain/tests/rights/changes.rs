//! The index after changes is the index compiled anew; what may not stand is refused and changes nothing.

use proptest::{collection::vec, prelude::*, test_runner::Config};
use strongroom_domain::{
    account::Principal,
    database::{DatabaseRules, Node, ObjectKind},
    id::ObjectId,
    rights::{Change, ChangeError, CompileError, Index, Permission, SealState, Target, Visibility},
};

use crate::{
    random::{changes, numbered, worlds},
    world::{NOW, World, everything, object, seal, user},
};

/// The change made the plain way, on the lists that are compiled. `false`: it does not fit.
fn change_lists(rules: &mut DatabaseRules, change: &Change) -> bool {
    let kind = |id: ObjectId| rules.nodes.iter().find(|node| node.id == id).map(|node| node.kind);
    let folder = |parent: Option<ObjectId>| parent.is_none_or(|id| kind(id) == Some(ObjectKind::Folder));
    match change.clone() {
        Change::Insert(node) => {
            let fits = kind(node.id).is_none() && folder(node.parent);
            if fits {
                rules.nodes.push(node);
            }
            fits
        }
        // No part of what is compiled.
        Change::Bin { object, .. } => kind(object).is_some(),
        Change::Remove(object) => {
            let gone = subtree(rules, object);
            rules.nodes.retain(|node| !gone.contains(&node.id));
            rules.rules.retain(|rule| !gone.contains(&rule.object));
            rules.grants.retain(|(_, grant)| !gone.contains(&grant.object));
            !gone.is_empty()
        }
        Change::Move { object, parent } => {
            let moved = subtree(rules, object);
            let fits = !moved.is_empty() && folder(parent) && parent.is_none_or(|id| !moved.contains(&id));
            if fits {
                let (mut above, mut below): (Vec<Node>, Vec<Node>) =
                    rules.nodes.iter().partition(|node| !moved.contains(&node.id));
                below.iter_mut().filter(|node| node.id == object).for_each(|node| node.parent = parent);
                above.extend(below);
                rules.nodes = above;
            }
            fits
        }
        Change::Inheritance { object, on } => {
            let node = rules.nodes.iter_mut().find(|node| node.id == object);
            node.map(|node| node.inheritance = on).is_some()
        }
        Change::SetAssignment(assignment) => {
            rules.assignments.retain(|other| other.principal != assignment.principal);
            rules.assignments.push(assignment);
            true
        }
        Change::RemoveAssignment(principal) => remove_principal(rules, principal),
        Change::SetRule(rule) => {
            let fits = kind(rule.object).is_some();
            if fits {
                rules.rules.retain(|other| (other.object, other.principal) != (rule.object, rule.principal));
                rules.rules.push(rule);
            }
            fits
        }
        Change::RemoveRule { object, principal } => {
            let fits = kind(object).is_some();
            rules.rules.retain(|rule| (rule.object, rule.principal) != (object, principal));
            fits
        }
        Change::SetGrant(id, grant) => {
            let fits = kind(grant.object).is_some() || grant.revoked;
            if fits {
                rules.grants.retain(|(other, _)| *other != id);
                rules.grants.push((id, grant));
            }
            fits
        }
        Change::RemoveGrant(id) => {
            rules.grants.retain(|(other, _)| *other != id);
            true
        }
        Change::RemovePrincipal(principal) => {
            rules.grants.retain(|(_, grant)| grant.grantee != principal);
            remove_principal(rules, principal)
        }
    }
}

fn remove_principal(rules: &mut DatabaseRules, principal: Principal) -> bool {
    rules.assignments.retain(|assignment| assignment.principal != principal);
    rules.rules.retain(|rule| rule.principal != principal);
    true
}

/// The object and everything below it; nothing if there is no such object.
fn subtree(rules: &DatabaseRules, top: ObjectId) -> Vec<ObjectId> {
    let mut found: Vec<ObjectId> = rules.nodes.iter().map(|node| node.id).filter(|id| *id == top).collect();
    // Moves may have put a parent behind its child: look until nothing is found any more.
    loop {
        let below = |node: &&Node| {
            !found.contains(&node.id) && node.parent.is_some_and(|parent| found.contains(&parent))
        };
        let Some(next) = rules.nodes.iter().find(below).map(|node| node.id) else { return found };
        found.push(next);
    }
}

/// The tree in its order.
fn tree(index: &Index) -> Vec<Node> {
    index.walk(None).map(|slot| index.node(slot).unwrap()).collect()
}

proptest! {
    #![proptest_config(Config::with_cases(2_000))]

    #[test]
    fn changes_one_by_one_make_the_index_that_is_compiled_anew(
        mut world in worlds(),
        changes in vec(changes(), 1..24),
    ) {
        let (mut index, server) = (world.index(), world.server());
        for change in changes {
            let fits = change_lists(&mut world.rules, &change);
            prop_assert_eq!(index.apply(change.clone()).is_ok(), fits, "{:?}", change);
        }
        let anew = world.index();
        prop_assert_eq!(tree(&index), tree(&anew));
        prop_assert_eq!(index.len(), world.rules.nodes.len());
        prop_assert_eq!(everything(&index, &server), everything(&anew, &server));
        for &user in world.directory.users.keys() {
            let (changed, fresh) = (index.view(&server, user, NOW), anew.view(&server, user, NOW));
            let listing = changed.listing();
            for id in world.ids() {
                prop_assert_eq!(changed.visibility(id), fresh.visibility(id));
                prop_assert_eq!(listing.get(index.slot(id).unwrap()), fresh.visibility(id));
                prop_assert_eq!(changed.explain(Target::Object(id)), fresh.explain(Target::Object(id)));
            }
            prop_assert_eq!(changed.explain(Target::Database), fresh.explain(Target::Database));
        }
    }

    // attack: A10
    #[test]
    fn the_effect_of_a_move_is_foretold(world in worlds(), what in 0..12_usize, to in 0..13_usize) {
        let (index, server) = (world.index(), world.server());
        let (object, parent) = (numbered(what), (to < 12).then(|| numbered(to)));
        let mut moved = index.clone();
        let applied = moved.apply(Change::Move { object, parent });
        for &user in world.directory.users.keys() {
            let (before, after) = (index.view(&server, user, NOW), moved.view(&server, user, NOW));
            let effect = match (before.move_effect(object, parent), applied) {
                (Ok(effect), Ok(())) => effect,
                (Err(foretold), Err(refused)) => {
                    prop_assert_eq!(foretold, refused);
                    continue;
                }
                (foretold, applied) => panic!("{foretold:?} and {applied:?}"),
            };
            prop_assert_eq!(Some(effect.before), before.object(object));
            prop_assert_eq!(Some(effect.after), after.object(object));
            let (mut gains, mut loses) = (false, false);
            for slot in index.walk(Some(object)) {
                let id = index.node(slot).unwrap().id;
                let own = |view: &strongroom_domain::rights::View<'_>| {
                    [view.object(id).unwrap(), view.object_without_seals(id).unwrap()]
                };
                for (had, has) in own(&before).into_iter().zip(own(&after)) {
                    gains |= !had.contains(has);
                    loses |= !has.contains(had);
                }
            }
            prop_assert_eq!((effect.gains, effect.loses), (gains, loses));
        }
    }
}

// attack: A10
#[test]
fn what_is_had_through_a_seal_does_not_become_ones_own_by_a_move() {
    use Permission::*;
    let rights = &[AccessEntries, ReadEntries, DeleteEntries];
    let mut world = World::new();
    world.assign("w", &[AccessDatabase, ReadEntries, DeleteEntries, GrantAccess], &[]);
    world.assign("u", &[AccessDatabase], &[]).rule("g", "u", rights, &[]);
    world.grant("grant", "e", "w", "u", rights, seal("u", SealState::Broken));
    let effect = world.ask("u", |view| view.move_effect(object("e"), Some(object("g")))).unwrap();
    assert_eq!(effect.before, effect.after);
    assert!(effect.gains, "a reseal would not take it back");
}

#[test]
fn slots_are_stable_and_given_out_again_only_after_removal() {
    let mut index = World::new().index();
    let before = index.slot(object("e")).unwrap();
    index.apply(Change::Move { object: object("f3"), parent: Some(object("g")) }).unwrap();
    assert_eq!(index.slot(object("e")), Some(before));
    assert_eq!(index.path(object("e")), [object("e"), object("f3"), object("g")]);
    index.apply(Change::Remove(object("f3"))).unwrap();
    assert_eq!((index.slot(object("e")), index.node(before)), (None, None));
    let size = index.slots();
    let node = Node { id: object("new"), parent: None, kind: ObjectKind::Entry, inheritance: true };
    index.apply(Change::Insert(node)).unwrap();
    assert_eq!(index.slots(), size);
    assert_eq!(index.node(index.slot(object("new")).unwrap()), Some(node));
}

// attack: A4
#[test]
fn what_is_in_the_bin_keeps_its_rights_and_names_no_folder() {
    use Permission::*;
    let mut world = World::new();
    world.assign("u", &[AccessDatabase], &[]).rule("e", "u", &[ReadEntries, DeleteEntries], &[]);
    let (mut index, server) = (world.index(), world.server());
    let see = |index: &Index, name: &str| {
        let view = index.view(&server, user("u"), NOW);
        let one = view.visibility(object(name));
        assert_eq!(view.listing().get(index.slot(object(name)).unwrap()), one, "{name}");
        one
    };
    assert_eq!(see(&index, "f1"), Visibility::Stub);
    for binned in ["e", "f2"] {
        index.apply(Change::Bin { object: object(binned), on: true }).unwrap();
        assert!(index.is_in_bin(object("e")) && !index.is_in_bin(object("f1")));
        for folder in ["f1", "f2", "f3"] {
            assert_eq!(see(&index, folder), Visibility::Hidden, "{folder} with {binned} in the bin");
        }
        assert!(matches!(see(&index, "e"), Visibility::Visible { rights, .. } if rights.has(DeleteEntries)));
        index.apply(Change::Bin { object: object(binned), on: false }).unwrap();
        assert_eq!(see(&index, "f1"), Visibility::Stub);
    }
    index.apply(Change::Bin { object: object("e"), on: true }).unwrap();
    let slot = index.slot(object("e")).unwrap();
    assert_eq!(index.binned().collect::<Vec<_>>(), [slot]);
    index.apply(Change::Remove(object("f3"))).unwrap();
    assert_eq!(index.binned().count(), 0, "the next object at that slot is not in the bin");
}

#[test]
fn a_grant_on_a_removed_object_opens_nothing() {
    use Permission::*;
    let mut world = World::new();
    world.assign("w", &[AccessDatabase, ReadEntries, GrantAccess], &[]);
    world.grant("grant", "e", "w", "u", &[AccessEntries], None);
    let (mut index, server) = (world.index(), world.server());
    let open = |index: &Index| index.view(&server, user("u"), NOW).database().has(AccessDatabase);
    assert!(open(&index));
    index.apply(Change::Remove(object("f2"))).unwrap();
    assert!(!open(&index));
}

fn folders(levels: usize) -> DatabaseRules {
    let mut world = World::empty();
    for level in 0..levels {
        let parent = level.checked_sub(1).map(|above| format!("o{above}"));
        world.folder(&format!("o{level}"), parent.as_deref());
    }
    world.rules
}

// attack: R1, A6
#[test]
fn trees_that_may_not_be_are_refused() {
    let compiled = |rules: &DatabaseRules| Index::compile(rules, 0).map(|_| ()).unwrap_err();
    assert_eq!(compiled(&folders(65)), CompileError::TooDeep(numbered(64)));

    let mut rules = folders(2);
    rules.nodes[0].parent = Some(numbered(1));
    assert_eq!(compiled(&rules), CompileError::Cycle(numbered(0)));
    rules.nodes[0].parent = Some(numbered(0));
    assert_eq!(compiled(&rules), CompileError::Cycle(numbered(0)));

    let mut rules = folders(2);
    rules.nodes[0].parent = Some(numbered(9));
    assert_eq!(compiled(&rules), CompileError::UnknownParent { object: numbered(0), parent: numbered(9) });

    let mut rules = folders(2);
    rules.nodes[1].id = numbered(0);
    assert_eq!(compiled(&rules), CompileError::DuplicateId(numbered(0)));

    let mut rules = folders(2);
    rules.nodes[0].kind = ObjectKind::Entry;
    assert_eq!(compiled(&rules), CompileError::ParentIsEntry { object: numbered(1), parent: numbered(0) });

    let mut world = World::new();
    world.rule("nowhere", "u", &[Permission::ReadEntries], &[]);
    assert_eq!(compiled(&world.rules), CompileError::UnknownObject(object("nowhere")));
}

#[test]
fn children_may_be_stored_before_their_parents() {
    let mut rules = folders(64);
    let in_order = tree(&Index::compile(&rules, 0).unwrap());
    rules.nodes.reverse();
    assert_eq!(tree(&Index::compile(&rules, 0).unwrap()), in_order);
}

// attack: R1
#[test]
fn depth_is_bounded_for_inserts_and_moves() {
    let mut index = Index::compile(&folders(64), 0).unwrap();
    let node = |kind| Node { id: object("new"), parent: Some(numbered(63)), kind, inheritance: true };
    let insert = |kind| Change::Insert(node(kind));
    assert_eq!(index.apply(insert(ObjectKind::Folder)), Err(ChangeError::TooDeep(object("new"))));
    assert_eq!(index.apply(insert(ObjectKind::Entry)), Ok(()), "an entry may stand in the deepest folder");
    let top = Node { id: object("top"), parent: None, kind: ObjectKind::Folder, inheritance: true };
    index.apply(Change::Insert(top)).unwrap();
    let into = |object, parent| Change::Move { object, parent: Some(parent) };
    assert_eq!(index.apply(into(numbered(0), object("top"))), Err(ChangeError::TooDeep(numbered(0))));
    assert_eq!(index.apply(into(numbered(1), object("top"))), Ok(()), "as deep as before");
    assert_eq!(index.apply(into(numbered(1), numbered(9))), Err(ChangeError::Cycle(numbered(1))));
}

#[test]
fn the_index_takes_little_memory_an_object() {
    let mut world = World::empty();
    world.folder("top", None);
    for number in 0..20_000 {
        world.entry(&format!("entry{number}"), Some("top"));
    }
    let index = world.index();
    let bytes = index.heap_bytes() / index.len();
    assert!(bytes <= 110, "{bytes} bytes an object");
}
