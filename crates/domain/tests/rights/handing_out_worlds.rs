//! Nobody hands out what they lack: random changes in random worlds, against a look at everybody's rights before and
//! after, now and after what others may do later.

use std::{cell::Cell, collections::BTreeMap};

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use strongroom_domain::{
    account::Principal,
    database::{Assignment, DatabaseKind, ObjectRule},
    rights::{HandingOut, Marks, Permission, PermissionSet, Policies, RuleChange, Seal, SealState, Standing},
    time::{Instant, Period},
};

use crate::{
    random::{GROUPS, USERS, marks, numbered, periods, principals, worlds},
    world::{NOW, World, group, principal, user},
};

fn lacking(world: &World, giver: &str, change: &RuleChange) -> Option<Permission> {
    world.ask(giver, |view| view.lacks_to_hand_out(change))
}

/// A change of something in the world, drawn from what is there and what is not.
fn changes(world: &World) -> impl Strategy<Value = RuleChange> + use<> {
    let objects = world.rules.nodes.len();
    let (assignments, rules) = (world.rules.assignments.clone(), world.rules.rules.clone());
    let cut: Vec<_> = world.rules.nodes.iter().filter(|node| !node.inheritance).map(|node| node.id).collect();
    let whom = || principals().prop_map(principal);
    let assign =
        (whom(), periods(), marks(PermissionSet::DATABASE)).prop_map(|(principal, period, marks)| {
            RuleChange::SetAssignment(Assignment { principal, period, marks })
        });
    let rule = (0..objects, whom(), marks(PermissionSet::OBJECT)).prop_map(|(on, principal, marks)| {
        RuleChange::SetRule(ObjectRule { object: numbered(on), principal, marks })
    });
    // One mark more or less, or another period: what is mostly done, and mostly allowed.
    let bits = (any::<prop::sample::Index>(), 0..17_usize, 0..3_u8, prop::option::weighted(0.3, periods()));
    let altered = bits.prop_map(move |(at, bit, to, period)| {
        let alter = |marks: Marks| {
            let permission = Permission::ALL[bit];
            let (allow, deny) = (marks.allow().without(permission), marks.deny().without(permission));
            match to {
                0 => Marks::new(allow.with(permission), deny).unwrap(),
                1 => Marks::new(allow, deny.with(permission)).unwrap(),
                _ => Marks::new(allow, deny).unwrap(),
            }
        };
        let position = at.index((assignments.len() + rules.len()).max(1));
        if let Some(it) = assignments.get(position) {
            let period = period.unwrap_or(it.period);
            RuleChange::SetAssignment(Assignment { marks: alter(it.marks), period, ..*it })
        } else if let Some(it) = rules.get(position - assignments.len()) {
            match period {
                Some(_) => RuleChange::RemoveRule { object: it.object, principal: it.principal },
                None => RuleChange::SetRule(ObjectRule { marks: alter(it.marks), ..*it }),
            }
        } else {
            RuleChange::RemoveAssignment(principal("u0"))
        }
    });
    let again = (0..objects, any::<prop::sample::Index>()).prop_map(move |(on, at)| {
        RuleChange::InheritAgain(if cut.is_empty() { numbered(on) } else { cut[at.index(cut.len())] })
    });
    prop_oneof![
        2 => assign,
        1 => whom().prop_map(RuleChange::RemoveAssignment),
        3 => rule,
        5 => altered,
        2 => again,
    ]
}

/// The world after the change, made from the lists and not through the index.
fn changed(world: &World, change: &RuleChange) -> World {
    let mut after = world.clone();
    let rules = &mut after.rules;
    match *change {
        RuleChange::SetAssignment(assignment) => {
            rules.assignments.retain(|it| it.principal != assignment.principal);
            rules.assignments.push(assignment);
        }
        RuleChange::RemoveAssignment(principal) => {
            rules.assignments.retain(|it| it.principal != principal);
            rules.rules.retain(|it| it.principal != principal);
        }
        RuleChange::SetRule(rule) => {
            rules.rules.retain(|it| (it.object, it.principal) != (rule.object, rule.principal));
            rules.rules.push(rule);
        }
        RuleChange::RemoveRule { object, principal } => {
            rules.rules.retain(|it| (it.object, it.principal) != (object, principal));
        }
        RuleChange::InheritAgain(object) => {
            rules.nodes.iter_mut().filter(|node| node.id == object).for_each(|node| node.inheritance = true);
        }
    }
    after
}

