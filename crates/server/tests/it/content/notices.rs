//! The inbox over HTTP.

use serde_json::{Value, json};

use super::{NOBODY, any, assigned, database, entry, undated};
use crate::world::World;

async fn tell(world: &World) {
    while world.service.tell().await.unwrap() {}
}

async fn grant(world: &World, db: &str, object: &str, to: &str) -> String {
    let body = json!({"object": object, "grantee": to, "permissions": ["access_entries", "read_entries"]});
    let made = world.root(&format!("POST /databases/{db}/grants"), body).await;
    assert_eq!(made.status(), 201, "{}", made.0);
    made.json()["id"].as_str().unwrap().to_owned()
}

// attack: A4
#[tokio::test]
async fn an_inbox_is_listed_read_and_tells_no_title_that_is_not_seen() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    tell(&world).await;
    let given = grant(&world, &db, &mail, &ann).await;
    tell(&world).await;
    let inbox = world.api(&token, "GET /notices", &[], Value::Null).await;
    assert_eq!(inbox.status(), 200, "{}", inbox.0);
    let inbox = inbox.json();
    let notice = &inbox["items"][0];
    assert_eq!((&inbox["unread"], &inbox["next"]), (&json!(1), &Value::Null));
    assert_eq!((&notice["kind"], &notice["read"]), (&json!("grant_given"), &json!(false)));
    assert_eq!(notice["object"], json!({"id": mail, "name": "Mail"}));
    assert_eq!(notice["actor"]["name"], "Root");
    let revoked = any(&world, &format!("DELETE /databases/{db}/grants/{given}"), Value::Null).await;
    assert_eq!(revoked.status(), 204, "{}", revoked.0);
    let again = world.api(&token, "GET /notices", &[], Value::Null).await;
    assert!(
        !again.0.contains("Mail") && !again.0.contains(&mail) && !again.0.contains(&given),
        "{}",
        again.0
    );
    let all = world.api(&token, "POST /notices/read", &[], json!({"all": true})).await;
    assert_eq!(all.json(), json!({"unread": 0}));
}

// attack: A4
#[tokio::test]
async fn notices_of_others_and_invented_ones_are_answered_alike() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let (ann, of_ann) = assigned(&world, &db, "Ann", &["access_database"]).await;
    world.user("Eve", Value::Null).await;
    let of_eve = world.sign_in("Eve").await;
    tell(&world).await;
    grant(&world, &db, &mail, &ann).await;
    tell(&world).await;
    let inbox = world.api(&of_ann, "GET /notices", &[], Value::Null).await.json();
    let id = inbox["items"][0]["id"].as_str().unwrap();
    let read = |token: String, id: String| {
        let world = &world;
        async move { world.api(&token, "POST /notices/read", &[], json!({"ids": [id]})).await }
    };
    let foreign = read(of_eve.clone(), id.to_owned()).await;
    let invented = read(of_eve.clone(), NOBODY.to_owned()).await;
    assert_eq!(undated(&foreign), undated(&invented));
    assert_eq!(world.api(&of_ann, "GET /notices", &[], Value::Null).await.json()["unread"], 1);
    assert_eq!(read(of_ann.clone(), id.to_owned()).await.json(), json!({"unread": 0}));
    let behind = world.api(&of_eve, "GET /notices?cursor=!", &[], Value::Null).await;
    assert_eq!(behind.status(), 400);
}

// attack: A16
#[tokio::test]
async fn what_is_sent_is_read_strictly() {
    let world = World::plain().await;
    for (line, body) in [
        ("POST /notices/read", json!({})),
        ("POST /notices/read", json!({"all": false})),
        ("POST /notices/read", json!({"all": true, "ids": []})),
        ("POST /notices/read", json!({"all": true, "user": NOBODY})),
        ("POST /notices/read", json!({"ids": ["x"]})),
        ("POST /notices/read", json!({"ids": vec![NOBODY; 1_001]})),
        ("PUT /notices/settings", json!({"mail": ["everything"]})),
        ("PUT /notices/settings", json!({})),
    ] {
        let answer = world.root(line, body.clone()).await;
        assert_eq!((answer.status(), answer.code().as_str()), (400, "invalid_request"), "{line} {body}");
    }
    let default = world.root("GET /notices/settings", Value::Null).await.json();
    assert!(default["mail"].as_array().unwrap().contains(&json!("seal_requested")), "{default}");
    let chosen = json!({"mail": ["grant_given"]});
    assert_eq!(world.root("PUT /notices/settings", chosen.clone()).await.status(), 204);
    assert_eq!(world.root("GET /notices/settings", Value::Null).await.json(), chosen);
}

// attack: A4
#[tokio::test]
async fn subscriptions_of_others_and_invented_ones_are_answered_alike() {
    let world = World::plain().await;
    let made = world.root("POST /subscriptions", json!({"events": ["failed_sign_ins"]})).await;
    assert_eq!((made.status(), made.header("etag")), (201, Some("\"1\"")), "{}", made.0);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    world.user("Ada", json!({"roles": ["administrator"]})).await;
    let ada = world.sign_in("Ada").await;
    for (method, body) in [("GET", Value::Null), ("PATCH", json!({"mail": true})), ("DELETE", Value::Null)] {
        let mut told = Vec::new();
        for id in [id.as_str(), NOBODY, "x"] {
            let line = format!("{method} /subscriptions/{id}");
            let answer = world.api(&ada, &line, &[("If-Match", "*")], body.clone()).await;
            assert_eq!(answer.status(), 404, "{line}");
            told.push(undated(&answer));
        }
        assert!(told.iter().all(|it| *it == told[0]), "{told:?}");
    }
    let path = format!("PATCH /subscriptions/{id}");
    let unnamed = world.root(&path, json!({"mail": true})).await;
    assert_eq!(unnamed.status(), 428);
    let changed = any(&world, &path, json!({"events": ["exports", "seals"]})).await;
    assert_eq!((changed.status(), changed.header("etag")), (200, Some("\"2\"")), "{}", changed.0);
    assert_eq!(changed.json()["events"], json!(["exports", "seals"]));
    for bad in [
        json!({"events": []}),
        json!({"events": ["weather"]}),
        json!({"owner": NOBODY}),
        json!({"inbox": false, "mail": false}),
    ] {
        assert_eq!(any(&world, &path, bad.clone()).await.status(), 400, "{bad}");
    }
    let listed = world.root("GET /subscriptions", Value::Null).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(any(&world, &format!("DELETE /subscriptions/{id}"), Value::Null).await.status(), 204);
    assert_eq!(world.root("POST /webhooks", json!({"url": "https://example.org/"})).await.status(), 400);
}
