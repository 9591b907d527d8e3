//! Listing, searching, paging and streaming.

use serde_json::{Value, json};

use super::{NOBODY, assigned, database, entry, folder, rule, titles};
use crate::world::World;

#[tokio::test]
async fn a_tree_is_listed_in_pages_and_as_a_stream() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    entry(&world, &db, Some(&room), "Mail \"quoted\" \u{1f511}", "hunter2").await;
    entry(&world, &db, None, "Web", "hunter3").await;
    let path = format!("GET /databases/{db}/objects");
    assert_eq!(titles(&world.root(&path, Value::Null).await), ["Room", "Web"]);
    let whole = world.root(&format!("{path}?recursive=true"), Value::Null).await;
    let all = ["Room", "Mail \"quoted\" \u{1f511}", "Web"];
    assert_eq!(titles(&whole), all);
    let items = whole.json()["items"].as_array().unwrap().clone();
    assert_eq!(whole.json()["rights_sets"].as_array().unwrap().len(), 1);
    assert_eq!((&items[1]["rights"], &items[1]["parent"]), (&json!(0), &json!(room)));
    assert!(items[1]["modified_at"].is_string() && items[1]["revision"] == json!(1));
    assert!(!whole.0.contains("hunter") && !whole.0.contains("third door"), "{}", whole.0);
    let mut paged = Vec::new();
    let mut cursor = String::new();
    for _ in 0..3 {
        let page = world.root(&format!("{path}?recursive=true&limit=1{cursor}"), Value::Null).await;
        paged.extend(titles(&page));
        match page.json()["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(paged, all);
    let lines = [("Accept", "application/x-ndjson")];
    let stream = world.api(&world.token, &format!("{path}?recursive=true"), &lines, Value::Null).await;
    assert_eq!((stream.status(), stream.header("content-type")), (200, Some("application/x-ndjson")));
    let mut told = stream.body().lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let head = told.next().unwrap();
    assert!(head["cursor"].is_string() && head["rights_sets"][0].as_array().unwrap().len() == 8);
    assert_eq!(told.collect::<Vec<_>>(), items, "the same objects in the same order");
    let mixed = world.api(&world.token, &format!("{path}?limit=1"), &lines, Value::Null).await;
    assert_eq!(mixed.status(), 400, "a stream has no pages");
    for bad in ["limit=0", "limit=1001", "cursor=x", "cursor=", "recursive=yes", "parent=1", "order=title"] {
        assert_eq!(world.root(&format!("{path}?{bad}"), Value::Null).await.status(), 400, "{bad}");
    }
    assert_eq!(world.root(&format!("{path}?parent={NOBODY}"), Value::Null).await.status(), 404);
}

#[tokio::test]
async fn an_empty_database_streams_its_head() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let lines = [("Accept", "application/json;q=0.5, application/x-ndjson")];
    let path = format!("GET /databases/{db}/objects?recursive=true");
    let stream = world.api(&world.token, &path, &lines, Value::Null).await;
    let told: Vec<Value> = stream
        .body()
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(told.len(), 1, "{}", stream.0);
    assert_eq!(told[0]["rights_sets"], json!([]));
    let page = world.root(&path, Value::Null).await.json();
    assert_eq!(page, json!({"items": [], "rights_sets": [], "next": null}));
}

// attack: A4
#[tokio::test]
async fn a_stub_tells_its_name_and_nothing_else() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let body = json!({"kind": "folder", "title": "Outer", "tags": ["stub-tag"], "category": "stub-category",
        "icon": "stub-icon"});
    let outer = super::id(&world.root(&format!("POST /databases/{db}/objects"), body).await);
    let inner = folder(&world, &db, Some(&outer), "Inner").await;
    entry(&world, &db, Some(&outer), "Hidden", "hunter2").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    rule(&world, &db, &inner, &ann, &["read_entries"], "allow").await;
    let list =
        world.api(&token, &format!("GET /databases/{db}/objects?recursive=true"), &[], Value::Null).await;
    assert_eq!(titles(&list), ["Outer", "Inner"]);
    let stub = json!({"id": outer, "parent": null, "kind": "folder", "title": "Outer", "stub": true});
    assert_eq!(list.json()["items"][0], stub);
    let one = world.api(&token, &format!("GET /databases/{db}/objects/{outer}"), &[], Value::Null).await;
    assert_eq!((one.status(), one.header("etag")), (200, None), "{}", one.0);
    assert!(!one.0.contains("stub-"), "{}", one.0);
    for q in ["stub-tag", "stub-category", "Hidden", "B7"] {
        let found = world.api(&token, &format!("GET /databases/{db}/objects?q={q}"), &[], Value::Null).await;
        assert_eq!(titles(&found), Vec::<String>::new(), "{q}");
    }
    let found = world.api(&token, &format!("GET /databases/{db}/objects?q=outer"), &[], Value::Null).await;
    assert_eq!(titles(&found), ["Outer"]);
}

// attack: I8
#[tokio::test]
async fn a_search_takes_its_text_as_it_is() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    for title in ["100%", "a_b", "O'Brien", "x\" OR \"\"=\""] {
        entry(&world, &db, None, title, "hunter2").await;
    }
    let cases = [
        ("%25", vec!["100%"]),
        ("a_b", vec!["a_b"]),
        ("a%25b", vec![]),
        ("%27", vec!["O'Brien"]),
        ("%27%20OR%20%271%27%3D%271", vec![]),
        ("x%22%20OR%20%22%22%3D%22", vec!["x\" OR \"\"=\""]),
        ("%2A", vec![]),
        ("title%3Ax%20NEAR%2F2", vec![]),
        ("%00", vec![]),
        ("hunter2", vec![]),
        ("third%20door", vec![]),
        ("o%27BRIEN", vec!["O'Brien"]),
    ];
    for (q, found) in cases {
        let answer = world.root(&format!("GET /databases/{db}/objects?q={q}"), Value::Null).await;
        assert_eq!(titles(&answer), found, "{q}");
    }
}

#[tokio::test]
async fn a_long_stream_is_whole_and_compressed_where_that_is_wanted() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    for number in 0..300 {
        let title = format!("{number:03} {}", "x".repeat(400));
        folder(&world, &db, None, &title).await;
    }
    let path = format!("GET /databases/{db}/objects?recursive=true");
    let lines = [("Accept", "application/x-ndjson")];
    let plain = world.api(&world.token, &path, &lines, Value::Null).await;
    let length: usize = plain.header("content-length").unwrap().parse().unwrap();
    assert_eq!(length, plain.body().len());
    assert!(length > 128 << 10, "more than one piece");
    let told: Vec<Value> =
        plain.body().lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(told.len(), 300);
    assert!(
        told.iter()
            .enumerate()
            .all(|(at, it)| it["title"].as_str().unwrap().starts_with(&format!("{at:03} ")))
    );
    let both = [("Accept", "application/x-ndjson"), ("Accept-Encoding", "gzip")];
    let small = world.api(&world.token, &path, &both, Value::Null).await;
    assert_eq!(small.header("content-encoding"), Some("gzip"));
}
