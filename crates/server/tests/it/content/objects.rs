//! Folders and entries one by one.

use serde_json::{Value, json};

use super::{NOBODY, any, assigned, database, entry, folder, id, new_entry, rule, titles};
use crate::world::World;

#[tokio::test]
async fn an_entry_lives_and_dies() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let made = world.root(&format!("POST /databases/{db}/objects"), new_entry(None, "Mail", "hunter2")).await;
    assert_eq!((made.status(), made.header("etag")), (201, Some("\"1\"")), "{}", made.0);
    assert!(
        !made.0.contains("hunter2") && !made.0.contains("third door"),
        "no answer but a reveal has secrets"
    );
    let path = format!("/databases/{db}/objects/{}", id(&made));
    assert_eq!(made.header("location"), Some(format!("/api/v1{path}").as_str()));
    let told = world.root(&format!("GET {path}"), Value::Null).await;
    assert_eq!((told.status(), told.header("etag")), (200, Some("\"1\"")));
    assert_eq!(told.json(), made.json());
    let entry = told.json();
    assert_eq!(
        (&entry["type"], &entry["kind"], &entry["database"]),
        (&json!("password"), &json!("entry"), &json!(db))
    );
    assert_eq!(entry["rights"].as_array().unwrap().len(), 8);
    let fields = entry["fields"].as_array().unwrap();
    let field = |name: &str| fields.iter().find(|field| field["name"] == name).unwrap();
    assert_eq!(
        field("Rack"),
        &json!({"name":"Rack","kind":"text","secret":false,"custom":true,"value":"B7"})
    );
    assert_eq!(field("password"), &json!({"name":"password","kind":"password","secret":true}));
    let change = format!("PATCH {path}");
    let body = json!({"title": "Post", "tags": ["mail"], "fields": [{"name": "Rack", "value": null}]});
    assert_eq!(world.root(&change, body.clone()).await.code(), "revision_required");
    let changed = world.api(&world.token, &change, &[("If-Match", "\"1\"")], body.clone()).await;
    assert_eq!((changed.status(), changed.header("etag")), (200, Some("\"2\"")), "{}", changed.0);
    assert!(!changed.0.contains("Rack"));
    let stale = world.api(&world.token, &change, &[("If-Match", "\"1\"")], body).await;
    assert_eq!((stale.status(), stale.code().as_str()), (412, "revision_conflict"));
    assert_eq!(stale.json()["revision"], json!(2));
    let delete = format!("DELETE {path}");
    assert_eq!(world.root(&delete, Value::Null).await.code(), "revision_required");
    assert_eq!(world.api(&world.token, &delete, &[("If-Match", "\"2\"")], Value::Null).await.status(), 204);
    for line in [format!("GET {path}"), format!("GET {path}/attachments")] {
        assert_eq!(world.root(&line, Value::Null).await.status(), 404, "{line}");
    }
    assert_eq!(any(&world, &change, json!({"title": "x"})).await.status(), 404);
    assert_eq!(any(&world, &delete, Value::Null).await.status(), 404);
}

#[tokio::test]
async fn a_move_says_where_among_the_others() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let target = folder(&world, &db, None, "Target").await;
    let mut ids = Vec::new();
    for title in ["a", "b", "c"] {
        ids.push(folder(&world, &db, Some(&target), title).await);
    }
    let list = format!("GET /databases/{db}/objects?parent={target}");
    let to = |before: Option<&str>| json!({"parent": target, "before": before});
    let bare = world.root(&format!("POST /databases/{db}/objects/{}/move", ids[2]), to(None)).await;
    assert_eq!(bare.code(), "revision_required");
    let move_it = async |object: &str, body: Value| {
        any(&world, &format!("POST /databases/{db}/objects/{object}/move"), body).await
    };
    assert_eq!(move_it(&ids[2], to(Some(&ids[0]))).await.status(), 200);
    assert_eq!(titles(&world.root(&list, Value::Null).await), ["c", "a", "b"]);
    // Again and again between the same two, until there is no room and the others are numbered anew.
    for round in 0..30 {
        let title = format!("n{round:02}");
        let new = folder(&world, &db, None, &title).await;
        let moved = move_it(&new, to(Some(&ids[0]))).await;
        assert_eq!((moved.status(), &moved.json()["parent"]), (200, &json!(target)), "{}", moved.0);
    }
    let expected: Vec<String> = std::iter::once("c".to_owned())
        .chain((0..30).map(|round| format!("n{round:02}")))
        .chain(["a".to_owned(), "b".to_owned()])
        .collect();
    assert_eq!(titles(&world.root(&list, Value::Null).await), expected);
    for body in [to(Some(NOBODY)), to(Some(&ids[2])), json!({"parent": null, "before": ids[0]})] {
        assert_eq!(move_it(&ids[2], body.clone()).await.status(), 400, "{body}");
    }
    assert_eq!(move_it(&ids[2], json!({})).await.status(), 400, "a move to the root must be said");
    assert_eq!(move_it(&ids[2], json!({"parent": null})).await.json()["parent"], Value::Null);
}

