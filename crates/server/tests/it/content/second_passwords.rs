//! Second passwords over HTTP.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{any, database, entry, folder, new_entry};
use crate::world::{Answer, World};

const SECOND: &str = "the sécond password";
const HEADER: &str = "Strongroom-Second-Password";

struct Stage {
    world: World,
    db: String,
    room: String,
    mail: String,
}

/// A folder with an entry, below a second password.
async fn stage() -> Stage {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let mail = entry(&world, &db, Some(&room), "Mail", "hunter2").await;
    let path = format!("PUT /databases/{db}/objects/{room}/second_password");
    let set = world.root(&path, json!({"new": SECOND})).await;
    assert_eq!(set.status(), 204, "{}", set.0);
    Stage { world, db, room, mail }
}

impl Stage {
    async fn with(&self, second: &str, line: &str, body: Value) -> Answer {
        let value = URL_SAFE_NO_PAD.encode(second);
        self.world.api(&self.world.token, line, &[(HEADER, &value), ("If-Match", "*")], body).await
    }
}

fn refused(answer: &Answer, code: &str) {
    assert_eq!((answer.status(), answer.code().as_str()), (403, code), "{}", answer.0);
    assert!(
        !answer.0.contains("hunter2") && !answer.0.contains("password the") && !answer.0.contains(SECOND)
    );
}

// attack: P8
#[tokio::test]
async fn reveals_and_changes_below_take_it_in_the_body_or_in_a_header() {
    let stage = stage().await;
    let Stage { world, db, room, mail } = &stage;
    let object = format!("/databases/{db}/objects/{mail}");
    let shown = world.root(&format!("GET {object}"), Value::Null).await.json();
    assert_eq!((&shown["second_password"], &shown["second_password_at"]), (&json!(true), &json!(room)));
    let listed = world.root(&format!("GET /databases/{db}/objects?recursive=true"), Value::Null).await.json();
    let flags: Vec<_> = listed["items"].as_array().unwrap().iter().map(|it| &it["second_password"]).collect();
    assert_eq!(flags, [&json!(true), &json!(true)]);
    let lines = [
        (format!("POST {object}/reveal"), json!({"purpose": "show"})),
        (format!("PATCH {object}"), json!({"title": "Post"})),
        (format!("POST /databases/{db}/objects"), new_entry(Some(room), "New", "new")),
        (format!("POST {object}/history/1/reveal"), json!({"purpose": "copy"})),
        (format!("GET {object}/history/1/compare"), Value::Null),
        (format!("POST {object}/history/1/restore"), Value::Null),
        (format!("PUT {object}/second_password"), json!({"new": "one of its own"})),
    ];
    for (line, body) in lines {
        refused(&any(world, &line, body.clone()).await, "second_password_required");
        refused(&stage.with("wrong", &line, body.clone()).await, "wrong_second_password");
        let done = stage.with(SECOND, &line, body).await;
        assert!((200..300).contains(&done.status()), "{line}: {}", done.0);
    }
    let own = |current: &str| json!({"current": current});
    let line = format!("DELETE {object}/second_password");
    refused(&world.root(&line, Value::Null).await, "second_password_required");
    refused(&world.root(&line, own("one of its own")).await, "second_password_required");
    refused(&stage.with(SECOND, &line, own("wrong")).await, "wrong_second_password");
    assert_eq!(stage.with(SECOND, &line, own("one of its own")).await.status(), 204);
    let body = json!({"purpose": "show", "fields": ["password"], "second_password": SECOND});
    let revealed = world.root(&format!("POST {object}/reveal"), body).await;
    assert_eq!((revealed.status(), &revealed.json()["fields"]["password"]), (200, &json!("hunter2")));
    assert_eq!(revealed.header("cache-control"), Some("no-store"));
    let change = json!({"current": SECOND, "new": "a newer one"});
    let path = format!("/databases/{db}/objects/{room}/second_password");
    assert_eq!(world.root(&format!("PUT {path}"), change).await.status(), 204);
    let removed = world.root(&format!("DELETE {path}"), json!({"current": "a newer one"})).await;
    assert_eq!(removed.status(), 204, "{}", removed.0);
    let shown = world.root(&format!("GET {object}"), Value::Null).await.json();
    assert_eq!((&shown["second_password"], &shown["second_password_at"]), (&json!(false), &Value::Null));
    let audit = world.root(&format!("GET /audit?database={db}&event=second_password_set"), Value::Null).await;
    assert_eq!(audit.json()["items"].as_array().unwrap().len(), 5);
    assert!(!audit.0.contains("newer") && !audit.0.contains(SECOND));
}

#[tokio::test]
async fn a_database_has_one_for_all_of_it() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let path = format!("/databases/{db}/second_password");
    assert_eq!(world.root(&format!("PUT {path}"), json!({"new": SECOND})).await.status(), 204);
    let object = format!("/databases/{db}/objects/{mail}");
    let reveal = format!("POST {object}/reveal");
    refused(&world.root(&reveal, json!({"purpose": "show"})).await, "second_password_required");
    let shown = world.root(&format!("GET {object}"), Value::Null).await.json();
    assert_eq!(shown["second_password_at"], json!(db));
    let body = json!({"purpose": "show", "second_password": SECOND});
    assert_eq!(world.root(&reveal, body).await.status(), 200);
    assert_eq!(world.root(&format!("DELETE {path}"), json!({"current": SECOND})).await.status(), 204);
    assert_eq!(world.root(&reveal, json!({"purpose": "show"})).await.status(), 200);
}

// attack: B1, P8
#[tokio::test]
async fn guesses_are_told_when_to_come_again() {
    let stage = stage().await;
    let reveal = format!("POST /databases/{}/objects/{}/reveal", stage.db, stage.mail);
    let guess = |password: &str| json!({"purpose": "show", "second_password": password});
    let mut bodies = std::collections::BTreeSet::new();
    for number in 0..5 {
        let told = stage.world.root(&reveal, guess(&format!("guess {number}"))).await;
        refused(&told, "wrong_second_password");
        bodies.insert(told.body().to_owned());
    }
    assert_eq!(bodies.len(), 1, "the same for every wrong one");
    let limited = stage.world.root(&reveal, guess(SECOND)).await;
    assert_eq!((limited.status(), limited.code().as_str()), (429, "rate_limited"), "{}", limited.0);
    assert!(limited.header("retry-after").is_some());
}

// attack: A12
#[tokio::test]
async fn malformed_ones_are_refused() {
    let stage = stage().await;
    let Stage { world, db, room, mail } = &stage;
    let reveal = format!("POST /databases/{db}/objects/{mail}/reveal");
    for value in ["!", "c2Vjb25k=", "_w"] {
        let told = world.api(&world.token, &reveal, &[(HEADER, value)], json!({"purpose": "show"})).await;
        assert_eq!((told.status(), told.code().as_str()), (400, "invalid_request"), "{value}");
    }
    let path = format!("PUT /databases/{db}/objects/{room}/second_password");
    for body in [
        json!({}),
        json!({"new": null}),
        json!({"new": 7}),
        json!({"new": "short"}),
        json!({"new": "x".repeat(100_000)}),
        json!({"current": SECOND, "new": "a newer one", "more": 1}),
    ] {
        let told = world.root(&path, body).await;
        assert_eq!((told.status(), told.code().as_str()), (400, "invalid_request"), "{}", told.0);
    }
}
