//! The bin: who put what there, what takes it out, what is left of it after a purge; and putting away of versions.

use strongroom_domain::rights::{Granted, Permission};
use strongroom_store::{
    Raises, Store, StoreError, bin, history,
    objects::{self, Place},
};

use crate::world::{
    Db, House, at, entry, folder, granted, granted_below, import, make_database, object_id, owner, sealed,
    sequences,
};

/// ```text
/// folder 1    folder 4
/// ├ entry 2
/// └ folder 5
///   └ entry 6
/// ```
fn tree() -> Vec<Place> {
    vec![folder(1, None), entry(2, Some(1)), folder(4, None), folder(5, Some(1)), entry(6, Some(5))]
}

async fn world() -> (House, Store, Db) {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    import(&store, &db, &tree()).await;
    (house, store, db)
}

async fn places(store: &Store, db: &Db) -> Vec<Place> {
    let mut places = store.load_rules(db.id).await.unwrap().places;
    places.sort_by_key(|place| place.id);
    places
}

async fn may(store: &Store, db: &Db, target: Option<u8>, permission: Permission) -> Granted {
    granted(store, db, &tree(), target, permission).await
}

async fn put(store: &Store, db: &Db, object: u8, seconds: i64) {
    let proof = may(store, db, Some(object), Permission::DeleteEntries).await;
    store.write(move |w| objects::put_into_bin(w, &proof, object_id(object), at(seconds))).await.unwrap();
}

/// What is on disk is what was counted.
async fn opens(house: &House, store: Store, db: &Db) -> Store {
    drop(store);
    let store = house.open();
    store.open_content(db.id, db.keys.clone(), |_, _| Ok(())).await.unwrap();
    store
}

#[tokio::test]
async fn what_is_in_the_bin_keeps_its_place_and_comes_back_with_nothing_left_behind() {
    let (house, store, db) = world().await;
    put(&store, &db, 1, 7).await;
    assert_eq!(places(&store, &db).await[0], Place { bin_at: Some(at(7)), ..folder(1, None) });
    let deleters = store.read(|q| bin::deleters(q, db.id)).unwrap();
    assert_eq!(deleters.into_iter().collect::<Vec<_>>(), [(object_id(1), owner())]);
    let store = opens(&house, store, &db).await;
    let removal = may(&store, &db, Some(1), Permission::DeleteEntries).await;
    let addition = may(&store, &db, None, Permission::AddEntries).await;
    store.write(move |w| bin::restore(w, &removal, &addition, object_id(1), 1)).await.unwrap();
    assert_eq!(places(&store, &db).await, tree());
    assert!(store.read(|q| bin::deleters(q, db.id)).unwrap().is_empty());
    let again = store.write(move |w| bin::restore(w, &removal, &addition, object_id(1), 1)).await;
    assert!(matches!(again, Err(StoreError::Unproven)), "it is not in the bin: {again:?}");
    opens(&house, store, &db).await;
}

// attack: A3, A6
#[tokio::test]
async fn a_restore_needs_the_right_to_take_away_and_the_right_to_add() {
    let (house, store, db) = world().await;
    let other = make_database(&house, &store, 2).await;
    import(&store, &other, &tree()).await;
    put(&store, &db, 2, 7).await;
    let elsewhere = may(&store, &other, Some(4), Permission::AddEntries).await;
    let of_another = may(&store, &db, Some(6), Permission::DeleteEntries).await;
    let reading = may(&store, &db, Some(2), Permission::ReadEntries).await;
    let (removal, addition) = (
        may(&store, &db, Some(2), Permission::DeleteEntries).await,
        may(&store, &db, Some(4), Permission::AddEntries).await,
    );
    for (removal, addition) in [
        (removal, elsewhere),
        (of_another, addition),
        (reading, addition),
        (removal, reading),
        (addition, removal),
    ] {
        let refused = store.write(move |w| bin::restore(w, &removal, &addition, object_id(2), 1)).await;
        assert!(matches!(refused, Err(StoreError::Unproven)), "{refused:?}");
    }
    store.write(move |w| bin::restore(w, &removal, &addition, object_id(2), 9)).await.unwrap();
    assert_eq!(places(&store, &db).await[1], Place { position: 9, ..entry(2, Some(4)) });
    let id = db.id;
    store.write(move |w| w.raise(id, Raises::Rules)).await.unwrap();
    let stale = store.write(move |w| bin::restore(w, &removal, &addition, object_id(2), 9)).await;
    assert!(matches!(stale, Err(StoreError::Stale)));
}

