//! Attachments over HTTP: they come from imported files, or are sent.

use std::{fs, path::Path, time::Duration};

use serde_json::{Value, json};

use super::{NOBODY, any, assigned, database, entry, folder, rule, undated};
use crate::world::{Answer, World};
use tokio::io::AsyncWriteExt as _;

// attack: I6
#[tokio::test]
async fn an_attachment_is_a_download_for_those_who_read_its_entry() {
    let world = World::plain().await;
    let (db, object, name, content) = imported(&world).await;
    let path = format!("/databases/{db}/objects/{object}/attachments");
    let list = world.root(&format!("GET {path}"), Value::Null).await.json();
    let found =
        list["items"].as_array().unwrap().iter().find(|it| it["name"] == json!(name)).unwrap().clone();
    assert_eq!(found["size"], json!(content.len()));
    assert!(found["created_at"].is_string());
    let one = format!("{path}/{}", found["id"].as_str().unwrap());
    let got =
        world.api(&world.token, &format!("GET {one}"), &[("Accept-Encoding", "gzip")], Value::Null).await;
    assert_eq!(
        (got.status(), got.header("content-type")),
        (200, Some("application/octet-stream")),
        "{}",
        got.0
    );
    assert_eq!(got.header("content-length"), Some(content.len().to_string().as_str()));
    assert_eq!(got.body(), String::from_utf8_lossy(&content));
    assert!(got.header("content-disposition").unwrap().starts_with("attachment; filename=\""));
    assert!(got.header("content-security-policy").unwrap().contains("sandbox"));
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    assert_eq!((got.header("cache-control"), got.header("content-encoding")), (Some("no-store"), None));
    let head = world.root(&format!("HEAD {one}"), Value::Null).await;
    assert_eq!((head.status(), head.body()), (200, ""));
    let parts = "bytes=0-1,3-4";
    let part = world.api(&world.token, &format!("GET {one}"), &[("Range", parts)], Value::Null).await;
    assert_eq!((part.status(), part.body().len()), (200, got.body().len()), "no several parts");
    let audit =
        world.root(&format!("GET /audit?database={db}&event=attachment_read"), Value::Null).await.json();
    assert_eq!(audit["items"].as_array().unwrap().len(), 3, "each has its record");
    // By way of another entry, another database, or no read right: not there, or not allowed.
    let other = entry(&world, &db, None, "Other", "x").await;
    let id = found["id"].as_str().unwrap();
    let elsewhere = super::database(&world, "Elsewhere").await;
    for wrong in [
        format!("/databases/{db}/objects/{other}/attachments/{id}"),
        format!("/databases/{elsewhere}/objects/{object}/attachments/{id}"),
        format!("/databases/{db}/objects/{object}/attachments/{NOBODY}"),
    ] {
        assert_eq!(world.root(&format!("GET {wrong}"), Value::Null).await.status(), 404, "{wrong}");
    }
    let (ann, token) = super::assigned(&world, &db, "Ann", &["access_database"]).await;
    assert_eq!(world.api(&token, &format!("GET {one}"), &[], Value::Null).await.status(), 404);
    rule(&world, &db, &object, &ann, &["access_entries"], "allow").await;
    for line in [format!("GET {one}"), format!("GET {path}"), format!("HEAD {one}")] {
        assert_eq!(world.api(&token, &line, &[], Value::Null).await.status(), 403, "{line}");
    }
    rule(&world, &db, &object, &ann, &["read_entries"], "allow").await;
    assert_eq!(world.api(&token, &format!("GET {one}"), &[], Value::Null).await.status(), 200);
    assert_eq!(
        any(&world, &format!("DELETE /databases/{db}/objects/{object}"), Value::Null).await.status(),
        204
    );
    assert_eq!(world.root(&format!("GET {one}"), Value::Null).await.status(), 404);
}

/// A file with one entry and its one attachment, imported: the database, the entry, the name and the content.
async fn imported(world: &World) -> (String, String, String, Vec<u8>) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/fixtures/Format400.kdbx");
    let answer = super::import::send_file(world, &fs::read(file).unwrap(), "t").await.json();
    assert_eq!(answer["imported"], json!({"folders": 0, "entries": 1, "attachments": 1}));
    let db = answer["database"]["id"].as_str().unwrap().to_owned();
    let list = world.root(&format!("GET /databases/{db}/objects?recursive=true"), Value::Null).await.json();
    let object = list["items"][0]["id"].as_str().unwrap().to_owned();
    (db, object, "Format400".to_owned(), b"Format400\n".to_vec())
}

