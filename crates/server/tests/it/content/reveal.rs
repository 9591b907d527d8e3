//! Reveals: who is given secrets, and how.

use serde_json::{Value, json};

use super::{any, assigned, database, entry, id};
use crate::world::{PASSWORD, World};

// attack: W2
#[tokio::test]
async fn a_reveal_gives_the_values_and_is_never_stored_or_compressed() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let long = "hunter2 ".repeat(1_000);
    let mail = entry(&world, &db, None, "Mail", &long).await;
    let path = format!("POST /databases/{db}/objects/{mail}/reveal");
    let headers = [("Accept-Encoding", "gzip, br, zstd")];
    let told = world.api(&world.token, &path, &headers, json!({"purpose": "show"})).await;
    assert_eq!((told.status(), told.header("cache-control")), (200, Some("no-store")), "{}", told.0);
    assert_eq!(told.header("content-encoding"), None);
    assert_eq!(told.json()["fields"]["password"], json!(long));
    assert_eq!(told.json()["fields"]["notes"], json!("behind the third door"));
    assert_eq!(told.json()["revision"], json!(1));
    assert!(told.json()["fields"].get("username").is_none(), "what is not secret needs no reveal");
    let named = json!({"purpose": "copy", "fields": ["password"]});
    let one = world.root(&path, named).await.json();
    assert_eq!(one["fields"].as_object().unwrap().len(), 1);
    for body in [
        json!({"purpose": "show", "fields": ["no such field"]}),
        json!({"purpose": "steal"}),
        json!({}),
        json!({"purpose": "show", "extra": 1}),
    ] {
        assert_eq!(world.root(&path, body.clone()).await.status(), 400, "{body}");
    }
    let audit = world.root(&format!("GET /audit?database={db}&event=revealed"), Value::Null).await.json();
    let revealed = audit["items"].as_array().unwrap();
    assert_eq!(revealed.len(), 2, "each has its record, and a refused one none: {audit}");
    assert_eq!(revealed[0]["details"]["purpose"], json!("copy"));
    assert!(!audit.to_string().contains("hunter2"));
}

#[tokio::test]
async fn seeing_is_not_reading() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    super::rule(&world, &db, &mail, &ann, &["access_entries"], "allow").await;
    let path = format!("POST /databases/{db}/objects/{mail}/reveal");
    assert_eq!(
        world.api(&token, &format!("GET /databases/{db}/objects/{mail}"), &[], Value::Null).await.status(),
        200
    );
    for purpose in ["show", "copy", "print"] {
        let refused = world.api(&token, &path, &[], json!({"purpose": purpose})).await;
        assert_eq!((refused.status(), refused.code().as_str()), (403, "forbidden"), "{purpose}");
        assert_eq!(refused.json()["permission"], json!("read_entries"));
        assert!(!refused.0.contains("hunter2"));
    }
    // Filling is for add-ons, whose sessions say so.
    let refused = world.api(&token, &path, &[], json!({"purpose": "fill"})).await;
    assert_eq!(
        (refused.status(), &refused.json()["permission"]),
        (403, &json!("auto_fill")),
        "{}",
        refused.0
    );
    let login = json!({"username": "Ann", "password": PASSWORD, "client": "addon"});
    let addon = world.anonymous("POST /auth/login", login).await.json()["token"].as_str().unwrap().to_owned();
    let filled = world.api(&addon, &path, &[], json!({"purpose": "fill"})).await;
    assert_eq!(filled.status(), 200, "{}", filled.0);
    assert_eq!(filled.json()["fields"], json!({"username": "root", "password": "hunter2"}));
    let notes = json!({"purpose": "fill", "fields": ["notes"]});
    assert_eq!(world.api(&addon, &path, &[], notes).await.status(), 400, "only what is filled in");
}

#[tokio::test]
async fn a_code_is_given_for_use_and_its_secret_for_reading() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let body = json!({"kind": "entry", "title": "Mail",
        "fields": [{"name": "totp", "value": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}]});
    let mail = id(&world.root(&format!("POST /databases/{db}/objects"), body).await);
    let path = format!("POST /databases/{db}/objects/{mail}/reveal");
    let shown = world.root(&path, json!({"purpose": "show"})).await.json();
    assert!(shown["fields"]["totp"].as_str().unwrap().contains("JBSWY3DPEHPK3PXP"));
    let login = json!({"username": "Root", "password": PASSWORD, "client": "agent"});
    let agent = world.anonymous("POST /auth/login", login).await.json()["token"].as_str().unwrap().to_owned();
    let typed = world.api(&agent, &path, &[], json!({"purpose": "type"})).await.json();
    let code = typed["fields"]["totp"].as_str().unwrap();
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{typed}");
}

#[tokio::test]
async fn a_disabled_policy_takes_reading_from_everybody_at_once() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let path = format!("POST /databases/{db}/objects/{mail}/reveal");
    assert_eq!(world.root(&path, json!({"purpose": "show"})).await.status(), 200);
    let mut policies = world.root("GET /policies", Value::Null).await.json();
    policies["permissions"]["read_entries"] = json!("disabled");
    let put = any(&world, "PUT /policies", json!({"permissions": policies["permissions"]})).await;
    assert_eq!(put.status(), 200, "{}", put.0);
    let refused = world.root(&path, json!({"purpose": "show"})).await;
    assert!(matches!(refused.status(), 403 | 404), "{}", refused.0);
    assert!(!refused.0.contains("hunter2"));
}
