//! Attachments that come in a stream and go out in parts.

use strongroom_domain::{
    account::Principal,
    id::{AttachmentId, ObjectId},
    rights::Permission::{AccessDatabase, AccessEntries, ModifyEntries, ReadEntries},
    time::Period,
};
use strongroom_service::{
    Caller, ServiceError,
    objects::{AttachmentView, CopyTo, FilePart},
    settings::Settings,
};

use crate::{
    copying::staged,
    grants::Company,
    many::{Office, named},
    second_passwords::SECOND,
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
    // Nothing of an upload that is dropped is put away by itself at once: as after a kill.
    drop(upload);
    assert_eq!(staged(&world), [1, 1]);
    let world = world.restart().await;
    assert_eq!(staged(&world), [0, 0]);
    let root = world.root().await;
    assert_eq!(world.service.attachments(&root, database, entry).unwrap().len(), 0);
}

/// What puts the only attachment back as it is now.
fn kept(world: &World) -> String {
    let outside = rusqlite::Connection::open(world.data().join("strongroom.db")).unwrap();
    let hex = |sql: &str| outside.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    let mut sql =
        format!("UPDATE attachments SET record = X'{}';", hex("SELECT hex(record) FROM attachments"));
    for number in 0..2 {
        let of = format!("WHERE number = {number}");
        let chunk = hex(&format!("SELECT hex(chunk) FROM attachment_chunks {of}"));
        sql.push_str(&format!("UPDATE attachment_chunks SET chunk = X'{chunk}' {of};"));
    }
    sql
}

/// Does `sql` to the store of a server that runs.
fn tamper(world: &World, sql: &str) {
    let outside = rusqlite::Connection::open(world.data().join("strongroom.db")).unwrap();
    outside.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    outside.execute_batch(sql).unwrap();
}

// attack: P8
#[tokio::test]
async fn a_second_password_that_comes_or_goes_ends_a_download_and_damages_nothing() {
    let it = Office::new().await;
    let entry = it.entry(None, "Mail").await;
    let sent = content(300_000);
    let made = attach(&it, &it.ann, entry, "file", &sent).await.unwrap();
    let service = &it.world.service;
    let begin = async |by: &Caller| service.attachment(by, it.database, entry, made.id, None).await;
    let mut stream = begin(&it.again(&it.ann)).await.unwrap();
    assert!(service.next_piece(&mut stream).unwrap().is_some());
    it.world.cover(&it.root, it.database, Some(entry), None, SECOND).await.unwrap();
    let ended = service.next_piece(&mut stream).map(drop);
    assert!(matches!(ended, Err(ServiceError::Stale)), "{ended:?}");
    let before = begin(&it.again(&it.ann)).await.map(drop);
    assert!(matches!(before, Err(ServiceError::SecondPasswordRequired)), "{before:?}");
    let ann = it.world.second(&it.ann, SECOND);
    let mut stream = begin(&ann).await.unwrap();
    assert!(service.next_piece(&mut stream).unwrap().is_some());
    it.world.uncover(&it.root, it.database, Some(entry), Some(SECOND)).await.unwrap();
    let ended = service.next_piece(&mut stream).map(drop);
    assert!(matches!(ended, Err(ServiceError::Stale)), "{ended:?}");
    // So does deleting it.
    let mut stream = begin(&it.again(&it.ann)).await.unwrap();
    assert!(service.next_piece(&mut stream).unwrap().is_some());
    service.delete_attachment(&it.again(&it.bob), it.database, entry, made.id).await.unwrap();
    let ended = service.next_piece(&mut stream).map(drop);
    assert!(matches!(ended, Err(ServiceError::Stale)), "{ended:?}");
    // What somebody changed on the disk is damage, under way and before.
    let made = attach(&it, &it.ann, entry, "file", &sent).await.unwrap();
    let mut stream = service.attachment(&it.again(&it.ann), it.database, entry, made.id, None).await.unwrap();
    assert!(service.next_piece(&mut stream).unwrap().is_some());
    tamper(
        &it.world,
        "UPDATE attachment_chunks SET chunk = (SELECT chunk FROM attachment_chunks WHERE number = 0)",
    );
    let damaged = service.next_piece(&mut stream).map(drop);
    assert!(matches!(damaged, Err(ServiceError::Damaged(_))), "{damaged:?}");
    tamper(&it.world, "DELETE FROM attachment_chunks WHERE number = 1");
    let damaged = service.next_piece(&mut stream).map(drop);
    assert!(matches!(damaged, Err(ServiceError::Damaged(_))), "{damaged:?}");
}

