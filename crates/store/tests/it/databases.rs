//! Databases as a whole: making, opening, closing, deleting.

use std::sync::Arc;

use strongroom_crypto::{digest::SetDigest, key::DataKey};
use strongroom_domain::rights::Permission;
use strongroom_store::{
    Raises, Store, StoreError, audit,
    databases::{self, DatabaseRow, WrapRow},
    objects, open_content,
};

use crate::world::{Db, House, database_id, entry, granted, import, make_database, object_id, sealed};

async fn open(store: &Store, db: &Db) -> Result<usize, StoreError> {
    let mut seen = 0;
    store
        .open_content(db.id, Arc::clone(&db.keys), |_, _| {
            seen += 1;
            Ok(())
        })
        .await?;
    Ok(seen)
}

#[tokio::test]
async fn a_database_is_made_once_and_its_record_follows_revisions() {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    let row = |revision| DatabaseRow { id: db.id, revision, record: vec![9] };
    for (revision, fits) in [(1, false), (3, false), (2, true), (2, false)] {
        let row = row(revision);
        assert_eq!(store.write(move |w| databases::update(w, &row)).await.is_ok(), fits, "{revision}");
    }
    let again = row(1);
    let again = store.write(move |w| databases::insert(w, &again)).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    assert_eq!(store.load_server().await.unwrap().databases, [row(2)]);
}

#[tokio::test]
async fn wraps_are_one_of_a_kind() {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    let wrap = |kind, byte: u8| WrapRow { database: db.id, kind, wrapped: vec![byte] };
    for row in [wrap(2, 1), wrap(2, 2), wrap(3, 3)] {
        store.write(move |w| databases::put_wrap(w, &row)).await.unwrap();
    }
    let id = db.id;
    store.write(move |w| databases::delete_wrap(w, id, 3)).await.unwrap();
    store.write(move |w| databases::delete_wrap(w, id, 3)).await.unwrap();
    let mut wraps = store.read(|q| databases::wraps_of(q, id)).unwrap();
    wraps.sort_by_key(|row| row.kind);
    assert_eq!(wraps[1..], [wrap(2, 2)]);
    store.load_server().await.unwrap();
}

#[tokio::test]
async fn a_closed_database_is_not_written_and_opens_again() {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    import(&store, &db, &[entry(1, None)]).await;
    store.close_content(db.id).await.unwrap();
    let proof = granted(&store, &db, &[entry(1, None)], None, Permission::AddEntries).await;
    let insert = async |store: &Store, n: u8| {
        let written = sealed(&db, object_id(n), 1, "x");
        store.write(move |w| objects::insert(w, &proof, &entry(n, None), &written)).await
    };
    assert!(matches!(insert(&store, 2).await, Err(StoreError::Unavailable(_))));
    assert_eq!(open(&store, &db).await.unwrap(), 1);
    assert_eq!(open(&store, &db).await.unwrap(), 1, "opening it once more does nothing");
    insert(&store, 2).await.unwrap();
    drop(store);
    let store = house.open();
    assert!(matches!(insert(&store, 3).await, Err(StoreError::Unavailable(_))), "closed after a start");
    assert_eq!(open(&store, &db).await.unwrap(), 2);
}

/// The digest of what a commit changed must be sealed even if the same commit closes the database.
#[tokio::test]
async fn closing_in_the_commit_that_changes_loses_nothing() {
    let house = House::new();
    let store = Arc::new(house.open());
    let db = make_database(&house, &store, 1).await;
    let proof = granted(&store, &db, &[], None, Permission::AddEntries).await;
    for n in 1..=20 {
        let (db, closing, id) = (db.clone(), Arc::clone(&store), db.id);
        let held = store.write(|_| {
            // What waits behind this is one batch.
            std::thread::sleep(std::time::Duration::from_millis(5));
            Ok::<_, StoreError>(())
        });
        let written = sealed(&db, object_id(n), 1, "x");
        let insert = store.write(move |w| objects::insert(w, &proof, &entry(n, None), &written));
        let (held, inserted, closed) = tokio::join!(held, insert, closing.close_content(id));
        held.and(inserted).and(closed).unwrap();
        assert_eq!(open(&store, &db).await.unwrap(), usize::from(n));
    }
}

