//! Every way to a secret, without, with a wrong and with the right second password.

use strongroom_domain::{
    account::Principal,
    audit::{ClientKind, Event, Purpose},
    database::ObjectKind,
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_formats::Credentials;
use strongroom_service::{
    Caller, ServiceError,
    audit::read::AuditFilter,
    export::{ExportFormat, ExportRequest},
    import::ImportFile,
    objects::{ListQuery, Moved, NewObject, ObjectChange, RevealRequest},
    second_passwords::Holder,
};

use super::{OTHER, SECOND, Told, password_change, show, told};
use crate::world::{World, new_database, new_entry, titled};

struct Stage {
    world: World,
    root: Caller,
    database: DatabaseId,
    folder: ObjectId,
    /// In the folder; changed twice: its passwords were one, two, three.
    entry: ObjectId,
}

async fn stage() -> Stage {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let folder = world.folder(&root, database, None, "Bank").await;
    let entry = world.entry(&root, database, Some(folder), "Account", "one").await;
    for password in ["two", "three"] {
        let change = password_change(password);
        world.service.change_object(&world.again(&root), database, entry, None, &change).await.unwrap();
    }
    Stage { world, root, database, folder, entry }
}

const PATHS: [&str; 15] = [
    "show",
    "copy",
    "print",
    "fill",
    "type",
    "reveal a version",
    "compare",
    "restore",
    "change a secret",
    "change the title",
    "rename the folder",
    "create an entry",
    "create a folder",
    "change the second password",
    "remove the second password",
];

async fn go(stage: &Stage, caller: &Caller, path: &str) -> Told {
    let Stage { world, root, database, folder, entry } = stage;
    let (service, database, folder, entry) = (&world.service, *database, *folder, *entry);
    let reveal = |purpose| RevealRequest { purpose, fields: None };
    let titled_now = ObjectChange { title: Some("Renamed".to_owned()), ..ObjectChange::default() };
    match path {
        "show" => told(service.reveal(caller, database, entry, &reveal(Purpose::Show)).await),
        "copy" => told(service.reveal(caller, database, entry, &reveal(Purpose::Copy)).await),
        "print" => told(service.reveal(caller, database, entry, &reveal(Purpose::Print)).await),
        "fill" | "type" => {
            let (client, purpose) = if path == "fill" {
                (ClientKind::Addon, Purpose::Fill)
            } else {
                (ClientKind::Agent, Purpose::Type)
            };
            let session = world.sign_in_as("root", client).await.session;
            let caller = Caller { session, ..caller.clone() };
            told(service.reveal(&caller, database, entry, &reveal(purpose)).await)
        }
        "reveal a version" => told(service.reveal_version(caller, database, entry, 1, &show()).await),
        "compare" => told(service.compare_versions(caller, database, entry, 1, None).await),
        "restore" => told(service.restore_version(caller, database, entry, None, 1).await),
        "change a secret" => {
            told(service.change_object(caller, database, entry, None, &password_change("four")).await)
        }
        "change the title" => told(service.change_object(caller, database, entry, None, &titled_now).await),
        "rename the folder" => told(service.change_object(caller, database, folder, None, &titled_now).await),
        "create an entry" => {
            told(service.create_object(caller, database, new_entry(Some(folder), "New", "new")).await)
        }
        "create a folder" => {
            let new = NewObject { parent: Some(folder), kind: ObjectKind::Folder, draft: titled("New") };
            told(service.create_object(caller, database, new).await)
        }
        "change the second password" => {
            let new = super::secret(SECOND);
            told(service.set_second_password(caller, database, Some(folder), None, new).await)
        }
        "remove the second password" => {
            let removed = service.remove_second_password(caller, database, Some(folder), None).await;
            if removed.is_ok() {
                world.cover(root, database, Some(folder), None, SECOND).await.unwrap();
            }
            told(removed)
        }
        other => panic!("{other}"),
    }
}

/// What is there, as far as a second password is of no matter.
fn seen(stage: &Stage) -> String {
    let Stage { world, root, database, .. } = stage;
    let (mut all, query) = (String::new(), ListQuery { recursive: true, ..ListQuery::default() });
    world
        .service
        .list(&world.again(root), *database, &query, |it| {
            let summary = it.held.summary.json();
            all += &format!("{:?} {} {} {:?}\n", it.node, it.revision, it.second_password, summary);
            Ok(())
        })
        .unwrap();
    all
}

// attack: P8
#[tokio::test]
async fn every_way_to_a_secret_takes_the_right_second_password_and_no_other() {
    let stage = stage().await;
    let Stage { world, root, database, folder, .. } = &stage;
    world.cover(root, *database, Some(*folder), None, SECOND).await.unwrap();
    for path in PATHS {
        let before = seen(&stage);
        assert_eq!(go(&stage, &world.again(root), path).await, Told::Required, "{path}");
        assert_eq!(go(&stage, &world.second(root, "a wrong one"), path).await, Told::Wrong, "{path}");
        assert_eq!(seen(&stage), before, "{path}: nothing was changed");
        assert_eq!(go(&stage, &world.second(root, SECOND), path).await, Told::Done, "{path}");
    }
    let world = stage.world.restart().await;
    let root = world.root().await;
    let last = world.password(&world.second(&root, SECOND), stage.database, stage.entry).await.unwrap();
    assert_eq!(last, "four");
}

#[tokio::test]
async fn what_needs_no_secret_needs_no_second_password() {
    let Stage { world, root, database, folder, entry } = stage().await;
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    let service = &world.service;
    let listed = service.history(&world.again(&root), database, entry).await.unwrap();
    assert_eq!(listed.len(), 2, "revisions are what they were");
    let version = service.version(&world.again(&root), database, entry, 1).await.unwrap();
    assert_eq!(version.title, "Account");
    let details = service.object(&world.again(&root), database, entry).unwrap().details.unwrap();
    assert_eq!((details.revision, details.second_password), (3, true));
    assert_eq!(details.second_password_at, Some(Holder::Object(folder)));
    let lock = service.take_lock(&world.again(&root), database, entry).await.unwrap();
    let token = Some(lock.token.expose());
    service.release_lock(&world.again(&root), database, entry, token, false).await.unwrap();
    let to = Moved { parent: None, before: None };
    service.move_object(&world.again(&root), database, entry, None, to).await.unwrap();
    let details = service.object(&world.again(&root), database, entry).unwrap().details.unwrap();
    assert_eq!(details.second_password_at, Some(Holder::Object(entry)), "it went along");
    service.delete_object(&world.again(&root), database, entry, None).await.unwrap();
    let filter = AuditFilter { database: Some(database), ..AuditFilter::default() };
    let (records, _) = service.audit(&world.again(&root), &filter, None, 1000).unwrap();
    let set = records.iter().find_map(|it| match &it.record.event {
        Event::SecondPasswordSet { object, on, changed, rewritten } => {
            Some((*object, *on, *changed, *rewritten))
        }
        _ => None,
    });
    assert_eq!(set, Some((Some(folder), true, false, 3)), "three versions of one entry");
}

// attack: P8
#[tokio::test]
async fn what_a_second_password_covers_is_in_no_file() {
    let Stage { world, root, database, folder, .. } = stage().await;
    let free = world.entry(&root, database, None, "Free", "free-secret").await;
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    for caller in [world.again(&root), world.second(&root, SECOND)] {
        let request = ExportRequest { format: ExportFormat::Json, objects: None, password: None };
        let mut exported = world.service.export(&caller, database, request).await.unwrap();
        assert_eq!((exported.objects, exported.left_out), (1, 2));
        let mut text = Vec::new();
        while let Some(piece) = exported.file.next_piece() {
            text.extend_from_slice(&piece);
        }
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("free-secret") && text.contains(&free.to_string()));
        assert!(!text.contains("three") && !text.contains("Account"));
    }
}

