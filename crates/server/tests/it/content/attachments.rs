//! Attachments over HTTP: they come from imported files.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{NOBODY, any, entry, rule};
use crate::world::World;

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
    let part = world.api(&world.token, &format!("GET {one}"), &[("Range", "bytes=0-1")], Value::Null).await;
    assert_eq!((part.status(), part.body().len()), (200, got.body().len()), "no ranges");
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
