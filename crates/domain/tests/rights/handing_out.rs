//! Nobody hands out what they lack, case by case.

use strongroom_domain::{
    database::{Assignment, ObjectRule},
    rights::{Marks, Permission, Permission as P, PolicyState, RuleChange, Seal, SealState, Standing},
    time::{Instant, Period},
};

use crate::world::{World, group, object, principal, set, user};

fn lacking(world: &World, giver: &str, change: &RuleChange) -> Option<Permission> {
    world.ask(giver, |view| view.lacks_to_hand_out(change))
}

fn assigning(who: &str, period: Period, allow: &[P], deny: &[P]) -> RuleChange {
    let marks = Marks::new(set(allow), set(deny)).unwrap();
    RuleChange::SetAssignment(Assignment { principal: principal(who), period, marks })
}

fn ruling(on: &str, who: &str, allow: &[P], deny: &[P]) -> RuleChange {
    let marks = Marks::new(set(allow), set(deny)).unwrap();
    RuleChange::SetRule(ObjectRule { object: object(on), principal: principal(who), marks })
}

fn unruling(on: &str, who: &str) -> RuleChange {
    RuleChange::RemoveRule { object: object(on), principal: principal(who) }
}

/// `w` administers and reads all but `f3`; `u` is in the groups `a` and `b`.
fn office() -> World {
    let mut world = World::new();
    world.assign("w", &[P::AccessDatabase, P::ReadEntries, P::GrantAdminRights], &[]);
    world.rule("f3", "w", &[], &[P::ReadEntries]);
    world
}

const ENTER: [P; 1] = [P::AccessDatabase];
const READER: [P; 2] = [P::AccessDatabase, P::ReadEntries];
const UNTIL_SOON: Period = Period { from: None, to: Some(Instant::from_micros(2_000_000)) };