/// Sends a file.
async fn send(
    world: &World,
    token: &str,
    path: &str,
    name: &str,
    headers: &[(&str, &str)],
    content: &[u8],
) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut all = vec![
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/octet-stream"),
        ("Strongroom-Name", name),
    ];
    all.extend_from_slice(headers);
    world.ask(&format!("POST /api/v1{path}"), &all, content).await
}

async fn listed(world: &World, path: &str) -> Vec<Value> {
    world.root(&format!("GET {path}"), Value::Null).await.json()["items"].as_array().unwrap().clone()
}

// attack: I6
#[tokio::test]
async fn a_file_is_sent_and_read_in_parts() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "x").await;
    let path = format!("/databases/{db}/objects/{mail}/attachments");
    let content: Vec<u8> = (0..150_000_u32).map(|at| b'a' + u8::try_from(at % 26).unwrap()).collect();
    let sent = send(&world, &world.token, &path, "..%2Fpl%C3%A4n%20%22x%22.svg", &[], &content).await;
    assert_eq!(sent.status(), 201, "{}", sent.0);
    let made = sent.json();
    assert_eq!((&made["name"], &made["size"]), (&json!("../plän \"x\".svg"), &json!(150_000)));
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    assert_eq!(sent.header("location"), Some(format!("/api/v1{one}").as_str()));
    assert_eq!(listed(&world, &path).await, std::slice::from_ref(&made));
    let text = String::from_utf8(content).unwrap();
    let get = async |headers: &[(&str, &str)]| {
        world.api(&world.token, &format!("GET {one}"), headers, Value::Null).await
    };
    let whole = get(&[]).await;
    assert_eq!((whole.status(), whole.body() == text), (200, true));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert!(
        whole.header("content-disposition").unwrap().starts_with("attachment; filename=\"pl_n _x_.svg\"")
    );
    let etag = whole.header("etag").unwrap().to_owned();
    for (range, from, to) in [
        ("bytes=0-9", 0, 10),
        ("bytes=65530-65545", 65_530, 65_546),
        ("bytes=149990-", 149_990, 150_000),
        ("bytes=-5", 149_995, 150_000),
        ("bytes=140000-999999", 140_000, 150_000),
    ] {
        let part = get(&[("Range", range), ("If-Range", etag.as_str())]).await;
        assert_eq!((part.status(), part.body()), (206, &text[from..to]), "{range}");
        let told = format!("bytes {from}-{}/150000", to - 1);
        assert_eq!(part.header("content-range"), Some(told.as_str()));
        assert_eq!(part.header("content-length"), Some((to - from).to_string().as_str()));
    }
    let other = get(&[("Range", "bytes=0-9"), ("If-Range", "\"other\"")]).await;
    assert_eq!((other.status(), other.body().len()), (200, 150_000), "it is another file by now");
    let beyond = get(&[("Range", "bytes=150000-")]).await;
    assert_eq!((beyond.status(), beyond.code().as_str()), (416, "range_not_satisfiable"));
    assert_eq!(beyond.header("content-range"), Some("bytes */150000"));
    let head = world.api(&world.token, &format!("HEAD {one}"), &[("Range", "bytes=0-9")], Value::Null).await;
    assert_eq!((head.status(), head.header("content-length")), (200, Some("150000")));
    assert_eq!(world.root(&format!("DELETE {one}"), Value::Null).await.status(), 204);
    assert_eq!(get(&[]).await.status(), 404);
    assert_eq!(world.root(&format!("DELETE {one}"), Value::Null).await.status(), 404);
    for event in ["attachment_added", "attachment_deleted"] {
        let audit = world.root(&format!("GET /audit?database={db}&event={event}"), Value::Null).await.json();
        assert_eq!(audit["items"].as_array().unwrap().len(), 1, "{event}");
    }
}

#[tokio::test]
async fn a_file_sent_again_under_its_key_is_attached_once() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "x").await;
    let path = format!("/databases/{db}/objects/{mail}/attachments");
    let key = [("Idempotency-Key", "one")];
    let first = send(&world, &world.token, &path, "a", &key, b"content").await;
    let again = send(&world, &world.token, &path, "a", &key, b"content").await;
    assert_eq!((first.status(), again.status()), (201, 201), "{}", again.0);
    assert_eq!((first.json(), first.header("location")), (again.json(), again.header("location")));
    for (name, content) in [("a", &b"other"[..]), ("b", b"content")] {
        let other = send(&world, &world.token, &path, name, &key, content).await;
        assert_eq!(other.code(), "idempotency_conflict", "{}", other.0);
    }
    assert_eq!(listed(&world, &path).await.len(), 1);
    assert_eq!(send(&world, &world.token, &path, "a", &[], b"content").await.status(), 201);
    assert_eq!(listed(&world, &path).await.len(), 2, "without a key it is another file");
}