// attack: A6
#[tokio::test]
async fn containers_do_not_mix() {
    let world = World::plain().await;
    let (one, two) = (database(&world, "One").await, database(&world, "Two").await);
    let (outer, foreign) =
        (folder(&world, &one, None, "Outer").await, folder(&world, &two, None, "Foreign").await);
    let inner = folder(&world, &one, Some(&outer), "Inner").await;
    let mail = entry(&world, &one, Some(&inner), "Mail", "hunter2").await;
    let move_it = async |object: &str, parent: &str| {
        let line = format!("POST /databases/{one}/objects/{object}/move");
        let answer = any(&world, &line, json!({"parent": parent})).await;
        (answer.status(), answer.code())
    };
    assert_eq!(move_it(&mail, &foreign).await, (404, "not_found".into()), "a folder of another database");
    assert_eq!(move_it(&foreign, &outer).await, (404, "not_found".into()), "an object of another database");
    assert_eq!(move_it(&outer, &inner).await, (409, "invalid_target".into()), "into what is below it");
    assert_eq!(move_it(&outer, &outer).await, (409, "invalid_target".into()), "into itself");
    assert_eq!(move_it(&inner, &mail).await, (409, "invalid_target".into()), "into an entry");
    for parent in [foreign.as_str(), NOBODY, &two] {
        let made =
            world.root(&format!("POST /databases/{one}/objects"), new_entry(Some(parent), "x", "y")).await;
        assert_eq!(made.status(), 404, "{parent}");
    }
    let into = world.root(&format!("POST /databases/{one}/objects"), new_entry(Some(&mail), "x", "y")).await;
    assert_eq!((into.status(), into.code().as_str()), (409, "invalid_target"));
    assert_eq!(world.root(&format!("GET /databases/{two}/objects/{mail}"), Value::Null).await.status(), 404);
    let reveal = format!("POST /databases/{two}/objects/{mail}/reveal");
    assert_eq!(world.root(&reveal, json!({"purpose": "show"})).await.status(), 404);
    // A rule and inheritance by way of the wrong database.
    let user = world.user("Ann", Value::Null).await;
    let put = format!("PUT /databases/{two}/objects/{mail}/rules/{user}");
    assert_eq!(world.root(&put, json!({"permissions": {"read_entries": "allow"}})).await.status(), 404);
    let put = format!("PUT /databases/{two}/objects/{mail}/inheritance");
    assert_eq!(world.root(&put, json!({"on": false})).await.status(), 404);
    for path in ["rules", "who"] {
        assert_eq!(
            world.root(&format!("GET /databases/{two}/objects/{mail}/{path}"), Value::Null).await.status(),
            404
        );
    }
    let asked = format!("GET /databases/{two}/effective-rights?object={mail}");
    assert_eq!(world.root(&asked, Value::Null).await.status(), 404);
    // A folder in the bin takes nothing in.
    assert_eq!(
        any(&world, &format!("DELETE /databases/{one}/objects/{outer}"), Value::Null).await.status(),
        204
    );
    let root = folder(&world, &one, None, "Other").await;
    assert_eq!(move_it(&root, &outer).await.0, 404);
    assert_eq!(move_it(&root, &inner).await.0, 404, "also below a folder in the bin");
    assert_eq!(move_it(&mail, &root).await.0, 404);
}

#[tokio::test]
async fn a_letter_box_takes_in_what_its_sender_does_not_see() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (_, token) = assigned(&world, &db, "Ann", &["access_database", "add_entries"]).await;
    let line = format!("POST /databases/{db}/objects");
    let made = world.api(&token, &line, &[], new_entry(None, "Letter", "hunter2")).await;
    assert_eq!(made.status(), 201, "{}", made.0);
    let members: Vec<String> = made.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["database", "id", "kind", "parent", "stub", "title"]);
    let own =
        world.api(&token, &format!("GET /databases/{db}/objects/{}", id(&made)), &[], Value::Null).await;
    assert_eq!(own.status(), 404);
    let list = world.api(&token, &format!("GET /databases/{db}/objects"), &[], Value::Null).await;
    assert_eq!(titles(&list), Vec::<String>::new());
    assert_eq!(titles(&world.root(&format!("GET /databases/{db}/objects"), Value::Null).await), ["Letter"]);
}

