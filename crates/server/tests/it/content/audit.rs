//! The audit trail over HTTP.

use serde_json::{Value, json};

use super::{NOBODY, assigned, database, entry};
use crate::world::World;

#[tokio::test]
async fn all_chains_are_read_together_newest_first_and_in_pages() {
    let world = World::plain().await;
    let (one, two) = (database(&world, "One").await, database(&world, "Two").await);
    for (db, title) in [(&one, "a"), (&two, "b"), (&one, "c"), (&two, "d")] {
        entry(&world, db, None, title, "hunter2").await;
    }
    let whole = world.root("GET /audit?limit=1000", Value::Null).await.json();
    let items = whole["items"].as_array().unwrap().clone();
    assert_eq!(whole["next"], Value::Null, "{whole}");
    let instants: Vec<_> = items.iter().map(|it| it["at"].as_str().unwrap().to_owned()).collect();
    assert!(instants.is_sorted_by(|a, b| a >= b), "{instants:?}");
    let of = |db: &Value| items.iter().filter(|it| it["database"] == *db).count();
    assert!(of(&json!(one)) >= 3 && of(&json!(two)) >= 3 && of(&Value::Null) >= 2, "{items:?}");
    assert!(!whole.to_string().contains("hunter2"));
    let mut paged: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world.root(&format!("GET /audit?limit=3{cursor}"), Value::Null).await.json();
        // New records are written meanwhile; they are not on the pages behind the first.
        paged.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let key = |it: &Value| (it["database"].clone(), it["number"].clone());
    let known: Vec<_> = items.iter().map(key).collect();
    let read: Vec<_> = paged.iter().map(key).collect();
    assert_eq!(read, known);
    let created =
        world.root(&format!("GET /audit?database={one}&event=object_created"), Value::Null).await.json();
    assert_eq!(created["items"].as_array().unwrap().len(), 2);
    let record = &created["items"][0];
    assert_eq!(
        (&record["actor_name"], &record["client"], &record["revision"]),
        (&json!("Root"), &json!("api"), &json!(1))
    );
    assert!(
        record["address"].is_string()
            && record["object"].is_string()
            && record["hash"].as_str().unwrap().len() == 64
    );
    for none in [format!("database={NOBODY}"), format!("actor={NOBODY}"), "to=2000-01-01T00:00:00Z".into()] {
        assert_eq!(
            world.root(&format!("GET /audit?{none}"), Value::Null).await.json()["items"],
            json!([]),
            "{none}"
        );
    }
}

// attack: I8
#[tokio::test]
async fn filters_are_data_and_cursors_are_checked() {
    let world = World::plain().await;
    for bad in [
        "event=%27%20OR%201%3D1",
        "event=no_such_event",
        "database=%27%3B%20DROP%20TABLE%20audit",
        "actor=1%20OR%201",
        "object=*",
        "from=yesterday",
        "cursor=x",
        "cursor=%27%20OR%201%3D1",
        "cursor=0_x-1",
        "limit=0",
        "limit=1001",
        "sort=number",
        "event=revealed&event=revealed",
    ] {
        let answer = world.root(&format!("GET /audit?{bad}"), Value::Null).await;
        assert_eq!(
            (answer.status(), answer.code().as_str()),
            (400, "invalid_request"),
            "{bad}: {}",
            answer.0
        );
    }
}

