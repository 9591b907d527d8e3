//! Second passwords and the tree: what is encrypted under a key is what the tree says, whatever moves and whenever the
//! process dies.

use std::{
    io::{BufRead, BufReader, Write as _},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use strongroom_crypto::{
    envelope::{self, RecordKind},
    key::{DataKey, ServerKey},
    second_password,
    wrap::{WrapKind, WrapPlace},
};
use strongroom_domain::{id::ObjectId, rights::Permission};
use strongroom_store::{
    Store, StoreError, bin, databases,
    objects::{self, Place},
    second_passwords::{self, SecondRow},
};

use crate::{
    child,
    survey::{Layer, may_cover, object_key, second_password},
    world::{
        Db, House, at, database_id, entry, folder, granted, granted_below, import, make_database, object_id,
        sealed, sequences,
    },
};

/// A folder (1) with two entries and a folder (3) with one, another folder (5), and an entry (6) at the root.
fn tree() -> [Place; 6] {
    [
        folder(1, None),
        entry(2, Some(1)),
        folder(3, Some(1)),
        entry(4, Some(3)),
        folder(5, None),
        entry(6, None),
    ]
}

async fn world() -> (House, Store, Db) {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    import(&store, &db, &tree()).await;
    (house, store, db)
}

/// Sets a second password on an object that nothing covers.
async fn cover(store: &Store, db: &Db, objects: &[Place], object: u8) -> SecondRow {
    let may = may_cover(store, db, objects, object).await;
    let row = second_password(db, object);
    let mut reseal = Layer { db: db.clone(), key: object_key(db, &row.key, &row.wrapped), uncovers: false };
    let kept = row.clone();
    store.write(move |w| second_passwords::set(w, &may, &row, None, &mut reseal)).await.unwrap();
    kept
}

/// Each secret of an object opens as the tree says that it is covered; gives whether it is.
async fn opens(store: &Store, db: &Db, objects: &[Place], object: u8) -> bool {
    let read = granted(store, db, objects, Some(object), Permission::ReadEntries).await;
    let id = object_id(object);
    let (present, content) = store.read(|q| objects::content(q, &read, id)).unwrap().unwrap();
    let mut all = vec![(present.revision, content)];
    for revision in 1..present.revision {
        let found = store.read(|q| objects::version(q, &read, id, revision)).unwrap();
        all.push((revision, found.unwrap()));
    }
    let holder = holder(store, db, objects, id);
    for (revision, content) in all {
        assert_eq!(content.under, holder.as_ref().map(|row| row.key));
        let (of, id) = (db.id.to_bytes(), id.to_bytes());
        let place = envelope::Place::new(of, id, RecordKind::ObjectSecret, revision);
        let plain = envelope::open(&db.keys.secret, &place, &content.secret.unwrap()).unwrap();
        if let Some(row) = &holder {
            let key = object_key(db, &row.key, &row.wrapped);
            second_password::open(&key, of, id, revision, &plain).unwrap();
        } else {
            assert!(plain.starts_with(b"imported") || plain.starts_with(b"changed"));
        }
    }
    holder.is_some()
}

/// The nearest second password, by a loop of the test's own.
fn holder(store: &Store, db: &Db, objects: &[Place], object: ObjectId) -> Option<SecondRow> {
    let mut at = Some(object);
    while let Some(id) = at {
        let found = store.read(|q| second_passwords::of(q, db.id, Some(id))).unwrap();
        if found.is_some() {
            return found;
        }
        at = objects.iter().find(|it| it.id == id).and_then(|it| it.parent);
    }
    None
}

async fn relocate(
    store: &Store,
    db: &Db,
    objects: &[Place],
    object: u8,
    to: Option<u8>,
) -> Result<(), StoreError> {
    let away = granted(store, db, objects, Some(object), Permission::DeleteEntries).await;
    let there = granted(store, db, objects, to, Permission::AddEntries).await;
    store.write(move |w| objects::relocate(w, &away, &there, object_id(object), 9)).await
}

// attack: A10, P8
#[tokio::test]
async fn what_moves_away_takes_its_second_password_along_and_what_comes_is_encrypted_or_stays() {
    let (_house, store, db) = world().await;
    let mut tree = tree();
    let row = cover(&store, &db, &tree, 1).await;
    for covered in [1, 2, 3, 4] {
        assert!(opens(&store, &db, &tree, covered).await);
    }
    relocate(&store, &db, &tree, 3, Some(5)).await.unwrap();
    tree[2].parent = Some(object_id(5));
    assert!(opens(&store, &db, &tree, 3).await && opens(&store, &db, &tree, 4).await);
    assert!(!opens(&store, &db, &tree, 5).await);
    let taken = store.read(|q| second_passwords::of(q, db.id, Some(object_id(3)))).unwrap().unwrap();
    assert_eq!((taken.key, &taken.wrapped), (row.key, &row.wrapped));
    relocate(&store, &db, &tree, 4, None).await.unwrap();
    tree[3].parent = None;
    assert!(opens(&store, &db, &tree, 4).await);

    let refused = relocate(&store, &db, &tree, 6, Some(1)).await;
    assert!(matches!(refused, Err(StoreError::Covered)));
    assert!(!opens(&store, &db, &tree, 6).await);
    let away = granted(&store, &db, &tree, Some(6), Permission::DeleteEntries).await;
    let there = granted(&store, &db, &tree, Some(1), Permission::AddEntries).await;
    let key = object_key(&db, &row.key, &row.wrapped);
    let mut reseal = Layer { db: db.clone(), key, uncovers: false };
    store
        .write(move |w| objects::relocate_under(w, (&away, &there), object_id(6), 9, row.key, &mut reseal))
        .await
        .unwrap();
    tree[5].parent = Some(object_id(1));
    assert!(opens(&store, &db, &tree, 6).await);
    // The folder goes for good, and its key with it: what left it still opens.
    let administers = granted(&store, &db, &tree, None, Permission::GrantAdminRights).await;
    let (sequence, server) = sequences(&store, db.id).await;
    let whole = granted_below(db.id, &tree, 1, Permission::DeleteEntries, sequence, server);
    store
        .write(move |w| -> Result<(), StoreError> {
            objects::put_into_bin(w, &whole, object_id(1), at(3))?;
            bin::purge(w, &whole, &administers, object_id(1), &[2, 6].map(object_id))
        })
        .await
        .unwrap();
    assert_eq!(store.read(|q| second_passwords::of(q, db.id, Some(object_id(1)))).unwrap(), None);
    assert!(opens(&store, &db, &tree[2..5], 3).await && opens(&store, &db, &tree[2..5], 4).await);
}

#[tokio::test]
async fn what_is_written_is_encrypted_under_what_covers_its_place() {
    let (_house, store, db) = world().await;
    let tree = tree();
    let row = cover(&store, &db, &tree, 1).await;
    let add = granted(&store, &db, &tree, Some(1), Permission::AddEntries).await;
    let change = granted(&store, &db, &tree, Some(2), Permission::ModifyEntries).await;
    let bare = sealed(&db, object_id(9), 1, "bare");
    let content = bare.clone();
    let made = store.write(move |w| objects::insert(w, &add, &entry(9, Some(1)), &content)).await;
    assert!(matches!(made, Err(StoreError::Covered)));
    let content = sealed(&db, object_id(2), 2, "bare");
    let changed = store.write(move |w| objects::replace_content(w, &change, object_id(2), 2, &content)).await;
    assert!(matches!(changed, Err(StoreError::Covered)));
    let root = granted(&store, &db, &tree, None, Permission::AddEntries).await;
    let content = objects::Sealed { under: Some(row.key), ..bare };
    let made = store.write(move |w| objects::insert(w, &root, &entry(9, None), &content)).await;
    assert!(matches!(made, Err(StoreError::Stale)), "nothing covers the root");
}

const ENTRIES: u8 = 200;

/// A folder with many entries.
fn many() -> Vec<Place> {
    std::iter::once(folder(1, None)).chain((2..ENTRIES).map(|n| entry(n, Some(1)))).collect()
}

/// The database of the house, opened.
async fn opened(store: &Store, keys: &ServerKey) -> Db {
    let id = database_id(1);
    let wraps = store.read(|q| databases::wraps_of(q, id)).unwrap();
    let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::ServerKey, 1);
    let key = DataKey::open_wrapped(&keys.subkeys().wrapping, &place, &wraps[0].wrapped).unwrap();
    let db = Db { id, keys: Arc::new(key.subkeys(id.to_bytes())) };
    store.open_content(id, Arc::clone(&db.keys), |_, _| Ok(())).await.unwrap();
    db
}

