//! Attachments that come in a stream and go out in parts.

use strongroom_domain::{
    account::Principal,
    id::{AttachmentId, ObjectId},
    rights::Permission::{AccessDatabase, AccessEntries, ModifyEntries, ReadEntries},
    time::Period,
};
use strongroom_service::{
    Caller, ServiceError,
    objects::{AttachmentView, FilePart},
    settings::Settings,
};

use crate::{
    copying::staged,
    grants::Company,
    many::Office,
    world::{World, settings},
};

/// Attaches in pieces of an odd length.
pub async fn attach(
    it: &Office,
    by: &Caller,
    object: ObjectId,
    name: &str,
    content: &[u8],
) -> Result<AttachmentView, ServiceError> {
    let service = &it.world.service;
    let length = Some(content.len() as u64);
    let mut upload = service.begin_attachment(&it.again(by), it.database, object, name, length).await?;
    for piece in content.chunks(7_919) {
        upload.push(piece).await?;
    }
    upload.attach().await
}

/// Reads a file, or a part of it.
pub async fn read(
    it: &Office,
    by: &Caller,
    object: ObjectId,
    id: AttachmentId,
    part: Option<FilePart>,
) -> Result<Vec<u8>, ServiceError> {
    let service = &it.world.service;
    let mut stream = service.attachment(&it.again(by), it.database, object, id, part).await?;
    let mut all = Vec::new();
    while let Some(piece) = service.next_piece(&mut stream)? {
        all.extend_from_slice(&piece);
    }
    assert_eq!(all.len() as u64, stream.span.bytes());
    Ok(all)
}

fn content(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|at| (at % 251) as u8).collect()
}

#[tokio::test]
async fn a_file_comes_and_goes_in_any_length() {
    let it = Office::new().await;
    let entry = it.entry(None, "Mail").await;
    let seen = it.world.service.cursor(&it.again(&it.bob), it.database).unwrap();
    const CHUNK: usize = 65_536;
    for bytes in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 16 * CHUNK, 17 * CHUNK + 5] {
        let sent = content(bytes);
        let made = attach(&it, &it.ann, entry, "file", &sent).await.unwrap();
        assert_eq!(made.bytes, bytes as u64);
        assert_eq!(read(&it, &it.bob, entry, made.id, None).await.unwrap(), sent, "{bytes}");
    }
    let changes = it.world.service.changes(&it.again(&it.bob), it.database, Some(seen)).unwrap().0;
    assert_eq!(changes.changed, [entry], "others are told that something about the entry changed");
    assert_eq!((it.records("attachment_added"), it.records("attachment_read")), (7, 7));
    assert_eq!(it.tags(entry).1, 1, "the revision counts the content alone");
    assert_eq!(staged(&it.world), [7, 0]);
    let all = it.world.service.attachments(&it.again(&it.ann), it.database, entry).unwrap();
    let delete = async |by: &Caller, id| {
        it.world.service.delete_attachment(&it.again(by), it.database, entry, id).await
    };
    delete(&it.bob, all[3].id).await.unwrap();
    assert!(matches!(delete(&it.bob, all[3].id).await, Err(ServiceError::NotFound)));
    assert_eq!((it.records("attachment_deleted"), staged(&it.world)), (1, [6, 0]));
    // In the bin they are not there, and a restart finds everything as it should be.
    it.world.service.delete_object(&it.again(&it.ann), it.database, entry, None).await.unwrap();
    for told in [
        read(&it, &it.ann, entry, all[0].id, None).await.map(drop),
        attach(&it, &it.ann, entry, "x", b"x").await.map(drop),
        delete(&it.ann, all[0].id).await,
    ] {
        assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
    }
    let world = it.world.restart().await;
    assert_eq!(staged(&world), [6, 0]);
}

