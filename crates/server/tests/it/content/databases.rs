//! Making, listing, opening, closing, changing and deleting databases.

use serde_json::{Value, json};

use super::{NOBODY, any, assigned, database, entry, id};
use crate::world::World;

#[tokio::test]
async fn a_database_lives_and_dies() {
    let world = World::plain().await;
    let made = world.root("POST /databases", json!({"name": "Company", "kind": "standard"})).await;
    let db = id(&made);
    assert_eq!((made.status(), made.header("etag")), (201, Some("\"1\"")));
    assert_eq!(made.header("location"), Some(format!("/api/v1/databases/{db}").as_str()));
    let told = made.json();
    assert_eq!(told["rights"].as_array().unwrap().len(), 16, "whoever makes it has all sixteen");
    assert_eq!(
        (&told["state"], &told["administers"], &told["owner"]),
        (&json!("open"), &json!(true), &Value::Null)
    );
    assert!(told.get("recovery_code").is_none());
    let path = format!("/databases/{db}");
    let bare = world.root(&format!("PATCH {path}"), json!({"name": "Firm"})).await;
    assert_eq!((bare.status(), bare.code().as_str()), (428, "revision_required"));
    let change = format!("PATCH {path}");
    let stale = world.api(&world.token, &change, &[("If-Match", "\"7\"")], json!({"name": "Firm"})).await;
    assert_eq!((stale.status(), &stale.json()["revision"]), (412, &json!(1)));
    let body = json!({"name": "Firm", "description": "All of it"});
    let changed = world.api(&world.token, &change, &[("If-Match", "\"1\"")], body).await;
    assert_eq!((changed.status(), changed.header("etag")), (200, Some("\"2\"")), "{}", changed.0);
    assert_eq!(changed.json()["description"], json!("All of it"));
    let cleared = any(&world, &change, json!({"description": null})).await;
    assert_eq!((&cleared.json()["description"], &cleared.json()["name"]), (&Value::Null, &json!("Firm")));
    assert_eq!(world.root(&format!("DELETE {path}"), Value::Null).await.status(), 428);
    assert_eq!(any(&world, &format!("DELETE {path}"), Value::Null).await.status(), 204);
    assert_eq!(world.root(&format!("GET {path}"), Value::Null).await.status(), 404);
    assert_eq!(any(&world, &format!("DELETE {path}"), Value::Null).await.status(), 404);
}

#[tokio::test]
async fn a_master_password_opens_what_was_closed() {
    let world = World::plain().await;
    let body = json!({"name": "Vault", "kind": "standard", "master_password": "correct horse battery"});
    let db = id(&world.root("POST /databases", body).await);
    let object = entry(&world, &db, None, "Mail", "hunter2").await;
    let path = format!("/databases/{db}");
    let closed = world.root(&format!("POST {path}/close"), Value::Null).await;
    assert_eq!((closed.status(), &closed.json()["state"]), (200, &json!("closed")), "{}", closed.0);
    for line in [
        format!("GET {path}/objects"),
        format!("GET {path}/objects/{object}"),
        format!("GET {path}/objects/{object}/attachments"),
    ] {
        let answer = world.root(&line, Value::Null).await;
        assert_eq!((answer.status(), answer.code().as_str()), (409, "database_closed"), "{line}");
    }
    let reveal =
        world.root(&format!("POST {path}/objects/{object}/reveal"), json!({"purpose": "show"})).await;
    assert_eq!(reveal.code(), "database_closed");
    let wrong = world.root(&format!("POST {path}/open"), json!({"master_password": "hunter2-wrong"})).await;
    assert_eq!((wrong.status(), wrong.code().as_str()), (403, "wrong_master_password"));
    assert!(!wrong.0.contains("hunter2"));
    for body in [json!({}), json!({"master_password": "a", "recovery_code": "b"}), json!({"password": "a"})] {
        assert_eq!(world.root(&format!("POST {path}/open"), body).await.status(), 400);
    }
    let good = json!({"master_password": "correct horse battery"});
    let opened = world.root(&format!("POST {path}/open"), good).await;
    assert_eq!((opened.status(), &opened.json()["state"]), (200, &json!("open")), "{}", opened.0);
    assert_eq!(world.root(&format!("GET {path}/objects"), Value::Null).await.status(), 200);
    let without = database(&world, "Plain").await;
    let refused = world.root(&format!("POST /databases/{without}/close"), Value::Null).await;
    assert_eq!((refused.status(), refused.code().as_str()), (409, "conflict"), "nobody could open it again");
}