/// A name, what is done to the office first, the change, and what is lacking for it.
type Case = (&'static str, fn(&mut World), RuleChange, Option<Permission>);

fn nothing_more(_: &mut World) {}

// attack: A17
#[test]
fn a_mark_on_an_object_is_judged_on_everything_that_it_reaches() {
    let read = Some(P::ReadEntries);
    let cases: Vec<Case> = vec![
        ("a folder above", nothing_more, ruling("f1", "u", &[P::ReadEntries], &[]), read),
        ("the object itself", nothing_more, ruling("f3", "u", &[P::ReadEntries], &[]), read),
        (
            "an entry below it, where nothing is set",
            nothing_more,
            ruling("e", "u", &[P::ReadEntries], &[]),
            read,
        ),
        ("elsewhere", nothing_more, ruling("g", "u", &[P::ReadEntries], &[]), None),
        (
            "seeing, which a deny of reading leaves",
            nothing_more,
            ruling("f1", "u", &[P::AccessEntries], &[]),
            None,
        ),
        (
            "what is lacking everywhere",
            nothing_more,
            ruling("g", "u", &[P::AddEntries], &[]),
            Some(P::AddEntries),
        ),
        (
            "inheritance off keeps it out",
            |w| {
                w.cut("f3");
            },
            ruling("f1", "u", &[P::ReadEntries], &[]),
            None,
        ),
        (
            "a deny of the principal's own keeps it out",
            |w| {
                w.rule("f3", "u", &[], &[P::ReadEntries]);
            },
            ruling("f1", "u", &[P::ReadEntries], &[]),
            None,
        ),
        (
            "a deny of a group may go with the group",
            |w| {
                w.rule("f3", "@a", &[], &[P::ReadEntries]);
            },
            ruling("f1", "u", &[P::ReadEntries], &[]),
            read,
        ),
        (
            "a deny above an allow, lifted",
            |w| {
                w.rule("f1", "u", &[], &[P::ReadEntries]);
            },
            unruling("f1", "u"),
            read,
        ),
        (
            "a deny lifted where another stays",
            |w| {
                w.rule("f1", "u", &[], &[P::ReadEntries]).rule("f3", "u", &[], &[P::ReadEntries]);
            },
            unruling("f1", "u"),
            None,
        ),
        (
            "a deny lifted behind inheritance off: denies always reach",
            |w| {
                w.cut("f3").rule("f1", "u", &[], &[P::ReadEntries]);
            },
            unruling("f1", "u"),
            read,
        ),
        (
            "a deny turned into an allow",
            |w| {
                w.rule("g", "u", &[], &[P::AddEntries]);
            },
            ruling("g", "u", &[P::AddEntries], &[]),
            Some(P::AddEntries),
        ),
        (
            "an allow that stood there",
            |w| {
                w.rule("f1", "u", &[P::ReadEntries], &[]);
            },
            ruling("f1", "u", &[P::ReadEntries, P::AccessEntries], &[]),
            None,
        ),
        (
            "an allow taken away",
            |w| {
                w.rule("f1", "u", &[P::ReadEntries], &[]);
            },
            unruling("f1", "u"),
            None,
        ),
        ("a deny", nothing_more, ruling("f1", "u", &[], &[P::ReadEntries]), None),
        (
            "to oneself",
            nothing_more,
            ruling("f1", "w", &[P::ReadEntries, P::AddEntries], &[]),
            Some(P::AddEntries),
        ),
        ("a deny of oneself, lifted", nothing_more, unruling("f3", "w"), read),
        (
            "a group that is disabled",
            |w| {
                w.directory.groups.get_mut(&group("a")).unwrap().enabled = false;
            },
            ruling("f1", "@a", &[P::ReadEntries], &[]),
            read,
        ),
        (
            "changing waits for reading in the same person's marks",
            |w| {
                w.assign("u", &[P::AccessDatabase, P::ModifyEntries], &[]);
            },
            ruling("g", "@a", &[P::ReadEntries], &[]),
            Some(P::ModifyEntries),
        ),
        (
            "somebody else changes what they read",
            |w| {
                w.assign("root", &[P::AccessDatabase, P::ReadEntries, P::ModifyEntries], &[]);
            },
            ruling("g", "u", &[P::ReadEntries], &[]),
            None,
        ),
        (
            "a deny of reading lifted, under which changing waits",
            |w| {
                w.assign("u", &[P::AccessDatabase, P::ReadEntries, P::ModifyEntries], &[]).rule(
                    "g",
                    "u",
                    &[],
                    &[P::ReadEntries],
                );
            },
            unruling("g", "u"),
            Some(P::ModifyEntries),
        ),
    ];
    for (name, prepare, change, expected) in cases {
        let mut world = office();
        prepare(&mut world);
        assert_eq!(lacking(&world, "w", &change), expected, "{name}");
        assert_eq!(lacking(&world, "root", &change), None, "super administrators are excepted: {name}");
    }
}

// attack: A17
#[test]
fn an_assignment_is_judged_on_the_whole_database() {
    let (read, always) = (Some(P::ReadEntries), Period::ALWAYS);
    let cases: Vec<Case> = vec![
        ("entering", nothing_more, assigning("u", always, &ENTER, &[]), None),
        ("reading, which is denied somewhere", nothing_more, assigning("u", always, &READER, &[]), read),
        (
            "reading, denied there to the principal as well",
            |w| {
                w.rule("f3", "u", &[], &[P::ReadEntries]);
            },
            assigning("u", always, &READER, &[]),
            None,
        ),
        (
            "reading, from where it does not reach",
            |w| {
                w.cut("f3");
            },
            assigning("u", always, &READER, &[]),
            None,
        ),
        (
            "a channel",
            nothing_more,
            assigning("u", always, &[P::AccessDatabase, P::PrintEntries], &[]),
            Some(P::PrintEntries),
        ),
        (
            "what a policy enables: the giver has it as well",
            |w| {
                w.policy(P::PrintEntries, PolicyState::Enabled);
            },
            assigning("u", always, &ENTER, &[]),
            None,
        ),
        (
            "what a policy enables and the giver is denied",
            |w| {
                w.policy(P::AddEntries, PolicyState::Enabled).rule("g", "w", &[], &[P::AddEntries]);
            },
            assigning("u", always, &ENTER, &[]),
            Some(P::AddEntries),
        ),
        (
            "the same, denied with it",
            |w| {
                w.policy(P::AddEntries, PolicyState::Enabled).rule("g", "w", &[], &[P::AddEntries]);
            },
            assigning("u", always, &ENTER, &[P::AddEntries]),
            None,
        ),
        (
            "a rule that waits",
            |w| {
                w.rule("f1", "u", &[P::ReadEntries], &[]);
            },
            assigning("u", always, &ENTER, &[]),
            read,
        ),
        (
            "a rule that waits, for later",
            |w| {
                w.rule("f1", "u", &[P::ReadEntries], &[]);
            },
            assigning("u", Period { from: UNTIL_SOON.to, to: None }, &ENTER, &[]),
            read,
        ),
        (
            "a rule that waits, with the door closed",
            |w| {
                w.rule("f1", "u", &[P::ReadEntries], &[]);
            },
            assigning("u", always, &[], &[P::AccessDatabase]),
            None,
        ),
        (
            "the door opened by a group's assignment",
            |w| {
                w.assign("u", &[P::ReadEntries], &[]);
            },
            assigning("@a", always, &ENTER, &[]),
            read,
        ),
        (
            "the same, with a channel that waits behind it",
            |w| {
                w.assign("u", &[P::PrintEntries], &[]);
            },
            assigning("@a", always, &ENTER, &[]),
            Some(P::PrintEntries),
        ),
        (
            "a deny of the way in lifted, behind which a group reads",
            |w| {
                w.assign("u", &[], &[P::AccessDatabase]).assign("@a", &READER, &[]);
            },
            assigning("u", always, &[], &[]),
            read,
        ),
        (
            "the same by removing",
            |w| {
                w.assign("u", &[], &[P::AccessDatabase]).assign("@a", &READER, &[]);
            },
            RuleChange::RemoveAssignment(principal("u")),
            read,
        ),
        (
            "a deny of the way in lifted, behind which nothing waits",
            |w| {
                w.assign("u", &[], &[P::AccessDatabase]);
            },
            assigning("u", always, &ENTER, &[]),
            None,
        ),
        (
            "a period widened",
            |w| {
                w.assign_for("u", UNTIL_SOON, &READER, &[]);
            },
            assigning("u", always, &READER, &[]),
            read,
        ),
        (
            "a period narrowed",
            |w| {
                w.assign("u", &READER, &[]);
            },
            assigning("u", UNTIL_SOON, &READER, &[]),
            None,
        ),
        (
            "a period narrowed over a deny",
            |w| {
                w.assign("u", &ENTER, &[P::ReadEntries]);
            },
            assigning("u", UNTIL_SOON, &ENTER, &[P::ReadEntries]),
            read,
        ),
        (
            "a period widened over a deny",
            |w| {
                w.assign_for("u", UNTIL_SOON, &[], &[P::ReadEntries]);
            },
            assigning("u", always, &[], &[P::ReadEntries]),
            None,
        ),
        (
            "an allow taken away",
            |w| {
                w.assign("u", &P::DATABASE, &[]);
            },
            assigning("u", always, &READER, &[]),
            None,
        ),
        (
            "all taken away",
            |w| {
                w.assign("u", &P::DATABASE, &[]);
            },
            RuleChange::RemoveAssignment(principal("u")),
            None,
        ),
        (
            "all taken away with a deny on an object",
            |w| {
                w.assign("u", &READER, &[]).rule("f1", "u", &[], &[P::ReadEntries]);
            },
            RuleChange::RemoveAssignment(principal("u")),
            read,
        ),
        (
            "all taken away with a deny at the database",
            |w| {
                w.assign("u", &[], &[P::PrintEntries]);
            },
            RuleChange::RemoveAssignment(principal("u")),
            Some(P::PrintEntries),
        ),
    ];
    for (name, prepare, change, expected) in cases {
        let mut world = office();
        prepare(&mut world);
        assert_eq!(lacking(&world, "w", &change), expected, "{name}");
        assert_eq!(lacking(&world, "root", &change), None, "super administrators are excepted: {name}");
    }
}

// attack: A17
#[test]
fn inheriting_again_hands_out_what_arrives() {
    let again = |name: &str| RuleChange::InheritAgain(object(name));
    let cases: Vec<Case> = vec![
        (
            "nothing arrives, but to the giver",
            |w| {
                w.cut("f2");
            },
            again("f2"),
            Some(P::ReadEntries),
        ),
        (
            "nothing arrives below the next cut",
            |w| {
                w.cut("g").cut("e2").rule("g", "w", &[P::ReadEntries], &[]);
            },
            again("e2"),
            Some(P::ReadEntries),
        ),
        (
            "what the giver has there by a rule",
            |w| {
                w.cut("g").rule("g", "w", &[P::ReadEntries], &[]).assign("u", &READER, &[]);
            },
            again("g"),
            None,
        ),
        (
            "more than the giver has there",
            |w| {
                w.cut("g").rule("g", "w", &[P::ReadEntries], &[]).assign("u", &P::DATABASE, &[]);
            },
            again("g"),
            Some(P::ModifyEntries),
        ),
        (
            "of somebody who is not assigned yet",
            |w| {
                w.cut("e2").rule("e2", "w", &[P::ReadEntries], &[]).rule("g", "@a", &[P::AddEntries], &[]);
            },
            again("e2"),
            Some(P::AddEntries),
        ),
        (
            "denied there to the same principal",
            |w| {
                w.cut("e2")
                    .rule("e2", "w", &[P::ReadEntries], &[])
                    .rule("g", "@a", &[P::AddEntries], &[])
                    .rule("e2", "@a", &[], &[P::AddEntries]);
            },
            again("e2"),
            None,
        ),
        (
            "a grant from above",
            |w| {
                w.cut("e2").rule("e2", "w", &[P::ReadEntries], &[]).grant(
                    "given",
                    "g",
                    "root",
                    "u",
                    &[P::AccessEntries, P::AddEntries],
                    None,
                );
            },
            again("e2"),
            Some(P::AddEntries),
        ),
        ("it was on", nothing_more, again("f3"), None),
        (
            "a policy",
            |w| {
                w.cut("g").rule("g", "w", &[P::ReadEntries], &[]).policy(P::AddEntries, PolicyState::Enabled);
            },
            again("g"),
            Some(P::AddEntries),
        ),
    ];
    for (name, prepare, change, expected) in cases {
        let mut world = office();
        prepare(&mut world);
        assert_eq!(lacking(&world, "w", &change), expected, "{name}");
        assert_eq!(lacking(&world, "root", &change), None, "super administrators are excepted: {name}");
    }
}

// attack: A17
#[test]
fn what_wakes_through_grants_counts() {
    let mut world = office();
    world.assign("u", &[P::AccessDatabase, P::ReadEntries, P::ModifyEntries], &[]);
    world.assign("w", &[P::AccessDatabase, P::ReadEntries, P::GrantAccess, P::GrantAdminRights], &[]);
    world.account("v", &[]).grant(
        "left",
        "g",
        "u",
        "v",
        &[P::AccessEntries, P::ReadEntries, P::ModifyEntries],
        None,
    );
    let change = ruling("g", "u", &[P::GrantAccess], &[]);
    assert_eq!(lacking(&world, "w", &change), Some(P::ModifyEntries), "the grant of `u` would give again");
    world.rules.grants.clear();
    assert_eq!(lacking(&world, "w", &change), None);
}

// attack: A17
#[test]
fn what_is_had_through_a_seal_is_not_handed_out() {
    let mut world = office();
    let open =
        Some(Seal { states: [(user("w"), Standing { state: SealState::Broken, until: None })].into() });
    world.rule("g", "w", &[], &[]);
    world.grant("sealed", "g", "root", "w", &[P::AccessEntries, P::AddEntries], open);
    assert!(world.on("w", "g").has(P::AddEntries));
    assert_eq!(lacking(&world, "w", &ruling("g", "u", &[P::AddEntries], &[])), Some(P::AddEntries));
}
