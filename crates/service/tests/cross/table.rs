//! The world, the questions, and the table.

use std::fmt::Write as _;

use strongroom_domain::{
    account::{Principal, Role},
    audit::Purpose,
    database::{Assignment, Node, ObjectKind, ObjectRule},
    id::{DatabaseId, ObjectId, UserId},
    rights::{Marks, Permission, PermissionSet},
    time::Period,
};
use strongroom_service::{
    Caller, ServiceError,
    accounts::users::UserChange,
    objects::{CopyTo, ListQuery, Moved, Named, NewObject, ObjectChange, RevealRequest, TagChange},
    rights::{Asked, EffectiveQuery, Setting},
    search::SearchRequest,
};

use crate::{
    decision::{Model, Place},
    sight::Sight,
    stage::{self, World},
    world::World as Rules,
};

/// What a person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Allowed: done, or stopped only by what comes after the rights.
    Yes,
    /// It is there, and not allowed.
    Forbidden,
    /// There is no such thing.
    Nothing,
}

fn told<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> Told {
    match answer {
        Ok(_)
        | Err(
            ServiceError::RevisionConflict { .. }
            | ServiceError::RevisionConflictOf { .. }
            | ServiceError::Invalid(_)
            | ServiceError::InvalidTarget(_)
            | ServiceError::HandsOut(_),
        ) => Told::Yes,
        Err(ServiceError::NotFound) => Told::Nothing,
        Err(ServiceError::Forbidden { .. } | ServiceError::Administration(_)) => Told::Forbidden,
        Err(other) => panic!("{other:?}"),
    }
}

const VERBS: [&str; 20] = [
    "get",
    "list",
    "search",
    "reveal",
    "print",
    "attachments",
    "change",
    "delete",
    "move",
    "add",
    "rules",
    "foretell",
    "set rights",
    "effective",
    "copy",
    "attach",
    "tag two",
    "move two",
    "delete two",
    "copy two",
];

/// What is asked about what is in the bin, besides.
const OF_THE_BIN: [&str; 3] = ["bin", "restore", "purge"];

