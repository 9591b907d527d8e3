//! The table *Worked cases* of the rights specification, line by line, in its numbers.

use strongroom_domain::{
    database::DatabaseKind,
    rights::{
        Permission::{self, *},
        PermissionSet, PolicyState, Seal, SealState, Visibility,
    },
    time::{Instant, Period},
};

use crate::world::{NOW, World, grant, object, seal, set, user};

const USE: &[Permission] = &[AccessEntries];
const READ: &[Permission] = &[AccessEntries, ReadEntries];

#[test]
fn case_01_a_disabled_policy_binds_the_super_administrator() {
    let mut world = World::new();
    world.policy(ModifyEntries, PolicyState::Disabled);
    world.assign("root", &[AccessDatabase, ReadEntries, ModifyEntries], &[]);
    world.rule("e", "root", &[ModifyEntries], &[]);
    assert!(!world.on("root", "e").has(ModifyEntries));
    assert!(!world.at_database("root").has(ModifyEntries));
    assert!(world.on("root", "e").has(ReadEntries));
}

#[test]
fn case_02_an_enabled_policy_gives_to_the_assigned() {
    let mut world = World::new();
    world.policy(ReadEntries, PolicyState::Enabled).assign("u", &[AccessDatabase], &[]);
    assert_eq!(world.on("u", "e"), set(READ));
    assert!(world.at_database("u").has(ReadEntries));
}

#[test]
fn case_03_an_enabled_policy_gives_nothing_to_others() {
    let mut world = World::new();
    world.policy(ReadEntries, PolicyState::Enabled).policy(AccessDatabase, PolicyState::Enabled);
    assert!(world.on("u", "e").is_empty());
    assert!(world.at_database("u").is_empty());
}

#[test]
fn case_04_a_deny_beats_an_enabled_policy() {
    let mut world = World::new();
    world.policy(ReadEntries, PolicyState::Enabled).assign("u", &[AccessDatabase], &[ReadEntries]);
    assert!(world.on("u", "e").is_empty());
    assert_eq!(world.at_database("u"), set(&[AccessDatabase]));
}

#[test]
fn case_05_an_allow_gives() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase, ReadEntries], &[]);
    assert_eq!(world.on("u", "e"), set(READ));
}

#[test]
fn case_06_access_alone_gives_no_content() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase], &[]);
    assert!(world.on("u", "e").is_empty());
    assert_eq!(world.at_database("u"), set(&[AccessDatabase]));
}

#[test]
fn case_07_a_folder_gives_to_what_is_below() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase], &[]).rule("f1", "u", &[ReadEntries], &[]);
    assert_eq!(world.on("u", "e"), set(READ));
    assert!(world.on("u", "e2").is_empty());
}

#[test]
fn case_08_a_deny_at_the_database_beats_an_allow_on_the_entry() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase], &[ReadEntries]).rule("e", "u", &[AccessEntries, ReadEntries], &[]);
    assert!(world.on("u", "e").is_empty());
    assert_eq!(world.ask("u", |view| view.listing().shown()), 0);
}

#[test]
fn case_09_a_deny_on_a_folder_reaches_below_it_only() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase, ReadEntries], &[]).rule("f2", "u", &[], &[ReadEntries]);
    assert!(!world.on("u", "e").has(ReadEntries));
    assert!(world.on("u", "e").has(AccessEntries), "seeing stays");
    assert!(world.on("u", "f1").has(ReadEntries));
    assert!(world.on("u", "e2").has(ReadEntries));
}

#[test]
fn case_10_an_allow_inside_a_denied_folder_does_not_help() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase], &[]);
    world.rule("f1", "u", &[], &[ReadEntries]).rule("e", "u", &[ReadEntries], &[]);
    assert!(!world.on("u", "e").has(ReadEntries));
}

#[test]
fn case_11_one_group_denies() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase, ReadEntries], &[]).assign("@a", &[], &[ReadEntries]);
    assert!(world.on("u", "e").is_empty());
}

#[test]
fn case_12_one_group_allows() {
    let mut world = World::new();
    world.assign("@a", &[AccessDatabase, ReadEntries], &[]).assign("@b", &[], &[]);
    assert_eq!(world.on("u", "e"), set(READ));
}

