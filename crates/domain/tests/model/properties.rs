//! What holds of any rules, whatever they are: asked of the engine in 10,000 random worlds each, and of the model
//! in some of them.

use std::collections::BTreeMap;

use strongroom_domain::{
    account::{Principal, Role},
    database::{DatabaseKind, Node, ObjectRule},
    id::{GrantId, GroupId, ObjectId, UserId},
    rights::{Marks, Permission, PermissionSet, PolicyState},
};

use crate::{
    decision::{Model, Place},
    dice::Dice,
    engine::Engine,
    generate,
    worked_cases::{Answers, Seen},
    world::{World, grant, group, names, short},
};

const WORLDS: u64 = 10_000;

/// Every answer about a world: for each person the database (no object) and every object.
type Table = BTreeMap<(UserId, Option<ObjectId>), (PermissionSet, Seen)>;

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Engine,
    Model,
}

/// The engine always; the model, which is slow, in each eighth world.
fn asked(seed: u64) -> &'static [Asked] {
    if seed.is_multiple_of(8) { &[Asked::Engine, Asked::Model] } else { &[Asked::Engine] }
}

fn table(world: &World, people: &[UserId], asked: Asked) -> Table {
    let now = world.instants[0];
    match asked {
        Asked::Engine => ask(world, people, &Engine::compiled(world).at(now)),
        Asked::Model => ask(world, people, &Model::new(world, now)),
    }
}

fn ask(world: &World, people: &[UserId], answers: &dyn Answers) -> Table {
    let mut table = Table::new();
    for &user in people {
        table.insert((user, None), (answers.permissions(user, Place::Database), Seen::Visible));
        for node in &world.rules.nodes {
            let rights = answers.permissions(user, Place::Object(node.id));
            table.insert((user, Some(node.id)), (rights, answers.seen(user, node.id)));
        }
    }
    table
}

/// The first answer in which `less` has something that `more` has not.
fn beyond(less: &Table, more: &Table) -> Option<String> {
    less.iter().find_map(|(question, (rights, seen))| {
        let (all, better) = more[question];
        let place = question.1.map_or_else(|| "the database".to_owned(), |object| short(object.to_bytes()));
        (!all.contains(*rights) || *seen > better).then(|| {
            let user = short(question.0.to_bytes());
            format!("{user} at {place}: `{}` {seen:?}, against `{}` {better:?}", names(*rights), names(all))
        })
    })
}

/// The same rules made in another order: the tree's siblings, assignments, rules and grants shuffled, groups and
/// grants with other ids.
fn in_another_order(world: &World, dice: &mut Dice) -> World {
    let mut other = world.clone();
    let mut open: Vec<Node> = world.rules.nodes.clone();
    other.rules.nodes.clear();
    while !open.is_empty() {
        let at = dice.below(open.len());
        let parent = open[at].parent;
        if parent.is_none_or(|parent| other.rules.nodes.iter().any(|node| node.id == parent)) {
            other.rules.nodes.push(open.swap_remove(at));
        }
    }
    dice.shuffle(&mut other.rules.assignments);
    dice.shuffle(&mut other.rules.rules);
    dice.shuffle(&mut other.rules.grants);
    let mut numbers: Vec<u8> = (0..8).collect();
    dice.shuffle(&mut numbers);
    let turned = |number: u8| numbers.get(usize::from(number)).copied().unwrap_or(number);
    let group_id = |id: GroupId| group(turned(id.to_bytes()[15]));
    let principal = |who: &mut Principal| {
        if let Principal::Group(id) = who {
            *id = group_id(*id);
        }
    };
    other.directory.groups =
        world.directory.groups.iter().map(|(id, members)| (group_id(*id), members.clone())).collect();
    if let DatabaseKind::PrivateOfGroup(owner) = &mut other.rules.kind {
        *owner = group_id(*owner);
    }
    other.rules.assignments.iter_mut().for_each(|assignment| principal(&mut assignment.principal));
    other.rules.rules.iter_mut().for_each(|rule| principal(&mut rule.principal));
    for (id, given) in &mut other.rules.grants {
        *id = grant_id(*id, turned);
        principal(&mut given.grantee);
    }
    other
}

fn grant_id(id: GrantId, turned: impl Fn(u8) -> u8) -> GrantId {
    grant(turned(id.to_bytes()[15]))
}

// attack: A9
#[test]
fn the_order_of_rules_groups_and_grants_never_matters() {
    for seed in 0..WORLDS {
        let world = generate::world(seed);
        let other = in_another_order(&world, &mut Dice::new(!seed));
        let people = world.people();
        for &asked in asked(seed) {
            let (here, there) = (table(&world, &people, asked), table(&other, &people, asked));
            assert!(here == there, "seed {seed}, {asked:?}\n{world}\n{other}");
        }
    }
}

/// Which way a mark is added.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Allow,
    Deny,
}

fn with_mark(marks: Marks, permission: Permission, sign: Sign) -> Option<Marks> {
    let set = marks.allow().has(permission) || marks.deny().has(permission);
    let (allow, deny) = match sign {
        Sign::Allow => (marks.allow().with(permission), marks.deny()),
        Sign::Deny => (marks.allow(), marks.deny().with(permission)),
    };
    (!set).then(|| Marks::new(allow, deny).unwrap())
}