// attack: A3
#[tokio::test]
async fn a_purge_needs_both_rights_and_leaves_nothing() {
    let (house, store, db) = world().await;
    let modify = may(&store, &db, Some(2), Permission::ModifyEntries).await;
    let next = sealed(&db, object_id(2), 2, "new");
    store.write(move |w| objects::replace_content(w, &modify, object_id(2), 2, &next)).await.unwrap();
    let administers = may(&store, &db, None, Permission::GrantAdminRights).await;
    let alone = may(&store, &db, Some(1), Permission::DeleteEntries).await;
    let (sequence, server) = sequences(&store, db.id).await;
    let whole = granted_below(db.id, &tree(), 1, Permission::DeleteEntries, sequence, server);
    let below = [2, 5, 6].map(object_id);
    let purge = |removal: Granted, administers: Granted, below: Vec<_>| {
        store.write(move |w| bin::purge(w, &removal, &administers, object_id(1), &below))
    };
    let refused = purge(whole, administers, below.to_vec()).await;
    assert!(matches!(refused, Err(StoreError::Unproven)), "it is not in the bin: {refused:?}");
    put(&store, &db, 1, 7).await;
    let reads = may(&store, &db, None, Permission::ReadEntries).await;
    for (removal, administers, below) in [
        (alone, administers, below.to_vec()),
        (whole, reads, below.to_vec()),
        (whole, alone, below.to_vec()),
        (administers, administers, below.to_vec()),
        (whole, administers, vec![object_id(4)]),
    ] {
        let refused = purge(removal, administers, below).await;
        assert!(matches!(refused, Err(StoreError::Unproven)), "{refused:?}");
    }
    assert_eq!(places(&store, &db).await.len(), 5);
    purge(whole, administers, below.to_vec()).await.unwrap();
    assert!(matches!(purge(whole, administers, below.to_vec()).await, Err(StoreError::Changed)));
    assert_eq!(places(&store, &db).await, [folder(4, None)]);
    assert_eq!(store.read(|q| objects::revisions(q, db.id, object_id(2))).unwrap(), [] as [u64; 0]);
    assert!(store.read(|q| bin::deleters(q, db.id)).unwrap().is_empty());
    opens(&house, store, &db).await;
}

#[tokio::test]
async fn what_is_over_its_time_goes_piece_by_piece_and_nothing_else_does() {
    let (house, store, db) = world().await;
    put(&store, &db, 1, 7).await;
    put(&store, &db, 4, 8).await;
    let id = db.id;
    let (rules, _) = sequences(&store, id).await;
    let purge = |sequence: u64, top: u8, gone: &[u8], since: i64| {
        let gone: Vec<_> = gone.iter().map(|n| object_id(*n)).collect();
        store.write(move |w| bin::purge_over(w, (id, sequence), object_id(top), &gone, at(since)))
    };
    assert!(matches!(purge(rules, 4, &[4], 7).await, Err(StoreError::Unproven)), "not yet over");
    assert!(matches!(purge(rules, 2, &[2], 9).await, Err(StoreError::Unproven)), "not put there by itself");
    assert!(matches!(purge(rules, 1, &[4], 9).await, Err(StoreError::Unproven)), "not below it");
    assert!(matches!(purge(rules - 1, 1, &[6], 9).await, Err(StoreError::Stale)));
    assert_eq!(places(&store, &db).await.len(), 5);
    purge(rules, 1, &[6], 7).await.unwrap();
    assert_eq!(places(&store, &db).await.len(), 4);
    purge(rules, 1, &[5, 2, 1], 7).await.unwrap();
    assert_eq!(places(&store, &db).await, [Place { bin_at: Some(at(8)), ..folder(4, None) }]);
    opens(&house, store, &db).await;
}

#[tokio::test]
async fn versions_beyond_a_limit_are_put_away_and_the_present_one_never() {
    let (house, store, db) = world().await;
    for revision in 2..=6 {
        let modify = may(&store, &db, Some(2), Permission::ModifyEntries).await;
        let next = sealed(&db, object_id(2), revision, "new");
        store
            .write(move |w| objects::replace_content(w, &modify, object_id(2), revision, &next))
            .await
            .unwrap();
    }
    let of = (db.id, object_id(2));
    let kept = |store: &Store| store.read(|q| objects::revisions(q, of.0, of.1)).unwrap();
    assert_eq!(kept(&store), [1, 2, 3, 4, 5]);
    assert_eq!(store.read(|q| history::count(q, of)).unwrap(), 5);
    assert_eq!(store.read(|q| history::objects_with_versions(q, of.0, None, 9)).unwrap(), [of.1]);
    assert!(store.read(|q| history::objects_with_versions(q, of.0, Some(of.1), 9)).unwrap().is_empty());
    assert_eq!(store.write(move |w| history::put_away(w, of, 3)).await.unwrap(), 3);
    assert_eq!(store.write(move |w| history::put_away(w, of, 3)).await.unwrap(), 0);
    assert_eq!(kept(&store), [4, 5]);
    let store = opens(&house, store, &db).await;
    assert_eq!(store.write(move |w| history::put_away(w, of, 99)).await.unwrap(), 2);
    assert_eq!(places(&store, &db).await[1].revision, 6);
    opens(&house, store, &db).await;
}
