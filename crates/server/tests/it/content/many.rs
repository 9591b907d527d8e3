//! Calls on many objects over HTTP: all of them or none.

use serde_json::{Value, json};

use super::{NOBODY, any, assigned, database, entry, folder, rule, titles, undated};
use crate::world::World;

fn named(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"id": id, "revision": "*"})).collect()
}

#[tokio::test]
async fn many_are_moved_copied_tagged_and_deleted_in_one_call() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (room, target) = (folder(&world, &db, None, "Room").await, folder(&world, &db, None, "Target").await);
    let one = entry(&world, &db, Some(&room), "One", "hunter2").await;
    let two = entry(&world, &db, None, "Two", "hunter3").await;
    let many = format!("/databases/{db}/objects");
    let root = async |line: &str, body: Value| world.root(line, body).await;
    let list =
        async |parent: &str| titles(&world.root(&format!("GET {many}?parent={parent}"), Value::Null).await);
    let body =
        json!({"objects": [{"id": two, "revision": 1}, {"id": room, "revision": "*"}], "parent": target});
    let moved = root(&format!("POST {many}/move"), body.clone()).await;
    assert_eq!((moved.status(), moved.body()), (204, ""), "{}", moved.0);
    assert_eq!(list(&target).await, ["Two", "Room"]);
    let tagged =
        root(&format!("POST {many}/tag"), json!({"objects": named(&[&one, &two]), "add": ["a"]})).await;
    let expected = json!({"objects": [{"id": one, "revision": 2}, {"id": two, "revision": 2}]});
    assert_eq!((tagged.status(), tagged.json()), (200, expected));
    let stale = root(&format!("POST {many}/move"), body).await;
    assert_eq!((stale.status(), stale.code().as_str()), (412, "revision_conflict"));
    assert_eq!((&stale.json()["object"], &stale.json()["revision"]), (&json!(two), &json!(2)));
    let copy = json!({"objects": named(&[&two, &room]), "parent": null});
    let key = [("Idempotency-Key", "k")];
    let copied = world.api(&world.token, &format!("POST {many}/copy"), &key, copy.clone()).await;
    assert_eq!((copied.status(), &copied.json()["objects"]), (201, &json!(3)), "{}", copied.0);
    let again = world.api(&world.token, &format!("POST {many}/copy"), &key, copy).await;
    assert_eq!((again.status(), again.json()), (201, copied.json()), "sent again it is told again");
    let roots = titles(&root(&format!("GET {many}"), Value::Null).await);
    assert_eq!(roots, ["Target", "Two", "Room"], "and made once");
    let twin = copied.json()["copies"][0]["copy"].as_str().unwrap().to_owned();
    let reveal = root(&format!("POST {many}/{twin}/reveal"), json!({"purpose": "show"})).await;
    assert_eq!(reveal.json()["fields"]["password"], json!("hunter3"));
    let gone = root(&format!("POST {many}/delete"), json!({"objects": named(&[&twin, &target])})).await;
    assert_eq!(gone.status(), 204);
    assert_eq!(titles(&root(&format!("GET {many}"), Value::Null).await), ["Room"]);
}

#[tokio::test]
async fn one_is_copied_also_to_another_database() {
    let world = World::plain().await;
    let (db, other) = (database(&world, "Company").await, database(&world, "Other").await);
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let line = format!("POST /databases/{db}/objects/{mail}/copy");
    let key = [("Idempotency-Key", "k")];
    let body = json!({"parent": null, "database": other});
    let made = world.api(&world.token, &line, &key, body.clone()).await;
    assert_eq!(made.status(), 201, "{}", made.0);
    let twin = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!((&made.json()["database"], &made.json()["title"]), (&json!(other), &json!("Mail")));
    let place = format!("/api/v1/databases/{other}/objects/{twin}");
    assert_eq!((made.header("location"), made.header("etag")), (Some(place.as_str()), Some("\"1\"")));
    let again = world.api(&world.token, &line, &key, body).await;
    assert_eq!(again.json()["id"], json!(twin));
    let listed = world.root(&format!("GET /databases/{other}/objects"), Value::Null).await;
    assert_eq!(titles(&listed), ["Mail"]);
    for wrong in [json!({}), json!({"parent": null, "before": NOBODY}), json!({"parent": 1})] {
        assert_eq!(world.root(&line, wrong.clone()).await.code(), "invalid_request", "{wrong}");
    }
}

