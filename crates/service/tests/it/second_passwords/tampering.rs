//! Somebody who can write to the disk, and somebody who can read it.

use rusqlite::Connection;
use strongroom_domain::id::{DatabaseId, ObjectId};
use strongroom_service::{Caller, ServiceError};

use super::{SECOND, password_change};
use crate::world::World;

/// An entry below a covered folder, with a version.
async fn covered(world: &World, root: &Caller) -> (DatabaseId, ObjectId, ObjectId) {
    let database = world.database(root, "Company").await;
    let folder = world.folder(root, database, None, "Bank").await;
    let entry = world.entry(root, database, Some(folder), "Account", "planted-secret-one").await;
    let change = password_change("planted-secret-two");
    world.service.change_object(&world.again(root), database, entry, None, &change).await.unwrap();
    (database, folder, entry)
}

fn column(world: &World, sql: &str) -> Vec<u8> {
    let connection = Connection::open(world.data().join("strongroom.db")).unwrap();
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

// attack: C1, C2
#[tokio::test]
async fn an_old_wrap_a_moved_one_and_a_missing_one_are_noticed() {
    for change in ["old", "swapped", "gone", "key", "holder"] {
        let world = World::new().await;
        let root = world.root().await;
        let (database, folder, entry) = covered(&world, &root).await;
        world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
        let other = world.entry(&root, database, None, "Other", "other").await;
        world.cover(&root, database, Some(other), None, "the other password").await.unwrap();
        let wrap = "SELECT wrapped FROM second_passwords ORDER BY key_id LIMIT 1";
        let old = hex(&column(&world, wrap));
        world.cover(&root, database, Some(folder), Some(SECOND), "a newer password").await.unwrap();
        let folder_is = format!("object_id = x'{}'", hex(&folder.to_bytes()));
        let sql = match change {
            "old" => format!("UPDATE second_passwords SET wrapped = x'{old}' WHERE {folder_is}"),
            "swapped" => format!(
                "UPDATE second_passwords SET (key_id, wrapped) =
                 (SELECT key_id, wrapped FROM second_passwords WHERE NOT {folder_is}) WHERE {folder_is}"
            ),
            "gone" => format!("DELETE FROM second_passwords WHERE {folder_is}"),
            "key" => format!("UPDATE second_passwords SET key_id = x'{}'", "11".repeat(16)),
            _ => format!(
                "UPDATE second_passwords SET object_id = x'{}' WHERE {folder_is}",
                hex(&entry.to_bytes())
            ),
        };
        let world = world.tamper(&sql).await.unwrap();
        let root = world.root().await;
        let refused = world.password(&world.second(&root, SECOND), database, entry).await;
        assert!(matches!(refused, Err(ServiceError::Damaged(_))), "{change}: {refused:?}");
    }
}

// attack: C2
#[tokio::test]
async fn a_ciphertext_from_before_does_not_open_after() {
    let world = World::new().await;
    let root = world.root().await;
    let (database, folder, entry) = covered(&world, &root).await;
    let id = hex(&entry.to_bytes());
    let of = |table: &str| format!("SELECT secret FROM {table} WHERE object_id = x'{id}'");
    let bare = [column(&world, &of("objects")), column(&world, &of("versions"))];
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    let first = [column(&world, &of("objects")), column(&world, &of("versions"))];
    world.uncover(&root, database, Some(folder), Some(SECOND)).await.unwrap();
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    let mut world = world;
    for old in [&bare, &first] {
        let put = |table: &str, secret: &[u8]| {
            format!("UPDATE {table} SET secret = x'{}' WHERE object_id = x'{id}';", hex(secret))
        };
        world = world.tamper(&(put("objects", &old[0]) + &put("versions", &old[1]))).await.unwrap();
        let root = world.root().await;
        for second in [None, Some(SECOND)] {
            let caller = second.map_or_else(|| world.again(&root), |second| world.second(&root, second));
            let present = world.password(&caller, database, entry).await;
            let shown = super::show();
            let version = world.service.reveal_version(&caller, database, entry, 1, &shown).await;
            let damaged = |error: Option<ServiceError>| matches!(error, Some(ServiceError::Damaged(_)));
            let required =
                |error: &Option<ServiceError>| matches!(error, Some(ServiceError::SecondPasswordRequired));
            let (present, version) = (present.err(), version.err());
            if second.is_none() {
                assert!(required(&present) && required(&version));
            } else {
                assert!(damaged(present) && damaged(version));
            }
        }
    }
}

// attack: D1, D6, P8
#[tokio::test]
async fn nothing_in_the_data_folder_tells_what_is_covered_not_even_with_the_data_key() {
    let world = World::new().await;
    let root = world.root().await;
    let (database, folder, entry) = covered(&world, &root).await;
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    let change = password_change("planted-secret-three");
    let caller = world.second(&root, SECOND);
    world.service.change_object(&caller, database, entry, None, &change).await.unwrap();
    assert_eq!(world.password(&caller, database, entry).await.unwrap(), "planted-secret-three");
    for file in std::fs::read_dir(world.data()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for planted in ["planted-secret", SECOND, "Account"] {
            let found = bytes.windows(planted.len()).any(|window| window == planted.as_bytes());
            assert!(!found, "{planted} in {}", path.display());
        }
    }
}

#[tokio::test]
async fn what_stops_it_in_the_midst_leaves_everything_as_it_was() {
    let world = World::new().await;
    let root = world.root().await;
    let (database, folder, entry) = covered(&world, &root).await;
    // A secret that does not open stops it in the midst.
    let id = hex(&entry.to_bytes());
    let sound = column(&world, &format!("SELECT secret FROM versions WHERE object_id = x'{id}'"));
    let mut damaged = sound.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let put =
        |secret: &[u8]| format!("UPDATE versions SET secret = x'{}' WHERE object_id = x'{id}'", hex(secret));
    let world = world.tamper(&put(&damaged)).await.unwrap();
    let root = world.root().await;
    let refused = world.cover(&root, database, Some(folder), None, SECOND).await;
    assert!(matches!(refused, Err(ServiceError::Damaged(_))), "{refused:?}");
    let world = world.tamper(&put(&sound)).await.unwrap();
    let root = world.root().await;
    assert_eq!(world.password(&root, database, entry).await.unwrap(), "planted-secret-two");
    let rows = Connection::open(world.data().join("strongroom.db")).unwrap();
    let count: i64 = rows.query_row("SELECT count(*) FROM second_passwords", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 0);
}
