//! Accounts, groups, policies and the licence over HTTP.

use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn an_account_lives_and_dies() {
    let world = World::plain().await;
    let body = json!({"username": "Ann", "full_name": "Ann Example", "email": "ann@example.org"});
    let made = world.root("POST /users", body).await;
    assert_eq!(made.status(), 201, "{}", made.0);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location"), Some(format!("/api/v1/users/{id}").as_str()));
    assert_eq!(made.header("etag"), Some("\"1\""));
    assert_eq!(made.json()["has_password"], json!(false));
    let path = format!("/users/{id}");
    let bare = world.root(&format!("PATCH {path}"), json!({"email": null})).await;
    assert_eq!((bare.status(), bare.code().as_str()), (428, "revision_required"));
    let stale = world
        .api(&world.token, &format!("PATCH {path}"), &[("If-Match", "\"9\"")], json!({"email": null}))
        .await;
    assert_eq!((stale.status(), stale.code().as_str()), (412, "revision_conflict"));
    assert_eq!(stale.json()["revision"], json!(1));
    let changed = world
        .api(&world.token, &format!("PATCH {path}"), &[("If-Match", "\"1\"")], json!({"email": null}))
        .await;
    assert_eq!((changed.status(), changed.header("etag")), (200, Some("\"2\"")));
    assert_eq!(changed.json()["email"], Value::Null);
    assert_eq!(changed.json()["full_name"], json!("Ann Example"));
    let gone = world.api(&world.token, &format!("DELETE {path}"), &[("If-Match", "*")], Value::Null).await;
    assert_eq!(gone.status(), 204);
    assert_eq!(world.root(&format!("GET {path}"), Value::Null).await.status(), 404);
}

// attack: A13
#[tokio::test]
async fn one_name_belongs_to_one_account() {
    let world = World::plain().await;
    world.user("Ann", Value::Null).await;
    for name in ["Ann", "ann", " ann", "ANN", "\u{ff21}nn"] {
        let answer = world.root("POST /users", json!({"username": name})).await;
        assert_eq!((answer.status(), answer.code().as_str()), (409, "name_taken"), "{name}");
    }
    for name in ["", " ", "..", "a\u{0}b", "a\nb", "a\u{202e}b", &"x".repeat(10_000)] {
        let answer = world.root("POST /users", json!({"username": name})).await;
        assert_eq!((answer.status(), answer.code().as_str()), (400, "invalid_request"), "{name:?}");
    }
}

#[tokio::test]
async fn without_a_licence_there_are_three_seats() {
    let world = World::plain().await;
    let seats = world.root("GET /license", Value::Null).await.json();
    assert_eq!((&seats["seats"], &seats["used"]), (&json!(3), &json!(1)));
    for name in ["Ann", "Bob"] {
        world.user(name, Value::Null).await;
    }
    let fourth = world.root("POST /users", json!({"username": "Carol"})).await;
    assert_eq!((fourth.status(), fourth.code().as_str()), (409, "license_limit"));
    assert_eq!(fourth.json()["seats"], json!(3));
    let forged = world.root("PUT /license", json!({"licence": {}, "key_id": "", "signature": ""})).await;
    assert_eq!((forged.status(), forged.code().as_str()), (422, "invalid_license"));
}

// attack: A18
#[tokio::test]
async fn the_last_super_administrator_stays() {
    let world = World::plain().await;
    let session = world.root("GET /auth/session", Value::Null).await.json();
    let path = format!("/users/{}", session["user"]["id"].as_str().unwrap());
    let any = [("If-Match", "*")];
    for (line, body) in [
        (format!("PATCH {path}"), json!({"enabled": false})),
        (format!("PATCH {path}"), json!({"roles": []})),
        (format!("DELETE {path}"), Value::Null),
    ] {
        let answer = world.api(&world.token, &line, &any, body).await;
        assert!([403, 409].contains(&answer.status()), "{line}: {}", answer.0);
    }
    assert_eq!(world.root("GET /auth/session", Value::Null).await.status(), 200);
}

