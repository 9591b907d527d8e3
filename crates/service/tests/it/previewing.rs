//! What a move or a copy would do is told before it is done, to each as far as they may know.

use strongroom_domain::{
    account::Principal,
    id::{ObjectId, UserId},
    rights::{
        Permission::{self, AccessDatabase, AccessEntries, DeleteEntries, GrantAdminRights, ReadEntries},
        PermissionSet,
    },
};
use strongroom_service::{
    Caller, ServiceError,
    objects::{CopyTo, Moved, Preview},
};

use crate::{
    many::{Office, named},
    world::World,
};

/// Beside the editors: Cid sees `Open` alone, Dan sees `Closed` alone; one entry and one folder stand in `Closed`.
struct Rooms {
    it: Office,
    open: ObjectId,
    closed: ObjectId,
    entry: ObjectId,
    folder: ObjectId,
    cid: UserId,
    dan: UserId,
}

impl Rooms {
    async fn new() -> Self {
        let it = Office::new().await;
        let (open, closed) = (it.folder(None, "Open").await, it.folder(None, "Closed").await);
        let entry = it.entry(Some(closed), "Mail").await;
        let folder = it.folder(Some(closed), "Folder").await;
        it.entry(Some(folder), "Below").await;
        let mut people = Vec::new();
        for (name, room) in [("cid", open), ("dan", closed)] {
            let user = it.world.user(&it.root, name).await;
            it.world.assign(&it.root, it.database, Principal::User(user), &[AccessDatabase]).await;
            it.world.allow(&it.root, it.database, room, user, &[ReadEntries]).await;
            people.push(user);
        }
        it.world.user(&it.root, "eve").await;
        Self { it, open, closed, entry, folder, cid: people[0], dan: people[1] }
    }

    async fn preview(
        &self,
        by: &Caller,
        objects: &[ObjectId],
        parent: Option<ObjectId>,
    ) -> Result<Preview, ServiceError> {
        let to = Moved { parent, before: None };
        let world: &World = &self.it.world;
        world.service.preview_move(&world.again(by), self.it.database, named(objects), to).await
    }
}

const READING: &[Permission] = &[AccessEntries, ReadEntries];

#[tokio::test]
async fn who_gains_and_who_loses_sight_is_told_and_nothing_is_changed() {
    let rooms = Rooms::new().await;
    let (it, before) = (&rooms.it, rooms.it.everything());
    let told = rooms.preview(&it.root, &[rooms.entry, rooms.folder], Some(rooms.open)).await.unwrap();
    assert_eq!((told.objects, told.gain_sight, told.lose_sight, told.more), (3, Some(1), Some(1), 0));
    assert!(told.gained.is_empty() && told.lost.is_empty(), "Root has everything in both");
    let people: Vec<_> = told
        .people
        .unwrap()
        .into_iter()
        .map(|person| (person.user, person.username, person.gained, person.lost))
        .collect();
    let (none, reading) = (PermissionSet::EMPTY, PermissionSet::of(READING));
    let expected =
        [(rooms.cid, "cid".to_owned(), reading, none), (rooms.dan, "dan".to_owned(), none, reading)];
    assert_eq!(people, expected);
    // Those who may not see the rights of the database are told how many, and not who.
    let told = rooms.preview(&it.ann, &[rooms.entry], Some(rooms.open)).await.unwrap();
    assert_eq!((told.gain_sight, told.lose_sight, told.people), (Some(1), Some(1), None));
    // Who may not move it is told nothing but that.
    let dan = it.world.sign_in("dan").await;
    let told = rooms.preview(&dan, &[rooms.entry], None).await;
    assert!(matches!(told, Err(ServiceError::Forbidden { permission: DeleteEntries, .. })), "{told:?}");
    let eve = it.world.sign_in("eve").await;
    assert!(matches!(rooms.preview(&eve, &[rooms.entry], None).await, Err(ServiceError::NotFound)));
    // A copy is seen by those who see where it is put; nobody loses anything.
    let to = CopyTo { database: None, parent: Some(rooms.open) };
    let copied = it
        .world
        .service
        .preview_copy(&it.again(&it.root), it.database, named(&[rooms.folder]), to)
        .await
        .unwrap();
    assert_eq!((copied.objects, copied.gain_sight, copied.lose_sight), (2, Some(3), Some(0)));
    let names: Vec<_> = copied.people.unwrap().into_iter().map(|person| person.username).collect();
    assert_eq!(names, ["ann", "bob", "cid"]);
    // Not to somebody who may add there and no more: not even how many.
    let folder = named(&[rooms.folder]);
    let copied = it.world.service.preview_copy(&it.again(&it.ann), it.database, folder, to).await.unwrap();
    assert_eq!((copied.gain_sight, copied.lose_sight, copied.people, copied.more), (None, None, None, 0));
    assert!(copied.gained.has(ReadEntries), "but what they would have themselves");
    assert_eq!(it.everything(), before);
    assert_eq!((it.records("object_moved"), it.records("object_copied")), (0, 0));
}