#[tokio::test]
async fn a_refused_closing_leaves_the_database_open() {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    let id = db.id;
    let other = DatabaseRow { id: database_id(2), revision: 1, record: vec![] };
    let refused = store
        .write(move |w| {
            databases::delete(w, id)?;
            databases::insert(w, &other)?;
            Err::<(), _>(StoreError::Stale)
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Stale)));
    import(&store, &db, &[entry(1, None)]).await;
    assert_eq!(store.load_server().await.unwrap().databases.len(), 1);
    assert_eq!(open(&store, &db).await.unwrap(), 1);
}

#[tokio::test]
async fn no_key_of_a_deleted_database_is_kept() {
    let house = House::new();
    let store = house.open();
    let id = make_database(&house, &store, 1).await.id;
    store.write(move |w| databases::at_revision(w, id, 1)).await.unwrap();
    let stale = store.write(move |w| databases::at_revision(w, id, 2)).await;
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    store.write(move |w| databases::delete(w, id)).await.unwrap();
    let row = databases::WrapRow { database: id, kind: 4, wrapped: vec![7; 10] };
    let refused = store.write(move |w| databases::put_wrap(w, &row)).await;
    assert!(matches!(refused, Err(StoreError::Changed)), "{refused:?}");
    assert!(store.read(|q| databases::wraps_of(q, id)).unwrap().is_empty());
    store.load_server().await.unwrap();
}

#[tokio::test]
async fn opening_within_a_change_demands_the_rows_that_are_there() {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    import(&store, &db, &[entry(1, None)]).await;
    store.close_content(db.id).await.unwrap();
    let (id, keys) = (db.id, Arc::clone(&db.keys));
    let opened = store.write(move |w| open_content(w, id, keys, SetDigest::EMPTY)).await;
    assert!(matches!(opened, Err(StoreError::Damaged(_))), "{opened:?}");
    let other = Db { id, keys: Arc::new(DataKey::generate().unwrap().subkeys(id.to_bytes())) };
    let opened = open(&store, &other).await;
    assert!(matches!(opened, Err(StoreError::Damaged(_))), "a key of another database: {opened:?}");
}

// attack: A15
#[tokio::test]
async fn a_deleted_database_leaves_its_chain_and_nothing_else() {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    import(&store, &db, &[entry(1, None), entry(2, None)]).await;
    let stale = granted(&store, &db, &[], None, Permission::AddEntries).await;
    let id = db.id;
    store
        .write(move |w| {
            databases::delete(w, id)?;
            audit::append(w, id, b"deleted")?;
            w.raise(id, Raises::Rules)
        })
        .await
        .unwrap();

    let gone = store.write(move |w| databases::delete(w, id)).await;
    assert!(matches!(gone, Err(StoreError::Changed)));
    let same_id = DatabaseRow { id, revision: 1, record: vec![] };
    let again = store.write(move |w| databases::insert(w, &same_id)).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    assert!(matches!(open(&store, &db).await, Err(StoreError::Changed)));
    let written = sealed(&db, object_id(3), 1, "x");
    let insert = store.write(move |w| objects::insert(w, &stale, &entry(3, None), &written)).await;
    assert!(matches!(insert, Err(StoreError::Changed)), "{insert:?}");
    drop(store);

    let store = house.open();
    assert!(store.load_server().await.unwrap().databases.is_empty());
    assert_eq!(store.read(|q| databases::wraps_of(q, id)).unwrap(), []);
    let (head, misfit) = store.verify_audit(id).await.unwrap();
    assert_eq!((head.number, misfit), (1, None));
    drop(store);
    let outside = house.outside();
    for table in [
        "objects",
        "versions",
        "attachments",
        "attachment_chunks",
        "icons",
        "binned",
        "key_wraps",
        "assignments",
    ] {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(outside.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap(), 0, "{table}");
    }
}