/// The child: sets and removes the second password of the folder for ever.
async fn set_and_remove_for_ever() {
    let key = ServerKey::from_text(child::told("KEY").as_bytes()).unwrap();
    let store = Store::open(child::told("FOLDER").as_ref(), Arc::new(key.subkeys())).unwrap();
    let (db, objects) = (opened(&store, &key).await, many());
    loop {
        let present = store.read(|q| second_passwords::of(q, db.id, Some(object_id(1)))).unwrap();
        // Said before it is done: the kill comes in the midst of it.
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nbegins").unwrap();
        out.flush().unwrap();
        drop(out);
        match present {
            None => {
                cover(&store, &db, &objects, 1).await;
            }
            Some(row) => {
                let may = may_cover(&store, &db, &objects, 1).await;
                let key = object_key(&db, &row.key, &row.wrapped);
                let mut reseal = Layer { db: db.clone(), key, uncovers: true };
                store
                    .write(move |w| second_passwords::remove(w, &may, &row, None, &mut reseal))
                    .await
                    .unwrap();
            }
        }
    }
}

// reliability design: 1
#[tokio::test]
async fn a_kill_while_all_is_encrypted_anew_leaves_it_under_the_one_key_or_the_other() {
    if child::is_child() {
        return set_and_remove_for_ever().await;
    }
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    let objects = many();
    import(&store, &db, &objects).await;
    drop(store);
    let mut seen = [0, 0];
    for kill in 0..16_u64 {
        let told = [
            ("FOLDER", house.path().to_str().unwrap()),
            ("KEY", &*house.key().to_text()),
            ("CODE", &crate::survey::code_text()),
        ];
        let name =
            "second_passwords::a_kill_while_all_is_encrypted_anew_leaves_it_under_the_one_key_or_the_other";
        let mut child = child::of(name, &told).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let begun =
            lines.by_ref().filter(|line| line.as_deref().unwrap() == "begins").take(1 + kill as usize % 3);
        assert!(begun.count() > 0, "the child works");
        std::thread::sleep(Duration::from_micros(kill * 900));
        child.kill().unwrap();
        child.wait().unwrap();
        let store = house.open();
        store.load_server().await.unwrap();
        let db = opened(&store, house.key()).await;
        let covered = opens(&store, &db, &objects, 1).await;
        for object in 2..ENTRIES {
            assert_eq!(opens(&store, &db, &objects, object).await, covered, "kill {kill}");
        }
        seen[usize::from(covered)] += 1;
    }
    assert!(seen[0] > 0 && seen[1] > 0, "kills met both: {seen:?}");
}
