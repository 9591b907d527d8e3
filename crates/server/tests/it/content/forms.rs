//! What is sent: members that are not for the caller, members twice, wrong types, hostile names.

use serde_json::{Map, Value, json};

use super::{any, assigned, database, entry, folder, id, new_entry};
use crate::world::{Answer, World};

/// Members of records that no caller sets.
const FOREIGN: [&str; 22] = [
    "id",
    "owner_id",
    "created_by",
    "created_at",
    "modified_at",
    "modified_by",
    "role",
    "is_admin",
    "sealed",
    "seal_state",
    "seal",
    "approved_by",
    "locked_by",
    "lock",
    "version",
    "revision",
    "database",
    "database_id",
    "deleted",
    "bin_at",
    "rights",
    "position",
];

/// Every call that makes or changes something, with a body that does.
async fn changes(world: &World) -> Vec<(String, Value)> {
    let db = database(world, "Company").await;
    let room = folder(world, &db, None, "Room").await;
    let mail = entry(world, &db, None, "Mail", "hunter2").await;
    let (ann, _) = assigned(world, &db, "Ann", &["access_database"]).await;
    let object = format!("/databases/{db}/objects/{mail}");
    vec![
        ("POST /databases".into(), json!({"name": "Other", "kind": "standard"})),
        ("POST /databases/private".into(), json!({"name": "Own", "owners": [ann]})),
        (format!("PATCH /databases/{db}"), json!({"description": "x"})),
        (format!("POST /databases/{db}/objects"), new_entry(Some(&room), "New", "secret")),
        (format!("PATCH {object}"), json!({"title": "Changed"})),
        (format!("POST {object}/move"), json!({"parent": room})),
        (format!("POST {object}/reveal"), json!({"purpose": "show"})),
        (
            format!("PUT /databases/{db}/assignments/{ann}"),
            json!({"permissions": {"access_database": "allow"}}),
        ),
        (format!("PUT {object}/rules/{ann}"), json!({"permissions": {"read_entries": "allow"}})),
        (format!("PUT {object}/inheritance"), json!({"on": true})),
    ]
}

fn is_refused(answer: &Answer, what: &str) {
    assert_eq!((answer.status(), answer.code().as_str()), (400, "invalid_request"), "{what}: {}", answer.0);
    assert!(!answer.0.contains("hunter2"), "{what}: {}", answer.0);
}

// attack: A16
#[tokio::test]
async fn members_of_the_record_are_refused_on_every_change() {
    let world = World::plain().await;
    for (line, body) in changes(&world).await {
        for member in FOREIGN {
            // Of these a member of the call itself is meant.
            if body.get(member).is_some() {
                continue;
            }
            for value in [json!("hunter2"), json!(true), Value::Null] {
                let mut sent: Map<String, Value> = body.as_object().unwrap().clone();
                sent.insert(member.to_owned(), value);
                is_refused(&any(&world, &line, sent.into()).await, &format!("{line} with {member}"));
            }
        }
        let done = any(&world, &line, body).await;
        assert!((200..300).contains(&done.status()), "{line} is good without: {}", done.0);
    }
}

// attack: A16
#[tokio::test]
async fn members_twice_and_of_the_wrong_type_are_refused() {
    let world = World::plain().await;
    let bearer = format!("Bearer {}", world.token);
    let headers =
        [("Authorization", bearer.as_str()), ("Content-Type", "application/json"), ("If-Match", "*")];
    for (line, body) in changes(&world).await {
        let (method, path) = line.split_once(' ').unwrap();
        let request = format!("{method} /api/v1{path}");
        let (name, value) = body.as_object().unwrap().iter().next().unwrap();
        let twice = format!("{{\"{name}\":{value},{}", &body.to_string()[1..]);
        is_refused(
            &world.ask(&request, &headers, twice.as_bytes()).await,
            &format!("{line} with {name} twice"),
        );
        let escaped =
            format!("{{\"\\u{:04x}{}\":{value},{}", name.as_bytes()[0], &name[1..], &body.to_string()[1..]);
        is_refused(
            &world.ask(&request, &headers, escaped.as_bytes()).await,
            &format!("{line} with {name} escaped"),
        );
        for wrong in ["9007199254740993", "-0", "NaN", "[\"hunter2\"]", "{\"hunter2\":1}", "1e999"] {
            let mut sent = body.to_string();
            sent = sent.replacen(&format!("\"{name}\":{value}"), &format!("\"{name}\":{wrong}"), 1);
            is_refused(
                &world.ask(&request, &headers, sent.as_bytes()).await,
                &format!("{line}: {name} = {wrong}"),
            );
        }
        for whole in ["[]", "null", "\"hunter2\"", "", "{", "{}x"] {
            let answer = world.ask(&request, &headers, whole.as_bytes()).await;
            assert_eq!(answer.status(), 400, "{line}: {whole}: {}", answer.0);
        }
    }
}