// attack: A5, A4
#[tokio::test]
async fn a_hidden_one_in_the_middle_is_answered_as_an_invented_one() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let elsewhere = database(&world, "Elsewhere").await;
    let editor = ["access_database", "read_entries", "modify_entries", "add_entries", "delete_entries"];
    let (ann, token) = assigned(&world, &db, "Ann", &editor).await;
    let (one, two) = (entry(&world, &db, None, "One", "x").await, entry(&world, &db, None, "Two", "x").await);
    let hidden = entry(&world, &db, None, "Hidden", "x").await;
    rule(&world, &db, &hidden, &ann, &["access_entries"], "deny").await;
    let foreign = entry(&world, &elsewhere, None, "Foreign", "x").await;
    let deleted = entry(&world, &db, None, "Deleted", "x").await;
    any(&world, &format!("DELETE /databases/{db}/objects/{deleted}"), Value::Null).await;
    let many = format!("/databases/{db}/objects");
    let bodies = |lost: &str| {
        let objects =
            json!([{"id": one, "revision": 9}, {"id": lost, "revision": "*"}, {"id": two, "revision": 1}]);
        [
            ("move", json!({"objects": objects, "parent": null})),
            ("move?dry_run=true", json!({"objects": objects, "parent": null})),
            ("copy", json!({"objects": objects, "parent": null})),
            ("copy?dry_run=true", json!({"objects": objects, "parent": null})),
            ("delete", json!({"objects": objects})),
            ("tag", json!({"objects": objects, "add": ["x"]})),
            ("move", json!({"objects": [{"id": two, "revision": 1}], "parent": lost})),
            ("copy", json!({"objects": [{"id": two}], "parent": lost})),
            ("copy", json!({"objects": [{"id": two}], "parent": null, "database": lost})),
        ]
    };
    for lost in [&hidden, &foreign, &deleted] {
        for ((verb, body), (_, never)) in bodies(lost).into_iter().zip(bodies(NOBODY)) {
            let line = format!("POST {many}/{verb}");
            let told = world.api(&token, &line, &[], body).await;
            let expected = world.api(&token, &line, &[], never).await;
            assert_eq!(undated(&told), undated(&expected), "{verb}");
            assert_eq!(told.status(), 404, "{verb}: {}", told.0);
        }
    }
    let audit = world.root(&format!("GET /audit?database={db}&event=refused"), Value::Null).await.json();
    assert_eq!(audit["items"].as_array().unwrap().len(), 54, "each refusal has its record");
    let list = world.root(&format!("GET {many}?recursive=true"), Value::Null).await;
    assert_eq!(titles(&list), ["One", "Two", "Hidden"]);
}

// attack: A16
#[tokio::test]
async fn what_is_not_asked_for_is_refused() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "x").await;
    let many = format!("/databases/{db}/objects");
    for (verb, body) in [
        ("move", json!({"objects": [{"id": mail, "revision": "*"}]})),
        ("move", json!({"objects": [], "parent": null})),
        (
            "move",
            json!({"objects": [{"id": mail, "revision": "*"}, {"id": mail, "revision": "*"}], "parent": null}),
        ),
        ("move", json!({"objects": [{"id": mail, "revision": "1"}], "parent": null})),
        ("move", json!({"objects": [{"id": mail, "revision": 1, "rights": []}], "parent": null})),
        ("move", json!({"objects": [{"id": mail, "revision": "any"}], "parent": null})),
        ("move", json!({"objects": [{"id": mail, "revision": -1}], "parent": null})),
        ("move", json!({"objects": [mail], "parent": null})),
        ("copy", json!({"objects": [{"id": mail, "revision": "*"}], "parent": null, "created_by": mail})),
        ("delete", json!({"objects": [{"id": mail, "revision": "*"}], "parent": null})),
        ("tag", json!({"objects": [{"id": mail, "revision": "*"}]})),
        ("tag", json!({"objects": [{"id": mail, "revision": "*"}], "add": ["x"], "remove": ["x"]})),
        ("tag", json!({"objects": [{"id": mail, "revision": "*"}], "add": [1]})),
        ("move?dry_run=yes", json!({"objects": [{"id": mail, "revision": "*"}], "parent": null})),
        (
            "move?dry_run=true&dry_run=false",
            json!({"objects": [{"id": mail, "revision": "*"}], "parent": null}),
        ),
        ("delete?dry_run=true", json!({"objects": [{"id": mail, "revision": "*"}], "dry_run": true})),
    ] {
        let told = world.root(&format!("POST {many}/{verb}"), body.clone()).await;
        assert_eq!((told.status(), told.code().as_str()), (400, "invalid_request"), "{verb} {body}");
    }
    let too_many: Vec<Value> = (0..1_001)
        .map(|n| json!({"id": format!("01890a5d-ac96-774b-bcce-{n:012}"), "revision": "*"}))
        .collect();
    let told = world.root(&format!("POST {many}/delete"), json!({"objects": too_many})).await;
    assert_eq!(told.code(), "invalid_request");
    assert_eq!(titles(&world.root(&format!("GET {many}"), Value::Null).await), ["Mail"]);
}