#[tokio::test]
async fn groups_have_members() {
    let world = World::plain().await;
    let ann = world.user("Ann", Value::Null).await;
    let made = world.root("POST /groups", json!({"name": "Sales", "description": "They sell."})).await;
    assert_eq!(made.status(), 201, "{}", made.0);
    let group = made.json()["id"].as_str().unwrap().to_owned();
    let member = format!("/groups/{group}/members/{ann}");
    assert_eq!(world.root(&format!("PUT {member}"), Value::Null).await.status(), 204);
    assert_eq!(world.root(&format!("PUT {member}"), Value::Null).await.status(), 204, "twice is once");
    let shown = world.root(&format!("GET /groups/{group}"), Value::Null).await.json();
    assert_eq!((&shown["member_count"], &shown["members"][0]["name"]), (&json!(1), &json!("Ann")));
    assert_eq!(world.root(&format!("DELETE {member}"), Value::Null).await.status(), 204);
    let listed = world.root("GET /groups?q=sal", Value::Null).await.json();
    assert_eq!(listed["items"][0]["member_count"], json!(0));
    assert_eq!(listed["next"], Value::Null);
    // attack: A6
    let crossed = world.root(&format!("PUT /groups/{ann}/members/{group}"), Value::Null).await;
    assert_eq!(crossed.status(), 404);
}

#[tokio::test]
async fn policies_are_read_set_and_restored() {
    let world = World::plain().await;
    let read = world.root("GET /policies", Value::Null).await;
    let mut permissions = read.json()["permissions"].clone();
    assert_eq!(permissions.as_object().unwrap().len(), 16);
    assert_eq!(permissions["auto_fill"], json!("enabled"));
    permissions["print_entries"] = json!("disabled");
    let put = |headers: &'static [(&'static str, &'static str)], body: Value| {
        world.api(&world.token, "PUT /policies", headers, body)
    };
    let set = put(&[("If-Match", "\"1\"")], json!({"permissions": permissions})).await;
    assert_eq!((set.status(), set.json()["permissions"]["print_entries"].clone()), (200, json!("disabled")));
    let stale = put(&[("If-Match", "\"1\"")], json!({"permissions": permissions})).await;
    assert_eq!((stale.status(), stale.json()["revision"].clone()), (412, json!(2)), "{}", stale.0);
    permissions.as_object_mut().unwrap().remove("auto_fill");
    assert_eq!(put(&[], json!({"permissions": permissions})).await.status(), 400, "all sixteen or none");
    let restored = world.root("POST /policies/restore-defaults", Value::Null).await;
    assert_eq!(restored.json()["permissions"], read.json()["permissions"]);
}

