//! Calls on many objects, and files, as somebody would abuse them: bounds, second passwords that come in between, and
//! clients from which nothing is taken.

use std::{collections::BTreeMap, sync::Arc};

use strongroom_domain::{
    account::Principal,
    audit::ClientKind,
    entry::FieldDraft,
    id::{DatabaseId, ObjectId},
    rights::{
        Permission::{self, AcceptFromAddons},
        PolicyState,
    },
    seal::SealEvent,
};
use strongroom_service::{
    Caller, ServiceError,
    audit::read::AuditFilter,
    databases::{DatabaseChange, RetentionChange},
    objects::{CopyTo, FilePart},
    settings::Settings,
};

use crate::{
    attaching::attach,
    copying::staged,
    grants::Company,
    many::{EDITOR, Office, named, tag},
    world::{World, field, new_entry, settings},
};

const HERE: CopyTo = CopyTo { database: None, parent: None };

fn into(parent: ObjectId) -> CopyTo {
    CopyTo { database: None, parent: Some(parent) }
}

// attack: R1, R2
#[tokio::test]
async fn one_call_seals_no_more_than_fits_into_memory() {
    assert_eq!(Settings::default().sealed_bytes, 128 << 20);
    let world = World::with(Settings { sealed_bytes: 100_000, ..settings() }).await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let room = world.folder(&root, database, None, "Room").await;
    let mut all = Vec::new();
    for number in 0..11 {
        let mut new = new_entry(Some(room), &format!("{number}"), "x");
        new.draft.fields.push(FieldDraft {
            secret: Some(true),
            custom: Some(true),
            ..field("key", &"x".repeat(9_000))
        });
        all.push(world.service.create_object(&world.again(&root), database, new).await.unwrap().id);
    }
    let service = &world.service;
    let tagged = async |objects: &[ObjectId]| {
        service.tag_objects(&world.again(&root), database, named(objects), tag("t")).await
    };
    let copied = async |objects: &[ObjectId]| {
        service.copy_objects(&world.again(&root), database, &named(objects), HERE).await
    };
    assert!(matches!(tagged(&all).await, Err(ServiceError::TooLarge(_))));
    for objects in [&all[..], &[room]] {
        assert!(matches!(copied(objects).await, Err(ServiceError::TooLarge(_))));
    }
    let seen = |id| service.object(&world.again(&root), database, id).unwrap().details.unwrap().revision;
    assert!(all.iter().all(|id| seen(*id) == 1), "nor a part of them");
    assert_eq!(world.titles(&world.again(&root), database).unwrap().len(), 12);
    assert_eq!(tagged(&all[1..]).await.unwrap().len(), 10);
    assert_eq!(copied(&all[1..]).await.unwrap().objects, 10);
}

// attack: R2, R5
#[tokio::test]
async fn the_files_of_a_copy_are_counted_before_the_first_is_written() {
    const LARGEST: usize = 10_000;
    let world = World::with(Settings { attachment_bytes: LARGEST as u64, ..settings() }).await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let room = world.folder(&root, database, None, "Room").await;
    let mut entries = Vec::new();
    for _ in 0..2 {
        entries.push(world.entry(&root, database, Some(room), "Mail", "x").await);
    }
    let service = &world.service;
    let send = async |entry, content: &[u8]| {
        let caller = world.again(&root);
        let mut upload = service.begin_attachment(&caller, database, entry, "file", None).await.unwrap();
        upload.push(content).await.unwrap();
        upload.attach().await.unwrap();
    };
    for number in 0..10 {
        send(entries[number % 2], &[7; LARGEST]).await;
    }
    let copy = async || service.copy_objects(&world.again(&root), database, &named(&[room]), HERE).await;
    assert_eq!(copy().await.unwrap().attachments, 10, "ten times the largest");
    assert_eq!(staged(&world), [20, 0]);
    // While others come, a copy of files waits like one of them; one without files does not.
    let mut coming = Vec::new();
    for _ in 0..4 {
        let caller = world.again(&root);
        coming.push(service.begin_attachment(&caller, database, entries[0], "file", None).await.unwrap());
    }
    assert!(matches!(copy().await, Err(ServiceError::RateLimited { .. })));
    let plain = world.entry(&world.again(&root), database, None, "Plain", "x").await;
    service.copy_objects(&world.again(&root), database, &named(&[plain]), HERE).await.unwrap();
    for upload in coming {
        upload.give_up().await;
    }
    copy().await.unwrap();
    assert_eq!(staged(&world), [30, 0]);
    let titles = world.titles(&world.again(&root), database).unwrap();
    send(entries[0], b"x").await;
    assert!(matches!(copy().await, Err(ServiceError::TooLarge(_))), "and one byte");
    assert_eq!(staged(&world), [31, 0], "nothing was written for it");
    assert_eq!(world.titles(&world.again(&root), database).unwrap(), titles);
}