// attack: A6
#[tokio::test]
async fn a_change_of_many_says_on_which_revisions_it_builds() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (one, two) = (entry(&world, &db, None, "One", "x").await, entry(&world, &db, None, "Two", "x").await);
    let target = folder(&world, &db, None, "Target").await;
    let many = format!("/databases/{db}/objects");
    let before = world.root(&format!("GET {many}?recursive=true"), Value::Null).await.json();
    let bodies = |objects: Value| {
        [
            ("move", json!({"objects": objects, "parent": target})),
            ("move?dry_run=true", json!({"objects": objects, "parent": target})),
            ("tag", json!({"objects": objects, "add": ["x"]})),
            ("delete", json!({"objects": objects})),
        ]
    };
    for without in [json!({"id": two}), json!({"id": two, "revision": null}), json!({"id": NOBODY})] {
        for (verb, body) in bodies(json!([{"id": one, "revision": 1}, without])) {
            let told = world.root(&format!("POST {many}/{verb}"), body).await;
            assert_eq!((told.status(), told.code().as_str()), (428, "revision_required"), "{verb}");
        }
    }
    let after = world.root(&format!("GET {many}?recursive=true"), Value::Null).await.json();
    assert_eq!(after["items"], before["items"]);
    for (verb, body) in bodies(json!([{"id": one, "revision": "*"}, {"id": two, "revision": "*"}])) {
        let told = world.root(&format!("POST {many}/{verb}"), body).await;
        assert!((200..300).contains(&told.status()), "{verb}: {}", told.0);
    }
}

#[tokio::test]
async fn a_dry_run_tells_and_changes_nothing() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (open, closed) = (folder(&world, &db, None, "Open").await, folder(&world, &db, None, "Closed").await);
    let mail = entry(&world, &db, Some(&closed), "Mail", "x").await;
    let (cid, _) = assigned(&world, &db, "Cid", &["access_database"]).await;
    rule(&world, &db, &open, &cid, &["read_entries"], "allow").await;
    let line = format!("POST /databases/{db}/objects/{mail}/move?dry_run=true");
    let headers = [("If-Match", "\"1\""), ("Idempotency-Key", "k")];
    let told = world.api(&world.token, &line, &headers, json!({"parent": open})).await;
    let person = json!({"user": {"id": cid, "kind": "user", "name": "Cid"},
        "gained": ["access_entries", "read_entries"], "lost": []});
    let expected =
        json!({"objects": 1, "gained": [], "lost": [], "gain_sight": 1, "lose_sight": 0, "people": [person]});
    assert_eq!((told.status(), told.json()), (200, expected.clone()), "{}", told.0);
    let many = format!("POST /databases/{db}/objects/move?dry_run=true");
    let told = world.root(&many, json!({"objects": [{"id": mail, "revision": 1}], "parent": open})).await;
    assert_eq!(told.json(), expected);
    let editor = ["access_database", "read_entries", "modify_entries", "add_entries", "delete_entries"];
    let (_, token) = assigned(&world, &db, "Ann", &editor).await;
    let told = world.api(&token, &line, &[("If-Match", "*")], json!({"parent": open})).await.json();
    assert_eq!((&told["gain_sight"], told.get("people")), (&json!(1), None), "how many, and not who");
    let copy = format!("POST /databases/{db}/objects/{mail}/copy?dry_run=true");
    let told = world.api(&token, &copy, &[], json!({"parent": open})).await;
    assert_eq!((told.status(), &told.json()["objects"]), (200, &json!(1)));
    let told = told.json();
    let others = ["gain_sight", "lose_sight", "people", "more"].map(|it| told.get(it));
    assert_eq!(others, [None; 4], "of a copy not even how many");
    let stale = world.api(&world.token, &line, &[("If-Match", "\"9\"")], json!({"parent": open})).await;
    assert_eq!(stale.status(), 412);
    assert_eq!(world.root(&copy, json!({"parent": open})).await.json()["gain_sight"], json!(2));
    let audit = world.root(&format!("GET /audit?database={db}&event=object_moved"), Value::Null).await.json();
    assert_eq!(audit["items"], json!([]));
    let there = world.root(&format!("GET /databases/{db}/objects/{mail}"), Value::Null).await.json();
    assert_eq!(there["parent"], json!(closed));
}