/// Long enough for more than one chunk.
async fn with_attachments(world: &World, root: &Caller) -> DatabaseId {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../formats/tests/fixtures/Format400.kdbx");
    let bytes = std::fs::read(path).unwrap();
    let file = ImportFile { format: None, bytes, credentials: Credentials::password("t") };
    world.service.import(&world.again(root), new_database("Imported"), file).await.unwrap().database
}

async fn read(
    world: &World,
    caller: &Caller,
    database: DatabaseId,
) -> Vec<Result<(String, Vec<u8>), ServiceError>> {
    let (service, mut ids, mut found) = (&world.service, Vec::new(), Vec::new());
    let query = ListQuery { recursive: true, ..ListQuery::default() };
    service
        .list(caller, database, &query, |it| {
            ids.push(it.node.id);
            Ok(())
        })
        .unwrap();
    for id in ids {
        for attachment in service.attachments(caller, database, id).unwrap() {
            let stream = service.attachment(caller, database, id, attachment.id, None).await;
            found.push(stream.map(|mut stream| {
                let mut bytes = Vec::new();
                while let Some(piece) = service.next_piece(&mut stream).unwrap() {
                    bytes.extend_from_slice(&piece);
                }
                (attachment.name.clone(), bytes)
            }));
        }
    }
    found
}

