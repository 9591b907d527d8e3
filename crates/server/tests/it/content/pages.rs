//! Pages of what is found: whatever happens in between, what did not change itself is told once.

use serde_json::{Value, json};

use super::{NOBODY, any, assign, assigned, database, entry, folder, titles, undated};
use crate::world::{Answer, World};

async fn page(world: &World, token: &str, path: &str, next: Option<&Value>) -> (Vec<String>, Value) {
    let cursor = next.map(|next| format!("&cursor={}", next.as_str().unwrap())).unwrap_or_default();
    let answer = world.api(token, &format!("GET {path}{cursor}"), &[], Value::Null).await;
    (titles(&answer), answer.json()["next"].clone())
}

/// The titles of a page and of all that follow it.
async fn rest(world: &World, token: &str, path: &str, mut next: Value) -> Vec<String> {
    let mut all = Vec::new();
    while !next.is_null() {
        let (told, behind) = page(world, token, path, Some(&next)).await;
        all.extend(told);
        next = behind;
    }
    all
}

fn sorted(mut titles: Vec<String>) -> Vec<String> {
    titles.sort();
    titles
}

async fn doors(world: &World) -> (String, Vec<(String, String)>) {
    let db = database(world, "Company").await;
    let mut doors = Vec::new();
    for number in 0..8 {
        let title = format!("Door {number}");
        doors.push((entry(world, &db, None, &title, "x").await, title));
    }
    (db, doors)
}

#[tokio::test]
async fn what_is_used_or_marked_between_two_pages_is_told_once() {
    let world = World::plain().await;
    let (db, doors) = doors(&world).await;
    let (reader, token) = assigned(&world, &db, "Ann", &["access_database", "read_entries"]).await;
    let all: Vec<String> = doors.iter().map(|(_, title)| title.clone()).collect();
    let path = "/search?q=door&limit=3";
    let (first, next) = page(&world, &token, path, None).await;
    assert_eq!(first, ["Door 7", "Door 6", "Door 5"]);
    // Used and marked: better hits from now on, in lists that begin now.
    let reveal = json!({"purpose": "show"});
    world.api(&token, &format!("POST /databases/{db}/objects/{}/reveal", doors[1].0), &[], reveal).await;
    world
        .api(&token, &format!("PUT /databases/{db}/objects/{}/favourite", doors[0].0), &[], Value::Null)
        .await;
    let (second, behind) = page(&world, &token, path, Some(&next)).await;
    assert_eq!(second, ["Door 4", "Door 3", "Door 2"]);
    let marked = format!("DELETE /databases/{db}/objects/{}/favourite", doors[0].0);
    world.api(&token, &marked, &[], Value::Null).await;
    assert_eq!(rest(&world, &token, path, behind).await, ["Door 1", "Door 0"]);
    // The other way round: what is no favourite any more.
    for (door, _) in &doors[..2] {
        world.api(&token, &format!("PUT /databases/{db}/objects/{door}/favourite"), &[], Value::Null).await;
    }
    let (first, next) = page(&world, &token, "/search?q=door&limit=1", None).await;
    assert_eq!(first, ["Door 1"], "used and marked");
    for (door, _) in &doors[..2] {
        world
            .api(&token, &format!("DELETE /databases/{db}/objects/{door}/favourite"), &[], Value::Null)
            .await;
    }
    let mut told = first;
    told.extend(rest(&world, &token, "/search?q=door&limit=1", next).await);
    assert_eq!(told[1], "Door 0");
    assert_eq!(sorted(told), all);
    // A list that was made with what nobody knows any more is not gone on with as if it were another.
    assert!(!reader.is_empty());
    let (_, next) = page(&world, &token, path, None).await;
    for (door, _) in &doors {
        world.api(&token, &format!("PUT /databases/{db}/objects/{door}/favourite"), &[], Value::Null).await;
        let _ = page(&world, &token, path, None).await;
    }
    let gone = format!("GET {path}&cursor={}", next.as_str().unwrap());
    let gone = world.api(&token, &gone, &[], Value::Null).await;
    assert_eq!((gone.status(), gone.json()["pointer"].clone()), (400, Value::Null), "{}", gone.0);
    assert!(gone.0.contains("search anew"), "{}", gone.0);
}

#[tokio::test]
async fn what_was_found_by_a_misspelling_stays_found_when_more_is_found_without() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    for title in ["Prinetr one", "Printer old", "Printer older"] {
        entry(&world, &db, None, title, "x").await;
    }
    let path = "/search?q=prinetr&limit=1";
    let (first, next) = page(&world, &world.token, path, None).await;
    assert_eq!(first, ["Prinetr one"]);
    for number in 0..6 {
        entry(&world, &db, None, &format!("Prinetr new {number}"), "x").await;
    }
    let told = rest(&world, &world.token, path, next).await;
    let old: Vec<String> = told.into_iter().filter(|title| title.contains("old")).collect();
    assert_eq!(sorted(old), ["Printer old", "Printer older"]);
}

