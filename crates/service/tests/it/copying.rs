//! Copying: what a copy is, what can not be copied, and into where.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    database::ObjectRule,
    id::{DatabaseId, ObjectId},
    rights::{
        Cause, Marks,
        Permission::{self, AccessDatabase, AddEntries, ReadEntries},
        PermissionSet,
    },
    seal::SealEvent,
};
use strongroom_service::{
    Caller, ServiceError,
    databases::{NewDatabase, NewOwner},
    objects::{Copied, CopyTo},
};

use crate::{
    attaching::{attach, read},
    grants::{Company, READ},
    many::{Office, named, tag},
    world::{World, new_database},
};

async fn copy(it: &Office, by: &Caller, objects: &[ObjectId], to: CopyTo) -> Result<Copied, ServiceError> {
    it.world.service.copy_objects(&it.again(by), it.database, &named(objects), to).await
}

fn into(parent: ObjectId) -> CopyTo {
    CopyTo { database: None, parent: Some(parent) }
}

fn elsewhere(database: DatabaseId) -> CopyTo {
    CopyTo { database: Some(database), parent: None }
}

// attack: A10, A11
#[tokio::test]
async fn a_copy_is_a_new_object_with_all_content_and_no_rights_of_its_own() {
    let it = Office::new().await;
    let (room, target) = (it.folder(None, "Room").await, it.folder(None, "Target").await);
    let inner = it.folder(Some(room), "Inner").await;
    let mail = it.entry(Some(inner), "Mail").await;
    let binned = it.entry(Some(room), "Binned").await;
    it.world.service.delete_object(&it.again(&it.root), it.database, binned, None).await.unwrap();
    let big = vec![0x5a; 200_000];
    attach(&it, &it.ann, mail, "plan.pdf", &big).await.unwrap();
    it.world.clock.advance(1);
    attach(&it, &it.ann, mail, "empty", b"").await.unwrap();
    it.world.service.tag_objects(&it.again(&it.ann), it.database, named(&[mail]), tag("old")).await.unwrap();
    // A rule on the original is not one on the copy.
    let user = it.world.user(&it.root, "cid").await;
    it.world.assign(&it.root, it.database, Principal::User(user), &[AccessDatabase]).await;
    it.world.allow(&it.root, it.database, mail, user, &[ReadEntries]).await;
    let cid = it.world.sign_in("cid").await;

    // `Mail` stands below `Room`, which is named as well: it is copied once.
    let copied = copy(&it, &it.ann, &[mail, room], into(target)).await.unwrap();
    assert_eq!((copied.objects, copied.attachments), (3, 2));
    assert_eq!(copied.tops.iter().map(|(of, _)| *of).collect::<Vec<_>>(), [room]);
    let top = copied.tops[0].1;
    assert_eq!((it.inside(Some(target)), it.inside(Some(top))), (vec!["Room".into()], vec!["Inner".into()]));
    let service = &it.world.service;
    let find = |title: &str, parent: ObjectId| {
        let mut found = None;
        let query = strongroom_service::objects::ListQuery {
            parent: Some(parent),
            recursive: true,
            ..Default::default()
        };
        service
            .list(&it.again(&it.root), it.database, &query, |listed| {
                let summary = String::from_utf8(listed.held.summary.json().to_vec()).unwrap();
                if summary.contains(title) {
                    found = Some(listed.node.id);
                }
                Ok(())
            })
            .unwrap();
        found.unwrap()
    };
    let twin = find("\"Mail\"", top);
    assert_ne!(twin, mail);
    assert_eq!(it.tags(twin), (vec!["old".to_owned()], 1));
    assert_eq!(it.world.password(&it.ann, it.database, twin).await.unwrap(), "Mail");
    assert_eq!(service.history(&it.again(&it.ann), it.database, twin).await.unwrap().len(), 0);
    let details = service.object(&it.again(&it.ann), it.database, twin).unwrap().details.unwrap();
    assert_eq!(details.created_by, Some(it.ann.user));
    let files = service.attachments(&it.again(&it.ann), it.database, twin).unwrap();
    let told: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.bytes)).collect();
    assert_eq!(told, [("plan.pdf", 200_000), ("empty", 0)]);
    assert_eq!(read(&it, &it.ann, twin, files[0].id, None).await.unwrap(), big);
    assert_eq!(read(&it, &it.ann, twin, files[1].id, None).await.unwrap(), b"");
    // Cid reads the original, and does not see the copy.
    assert_eq!(it.world.password(&cid, it.database, mail).await.unwrap(), "Mail");
    assert!(matches!(service.object(&it.again(&cid), it.database, twin), Err(ServiceError::NotFound)));
    assert_eq!((it.records("object_copied"), it.records("object_created")), (3, 5));
    assert_eq!(it.records("attachment_read"), 2, "a copy is on record as one");
    // The original may go.
    service.delete_objects(&it.again(&it.ann), it.database, &named(&[room])).await.unwrap();
    let Office { world, ann, database, .. } = it;
    let world = world.restart().await;
    let ann = world.sign_in_as("ann", ann.session.client).await;
    assert_eq!(world.password(&ann, database, twin).await.unwrap(), "Mail");
}

