//! Small random worlds, one for each seed, leaning towards what is hard: grants that rest on grants, cuts,
//! denies against allows, ends of periods at the very instant of the question, disabled and deleted people.
//!
//! `census` measures what comes of it. Must never make a world that the API could not hold in the tree
//! (parents before children, folders only as parents, one assignment a principal, one rule a pair).

use std::collections::{BTreeMap, BTreeSet};

use strongroom_domain::{
    account::{Account, Group, Principal, Role},
    database::{Assignment, DatabaseKind, Node, ObjectKind, ObjectRule},
    id::{ObjectId, UserId},
    rights::{Grant, Marks, Permission, PermissionSet, Policies, PolicyState, Seal, SealState, Standing},
    time::{Instant, Period},
};

use crate::{
    dice::Dice,
    world::{World, grant, group, object, user},
};

use Permission as P;

/// Instants at which periods begin and end, and at which questions are asked.
const CLOCK: [i64; 4] = [10, 20, 30, 40];

/// Marks as presets give them, then with a mark or two more.
const READER: &[P] = &[P::ReadEntries];
const EDITOR: &[P] = &[P::ReadEntries, P::ModifyEntries, P::AddEntries, P::DeleteEntries];
const USER: &[P] = &[P::AccessEntries];
const SHARER: &[P] = &[P::AccessEntries, P::ReadEntries, P::GrantAccess];
const LETTER_BOX: &[P] = &[P::AccessEntries, P::AddEntries];

/// The world of `seed`.
pub fn world(seed: u64) -> World {
    let mut dice = Dice::new(seed);
    let mut world = World::empty();
    // A sixth of the worlds is about chains of grants, a sixth about grants, a third about rules; the rest has all.
    let chains = dice.chance(17);
    let (rules, grants) = match dice.below(5) {
        _ if chains => (dice.below(3), dice.between(4, 9)),
        0 => (dice.below(4), dice.between(2, 7)),
        1 | 2 => (dice.between(2, 8), dice.below(2)),
        _ => (dice.below(7), dice.below(6)),
    };
    let people = people(&mut dice, &mut world);
    let principals = groups(&mut dice, &mut world, &people);
    kind(&mut dice, &mut world, &people);
    policies(&mut dice, &mut world);
    tree(&mut dice, &mut world);
    assignments(&mut dice, &mut world, &principals, chains);
    if !world.rules.nodes.is_empty() {
        for _ in 0..rules {
            object_rule(&mut dice, &mut world, &principals);
        }
        for number in 0..grants {
            let given = grant_of(&mut dice, &world, &people, &principals, chains);
            world.rules.grants.push((grant(u8::try_from(number).unwrap()), given));
        }
    }
    if dice.chance(6) {
        beyond_a_cut(&mut dice, &mut world);
    }
    let first = dice.pick(&CLOCK);
    world.instants = vec![Instant::from_micros(first)];
    if dice.chance(35) {
        world.instants.push(Instant::from_micros(dice.pick(&[5, 15, 25, 39])));
    }
    if dice.chance(25) {
        world.bin = world.rules.nodes.iter().map(|node| node.id).filter(|_| dice.chance(20)).collect();
    }
    world
}

fn people(dice: &mut Dice, world: &mut World) -> Vec<UserId> {
    let count = dice.between(2, 6);
    let people: Vec<_> = (0..count).map(|number| user(u8::try_from(number).unwrap())).collect();
    for &person in &people {
        if dice.chance(3) {
            continue; // A deleted user: named here and there, and absent from the directory.
        }
        let mut roles = BTreeSet::new();
        for (role, percent) in [
            (Role::SuperAdministrator, 4),
            (Role::Administrator, 8),
            (Role::AccountAdministrator, 4),
            (Role::Auditor, 4),
        ] {
            if dice.chance(percent) {
                roles.insert(role);
            }
        }
        world.directory.users.insert(person, Account { enabled: !dice.chance(5), roles, enabled_at: None });
    }
    people
}

/// The groups; and everybody who can be named in a rule, also deleted groups.
fn groups(dice: &mut Dice, world: &mut World, people: &[UserId]) -> Vec<Principal> {
    let mut principals: Vec<_> = people.iter().copied().map(Principal::User).collect();
    for number in 0..dice.below(5) {
        let id = group(u8::try_from(number).unwrap());
        principals.push(Principal::Group(id));
        if dice.chance(5) {
            continue;
        }
        let members = people.iter().copied().filter(|_| dice.chance(45)).collect();
        world.directory.groups.insert(id, Group { enabled: !dice.chance(15), protected: false, members });
    }
    principals
}

fn kind(dice: &mut Dice, world: &mut World, people: &[UserId]) {
    let groups: Vec<_> = world.directory.groups.keys().copied().collect();
    world.rules.kind = match dice.below(100) {
        0..2 => DatabaseKind::PrivateOfUser(dice.pick(people)),
        2..5 if !groups.is_empty() => DatabaseKind::PrivateOfGroup(dice.pick(&groups)),
        _ => DatabaseKind::Standard,
    };
}

