//! Assignments, rules, inheritance and what they come to.

use serde_json::{Value, json};

use super::{NOBODY, assign, assigned, database, entry, folder, id, rule, titles};
use crate::world::World;

#[tokio::test]
async fn an_assignment_is_set_told_and_taken_away() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let ann = world.user("Ann", Value::Null).await;
    let path = format!("/databases/{db}/assignments/{ann}");
    let plain = world.root(&format!("PUT {path}"), json!({})).await;
    assert_eq!((plain.status(), &plain.json()["permissions"]), (200, &json!({"access_database": "allow"})));
    let body = json!({"valid_to": "2099-01-01T00:00:00Z", "permissions": {"read_entries": "allow", "print_entries": "deny"}});
    let put = world.root(&format!("PUT {path}"), body).await;
    assert_eq!((put.status(), &put.json()["live"]), (200, &json!(true)), "{}", put.0);
    let listed = world.root(&format!("GET /databases/{db}/assignments"), Value::Null).await.json();
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "Root, who made it, and Ann");
    assert_eq!(items[0]["principal"], json!({"id": ann, "kind": "user", "name": "Ann"}));
    assert_eq!(items[0]["permissions"], json!({"read_entries": "allow", "print_entries": "deny"}));
    let preset = world.root(&format!("PUT {path}"), json!({"preset": "administrator"})).await.json();
    assert_eq!(preset["permissions"].as_object().unwrap().len(), 16);
    for bad in [
        json!({"preset": "reader", "permissions": {}}),
        json!({"permissions": {"access_entries": "allow"}}),
        json!({"permissions": {"read_entries": "maybe"}}),
        json!({"permissions": {"fly": "allow"}}),
        json!({"valid_from": "2030-01-01T00:00:00Z", "valid_to": "2030-01-01T00:00:00Z"}),
        json!({"principal": NOBODY}),
        json!({"live": true}),
    ] {
        assert_eq!(world.root(&format!("PUT {path}"), bad.clone()).await.status(), 400, "{bad}");
    }
    let nobody = format!("PUT /databases/{db}/assignments/{NOBODY}");
    assert_eq!(world.root(&nobody, json!({})).await.status(), 404);
    assert_eq!(world.root(&format!("DELETE {path}"), Value::Null).await.status(), 204);
    assert_eq!(world.root(&format!("DELETE {path}"), Value::Null).await.status(), 404);
}

#[tokio::test]
async fn rules_and_inheritance_shape_what_is_seen() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (north, south) = (folder(&world, &db, None, "North").await, folder(&world, &db, None, "South").await);
    entry(&world, &db, Some(&north), "N", "1").await;
    entry(&world, &db, Some(&south), "S", "2").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let all = format!("GET /databases/{db}/objects?recursive=true");
    let sees = async || titles(&world.api(&token, &all, &[], Value::Null).await);
    assert_eq!(sees().await, Vec::<String>::new());
    rule(&world, &db, &north, &ann, &["read_entries"], "allow").await;
    assert_eq!(sees().await, ["North", "N"]);
    assign(&world, &db, &ann, &["access_database", "read_entries"]).await;
    assert_eq!(sees().await, ["North", "N", "South", "S"]);
    let cut = format!("PUT /databases/{db}/objects/{south}/inheritance");
    assert_eq!(world.root(&cut, json!({"on": false})).await.json(), json!({"on": false}));
    assert_eq!(sees().await, ["North", "N"]);
    let rules = format!("/databases/{db}/objects/{north}/rules");
    let listed = world.root(&format!("GET {rules}"), Value::Null).await.json();
    assert_eq!(listed["inheritance"], json!(true));
    assert_eq!(listed["items"][0]["permissions"], json!({"read_entries": "allow"}));
    assert_eq!(
        world.root(&format!("GET /databases/{db}/objects/{south}/rules"), Value::Null).await.json()["inheritance"],
        json!(false)
    );
    for bad in [
        json!({}),
        json!({"preset": "use", "permissions": {}}),
        json!({"permissions": {"print_entries": "allow"}}),
    ] {
        assert_eq!(world.root(&format!("PUT {rules}/{ann}"), bad.clone()).await.status(), 400, "{bad}");
    }
    rule(&world, &db, &north, &ann, &["read_entries", "access_entries"], "deny").await;
    assert_eq!(sees().await, Vec::<String>::new());
    assert_eq!(world.root(&format!("DELETE {rules}/{ann}"), Value::Null).await.status(), 204);
    assert_eq!(world.root(&format!("DELETE {rules}/{ann}"), Value::Null).await.status(), 404);
    assert_eq!(sees().await, ["North", "N"]);
}