// attack: A6
#[tokio::test]
async fn a_copy_goes_to_another_database_under_its_keys() {
    let it = Office::new().await;
    let room = it.folder(None, "Room").await;
    let mail = it.entry(Some(room), "Mail").await;
    attach(&it, &it.ann, mail, "key.pem", b"-----BEGIN").await.unwrap();
    for (database, allow, expected) in [
        (it.foreign, &[AccessDatabase][..], "forbidden"),
        (it.foreign, &[AccessDatabase, AddEntries], "done"),
    ] {
        it.world.assign(&it.root, database, Principal::User(it.ann.user), allow).await;
        let told = copy(&it, &it.ann, &[room], elsewhere(database)).await;
        match expected {
            "done" => assert_eq!((told.unwrap().objects), 2),
            _ => assert!(
                matches!(told, Err(ServiceError::Forbidden { permission: AddEntries, .. })),
                "{told:?}"
            ),
        }
    }
    assert_eq!(it.records("object_copied"), 2, "in the chain of the originals");
    let root = it.again(&it.root);
    assert_eq!(it.world.titles(&root, it.foreign).unwrap(), ["Mail", "Room"]);
    // Ann may add there and sees nothing of it: a letter box.
    assert_eq!(it.world.titles(&it.ann, it.foreign).unwrap(), Vec::<String>::new());
    // Into a private database of one's own, and out of it.
    let new = NewDatabase { owner: NewOwner::User(it.ann.user), ..new_database("Ann's own") };
    let (private, _) = it.world.service.create_database(&it.again(&it.ann), new).await.unwrap();
    let copied = copy(&it, &it.ann, &[mail], elsewhere(private)).await.unwrap();
    let twin = copied.tops[0].1;
    assert_eq!(it.world.password(&it.ann, private, twin).await.unwrap(), "Mail");
    assert!(matches!(
        it.world.service.object(&it.again(&it.root), private, twin),
        Err(ServiceError::NotFound)
    ));
    let back = it
        .world
        .service
        .copy_object(
            &it.again(&it.ann),
            private,
            twin,
            CopyTo { database: Some(it.database), parent: Some(room) },
        )
        .await
        .unwrap();
    assert_eq!((back.database, back.parent, back.title.as_str()), (it.database, Some(room), "Mail"));
    assert_eq!(it.world.password(&it.bob, it.database, back.id).await.unwrap(), "Mail");
    let told = it.world.service.copy_objects(&it.again(&it.bob), private, &named(&[twin]), into(room)).await;
    assert!(matches!(told, Err(ServiceError::NotFound)), "somebody else's: {told:?}");
}

