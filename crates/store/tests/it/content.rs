//! Attachments, icons and imported versions.

use strongroom_domain::{id::AttachmentId, rights::Permission};
use strongroom_store::{
    Store, StoreError,
    attachments::{self, AttachmentRow},
    bin, icons, objects,
};

use crate::world::{Db, House, at, entry, granted, import, importer, make_database, object_id, sealed};

fn attachment(n: u8) -> AttachmentRow {
    AttachmentRow { id: AttachmentId::from_bytes([n; 16]), record: vec![n] }
}

async fn world() -> (House, Store, Db) {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    import(&store, &db, &[entry(1, None), entry(2, None)]).await;
    let id = db.id;
    store
        .write(move |w| -> Result<(), StoreError> {
            let chunks = [vec![1; 10], vec![2; 5]];
            attachments::insert_imported(w, &importer(), id, object_id(1), &attachment(7), &chunks)?;
            attachments::insert_imported(w, &importer(), id, object_id(2), &attachment(8), &[vec![3]])?;
            icons::insert_imported(w, &importer(), id, object_id(5), b"icon")
        })
        .await
        .unwrap();
    (house, store, db)
}

// attack: I6, A6
#[tokio::test]
async fn an_attachment_is_read_through_its_own_entry_only() {
    let (_house, store, db) = world().await;
    let tree = [entry(1, None), entry(2, None)];
    let own = granted(&store, &db, &tree, Some(1), Permission::ReadEntries).await;
    let chunk = |proof, object, attachment: u8, number| {
        let id = AttachmentId::from_bytes([attachment; 16]);
        store.read(|q| attachments::chunk(q, &proof, object_id(object), id, number))
    };
    assert_eq!(store.read(|q| attachments::of_object(q, &own, object_id(1))).unwrap(), [attachment(7)]);
    assert_eq!(chunk(own, 1, 7, 0).unwrap(), Some(vec![1; 10]));
    assert_eq!(chunk(own, 1, 7, 1).unwrap(), Some(vec![2; 5]));
    assert_eq!(chunk(own, 1, 7, 2).unwrap(), None);
    assert_eq!(chunk(own, 1, 8, 0).unwrap(), None, "the attachment of another entry");
    assert!(matches!(chunk(own, 2, 8, 0), Err(StoreError::Unproven)));
    let sees = granted(&store, &db, &tree, Some(1), Permission::AccessEntries).await;
    assert!(matches!(chunk(sees, 1, 7, 0), Err(StoreError::Unproven)), "seeing is not reading");
    let listed = store.read(|q| attachments::of_object(q, &sees, object_id(1)));
    assert!(matches!(listed, Err(StoreError::Unproven)));
}

#[tokio::test]
async fn content_of_an_import_is_there_once_and_counted() {
    let (house, store, db) = world().await;
    let id = db.id;
    let again = store
        .write(move |w| attachments::insert_imported(w, &importer(), id, object_id(1), &attachment(7), &[]));
    assert!(matches!(again.await, Err(StoreError::Conflict)));
    let again = store.write(move |w| icons::insert_imported(w, &importer(), id, object_id(5), b"other"));
    assert!(matches!(again.await, Err(StoreError::Conflict)));
    assert_eq!(store.read(|q| icons::get(q, id, object_id(5))).unwrap(), Some(b"icon".to_vec()));
    assert_eq!(store.read(|q| icons::get(q, id, object_id(6))).unwrap(), None);

    let old = sealed(&db, object_id(1), 1, "old");
    let version = |revision| {
        let old = old.clone();
        store.write(move |w| {
            objects::insert_imported_version(w, &importer(), id, object_id(1), revision, &old)
        })
    };
    version(1).await.unwrap();
    assert!(matches!(version(1).await, Err(StoreError::Conflict)));
    drop(store);
    house.open().open_content(id, db.keys.clone(), |_, _| Ok(())).await.unwrap();
}

#[tokio::test]
async fn attachments_go_with_their_entry() {
    let (house, store, db) = world().await;
    let tree = [entry(1, None), entry(2, None)];
    let proof = granted(&store, &db, &tree, Some(1), Permission::DeleteEntries).await;
    let administers = granted(&store, &db, &tree, None, Permission::GrantAdminRights).await;
    store
        .write(move |w| -> Result<(), StoreError> {
            objects::put_into_bin(w, &proof, object_id(1), at(1))?;
            bin::purge(w, &proof, &administers, object_id(1), &[])
        })
        .await
        .unwrap();
    drop(store);
    let outside = house.outside();
    for (table, left) in [("attachments", 1), ("attachment_chunks", 1)] {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(outside.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap(), left, "{table}");
    }
    house.open().open_content(db.id, db.keys.clone(), |_, _| Ok(())).await.unwrap();
}
