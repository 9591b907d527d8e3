//! Attachments on their way, and copies: what needs which proof, and what is left of what broke off.

use strongroom_domain::{
    id::AttachmentId,
    rights::{Granted, Permission, Target},
};
use strongroom_store::{
    Raises, Store, StoreError,
    attachments::{self, AttachmentRow},
    copies::Copying,
};

use crate::world::{Db, House, entry, folder, granted, import, make_database, object_id, sealed};

fn row(n: u8) -> AttachmentRow {
    AttachmentRow { id: AttachmentId::from_bytes([n; 16]), record: vec![n] }
}

async fn stage(store: &Store, proof: Granted, n: u8, first: u64, chunks: usize) -> Result<(), StoreError> {
    let chunks = vec![vec![n; 10]; chunks];
    store.write(move |w| attachments::stage(w, &proof, row(n).id, first, &chunks)).await
}

/// How many rows there are: attachments, chunks, attachments on their way.
fn rows(house: &House) -> [i64; 3] {
    let outside = house.outside();
    ["attachments", "attachment_chunks", "staged_attachments"].map(|table| {
        outside.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    })
}

async fn world() -> (House, Store, Db) {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    import(&store, &db, &[folder(1, None), entry(2, Some(1)), entry(3, Some(1))]).await;
    (house, store, db)
}

async fn proof(store: &Store, db: &Db, object: u8, permission: Permission) -> Granted {
    let tree = [folder(1, None), entry(2, Some(1)), entry(3, Some(1))];
    granted(store, db, &tree, Some(object), permission).await
}

// attack: I6, A6
#[tokio::test]
async fn what_is_staged_is_nobodys_until_it_has_a_row() {
    let (house, store, db) = world().await;
    let change = proof(&store, &db, 2, Permission::ModifyEntries).await;
    let read = proof(&store, &db, 2, Permission::ReadEntries).await;
    assert!(matches!(stage(&store, read, 7, 0, 1).await, Err(StoreError::Unproven)), "reading is not adding");
    stage(&store, change, 7, 0, 2).await.unwrap();
    stage(&store, change, 7, 2, 1).await.unwrap();
    assert!(matches!(stage(&store, change, 7, 2, 1).await, Err(StoreError::Conflict)), "each chunk once");
    assert!(matches!(stage(&store, change, 8, 1, 1).await, Err(StoreError::Changed)), "from the first on");
    assert_eq!(rows(&house), [0, 3, 1]);
    let chunk = |n| store.read(|q| attachments::chunk(q, &read, object_id(2), row(7).id, n)).unwrap();
    assert_eq!(chunk(0), None);
    let attach = |object: u8, n: u8| {
        store.write(move |w| attachments::attach(w, &change, object_id(object), &row(n), None))
    };
    assert!(matches!(attach(3, 7).await, Err(StoreError::Unproven)), "another entry");
    assert!(matches!(attach(2, 9).await, Err(StoreError::Changed)), "nothing came");
    attach(2, 7).await.unwrap();
    assert!(matches!(attach(2, 7).await, Err(StoreError::Changed)), "once");
    assert_eq!((rows(&house), chunk(2)), ([1, 3, 0], Some(vec![7; 10])));
    // What has a row is not discarded, whoever says that it is on its way.
    drop(store);
    house
        .outside()
        .execute("INSERT INTO staged_attachments SELECT database_id, attachment_id, 0 FROM attachments", [])
        .unwrap();
    let store = house.open();
    store.write(|w| attachments::discard_all(w).map(|count| assert_eq!(count, 1))).await.unwrap();
    assert_eq!(rows(&house), [1, 3, 0]);
    store.open_content(db.id, db.keys.clone(), |_, _| Ok(())).await.unwrap();
    let change = proof(&store, &db, 2, Permission::ModifyEntries).await;
    let other = proof(&store, &db, 3, Permission::ModifyEntries).await;
    let remove = |proof: Granted, object: u8| {
        store.write(move |w| attachments::remove(w, &proof, object_id(object), row(7).id))
    };
    assert!(matches!(remove(other, 2).await, Err(StoreError::Unproven)));
    assert!(!remove(other, 3).await.unwrap(), "of another entry");
    assert!(remove(change, 2).await.unwrap());
    assert!(!remove(change, 2).await.unwrap());
    assert_eq!(rows(&house), [0, 0, 0]);
    drop(store);
    house.open().open_content(db.id, db.keys.clone(), |_, _| Ok(())).await.unwrap();
}