// attack: A5, A10
#[tokio::test]
async fn what_an_addon_brings_has_to_be_accepted() {
    let it = Office::new().await;
    let (room, mail) = (it.folder(None, "Room").await, it.entry(None, "Mail").await);
    let addon = it.world.sign_in_as("ann", ClientKind::Addon).await;
    let service = &it.world.service;
    let policies = service.policies(&it.again(&it.root)).unwrap().0;
    let mut states: BTreeMap<_, _> = Permission::DATABASE.map(|it| (it, policies.state(it))).into();
    states.insert(AcceptFromAddons, PolicyState::NotDefined);
    service.set_policies(&it.again(&it.root), None, &states).await.unwrap();
    let tries = async |database: DatabaseId, object: ObjectId| {
        let by = it.again(&addon);
        [
            service.create_object(&by, database, new_entry(Some(room), "New", "x")).await.map(drop),
            service.copy_object(&by, database, object, into(room)).await.map(drop),
            service.copy_objects(&by, database, &named(&[object]), into(room)).await.map(drop),
            service.preview_copy(&by, database, named(&[object]), into(room)).await.map(drop),
            match service.begin_attachment(&by, database, object, "file", None).await {
                Ok(upload) => upload.attach().await.map(drop),
                Err(error) => Err(error),
            },
        ]
    };
    for told in tries(it.database, mail).await {
        assert!(
            matches!(told, Err(ServiceError::Forbidden { permission: AcceptFromAddons, .. })),
            "{told:?}"
        );
    }
    for told in tries(it.database, ObjectId::from_bytes([7; 16])).await.into_iter().skip(1) {
        assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
    }
    assert_eq!((it.inside(Some(room)), staged(&it.world)), (Vec::new(), [0, 0]));
    // Taken away while a file comes, it is not attached.
    let more: Vec<Permission> = EDITOR.iter().copied().chain([AcceptFromAddons]).collect();
    let ann = Principal::User(it.ann.user);
    it.world.assign(&it.again(&it.root), it.database, ann, &more).await;
    for told in tries(it.database, mail).await {
        told.unwrap();
    }
    let by = it.again(&addon);
    let mut upload = service.begin_attachment(&by, it.database, mail, "file", None).await.unwrap();
    upload.push(b"x").await.unwrap();
    it.world.assign(&it.again(&it.root), it.database, ann, EDITOR).await;
    let told = upload.attach().await;
    assert!(matches!(told, Err(ServiceError::Forbidden { permission: AcceptFromAddons, .. })), "{told:?}");
    // What is there may go.
    let file = service.attachments(&it.again(&addon), it.database, mail).unwrap().remove(0);
    service.delete_attachment(&it.again(&addon), it.database, mail, file.id).await.unwrap();
}