// attack: A10
#[tokio::test]
async fn what_is_read_through_a_seal_is_not_copied() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    let mine = it.world.database(&it.root, "Bob's corner").await;
    it.world
        .assign(&it.root, mine, Principal::User(it.bob.user), &[AccessDatabase, AddEntries, ReadEntries])
        .await;
    for event in [SealEvent::Request, SealEvent::Approve, SealEvent::Break] {
        let by = if event == SealEvent::Approve { &it.root } else { &it.bob };
        it.act(by, grant, event).await.unwrap();
    }
    assert_eq!(it.password(&it.bob).await.unwrap(), "hunter2");
    let bob = it.world.again(&it.bob);
    let (service, named) = (&it.world.service, named(&[it.entry]));
    let told = service.copy_objects(&bob, it.database, &named, elsewhere(mine)).await;
    let refused = |told: &ServiceError| {
        matches!(
            told,
            ServiceError::Forbidden { permission: ReadEntries, because: Some(Cause::OnlyThroughSeal) }
        )
    };
    assert!(refused(told.as_ref().unwrap_err()), "{told:?}");
    let told = service.preview_copy(&bob, it.database, named.clone(), elsewhere(mine)).await;
    assert!(refused(told.as_ref().unwrap_err()), "{told:?}");
    // With a grant beside it that has no seal, it is Bob's to take along.
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    service.copy_objects(&it.world.again(&it.bob), it.database, &named, elsewhere(mine)).await.unwrap();
    assert_eq!(READ.len(), 2);
}

// attack: A5, A10
#[tokio::test]
async fn a_folder_with_something_that_is_not_read_is_not_copied() {
    let it = Office::new().await;
    let (room, target) = (it.folder(None, "Room").await, it.folder(None, "Target").await);
    let open = it.entry(Some(room), "Open").await;
    let closed = it.entry(Some(room), "Closed").await;
    let marks = Marks::new(PermissionSet::EMPTY, PermissionSet::of(&[ReadEntries])).unwrap();
    let rule = ObjectRule { object: closed, principal: Principal::User(it.ann.user), marks };
    it.world.service.set_rule(&it.again(&it.root), it.database, rule).await.unwrap();
    let before = it.everything();
    let told = copy(&it, &it.ann, &[open, room], into(target)).await;
    let below =
        matches!(told, Err(ServiceError::Forbidden { permission: ReadEntries, because: Some(Cause::Below) }));
    assert!(below, "{told:?}");
    for (objects, parent) in [(room, room), (target, target)] {
        let told = copy(&it, &it.root, &[objects], into(parent)).await;
        assert!(matches!(told, Err(ServiceError::InvalidTarget(_))), "into itself: {told:?}");
    }
    let inner = it.folder(Some(room), "Inner").await;
    // To one who does not see the folder it is not there, also below what is copied.
    let marks = Marks::new(PermissionSet::EMPTY, PermissionSet::of(&[Permission::AccessEntries])).unwrap();
    let rule = ObjectRule { object: inner, principal: Principal::User(it.bob.user), marks };
    it.world.service.set_rule(&it.again(&it.root), it.database, rule).await.unwrap();
    for hidden in [inner, ObjectId::from_bytes([9; 16])] {
        let told = copy(&it, &it.bob, &[open], into(hidden)).await;
        assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
        let told = copy(&it, &it.bob, &[room], into(hidden)).await;
        let below = Err(ServiceError::Forbidden { permission: ReadEntries, because: Some(Cause::Below) });
        assert_eq!(format!("{told:?}"), format!("{:?}", below as Result<Copied, _>), "the same for both");
    }
    assert!(matches!(copy(&it, &it.root, &[room], into(inner)).await, Err(ServiceError::InvalidTarget(_))));
    assert!(matches!(copy(&it, &it.root, &[target], into(open)).await, Err(ServiceError::InvalidTarget(_))));
    it.world.service.delete_object(&it.again(&it.root), it.database, inner, None).await.unwrap();
    assert_eq!(it.everything(), before);
    assert_eq!(it.records("object_copied"), 0);
}