fn policies(dice: &mut Dice, world: &mut World) {
    let mut policies = if dice.chance(40) { Policies::default() } else { Policies::UNDEFINED };
    let (enabled, disabled) = dice.pick(&[(0, 0), (10, 0), (10, 1), (25, 1), (40, 8)]);
    for permission in Permission::DATABASE {
        let state = match dice.below(100) {
            throw if throw < enabled => PolicyState::Enabled,
            throw if throw < enabled + disabled => PolicyState::Disabled,
            _ => continue,
        };
        policies = policies.with(permission, state);
    }
    world.policies = policies;
}

fn tree(dice: &mut Dice, world: &mut World) {
    let mut folders: Vec<(ObjectId, usize)> = Vec::new();
    let cuts = dice.pick(&[0, 10, 25]);
    for number in 0..dice.pick(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12]) {
        let id = object(u8::try_from(number).unwrap());
        let parent = if folders.is_empty() || dice.chance(20) { None } else { Some(dice.pick(&folders)) };
        let depth = parent.map_or(1, |(_, depth)| depth + 1);
        let kind = if depth < 4 && dice.chance(60) { ObjectKind::Folder } else { ObjectKind::Entry };
        if kind == ObjectKind::Folder {
            folders.push((id, depth));
        }
        let parent = parent.map(|(id, _)| id);
        world.rules.nodes.push(Node { id, parent, kind, inheritance: !dice.chance(cuts) });
    }
}

fn period(dice: &mut Dice) -> Period {
    let mut end = |percent| dice.chance(percent).then(|| Instant::from_micros(dice.pick(&CLOCK)));
    let (from, to) = (end(12), end(12));
    match (from, to) {
        (Some(first), Some(last)) if last <= first => Period { from, to: None },
        _ => Period { from, to },
    }
}

/// Random marks on the listed permissions, each in `allow` or `deny` of a hundred cases.
fn scattered(dice: &mut Dice, list: &[P], allow: usize, deny: usize) -> Marks {
    let (mut allowed, mut denied) = (PermissionSet::EMPTY, PermissionSet::EMPTY);
    for &permission in list {
        match dice.below(100) {
            throw if throw < allow => allowed = allowed.with(permission),
            throw if throw < allow + deny => denied = denied.with(permission),
            _ => {}
        }
    }
    Marks::new(allowed, denied).unwrap()
}

/// The marks of a preset, and now and then a deny.
fn preset(dice: &mut Dice, list: &[P], allow: &[P]) -> Marks {
    let mut allowed = PermissionSet::of(allow);
    let mut denied = PermissionSet::EMPTY;
    if dice.chance(25) {
        let permission = dice.pick(list);
        allowed = allowed.without(permission);
        denied = denied.with(permission);
    }
    Marks::new(allowed, denied).unwrap()
}

fn assignments(dice: &mut Dice, world: &mut World, principals: &[Principal], chains: bool) {
    let percent = if chains { 15 } else { dice.pick(&[25, 50, 75]) };
    // Somebody who may do everything, so that there is something to give.
    let full = dice.chance(if chains { 90 } else { 50 }).then(|| dice.pick(principals));
    for &principal in principals {
        if full == Some(principal) {
            let marks = Marks::allowing(PermissionSet::DATABASE);
            world.rules.assignments.push(Assignment { principal, period: Period::ALWAYS, marks });
            continue;
        }
        if !dice.chance(percent) {
            continue;
        }
        let list = &Permission::DATABASE;
        let marks = match dice.below(7) {
            0 => preset(dice, list, &[]),
            1 => preset(dice, list, READER),
            2 => preset(dice, list, EDITOR),
            3 | 4 => preset(dice, list, &Permission::DATABASE),
            5 => scattered(dice, list, 25, 8),
            _ => scattered(dice, list, 60, 3),
        };
        let marks = match dice.below(100) {
            0..70 if !marks.deny().has(P::AccessDatabase) => {
                Marks::new(marks.allow().with(P::AccessDatabase), marks.deny()).unwrap()
            }
            _ => marks,
        };
        world.rules.assignments.push(Assignment { principal, period: period(dice), marks });
    }
}

fn object_rule(dice: &mut Dice, world: &mut World, principals: &[Principal]) {
    let object = dice.pick(&world.rules.nodes).id;
    let principal = dice.pick(principals);
    if world.rules.rules.iter().any(|rule| rule.object == object && rule.principal == principal) {
        return;
    }
    let list = &Permission::OBJECT;
    let marks = match dice.below(9) {
        0 => preset(dice, list, USER),
        1 => preset(dice, list, READER),
        2 => preset(dice, list, EDITOR),
        3 => preset(dice, list, LETTER_BOX),
        4 | 5 => preset(dice, list, list),
        6 => scattered(dice, list, 30, 15),
        7 => scattered(dice, list, 0, 20),
        _ => scattered(dice, list, 50, 0),
    };
    world.rules.rules.push(ObjectRule { object, principal, marks });
}