// attack: P5, P8
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_does_not_outlive_the_second_password_that_opened_it() {
    const FIRST: &str = "the first of them";
    const SECOND: &str = "another one of them";
    let it = Arc::new(Office::new().await);
    let room = it.folder(None, "Room").await;
    for number in 0..20 {
        let entry = it.entry(Some(room), &format!("e{number}")).await;
        attach(&it, &it.root, entry, "file", &[7; 70_000]).await.unwrap();
    }
    let (mut done, mut refused) = (0, [0, 0]);
    // By turns it is set, and changed; whoever copies knows the first of them only.
    let mut current: Option<&str> = None;
    for round in 0..16_u64 {
        let (new, by): (_, Caller) = match current {
            None => (FIRST, it.again(&it.ann)),
            Some(_) => (SECOND, it.world.second(&it.ann, FIRST)),
        };
        let copier = {
            let it = Arc::clone(&it);
            tokio::spawn(async move {
                it.world.service.copy_objects(&by, it.database, &named(&[room]), HERE).await
            })
        };
        tokio::time::sleep(std::time::Duration::from_millis((round / 2) * 4)).await;
        let before = match current {
            None => it.world.cover(&it.root, it.database, Some(room), None, new).await,
            Some(was) => it.world.cover(&it.root, it.database, Some(room), Some(was), new).await,
        };
        before.unwrap();
        let before = it.inside(None).len();
        match copier.await.unwrap() {
            Ok(copied) => {
                assert_eq!(copied.objects, 21, "{round}");
                done += 1;
            }
            Err(ServiceError::SecondPasswordRequired | ServiceError::WrongSecondPassword) => {
                refused[usize::from(current.is_some())] += 1;
            }
            Err(other) => panic!("{round}: {other:?}"),
        }
        let after = it.inside(None).len();
        assert_eq!(after, done + 1, "{round}: whole or not there");
        assert_eq!(before, after, "{round}: nothing came after it was set");
        it.world.clock.advance(120);
        current = if current.is_none() {
            Some(FIRST)
        } else {
            it.world.uncover(&it.root, it.database, Some(room), Some(SECOND)).await.unwrap();
            None
        };
    }
    assert!(refused.iter().all(|count| *count > 0), "{done} done, {refused:?} refused");
    assert_eq!(staged(&it.world), [i64::try_from(done).unwrap() * 20 + 20, 0]);
}

// attack: P6
#[tokio::test]
async fn tags_put_away_the_versions_beyond_the_limit_as_every_save_does() {
    let it = Office::new().await;
    let retention = RetentionChange { history_versions: Some(Some(1)), ..RetentionChange::default() };
    let change = DatabaseChange { retention, ..DatabaseChange::default() };
    let service = &it.world.service;
    service.change_database(&it.again(&it.root), it.database, None, change).await.unwrap();
    let (one, two) = (it.entry(None, "One").await, it.entry(None, "Two").await);
    for name in ["a", "b", "c"] {
        // What was replaced lately is spared.
        it.world.clock.advance(31 * 86_400);
        let by = it.again(&it.ann);
        service.tag_objects(&by, it.database, named(&[one, two]), tag(name)).await.unwrap();
    }
    let outside = rusqlite::Connection::open(it.world.data().join("strongroom.db")).unwrap();
    let kept: i64 = outside.query_row("SELECT COUNT(*) FROM versions", [], |row| row.get(0)).unwrap();
    assert_eq!(
        (kept, it.records("versions_removed")),
        (2, 4),
        "one of each, in the transactions of the saves"
    );
    assert_eq!(it.tags(one).0, ["a", "b", "c"]);
}

// attack: A10
#[tokio::test]
async fn a_file_that_is_read_through_a_seal_is_on_record_with_the_grant() {
    let it = Company::new().await;
    let service = &it.world.service;
    let ann = it.world.again(&it.ann);
    let mut upload = service.begin_attachment(&ann, it.database, it.entry, "key.pem", None).await.unwrap();
    upload.push(&[7; 200_000]).await.unwrap();
    let file = upload.attach().await.unwrap().id;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    it.act(&it.bob, grant, SealEvent::Break).await.unwrap();
    it.password(&it.bob).await.unwrap();
    for (by, part) in [(&it.bob, None), (&it.bob, Some(FilePart::Within(3, 5))), (&it.ann, None)] {
        service.attachment(&it.world.again(by), it.database, it.entry, file, part).await.unwrap();
    }
    let records = |event: &str| {
        let filter = AuditFilter {
            database: Some(it.database),
            events: vec![event.to_owned()],
            ..AuditFilter::default()
        };
        let page = service.audit_page(&it.world.again(&it.root), &filter, None, 100).unwrap().0;
        let members = page.into_iter().rev().map(|entry| {
            let details = entry.record.event.details();
            (details.get("grant").cloned(), details.get("request").cloned())
        });
        members.collect::<Vec<_>>()
    };
    let revealed = records("revealed").remove(0);
    assert_eq!(revealed.0, Some(grant.to_string().into()));
    assert!(revealed.1.is_some());
    // Whole, in part, and by somebody who reads it anyway.
    assert_eq!(records("attachment_read"), [revealed.clone(), revealed, (None, None)]);
}