#[tokio::test]
async fn a_page_goes_on_behind_what_went_out_of_sight() {
    let world = World::plain().await;
    let (db, doors) = doors(&world).await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "read_entries"]).await;
    for (door, _) in &doors {
        let (one, reveal) = (format!("/databases/{db}/objects/{door}"), json!({"purpose": "show"}));
        world.api(&token, &format!("PUT {one}/favourite"), &[], Value::Null).await;
        world.api(&token, &format!("POST {one}/reveal"), &[], reveal).await;
    }
    let (favourites, after_favourites) = page(&world, &token, "/favourites?limit=3", None).await;
    let (recent, after_recent) = page(&world, &token, "/recent?limit=3", None).await;
    assert_eq!((&favourites[2], &recent[2]), (&"Door 2".to_owned(), &"Door 5".to_owned()));
    // Hidden, in the bin, and marked no more: the places of both cursors.
    super::rule(&world, &db, &doors[5].0, &ann, &["access_entries"], "deny").await;
    let gone = format!("/databases/{db}/objects/{}", doors[2].0);
    any(&world, &format!("DELETE {gone}"), Value::Null).await;
    let told = rest(&world, &token, "/favourites?limit=3", after_favourites.clone()).await;
    assert_eq!(told, ["Door 3", "Door 4", "Door 6", "Door 7"]);
    let told = rest(&world, &token, "/recent?limit=3", after_recent).await;
    assert_eq!(told, ["Door 4", "Door 3", "Door 1", "Door 0"]);
    world.api(&token, &format!("DELETE {gone}/favourite"), &[], Value::Null).await;
    let told = rest(&world, &token, "/favourites?limit=3", after_favourites).await;
    assert_eq!(told, ["Door 3", "Door 4", "Door 6", "Door 7"]);
}

#[tokio::test]
async fn what_expires_is_paged_past_what_went_out_of_sight() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mut made = Vec::new();
    for year in 0..5 {
        let body = json!({"kind": "entry", "title": format!("E{year}"), "valid_to": format!("201{year}-01-01T00:00:00Z")});
        made.push(super::id(&world.root(&format!("POST /databases/{db}/objects"), body).await));
    }
    let (first, next) = page(&world, &world.token, "/expiring?limit=2", None).await;
    assert_eq!(first, ["E0", "E1"]);
    for gone in [1, 2] {
        any(&world, &format!("DELETE /databases/{db}/objects/{}", made[gone]), Value::Null).await;
    }
    assert_eq!(rest(&world, &world.token, "/expiring?limit=2", next).await, ["E3", "E4"]);
}

// attack: A4
#[tokio::test]
async fn taking_a_favourite_away_is_answered_alike_whatever_it_is() {
    let world = World::plain().await;
    let (db, doors) = doors(&world).await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "read_entries"]).await;
    let other = database(&world, "Other").await;
    let foreign = entry(&world, &other, None, "Foreign", "x").await;
    for (door, _) in &doors[..2] {
        world.api(&token, &format!("PUT /databases/{db}/objects/{door}/favourite"), &[], Value::Null).await;
    }
    super::rule(&world, &db, &doors[0].0, &ann, &["access_entries"], "deny").await;
    super::rule(&world, &db, &doors[2].0, &ann, &["access_entries"], "deny").await;
    let delete = async |db: &str, object: &str| -> Answer {
        world
            .api(&token, &format!("DELETE /databases/{db}/objects/{object}/favourite"), &[], Value::Null)
            .await
    };
    let expected = delete(NOBODY, NOBODY).await;
    assert_eq!(expected.status(), 204, "{}", expected.0);
    for (db, object) in [
        (db.as_str(), doors[0].0.as_str()),
        (&db, &doors[0].0),
        (&db, &doors[2].0),
        (&db, &doors[3].0),
        (&db, NOBODY),
        (&other, &foreign),
        (NOBODY, &doors[1].0),
    ] {
        assert_eq!(undated(&delete(db, object).await), undated(&expected), "{object}");
    }
    // It is one no more, also when it is seen again; and what was named in the wrong database still is one.
    super::rule(&world, &db, &doors[0].0, &ann, &["access_entries"], "allow").await;
    let favourites = world.api(&token, "GET /favourites", &[], Value::Null).await;
    assert_eq!(titles(&favourites), ["Door 1"]);
    // To mark something, it has to be seen.
    for object in [&doors[2].0, NOBODY] {
        let put = format!("PUT /databases/{db}/objects/{object}/favourite");
        assert_eq!(world.api(&token, &put, &[], Value::Null).await.status(), 404);
    }
}

// attack: A4
#[tokio::test]
async fn what_is_seen_by_name_alone_tells_nothing_of_marks() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let outer = folder(&world, &db, None, "Outer").await;
    let inner = folder(&world, &db, Some(&outer), "Inner").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "read_entries"]).await;
    let path = format!("/databases/{db}/objects/{outer}/favourite");
    world.api(&token, &format!("PUT {path}"), &[], Value::Null).await;
    assign(&world, &db, &ann, &["access_database"]).await;
    super::rule(&world, &db, &inner, &ann, &["read_entries"], "allow").await;
    let stub = json!({"id": outer, "parent": null, "kind": "folder", "title": "Outer", "stub": true});
    let list = format!("GET /databases/{db}/objects?recursive=true");
    assert_eq!(world.api(&token, &list, &[], Value::Null).await.json()["items"][0], stub);
    for list in ["GET /search?q=outer", "GET /favourites"] {
        let found = world.api(&token, list, &[], Value::Null).await.json();
        assert_eq!(
            (&found["items"][0]["title"], &found["items"][0]["favourite"]),
            (&json!("Outer"), &Value::Null)
        );
    }
    // The list of one's own marks has it, and it can be taken away.
    assert_eq!(world.api(&token, &format!("DELETE {path}"), &[], Value::Null).await.status(), 204);
    assert_eq!(titles(&world.api(&token, "GET /favourites", &[], Value::Null).await), [""; 0]);
}
