//! What a caller may not see is answered as if it had never been: the same status, headers and bytes.

use serde_json::{Value, json};

use super::{NOBODY, assigned, database, entry, folder, undated};
use crate::world::World;

/// Every call on an object, with a body that would do.
fn calls(db: &str, object: &str) -> Vec<(String, Value)> {
    let path = format!("/databases/{db}/objects/{object}");
    let (user, many) = (NOBODY, format!("/databases/{db}/objects"));
    let one = json!([{"id": object, "revision": 9}]);
    vec![
        (format!("GET {path}"), Value::Null),
        (format!("HEAD {path}"), Value::Null),
        (format!("PATCH {path}"), json!({"title": "x"})),
        (format!("PATCH {path}"), json!({"fields": [{"name": "password", "value": "x"}]})),
        (format!("DELETE {path}"), Value::Null),
        (format!("POST {path}/move"), json!({"parent": null})),
        (format!("POST /databases/{db}/bin/{object}/restore"), json!({"parent": null})),
        (format!("DELETE /databases/{db}/bin/{object}"), Value::Null),
        (format!("POST {path}/lock"), Value::Null),
        (format!("DELETE {path}/lock"), Value::Null),
        (format!("POST {path}/move?dry_run=true"), json!({"parent": null})),
        (format!("POST {path}/copy"), json!({"parent": null})),
        (format!("POST {path}/copy?dry_run=true"), json!({"parent": null})),
        (format!("POST {path}/copy"), json!({"parent": null, "database": NOBODY})),
        (format!("POST {path}/copy"), json!({"parent": object})),
        (format!("DELETE {path}/attachments/{NOBODY}"), Value::Null),
        (format!("POST {many}/move"), json!({"objects": one, "parent": null})),
        (format!("POST {many}/move?dry_run=true"), json!({"objects": one, "parent": null})),
        (format!("POST {many}/copy"), json!({"objects": one, "parent": null})),
        (format!("POST {many}/copy?dry_run=true"), json!({"objects": one, "parent": object})),
        (format!("POST {many}/delete"), json!({"objects": one})),
        (format!("POST {many}/tag"), json!({"objects": one, "add": ["x"]})),
        (format!("POST {path}/reveal"), json!({"purpose": "show"})),
        (format!("POST {path}/reveal"), json!({"purpose": "fill"})),
        (format!("POST {path}/reveal"), json!({"purpose": "print", "fields": ["password"]})),
        (format!("GET {path}/attachments"), Value::Null),
        (format!("GET {path}/attachments/{NOBODY}"), Value::Null),
        (format!("HEAD {path}/attachments/{NOBODY}"), Value::Null),
        (format!("PUT {path}/favourite"), Value::Null),
        (format!("GET {path}/rules"), Value::Null),
        (format!("PUT {path}/rules/{user}"), json!({"permissions": {"read_entries": "allow"}})),
        (format!("DELETE {path}/rules/{user}"), Value::Null),
        (format!("PUT {path}/inheritance"), json!({"on": true})),
        (format!("PUT {path}/rules/{user}?dry_run=true"), json!({"preset": "reader"})),
        (format!("DELETE {path}/rules/{user}?dry_run=true"), Value::Null),
        (format!("PUT {path}/inheritance?dry_run=true"), json!({"on": false})),
        (
            format!("POST /databases/{db}/rights/preview"),
            json!({"changes": [{"kind": "inheritance", "object": object, "on": false}]}),
        ),
        (
            format!("POST /databases/{db}/rights"),
            json!({"changes": [{"kind": "inheritance", "object": object, "on": false}]}),
        ),
        (
            format!("POST /databases/{db}/rights"),
            json!({"changes": [
                {"kind": "no_assignment", "principal": user},
                {"kind": "rule", "object": object, "principal": user, "permissions": {"read_entries": "allow"}},
            ]}),
        ),
        (
            format!("POST /databases/{db}/rights/preview"),
            json!({"changes": [], "principal": user, "object": object}),
        ),
        (format!("PUT {path}/second_password"), json!({"new": "a second password"})),
        (format!("PUT {path}/second_password"), json!({"current": "x", "new": ""})),
        (format!("DELETE {path}/second_password"), json!({"current": "x"})),
        (format!("DELETE {path}/second_password"), Value::Null),
        (format!("GET {path}/who"), Value::Null),
        (format!("GET /databases/{db}/effective-rights?object={object}"), Value::Null),
        (format!("GET /databases/{db}/effective-rights?object={object}&explain=true"), Value::Null),
        (format!("GET /databases/{db}/objects?parent={object}"), Value::Null),
        (format!("GET /databases/{db}/objects?parent={object}&recursive=true"), Value::Null),
        (format!("POST /databases/{db}/objects"), json!({"parent": object, "kind": "folder", "title": "x"})),
        // What is hidden as the target of what is seen.
        (format!("POST /databases/{db}/objects"), json!({"parent": object, "kind": "entry", "title": ""})),
    ]
}

