//! Explanations agree with decisions, and name rules that are there.

use proptest::{prelude::*, test_runner::Config};
use strongroom_domain::{
    account::Principal,
    id::{ObjectId, UserId},
    rights::{Cause, Explanation, Permission, PolicyState, SealState, ServerRules, Target},
};

use crate::{
    random::worlds,
    world::{NOW, World, grant, group, object, principal, seal, user},
};

/// Whether the cause is a rule of the world that says what it is told to say of the permission.
fn is_true(
    world: &World,
    server: &ServerRules,
    person: UserId,
    explained: &Explanation,
    cause: Cause,
) -> bool {
    let own = |principal: Principal| match principal {
        Principal::User(user) => user == person,
        Principal::Group(group) => server.groups_of(person).contains(&group),
    };
    let counts_for = |mark: Permission| {
        let reading = (mark, explained.permission) == (Permission::ReadEntries, Permission::AccessEntries);
        reading || mark == explained.permission
    };
    let assignment = |of: Principal| {
        let found = world.rules.assignments.iter().find(|assignment| assignment.principal == of);
        found.filter(|assignment| assignment.period.contains(NOW))
    };
    let rule =
        |on: ObjectId, of| world.rules.rules.iter().find(|rule| (rule.object, rule.principal) == (on, of));
    let granted = |id| world.rules.grants.iter().find(|(other, _)| *other == id).map(|(_, grant)| grant);
    let live = |id| granted(id).filter(|grant| grant.is_live(NOW) && own(grant.grantee));
    match cause {
        Cause::AssignmentAllows { principal, mark } => {
            own(principal)
                && counts_for(mark)
                && assignment(principal).is_some_and(|a| a.marks.allow().has(mark))
        }
        Cause::RuleAllows { object, principal, mark } => {
            let rule = rule(object, principal).is_some_and(|rule| rule.marks.allow().has(mark));
            own(principal) && counts_for(mark) && rule && assignment(principal).is_some()
        }
        Cause::GrantAllows { grant, object, grantee, author } => {
            live(grant).is_some_and(|g| (g.object, g.grantee, g.author) == (object, grantee, author))
        }
        Cause::PolicyEnabled { permission } => {
            counts_for(permission) && world.policies.state(permission) == PolicyState::Enabled
        }
        Cause::SuperAdministrator => person == user("root"),
        Cause::Owner { owner } => own(owner),
        Cause::AccountDisabled => !world.directory.users[&person].enabled,
        Cause::PolicyDisabled { permission } => world.policies.state(permission) == PolicyState::Disabled,
        Cause::NotOwner => {
            world.rules.assignments.is_empty() || world.rules.kind != World::empty().rules.kind
        }
        Cause::NotAssigned | Cause::DatabaseNotAllowed => !explained.allowed,
        Cause::AssignmentDenies { principal, mark } => {
            let closes = mark == Permission::AccessDatabase;
            let denies = assignment(principal).is_some_and(|assignment| assignment.marks.deny().has(mark));
            own(principal) && denies && (closes || counts_for(mark))
        }
        Cause::RuleDenies { object, principal, mark } => {
            let denies = rule(object, principal).is_some_and(|rule| rule.marks.deny().has(mark));
            own(principal) && denies && mark == explained.permission
        }
        Cause::Needs { permission } => permission != explained.permission,
        Cause::Cut { object } => world.rules.nodes.iter().any(|node| node.id == object && !node.inheritance),
        Cause::OpenByGrantOnly => {
            world.rules.grants.iter().any(|(_, grant)| grant.is_live(NOW) && own(grant.grantee))
        }
        Cause::RuleWithoutAssignment { object, principal } => {
            rule(object, principal).is_some() && assignment(principal).is_none()
        }
        Cause::Seal { grant, state } => {
            let seal = live(grant).and_then(|grant| grant.seal.clone());
            seal.is_some_and(|seal| seal.state(person, NOW) == state && !state.is_open())
        }
        Cause::Suspended { grant } => live(grant).is_some(),
        Cause::NothingAllows => true,
        Cause::OnlyThroughSeal | Cause::Below | Cause::OtherLevel => false,
    }
}

const fn allows(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::AssignmentAllows { .. }
            | Cause::RuleAllows { .. }
            | Cause::GrantAllows { .. }
            | Cause::PolicyEnabled { .. }
            | Cause::SuperAdministrator
            | Cause::Owner { .. }
    )
}