// attack: R7
#[tokio::test]
async fn what_broke_off_is_put_away() {
    let (house, store, db) = world().await;
    let change = proof(&store, &db, 2, Permission::ModifyEntries).await;
    for n in [7, 8] {
        stage(&store, change, n, 0, 3).await.unwrap();
    }
    let id = db.id;
    store.write(move |w| attachments::discard(w, id, row(7).id)).await.unwrap();
    assert_eq!(rows(&house), [0, 3, 1]);
    assert!(
        matches!(stage(&store, change, 7, 3, 1).await, Err(StoreError::Changed)),
        "it does not come back"
    );
    drop(store);
    let store = house.open();
    store.write(|w| attachments::discard_all(w).map(|count| assert_eq!(count, 1))).await.unwrap();
    assert_eq!(rows(&house), [0, 0, 0]);
}

#[tokio::test]
async fn a_right_that_went_while_chunks_came_attaches_nothing() {
    let (house, store, db) = world().await;
    let change = proof(&store, &db, 2, Permission::ModifyEntries).await;
    stage(&store, change, 7, 0, 1).await.unwrap();
    let id = db.id;
    store.write(move |w| w.raise(id, Raises::Rules).map(|_| ())).await.unwrap();
    let told = store.write(move |w| attachments::attach(w, &change, object_id(2), &row(7), None)).await;
    assert!(matches!(told, Err(StoreError::Stale)), "{told:?}");
    assert_eq!(rows(&house), [0, 1, 1]);
}

// attack: A6, A10
#[tokio::test]
async fn a_copy_needs_the_original_and_the_place() {
    let (house, store, db) = world().await;
    let tree = [folder(1, None), entry(2, Some(1)), entry(3, Some(1))];
    let add = proof(&store, &db, 1, Permission::AddEntries).await;
    let read = proof(&store, &db, 2, Permission::ReadEntries).await;
    let content = |n| sealed(&db, object_id(n), 1, "copy");
    let copy = |addition: Granted, reading: Granted, of: u8, parent: Option<u8>| {
        let (place, sealed) = (entry(of, parent), content(of));
        store.write(move |w| -> Result<(), StoreError> {
            Copying::begin(w, &addition)?.object(w, &reading, &place, &sealed, None)
        })
    };
    assert_eq!(read.target(), Target::Object(object_id(2)));
    let told = copy(add, read, 4, Some(1)).await;
    assert!(matches!(told, Err(StoreError::Unproven)), "reading that may rest on a seal: {told:?}");
    let outgoing = crate::world::outgoing(&store, &db, &tree, 2).await;
    assert!(matches!(copy(read, outgoing, 4, Some(1)).await, Err(StoreError::Unproven)), "no right to add");
    assert!(matches!(copy(add, outgoing, 4, None).await, Err(StoreError::Unproven)), "another folder");
    assert!(matches!(copy(add, outgoing, 4, Some(3)).await, Err(StoreError::Unproven)));
    copy(add, outgoing, 4, Some(1)).await.unwrap();
    let foreign = store.write(move |w| -> Result<(), StoreError> {
        Copying::begin(w, &add)?.attachment(w, object_id(2), &row(7), None)
    });
    assert!(matches!(foreign.await, Err(StoreError::Unproven)), "that is no copy of this transaction");
    let id = db.id;
    store.write(move |w| w.raise(id, Raises::Rules).map(|_| ())).await.unwrap();
    assert!(matches!(copy(add, outgoing, 5, Some(1)).await, Err(StoreError::Stale)));
    drop(store);
    house.open().open_content(db.id, db.keys.clone(), |_, _| Ok(())).await.unwrap();
}