#[test]
fn case_13_a_disabled_group_gives_nothing() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase], &[]).assign("@a", &[ReadEntries], &[]);
    assert_eq!(world.on("u", "e"), set(READ));
    for group in world.directory.groups.values_mut() {
        group.enabled = false;
    }
    assert!(world.on("u", "e").is_empty());
}

// attack: P6
#[test]
fn case_14_the_end_of_a_period_is_outside() {
    let ending = |to: Instant| {
        let mut world = World::new();
        world.assign_for("u", Period { from: None, to: Some(to) }, &[AccessDatabase, ReadEntries], &[]);
        world.on("u", "e")
    };
    assert!(ending(NOW).is_empty());
    assert_eq!(ending(Instant::from_micros(NOW.micros() + 1)), set(READ));
}

#[test]
fn case_15_without_access_to_the_database_nothing_opens() {
    let mut world = World::new();
    world.assign("u", &[], &[]).rule("f1", "u", &[ReadEntries], &[]);
    assert!(world.on("u", "e").is_empty());
    assert!(world.at_database("u").is_empty());
}

#[test]
fn case_16_a_folder_of_ones_own() {
    let mut world = World::new();
    let rights = [ReadEntries, ModifyEntries, AddEntries, DeleteEntries];
    world.assign("u", &[AccessDatabase], &[]).rule("f1", "u", &rights, &[]);
    for inside in ["f1", "f2", "f3", "e"] {
        assert_eq!(world.on("u", inside), set(&rights).with(AccessEntries), "{inside}");
    }
    for outside in ["g", "e2"] {
        assert!(world.on("u", outside).is_empty(), "{outside}");
    }
}

#[test]
fn case_17_inheritance_off_hides() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase, ReadEntries], &[]).cut("f2");
    world.policy(ReadEntries, PolicyState::Enabled);
    assert!(world.on("u", "f2").is_empty());
    assert!(world.on("u", "e").is_empty());
    assert_eq!(world.on("u", "f1"), set(READ));
}

#[test]
fn case_18_denies_pass_a_cut() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase, ReadEntries], &[DeleteEntries]).cut("f2");
    world.rule("f2", "u", &[ReadEntries, DeleteEntries], &[]);
    assert_eq!(world.on("u", "e"), set(READ));
}

#[test]
fn case_19_a_letter_box() {
    let mut world = World::new();
    world.assign("u", &[AccessDatabase], &[]).rule("f1", "u", &[AccessEntries, AddEntries], &[]);
    assert_eq!(world.on("u", "f2"), set(&[AccessEntries, AddEntries]));
}

/// `u` is not assigned; `w` may do everything and grants reading of `e`.
fn granted(sealed: Option<Seal>) -> World {
    let mut world = World::new();
    world.policy(AutoFill, PolicyState::Enabled);
    world.assign("w", &[AccessDatabase, ReadEntries, GrantAccess, ExportEntries], &[]);
    world.grant("grant", "e", "w", "u", READ, sealed);
    world
}

#[test]
fn case_20_a_grant_shows_one_entry() {
    let world = granted(None);
    assert_eq!(world.on("u", "e"), set(READ));
    assert_eq!(world.at_database("u"), set(&[AccessDatabase, AutoFill]));
    let shown = world.ask("u", |view| {
        let index = world.index();
        let listing = view.listing();
        let id = |slot| index.node(slot).unwrap().id;
        listing.iter().map(|(slot, visibility)| (id(slot), visibility)).collect::<Vec<_>>()
    });
    let entry = Visibility::Visible { rights: set(READ), seal: None };
    let stub = Visibility::Stub;
    assert_eq!(
        shown,
        [(object("f1"), stub), (object("f2"), stub), (object("f3"), stub), (object("e"), entry)]
    );
}

// attack: P1
#[test]
fn case_21_a_sealed_grant_shows_title_and_state() {
    for state in [SealState::Sealed, SealState::Waiting, SealState::Approved] {
        let world = granted(seal("u", state));
        assert!(world.on("u", "e").is_empty());
        let seen = |name| world.ask("u", |view| view.visibility(object(name)));
        assert_eq!(seen("e"), Visibility::Sealed { grant: grant("grant"), state });
        assert_eq!(seen("f1"), Visibility::Stub);
        assert_eq!(seen("g"), Visibility::Hidden);
        assert_eq!(world.at_database("u"), set(&[AccessDatabase]));
    }
    for state in [SealState::Broken, SealState::Unsealed] {
        let world = granted(seal("u", state));
        let seal = Some((grant("grant"), state));
        assert_eq!(
            world.ask("u", |view| view.visibility(object("e"))),
            Visibility::Visible { rights: set(READ), seal }
        );
        assert_eq!(world.at_database("u"), set(&[AccessDatabase, AutoFill]));
    }
}