#[tokio::test]
async fn effective_rights_are_told_with_reasons() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let mail = entry(&world, &db, Some(&room), "Mail", "hunter2").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    rule(&world, &db, &room, &ann, &["read_entries"], "allow").await;
    let path = format!("/databases/{db}/effective-rights");
    let own =
        world.api(&token, &format!("GET {path}?object={mail}&explain=true"), &[], Value::Null).await.json();
    assert_eq!(own["permissions"].as_object().unwrap().len(), 8, "{own}");
    assert_eq!(own["permissions"]["read_entries"]["allowed"], json!(true));
    let because = &own["permissions"]["read_entries"]["because"];
    assert_eq!((&because["kind"], &because["object"]["title"]), (&json!("rule_allows"), &json!("Room")));
    assert_eq!(own["permissions"]["modify_entries"]["because"]["kind"], json!("nothing_allows"));
    let plain = world.api(&token, &format!("GET {path}"), &[], Value::Null).await.json();
    assert_eq!(plain["permissions"].as_object().unwrap().len(), 16);
    assert!(plain["permissions"]["access_database"].get("because").is_none());
    assert_eq!((&plain["object"], &plain["user"]), (&Value::Null, &json!(ann)));
    let others = world.root(&format!("GET {path}?user={ann}&object={mail}"), Value::Null).await.json();
    assert_eq!(others["permissions"]["read_entries"]["allowed"], json!(true));
    let refused = world.api(&token, &format!("GET {path}?user={NOBODY}"), &[], Value::Null).await;
    assert_eq!(
        (refused.status(), refused.code().as_str()),
        (403, "forbidden"),
        "whether it exists is not told"
    );
    let body = json!({"permissions": {"access_database": "allow"}, "valid_to": "2050-01-01T00:00:00Z"});
    world.root(&format!("PUT /databases/{db}/assignments/{ann}"), body).await;
    for (at, allowed) in [("2049-12-31T23:59:59Z", true), ("2050-01-01T00:00:00Z", false)] {
        let then =
            world.root(&format!("GET {path}?user={ann}&object={mail}&at={at}"), Value::Null).await.json();
        assert_eq!(then["permissions"]["read_entries"]["allowed"], json!(allowed), "{at}");
    }
    let who = world.root(&format!("GET /databases/{db}/objects/{mail}/who"), Value::Null).await.json();
    let names: Vec<_> =
        who["items"].as_array().unwrap().iter().map(|it| it["user"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ann", "Root"]);
    assert_eq!(who["items"][0]["because"]["kind"], json!("rule_allows"));
}

// attack: A17
#[tokio::test]
async fn a_database_administrator_hands_out_nothing_that_is_lacking() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "grant_admin_rights"]).await;
    let bob = world.user("Bob", Value::Null).await;
    for (path, body) in [
        (format!("assignments/{bob}"), json!({"permissions": {"read_entries": "allow"}})),
        (format!("assignments/{ann}"), json!({"preset": "full"})),
        (format!("objects/{room}/rules/{bob}"), json!({"permissions": {"read_entries": "allow"}})),
        (format!("objects/{room}/rules/{ann}"), json!({"preset": "full"})),
    ] {
        let refused = world.api(&token, &format!("PUT /databases/{db}/{path}"), &[], body).await;
        assert_eq!((refused.status(), refused.code().as_str()), (403, "forbidden"), "{path}: {}", refused.0);
        assert_eq!(refused.json()["because"]["kind"], json!("hands_out"), "{path}");
    }
    let own = json!({"permissions": {"access_database": "allow"}});
    let given = world.api(&token, &format!("PUT /databases/{db}/assignments/{bob}"), &[], own).await;
    assert_eq!(given.status(), 200, "what one has may be given: {}", given.0);
    let denied = json!({"permissions": {"read_entries": "deny"}});
    let taken =
        world.api(&token, &format!("PUT /databases/{db}/objects/{room}/rules/{bob}"), &[], denied).await;
    assert_eq!(taken.status(), 200, "taking away is always allowed");
    let lifted = world
        .api(&token, &format!("DELETE /databases/{db}/objects/{room}/rules/{bob}"), &[], Value::Null)
        .await;
    assert_eq!(lifted.status(), 403, "lifting a deny hands out");
}

