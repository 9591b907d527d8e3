//! What answers say: all of it, and what would help.

use serde_json::{Value, json};

use super::{assigned, database, entry, folder, rule};
use crate::world::World;

// attack: A4
#[tokio::test]
async fn a_cursor_that_is_not_known_gets_a_full_answer_of_what_the_caller_sees() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let shown = folder(&world, &db, None, "IT").await;
    let mail = entry(&world, &db, Some(&shown), "Mail", "hunter2").await;
    // More than one piece of an answer.
    for number in 0..1_030 {
        entry(&world, &db, Some(&shown), &format!("Entry {number}"), "x").await;
    }
    world.root(&format!("POST /databases/{db}/objects/{mail}/lock"), Value::Null).await;
    let line = format!("GET /databases/{db}/changes?since={}", "0a".repeat(16));
    let answer = world.root(&line, Value::Null).await;
    assert_eq!(answer.status(), 200);
    let full = answer.json();
    let changed = full["changed"].as_array().unwrap();
    assert_eq!((changed.len(), &changed[0], &changed[1]), (1_032, &json!(shown), &json!(mail)));
    assert_eq!((&full["reset"], &full["gone"], &full["bin"]), (&json!(true), &json!([]), &json!(true)));
    assert_eq!(full["locks"], json!([mail]));
    let next = full["cursor"].as_str().unwrap();
    let then = world.root(&format!("GET /databases/{db}/changes?since={next}"), Value::Null).await.json();
    assert_eq!((&then["reset"], &then["changed"]), (&json!(false), &json!([])));
    // Without a cursor there is one to begin with, and nothing else.
    let begun = world.root(&format!("GET /databases/{db}/changes"), Value::Null).await.json();
    assert_eq!((&begun["reset"], &begun["changed"]), (&json!(true), &json!([])));
    // Somebody who sees nothing in it is told nothing, also with the cursor of somebody who does.
    let (_, ann) = assigned(&world, &db, "Ann", &["access_database"]).await;
    for cursor in [next, &"0a".repeat(16)] {
        let line = format!("GET /databases/{db}/changes?since={cursor}");
        let told = world.api(&ann, &line, &[], Value::Null).await.json();
        assert_eq!(
            (&told["reset"], &told["changed"], &told["locks"]),
            (&json!(true), &json!([]), &json!([]))
        );
    }
}

#[tokio::test]
async fn what_a_permission_at_the_database_would_allow_is_named() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let entry = entry(&world, &db, None, "Mail", "hunter2").await;
    let (_, ann) = assigned(&world, &db, "Ann", &["access_database", "read_entries"]).await;
    for (line, body) in [
        (format!("GET /databases/{db}/locks"), Value::Null),
        (format!("GET /databases/{db}/assignments"), Value::Null),
        (format!("GET /databases/{db}/objects/{entry}/rules"), Value::Null),
    ] {
        let refused = world.api(&ann, &line, &[], body).await;
        assert_eq!((refused.status(), refused.code().as_str()), (403, "forbidden"), "{line}");
        let problem = refused.json();
        assert_eq!(problem["permission"], "grant_admin_rights", "{line}");
        assert!(problem["detail"].as_str().unwrap().contains("`grant_admin_rights`"), "{line}");
    }
    // What no permission would allow names none.
    let refused = world.api(&ann, "GET /audit", &[], Value::Null).await;
    assert_eq!(
        (refused.status(), refused.json().get("permission").is_some_and(|it| !it.is_null())),
        (403, false)
    );
}

// attack: A4
#[tokio::test]
async fn the_record_of_a_refusal_names_the_object_where_the_person_sees_it() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    let hidden = entry(&world, &db, None, "Hidden", "x").await;
    let (user, ann) = assigned(&world, &db, "Ann", &["access_database"]).await;
    rule(&world, &db, &mail, &user, &["access_entries"], "allow").await;
    for (object, status) in [(&mail, 403), (&hidden, 404)] {
        let line = format!("POST /databases/{db}/objects/{object}/lock");
        assert_eq!(world.api(&ann, &line, &[], Value::Null).await.status(), status);
    }
    let records = world.root(&format!("GET /audit?database={db}&event=refused"), Value::Null).await.json();
    let records = records["items"].as_array().unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!((&records[1]["object"], &records[0]["object"]), (&json!(mail), &Value::Null));
    let about = world.root(&format!("GET /audit?object={mail}&event=refused"), Value::Null).await.json();
    assert_eq!(about["items"].as_array().unwrap().len(), 1);
}
