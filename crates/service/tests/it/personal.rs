//! Favourites and what was used last.

use strongroom_domain::{account::Principal, audit::Purpose, rights::Permission, time::Instant};
use strongroom_service::{
    Caller, ServiceError,
    objects::{ListQuery, ObjectChange, RevealRequest},
    search::Found,
};

use crate::world::World;

fn ids(found: &[(Instant, Found)]) -> Vec<[u8; 16]> {
    found.iter().map(|(_, found)| found.object().to_bytes()).collect()
}

fn recent(world: &World, caller: &Caller) -> Vec<[u8; 16]> {
    ids(&world.service.recent(&world.again(caller)))
}

#[tokio::test]
async fn favourites_are_one_s_own_and_stand_after_a_restart_and_a_new_server_key() {
    let world = World::licensed().await;
    let root = world.root().await;
    let db = world.database(&root, "Company").await;
    let [one, other] =
        [world.entry(&root, db, None, "One", "x").await, world.entry(&root, db, None, "Other", "x").await];
    let ann = world.user(&root, "ann").await;
    world
        .assign(&root, db, Principal::User(ann), &[Permission::AccessDatabase, Permission::ReadEntries])
        .await;
    let ann = world.sign_in("ann").await;
    for object in [other, one, other] {
        world.service.set_favourite(&world.again(&ann), db, object, true).await.unwrap();
    }
    assert_eq!(ids(&world.service.favourites(&world.again(&ann))), [other.to_bytes(), one.to_bytes()]);
    assert!(world.service.favourites(&world.again(&root)).is_empty(), "nobody else learns of it");
    world.service.set_favourite(&world.again(&ann), db, other, false).await.unwrap();
    let (world, _) = world.restart().await.under_a_new_key().await;
    let ann = world.sign_in("ann").await;
    assert_eq!(ids(&world.service.favourites(&ann)), [one.to_bytes()]);
    let mut marked = Vec::new();
    let query = ListQuery::default();
    let marking = |listed: strongroom_service::objects::Listed<'_>| {
        if listed.favourite {
            marked.push(listed.node.id);
        }
        Ok(())
    };
    world.service.list(&world.again(&ann), db, &query, marking).unwrap();
    assert_eq!(marked, [one]);
}

// attack: A4
#[tokio::test]
async fn what_went_out_of_sight_is_in_no_list_and_can_not_be_marked() {
    let world = World::licensed().await;
    let root = world.root().await;
    let db = world.database(&root, "Company").await;
    let entry = world.entry(&root, db, None, "One", "x").await;
    let ann = world.user(&root, "ann").await;
    let reads = [Permission::AccessDatabase, Permission::ReadEntries];
    world.assign(&root, db, Principal::User(ann), &reads).await;
    let caller = world.sign_in("ann").await;
    world.service.set_favourite(&world.again(&caller), db, entry, true).await.unwrap();
    world.password(&caller, db, entry).await.unwrap();
    assert_eq!(
        (world.service.favourites(&world.again(&caller)).len(), recent(&world, &caller).len()),
        (1, 1)
    );
    world.assign(&root, db, Principal::User(ann), &[Permission::AccessDatabase]).await;
    assert!(world.service.favourites(&world.again(&caller)).is_empty() && recent(&world, &caller).is_empty());
    let refused = world.service.set_favourite(&world.again(&caller), db, entry, true).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
    world.assign(&root, db, Principal::User(ann), &reads).await;
    assert_eq!(world.service.favourites(&world.again(&caller)).len(), 1, "remembered, though not told");
    world.service.delete_object(&world.again(&root), db, entry, None).await.unwrap();
    assert!(world.service.favourites(&world.again(&caller)).is_empty(), "in the bin");
}

#[tokio::test]
async fn what_was_used_last_comes_first_and_is_kept() {
    let world = World::new().await;
    let root = world.root().await;
    let db = world.database(&root, "Company").await;
    let mut entries = Vec::new();
    for number in 0..55 {
        entries.push(world.entry(&root, db, None, &format!("Entry {number}"), "x").await);
    }
    let made: Vec<_> = entries.iter().rev().take(50).map(|entry| entry.to_bytes()).collect();
    assert_eq!(recent(&world, &root), made, "making is using, and fifty are remembered");
    let copy = RevealRequest { purpose: Purpose::Copy, fields: None };
    world.service.reveal(&world.again(&root), db, entries[3], &copy).await.unwrap();
    let change = ObjectChange { title: Some("Changed".to_owned()), ..ObjectChange::default() };
    world.service.change_object(&world.again(&root), db, entries[7], None, &change).await.unwrap();
    world.service.object(&world.again(&root), db, entries[20]).unwrap();
    let refused = RevealRequest { purpose: Purpose::Fill, fields: None };
    assert!(world.service.reveal(&world.again(&root), db, entries[30], &refused).await.is_err());
    let latest = [entries[7].to_bytes(), entries[3].to_bytes()];
    assert_eq!(recent(&world, &root)[..2], latest, "looking is not using, and neither is being refused");
    world.service.keep_recent().await.unwrap();
    let commits = world.service.figures().commits;
    world.service.keep_recent().await.unwrap();
    assert_eq!(world.service.figures().commits, commits, "nothing new costs nothing");
    let world = world.restart().await;
    let root = world.root().await;
    assert_eq!(recent(&world, &root)[..2], latest);
    assert_eq!(recent(&world, &root).len(), 50);
}

// attack: A15
#[tokio::test]
async fn a_deleted_person_takes_the_lists_along() {
    let world = World::licensed().await;
    let root = world.root().await;
    let db = world.database(&root, "Company").await;
    let entry = world.entry(&root, db, None, "One", "x").await;
    let reads = [Permission::AccessDatabase, Permission::ReadEntries];
    let ann = world.user(&root, "ann").await;
    world.assign(&root, db, Principal::User(ann), &reads).await;
    let caller = world.sign_in("ann").await;
    world.service.set_favourite(&world.again(&caller), db, entry, true).await.unwrap();
    world.password(&caller, db, entry).await.unwrap();
    world.service.keep_recent().await.unwrap();
    world.password(&caller, db, entry).await.unwrap();
    world.service.delete_user(&world.again(&root), ann, None).await.unwrap();
    world.service.keep_recent().await.unwrap();
    let rows = |world: &World| {
        let store = rusqlite::Connection::open(world.data().join("strongroom.db")).unwrap();
        store
            .query_row("SELECT count(*) FROM personal_lists WHERE user_id = ?1", [ann.to_bytes()], |row| {
                row.get::<_, i64>(0)
            })
            .unwrap()
    };
    assert_eq!(rows(&world), 0);
    let again = world.user(&root, "ann").await;
    world.assign(&root, db, Principal::User(again), &reads).await;
    let caller = world.sign_in("ann").await;
    assert!(world.service.favourites(&caller).is_empty() && recent(&world, &caller).is_empty());
    let world = world.restart().await;
    assert_eq!(rows(&world), 0, "and the digests fit");
}
