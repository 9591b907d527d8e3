//! What is at rest: nothing in clear, and nothing put back unnoticed.

use std::fs;

use strongroom_domain::audit::ClientKind;
use strongroom_service::{ServiceError, objects::ObjectChange};

use crate::world::{World, field, login, new_database, new_entry};

const MARKERS: [&str; 12] = [
    "marker-title",
    "marker-user",
    "marker-pass",
    "marker-note",
    "marker-tag",
    "marker-categ",
    "marker-folder",
    "marker-custom",
    "marker-dbname",
    "marker-account",
    "marker-group",
    "marker-full",
];

// attack: C7, D1
#[tokio::test]
async fn no_marker_is_found_in_any_file_of_the_data_folder() {
    let world = World::new().await;
    let root = world.root().await;
    let (database, _) = world.service.create_database(&root, new_database("marker-dbname")).await.unwrap();
    let folder = world.folder(&root, database, None, "marker-folder").await;
    let mut new = new_entry(Some(folder), "marker-title", "marker-pass");
    new.draft.properties.tags = vec!["marker-tag".to_owned()];
    new.draft.properties.category = Some("marker-categ".to_owned());
    new.draft.fields = vec![
        field("username", "marker-user"),
        field("password", "marker-pass"),
        field("notes", "marker-note"),
        field("marker-custom", "x"),
    ];
    let entry = world.service.create_object(&root, database, new).await.unwrap().id;
    let change = ObjectChange { title: Some("marker-title 2".to_owned()), ..ObjectChange::default() };
    world.service.change_object(&world.again(&root), database, entry, None, &change).await.unwrap();
    world.password(&root, database, entry).await.unwrap();
    let mut user = strongroom_service::accounts::users::NewUser::named("marker-account");
    user.full_name = Some("marker-full".to_owned());
    world.service.create_user(&world.again(&root), user).await.unwrap();
    world.group(&root, "marker-group", &[]).await;
    let _ = world.service.sign_in(login("marker-account", "marker-pass", ClientKind::Cli)).await;
    for file in fs::read_dir(world.data()).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for marker in MARKERS {
            let found = bytes.windows(marker.len()).any(|window| window == marker.as_bytes());
            assert!(!found, "{marker} is in {}", path.display());
        }
    }
}

// attack: C1, C2
#[tokio::test]
async fn rows_that_were_swapped_or_put_back_are_noticed() {
    for sql in [
        // The summaries of two entries swapped.
        "CREATE TEMP TABLE t AS SELECT object_id, summary FROM objects;
         UPDATE objects SET summary = (SELECT summary FROM t WHERE t.object_id <> objects.object_id LIMIT 1)",
        // An old revision put back.
        "UPDATE objects SET revision = v.revision, summary = v.summary, secret = v.secret
         FROM versions v WHERE v.object_id = objects.object_id",
        // An entry removed, and one added as a copy.
        "DELETE FROM objects WHERE object_id = (SELECT object_id FROM objects LIMIT 1)",
        "INSERT INTO objects SELECT database_id, randomblob(16), parent_id, kind, inheritance, position, bin_at,
         revision, summary, secret FROM objects LIMIT 1",
        // An entry moved out of its folder, inheritance turned on again, a version dropped.
        "UPDATE objects SET bin_at = NULL, inheritance = 1 - inheritance",
        "DELETE FROM versions",
    ] {
        let world = World::new().await;
        let root = world.root().await;
        let database = world.database(&root, "Company").await;
        let entry = world.entry(&root, database, None, "Mail", "one").await;
        world.entry(&root, database, None, "Web", "two").await;
        let change = ObjectChange { title: Some("Post".to_owned()), ..ObjectChange::default() };
        world.service.change_object(&world.again(&root), database, entry, None, &change).await.unwrap();
        let world = world.tamper(sql).await.unwrap();
        let root = world.root().await;
        let answer = world.password(&root, database, entry).await;
        assert!(matches!(answer, Err(ServiceError::Damaged(_) | ServiceError::NotFound)), "{sql}: {answer:?}");
        assert!(matches!(world.titles(&root, database), Err(ServiceError::Damaged(_))), "{sql}");
    }
}

// attack: C2
#[tokio::test]
async fn rules_and_accounts_changed_behind_the_server_are_noticed() {
    for sql in [
        "UPDATE assignments SET allow = 131071",
        "DELETE FROM assignments",
        "INSERT INTO object_rules SELECT database_id, object_id, 0, (SELECT user_id FROM users LIMIT 1), 2, 0 FROM objects",
    ] {
        let world = World::new().await;
        let root = world.root().await;
        let database = world.database(&root, "Company").await;
        let entry = world.entry(&root, database, None, "Mail", "one").await;
        let world = world.tamper(sql).await.unwrap();
        let root = world.root().await;
        assert!(world.password(&root, database, entry).await.is_err(), "{sql}");
    }
    for sql in [
        "DELETE FROM users WHERE user_id = (SELECT user_id FROM users LIMIT 1)",
        "DELETE FROM credentials",
        "DELETE FROM settings",
        "INSERT INTO group_members VALUES (randomblob(16), randomblob(16))",
    ] {
        let world = World::new().await;
        let root = world.root().await;
        world.user(&root, "ann").await;
        assert!(world.tamper(sql).await.is_err(), "{sql}");
    }
}

// attack: C2
#[tokio::test]
async fn another_server_key_opens_nothing_and_says_so() {
    let world = World::new().await;
    let root = world.root().await;
    world.database(&root, "Company").await;
    drop(root);
    let refused = world.with_another_key().await.err().unwrap().to_string();
    assert!(refused.contains("server key"), "{refused}");
}

#[tokio::test]
async fn a_data_folder_has_one_server() {
    let world = World::new().await;
    let refused = strongroom_store::folder::FolderLock::take(&world.data()).unwrap_err().to_string();
    assert!(refused.contains("is using this data folder"), "{refused}");
}