/// What others may do later without handing out anything: enable accounts and groups, open seals, let time pass.
#[derive(Debug, Clone, Copy)]
struct Later {
    groups: u8,
    users: bool,
    seals: bool,
    micros: i64,
}

impl Later {
    const NOW: Self = Self { groups: 0, users: false, seals: false, micros: 0 };

    fn of(self, world: &World) -> World {
        let mut later = world.clone();
        for (number, name) in GROUPS.iter().enumerate() {
            later.directory.groups.get_mut(&group(name)).unwrap().enabled |= self.groups & (1 << number) != 0;
        }
        later.directory.users.values_mut().for_each(|account| account.enabled |= self.users);
        if self.seals {
            let open = USERS
                .iter()
                .map(|name| (user(name), Standing { state: SealState::Unsealed, until: None }))
                .collect();
            let sealed = later.rules.grants.iter_mut().filter(|(_, grant)| grant.seal.is_some());
            sealed.for_each(|(_, grant)| grant.seal = Some(Seal { states: BTreeMap::clone(&open) }));
        }
        later
    }
}

fn laters() -> impl Strategy<Value = Later> {
    (0..8_u8, any::<bool>(), any::<bool>(), 0..3_i64).prop_map(|(groups, users, seals, micros)| Later {
        groups,
        users,
        seals,
        micros,
    })
}

/// Everybody's rights, at the database and on each object.
fn everything(world: &World, micros: i64) -> Vec<Vec<PermissionSet>> {
    let (index, server) = (world.index(), world.server());
    let now = Instant::from_micros(NOW.micros() + micros);
    let of = |name: &&str| {
        let view = index.view(&server, user(name), now);
        let objects = world.ids().into_iter().map(|id| view.object(id).unwrap()).collect::<Vec<_>>();
        std::iter::once(view.database()).chain(objects).collect()
    };
    USERS.iter().map(of).collect()
}

/// The first gain of anybody of what the giver has not there.
fn gained(before: &World, after: &World, had: &[PermissionSet], later: Later) -> Option<String> {
    let before = everything(&later.of(before), later.micros);
    let after = everything(&later.of(after), later.micros);
    for (who, (before, after)) in USERS.iter().zip(before.iter().zip(&after)) {
        for (target, ((before, after), had)) in before.iter().zip(after).zip(had).enumerate() {
            let gain = after.minus(*before);
            if !had.contains(gain) {
                return Some(format!("`{who}` gains {gain:?} on {target}, the giver has {had:?}: {later:?}"));
            }
        }
    }
    None
}

/// A world, somebody who changes something in it, and what happens later. Most givers have much.
fn attempts() -> impl Strategy<Value = (World, &'static str, RuleChange, Vec<Later>)> {
    let strong = (worlds(), prop::option::weighted(0.7, marks(PermissionSet::DATABASE)));
    let worlds = strong.prop_map(|(mut world, most)| {
        if let Some(most) = most {
            let allow = PermissionSet::DATABASE.minus(most.deny());
            world.set_assignment("u0", Period::ALWAYS, Marks::new(allow, most.deny()).unwrap());
        }
        world
    });
    worlds.prop_flat_map(|world| {
        let giver = prop_oneof![4 => Just("u0"), 1 => prop::sample::select(&["u1", "u2", "u3"][..])];
        let change = changes(&world);
        (Just(world), giver, change, vec(laters(), 3))
    })
}