/// Asks one question of the service.
async fn ask(
    world: &World,
    caller: &Caller,
    database: DatabaseId,
    (object, beside): (ObjectId, ObjectId),
    verb: &str,
) -> Told {
    let (service, caller) = (&world.service, world.again(caller));
    let reveal = |purpose| RevealRequest { purpose, fields: Some(Vec::new()) };
    let never = Some(99);
    let mut two = vec![Named { id: object, revision: never }];
    if beside != object {
        two.push(Named { id: beside, revision: None });
    }
    let copy = CopyTo { database: None, parent: None };
    match verb {
        "get" => told(service.object(&caller, database, object)),
        "list" => {
            let query = ListQuery { recursive: true, ..ListQuery::default() };
            let mut found = false;
            let answer = service.list(&caller, database, &query, |listed| {
                found |= listed.node.id == object;
                Ok(())
            });
            if answer.is_ok() && found { Told::Yes } else { Told::Nothing }
        }
        "search" => {
            // Everything but what holds a word that nothing holds.
            let request =
                SearchRequest { text: "-neverwas".to_owned(), limit: 1_000, ..SearchRequest::default() };
            let found = service.search(&caller, &request).map(|found| found.hits).unwrap_or_default();
            let there = found.iter().any(|found| found.database == database && found.object() == object);
            if there { Told::Yes } else { Told::Nothing }
        }
        "reveal" => told(service.reveal(&caller, database, object, &reveal(Purpose::Show)).await),
        "print" => told(service.reveal(&caller, database, object, &reveal(Purpose::Print)).await),
        "attachments" => told(service.attachments(&caller, database, object)),
        "change" => {
            told(service.change_object(&caller, database, object, never, &ObjectChange::default()).await)
        }
        "delete" => told(service.delete_object(&caller, database, object, never).await),
        "move" => {
            let to = Moved { parent: None, before: None };
            told(service.move_object(&caller, database, object, never, to).await)
        }
        "add" => {
            let draft = stage::titled("");
            let new = NewObject { parent: Some(object), kind: ObjectKind::Entry, draft };
            told(service.create_object(&caller, database, new).await)
        }
        "rules" => told(service.object_rules(&caller, database, object)),
        "foretell" => {
            let asked = Asked { principal: Principal::User(caller.user), on: Some(object), looks: None };
            told(service.preview_settings(&caller, database, Vec::new(), Some(asked)).await)
        }
        "set rights" => {
            let none = vec![Setting::NoRule(object, Principal::User(caller.user))];
            told(service.change_rights(&caller, database, Some(u64::MAX), none).await)
        }
        "effective" => {
            let query = EffectiveQuery { object: Some(object), ..EffectiveQuery::default() };
            told(service.effective_rights(&caller, database, query))
        }
        "bin" => match service.bin(&caller, database) {
            Ok(items) if items.iter().any(|item| item.id == object) => Told::Yes,
            _ => Told::Nothing,
        },
        "restore" => told(service.restore_from_bin(&caller, database, object, never, Some(None)).await),
        "purge" => told(service.purge(&caller, database, object, never).await),
        // Decided as the copy itself is, and nothing is made.
        "copy" => {
            let named = vec![Named { id: object, revision: None }];
            told(service.preview_copy(&caller, database, named, copy).await)
        }
        "attach" => match service.begin_attachment(&caller, database, object, "", None).await {
            Ok(upload) => {
                upload.give_up().await;
                Told::Yes
            }
            Err(error) => told::<()>(Err(error)),
        },
        "tag two" => {
            let change = TagChange { add: vec!["x".to_owned()], remove: Vec::new() };
            told(service.tag_objects(&caller, database, two, change).await)
        }
        "move two" => {
            let to = Moved { parent: None, before: None };
            told(service.move_objects(&caller, database, &two, to).await)
        }
        "delete two" => told(service.delete_objects(&caller, database, &two).await),
        "copy two" => told(service.preview_copy(&caller, database, two, copy).await),
        other => panic!("{other}"),
    }
}

