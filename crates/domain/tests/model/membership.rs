//! Every state of a membership, of an assignment and of a grant: what it leaves, asked of the model and, through
//! every door, of the engine.

use strongroom_domain::{
    account::{Account, Group},
    id::UserId,
    rights::{Permission, PermissionSet, Seal, SealState, Standing},
    time::{Instant, Period},
};

use crate::{
    by_hand::*,
    decision::{Model, Place},
    engine::{Engine, nothing_differs},
    worked_cases::{Answers, Seen},
    world::World,
};

/// When the questions are asked.
const NOW: Instant = Instant::from_micros(100);
const BEFORE: Instant = Instant::from_micros(99);
const AFTER: Instant = Instant::from_micros(101);

/// What Anna is left with.
#[derive(Clone, Copy)]
enum Left {
    /// All that was given.
    All,
    /// Nothing at all: for her the database does not exist.
    Nothing,
    /// The database is listed and is empty for her.
    EmptyDatabase,
    /// The title of the entry and the state of its seal.
    SealedTitle,
}

struct State {
    name: &'static str,
    change: fn(&mut World),
    left: Left,
}

const fn state(name: &'static str, left: Left, change: fn(&mut World)) -> State {
    State { name, change, left }
}

const fn from(from: Instant) -> Period {
    Period { from: Some(from), to: None }
}

const fn until(to: Instant) -> Period {
    Period { from: None, to: Some(to) }
}

fn disable(world: &mut World, person: UserId) {
    world.directory.users.insert(person, Account::default());
}

fn delete(world: &mut World, person: UserId) {
    world.directory.users.remove(&person);
}

fn group_members(world: &mut World, enabled: bool, members: &[UserId]) {
    let members = members.iter().copied().collect();
    world.directory.groups.insert(TEAM, Group { enabled, protected: false, members });
}

/// Anna reads through her team, which is assigned.
fn member() -> World {
    let mut world = company();
    world.instants = vec![NOW];
    world.assign(team(TEAM), &[Permission::AccessDatabase, Permission::ReadEntries], &[]);
    world
}

const MEMBER: &[State] = &[
    state("active", Left::All, |_| {}),
    state("account disabled", Left::Nothing, |w| disable(w, ANNA)),
    state("account deleted", Left::Nothing, |w| delete(w, ANNA)),
    state("group disabled", Left::Nothing, |w| group_members(w, false, &[ANNA])),
    state("group deleted", Left::Nothing, |w| _ = w.directory.groups.remove(&TEAM)),
    state("left the group", Left::Nothing, |w| group_members(w, true, &[BERT])),
    state("assignment not yet valid", Left::Nothing, |w| w.rules.assignments[0].period = from(AFTER)),
    state("assignment valid from now", Left::All, |w| w.rules.assignments[0].period = from(NOW)),
    state("assignment ends after now", Left::All, |w| w.rules.assignments[0].period = until(AFTER)),
    state("assignment ends now", Left::Nothing, |w| w.rules.assignments[0].period = until(NOW)),
    state("assignment expired", Left::Nothing, |w| w.rules.assignments[0].period = until(BEFORE)),
    state("assignment removed", Left::Nothing, |w| w.rules.assignments.clear()),
    state("second group disabled", Left::All, |w| {
        w.directory.groups.insert(SHIFT, Group { enabled: false, protected: false, members: [ANNA].into() });
    }),
    state("denied through a second group", Left::Nothing, |w| {
        w.assign(team(SHIFT), &[], &[Permission::AccessDatabase]);
    }),
    state("a second group denies that is disabled", Left::All, |w| {
        w.assign(team(SHIFT), &[], &[Permission::AccessDatabase]);
        w.directory.groups.insert(SHIFT, Group { enabled: false, protected: false, members: [ANNA].into() });
    }),
    state("a deny that has expired", Left::All, |w| {
        w.assign(team(SHIFT), &[], &[Permission::AccessDatabase]).period = until(NOW);
    }),
];

/// Anna, who is not assigned, reads one entry by a grant of Bert's to her team.
fn grantee() -> World {
    let mut world = company();
    world.instants = vec![NOW];
    world.full_author(BERT);
    world.give(BERT, E, team(TEAM), &[Permission::AccessEntries, Permission::ReadEntries]);
    world
}

fn seal_of(world: &mut World, state: Option<SealState>) {
    let states = state.map(|state| (ANNA, Standing { state, until: None })).into_iter().collect();
    world.rules.grants[0].1.seal = Some(Seal { states });
}

