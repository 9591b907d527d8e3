//! Where a request that is refused is wrong: a JSON pointer into what was sent, or the name of a parameter.

use serde_json::{Value, json};

use super::{any, database, entry, folder, id};
use crate::world::World;

#[tokio::test]
async fn a_refused_member_is_pointed_at() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (room, mail) =
        (folder(&world, &db, None, "Room").await, entry(&world, &db, None, "Mail", "hunter2").await);
    let bob = world.user("Bob", Value::Null).await;
    let root = world.root("GET /auth/session", Value::Null).await.json()["user"]["id"].clone();
    let give = |more: Value| {
        let mut body = json!({"object": mail, "grantee": bob, "permissions": ["read_entries"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let grant = id(&world.root(&format!("POST /databases/{db}/grants"), give(json!({}))).await);
    let pin = json!({"name": "PIN", "kind": "text", "secret": true, "custom": true, "value": "1234"});
    let path = format!("PATCH /databases/{db}/objects/{mail}");
    assert_eq!(any(&world, &path, json!({"fields": [pin]})).await.status(), 200);
    let long = "x".repeat(70_000);
    let custom = |name: &str| json!({"name": name, "kind": "text", "custom": true, "value": "1"});
    let objects = format!("/databases/{db}/objects");
    let cases = [
        ("POST /users".to_owned(), json!({"username": ""}), "/username"),
        ("POST /users".to_owned(), json!({"username": "x", "email": "a\nb"}), "/email"),
        ("POST /users".to_owned(), json!({"username": "x", "password": "short"}), "/password"),
        ("POST /users".to_owned(), json!({"username": "x", "roles": ["king"]}), "/roles/0"),
        (format!("PATCH /users/{bob}"), json!({"full_name": "a\nb"}), "/full_name"),
        (format!("PATCH /users/{bob}"), json!({"password": "short"}), "/password"),
        (
            "POST /auth/password".to_owned(),
            json!({"current_password": "x", "new_password": "y"}),
            "/new_password",
        ),
        ("POST /groups".to_owned(), json!({"name": " "}), "/name"),
        ("POST /groups".to_owned(), json!({"name": "x", "description": long}), "/description"),
        ("PUT /policies".to_owned(), json!({"permissions": {}}), "/permissions"),
        ("POST /databases".to_owned(), json!({"name": "", "kind": "standard"}), "/name"),
        (
            "POST /databases".to_owned(),
            json!({"name": "x", "kind": "standard", "master_password": "y"}),
            "/master_password",
        ),
        ("POST /databases".to_owned(), json!({"name": "x", "kind": "standard", "owner": bob}), "/owner"),
        (format!("PATCH /databases/{db}"), json!({"open_at_start": false}), "/open_at_start"),
        (format!("PATCH /databases/{db}"), json!({"retention": {"bin_days": 0}}), "/retention"),
        (
            format!("PATCH /databases/{db}"),
            json!({"current_master_password": "x"}),
            "/current_master_password",
        ),
        (format!("POST {objects}"), json!({"kind": "entry", "title": ""}), "/title"),
        (format!("POST {objects}"), json!({"kind": "entry", "title": "x", "type": "none"}), "/type"),
        (format!("POST {objects}"), json!({"kind": "entry", "title": "x", "tags": ["a", ""]}), "/tags/1"),
        (
            format!("POST {objects}"),
            json!({"kind": "entry", "title": "x", "fields": [custom("a"), custom("a")]}),
            "/fields/1/name",
        ),
        (
            format!("POST {objects}"),
            json!({"kind": "entry", "title": "x", "fields": [{"name": "password", "value": long}]}),
            "/fields/0/value",
        ),
        (format!("PATCH {objects}/{mail}"), json!({"title": ""}), "/title"),
        (
            // Counted as they were sent, and not as they stand in the entry.
            format!("PATCH {objects}/{mail}"),
            json!({"fields": [{"name": "username", "value": "bob"}, {"name": "notes", "value": long}]}),
            "/fields/1/value",
        ),
        (
            format!("PATCH {objects}/{mail}"),
            json!({"fields": [{"name": "username", "value": "bob"}, {"name": "PIN", "secret": false}]}),
            "/fields/1/secret",
        ),
        (format!("PATCH {objects}/{mail}"), json!({"type": "none"}), "/type"),
        (format!("PATCH {objects}/{room}"), json!({"type": "password"}), "/type"),
        (
            format!("POST {objects}/{mail}/reveal"),
            json!({"purpose": "show", "fields": ["password", "no"]}),
            "/fields/1",
        ),
        (format!("POST {objects}/{mail}/move"), json!({"parent": null, "before": mail}), "/before"),
        (format!("POST {objects}/tag"), json!({"objects": [], "add": ["a"]}), "/objects"),
        (
            format!("POST {objects}/tag"),
            json!({"objects": [{"id": mail, "revision": "*"}], "add": [""]}),
            "/add",
        ),
        (
            format!("POST {objects}/tag"),
            json!({"objects": [{"id": mail, "revision": "*"}], "add": ["a"], "remove": ["a"]}),
            "/remove",
        ),
        (
            format!("PUT /databases/{db}/assignments/{bob}"),
            json!({"permissions": {"access_entries": "allow"}}),
            "/permissions/access_entries",
        ),
        (
            format!("PUT /databases/{db}/assignments/{bob}"),
            json!({"valid_from": "2030-01-01T00:00:00Z", "valid_to": "2030-01-01T00:00:00Z"}),
            "/valid_to",
        ),
        (
            format!("PUT /databases/{db}/assignments/{bob}"),
            json!({"permissions": {}, "preset": "reader"}),
            "/preset",
        ),
        (
            format!("PUT {objects}/{mail}/rules/{bob}"),
            json!({"permissions": {"print_entries": "allow"}}),
            "/permissions/print_entries",
        ),
        (format!("PUT {objects}/{mail}/rules/{bob}"), json!({}), "/permissions"),
        (
            format!("POST /databases/{db}/rights/preview"),
            json!({"changes": [
                {"kind": "inheritance", "object": mail, "on": true},
                {"kind": "rule", "object": mail, "principal": bob, "permissions": {"print_entries": "allow"}},
            ]}),
            "/changes/1/permissions/print_entries",
        ),
        (
            format!("POST /databases/{db}/rights/preview"),
            json!({"changes": [], "object": mail}),
            "/principal",
        ),
        (format!("POST /databases/{db}/grants"), give(json!({"grantee": super::NOBODY})), "/grantee"),
        (format!("POST /databases/{db}/grants"), give(json!({"grantee": root})), "/grantee"),
        (
            format!("POST /databases/{db}/grants"),
            give(json!({"permissions": ["add_entries"]})),
            "/permissions",
        ),
        (
            format!("POST /databases/{db}/grants"),
            give(json!({"valid_to": "2020-01-01T00:00:00Z"})),
            "/valid_to",
        ),
        (format!("POST /databases/{db}/grants"), give(json!({"note": long})), "/note"),
        (format!("POST /databases/{db}/grants"), give(json!({"seal": {"approvers": []}})), "/seal/approvers"),
        (
            format!("POST /databases/{db}/grants"),
            give(json!({"seal": {"approvers": [bob]}})),
            "/seal/approvers",
        ),
        (
            format!("POST /databases/{db}/grants"),
            give(json!({"seal": {"approvers": [root], "quorum": 2}})),
            "/seal/quorum",
        ),
        (
            format!("POST /databases/{db}/grants"),
            give(json!({"seal": {"approvers": [root], "open_for": 0}})),
            "/seal/open_for",
        ),
        (format!("PATCH /databases/{db}/grants/{grant}"), json!({"seal": {"approvers": [root]}}), "/seal"),
        (format!("POST /databases/{db}/grants/{grant}/seal/request"), json!({}), "/reason"),
        (format!("POST /databases/{db}/export"), json!({"format": "kdbx"}), "/password"),
        (
            format!("POST /databases/{db}/export"),
            json!({"format": "json", "spreadsheet": true}),
            "/spreadsheet",
        ),
        ("POST /subscriptions".to_owned(), json!({"events": [], "inbox": true}), "/events"),
        ("POST /subscriptions".to_owned(), json!({"events": ["no"], "inbox": true}), "/events"),
        (format!("GET {objects}?limit=x"), Value::Null, "limit"),
        (format!("GET {objects}?recursive=yes"), Value::Null, "recursive"),
        (format!("GET {objects}?parent=x"), Value::Null, "parent"),
        (format!("GET /databases/{db}/reach?principal={bob}&cursor=eA"), Value::Null, "cursor"),
        (
            format!("GET /databases/{db}/reach?principal={bob}&permission=print_entries"),
            Value::Null,
            "permission",
        ),
    ];
    let mut wrong = Vec::new();
    for (line, body, place) in cases {
        let refused = any(&world, &line, body.clone()).await;
        let (status, told) = (refused.status(), refused.json());
        let shown = body.to_string().chars().take(200).collect::<String>();
        if (status, &told["code"], &told["pointer"]) != (400, &json!("invalid_request"), &json!(place)) {
            wrong.push(format!("{line} {shown}: {told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