#[tokio::test]
async fn a_refusal_says_what_is_lacking_and_why() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let mail = entry(&world, &db, Some(&room), "Mail", "hunter2").await;
    let (ann, token) =
        assigned(&world, &db, "Ann", &["access_database", "read_entries", "modify_entries"]).await;
    rule(&world, &db, &room, &ann, &["modify_entries"], "deny").await;
    let line = format!("PATCH /databases/{db}/objects/{mail}");
    let refused = world.api(&token, &line, &[("If-Match", "*")], json!({"title": "x"})).await;
    assert_eq!((refused.status(), refused.code().as_str()), (403, "forbidden"), "{}", refused.0);
    let problem = refused.json();
    assert_eq!(problem["permission"], json!("modify_entries"));
    assert_eq!(problem["because"]["kind"], json!("rule_denies"));
    assert_eq!(problem["because"]["object"], json!({"id": room, "title": "Room"}));
    assert_eq!(problem["because"]["principal"]["name"], json!("Ann"));
    let delete = world.api(&token, &line.replace("PATCH", "DELETE"), &[("If-Match", "*")], Value::Null).await;
    assert_eq!(delete.json()["permission"], json!("delete_entries"));
    let add =
        world.api(&token, &format!("POST /databases/{db}/objects"), &[], new_entry(None, "x", "y")).await;
    assert_eq!((add.status(), &add.json()["permission"]), (403, &json!("add_entries")));
}

// attack: A15
#[tokio::test]
async fn ids_of_deleted_things_are_ids_of_nothing() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let mail = entry(&world, &db, Some(&room), "Mail", "hunter2").await;
    assert_eq!(
        any(&world, &format!("DELETE /databases/{db}/objects/{room}"), Value::Null).await.status(),
        204
    );
    let never =
        super::undated(&world.root(&format!("GET /databases/{db}/objects/{NOBODY}"), Value::Null).await);
    for gone in [&room, &mail] {
        let answer = world.root(&format!("GET /databases/{db}/objects/{gone}"), Value::Null).await;
        assert_eq!(super::undated(&answer), never);
    }
    let again = folder(&world, &db, None, "Room").await;
    assert_ne!(again, room);
    let inside = world.root(&format!("GET /databases/{db}/objects?parent={again}"), Value::Null).await;
    assert_eq!(titles(&inside), Vec::<String>::new(), "one of the same name is another");
    assert_eq!(any(&world, &format!("DELETE /databases/{db}"), Value::Null).await.status(), 204);
    let other = database(&world, "Company").await;
    assert_eq!(
        titles(&world.root(&format!("GET /databases/{other}/objects?recursive=true"), Value::Null).await)
            .len(),
        0
    );
    assert_eq!(world.root(&format!("GET /databases/{db}/objects/{again}"), Value::Null).await.status(), 404);
}

/// A save after the lock was lost: refused by the revision, and what it is now comes with the refusal, to be shown beside
/// what was to be saved. Never its secrets, and never more than the caller sees.
// attack: P7, D4
#[tokio::test]
async fn a_stale_save_is_answered_with_the_present_version() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let path = format!("/databases/{db}/objects/{mail}");
    let (ann, token) =
        assigned(&world, &db, "Ann", &["access_database", "read_entries", "modify_entries"]).await;
    let lock = format!("{path}/lock");
    assert_eq!(world.api(&token, &format!("POST {lock}"), &[], Value::Null).await.status(), 200);
    let forced = world.root(&format!("DELETE {lock}?force=true"), Value::Null).await;
    assert_eq!(forced.status(), 204, "{}", forced.0);
    let by_root = json!({"title": "Post", "fields": [{"name": "password", "value": "swordfish"},
        {"name": "Rack", "value": "C9"}]});
    assert_eq!(any(&world, &format!("PATCH {path}"), by_root).await.status(), 200);
    let save = json!({"title": "Mine", "fields": [{"name": "password", "value": "tr0ub4dor"}]});
    let stale = [("If-Match", "\"1\"")];
    let refused = world.api(&token, &format!("PATCH {path}"), &stale, save.clone()).await;
    let told = refused.json();
    assert_eq!(
        (refused.status(), &told["code"], &told["revision"]),
        (412, &json!("revision_conflict"), &json!(2))
    );
    let now = &told["current_object"];
    assert_eq!((&now["title"], &now["revision"], &now["id"]), (&json!("Post"), &json!(2), &json!(mail)));
    let rack = now["fields"].as_array().unwrap().iter().find(|field| field["name"] == "Rack").unwrap();
    assert_eq!(rack["value"], "C9");
    for secret in ["hunter2", "swordfish", "tr0ub4dor"] {
        assert!(!refused.0.contains(secret), "{}", refused.0);
    }
    let history = world.api(&token, &format!("GET {path}/history"), &[], Value::Null).await.json();
    assert_eq!(history["items"].as_array().unwrap().len(), 1, "nothing was written: {history}");
    // Whoever lost sight of it is told nothing but that it is not there.
    rule(&world, &db, &mail, &ann, &["access_entries"], "deny").await;
    let refused = world.api(&token, &format!("PATCH {path}"), &stale, save).await;
    assert_eq!((refused.status(), refused.code().as_str()), (404, "not_found"), "{}", refused.0);
}