#[tokio::test]
async fn lists_come_in_pages() {
    let world = World::plain().await;
    for name in ["Ann", "Bob"] {
        world.user(name, Value::Null).await;
    }
    let mut names = Vec::new();
    let mut path = "GET /users?limit=2".to_owned();
    loop {
        let page = world.root(&path, Value::Null).await.json();
        names.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|user| user["username"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        path = format!("GET /users?limit=2&cursor={next}");
    }
    assert_eq!(names, ["Ann", "Bob", "Root"]);
    for bad in ["limit=0", "limit=1001", "limit=x", "cursor=!", "page=2", "limit=1&limit=2"] {
        let answer = world.root(&format!("GET /users?{bad}"), Value::Null).await;
        assert_eq!((answer.status(), answer.code().as_str()), (400, "invalid_request"), "{bad}");
    }
    // attack: I8
    for q in ["'%20OR%201=1--", "%25", "_", "%22", "*", "a'%3B%20DROP%20TABLE%20users"] {
        let answer = world.root(&format!("GET /users?q={q}"), Value::Null).await.json();
        assert_eq!(answer["items"], json!([]), "{q}");
    }
}

// attack: A17
#[tokio::test]
async fn without_a_role_nothing_is_administered() {
    let world = World::plain().await;
    let ann = world.user("Ann", Value::Null).await;
    let bob = world.user("Bob", Value::Null).await;
    let token = world.sign_in("Ann").await;
    let any = [("If-Match", "*")];
    for (line, body) in [
        ("GET /users".to_owned(), Value::Null),
        ("POST /users".to_owned(), json!({"username": "Eve"})),
        ("POST /groups".to_owned(), json!({"name": "Mine"})),
        (format!("PATCH /users/{ann}"), json!({"roles": ["super_administrator"]})),
        ("GET /policies".to_owned(), Value::Null),
        ("POST /policies/restore-defaults".to_owned(), Value::Null),
    ] {
        let answer = world.api(&token, &line, &any, body).await;
        assert_eq!((answer.status(), answer.code().as_str()), (403, "forbidden"), "{line}: {}", answer.0);
    }
    let never = "01890a5d-ac96-774b-bcce-b302099a8057";
    let mut told = Vec::new();
    for id in [bob.as_str(), never, "not-an-id"] {
        let answer = world.api(&token, &format!("GET /users/{id}"), &[], Value::Null).await;
        told.push(
            answer.0.lines().filter(|line| !line.starts_with("date:")).map(str::to_owned).collect::<Vec<_>>(),
        );
    }
    // attack: A4
    assert!(told[0][0].starts_with("HTTP/1.1 404") && told[0] == told[1] && told[1] == told[2], "{told:?}");
    let own = world.api(&token, &format!("GET /users/{ann}"), &[], Value::Null).await;
    assert_eq!(own.status(), 200, "one's own account is seen");
}

// attack: A16
#[tokio::test]
async fn nothing_is_assigned_by_the_way() {
    let world = World::plain().await;
    let ann = world.user("Ann", Value::Null).await;
    for field in
        ["id", "owner_id", "role", "is_admin", "revision", "created_at", "has_password", "password_hash"]
    {
        let made = world.root("POST /users", json!({"username": "Eve", field: "x"})).await;
        assert_eq!((made.status(), made.code().as_str()), (400, "invalid_request"), "{field}");
        let body = json!({"full_name": "Ann", field: "x"});
        let changed =
            world.api(&world.token, &format!("PATCH /users/{ann}"), &[("If-Match", "*")], body).await;
        assert_eq!((changed.status(), changed.code().as_str()), (400, "invalid_request"), "{field}");
    }
    let same = world.root(&format!("GET /users/{ann}"), Value::Null).await.json();
    assert_eq!((&same["revision"], &same["full_name"]), (&json!(1), &Value::Null), "nothing was written");
}

// attack: A1
#[tokio::test]
async fn every_refused_try_leaves_one_record() {
    let world = World::plain().await;
    let ann = world.user("Ann", Value::Null).await;
    let token = world.sign_in("Ann").await;
    let never = "01890a5d-ac96-774b-bcce-b302099a8057";
    for line in [
        format!("GET /users/{never}"),
        "GET /users/not-an-id".to_owned(),
        format!("GET /databases/{never}"),
        format!("GET /databases/{never}/objects/{never}"),
    ] {
        assert_eq!(world.api(&token, &line, &[], Value::Null).await.status(), 404, "{line}");
    }
    let own = world.api(&token, &format!("GET /users/{ann}"), &[], Value::Null).await;
    assert_eq!(own.status(), 200);
    let audit = world.root(&format!("GET /audit?event=refused&actor={ann}"), Value::Null).await.json();
    let records = audit["items"].as_array().unwrap();
    assert_eq!(records.len(), 4, "{audit}");
    assert!(records.iter().all(|record| record["actor_name"] == json!("Ann")), "{audit}");
    assert!(records[0].to_string().contains("/api/v1/databases/{db}/objects/{id}"), "{audit}");
}