#[tokio::test]
async fn a_group_gives_its_members_what_it_has() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    entry(&world, &db, None, "Mail", "hunter2").await;
    let ann = world.user("Ann", Value::Null).await;
    let group = id(&world.root("POST /groups", json!({"name": "Sales"})).await);
    assert_eq!(world.root(&format!("PUT /groups/{group}/members/{ann}"), Value::Null).await.status(), 204);
    assign(&world, &db, &group, &["access_database", "read_entries"]).await;
    let token = world.sign_in("Ann").await;
    let path = format!("GET /databases/{db}/objects");
    assert_eq!(titles(&world.api(&token, &path, &[], Value::Null).await), ["Mail"]);
    let why = format!("GET /databases/{db}/effective-rights?explain=true");
    let own = world.api(&token, &why, &[], Value::Null).await.json();
    assert_eq!(
        own["permissions"]["read_entries"]["because"]["principal"],
        json!({"id": group, "kind": "group", "name": "Sales"})
    );
    assert_eq!(world.root(&format!("DELETE /groups/{group}/members/{ann}"), Value::Null).await.status(), 204);
    assert_eq!(world.api(&token, &path, &[], Value::Null).await.status(), 404);
}

#[tokio::test]
async fn what_other_rules_would_do_is_told_before_they_are_set() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let north = folder(&world, &db, None, "North").await;
    entry(&world, &db, Some(&north), "N", "1").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let path = format!("/databases/{db}/objects/{north}/rules/{ann}");
    let body = json!({"preset": "reader"});
    let told = world.root(&format!("PUT {path}?dry_run=true"), body.clone()).await;
    let person = json!({"user": {"id": ann, "kind": "user", "name": "Ann"},
        "gained": ["access_entries", "read_entries"], "lost": []});
    let expected =
        json!({"objects": 2, "gained": [], "lost": [], "gain_sight": 1, "lose_sight": 0, "people": [person]});
    assert_eq!((told.status(), told.json()), (200, expected));
    let sees =
        async || titles(&world.api(&token, &format!("GET /databases/{db}/objects"), &[], Value::Null).await);
    assert!(sees().await.is_empty(), "nothing was set");
    assert_eq!(world.root(&format!("DELETE {path}?dry_run=true"), Value::Null).await.status(), 404);
    assert_eq!(world.root(&format!("PUT {path}"), body).await.status(), 200);
    let gone = world.root(&format!("DELETE {path}?dry_run=true"), Value::Null).await.json();
    assert_eq!(gone["people"][0]["lost"], json!(["access_entries", "read_entries"]));
    let off = format!("/databases/{db}/assignments/{ann}?dry_run=true");
    let gone = world.root(&format!("DELETE {off}"), Value::Null).await.json();
    assert_eq!(
        gone["people"][0]["lost"],
        json!([
            "access_database",
            "access_entries",
            "read_entries",
            "auto_complete",
            "auto_fill",
            "accept_from_addons"
        ])
    );
    let wider = world.root(&format!("PUT {off}"), json!({"preset": "editor"})).await.json();
    assert_eq!((&wider["objects"], &wider["people"][0]["lost"]), (&json!(2), &json!([])));
    let cut = format!("PUT /databases/{db}/objects/{north}/inheritance?dry_run=true");
    assert_eq!(world.root(&cut, json!({"on": false})).await.json()["people"], json!([]));
    assert_eq!(sees().await, ["North"]);
}