// attack: A17
#[test]
fn nobody_gains_what_the_giver_lacks_now_or_later() {
    let (allowed, gave) = (Cell::new(0), Cell::new(0));
    let config = Config { failure_persistence: None, ..Config::with_cases(6_000) };
    let outcome = TestRunner::new(config).run(&attempts(), |(world, giver, change, laters)| {
        if lacking(&world, giver, &change).is_some() {
            return Ok(());
        }
        allowed.set(allowed.get() + 1);
        let after = changed(&world, &change);
        let had = world.ask(giver, |view| {
            let objects = world.ids().into_iter().map(|id| view.object_without_seals(id).unwrap());
            std::iter::once(view.database()).chain(objects).collect::<Vec<_>>()
        });
        for later in std::iter::once(Later::NOW).chain(laters) {
            let gain = gained(&world, &after, &had, later);
            prop_assert!(gain.is_none(), "{}", gain.unwrap_or_default());
        }
        let gave_something =
            gained(&world, &after, &vec![PermissionSet::EMPTY; had.len()], Later::NOW).is_some();
        gave.set(gave.get() + i32::from(gave_something));
        Ok(())
    });
    outcome.unwrap();
    assert!(allowed.get() > 1_000, "only {} changes were allowed", allowed.get());
    assert!(gave.get() > 25, "only {} of them gave anything", gave.get());
}

/// The change with nothing in it that could give: fewer allows and more denies within the same period.
fn lessened(world: &World, change: &RuleChange) -> Option<RuleChange> {
    let less = |was: Marks, asked: Marks| {
        let deny = was.deny().union(asked.deny());
        Marks::new(was.allow().intersection(asked.allow()).minus(deny), deny).unwrap()
    };
    let assigned = |who: Principal| world.rules.assignments.iter().find(|it| it.principal == who).copied();
    match *change {
        RuleChange::SetAssignment(asked) => {
            let was = assigned(asked.principal)?;
            Some(RuleChange::SetAssignment(Assignment { marks: less(was.marks, asked.marks), ..was }))
        }
        RuleChange::SetRule(asked) => {
            let same = |it: &&ObjectRule| (it.object, it.principal) == (asked.object, asked.principal);
            let was = world.rules.rules.iter().find(same).map_or(Marks::NONE, |it| it.marks);
            Some(RuleChange::SetRule(ObjectRule { marks: less(was, asked.marks), ..asked }))
        }
        RuleChange::RemoveAssignment(who) => {
            let denies = |marks: Marks| !marks.deny().is_empty();
            let own = assigned(who).is_some_and(|it| denies(it.marks));
            let rules = world.rules.rules.iter().any(|it| it.principal == who && denies(it.marks));
            (!own && !rules).then_some(*change)
        }
        RuleChange::RemoveRule { object, principal } => {
            let same = |it: &&ObjectRule| (it.object, it.principal) == (object, principal);
            let allows = world.rules.rules.iter().find(same).is_none_or(|it| it.marks.deny().is_empty());
            allows.then_some(*change)
        }
        RuleChange::InheritAgain(_) => None,
    }
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(3_000) })]

    #[test]
    fn taking_away_is_never_refused((world, giver, change, _) in attempts()) {
        if let Some(less) = lessened(&world, &change) {
            prop_assert_eq!(lacking(&world, giver, &less), None, "{:?}", less);
        }
    }

    #[test]
    fn who_has_everything_everywhere_gives_anything((mut world, _, change, _) in attempts()) {
        world.rules.rules.retain(|rule| rule.marks.deny().is_empty());
        for node in &mut world.rules.nodes {
            node.inheritance = true;
        }
        for assignment in &mut world.rules.assignments {
            assignment.marks = Marks::allowing(assignment.marks.allow());
        }
        world.account("giver", &[]).assign("giver", &Permission::DATABASE, &[]);
        world.policies = Policies::default();
        world.rules.kind = DatabaseKind::Standard;
        prop_assert_eq!(lacking(&world, "giver", &change), None);
    }
}

// attack: A17, R1
#[test]
fn many_changes_are_judged_as_each_by_itself() {
    let mut runner = TestRunner::new(Config::with_cases(2_000));
    let drawn = worlds().prop_flat_map(|world| {
        let several = vec(changes(&world), 1..8);
        (Just(world), several)
    });
    let refused = Cell::new(0);
    runner
        .run(&drawn, |(world, several)| {
            let (index, server) = (world.index(), world.server());
            for giver in USERS {
                let view = index.view(&server, user(giver), NOW);
                let mut judge = HandingOut::by(&view);
                for change in &several {
                    let alone = view.lacks_to_hand_out(change);
                    prop_assert_eq!(judge.lacks(change), alone, "{} {:?}", giver, change);
                    refused.set(refused.get() + usize::from(alone.is_some()));
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(refused.get() > 1_000, "some are lacking: {}", refused.get());
}