// attack: A4
#[tokio::test]
async fn a_hidden_object_and_one_that_never_was_are_answered_alike() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let hidden = [room.clone(), entry(&world, &db, Some(&room), "Mail", "hunter2").await];
    let (_, token) = assigned(&world, &db, "Ann", &["access_database", "add_entries"]).await;
    let headers = [
        vec![("If-Match", "*")],
        vec![("If-Match", "\"1\""), ("If-None-Match", "\"1\""), ("Range", "bytes=0-10")],
        vec![("If-Match", "\"9\""), ("If-Modified-Since", "Mon, 01 Jan 2035 00:00:00 GMT")],
    ];
    for hidden in &hidden {
        for ((line, body), (never, same_body)) in calls(&db, hidden).into_iter().zip(calls(&db, NOBODY)) {
            for headers in &headers {
                let told = world.api(&token, &line, headers, body.clone()).await;
                let expected = world.api(&token, &never, headers, same_body.clone()).await;
                assert_eq!(undated(&told), undated(&expected), "{line}");
                assert!(matches!(told.status(), 403 | 404), "{line}: {}", told.0);
                assert!(!told.0.contains("Mail") && !told.0.contains("Room"), "{line}: {}", told.0);
            }
        }
    }
}

// attack: A4
#[tokio::test]
async fn a_database_of_others_is_not_there_in_any_shape() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let object = entry(&world, &db, None, "Mail", "hunter2").await;
    world.user("Ann", Value::Null).await;
    let token = world.sign_in("Ann").await;
    let mut lines = calls(&db, &object);
    let mut never = calls(NOBODY, &object);
    let of_database = |db: &str| {
        vec![
            (format!("GET /databases/{db}"), Value::Null),
            (format!("HEAD /databases/{db}"), Value::Null),
            (format!("PATCH /databases/{db}"), json!({"name": "x"})),
            (format!("PATCH /databases/{db}"), json!({"master_password": "correct horse battery"})),
            (format!("DELETE /databases/{db}"), Value::Null),
            (format!("POST /databases/{db}/open"), json!({"master_password": "x"})),
            (format!("POST /databases/{db}/close"), Value::Null),
            (format!("POST /databases/{db}/recovery-code"), Value::Null),
            (format!("PUT /databases/{db}/second_password"), json!({"new": "a second password"})),
            (format!("DELETE /databases/{db}/second_password"), json!({"current": "x"})),
            (format!("GET /databases/{db}/objects"), Value::Null),
            (format!("GET /databases/{db}/objects?q=mail"), Value::Null),
            (format!("GET /databases/{db}/bin"), Value::Null),
            (format!("DELETE /databases/{db}/bin"), Value::Null),
            (format!("GET /databases/{db}/locks"), Value::Null),
            (format!("GET /databases/{db}/assignments"), Value::Null),
            (format!("PUT /databases/{db}/assignments/{NOBODY}"), json!({})),
            (format!("DELETE /databases/{db}/assignments/{NOBODY}"), Value::Null),
            (format!("PUT /databases/{db}/assignments/{NOBODY}?dry_run=true"), json!({})),
            (format!("DELETE /databases/{db}/assignments/{NOBODY}?dry_run=true"), Value::Null),
            (format!("GET /databases/{db}/reach?principal={NOBODY}"), Value::Null),
            (format!("POST /databases/{db}/rights/preview"), json!({"changes": []})),
            (format!("POST /databases/{db}/rights"), json!({"changes": []})),
            (format!("GET /databases/{db}/effective-rights?group={NOBODY}"), Value::Null),
            (format!("GET /databases/{db}/effective-rights"), Value::Null),
        ]
    };
    lines.extend(of_database(&db));
    never.extend(of_database(NOBODY));
    for ((line, body), (never, _)) in lines.into_iter().zip(never) {
        let headers = [("If-Match", "*"), ("Accept", "application/x-ndjson")];
        let told = world.api(&token, &line, &headers, body.clone()).await;
        let expected = world.api(&token, &never, &headers, body).await;
        assert_eq!(undated(&told), undated(&expected), "{line}");
        assert_eq!(told.status(), 404, "{line}: {}", told.0);
    }
    assert_eq!(world.api(&token, "GET /databases", &[], Value::Null).await.json()["items"], json!([]));
}

// attack: A14
#[tokio::test]
async fn paths_have_one_spelling() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let object = entry(&world, &db, None, "Mail", "hunter2").await;
    let good = format!("/databases/{db}/objects/{object}");
    assert_eq!(world.root(&format!("GET {good}"), Value::Null).await.status(), 200);
    let hex = object.replace('-', "");
    for odd in [
        format!("/databases/{db}/objects/../objects/{object}"),
        format!("/databases/{db}/objects/%2e%2e/objects/{object}"),
        format!("/databases/{db}//objects/{object}"),
        format!("/databases/{db}/objects/{object}/"),
        format!("/databases/{db}/objects/{object};x=y"),
        format!("/databases/{db}/objects/{object}%00"),
        format!("/databases/{db}/objects%2F{object}"),
        format!("/databases/{db}/objects/{hex}"),
        format!("/databases/{db}/objects/%7B{object}%7D"),
        format!("/databases/{db}/objects/urn:uuid:{object}"),
        format!("/databases/{db}/OBJECTS/{object}"),
    ] {
        let told = world.root(&format!("GET {odd}"), Value::Null).await;
        assert_eq!((told.status(), told.code().as_str()), (404, "not_found"), "{odd}: {}", told.0);
    }
    for (name, value) in [
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-Method-Override", "DELETE"),
        ("X-Original-URL", "/api/v1/databases"),
        ("X-Rewrite-URL", "/api/v1/databases"),
    ] {
        let told = world.api(&world.token, &format!("GET {good}"), &[(name, value)], Value::Null).await;
        assert_eq!((told.status(), &told.json()["title"]), (200, &json!("Mail")), "{name}");
    }
    assert_eq!(world.root(&format!("GET {good}"), Value::Null).await.status(), 200, "nothing was deleted");
}
