//! The figures of the server over HTTP.

use serde_json::{Value, json};

use super::{any, assigned, database, entry, folder, id, new_entry, rule};
use crate::world::World;

#[tokio::test]
async fn figures_tell_those_with_a_role_of_room_and_sessions() {
    let world = World::plain().await;
    world.user("Ann", json!({"roles": ["auditor"]})).await;
    world.user("Ben", Value::Null).await;
    let (ann, ben) = (world.sign_in("Ann").await, world.sign_in("Ben").await);
    let again = world.sign_in("Ann").await;
    let refused = world.api(&ben, "GET /server/figures", &[], Value::Null).await;
    assert_eq!((refused.status(), refused.code().as_str()), (403, "forbidden"), "{}", refused.0);
    for token in [&ann, &world.token] {
        let told = world.api(token, "GET /server/figures", &[], Value::Null).await;
        assert_eq!(told.status(), 200, "{}", told.0);
        let told = told.json();
        assert_eq!(told["sessions"], json!({"live": 4, "people": 3}), "{told}");
        let storage = |name: &str| told["storage"][name].as_u64().unwrap();
        assert!(storage("store_bytes") > 10_000, "{told}");
        assert!(storage("disk_bytes") > storage("store_bytes"), "{told}");
        assert!(storage("free_bytes") <= storage("disk_bytes"), "{told}");
        assert_eq!(storage("attachment_bytes"), 0, "{told}");
    }
    assert_eq!(world.api(&again, "POST /auth/logout", &[], Value::Null).await.status(), 204);
    let fewer = world.root("GET /server/figures", Value::Null).await.json();
    assert_eq!(fewer["sessions"], json!({"live": 3, "people": 3}), "{fewer}");
}

#[tokio::test]
async fn figures_count_the_bytes_of_attachments() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let bearer = format!("Bearer {}", world.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/octet-stream"),
        ("Strongroom-Name", "f"),
    ];
    let path = format!("POST /api/v1/databases/{db}/objects/{mail}/attachments");
    let sent = world.ask(&path, &headers, &vec![b'x'; 200_000]).await;
    assert_eq!(sent.status(), 201, "{}", sent.0);
    let told = world.root("GET /server/figures", Value::Null).await.json();
    let bytes = told["storage"]["attachment_bytes"].as_u64().unwrap();
    assert!((200_000..210_000).contains(&bytes), "{told}");
    assert!(told["storage"]["store_bytes"].as_u64().unwrap() > bytes, "{told}");
}

#[tokio::test]
async fn a_database_says_whether_it_has_a_second_password() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (_, ann) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let path = format!("/databases/{db}");
    let told = async |token: &str| {
        let one = world.api(token, &format!("GET {path}"), &[], Value::Null).await.json();
        let all = world.api(token, "GET /databases", &[], Value::Null).await.json();
        assert_eq!(all["items"][0]["second_password"], one["second_password"], "{all}");
        one["second_password"].clone()
    };
    assert_eq!((told(&world.token).await, told(&ann).await), (json!(false), json!(false)));
    let set = world.root(&format!("PUT {path}/second_password"), json!({"new": "a second password"})).await;
    assert_eq!(set.status(), 204, "{}", set.0);
    assert_eq!((told(&world.token).await, told(&ann).await), (json!(true), json!(true)));
    let gone = json!({"current": "a second password"});
    let removed = world.root(&format!("DELETE {path}/second_password"), gone).await;
    assert_eq!(removed.status(), 204, "{}", removed.0);
    assert_eq!(told(&ann).await, json!(false));
}

#[tokio::test]
async fn of_a_private_database_of_others_no_second_password_is_told() {
    let world = World::plain().await;
    let ben = world.user("Ben", Value::Null).await;
    let token = world.sign_in("Ben").await;
    let new = json!({"name": "Ben's", "kind": "private", "owner": ben});
    let made = world.api(&token, "POST /databases", &[], new).await;
    let path = format!("/databases/{}", id(&made));
    let body = json!({"new": "a second password"});
    let set = world.api(&token, &format!("PUT {path}/second_password"), &[], body).await;
    assert_eq!(set.status(), 204, "{}", set.0);
    let own = world.api(&token, &format!("GET {path}"), &[], Value::Null).await.json();
    assert_eq!(own["second_password"], json!(true), "{own}");
    let others = world.root(&format!("GET {path}"), Value::Null).await.json();
    assert_eq!(others["second_password"], Value::Null, "{others}");
}

#[tokio::test]
async fn what_lies_below_a_mark_is_kept_online_also_where_the_folder_is_not_seen() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let top = folder(&world, &db, None, "Top").await;
    let room = folder(&world, &db, Some(&top), "Room").await;
    let mail = entry(&world, &db, Some(&room), "Mail", "hunter2").await;
    let beside = id(&world.root(&format!("POST /databases/{db}/objects"), new_entry(None, "B", "x")).await);
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    for object in [&mail, &beside] {
        rule(&world, &db, object, &ann, &["access_entries"], "allow").await;
    }
    let told = async |token: &str, object: &str| {
        let one = world.api(token, &format!("GET /databases/{db}/objects/{object}"), &[], Value::Null).await;
        (one.json()["online_only"].clone(), one.json()["kept_online"].clone())
    };
    assert_eq!(told(&token, &mail).await, (json!(false), json!(false)));
    let marked =
        any(&world, &format!("PATCH /databases/{db}/objects/{top}"), json!({"online_only": true})).await;
    assert_eq!(marked.status(), 200, "{}", marked.0);
    assert_eq!(told(&token, &mail).await, (json!(false), json!(true)));
    assert_eq!(told(&token, &beside).await, (json!(false), json!(false)));
    assert_eq!(told(&world.token, &top).await, (json!(true), json!(true)));
    let stub =
        world.api(&token, &format!("GET /databases/{db}/objects/{top}"), &[], Value::Null).await.json();
    assert!(stub.get("kept_online").is_none(), "of a folder that is a name only nothing is told: {stub}");
}