/// What the model says to the same question.
fn expected(rules: &Rules, user: UserId, (object, beside): (ObjectId, ObjectId), verb: &str) -> Told {
    if let Some(one) = verb.strip_suffix(" two") {
        // What is hidden of either is all that is told; else all or nothing.
        let one = if one == "tag" { "change" } else { one };
        let both = [object, beside].map(|id| expected(rules, user, (id, id), one));
        return match both {
            [Told::Nothing, _] | [_, Told::Nothing] => Told::Nothing,
            [Told::Forbidden, _] | [_, Told::Forbidden] => Told::Forbidden,
            [Told::Yes, Told::Yes] => Told::Yes,
        };
    }
    let model = Model::new(rules, rules.instants[0]);
    let at = |object| model.effective(user, Place::Object(object));
    let (database, tree) = (model.effective(user, Place::Database), model.sees_tree(user));
    let seen = tree || model.sight(user, object) != Sight::Hidden;
    let needs = |allowed: bool| match (allowed, seen) {
        (true, _) => Told::Yes,
        (false, true) => Told::Forbidden,
        (false, false) => Told::Nothing,
    };
    let below = || rules.rules.nodes.iter().filter(|node| rules.is_within(node.id, object));
    let node = rules.node(object);
    let item =
        rules.bin.contains(&object) && (tree || matches!(model.sight(user, object), Sight::Visible(_)));
    match verb {
        "bin" | "restore" | "purge" if !item => Told::Nothing,
        "bin" => Told::Yes,
        // "restore from the bin: what a move needs"
        "restore" | "purge" => {
            let away = below().all(|node| at(node.id).has(Permission::DeleteEntries));
            // "purge from the bin: `delete_entries` on the object and `grant_admin_rights`"
            let also = if verb == "purge" { Permission::GrantAdminRights } else { Permission::AddEntries };
            if away && database.has(also) { Told::Yes } else { Told::Forbidden }
        }
        // Whoever administers the database sees anybody's rights on whatever is in its tree.
        "effective" if rules.is_in_bin(object) && tree => Told::Yes,
        "rules" | "foretell" | "set rights" => rights_of_others(rules, user, database),
        // What is in the bin is nowhere else.
        _ if rules.is_in_bin(object) => Told::Nothing,
        "get" | "effective" => {
            if seen {
                Told::Yes
            } else {
                Told::Nothing
            }
        }
        "list" | "search" => {
            let opens = tree || database.has(Permission::AccessDatabase);
            if opens && seen { Told::Yes } else { Told::Nothing }
        }
        "reveal" | "attachments" => needs(at(object).has(Permission::ReadEntries)),
        "print" => needs(at(object).has(Permission::ReadEntries) && database.has(Permission::PrintEntries)),
        "change" => needs(at(object).has(Permission::ModifyEntries)),
        "delete" => needs(below().all(|node| at(node.id).has(Permission::DeleteEntries))),
        "move" => {
            let away = needs(below().all(|node| at(node.id).has(Permission::DeleteEntries)));
            let room = database.has(Permission::AddEntries);
            match (away, room) {
                (Told::Yes, true) => Told::Yes,
                // The root is the database: whoever sees an object sees that.
                (Told::Yes, false) => Told::Forbidden,
                (no, _) => no,
            }
        }
        "attach" => needs(at(object).has(Permission::ModifyEntries)),
        "copy" => {
            // What is in the bin stays there, and is not asked for.
            let mut there = below().filter(|node| !rules.is_in_bin(node.id));
            let along = needs(there.all(|node| at(node.id).has(Permission::ReadEntries)));
            match (along, database.has(Permission::AddEntries)) {
                (Told::Yes, false) => Told::Forbidden,
                (told, _) => told,
            }
        }
        // Below an entry there is no room, which only those are told who may add to it.
        "add" => needs(at(object).has(Permission::AddEntries)),
        other => panic!("{other} of {node:?}"),
    }
}

/// Who sees the rules of a database.
fn rights_of_others(rules: &Rules, user: UserId, database: PermissionSet) -> Told {
    let account = rules.directory.users.get(&user).filter(|account| account.enabled);
    let role = account.is_some_and(|account| {
        account.roles.contains(&Role::Administrator) || account.roles.contains(&Role::SuperAdministrator)
    });
    let administers = role || database.has(Permission::GrantAdminRights);
    match (administers, database.has(Permission::AccessDatabase)) {
        (true, _) => Told::Yes,
        (false, true) => Told::Forbidden,
        (false, false) => Told::Nothing,
    }
}