#[tokio::test]
async fn a_part_is_exactly_what_was_asked_for() {
    let it = Office::new().await;
    let entry = it.entry(None, "Mail").await;
    let sent = content(200_000);
    let made = attach(&it, &it.ann, entry, "file", &sent).await.unwrap();
    for (part, range) in [
        (FilePart::Within(0, 0), 0..1),
        (FilePart::Within(65_535, 65_536), 65_535..65_537),
        (FilePart::Within(70_000, 139_999), 70_000..140_000),
        (FilePart::From(131_072), 131_072..200_000),
        (FilePart::Last(3), 199_997..200_000),
        (FilePart::Last(1_000_000), 0..200_000),
    ] {
        let part_read = read(&it, &it.ann, entry, made.id, Some(part)).await.unwrap();
        assert_eq!(part_read, sent[range], "{part:?}");
    }
    let beyond = read(&it, &it.ann, entry, made.id, Some(FilePart::From(200_000))).await;
    assert!(matches!(beyond, Err(ServiceError::BeyondTheEnd { bytes: 200_000 })), "{beyond:?}");
    assert_eq!(it.records("attachment_read"), 6, "nothing was handed out then");
    // Of a damaged file the parts that are sound are read, and the others are not.
    let Office { world, ann, database, root, bob, foreign } = it;
    let world = world.tamper("UPDATE attachment_chunks SET chunk = X'00' WHERE number = 0").await.unwrap();
    let ann = world.sign_in_as("ann", ann.session.client).await;
    let it = Office { world, ann, database, root, bob, foreign };
    let sound = read(&it, &it.ann, entry, made.id, Some(FilePart::From(70_000))).await.unwrap();
    assert_eq!(sound, sent[70_000..]);
    let damaged = read(&it, &it.ann, entry, made.id, None).await;
    assert!(matches!(damaged, Err(ServiceError::Damaged(_))), "{damaged:?}");
}

// attack: I6, A4
#[tokio::test]
async fn attaching_needs_the_right_to_change_the_entry() {
    let it = Office::new().await;
    let room = it.folder(None, "Room").await;
    let entry = it.entry(Some(room), "Mail").await;
    let user = it.world.user(&it.root, "cid").await;
    it.world.assign(&it.root, it.database, Principal::User(user), &[AccessDatabase]).await;
    let cid = it.world.sign_in("cid").await;
    let made = attach(&it, &it.ann, entry, "file", b"x").await.unwrap();
    let delete = async |by: &Caller| {
        it.world.service.delete_attachment(&it.again(by), it.database, entry, made.id).await
    };
    assert!(matches!(attach(&it, &cid, entry, "x", b"x").await, Err(ServiceError::NotFound)));
    assert!(matches!(delete(&cid).await, Err(ServiceError::NotFound)));
    it.world.allow(&it.root, it.database, entry, user, &[AccessEntries, ReadEntries]).await;
    for told in [attach(&it, &cid, entry, "x", b"x").await.map(drop), delete(&cid).await] {
        assert!(matches!(told, Err(ServiceError::Forbidden { permission: ModifyEntries, .. })), "{told:?}");
    }
    let on_folder = attach(&it, &it.ann, room, "x", b"x").await;
    assert!(matches!(on_folder, Err(ServiceError::InvalidTarget(_))), "{on_folder:?}");
    // A lock of somebody else keeps files as they are; one's own does not.
    it.world.service.take_lock(&it.again(&it.bob), it.database, entry).await.unwrap();
    assert!(matches!(attach(&it, &it.ann, entry, "x", b"x").await, Err(ServiceError::Locked(_))));
    assert!(matches!(delete(&it.ann).await, Err(ServiceError::Locked(_))));
    delete(&it.bob).await.unwrap();
    // A name is data: of any kind, but a line of text.
    for name in ["../../etc/passwd", "C:\\x", ".", "-rf", "CON", "\u{202e}gpj.exe", &"ä".repeat(500)] {
        let made = attach(&it, &it.bob, entry, name, b"x").await.unwrap();
        assert_eq!(made.name, name);
    }
    for name in ["", " ", "a\0b", "a\nb", &"x".repeat(501)] {
        let told = attach(&it, &it.bob, entry, name, b"x").await;
        assert!(matches!(told, Err(ServiceError::Invalid(_))), "{name:?}: {told:?}");
    }
    assert_eq!(staged(&it.world), [7, 0]);
}

