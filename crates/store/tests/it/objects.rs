//! Folders and entries: proofs, revisions, versions, places.

use strongroom_domain::{
    administration::DatabaseAction,
    rights::{Granted, Permission},
};
use strongroom_store::{
    Raises, Store, StoreError,
    objects::{self, Place},
};

use crate::world::{
    Db, House, administers, at, database_id, entry, folder, granted, granted_under, import, make_database,
    object_id, owner, sealed, sequences,
};

const TREE: [fn() -> Place; 4] =
    [|| folder(1, None), || entry(2, Some(1)), || entry(3, None), || folder(4, None)];

fn tree() -> Vec<Place> {
    TREE.iter().map(|place| place()).collect()
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

async fn replace(
    store: &Store,
    db: &Db,
    proof: Granted,
    object: u8,
    revision: u64,
) -> Result<(), StoreError> {
    let new = sealed(db, object_id(object), revision, "new");
    store.write(move |w| objects::replace_content(w, &proof, object_id(object), revision, &new)).await
}

#[tokio::test]
async fn content_is_replaced_by_its_next_revision_and_the_old_one_kept() {
    let (house, store, db) = world().await;
    let proof = granted(&store, &db, &tree(), Some(2), Permission::ModifyEntries).await;
    for (revision, fits) in [(1, false), (3, false), (2, true), (2, false), (3, true)] {
        let replaced = replace(&store, &db, proof, 2, revision).await;
        assert_eq!(replaced.is_ok(), fits, "revision {revision}: {replaced:?}");
    }
    let read = granted(&store, &db, &tree(), Some(2), Permission::ReadEntries).await;
    let (place, _) = store.read(|q| objects::content(q, &read, object_id(2))).unwrap().unwrap();
    assert_eq!(place, Place { revision: 3, ..entry(2, Some(1)) });
    assert_eq!(store.read(|q| objects::revisions(q, db.id, object_id(2))).unwrap(), [1, 2]);
    assert!(store.read(|q| objects::version(q, &read, object_id(2), 1)).unwrap().is_some());
    assert_eq!(store.read(|q| objects::version(q, &read, object_id(2), 3)).unwrap(), None);
    drop(store);
    let (store, mut summaries) = (house.open(), 0);
    let opened = store.open_content(db.id, db.keys.clone(), |_, _| {
        summaries += 1;
        Ok(())
    });
    opened.await.unwrap();
    assert_eq!(summaries, 4);
}

/// A proof opens what it is a proof of, and nothing else.
// attack: A3, A6
#[tokio::test]
async fn a_proof_of_something_else_proves_nothing() {
    use Permission::{AccessEntries, AddEntries, DeleteEntries, ModifyEntries, ReadEntries};
    let (_house, store, db) = world().await;
    let (db_id, of) = (db.id, object_id(2));
    for permission in [AccessEntries, ReadEntries, ModifyEntries, AddEntries, DeleteEntries] {
        for target in [None, Some(1), Some(2), Some(3)] {
            if target.is_none() && permission == AccessEntries {
                continue; // There is no such permission at the database.
            }
            let proof = granted(&store, &db, &tree(), target, permission).await;
            let right = target == Some(2);
            let unproven = |result: Result<(), StoreError>| matches!(result, Err(StoreError::Unproven));
            let seen = store.read(|q| objects::content(q, &proof, of).map(drop));
            let reads = matches!(permission, AccessEntries | ReadEntries | ModifyEntries);
            assert_eq!(unproven(seen), !(right && reads), "content by {permission} on {target:?}");
            let seen = store.read(|q| objects::version(q, &proof, of, 1).map(drop));
            let reads = matches!(permission, ReadEntries | ModifyEntries);
            assert_eq!(unproven(seen), !(right && reads), "history by {permission} on {target:?}");

            // Nothing of what follows is kept: each change ends with a refusal of its own.
            let new = sealed(&db, of, 2, "new");
            let changed = store.write(move |w| {
                objects::replace_content(w, &proof, of, 2, &new)?;
                Err::<(), _>(StoreError::Stale)
            });
            let fits = right && permission == ModifyEntries;
            assert_eq!(unproven(changed.await), !fits, "change by {permission} on {target:?}");
            let binned = store.write(move |w| {
                objects::put_into_bin(w, &proof, of, at(1))?;
                Err::<(), _>(StoreError::Stale)
            });
            let fits = right && permission == DeleteEntries;
            assert_eq!(unproven(binned.await), !fits, "bin by {permission} on {target:?}");
            let new = sealed(&db, object_id(9), 1, "new");
            let added = store.write(move |w| {
                objects::insert(w, &proof, &entry(9, Some(1)), &new)?;
                Err::<(), _>(StoreError::Stale)
            });
            let fits = target == Some(1) && permission == AddEntries;
            assert_eq!(unproven(added.await), !fits, "addition by {permission} on {target:?}");
        }
    }
    assert_eq!(places(&store, &db).await, tree());
    assert_eq!(store.read(|q| objects::revisions(q, db_id, of)).unwrap(), [] as [u64; 0]);
}

/// A decision is of one sequence of the database's rules and one of the server's.
// attack: P3
#[tokio::test]
async fn a_decision_that_was_overtaken_is_refused() {
    let (_house, store, db) = world().await;
    for scope in [db.id, strongroom_store::scope::SERVER] {
        let proof = granted(&store, &db, &tree(), Some(2), Permission::ModifyEntries).await;
        store.write(move |w| w.raise(scope, Raises::Content)).await.unwrap();
        let (sequence, server) = sequences(&store, db.id).await;
        assert_eq!(
            (proof.sequence(), proof.server_sequence()),
            (sequence, server),
            "content alone overtakes nothing"
        );
        store.write(move |w| w.raise(scope, Raises::Rules)).await.unwrap();
        let refused = replace(&store, &db, proof, 2, 2).await;
        assert!(matches!(refused, Err(StoreError::Stale)), "{refused:?}");
    }
    let proof = granted(&store, &db, &tree(), Some(2), Permission::ModifyEntries).await;
    replace(&store, &db, proof, 2, 2).await.unwrap();
    // The other way round as well: a decision of the future is none.
    let (sequence, server) = sequences(&store, db.id).await;
    let ahead = granted_under(db.id, &tree(), Some(2), Permission::ModifyEntries, sequence + 1, server);
    assert!(matches!(replace(&store, &db, ahead, 2, 3).await, Err(StoreError::Stale)));
}

// attack: A6
#[tokio::test]
async fn a_move_needs_both_rights_in_one_database() {
    let (house, store, db) = world().await;
    let away = granted(&store, &db, &tree(), Some(2), Permission::DeleteEntries).await;
    let there = granted(&store, &db, &tree(), Some(4), Permission::AddEntries).await;
    let other = make_database(&house, &store, 2).await;
    import(&store, &other, &tree()).await;
    let away_again = granted(&store, &db, &tree(), Some(2), Permission::DeleteEntries).await;
    let elsewhere = granted(&store, &other, &tree(), Some(4), Permission::AddEntries).await;
    let refused = store.write(move |w| objects::relocate(w, &away_again, &elsewhere, object_id(2), 5)).await;
    assert!(matches!(refused, Err(StoreError::Unproven)), "{refused:?}");
    let refused = store.write(move |w| objects::relocate(w, &away, &there, object_id(2), 5)).await;
    assert!(matches!(refused, Err(StoreError::Stale)), "the server's rules went on: {refused:?}");

    let away = granted(&store, &db, &tree(), Some(2), Permission::DeleteEntries).await;
    let there = granted(&store, &db, &tree(), Some(4), Permission::AddEntries).await;
    let swapped = store.write(move |w| objects::relocate(w, &there, &away, object_id(2), 5)).await;
    assert!(matches!(swapped, Err(StoreError::Unproven)));
    store.write(move |w| objects::relocate(w, &away, &there, object_id(2), 5)).await.unwrap();
    assert_eq!(places(&store, &db).await[1], Place { position: 5, ..entry(2, Some(4)) });
    assert_eq!(places(&store, &other).await, tree());
    assert_eq!(away.user(), owner());
}

#[tokio::test]
async fn inheritance_is_set_by_whoever_administers_this_database() {
    let (_house, store, db) = world().await;
    let set = |administers, inheritance| {
        let id = db.id;
        store.write(move |w| objects::set_inheritance(w, &administers, id, object_id(1), inheritance))
    };
    let wrong = [
        administers(database_id(2), DatabaseAction::ChangeInheritance),
        administers(db.id, DatabaseAction::ChangeRules),
    ];
    for administers in wrong {
        assert!(matches!(set(administers, false).await, Err(StoreError::Unproven)));
    }
    let right = administers(db.id, DatabaseAction::ChangeInheritance);
    set(right, false).await.unwrap();
    assert_eq!(places(&store, &db).await[0], Place { inheritance: false, ..folder(1, None) });
}

#[tokio::test]
async fn an_id_is_taken_once() {
    let (_house, store, db) = world().await;
    let proof = granted(&store, &db, &tree(), None, Permission::AddEntries).await;
    let content = sealed(&db, object_id(3), 1, "x");
    let taken = store.write(move |w| objects::insert(w, &proof, &entry(3, None), &content)).await;
    assert!(matches!(taken, Err(StoreError::Conflict)), "{taken:?}");
    assert_eq!(places(&store, &db).await.len(), 4);
}
