//! Requests that are sent again under one key.

use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn sent_again_a_request_is_answered_again_and_done_once() {
    let world = World::plain().await;
    let key = [("Idempotency-Key", "one")];
    let body = json!({"name": "Sales"});
    let first = world.api(&world.token, "POST /groups", &key, body.clone()).await;
    assert_eq!(first.status(), 201, "{}", first.0);
    let again = world.api(&world.token, "POST /groups", &key, body.clone()).await;
    assert_eq!((again.status(), again.body()), (201, first.body()));
    for header in ["etag", "location", "content-type"] {
        assert_eq!(again.header(header), first.header(header), "{header}");
    }
    let other = world.api(&world.token, "POST /groups", &key, json!({"name": "Other"})).await;
    assert_eq!((other.status(), other.code().as_str()), (409, "idempotency_conflict"));
    let elsewhere = world.api(&world.token, "POST /users", &key, body).await;
    assert_eq!((elsewhere.status(), elsewhere.code().as_str()), (409, "idempotency_conflict"));
    let groups = world.root("GET /groups", Value::Null).await.json();
    assert_eq!(groups["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_did_nothing_can_be_tried_again() {
    let world = World::plain().await;
    let key = [("Idempotency-Key", "two")];
    let body = json!({"name": "Sales"});
    let first = world.root("POST /groups", body.clone()).await.json();
    let taken = world.api(&world.token, "POST /groups", &key, body.clone()).await;
    assert_eq!(taken.status(), 409);
    let path = format!("DELETE /groups/{}", first["id"].as_str().unwrap());
    assert_eq!(world.api(&world.token, &path, &[("If-Match", "*")], Value::Null).await.status(), 204);
    assert_eq!(world.api(&world.token, "POST /groups", &key, body).await.status(), 201);
}

#[tokio::test]
async fn a_key_is_its_callers_own() {
    let world = World::plain().await;
    world.user("Ann", json!({"roles": ["administrator"]})).await;
    let ann = world.sign_in("Ann").await;
    let key = [("Idempotency-Key", "three")];
    assert_eq!(world.api(&world.token, "POST /groups", &key, json!({"name": "A"})).await.status(), 201);
    assert_eq!(world.api(&ann, "POST /groups", &key, json!({"name": "B"})).await.status(), 201);
    for bad in ["", "a b", "\u{e9}", &"x".repeat(256)] {
        let answer = world.api(&ann, "POST /groups", &[("Idempotency-Key", bad)], json!({"name": "C"})).await;
        assert_eq!((answer.status(), answer.code().as_str()), (400, "invalid_request"), "{bad}");
    }
}

// attack: P5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_same_moment_one_wins() {
    let world = std::sync::Arc::new(World::plain().await);
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let world = std::sync::Arc::clone(&world);
            tokio::spawn(async move {
                let key = [("Idempotency-Key", "four")];
                world.api(&world.token, "POST /groups", &key, json!({"name": "Once"})).await.status()
            })
        })
        .collect();
    let mut made = 0;
    for one in tries {
        let status = one.await.unwrap();
        assert!([201, 409].contains(&status), "{status}");
        made += usize::from(status == 201);
    }
    assert!(made >= 1);
    let groups = world.root("GET /groups", Value::Null).await.json();
    assert_eq!(groups["items"].as_array().unwrap().len(), 1);
}

/// The form of an import with a boundary of one's own choice.
fn form(boundary: &str, name: &str) -> Vec<u8> {
    let file = include_bytes!("../../../formats/tests/fixtures/NewDatabase.kdbx");
    let mut body = Vec::new();
    for (part, value) in
        [("format", &b"kdbx"[..]), ("master_password", b"a"), ("name", name.as_bytes()), ("file", file)]
    {
        let more = if part == "file" { "; filename=\"f\"" } else { "" };
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{part}\"{more}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

#[tokio::test]
async fn an_import_is_known_by_its_parts() {
    let world = World::plain().await;
    let import = async |boundary: &str, name: &str| {
        let (bearer, kind) =
            (format!("Bearer {}", world.token), format!("multipart/form-data; boundary={boundary}"));
        let headers =
            [("Authorization", bearer.as_str()), ("Content-Type", &kind), ("Idempotency-Key", "five")];
        world.ask("POST /api/v1/databases/import", &headers, &form(boundary, name)).await
    };
    let first = import("one", "Imported").await;
    assert_eq!(first.status(), 201, "{}", first.0);
    let again = import("two", "Imported").await;
    assert_eq!((again.status(), again.json()), (201, first.json()), "another boundary is the same form");
    assert_eq!(import("one", "Another").await.code(), "idempotency_conflict");
    let databases = world.root("GET /databases", Value::Null).await.json();
    assert_eq!(databases["items"].as_array().unwrap().len(), 1);
}