// attack: P8
#[tokio::test]
async fn attachments_are_under_the_second_password_too() {
    let world = World::new().await;
    let root = world.root().await;
    let database = with_attachments(&world, &root).await;
    let before: Vec<_> =
        read(&world, &world.again(&root), database).await.into_iter().map(Result::unwrap).collect();
    assert!(!before.is_empty() && before.iter().any(|(_, bytes)| !bytes.is_empty()));
    world.cover(&root, database, None, None, SECOND).await.unwrap();
    for refused in read(&world, &world.again(&root), database).await {
        assert!(matches!(refused, Err(ServiceError::SecondPasswordRequired)));
    }
    let world = world.restart().await;
    let root = world.root().await;
    let covered = read(&world, &world.second(&root, SECOND), database).await;
    assert_eq!(covered.into_iter().map(Result::unwrap).collect::<Vec<_>>(), before);
    world.uncover(&root, database, None, Some(SECOND)).await.unwrap();
    let after = read(&world, &world.again(&root), database).await;
    assert_eq!(after.into_iter().map(Result::unwrap).collect::<Vec<_>>(), before);
}

#[tokio::test]
async fn the_nearest_second_password_counts_and_each_change_needs_the_one_before() {
    let Stage { world, root, database, folder, entry } = stage().await;
    let beside = world.entry(&root, database, Some(folder), "Beside", "beside").await;
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    assert_eq!(told(world.cover(&root, database, Some(entry), None, OTHER).await), Told::Required);
    assert_eq!(
        told(world.cover(&root, database, Some(entry), Some("a wrong one"), OTHER).await),
        Told::Wrong
    );
    world.cover(&root, database, Some(entry), Some(SECOND), OTHER).await.unwrap();
    let password = async |second: &str, id| world.password(&world.second(&root, second), database, id).await;
    assert_eq!(password(OTHER, entry).await.unwrap(), "three");
    assert_eq!(told(password(SECOND, entry).await), Told::Wrong);
    assert_eq!(password(SECOND, beside).await.unwrap(), "beside");
    // Another password for the folder: what has its own is not concerned.
    world.cover(&root, database, Some(folder), Some(SECOND), "a third password").await.unwrap();
    assert_eq!(told(password(SECOND, beside).await), Told::Wrong, "the old one is over");
    assert_eq!(password("a third password", beside).await.unwrap(), "beside");
    assert_eq!(password(OTHER, entry).await.unwrap(), "three");
    // To remove the inner one takes both: what it covered comes under the outer one.
    assert_eq!(told(world.uncover(&root, database, Some(entry), Some(OTHER)).await), Told::Required);
    let outer = world.second(&root, "a third password");
    let removed =
        world.service.remove_second_password(&outer, database, Some(entry), Some(super::secret(OTHER))).await;
    removed.unwrap();
    assert_eq!(told(password(OTHER, entry).await), Told::Wrong);
    assert_eq!(password("a third password", entry).await.unwrap(), "three");
    world.uncover(&root, database, Some(folder), Some("a third password")).await.unwrap();
    assert_eq!(world.password(&root, database, entry).await.unwrap(), "three");
    let none = world.uncover(&root, database, Some(folder), Some(SECOND)).await;
    assert!(matches!(none, Err(ServiceError::Conflict(_))));
}

