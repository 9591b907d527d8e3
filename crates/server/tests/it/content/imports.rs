//! Imports as jobs over HTTP: upload, look, change, run, undo.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    NOBODY, any, assign, assigned, database, entry, folder,
    import::{fixture, form, send_to},
    titles, undated,
};
use crate::world::{Answer, World};

async fn upload(world: &World, token: &str, file: &[u8], settings: &Value, more: &[(&str, &[u8])]) -> Answer {
    let settings = settings.to_string();
    let mut parts: Vec<(&str, &[u8])> = vec![("file", file), ("settings", settings.as_bytes())];
    parts.extend(more);
    send_to(world, token, "/imports", &form(&parts)).await
}

async fn ended(world: &World, token: &str, id: &str) -> Value {
    for _ in 0..2_000 {
        let it = world.api(token, &format!("GET /imports/{id}"), &[], Value::Null).await.json();
        if it["state"] != "running" {
            return it;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it does not end");
}

async fn list(world: &World, token: &str, db: &str) -> Vec<String> {
    let mut found = titles(
        &world.api(token, &format!("GET /databases/{db}/objects?recursive=true"), &[], Value::Null).await,
    );
    found.sort();
    found
}

const TABLE: &str = "folder,title,username,password\nBox/A,One,ann,hunter2\nBox/B,Two,bob,hunter3\n";

#[tokio::test]
async fn a_file_is_looked_at_changed_run_and_undone() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    entry(&world, &db, Some(&room), "One", "x").await;
    let settings = json!({"database": db, "parent": room});
    let answer = upload(&world, &world.token, TABLE.as_bytes(), &settings, &[]).await;
    assert_eq!(answer.status(), 201, "{}", answer.0);
    assert!(!answer.0.contains("hunter2"), "no secret in a preview: {}", answer.0);
    let made = answer.json();
    let id = made["id"].as_str().unwrap();
    assert_eq!(answer.header("location"), Some(format!("/api/v1/imports/{id}").as_str()));
    assert_eq!(
        (&made["state"], &made["format"], &made["parent"]),
        (&json!("ready"), &json!("csv"), &json!(room))
    );
    let preview = &made["preview"];
    assert_eq!(preview["imported"], json!({"folders": 3, "entries": 2, "attachments": 0}));
    assert_eq!(preview["table"]["columns"][1]["samples"], json!(["One", "Two"]));
    assert_eq!(preview["table"]["columns"][3]["samples"], json!([]));
    assert_eq!(list(&world, &world.token, &db).await, ["One", "Room"], "a dry run writes nothing");
    let change = json!({"parent": null, "table": {"columns": ["left_out", "title", "username", "password"]}});
    let changed = world.root(&format!("PATCH /imports/{id}"), change).await.json();
    assert_eq!(
        (&changed["parent"], &changed["settings"]["database"]),
        (&Value::Null, &json!(db)),
        "{changed}"
    );
    assert_eq!(changed["preview"]["imported"]["folders"], 0, "{changed}");
    let run = world.root(&format!("POST /imports/{id}/run"), Value::Null).await;
    assert_eq!(run.status(), 202, "{}", run.0);
    let done = ended(&world, &world.token, id).await;
    assert_eq!((&done["state"], &done["imported"]["entries"]), (&json!("done"), &json!(2)), "{done}");
    assert_eq!(list(&world, &world.token, &db).await, ["One", "One", "Room", "Two"]);
    let again = world.root(&format!("POST /imports/{id}/run"), Value::Null).await;
    assert_eq!(again.status(), 409, "{}", again.0);
    let listed = world.root("GET /imports", Value::Null).await.json();
    assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["id"]), (1, &json!(id)));
    let dry = world.root(&format!("POST /imports/{id}/undo?dry_run=true"), Value::Null).await.json();
    assert_eq!(dry, json!({"removed": 2, "kept": 0}));
    let undone = world.root(&format!("POST /imports/{id}/undo"), Value::Null).await.json();
    assert_eq!((&undone["removed"], undone["at"].is_string()), (&json!(2), true), "{undone}");
    assert_eq!(list(&world, &world.token, &db).await, ["One", "Room"]);
    let twice = world.root(&format!("POST /imports/{id}/undo"), Value::Null).await;
    assert_eq!(twice.status(), 409, "{}", twice.0);
    assert_eq!(ended(&world, &world.token, id).await["state"], "undone");
    let records = world.root(&format!("GET /audit?database={db}"), Value::Null).await.0;
    assert!(records.contains("\"objects_imported\"") && records.contains("\"import_undone\""));
    assert!(!records.contains("hunter"), "no secret on record");
}