// attack: A12
#[tokio::test]
async fn hostile_titles_are_kept_or_refused_and_never_anything_else() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let path = format!("POST /databases/{db}/objects");
    let kept = [
        "/ \\ * + % _ , ; \" ' ( ) & | ! = < >",
        "..",
        "CON",
        "\u{5d0}\u{200d}\u{5d1}",
        "' OR 1=1 --",
        "{{7*7}}",
        "%s%n",
        "a/b",
    ];
    for title in kept {
        let made = world.root(&path, json!({"kind": "folder", "title": title})).await;
        assert_eq!(made.status(), 201, "{title:?}: {}", made.0);
        let told = world.root(&format!("GET /databases/{db}/objects/{}", id(&made)), Value::Null).await;
        assert_eq!(told.json()["title"], json!(title));
    }
    let long = "x".repeat(501);
    let longer = "x".repeat(10_000);
    for title in ["", " ", "\u{0}", "a\u{0}b", "a\nb", "a\u{7f}b", &long, &longer] {
        is_refused(&world.root(&path, json!({"kind": "folder", "title": title})).await, title);
    }
    let fields: Vec<Value> = (0..201).map(|n| json!({"name": format!("f{n}")})).collect();
    is_refused(
        &world.root(&path, json!({"kind": "entry", "title": "x", "fields": fields})).await,
        "201 fields",
    );
    let large = json!([{"name": "notes", "value": "x".repeat((64 << 10) + 1)}]);
    is_refused(
        &world.root(&path, json!({"kind": "entry", "title": "x", "fields": large})).await,
        "a large field",
    );
    let twice = json!([{"name": "a", "value": "hunter2"}, {"name": "a"}]);
    is_refused(
        &world.root(&path, json!({"kind": "entry", "title": "x", "fields": twice})).await,
        "a field twice",
    );
    for body in [
        json!({"kind": "folder", "title": "x", "type": "password"}),
        json!({"kind": "entry", "title": "x", "type": "no_such_type"}),
        json!({"kind": "drawer", "title": "x"}),
        json!({"kind": "entry"}),
        json!({"kind": "entry", "title": "x", "fields": [{"name": "url", "kind": "password", "value": "hunter2"}]}),
        json!({"kind": "entry", "title": "x", "fields": [{"name": "Own", "custom": false}]}),
        json!({"kind": "entry", "title": "x", "valid_to": "tomorrow"}),
    ] {
        is_refused(&world.root(&path, body.clone()).await, &body.to_string());
    }
}

#[tokio::test]
async fn folders_have_a_bottom() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mut parent: Option<String> = None;
    for level in 0..64 {
        parent = Some(folder(&world, &db, parent.as_deref(), &level.to_string()).await);
    }
    let body = json!({"parent": parent, "kind": "folder", "title": "too deep"});
    let refused = world.root(&format!("POST /databases/{db}/objects"), body).await;
    assert_eq!((refused.status(), refused.code().as_str()), (409, "limit_reached"), "{}", refused.0);
    assert_eq!(refused.json()["limit"], json!(64));
}

#[tokio::test]
async fn every_type_can_be_drawn_and_made() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let types = world.root("GET /entry-types", Value::Null).await.json();
    let types = types["items"].as_array().unwrap().clone();
    assert_eq!(types.len(), 13);
    for of in types {
        let fields: Vec<Value> =
            of["fields"].as_array().unwrap().iter().map(|it| json!({"name": it["name"]})).collect();
        let body = json!({"kind": "entry", "type": of["name"], "title": of["title"], "fields": fields});
        let made = world.root(&format!("POST /databases/{db}/objects"), body).await;
        assert_eq!(made.status(), 201, "{of}: {}", made.0);
        assert_eq!(made.json()["fields"].as_array().unwrap().len(), fields.len());
    }
}
