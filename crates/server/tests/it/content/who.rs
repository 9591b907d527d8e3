//! Who else can open an entry, as its readers are told.

use serde_json::{Value, json};

use super::{NOBODY, assign, assigned, database, entry, folder, id, rule, undated};
use crate::world::World;

async fn told(world: &World, openers: &str) {
    let body = json!({"clipboard_seconds": 20, "openers": openers});
    assert_eq!(world.root("PUT /settings", body).await.status(), 200);
}

#[tokio::test]
async fn a_reader_is_told_how_many_and_who_where_the_settings_say_so() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "read_entries"]).await;
    let bob = world.user("Bob", Value::Null).await;
    let group = id(&world.root("POST /groups", json!({"name": "Directors"})).await);
    world.root(&format!("PUT /groups/{group}/members/{bob}"), Value::Null).await;
    let who = format!("GET /databases/{db}/objects/{mail}/who");
    let asked = async |line: &str| world.api(&token, line, &[], Value::Null).await;
    assert_eq!(asked(&who).await.json(), json!({"count": 2, "items": [], "next": null}));
    assign(&world, &db, &group, &["access_database", "read_entries"]).await;
    assert_eq!(asked(&who).await.json(), json!({"count": 3, "items": [], "next": null}));

    told(&world, "names").await;
    let named = asked(&who).await;
    let root = world.root("GET /auth/session", Value::Null).await.json()["user"]["id"].clone();
    let user = |id: &Value, name: &str| json!({"user": {"id": id, "kind": "user", "name": name}});
    let items = json!([user(&json!(ann), "Ann"), user(&json!(bob), "Bob"), user(&root, "Root")]);
    assert_eq!(
        named.json(),
        json!({"count": 3, "items": items, "next": null}),
        "no rights, no reasons, no groups"
    );
    assert!(!named.0.contains("Directors") && !named.0.contains(&group), "{}", named.0);
    let first = asked(&format!("{who}?limit=2")).await.json();
    assert_eq!((&first["count"], first["items"].as_array().unwrap().len()), (&json!(3), 2));
    let rest = asked(&format!("{who}?limit=2&cursor={}", first["next"].as_str().unwrap())).await.json();
    assert_eq!(rest, json!({"count": 3, "items": [user(&root, "Root")], "next": null}));

    let everything = world.root(&who, Value::Null).await.json();
    assert_eq!(
        (&everything["count"], &everything["items"][1]["because"]["principal"]["name"]),
        (&json!(3), &json!("Directors"))
    );
    assert!(!everything["items"][0]["permissions"].as_array().unwrap().is_empty());
    told(&world, "number").await;
    assert_eq!(asked(&who).await.json()["items"], json!([]), "at once, and not with the next session");
}

/// Only reading tells it: not use alone, not the sight of a folder's name, not a seal that is closed.
// attack: A3
#[tokio::test]
async fn who_does_not_read_is_not_told_even_how_many() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let mail = entry(&world, &db, Some(&room), "Mail", "hunter2").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    rule(&world, &db, &mail, &ann, &["access_entries"], "allow").await;
    for openers in ["number", "names"] {
        told(&world, openers).await;
        for object in [&mail, &room] {
            let line = format!("GET /databases/{db}/objects/{object}/who");
            let refused = world.api(&token, &line, &[], Value::Null).await;
            assert_eq!((refused.status(), refused.code().as_str()), (403, "forbidden"), "{}", refused.0);
            assert_eq!(refused.json()["permission"], json!("read_entries"));
            assert!(!refused.0.contains("count") && !refused.0.contains("Root"), "{}", refused.0);
        }
    }
    rule(&world, &db, &mail, &ann, &["access_entries", "read_entries"], "allow").await;
    let line = format!("GET /databases/{db}/objects/{mail}/who");
    assert_eq!(world.api(&token, &line, &[], Value::Null).await.json()["count"], json!(2));
}