#[tokio::test]
async fn the_format_is_told_by_the_content_and_a_new_database_comes_of_it() {
    let world = World::plain().await;
    let file = fixture("NewDatabase.kdbx");
    let settings = json!({"name": "Made"});
    let answer = upload(&world, &world.token, &file, &settings, &[("master_password", b"a")]).await;
    assert_eq!((answer.status(), &answer.json()["format"]), (201, &json!("kdbx")), "{}", answer.0);
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    world.root(&format!("POST /imports/{id}/run"), Value::Null).await;
    let done = ended(&world, &world.token, &id).await;
    let db = done["database"].as_str().unwrap();
    let all = done["imported"]["folders"].as_u64().unwrap() + done["imported"]["entries"].as_u64().unwrap();
    assert_eq!(list(&world, &world.token, db).await.len() as u64, all, "{done}");
    assert_eq!(world.root("GET /databases", Value::Null).await.json()["items"][0]["name"], "Made");
}

#[tokio::test]
async fn a_repeat_under_its_key_uploads_nothing_twice() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let settings = json!({"database": db}).to_string();
    let body = form(&[("file", TABLE.as_bytes()), ("settings", settings.as_bytes())]);
    let bearer = format!("Bearer {}", world.token);
    let kind = format!("multipart/form-data; boundary={}", super::import::BOUNDARY);
    let headers =
        [("Authorization", bearer.as_str()), ("Content-Type", kind.as_str()), ("Idempotency-Key", "k")];
    let first = world.ask("POST /api/v1/imports", &headers, &body).await;
    let second = world.ask("POST /api/v1/imports", &headers, &body).await;
    assert_eq!((first.status(), second.status()), (201, 201), "{}", second.0);
    assert_eq!(first.json()["id"], second.json()["id"]);
    assert_eq!(world.root("GET /imports", Value::Null).await.json()["items"].as_array().unwrap().len(), 1);
}

// attack: I7, A16, D4
#[tokio::test]
async fn a_form_or_change_that_is_not_right_leaves_nothing_waiting() {
    let world = World::forgiving(100_000).await;
    let db = database(&world, "Company").await;
    let good = json!({"database": db});
    let table = TABLE.as_bytes();
    let cases: Vec<(&str, Value, &[u8], u16)> = vec![
        ("no target", json!({}), table, 400),
        ("two targets", json!({"database": db, "name": "x"}), table, 400),
        ("a folder of a new one", json!({"name": "x", "parent": NOBODY}), table, 400),
        ("an unknown member", json!({"database": db, "owner": "hunter2"}), table, 400),
        ("an unknown column", json!({"database": db, "table": {"columns": ["hunter2"]}}), table, 400),
        ("too many columns", json!({"database": db, "table": {"columns": vec!["title"; 5]}}), table, 422),
        ("an unknown encoding", json!({"database": db, "table": {"encoding": "hunter2"}}), table, 400),
        ("a long delimiter", json!({"database": db, "table": {"delimiter": "hunter2"}}), table, 400),
        ("no such file", good.clone(), b"hunter2 is nothing", 422),
        ("an open quote", good.clone(), b"title,password\n\"a,hunter2\n", 422),
        ("no such database", json!({"database": NOBODY}), table, 404),
        ("no such folder", json!({"database": db, "parent": NOBODY}), table, 404),
        ("an empty name", json!({"name": ""}), table, 400),
    ];
    for (what, settings, file, status) in cases {
        let answer = upload(&world, &world.token, file, &settings, &[]).await;
        assert_eq!(answer.status(), status, "{what}: {}", answer.0);
        assert!(!answer.0.contains("hunter2"), "{what}: {}", answer.0);
    }
    let twice = form(&[("file", table), ("file", table), ("settings", b"{}")]);
    assert_eq!(send_to(&world, &world.token, "/imports", &twice).await.status(), 400);
    let name = form(&[("file", table), ("name", b"x")]);
    assert_eq!(send_to(&world, &world.token, "/imports", &name).await.status(), 400);
    assert_eq!(world.root("GET /imports", Value::Null).await.json()["items"], json!([]));
    let made = upload(&world, &world.token, table, &good, &[]).await.json();
    let id = made["id"].as_str().unwrap();
    for (change, status) in [
        (json!({"name": "x", "parent": NOBODY}), 400),
        (json!({"database": NOBODY}), 404),
        (json!({"parent": NOBODY}), 404),
        (json!({"state": "done"}), 400),
        (json!({"duplicates": "hunter2"}), 400),
    ] {
        let answer = any(&world, &format!("PATCH /imports/{id}"), change.clone()).await;
        assert_eq!(answer.status(), status, "{change}: {}", answer.0);
    }
    assert_eq!(world.root(&format!("GET /imports/{id}"), Value::Null).await.json(), made, "it is as it was");
    assert_eq!(any(&world, &format!("DELETE /imports/{id}"), Value::Null).await.status(), 204);
    assert_eq!(world.root("GET /imports", Value::Null).await.json()["items"], json!([]));
}