// attack: R1, A4
#[tokio::test]
async fn what_is_no_good_upload_is_refused_and_leaves_nothing() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (mail, room) = (entry(&world, &db, None, "Mail", "x").await, folder(&world, &db, None, "Room").await);
    let path = format!("/databases/{db}/objects/{mail}/attachments");
    let bearer = format!("Bearer {}", world.token);
    let line = format!("POST /api/v1{path}");
    for (headers, code) in [
        (vec![("Strongroom-Name", "a")], "unsupported_media_type"),
        (vec![("Strongroom-Name", "a"), ("Content-Type", "text/plain")], "unsupported_media_type"),
        (vec![("Content-Type", "application/octet-stream")], "invalid_request"),
        (vec![("Content-Type", "application/octet-stream"), ("Strongroom-Name", "%zz")], "invalid_request"),
        (vec![("Content-Type", "application/octet-stream"), ("Strongroom-Name", "a%00b")], "invalid_request"),
        (
            vec![
                ("Content-Type", "application/octet-stream"),
                ("Strongroom-Name", "a"),
                ("Strongroom-Name", "b"),
            ],
            "invalid_request",
        ),
    ] {
        let mut all = vec![("Authorization", bearer.as_str())];
        all.extend(headers);
        assert_eq!(world.ask(&line, &all, b"x").await.code(), code, "{all:?}");
    }
    // Said to be too large, before a byte of it is read.
    let head = format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: {}\r\nAuthorization: {bearer}\r\nStrongroom-Name: a\r\n\
         Content-Type: application/octet-stream\r\n",
        world.address
    );
    let large = world.raw(format!("{head}Content-Length: 104857601\r\nConnection: close\r\n\r\n")).await;
    let large = Answer(large);
    assert_eq!((large.status(), large.code().as_str()), (413, "too_large"), "{}", large.0);
    assert_eq!(large.json()["limit"], json!(104_857_600));
    // Broken off in the middle.
    let mut connection = world.connect().await;
    connection.write_all(format!("{head}Content-Length: 5000000\r\n\r\n").as_bytes()).await.unwrap();
    connection.write_all(&vec![b'x'; 3_000_000]).await.unwrap();
    connection.shutdown().await.unwrap();
    drop(connection);
    let on_folder = format!("/databases/{db}/objects/{room}/attachments");
    let told = send(&world, &world.token, &on_folder, "a", &[], b"x").await;
    assert_eq!((told.status(), told.code().as_str()), (409, "invalid_target"));
    // Hidden, foreign, deleted and invented: the same bytes.
    let (_, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let at = |db: &str, object: &str| format!("/databases/{db}/objects/{object}/attachments");
    let never = undated(&send(&world, &token, &at(&db, NOBODY), "a", &[], b"x").await);
    assert!(never.starts_with("HTTP/1.1 404"), "{never}");
    let elsewhere = database(&world, "Elsewhere").await;
    let foreign = entry(&world, &elsewhere, None, "Foreign", "x").await;
    for (database, object) in [
        (&db, &mail),
        (&db, &foreign),
        (&elsewhere, &foreign),
        (&elsewhere, &mail),
        (&NOBODY.to_owned(), &mail),
    ] {
        let told = send(&world, &token, &at(database, object), "a", &[], b"x").await;
        assert_eq!(undated(&told), never, "{database} {object}");
    }
    assert_eq!(
        any(&world, &format!("DELETE /databases/{db}/objects/{room}"), Value::Null).await.status(),
        204
    );
    let told = send(&world, &world.token, &at(&db, &room), "a", &[], b"x").await;
    let invented = send(&world, &world.token, &at(&db, NOBODY), "a", &[], b"x").await;
    assert_eq!(undated(&told), undated(&invented));
    assert_eq!(listed(&world, &path).await, Vec::<Value>::new());
    // What broke off is put away as soon as it is noticed.
    for _ in 0..200 {
        if world.staged() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("an upload that broke off is still there");
}
