//! Exports over HTTP: a download, recorded, never kept or compressed.

use serde_json::{Value, json};

use super::{NOBODY, any, assigned, database, entry, folder, rule};
use crate::world::World;

// attack: A4, D1
#[tokio::test]
async fn an_export_is_a_download_of_what_the_caller_reads() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let above = folder(&world, &db, None, "Servers").await;
    let mail = entry(&world, &db, Some(&above), "Mail", "=hunter2").await;
    entry(&world, &db, None, "Hidden", "hidden-secret").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "export_entries"]).await;
    rule(&world, &db, &mail, &ann, &["read_entries"], "allow").await;
    let line = format!("POST /databases/{db}/export");
    let zipped = [("Accept-Encoding", "gzip")];
    let got = world.api(&token, &line, &zipped, json!({"format": "json"})).await;
    assert_eq!((got.status(), got.header("content-type")), (200, Some("application/json")), "{}", got.0);
    assert_eq!(got.header("content-disposition"), Some("attachment; filename=\"export.json\""));
    assert_eq!((got.header("cache-control"), got.header("content-encoding")), (Some("no-store"), None));
    assert_eq!((got.header("strongroom-objects"), got.header("strongroom-left-out")), (Some("1"), Some("0")));
    assert_eq!(got.header("content-length"), Some(got.body().len().to_string().as_str()));
    assert!(got.body().contains("=hunter2") && !got.body().contains("Hidden"));
    let objects = got.json()["objects"].as_array().unwrap().clone();
    assert_eq!((&objects[0]["stub"], &objects[1]["id"]), (&json!(true), &json!(mail)));

    let sheet = json!({"format": "csv", "spreadsheet": true, "parent": above});
    let sheet = world.api(&token, &line, &[], sheet).await;
    assert!(sheet.body().contains("\"'=hunter2\""), "{}", sheet.0);
    let kdbx = json!({"format": "kdbx", "password": "a password of its own", "objects": [mail]});
    let kdbx = world.api(&token, &line, &[], kdbx).await;
    assert_eq!(kdbx.status(), 200, "{}", kdbx.0);
    let audit = format!("GET /audit?database={db}&event=object_exported");
    let audit = world.root(&audit, Value::Null).await.json();
    let items = audit["items"].as_array().unwrap();
    assert_eq!(items.len(), 3, "each time the entry and nothing else");
    assert!(items.iter().all(|item| item["object"] == json!(mail) && !item.to_string().contains("hunter2")));
}

// attack: A5, A16
#[tokio::test]
async fn what_can_not_be_exported_is_refused_without_a_record() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let hidden = entry(&world, &db, None, "Hidden", "hidden").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "export_entries"]).await;
    rule(&world, &db, &mail, &ann, &["read_entries"], "allow").await;
    let line = format!("POST /databases/{db}/export");
    for (body, status) in [
        (json!({"format": "json", "objects": [mail, hidden]}), 404),
        (json!({"format": "json", "objects": [mail, NOBODY]}), 404),
        (json!({"format": "json", "parent": hidden}), 404),
        (json!({"format": "archive", "password": "a password of its own"}), 403),
        (json!({"format": "json", "objects": []}), 400),
        (json!({"format": "json", "objects": [mail], "parent": mail}), 400),
        (json!({"format": "json", "password": "a password of its own"}), 400),
        (json!({"format": "kdbx"}), 400),
        (json!({"format": "kdbx", "password": ""}), 400),
        (json!({"format": "json", "spreadsheet": true}), 400),
        (json!({"format": "html"}), 400),
        (json!({"format": "json", "to": "https://elsewhere.example"}), 400),
    ] {
        let answer = world.api(&token, &line, &[], body.clone()).await;
        assert_eq!(answer.status(), status, "{body}: {}", answer.0);
        assert!(!answer.0.contains("of its own"), "{}", answer.0);
    }
    let elsewhere = format!("POST /databases/{NOBODY}/export");
    let elsewhere = world.api(&token, &elsewhere, &[], json!({"format": "json"})).await;
    assert_eq!(elsewhere.status(), 404);
    let audit = format!("GET /audit?database={db}&event=exported");
    assert!(world.root(&audit, Value::Null).await.json()["items"].as_array().unwrap().is_empty());
    any(&world, &format!("DELETE /databases/{db}/objects/{mail}"), Value::Null).await;
    let binned = world.api(&token, &line, &[], json!({"format": "json", "parent": mail})).await;
    assert_eq!(binned.status(), 404, "in the bin");
}