const GRANTEE: &[State] = &[
    state("active", Left::All, |_| {}),
    state("account disabled", Left::Nothing, |w| disable(w, ANNA)),
    state("account deleted", Left::Nothing, |w| delete(w, ANNA)),
    state("group disabled", Left::Nothing, |w| group_members(w, false, &[ANNA])),
    state("group deleted", Left::Nothing, |w| _ = w.directory.groups.remove(&TEAM)),
    state("left the group", Left::Nothing, |w| group_members(w, true, &[])),
    state("grant not yet valid", Left::Nothing, |w| w.rules.grants[0].1.period = from(AFTER)),
    state("grant valid from now", Left::All, |w| w.rules.grants[0].1.period = from(NOW)),
    state("grant ends after now", Left::All, |w| w.rules.grants[0].1.period = until(AFTER)),
    state("grant ends now", Left::Nothing, |w| w.rules.grants[0].1.period = until(NOW)),
    state("grant expired", Left::Nothing, |w| w.rules.grants[0].1.period = until(BEFORE)),
    state("grant revoked", Left::Nothing, |w| w.rules.grants[0].1.revoked = true),
    state("grant gone", Left::Nothing, |w| w.rules.grants.clear()),
    state("author disabled", Left::EmptyDatabase, |w| disable(w, BERT)),
    state("author deleted", Left::EmptyDatabase, |w| delete(w, BERT)),
    state("author's assignment ended", Left::EmptyDatabase, |w| w.rules.assignments[0].period = until(NOW)),
    state("author's assignment not begun", Left::EmptyDatabase, |w| {
        w.rules.assignments[0].period = from(AFTER)
    }),
    state("author removed", Left::EmptyDatabase, |w| w.rules.assignments.clear()),
    state("author may not grant any more", Left::EmptyDatabase, |w| {
        w.rule(F, person(BERT), &[], &[Permission::GrantAccess]);
    }),
    state("author may not read any more", Left::EmptyDatabase, |w| {
        w.rule(G, person(BERT), &[], &[Permission::ReadEntries]);
    }),
    state("seal untouched", Left::SealedTitle, |w| seal_of(w, None)),
    state("seal sealed", Left::SealedTitle, |w| seal_of(w, Some(SealState::Sealed))),
    state("seal waiting", Left::SealedTitle, |w| seal_of(w, Some(SealState::Waiting))),
    state("seal approved", Left::SealedTitle, |w| seal_of(w, Some(SealState::Approved))),
    state("seal broken", Left::All, |w| seal_of(w, Some(SealState::Broken))),
    state("seal unsealed", Left::All, |w| seal_of(w, Some(SealState::Unsealed))),
    state("seal broken by somebody else", Left::SealedTitle, |w| {
        w.rules.grants[0].1.seal =
            Some(Seal { states: [(CARL, Standing { state: SealState::Broken, until: None })].into() });
    }),
    state("seal broken, grant ended", Left::Nothing, |w| {
        seal_of(w, Some(SealState::Broken));
        w.rules.grants[0].1.period = until(NOW);
    }),
    state("seal broken, author disabled", Left::EmptyDatabase, |w| {
        seal_of(w, Some(SealState::Broken));
        disable(w, BERT);
    }),
    state("sealed, author disabled", Left::EmptyDatabase, |w| {
        seal_of(w, None);
        disable(w, BERT);
    }),
];

fn check(base: fn() -> World, all_at_database: &[Permission], states: &[State]) {
    use Permission::{AccessDatabase, AccessEntries, ReadEntries};
    for State { name, change, left } in states {
        let mut world = base();
        change(&mut world);
        let (model, engine) = (Model::new(&world, NOW), Engine::compiled(&world));
        let (database, entry, seen): (&[Permission], &[Permission], Seen) = match left {
            Left::All => (all_at_database, &[AccessEntries, ReadEntries], Seen::Visible),
            Left::Nothing => (&[], &[], Seen::Hidden),
            Left::EmptyDatabase => (&[AccessDatabase], &[], Seen::Hidden),
            Left::SealedTitle => (&[AccessDatabase], &[], Seen::Sealed),
        };
        for (who, answers) in [("model", &model as &dyn Answers), ("engine", &engine.at(NOW))] {
            let found =
                (answers.permissions(ANNA, Place::Database), answers.permissions(ANNA, Place::Object(E)));
            let expected = (PermissionSet::of(database), PermissionSet::of(entry));
            assert_eq!(found, expected, "{name}, {who}\n{world}");
            assert_eq!(answers.seen(ANNA, E), seen, "{name}, {who}\n{world}");
            let above = if seen == Seen::Hidden { Seen::Hidden } else { Seen::Stub };
            if all_at_database.len() == 1 {
                assert_eq!(answers.seen(ANNA, G), above, "the folder above: {name}, {who}\n{world}");
            }
        }
        nothing_differs(&world);
    }
}

// attack: A7
#[test]
fn every_state_of_a_membership_leaves_what_it_should() {
    check(member, &[Permission::AccessDatabase, Permission::ReadEntries], MEMBER);
}

// attack: A7
#[test]
fn every_state_of_a_grant_and_its_author_leaves_what_it_should() {
    check(grantee, &[Permission::AccessDatabase], GRANTEE);
}