#[tokio::test]
async fn private_databases_are_made_for_many_and_seen_by_their_owners() {
    let world = World::plain().await;
    let (ann, bob) = (world.user("Ann", Value::Null).await, world.user("Bob", Value::Null).await);
    let group = id(&world.root("POST /groups", json!({"name": "Sales"})).await);
    let twice = json!({"name": "Own", "owners": [ann, ann]});
    assert_eq!(world.root("POST /databases/private", twice).await.status(), 400);
    assert_eq!(
        world.root("POST /databases/private", json!({"name": "Own", "owners": []})).await.status(),
        400
    );
    let unknown = json!({"name": "Own", "owners": [ann, NOBODY]});
    assert_eq!(world.root("POST /databases/private", unknown).await.status(), 404, "all or none");
    assert_eq!(world.root("GET /databases", Value::Null).await.json()["items"], json!([]));
    let body = json!({"name": "Own", "owners": [ann, bob, group]});
    let made = world.root("POST /databases/private", body).await;
    assert_eq!(made.status(), 201, "{}", made.0);
    let items = made.json()["items"].as_array().unwrap().clone();
    let owners: Vec<_> = items.iter().map(|item| item["owner"]["id"].as_str().unwrap()).collect();
    assert_eq!(owners, [&ann, &bob, &group]);
    assert!(items.iter().all(|item| item.get("recovery_code").is_none()), "only the owner ever sees one");
    let token = world.sign_in("Ann").await;
    let own = world.api(&token, "GET /databases", &[], Value::Null).await.json();
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    let db = own["items"][0]["id"].as_str().unwrap();
    let line = format!("POST /databases/{db}/objects");
    let made = world.api(&token, &line, &[], super::new_entry(None, "Diary", "x")).await;
    let diary = id(&made);
    let reveal = format!("POST /databases/{db}/objects/{diary}/reveal");
    let root = world.root(&reveal, json!({"purpose": "show"})).await;
    assert_eq!(root.status(), 404, "not even the super administrator: {}", root.0);
    let code = world.api(&token, &format!("POST /databases/{db}/recovery-code"), &[], Value::Null).await;
    assert_eq!((code.status(), code.header("cache-control")), (201, Some("no-store")));
    assert!(code.json()["recovery_code"].as_str().unwrap().len() > 20);
    assert_eq!(world.root(&format!("POST /databases/{db}/recovery-code"), Value::Null).await.status(), 409);
    let rules = world.api(&token, &format!("GET /databases/{db}/assignments"), &[], Value::Null).await;
    assert_eq!((rules.status(), rules.code().as_str()), (409, "private_database"));
}

#[tokio::test]
async fn one_s_own_private_database_comes_with_its_recovery_code_once() {
    let world = World::plain().await;
    world.user("Ann", Value::Null).await;
    let token = world.sign_in("Ann").await;
    let body = json!({"name": "Mine", "kind": "private"});
    let made = world.api(&token, "POST /databases", &[], body).await;
    assert_eq!(made.status(), 201, "{}", made.0);
    assert!(made.json()["recovery_code"].is_string());
    let again = world.api(&token, &format!("GET /databases/{}", id(&made)), &[], Value::Null).await;
    assert!(again.json().get("recovery_code").is_none());
    let standard =
        world.api(&token, "POST /databases", &[], json!({"name": "Firm", "kind": "standard"})).await;
    assert_eq!((standard.status(), standard.code().as_str()), (403, "forbidden"));
    let foreign = json!({"name": "Theirs", "kind": "private", "owner": NOBODY});
    assert_eq!(
        world.api(&token, "POST /databases", &[], foreign).await.status(),
        403,
        "whether it exists is not told"
    );
    for body in [
        json!({"name": "X", "kind": "standard", "owner": NOBODY}),
        json!({"name": "X", "kind": "standard", "open_at_start": false}),
        json!({"name": "", "kind": "standard"}),
    ] {
        assert_eq!(world.root("POST /databases", body.clone()).await.status(), 400, "{body}");
    }
}

// attack: I8
#[tokio::test]
async fn a_search_for_sql_finds_what_is_named_so_and_nothing_else() {
    let world = World::plain().await;
    let odd = "x' OR '1'='1";
    database(&world, odd).await;
    database(&world, "Company").await;
    for (q, found) in [
        ("x%27%20OR%20%271%27%3D%271", 1),
        ("%25", 0),
        ("_", 0),
        ("%27%20OR%201%3D1%20--", 0),
        ("%22%3B%20DROP%20TABLE%20databases%3B--", 0),
        ("%00", 0),
        ("COMPANY", 1),
    ] {
        let answer = world.root(&format!("GET /databases?q={q}"), Value::Null).await;
        assert_eq!(answer.status(), 200, "{q}: {}", answer.0);
        assert_eq!(answer.json()["items"].as_array().unwrap().len(), found, "{q}");
    }
    assert_eq!(
        world.root("GET /databases?sort=name", Value::Null).await.status(),
        400,
        "an unknown parameter"
    );
}

#[tokio::test]
async fn databases_come_in_pages_and_only_to_those_who_may() {
    let world = World::plain().await;
    for name in ["c", "a", "b"] {
        database(&world, name).await;
    }
    let first = world.root("GET /databases?limit=2", Value::Null).await.json();
    let names = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&first), ["a", "b"]);
    let next = format!("GET /databases?limit=2&cursor={}", first["next"].as_str().unwrap());
    let second = world.root(&next, Value::Null).await.json();
    assert_eq!((names(&second), &second["next"]), (vec!["c".to_owned()], &Value::Null));
    let db = id(&world.root("POST /databases", json!({"name": "d", "kind": "standard"})).await);
    let (_, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let seen = world.api(&token, "GET /databases", &[], Value::Null).await.json();
    assert_eq!(names(&seen), ["d"]);
    // And what policies enable for everybody who is assigned.
    let rights = ["access_database", "auto_complete", "auto_fill", "accept_from_addons"];
    assert_eq!(seen["items"][0]["rights"], json!(rights));
    assert_eq!(seen["items"][0]["administers"], json!(false));
}