proptest! {
    #![proptest_config(Config::with_cases(4_000))]

    #[test]
    fn every_explanation_agrees_with_the_decision_and_names_true_rules(world in worlds()) {
        let (index, server) = (world.index(), world.server());
        for &person in world.directory.users.keys() {
            let view = index.view(&server, person, NOW);
            let targets = world.ids().into_iter().map(|id| (Target::Object(id), view.object(id).unwrap()));
            for (target, rights) in targets.chain([(Target::Database, view.database())]) {
                let expected = match target {
                    Target::Database => &Permission::DATABASE[..],
                    Target::Object(_) => &Permission::OBJECT[..],
                };
                let explanations = view.explain(target);
                prop_assert_eq!(explanations.iter().map(|e| e.permission).collect::<Vec<_>>(), expected);
                for explained in explanations {
                    prop_assert_eq!(explained.allowed, rights.has(explained.permission));
                    prop_assert_eq!(explained.allowed, allows(&explained.because), "{:?}", explained);
                    prop_assert!(explained.also.iter().all(allows));
                    prop_assert!(explained.allowed || explained.also.is_empty());
                    for cause in std::iter::once(explained.because).chain(explained.also.iter().copied()) {
                        prop_assert!(is_true(&world, &server, person, &explained, cause), "{:?}: {:?}", person, explained);
                    }
                }
            }
        }
    }

    /// A cause that is named alone decides alone: without that rule the answer is another.
    #[test]
    fn the_one_rule_that_allows_is_the_one_that_matters(world in worlds()) {
        let (index, server) = (world.index(), world.server());
        for &person in world.directory.users.keys() {
            let view = index.view(&server, person, NOW);
            for id in world.ids() {
                for explained in view.explain(Target::Object(id)).iter().filter(|e| e.allowed && e.also.is_empty()) {
                    let mut without = world.clone();
                    match explained.because {
                        Cause::RuleAllows { object, principal, .. } => {
                            without.rules.rules.retain(|rule| (rule.object, rule.principal) != (object, principal));
                        }
                        Cause::GrantAllows { grant, .. } => without.rules.grants.retain(|(id, _)| *id != grant),
                        _ => continue,
                    }
                    let index = without.index();
                    let rights = index.view(&server, person, NOW).object(id).unwrap();
                    prop_assert!(!rights.has(explained.permission), "{:?}", explained);
                }
            }
        }
    }
}

fn because(world: &World, who: &str, on: &str, permission: Permission) -> Cause {
    let explained = world.ask(who, |view| view.explain(Target::Object(object(on))));
    explained.into_iter().find(|explained| explained.permission == permission).unwrap().because
}

#[test]
fn each_kind_of_refusal_is_named() {
    use Permission::*;
    let mut world = World::new();
    world.account("off", &[]).account("new", &[]).account("guest", &[]);
    world.directory.users.get_mut(&user("off")).unwrap().enabled = false;
    assert_eq!(because(&world, "off", "e", ReadEntries), Cause::AccountDisabled);
    assert_eq!(because(&world, "nobody", "e", ReadEntries), Cause::AccountDisabled);
    assert_eq!(because(&world, "new", "e", ReadEntries), Cause::NotAssigned);

    world.assign("w", &[AccessDatabase, ReadEntries, GrantAccess], &[]);
    world.assign("@a", &[AccessDatabase, ReadEntries], &[ModifyEntries]).assign("new", &[ReadEntries], &[]);
    assert_eq!(because(&world, "new", "e", ReadEntries), Cause::DatabaseNotAllowed);
    let denies = Cause::AssignmentDenies { principal: principal("@a"), mark: ModifyEntries };
    assert_eq!(because(&world, "u", "e", ModifyEntries), denies);
    assert_eq!(because(&world, "u", "e", AddEntries), Cause::NothingAllows);

    world.rule("f1", "@b", &[AddEntries], &[]).rule("f1", "u", &[DeleteEntries], &[]);
    let dormant = Cause::RuleWithoutAssignment { object: object("f1"), principal: principal("@b") };
    assert_eq!(because(&world, "u", "e", AddEntries), dormant);

    world.cut("f2");
    assert_eq!(because(&world, "u", "e", ReadEntries), Cause::Cut { object: object("f2") });
    assert_eq!(
        because(&world, "u", "f1", DeleteEntries),
        Cause::RuleWithoutAssignment { object: object("f1"), principal: principal("u") }
    );

    world.grant("sealed", "e2", "w", "guest", &[AccessEntries], seal("guest", SealState::Waiting));
    let sealed = Cause::Seal { grant: grant("sealed"), state: SealState::Waiting };
    assert_eq!(because(&world, "guest", "e2", AccessEntries), sealed);
    world.grant("stale", "g", "u", "guest", &[AccessEntries, ReadEntries], None);
    assert_eq!(because(&world, "guest", "g", ReadEntries), Cause::Suspended { grant: grant("stale") });

    world.policy(ReadEntries, PolicyState::Disabled);
    let disabled = Cause::PolicyDisabled { permission: ReadEntries };
    assert_eq!(because(&world, "root", "e", AccessEntries), disabled);
    assert_eq!(because(&world, "root", "e", AddEntries), Cause::Needs { permission: AccessEntries });
}

#[test]
fn an_allow_names_the_nearest_rule_and_all_others() {
    use Permission::*;
    let mut world = World::new();
    world.policy(ReadEntries, PolicyState::Enabled);
    world.assign("w", &[AccessDatabase, ReadEntries, GrantAccess], &[]);
    world.assign("@a", &[AccessDatabase, ReadEntries], &[]).rule("f3", "@a", &[ReadEntries], &[]);
    world.rule("f1", "@a", &[AccessEntries], &[]).grant("given", "f2", "w", "@b", &[AccessEntries], None);
    let explained = world.ask("u", |view| view.explain(Target::Object(object("e"))));
    let access = explained.into_iter().find(|explained| explained.permission == AccessEntries).unwrap();
    let of = Principal::Group(group("a"));
    assert_eq!(access.because, Cause::RuleAllows { object: object("f3"), principal: of, mark: ReadEntries });
    assert_eq!(
        access.also,
        [
            Cause::RuleAllows { object: object("f1"), principal: of, mark: AccessEntries },
            Cause::GrantAllows {
                grant: grant("given"),
                object: object("f2"),
                grantee: principal("@b"),
                author: user("w"),
            },
            Cause::AssignmentAllows { principal: of, mark: ReadEntries },
            Cause::PolicyEnabled { permission: ReadEntries },
        ]
    );
}