struct Stage {
    world: World,
    rules: Rules,
    people: Vec<(&'static str, Caller)>,
}

fn marks(allow: &[Permission], deny: &[Permission]) -> Marks {
    Marks::new(PermissionSet::of(allow), PermissionSet::of(deny)).unwrap()
}

/// Two databases, folders three deep, ten people.
async fn stage() -> Stage {
    use Permission as P;
    let world = World::licensed().await;
    let root = world.root().await;
    let roles: [(&str, &[Role]); 9] = [
        ("alice", &[]),
        ("bob", &[]),
        ("carol", &[]),
        ("dan", &[]),
        ("eve", &[]),
        ("adam", &[]),
        ("administrator", &[Role::Administrator]),
        ("auditor", &[Role::Auditor]),
        ("disabled", &[]),
    ];
    let mut people = vec![("root", root.clone())];
    let mut rules = Rules::empty();
    rules.directory.users.insert(root.user, account(&[Role::SuperAdministrator]));
    for (name, roles) in roles {
        let id = world.user_with(&root, name, roles).await;
        rules.directory.users.insert(id, account(roles));
        people.push((name, world.sign_in(name).await));
    }
    let user = |name: &str| people.iter().find(|(other, _)| *other == name).unwrap().1.user;
    let team = world.group(&root, "team", &[user("alice"), user("bob"), user("disabled")]).await;
    let others = world.group(&root, "others", &[user("carol")]).await;
    for (id, members) in
        [(team, vec![user("alice"), user("bob"), user("disabled")]), (others, vec![user("carol")])]
    {
        let group = strongroom_domain::account::Group {
            enabled: true,
            protected: false,
            members: members.into_iter().collect(),
        };
        rules.directory.groups.insert(id, group);
    }
    rules.policies = strongroom_domain::rights::Policies::default();

    let one = world.database(&root, "D1").await;
    rules.rules.id = one;
    let mut add = Vec::new();
    let top = world.folder(&root, one, None, "Top").await;
    let middle = world.folder(&root, one, Some(top), "Middle").await;
    let deep = world.folder(&root, one, Some(middle), "Deep").await;
    let side = world.folder(&root, one, None, "Side").await;
    add.extend([(top, None), (middle, Some(top)), (deep, Some(middle)), (side, None)]);
    for (parent, title) in
        [(Some(top), "a"), (Some(middle), "b"), (Some(deep), "c"), (Some(side), "d"), (None, "e")]
    {
        add.push((world.entry(&root, one, parent, title, "secret").await, parent));
    }
    let (in_deep, in_side) = (add[6].0, add[7].0);
    for (number, (id, parent)) in add.iter().enumerate() {
        let kind = if number < 4 { ObjectKind::Folder } else { ObjectKind::Entry };
        rules.rules.nodes.push(Node { id: *id, parent: *parent, kind, inheritance: *id != side });
    }
    world.service.set_inheritance(&world.again(&root), one, side, false).await.unwrap();

    let full: Vec<Permission> =
        Permission::DATABASE.into_iter().filter(|it| *it != P::GrantAdminRights).collect();
    let assignments = [
        (Principal::User(root.user), marks(&Permission::DATABASE, &[])),
        (Principal::User(user("alice")), marks(&full, &[])),
        (Principal::Group(team), marks(&[P::AccessDatabase, P::ReadEntries], &[])),
        (Principal::Group(others), marks(&[P::AccessDatabase], &[P::PrintEntries])),
        (Principal::User(user("dan")), marks(&[P::AccessDatabase], &[])),
        (Principal::User(user("adam")), marks(&[P::AccessDatabase, P::GrantAdminRights], &[])),
    ];
    for (principal, marks) in assignments {
        let assignment = Assignment { principal, period: Period::ALWAYS, marks };
        world.service.set_assignment(&world.again(&root), one, assignment).await.unwrap();
        rules.rules.assignments.push(assignment);
    }
    let object_rules = [
        (middle, Principal::User(user("dan")), marks(&Permission::OBJECT, &[])),
        (deep, Principal::User(user("bob")), marks(&[], &[P::ReadEntries])),
        (in_deep, Principal::User(user("carol")), marks(&[P::AccessEntries], &[])),
        (in_side, Principal::Group(others), marks(&[P::ReadEntries, P::AddEntries], &[])),
        (top, Principal::User(user("eve")), marks(&[P::ReadEntries], &[])),
        (
            side,
            Principal::User(user("alice")),
            marks(&[P::ReadEntries, P::DeleteEntries], &[P::ModifyEntries]),
        ),
    ];
    for (object, principal, marks) in object_rules {
        let rule = ObjectRule { object, principal, marks };
        world.service.set_rule(&world.again(&root), one, rule).await.unwrap();
        rules.rules.rules.push(rule);
    }
    let off = UserChange { enabled: Some(false), ..UserChange::default() };
    world.service.change_user(&world.again(&root), user("disabled"), None, off).await.unwrap();
    rules.directory.users.get_mut(&user("disabled")).unwrap().enabled = false;
    Stage { world, rules, people }
}

fn account(roles: &[Role]) -> strongroom_domain::account::Account {
    strongroom_domain::account::Account {
        enabled: true,
        roles: roles.iter().copied().collect(),
        enabled_at: None,
    }
}

// attack: A1, A7
#[tokio::test]
async fn every_verb_by_everybody_on_every_object_is_answered_as_the_model_says() {
    let Stage { world, rules, people } = stage().await;
    let root = people[0].1.clone();
    let two = world.database(&root, "D2").await;
    // What many are asked of beside each: the entry in `Side`, which few see.
    let beside = rules.rules.nodes[7].id;
    let mut differences = String::new();
    let (mut asked, mut yes) = (0, 0);
    for (name, caller) in &people {
        for node in &rules.rules.nodes {
            for verb in VERBS {
                let pair = (node.id, beside);
                let (answer, wanted) = (
                    ask(&world, caller, rules.rules.id, pair, verb).await,
                    expected(&rules, caller.user, pair, verb),
                );
                asked += 1;
                yes += usize::from(answer == Told::Yes);
                if answer != wanted {
                    writeln!(differences, "{name} {verb} {}: {answer:?}, not {wanted:?}", node.id).unwrap();
                }
                // The same object asked for in another database is not there, for nobody.
                let elsewhere = ask(&world, caller, two, pair, verb).await;
                if elsewhere == Told::Yes
                    || (elsewhere == Told::Forbidden && !matches!(verb, "rules" | "foretell"))
                {
                    writeln!(differences, "{name} {verb} {} in D2: {elsewhere:?}", node.id).unwrap();
                }
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
    assert_eq!(asked, 10 * 9 * VERBS.len());
    assert!(yes > 200 && yes < asked / 2, "{yes} of {asked} are allowed: the table tells something");
}

/// A folder in the middle with all that is in it, an entry that was there by itself before, and one elsewhere are in the
/// bin. They keep the rights of their places, and are nowhere but in the bin.
// attack: A1, A4, A8
#[tokio::test]
async fn what_is_in_the_bin_is_listed_restored_and_purged_by_whom_the_model_says() {
    let Stage { world, mut rules, people } = stage().await;
    let root = people[0].1.clone();
    let two = world.database(&root, "D2").await;
    let nodes: Vec<ObjectId> = rules.rules.nodes.iter().map(|node| node.id).collect();
    // c in Deep, then Middle with Deep and b, then d in Side.
    for object in [nodes[6], nodes[1], nodes[7]] {
        world.service.delete_object(&world.again(&root), rules.rules.id, object, None).await.unwrap();
        rules.bin.insert(object);
    }
    let mut differences = String::new();
    let (mut asked, mut yes) = (0, 0);
    for (name, caller) in &people {
        for node in &rules.rules.nodes {
            for verb in VERBS.into_iter().chain(OF_THE_BIN) {
                let (answer, wanted) = (
                    ask(&world, caller, rules.rules.id, (node.id, node.id), verb).await,
                    expected(&rules, caller.user, (node.id, node.id), verb),
                );
                asked += 1;
                yes += usize::from(OF_THE_BIN.contains(&verb) && answer == Told::Yes);
                if answer != wanted {
                    writeln!(differences, "{name} {verb} {}: {answer:?}, not {wanted:?}", node.id).unwrap();
                }
                if OF_THE_BIN.contains(&verb)
                    && ask(&world, caller, two, (node.id, node.id), verb).await != Told::Nothing
                {
                    writeln!(differences, "{name} {verb} {} in D2", node.id).unwrap();
                }
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
    assert_eq!(asked, 10 * 9 * (VERBS.len() + OF_THE_BIN.len()));
    assert!(yes > 15, "{yes} are allowed: the table tells something");
}