/// The world with one mark more, where none was set: at an assignment, at an object rule, or at a new object rule.
/// And the principal that the mark is for.
fn one_mark_more(world: &World, dice: &mut Dice, sign: Sign) -> Option<(World, Principal)> {
    let mut other = world.clone();
    let rules = &mut other.rules;
    match dice.below(3) {
        0 if !rules.assignments.is_empty() => {
            let at = dice.below(rules.assignments.len());
            let assignment = &mut rules.assignments[at];
            assignment.marks = with_mark(assignment.marks, dice.pick(&Permission::DATABASE), sign)?;
            let principal = assignment.principal;
            Some((other, principal))
        }
        1 if !rules.rules.is_empty() => {
            let at = dice.below(rules.rules.len());
            let rule = &mut rules.rules[at];
            rule.marks = with_mark(rule.marks, dice.pick(&Permission::OBJECT), sign)?;
            let principal = rule.principal;
            Some((other, principal))
        }
        _ if !rules.nodes.is_empty() => {
            let mut principals: Vec<_> = world.people().into_iter().map(Principal::User).collect();
            principals.extend(world.directory.groups.keys().copied().map(Principal::Group));
            let (mut object, mut principal) = (dice.pick(&rules.nodes).id, dice.pick(&principals));
            let mut permission = dice.pick(&Permission::OBJECT);
            if !rules.grants.is_empty() && dice.chance(60) {
                // What an author has or lacks decides about the grantee.
                let given = &dice.pick_ref(&rules.grants).1;
                (object, principal) = (given.object, Principal::User(given.author));
                permission = dice.pick(&[Permission::ReadEntries, Permission::GrantAccess]);
            }
            if let Some(rule) =
                rules.rules.iter_mut().find(|rule| rule.object == object && rule.principal == principal)
            {
                rule.marks = with_mark(rule.marks, permission, sign)?;
                return Some((other, principal));
            }
            let marks = with_mark(Marks::NONE, permission, sign)?;
            rules.rules.push(ObjectRule { object, principal, marks });
            Some((other, principal))
        }
        _ => None,
    }
}

/// Adds some marks in each world, and demands that nobody loses by an allow or wins by a deny. Returns how often it
/// changed anything, and how often for somebody whom no mark is for: through the support of a grant.
fn add_marks(sign: Sign) -> (usize, usize) {
    let (mut changed, mut through_support) = (0, 0);
    for seed in 0..WORLDS {
        let world = generate::world(seed);
        let mut dice = Dice::new(!seed);
        let (mut marked, mut principals) = (world.clone(), Vec::new());
        for _ in 0..dice.between(1, 8) {
            if let Some((more, principal)) = one_mark_more(&marked, &mut dice, sign) {
                marked = more;
                principals.push(principal);
            }
        }
        let people = world.people();
        for &asked in asked(seed) {
            let (before, after) = (table(&world, &people, asked), table(&marked, &people, asked));
            let (less, more) = if sign == Sign::Allow { (&before, &after) } else { (&after, &before) };
            if let Some(found) = beyond(less, more) {
                panic!("seed {seed}, {asked:?}: {found}\n{world}\n{marked}");
            }
            if asked == Asked::Engine && before != after {
                changed += 1;
                let differs = before.iter().filter(|(question, answer)| after[question] != **answer);
                let other = |user| !principals.iter().any(|principal| is_for(&world, *principal, user));
                let others = differs.map(|(question, _)| question.0).filter(|user| other(*user));
                through_support += usize::from(others.count() > 0);
            }
        }
    }
    (changed, through_support)
}

fn is_for(world: &World, principal: Principal, user: UserId) -> bool {
    match principal {
        Principal::User(id) => id == user,
        Principal::Group(id) => {
            world.directory.groups.get(&id).is_some_and(|group| group.members.contains(&user))
        }
    }
}

// attack: A9
#[test]
fn adding_an_allow_never_takes_access_from_anybody() {
    let (changed, through_support) = add_marks(Sign::Allow);
    println!("an allow changed something in {changed} of {WORLDS} worlds, in {through_support} for others");
    assert!(changed >= 500 && through_support >= 20, "too few worlds in which it matters");
}

// attack: A9
#[test]
fn adding_a_deny_never_gives_access_to_anybody() {
    let (changed, through_support) = add_marks(Sign::Deny);
    println!("a deny changed something in {changed} of {WORLDS} worlds, in {through_support} for others");
    assert!(changed >= 500 && through_support >= 20, "too few worlds in which it matters");
}

// attack: A9
#[test]
fn a_disabled_policy_or_account_stands_above_every_rule_and_role() {
    let (mut disabled_for_root, mut closed) = (0, 0);
    for seed in 0..WORLDS {
        let mut world = generate::world(seed);
        let permission = Dice::new(!seed).pick(&Permission::DATABASE);
        world.policies = world.policies.with(permission, PolicyState::Disabled);
        let people = world.people();
        disabled_for_root += usize::from(
            world
                .directory
                .users
                .values()
                .any(|account| account.enabled && account.roles.contains(&Role::SuperAdministrator)),
        );
        for &asked in asked(seed) {
            for ((user, object), (rights, _)) in table(&world, &people, asked) {
                let enabled = world.directory.users.get(&user).is_some_and(|account| account.enabled);
                let closes = permission == Permission::AccessDatabase;
                let empties = permission == Permission::ReadEntries && object.is_some();
                assert!(!rights.has(permission), "seed {seed}, {asked:?}: {permission} is disabled\n{world}");
                if !enabled || closes || empties {
                    closed += 1;
                    assert!(rights.is_empty(), "seed {seed}, {asked:?}: {}\n{world}", names(rights));
                }
            }
        }
    }
    assert!(disabled_for_root > 500 && closed > 10_000, "{disabled_for_root} {closed}");
}