// attack: R1
#[tokio::test]
async fn folders_stand_sixty_four_deep_and_no_deeper() {
    let it = Office::new().await;
    let mut deepest = None;
    let mut levels = Vec::new();
    for level in 0..63 {
        deepest = Some(it.folder(deepest, &format!("{level}")).await);
        levels.push(deepest.unwrap());
    }
    let two = it.folder(None, "Two").await;
    it.folder(Some(two), "Below").await;
    let last = deepest.unwrap();
    for told in
        [copy(&it, &it.ann, &[two], into(last)).await.map(drop), it.moved(&it.ann, &[two], Some(last)).await]
    {
        assert!(matches!(told, Err(ServiceError::LimitReached { limit: 64, .. })), "{told:?}");
    }
    copy(&it, &it.ann, &[two], into(levels[61])).await.unwrap();
    // An entry may stand in the deepest folder.
    let deep = it.folder(Some(last), "63").await;
    let entry = it.entry(Some(deep), "Mail").await;
    copy(&it, &it.ann, &[entry], into(deep)).await.unwrap();
    assert_eq!(it.inside(Some(deep)), ["Mail", "Mail"]);
}

// attack: A10, P5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_against_a_right_that_is_taken_is_whole_or_not_there() {
    let it = Arc::new(Office::new().await);
    let room = it.folder(None, "Room").await;
    for number in 0..20 {
        let entry = it.entry(Some(room), &format!("e{number}")).await;
        attach(&it, &it.root, entry, "file", &[7; 70_000]).await.unwrap();
    }
    it.world.assign(&it.root, it.foreign, Principal::User(it.ann.user), &[AccessDatabase, AddEntries]).await;
    let (mut done, mut refused) = (0, 0);
    for round in 0..12_u64 {
        let copier = {
            let it = Arc::clone(&it);
            tokio::spawn(async move { copy(&it, &it.ann, &[room], elsewhere(it.foreign)).await })
        };
        tokio::time::sleep(std::time::Duration::from_millis(round * 3)).await;
        let allow = [AccessDatabase, Permission::ModifyEntries];
        it.world.assign(&it.root, it.database, Principal::User(it.ann.user), &allow).await;
        let before = it.world.titles(&it.root, it.foreign).unwrap().len();
        match copier.await.unwrap() {
            Ok(copied) => {
                assert_eq!(copied.objects, 21, "{round}");
                done += 1;
            }
            Err(ServiceError::NotFound | ServiceError::Forbidden { .. }) => refused += 1,
            Err(other) => panic!("{round}: {other:?}"),
        }
        let after = it.world.titles(&it.root, it.foreign).unwrap().len();
        assert_eq!(after, done * 21, "{round}: whole or not there");
        assert_eq!(before, after, "{round}: nothing came after the right was taken");
        it.world.assign(&it.root, it.database, Principal::User(it.ann.user), crate::many::EDITOR).await;
    }
    assert!(refused > 0, "{done} done, {refused} refused");
    let left = staged(&it.world);
    assert_eq!(left, [i64::try_from(done).unwrap() * 20 + 20, 0], "attachments, and what is on its way");
}

/// How many attachments there are in the store, and how many on their way.
pub fn staged(world: &World) -> [i64; 2] {
    let outside = rusqlite::Connection::open(world.data().join("strongroom.db")).unwrap();
    let chunks = "SELECT COUNT(DISTINCT attachment_id) FROM attachment_chunks";
    let waiting = "SELECT COUNT(*) FROM staged_attachments";
    [chunks, waiting].map(|sql| outside.query_row(sql, [], |row| row.get(0)).unwrap())
}