#[tokio::test]
async fn reach_and_previews_tell_looks_and_reasons() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let (north, south) = (folder(&world, &db, None, "North").await, folder(&world, &db, None, "South").await);
    let (ann, _) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let group = id(&world.root("POST /groups", json!({"name": "Trainees"})).await);
    assign(&world, &db, &group, &["access_database"]).await;
    rule(&world, &db, &north, &group, &["read_entries"], "allow").await;
    rule(&world, &db, &south, &ann, &["access_entries"], "deny").await;
    let reach =
        async |query: &str| world.root(&format!("GET /databases/{db}/reach?{query}"), Value::Null).await;
    let told = reach(&format!("principal={group}")).await.json();
    let look = |object: &str, look: &str, ruled: bool| json!({"object": object, "look": look, "ruled": ruled, "inheritance": true});
    assert_eq!(
        (&told["at_database"], &told["permission"]),
        (&json!("not_granted"), &json!("access_entries"))
    );
    assert_eq!(
        told["items"],
        json!([look(&north, "allowed_here", true), look(&south, "not_granted", false)])
    );
    let told = reach(&format!("principal={ann}&limit=1")).await.json();
    assert_eq!(told["items"], json!([look(&north, "not_granted", false)]));
    let next = told["next"].as_str().unwrap();
    let told = reach(&format!("principal={ann}&limit=1&cursor={next}")).await.json();
    assert_eq!((&told["items"], &told["next"]), (&json!([look(&south, "denied_here", true)]), &Value::Null));
    assert_eq!(reach(&format!("principal={NOBODY}")).await.status(), 404);
    assert_eq!(reach(&format!("principal={ann}&permission=print_entries")).await.status(), 400);
    assert_eq!(reach("").await.status(), 400);

    let rights = format!("GET /databases/{db}/effective-rights?object={north}");
    let told = world.root(&format!("{rights}&group={group}&explain=true"), Value::Null).await.json();
    assert_eq!((&told["group"], told.get("user")), (&json!(group), None));
    assert_eq!(told["permissions"]["read_entries"]["because"]["kind"], json!("rule_allows"));
    assert_eq!(world.root(&format!("{rights}&group={group}&user={ann}"), Value::Null).await.status(), 400);
    assert_eq!(world.root(&format!("{rights}&group={ann}"), Value::Null).await.status(), 404);

    let preview = format!("POST /databases/{db}/rights/preview");
    let rule = json!({"kind": "rule", "object": north, "principal": group, "permissions": {"access_entries": "deny"}});
    let body =
        json!({"changes": [rule], "principal": group, "object": north, "permission": "access_entries"});
    let told = world.root(&preview, body).await.json();
    assert_eq!(told["rights"]["permissions"]["access_entries"]["because"]["kind"], json!("rule_denies"));
    let looks = json!({"at_database": "not_granted", "items": [look(&north, "denied_here", true)]});
    assert_eq!((&told["reach"], &told["effects"]["people"]), (&looks, &json!([])), "nobody is in it");
    let other = json!({"kind": "assignment", "principal": ann, "permissions": {"read_entries": "allow"}});
    let cut = json!({"kind": "inheritance", "object": south, "on": false});
    let off = json!({"kind": "no_assignment", "principal": group});
    for (body, status) in [
        (json!({"changes": []}), 200),
        (json!({"changes": [other, cut, off]}), 200),
        (json!({}), 400),
        (json!({"changes": [], "object": north}), 400),
        (json!({"changes": [{"kind": "assignment", "principal": ann}]}), 400),
        (json!({"changes": [{"kind": "no_assignment", "principal": ann, "on": true}]}), 400),
        (json!({"changes": [{"kind": "inheritance", "object": NOBODY, "on": true}]}), 404),
        (json!({"changes": [{"kind": "no_assignment", "principal": NOBODY}]}), 404),
        (json!({"changes": vec![json!({"kind": "no_assignment", "principal": ann}); 1_001]}), 409),
    ] {
        let told = world.root(&preview, body.clone()).await;
        assert_eq!(told.status(), status, "{}", told.0);
    }
}