// attack: A4
#[tokio::test]
async fn of_what_is_hidden_nobody_is_told_who_opens_it() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let hidden = entry(&world, &db, Some(&room), "Mail", "hunter2").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let gone = entry(&world, &db, None, "Gone", "hunter2").await;
    rule(&world, &db, &gone, &ann, &["access_entries", "read_entries"], "allow").await;
    super::any(&world, &format!("DELETE /databases/{db}/objects/{gone}"), Value::Null).await;
    let other = database(&world, "Other").await;
    let foreign = entry(&world, &other, None, "Foreign", "hunter2").await;
    for openers in ["number", "names"] {
        told(&world, openers).await;
        let never = format!("GET /databases/{db}/objects/{NOBODY}/who");
        let expected = world.api(&token, &never, &[], Value::Null).await;
        assert_eq!(expected.status(), 404);
        for (database, object) in
            [(&db, &hidden), (&db, &room), (&db, &gone), (&db, &foreign), (&other, &foreign)]
        {
            let line = format!("GET /databases/{database}/objects/{object}/who");
            let answer = world.api(&token, &line, &[], Value::Null).await;
            assert_eq!(undated(&answer), undated(&expected), "{line}");
        }
    }
}

/// A seal keeps people out until they break it, and they count from then on; the reader is told of no seal.
// attack: A4
#[tokio::test]
async fn whom_a_seal_keeps_out_does_not_count_until_it_is_broken() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let (_, ann) = assigned(&world, &db, "Ann", &["access_database", "read_entries"]).await;
    let (bob, bobs) = (world.user("Bob", Value::Null).await, world.sign_in("Bob").await);
    told(&world, "names").await;
    let root = world.root("GET /auth/session", Value::Null).await.json()["user"]["id"].clone();
    let body = json!({"object": mail, "grantee": bob, "permissions": ["read_entries"], "seal": {"approvers": [root]}});
    let grant = id(&world.root(&format!("POST /databases/{db}/grants"), body).await);
    let who = format!("GET /databases/{db}/objects/{mail}/who");
    let seal = |event: &str| format!("POST /databases/{db}/grants/{grant}/seal/{event}");
    let names = async |token: &str| {
        let told = world.api(token, &who, &[], Value::Null).await;
        let told = told.json();
        let items = told["items"].as_array().unwrap();
        let names: Vec<_> =
            items.iter().map(|one| one["user"]["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(told["count"], json!(names.len()));
        names
    };
    let sealed = world.api(&bobs, &who, &[], Value::Null).await;
    assert_eq!((sealed.status(), names(&ann).await), (403, vec!["Ann".to_owned(), "Root".to_owned()]));
    world.api(&bobs, &seal("request"), &[], json!({"reason": "mail is down"})).await;
    world.root(&seal("approve"), Value::Null).await;
    assert_eq!(names(&ann).await.len(), 2, "an approval opens nothing yet");
    assert_eq!(world.api(&bobs, &seal("break"), &[], json!({})).await.status(), 200);
    assert_eq!(names(&ann).await, ["Ann", "Bob", "Root"]);
    assert_eq!(names(&bobs).await.len(), 3, "whoever broke it reads, and is told as a reader");
    world.root(&seal("reseal"), Value::Null).await;
    assert_eq!(names(&ann).await, ["Ann", "Root"]);
}

#[tokio::test]
async fn a_private_database_has_its_owner() {
    let world = World::plain().await;
    world.user("Ann", Value::Null).await;
    let token = world.sign_in("Ann").await;
    let made = world.api(&token, "POST /databases", &[], json!({"name": "Ann", "kind": "private"})).await;
    let db = id(&made);
    let objects = format!("POST /databases/{db}/objects");
    let entry = id(&world.api(&token, &objects, &[], super::new_entry(None, "Diary", "x")).await);
    let who = format!("GET /databases/{db}/objects/{entry}/who");
    assert_eq!(
        world.api(&token, &who, &[], Value::Null).await.json(),
        json!({"count": 1, "items": [], "next": null})
    );
    assert_eq!(world.root(&who, Value::Null).await.status(), 404, "whoever keeps it does not open it");
}
