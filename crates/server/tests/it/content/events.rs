//! The feed of changes and the stream of events over HTTP.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{NOBODY, any, assigned, database, entry, folder, rule};
use crate::world::World;

/// A stream of events of somebody, read as it comes.
struct Events {
    stream: TcpStream,
    text: String,
}

impl Events {
    async fn of(world: &World, token: &str, more: &str) -> Self {
        let mut stream = world.connect().await;
        let head = format!(
            "GET /api/v1/events HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n{more}\r\n",
            world.address
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut events = Self { stream, text: String::new() };
        let hello = events.until("you are followed").await;
        events.text = hello;
        events
    }

    /// Reads until the text is there; what came until then.
    async fn until(&mut self, wanted: &str) -> String {
        let reading = async {
            while !self.text.contains(wanted) {
                let mut bytes = [0; 4_096];
                let read = self.stream.read(&mut bytes).await.unwrap();
                assert_ne!(read, 0, "the stream ended: {}", self.text);
                self.text += &String::from_utf8_lossy(&bytes[..read]);
            }
        };
        let done = tokio::time::timeout(Duration::from_secs(10), reading).await;
        assert!(done.is_ok(), "no {wanted} in {}", self.text);
        std::mem::take(&mut self.text)
    }

    async fn ends(mut self) {
        let mut rest = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(5), self.stream.read_to_end(&mut rest)).await;
        assert!(read.is_ok(), "the stream goes on");
    }
}

// attack: A4, S1
#[tokio::test]
async fn each_hears_of_what_they_see_until_their_session_ends() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (north, south) = (folder(&world, &db, None, "North").await, folder(&world, &db, None, "South").await);
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    rule(&world, &db, &north, &ann, &["read_entries"], "allow").await;
    let mut events = Events::of(&world, &token, "").await;
    let hidden = entry(&world, &db, Some(&south), "S", "2").await;
    let seen = entry(&world, &db, Some(&north), "N", "1").await;
    let heard = events.until(&seen).await;
    assert!(heard.contains("event: object.changed") && !heard.contains(&hidden), "{heard}");
    rule(&world, &db, &north, &ann, &["access_entries"], "deny").await;
    let heard = events.until("\"gone\":[\"").await;
    assert!(heard.contains(&seen) && heard.contains(&north) && !heard.contains(&hidden), "{heard}");
    let disabled = any(&world, &format!("PATCH /users/{ann}"), json!({"enabled": false})).await;
    assert_eq!(disabled.status(), 200);
    events.ends().await;
}

#[tokio::test]
async fn who_comes_back_is_told_where_to_look_and_finds_what_changed() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let first = world.root(&format!("GET /databases/{db}/changes"), Value::Null).await.json();
    assert_eq!((&first["reset"], &first["changed"]), (&json!(true), &json!([])));
    let cursor = first["cursor"].as_str().unwrap().to_owned();
    let made = entry(&world, &db, None, "Mail", "1").await;
    let mut events = Events::of(&world, &world.token, "Last-Event-ID: 7\r\n").await;
    let heard = events.until(&db).await;
    assert!(heard.contains("event: database.changed"), "{heard}");
    let path = format!("GET /databases/{db}/changes?since=");
    let then = world.root(&format!("{path}{cursor}"), Value::Null).await.json();
    assert_eq!(
        (&then["reset"], &then["changed"], &then["gone"]),
        (&json!(false), &json!([made]), &json!([]))
    );
    assert_eq!(world.root(&format!("{path}xyz"), Value::Null).await.status(), 400);
    let unknown = world.root(&format!("GET /databases/{NOBODY}/changes"), Value::Null).await;
    assert_eq!(unknown.status(), 404);
}