fn grant_of(
    dice: &mut Dice,
    world: &World,
    people: &[UserId],
    principals: &[Principal],
    chains: bool,
) -> Grant {
    let before = match world.rules.grants.last() {
        Some(last) if chains && dice.chance(70) => Some(last),
        Some(_) => Some(dice.pick_ref(&world.rules.grants)),
        None => None,
    };
    let mut grantee = grantee(dice, world, principals);
    // Often what somebody received is given on: the author is a grantee, the object the same, above or below. And
    // often one person receives two grants near each other.
    let (author, object) = match before {
        Some((_, before)) if dice.chance(if chains { 90 } else { 60 }) => {
            let author = match before.grantee {
                Principal::User(grantee) => grantee,
                Principal::Group(_) => dice.pick(people),
            };
            let up = !chains || dice.chance(15);
            let near = |node: &&Node| {
                world.is_within(node.id, before.object) || up && world.is_within(before.object, node.id)
            };
            let near: Vec<_> = world.rules.nodes.iter().filter(near).map(|node| node.id).collect();
            if !chains && dice.chance(35) {
                grantee = before.grantee;
                (before.author, dice.pick(&near))
            } else {
                (author, dice.pick(&near))
            }
        }
        _ => (author_with_rights(dice, world, people), dice.pick(&world.rules.nodes).id),
    };
    if chains {
        grantee = Principal::User(dice.pick(people));
    }
    let permissions = match dice.below(8) {
        _ if chains && dice.chance(80) => PermissionSet::OBJECT,
        0 => PermissionSet::of(USER),
        1 => PermissionSet::of(SHARER).without(P::GrantAccess),
        2 | 3 => PermissionSet::of(SHARER),
        4 | 5 => PermissionSet::OBJECT,
        6 => PermissionSet::of(READER),
        _ => scattered(dice, &Permission::OBJECT, 50, 0).allow().with(P::AccessEntries),
    };
    Grant {
        object,
        grantee,
        author,
        permissions,
        period: if chains && dice.chance(80) { Period::ALWAYS } else { period(dice) },
        revoked: dice.chance(if chains { 1 } else { 5 }),
        seal: dice.chance(if chains { 10 } else { 40 }).then(|| seal(dice, people)),
    }
}

/// The author of a grant on a folder may grant only below a cut in it: there the grant does not reach, and nowhere else
/// is it supported.
fn beyond_a_cut(dice: &mut Dice, world: &mut World) {
    if world.rules.grants.is_empty() {
        return;
    }
    let given = dice.pick_ref(&world.rules.grants).1.clone();
    let Some(child) = world.rules.nodes.iter().position(|node| node.parent == Some(given.object)) else {
        return;
    };
    let author = Principal::User(given.author);
    let object = world.rules.nodes[child].id;
    world.rules.nodes[child].inheritance = dice.chance(25);
    world.rules.assignments.retain(|assignment| assignment.principal != author);
    let access = Marks::allowing(PermissionSet::of(&[P::AccessDatabase]));
    world.rules.assignments.push(Assignment { principal: author, period: Period::ALWAYS, marks: access });
    world.rules.rules.retain(|rule| rule.object != object || rule.principal != author);
    let marks = Marks::allowing(PermissionSet::OBJECT);
    world.rules.rules.push(ObjectRule { object, principal: author, marks });
    world.policies = world.policies.with(P::AutoFill, PolicyState::Enabled);
}

/// Mostly somebody without an assignment, who has nothing else.
fn grantee(dice: &mut Dice, world: &World, principals: &[Principal]) -> Principal {
    let assigned =
        |who: &Principal| world.rules.assignments.iter().any(|assignment| assignment.principal == *who);
    let others: Vec<_> = principals.iter().filter(|who| !assigned(who)).copied().collect();
    if others.is_empty() || dice.chance(40) { dice.pick(principals) } else { dice.pick(&others) }
}

/// Mostly somebody who is assigned with `grant_access`, or a super administrator: others support nothing.
fn author_with_rights(dice: &mut Dice, world: &World, people: &[UserId]) -> UserId {
    let may = |person: &&UserId| {
        let account = world.directory.users.get(person);
        account.is_some_and(|account| account.roles.contains(&Role::SuperAdministrator))
            || world.rules.assignments.iter().any(|assignment| {
                assignment.principal == Principal::User(**person)
                    && assignment.marks.allow().has(P::GrantAccess)
            })
    };
    let able: Vec<_> = people.iter().filter(may).copied().collect();
    if able.is_empty() || dice.chance(15) { dice.pick(people) } else { dice.pick(&able) }
}

fn seal(dice: &mut Dice, people: &[UserId]) -> Seal {
    use SealState::{Approved, Broken, Sealed, Unsealed, Waiting};
    let mut states = BTreeMap::new();
    for &person in people {
        if dice.chance(60) {
            let state = dice.pick(&[Sealed, Waiting, Approved, Broken, Broken, Unsealed]);
            let until = dice.chance(40).then(|| Instant::from_micros(dice.pick(&CLOCK)));
            states.insert(person, Standing { state, until });
        }
    }
    Seal { states }
}