#[tokio::test]
async fn what_was_foretold_comes_about() {
    let rooms = Rooms::new().await;
    let it = &rooms.it;
    let who = async |object| {
        let found = it.world.service.who(&it.again(&it.root), it.database, object).await.unwrap();
        found.people.into_iter().map(|entry| (entry.user, entry.rights)).collect::<Vec<_>>()
    };
    let before = who(rooms.entry).await;
    let told = rooms.preview(&it.root, &[rooms.entry], Some(rooms.open)).await.unwrap();
    it.moved(&it.root, &[rooms.entry], Some(rooms.open)).await.unwrap();
    let after = who(rooms.entry).await;
    let rights = |list: &[(UserId, PermissionSet)], user| {
        list.iter().find(|(other, _)| *other == user).map_or(PermissionSet::EMPTY, |(_, rights)| *rights)
    };
    for person in told.people.unwrap() {
        let (had, has) = (rights(&before, person.user), rights(&after, person.user));
        assert_eq!((person.gained, person.lost), (has.minus(had), had.minus(has)), "{}", person.username);
    }
}

// attack: A10
#[tokio::test]
async fn a_mover_who_would_gain_is_refused_before_and_when_it_is_done() {
    let rooms = Rooms::new().await;
    let it = &rooms.it;
    let user = it.world.user(&it.root, "fay").await;
    it.world.assign(&it.root, it.database, Principal::User(user), &[AccessDatabase]).await;
    let closed = [ReadEntries, DeleteEntries];
    it.world.allow(&it.root, it.database, rooms.closed, user, &closed).await;
    let open = [ReadEntries, DeleteEntries, Permission::AddEntries, Permission::ModifyEntries];
    it.world.allow(&it.root, it.database, rooms.open, user, &open).await;
    let fay = it.world.sign_in("fay").await;
    for objects in [&[rooms.entry][..], &[rooms.folder], &[rooms.entry, rooms.folder]] {
        for told in [
            rooms.preview(&fay, objects, Some(rooms.open)).await.map(|_| ()),
            it.moved(&fay, objects, Some(rooms.open)).await,
        ] {
            assert!(
                matches!(told, Err(ServiceError::Forbidden { permission: Permission::ModifyEntries, .. })),
                "{told:?}"
            );
        }
    }
}

#[tokio::test]
async fn one_who_administers_the_database_is_told_the_names() {
    let rooms = Rooms::new().await;
    let it = &rooms.it;
    let rights: Vec<Permission> = Permission::DATABASE.to_vec();
    assert!(rights.contains(&GrantAdminRights));
    it.world.assign(&it.root, it.database, Principal::User(it.bob.user), &rights).await;
    let told = rooms.preview(&it.bob, &[rooms.entry], None).await.unwrap();
    let names: Vec<_> = told.people.unwrap().into_iter().map(|person| person.username).collect();
    assert_eq!(names, ["dan"]);
}