#[tokio::test]
async fn the_audit_is_for_those_who_audit_and_whole() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (_, ann) = assigned(&world, &db, "Ann", &["access_database", "read_entries"]).await;
    world.user("Eve", json!({"roles": ["auditor"]})).await;
    let eve = world.sign_in("Eve").await;
    for path in ["/audit", "/audit/verify"] {
        let refused = world.api(&ann, &format!("GET {path}"), &[], Value::Null).await;
        assert_eq!((refused.status(), refused.code().as_str()), (403, "forbidden"), "{path}");
        assert_eq!(world.api(&eve, &format!("GET {path}"), &[], Value::Null).await.status(), 200, "{path}");
    }
    let found = world.api(&eve, "GET /audit/verify", &[], Value::Null).await.json();
    assert_eq!(found["intact"], json!(true), "{found}");
    assert!(found["records"].as_u64().unwrap() > 5);
    let note = found["head"].as_str().unwrap();
    let (number, hash) = note.split_once(':').unwrap();
    assert!(number.parse::<u64>().unwrap() > 0 && hash.len() == 64, "{note}");
    let again = world.api(&eve, &format!("GET /audit/verify?head={number}%3A{hash}"), &[], Value::Null).await;
    assert_eq!(again.json()["intact"], json!(true), "{}", again.0);
    let next = again.json()["head"].as_str().unwrap().split_once(':').unwrap().0.parse::<u64>().unwrap();
    assert_eq!(next, number.parse::<u64>().unwrap() + 1);
    for (head, number) in [(format!("70:{hash}"), 70), (format!("1:{}", "0".repeat(64)), 1)] {
        let lost = world.api(&eve, &format!("GET /audit/verify?head={head}"), &[], Value::Null).await.json();
        assert_eq!((&lost["intact"], &lost["head"]), (&json!(false), &Value::Null), "{head}");
        assert_eq!(lost["broken"]["number"], json!(number));
        assert!(lost["broken"]["reason"].as_str().unwrap().contains("the tail is missing"), "{lost}");
    }
    let malformed = world.api(&eve, "GET /audit/verify?head=x", &[], Value::Null).await;
    assert_eq!((malformed.status(), malformed.code().as_str()), (400, "invalid_request"));
    assert_eq!(
        world.api(&eve, &format!("GET /databases/{db}/objects"), &[], Value::Null).await.status(),
        404
    );
}

#[tokio::test]
async fn a_refusal_leaves_a_record_in_the_chain_of_its_database() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let reveal = format!("POST /databases/{db}/objects/{mail}/reveal");
    assert_eq!(world.api(&token, &reveal, &[], json!({"purpose": "show"})).await.status(), 404);
    let seen = world.root(&format!("GET /audit?database={db}&event=refused"), Value::Null).await.json();
    let record = &seen["items"][0];
    assert_eq!(record["actor"], json!(ann), "{seen}");
    assert_eq!(record["details"]["call"], json!("POST /api/v1/databases/{db}/objects/{id}/reveal"));
    assert_eq!(record["details"]["refused"], json!("not_found"));
}

// attack: A17
#[tokio::test]
async fn a_change_of_rights_is_taken_back_from_its_record() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "grant_admin_rights"]).await;
    let path = format!("/databases/{db}/assignments/{ann}");
    world.root(&format!("DELETE {path}"), Value::Null).await;
    let found =
        world.root(&format!("GET /audit?database={db}&event=assignment_removed"), Value::Null).await.json();
    let number = found["items"][0]["number"].as_u64().unwrap();
    assert_eq!(found["items"][0]["details"]["rules"], json!([]));
    let body = json!({"database": db, "number": number});
    let told = world.root("POST /audit/revert?dry_run=true", body.clone()).await;
    assert_eq!(told.status(), 200, "{}", told.0);
    assert_eq!(told.json()["people"][0]["user"]["name"], json!("Ann"));
    for (body, status) in [
        (json!({"database": db}), 400),
        (json!({"number": number}), 400),
        (json!({"database": db, "number": -1}), 400),
        (json!({"database": db, "number": 0}), 404),
        (json!({"database": NOBODY, "number": number}), 404),
        (json!({"database": null, "number": 1}), 409),
    ] {
        let refused = world.root("POST /audit/revert", body.clone()).await;
        assert_eq!(refused.status(), status, "{body}: {}", refused.0);
    }
    for line in ["POST /audit/revert", "POST /audit/revert?dry_run=true"] {
        let refused = world.api(&token, line, &[], body.clone()).await;
        let never = world.api(&token, line, &[], json!({"database": NOBODY, "number": 1})).await;
        assert_eq!(refused.status(), 403);
        assert_eq!(super::undated(&refused), super::undated(&never));
    }
    let key = [("Idempotency-Key", "back")];
    let done = world.api(&world.token, "POST /audit/revert", &key, body.clone()).await;
    assert_eq!((done.status(), &done.json()["changed"]), (200, &json!(1)), "{}", done.0);
    let again = world.api(&world.token, "POST /audit/revert", &key, body.clone()).await;
    assert_eq!((again.status(), again.json()), (200, json!({"changed": 1})));
    let set = world.root(&format!("GET /databases/{db}/assignments"), Value::Null).await.json();
    assert!(set["items"].as_array().unwrap().iter().any(|it| it["principal"]["name"] == json!("Ann")));
    let over = world.root("POST /audit/revert", body).await;
    assert_eq!((over.status(), over.code().as_str()), (409, "conflict"));
}