// attack: C2
#[tokio::test]
async fn an_attachment_from_before_a_second_password_that_is_put_back_is_damage() {
    for covered in [true, false] {
        let it = Office::new().await;
        let entry = it.entry(None, "Mail").await;
        if !covered {
            it.world.cover(&it.root, it.database, Some(entry), None, SECOND).await.unwrap();
        }
        let second = async || it.world.second(&it.ann, SECOND);
        let mut upload = {
            let service = &it.world.service;
            service.begin_attachment(&second().await, it.database, entry, "file", None).await.unwrap()
        };
        upload.push(&content(100_000)).await.unwrap();
        let made = upload.attach().await.unwrap();
        let kept = kept(&it.world);
        if covered {
            it.world.cover(&it.root, it.database, Some(entry), None, SECOND).await.unwrap();
        } else {
            it.world.uncover(&it.root, it.database, Some(entry), Some(SECOND)).await.unwrap();
        }
        let Office { world, ann, database, .. } = it;
        let world = world.tamper(&kept).await.unwrap();
        let ann = world.sign_in_as("ann", ann.session.client).await;
        for second in [Some(SECOND), None] {
            let caller = second.map_or_else(|| world.again(&ann), |second| world.second(&ann, second));
            let told = world.service.attachment(&caller, database, entry, made.id, None).await.map(drop);
            let required = matches!(told, Err(ServiceError::SecondPasswordRequired));
            let damaged = matches!(told, Err(ServiceError::Damaged(_)));
            assert!(if covered && second.is_none() { required } else { damaged }, "{covered}: {told:?}");
            // A copy is told the same.
            let to = CopyTo { database: None, parent: None };
            let told = world.service.copy_objects(&caller, database, &named(&[entry]), to).await.map(drop);
            let required = matches!(told, Err(ServiceError::SecondPasswordRequired));
            let damaged = matches!(told, Err(ServiceError::Damaged(_)));
            assert!(
                if covered && second.is_none() { required } else { damaged },
                "copy, {covered}: {told:?}"
            );
        }
    }
}

// attack: R7
#[tokio::test]
async fn what_a_client_leaves_that_hangs_up_is_put_away_while_the_server_runs() {
    let it = Office::new().await;
    let room = it.folder(None, "Room").await;
    for number in 0..3 {
        let entry = it.entry(Some(room), &format!("e{number}")).await;
        attach(&it, &it.root, entry, "file", &content(3_000_000)).await.unwrap();
    }
    let to = CopyTo { database: None, parent: None };
    let ann = it.again(&it.ann);
    let named = named(&[room]);
    {
        let copying = it.world.service.copy_objects(&ann, it.database, &named, to);
        let mut copying = std::pin::pin!(copying);
        while staged(&it.world)[1] < 2 {
            let step = tokio::time::timeout(std::time::Duration::from_millis(1), &mut copying).await;
            assert!(step.is_err(), "it was faster than the test");
        }
    }
    let mut upload = {
        let entry = it.entry(None, "Mail").await;
        it.world.service.begin_attachment(&it.again(&it.ann), it.database, entry, "file", None).await.unwrap()
    };
    upload.push(&content(3_000_000)).await.unwrap();
    drop(upload);
    assert_eq!(staged(&it.world)[1], 3);
    it.world.service.put_abandoned_away().await.unwrap();
    assert_eq!(staged(&it.world), [3, 0], "those that are attached stay");
    // What came to its end is not touched by it.
    let made = attach(&it, &it.ann, it.entry(None, "Other").await, "file", b"x").await.unwrap();
    it.world.service.copy_objects(&it.again(&it.ann), it.database, &named, to).await.unwrap();
    it.world.service.put_abandoned_away().await.unwrap();
    assert_eq!((staged(&it.world), made.bytes), ([7, 0], 1));
}