// attack: A5
#[tokio::test]
async fn several_changes_are_made_at_once_or_not_at_all_and_once_under_a_key() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let north = folder(&world, &db, None, "North").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "grant_admin_rights"]).await;
    let (call, preview) =
        (format!("POST /databases/{db}/rights"), format!("POST /databases/{db}/rights/preview"));
    let deny =
        json!({"kind": "rule", "object": north, "principal": ann, "permissions": {"read_entries": "deny"}});
    let cut = json!({"kind": "inheritance", "object": north, "on": false});
    let stray = json!({"kind": "inheritance", "object": NOBODY, "on": false});
    let body = json!({"changes": [deny, cut]});
    let told = world.root(&preview, body.clone()).await;
    let seen = told.header("etag").unwrap().to_owned();
    let rules =
        async || world.root(&format!("GET /databases/{db}/objects/{north}/rules"), Value::Null).await.json();
    for (body, status, code) in [
        (json!({"changes": [deny, cut, stray]}), 404, "not_found"),
        (json!({"changes": [stray, deny]}), 404, "not_found"),
        (json!({"changes": [deny], "principal": ann}), 400, "invalid_request"),
        (json!({}), 400, "invalid_request"),
        (json!({"changes": vec![deny.clone(); 1_001]}), 409, "limit_reached"),
    ] {
        let refused = world.root(&call, body).await;
        assert_eq!((refused.status(), refused.code().as_str()), (status, code), "{}", refused.0);
    }
    assert_eq!((&rules().await["items"], &rules().await["inheritance"]), (&json!([]), &json!(true)));
    let headers = [("If-Match", seen.as_str()), ("Idempotency-Key", "rights")];
    let done = world.api(&token, &call, &headers, body.clone()).await;
    assert_eq!((done.status(), &done.json()["changed"]), (200, &json!(2)), "{}", done.0);
    let undo = done.json()["undo"].clone();
    assert_eq!(undo.as_array().unwrap().len(), 2, "{undo}");
    // Sent again it is done once, and what was set before is not told again.
    let again = world.api(&token, &call, &headers, body.clone()).await;
    assert_eq!((again.status(), again.json()), (200, json!({"changed": 2})));
    assert_eq!(again.header("etag"), done.header("etag"));
    // What it built on is not the present revision any more.
    let stale = world.api(&token, &call, &[("If-Match", &seen)], json!({"changes": [deny]})).await;
    assert_eq!((stale.status(), stale.code().as_str()), (412, "revision_conflict"));
    assert_eq!(Some(format!("\"{}\"", stale.json()["revision"])).as_deref(), done.header("etag"));
    let unchanged = world.api(&token, &call, &[("If-Match", "*")], body).await;
    assert_eq!(unchanged.json(), json!({"changed": 0, "undo": []}));
    let back = world.root(&call, json!({"changes": undo})).await;
    assert_eq!((back.status(), &back.json()["changed"]), (200, &json!(2)), "{}", back.0);
    assert_eq!((&rules().await["items"], &rules().await["inheritance"]), (&json!([]), &json!(true)));
    let records =
        world.root(&format!("GET /audit?database={db}&event=inheritance_set"), Value::Null).await.json();
    assert_eq!(records["items"].as_array().unwrap().len(), 2);
}