// attack: P6, A10
#[tokio::test]
async fn a_right_that_ends_while_a_file_comes_or_goes_ends_it() {
    let it = Company::new().await;
    let (service, database, entry) = (&it.world.service, it.database, it.entry);
    let upload = async |by: &Caller| {
        let by = it.world.again(by);
        service.begin_attachment(&by, database, entry, "file", None).await
    };
    let mut sent = upload(&it.ann).await.unwrap();
    sent.push(&content(300_000)).await.unwrap();
    let made = sent.attach().await.unwrap();
    // A grant for ten minutes.
    let end = it.world.service.now().plus_seconds(600);
    let mut new = it.new_grant(it.bob.user);
    new.period = Period { from: None, to: Some(end) };
    new.permissions = new.permissions.with(ModifyEntries);
    it.give(&it.ann, &new).await.unwrap();
    let mut stream =
        service.attachment(&it.world.again(&it.bob), database, entry, made.id, None).await.unwrap();
    assert!(service.next_piece(&mut stream).unwrap().is_some());
    let mut coming = upload(&it.bob).await.unwrap();
    coming.push(&content(100_000)).await.unwrap();
    let mut early = upload(&it.bob).await.unwrap();
    early.push(&content(100_000)).await.unwrap();
    it.world.clock.advance(600);
    assert!(matches!(service.next_piece(&mut stream), Err(ServiceError::NotFound)), "the rest stays");
    // It is noticed while it comes, and at the end at the latest.
    let told = early.push(&content(2_000_000)).await;
    assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
    early.give_up().await;
    let told = coming.attach().await;
    assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
    assert_eq!(staged(&it.world), [1, 0]);
    // A session that ends, ends both as well.
    let again = it.world.sign_in("ann").await;
    let mut stream =
        service.attachment(&it.world.again(&again), database, entry, made.id, None).await.unwrap();
    let mut coming = upload(&again).await.unwrap();
    coming.push(&content(100_000)).await.unwrap();
    service.sign_out(&it.world.again(&again)).await.unwrap();
    assert!(matches!(service.next_piece(&mut stream), Err(ServiceError::NotSignedIn)));
    assert!(matches!(coming.attach().await, Err(ServiceError::NotSignedIn)));
    assert_eq!(staged(&it.world), [1, 0]);
    // So does the bin.
    let mut stream =
        service.attachment(&it.world.again(&it.ann), database, entry, made.id, None).await.unwrap();
    let mut coming = upload(&it.ann).await.unwrap();
    coming.push(&content(100_000)).await.unwrap();
    service.delete_object(&it.world.again(&it.ann), database, entry, None).await.unwrap();
    assert!(matches!(service.next_piece(&mut stream), Err(ServiceError::NotFound)));
    assert!(matches!(coming.attach().await, Err(ServiceError::NotFound)));
    assert_eq!(staged(&it.world), [1, 0]);
}

// attack: R1, R5
#[tokio::test]
async fn too_large_and_too_many_are_refused_and_leave_nothing() {
    let world = World::with(Settings { attachment_bytes: 100_000, ..settings() }).await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "Mail", "x").await;
    let begin = async |length| {
        world.service.begin_attachment(&world.again(&root), database, entry, "file", length).await
    };
    assert!(matches!(begin(Some(100_001)).await.err(), Some(ServiceError::TooLarge(_))), "before it comes");
    let mut upload = begin(None).await.unwrap();
    upload.push(&content(100_000)).await.unwrap();
    assert!(matches!(upload.push(b"x").await, Err(ServiceError::TooLarge(_))), "while it comes");
    upload.give_up().await;
    let mut whole = begin(Some(100_000)).await.unwrap();
    whole.push(&content(100_000)).await.unwrap();
    whole.attach().await.unwrap();
    let mut turns = Vec::new();
    for _ in 0..4 {
        turns.push(begin(None).await.unwrap());
    }
    assert!(matches!(begin(None).await.err(), Some(ServiceError::RateLimited { .. })), "four at a time");
    drop(turns);
    begin(None).await.unwrap().give_up().await;
    assert_eq!(staged(&world), [1, 0]);
}

// attack: R7
#[tokio::test]
async fn what_a_killed_server_leaves_of_an_upload_is_put_away() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "Mail", "x").await;
    let mut upload =
        world.service.begin_attachment(&world.again(&root), database, entry, "file", None).await.unwrap();
    upload.push(&content(3_000_000)).await.unwrap();
    // Nothing of an upload that is dropped is put away by itself: as after a kill.
    drop(upload);
    assert_eq!(staged(&world), [1, 1]);
    let world = world.restart().await;
    assert_eq!(staged(&world), [0, 0]);
    let root = world.root().await;
    assert_eq!(world.service.attachments(&root, database, entry).unwrap().len(), 0);
}