// attack: A3, A4
#[tokio::test]
async fn it_takes_the_right_to_all_of_it() {
    use Permission::{AccessDatabase, ModifyEntries, ReadEntries, SetSecondPassword};
    let world = World::licensed().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let folder = world.folder(&root, database, None, "Bank").await;
    let entry = world.entry(&root, database, Some(folder), "Account", "one").await;
    let ann = world.user(&root, "ann").await;
    let ann_there = world.sign_in("ann").await;
    let hidden = world.cover(&ann_there, database, Some(folder), None, SECOND).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)));
    let some = [AccessDatabase, ReadEntries, ModifyEntries];
    world.assign(&root, database, Principal::User(ann), &some).await;
    for object in [None, Some(folder), Some(entry)] {
        let lacking = world.cover(&ann_there, database, object, None, SECOND).await;
        assert!(matches!(lacking, Err(ServiceError::Forbidden { permission: SetSecondPassword, .. })));
    }
    world.assign(&root, database, Principal::User(ann), &[&some[..], &[SetSecondPassword]].concat()).await;
    let marks = strongroom_domain::rights::Marks::denying(strongroom_domain::rights::PermissionSet::of(&[
        SetSecondPassword,
    ]));
    let principal = Principal::User(ann);
    let rule = strongroom_domain::database::ObjectRule { object: entry, principal, marks };
    world.service.set_rule(&world.again(&root), database, rule).await.unwrap();
    for object in [None, Some(folder), Some(entry)] {
        let lacking = world.cover(&ann_there, database, object, None, SECOND).await;
        assert!(matches!(lacking, Err(ServiceError::Forbidden { permission: SetSecondPassword, .. })));
    }
    assert_eq!(world.password(&root, database, entry).await.unwrap(), "one", "nothing was encrypted");
    world.service.remove_rule(&world.again(&root), database, entry, principal).await.unwrap();
    // Somebody edits an entry in it: not now.
    let lock = world.service.take_lock(&world.again(&root), database, entry).await.unwrap();
    let locked = world.cover(&ann_there, database, Some(folder), None, SECOND).await;
    assert!(matches!(locked, Err(ServiceError::Locked(_))));
    let token = Some(lock.token.expose());
    world.service.release_lock(&world.again(&root), database, entry, token, false).await.unwrap();
    world.cover(&ann_there, database, Some(folder), None, SECOND).await.unwrap();
    assert_eq!(told(world.password(&root, database, entry).await), Told::Required, "no role gets past it");
}

#[tokio::test]
async fn what_is_not_covered_does_not_come_below_without_its_second_password() {
    let Stage { world, root, database, folder, .. } = stage().await;
    let outside = world.entry(&root, database, None, "Outside", "out").await;
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    let to = Moved { parent: Some(folder), before: None };
    let moved = world.service.move_object(&world.again(&root), database, outside, None, to).await;
    assert_eq!(told(moved), Told::Required);
    assert_eq!(world.password(&root, database, outside).await.unwrap(), "out");
    // What has one keeps it wherever it goes.
    world.cover(&root, database, Some(outside), None, OTHER).await.unwrap();
    world.service.move_object(&world.again(&root), database, outside, None, to).await.unwrap();
    let password = world.password(&world.second(&root, OTHER), database, outside).await.unwrap();
    assert_eq!(password, "out");
}

#[tokio::test]
async fn a_private_database_has_a_second_password_like_any_other() {
    let world = World::new().await;
    let root = world.root().await;
    let new = strongroom_service::databases::NewDatabase {
        owner: strongroom_service::databases::NewOwner::User(root.user),
        ..new_database("Mine")
    };
    let database = world.service.create_database(&world.again(&root), new).await.unwrap().0;
    let entry = world.entry(&root, database, None, "Diary", "dear").await;
    world.cover(&root, database, None, None, SECOND).await.unwrap();
    let world = world.restart().await;
    let root = world.root().await;
    assert_eq!(told(world.password(&root, database, entry).await), Told::Required);
    assert_eq!(world.password(&world.second(&root, SECOND), database, entry).await.unwrap(), "dear");
}

// attack: A10, P8
#[tokio::test]
async fn a_changed_second_password_is_not_undone_by_a_move() {
    let Stage { world, root, database, folder, entry, .. } = stage().await;
    let inner = world.folder(&root, database, Some(folder), "Inner").await;
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    let (away, back) = (Moved { parent: None, before: None }, Moved { parent: Some(inner), before: None });
    world.service.move_object(&world.again(&root), database, inner, None, away).await.unwrap();
    world.cover(&root, database, Some(folder), Some(SECOND), OTHER).await.unwrap();
    // The inner folder still opens with the first one; what comes to lie in it does not.
    world.service.move_object(&world.again(&root), database, entry, None, back).await.unwrap();
    let old = world.password(&world.second(&root, SECOND), database, entry).await;
    assert_eq!(told(old), Told::Wrong);
    world.password(&world.second(&root, OTHER), database, entry).await.unwrap();
    let world = world.restart().await;
    let root = world.root().await;
    let old = world.password(&world.second(&root, SECOND), database, entry).await;
    assert_eq!(told(old), Told::Wrong, "the store says the same");
    world.password(&world.second(&root, OTHER), database, entry).await.unwrap();
}