/// Who edits is told to those who see the object, and the holder is told who ended it.
// attack: P7, A4
#[tokio::test]
async fn locks_and_the_bin_are_told_as_events_to_those_who_see_them() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (north, south) = (folder(&world, &db, None, "North").await, folder(&world, &db, None, "South").await);
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let (bob, bobs_token) = assigned(&world, &db, "Bob", &["access_database"]).await;
    rule(&world, &db, &north, &ann, &["read_entries", "modify_entries", "delete_entries"], "allow").await;
    rule(&world, &db, &north, &bob, &["access_entries"], "allow").await;
    let (seen, hidden) =
        (entry(&world, &db, Some(&north), "N", "1").await, entry(&world, &db, Some(&south), "S", "2").await);
    let (mut anns, mut bobs) =
        (Events::of(&world, &token, "").await, Events::of(&world, &bobs_token, "").await);
    let lock = |object: &str| format!("/databases/{db}/objects/{object}/lock");
    for (token, object) in [(&world.token, &hidden), (&token, &seen)] {
        let taken = world.api(token, &format!("POST {}", lock(object)), &[], Value::Null).await;
        assert_eq!(taken.status(), 200, "{}", taken.0);
    }
    let heard = bobs.until(&seen).await;
    assert!(heard.contains("event: lock.changed") && heard.contains("\"holder\":\"Ann\""), "{heard}");
    assert!(!heard.contains(&hidden), "{heard}");
    anns.until(&seen).await;
    // A renewal is nothing new; a release by force is, and by whom is for the holder.
    let renewed = world.api(&token, &format!("PUT {}", lock(&seen)), &[], Value::Null).await;
    assert_eq!(renewed.status(), 200);
    let all = world.root("GET /locks", Value::Null).await.json();
    let names: Vec<_> = all["items"].as_array().unwrap().iter().map(|it| it["title"].clone()).collect();
    assert!(names.contains(&json!("N")) && names.contains(&json!("S")), "{all}");
    assert!(all["items"].as_array().unwrap().iter().all(|it| it["database_name"] == "Company"), "{all}");
    let none = world.api(&token, "GET /locks", &[], Value::Null).await;
    assert_eq!((none.status(), &none.json()["items"]), (200, &json!([])), "she administers nothing");
    let forced = world.root(&format!("DELETE {}?force=true", lock(&seen)), Value::Null).await;
    assert_eq!(forced.status(), 204, "{}", forced.0);
    let heard = anns.until("\"released_by\":\"Root\"").await;
    assert!(heard.contains("\"lock\":null"), "{heard}");
    let heard = bobs.until("\"lock\":null").await;
    assert!(heard.contains("\"released_by\":null") && !heard.contains("Root"), "{heard}");
    assert_eq!(heard.matches("event: lock.changed").count(), 1, "{heard}");
    for object in [&hidden, &seen] {
        let deleted = any(&world, &format!("DELETE /databases/{db}/objects/{object}"), Value::Null).await;
        assert_eq!(deleted.status(), 204, "{}", deleted.0);
    }
    let heard = bobs.until(&format!("\"gone\":[\"{seen}\"]")).await;
    assert!(heard.contains("event: bin.changed") && !heard.contains(&hidden), "{heard}");
}

#[tokio::test]
async fn a_notice_is_heard_by_its_person_alone() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "1").await;
    let (ann, of_ann) = assigned(&world, &db, "Ann", &["access_database"]).await;
    while world.service.tell().await.unwrap() {}
    let mut heard = [Events::of(&world, &of_ann, "").await, Events::of(&world, &world.token, "").await];
    let grant = json!({"object": mail, "grantee": ann, "permissions": ["access_entries"]});
    assert_eq!(world.root(&format!("POST /databases/{db}/grants"), grant).await.status(), 201);
    while world.service.tell().await.unwrap() {}
    let [of_ann, of_root] = &mut heard;
    let text = of_ann.until("event: notice.new").await;
    assert!(!text.contains("Mail"), "{text}");
    let noted = world.root(&format!("PATCH /databases/{db}"), json!({"description": "x"})).await;
    assert!(noted.status() < 500);
    entry(&world, &db, None, "Later", "1").await;
    let text = of_root.until("object.changed").await;
    assert!(!text.contains("notice.new"), "{text}");
}