#[test]
fn case_22_a_group_denies_what_a_grant_gives() {
    let mut world = granted(None);
    world.assign("@a", &[], &[ReadEntries]);
    assert!(world.on("u", "e").is_empty());
}

#[test]
fn case_23_nobody_grants_what_they_are_denied() {
    let mut world = World::new();
    world.assign("w", &[AccessDatabase, ReadEntries, GrantAccess], &[]);
    world.rule("e", "w", &[], &[ReadEntries]).entry("other", Some("f1"));
    world.grant("grant", "f1", "w", "u", READ, None);
    assert_eq!(world.on("u", "f1"), set(READ));
    assert_eq!(world.on("u", "other"), set(READ));
    assert!(world.on("u", "e").is_empty());
}

#[test]
fn case_24_two_people_do_not_keep_each_other_alive() {
    let give = &[AccessEntries, ReadEntries, GrantAccess];
    let mut world = World::new();
    world.grant("one", "e", "u", "w", give, None).grant("two", "e", "w", "u", give, None);
    assert!(world.on("u", "e").is_empty());
    assert!(world.on("w", "e").is_empty());
    world.assign("w", &[AccessDatabase], &[]).rule("f2", "w", &[ReadEntries, GrantAccess], &[]);
    assert!(world.on("u", "e").has(ReadEntries), "one of them has it from elsewhere");
}

#[test]
fn case_25_a_deny_needs_no_assignment() {
    let mut world = World::new();
    world.assign("@a", &[AccessDatabase, ReadEntries], &[]).rule("f1", "u", &[], &[AccessEntries]);
    assert!(world.on("u", "e").is_empty());
    assert_eq!(world.on("u", "e2"), set(READ));
}

#[test]
fn case_26_a_sealed_grant_opens_no_channel() {
    let mut world = granted(seal("u", SealState::Sealed));
    world.policy(GrantAdminRights, PolicyState::Enabled);
    assert_eq!(world.at_database("u"), set(&[AccessDatabase]));
}

#[test]
fn case_27_reading_disabled_leaves_nothing_on_objects() {
    let mut world = World::new();
    world.policy(ReadEntries, PolicyState::Disabled);
    assert!(world.on("root", "e").is_empty());
    let rests = [ReadEntries, ModifyEntries, DeleteEntries, GrantAccess, SealEntries, SetSecondPassword];
    assert_eq!(world.at_database("root"), PermissionSet::DATABASE.minus(set(&rests)));
    world.rules.kind = DatabaseKind::PrivateOfUser(user("u"));
    assert!(world.on("u", "e").is_empty());
    assert!(world.at_database("u").has(AccessDatabase));
}

#[test]
fn case_28_a_grant_opens_only_what_it_gives() {
    let mut world = granted(None);
    world.assign("u", &[ReadEntries], &[]).rule("g", "u", &[ReadEntries], &[]);
    world.policy(ReadEntries, PolicyState::Enabled);
    assert_eq!(world.on("u", "e"), set(READ));
    assert_eq!(world.ask("u", |view| view.listing().visible()), 1);
    assert_eq!(world.at_database("u"), set(&[AccessDatabase, AutoFill]));
}

#[test]
fn case_29_what_is_read_through_a_seal_supports_nothing() {
    let give = &[AccessEntries, ReadEntries, GrantAccess];
    for state in [SealState::Broken, SealState::Unsealed] {
        let mut world = World::new();
        world.account("v", &[]);
        world.assign("w", &[AccessDatabase, ReadEntries, GrantAccess], &[]);
        world.grant("one", "e", "w", "u", give, seal("u", state));
        world.grant("two", "e", "u", "v", USE, None);
        assert!(world.on("u", "e").has(GrantAccess));
        assert!(world.on("v", "e").is_empty());
        assert!(world.ask("u", |view| view.object_without_seals(object("e"))).unwrap().is_empty());
    }
}