// attack: A1, A4
#[tokio::test]
async fn a_job_of_others_is_not_there_in_any_shape() {
    let world = World::forgiving(100_000).await;
    let db = database(&world, "Company").await;
    let settings = json!({"database": db});
    let waiting = upload(&world, &world.token, TABLE.as_bytes(), &settings, &[]).await.json();
    let ran = upload(&world, &world.token, TABLE.as_bytes(), &settings, &[]).await.json();
    let (waiting, ran) = (waiting["id"].as_str().unwrap(), ran["id"].as_str().unwrap());
    world.root(&format!("POST /imports/{ran}/run"), Value::Null).await;
    ended(&world, &world.token, ran).await;
    let all = ["access_database", "read_entries", "modify_entries", "add_entries", "delete_entries"];
    let (_, ann) = assigned(&world, &db, "Ann", &all).await;
    for id in [waiting, ran] {
        for (line, body) in [
            ("GET /imports/{}", Value::Null),
            ("PATCH /imports/{}", json!({"duplicates": "skip"})),
            ("DELETE /imports/{}", Value::Null),
            ("POST /imports/{}/run", Value::Null),
            ("POST /imports/{}/undo", Value::Null),
            ("POST /imports/{}/undo?dry_run=true", Value::Null),
        ] {
            let told = world.api(&ann, &line.replace("{}", id), &[], body.clone()).await;
            let never = world.api(&ann, &line.replace("{}", NOBODY), &[], body).await;
            assert_eq!(undated(&told), undated(&never), "{line}");
            assert_eq!(told.status(), 404, "{line}");
        }
    }
    assert_eq!(world.api(&ann, "GET /imports", &[], Value::Null).await.json()["items"], json!([]));
    // Who may import nowhere is told so before anything of the file is taken in, wherever it is to go.
    let hidden = folder(&world, &db, None, "Hidden").await;
    let bob_id = world.user("Bob", Value::Null).await;
    let bob = world.sign_in("Bob").await;
    let into = |db: &str, parent: &str| json!({"database": db, "parent": parent});
    let told = upload(&world, &bob, TABLE.as_bytes(), &into(&db, &hidden), &[]).await;
    let never = upload(&world, &bob, TABLE.as_bytes(), &into(NOBODY, NOBODY), &[]).await;
    assert_eq!(undated(&told), undated(&never));
    assert_eq!(told.status(), 403, "{}", told.0);
    // Into what is hidden from who may import elsewhere: like into what never was.
    let elsewhere = database(&world, "Elsewhere").await;
    assign(&world, &elsewhere, &bob_id, &["access_database", "add_entries"]).await;
    let told = upload(&world, &bob, TABLE.as_bytes(), &into(&db, &hidden), &[]).await;
    let never = upload(&world, &bob, TABLE.as_bytes(), &into(NOBODY, NOBODY), &[]).await;
    assert_eq!(undated(&told), undated(&never));
    assert_eq!(told.status(), 404, "{}", told.0);
    let refused = upload(&world, &bob, TABLE.as_bytes(), &json!({"name": "Mine"}), &[]).await;
    assert_eq!(refused.status(), 403, "{}", refused.0);
}
