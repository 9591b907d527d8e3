//! Searching: in one database, in all of them, and what expires.

use serde_json::{Value, json};

use super::{NOBODY, assigned, database, entry, folder, id, rule, titles};
use crate::world::{Answer, World};

async fn made(world: &World, db: &str, body: Value) -> String {
    id(&world.root(&format!("POST /databases/{db}/objects"), body).await)
}

/// A query as it stands in an address.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn search(world: &World, token: &str, text: &str) -> Answer {
    world.api(token, &format!("GET /search?q={}", escaped(text)), &[], Value::Null).await
}

async fn stage(world: &World) -> (String, String) {
    let db = database(world, "Company").await;
    let servers = folder(world, &db, None, "Servers").await;
    for body in [
        json!({"parent": servers, "kind": "entry", "title": "Mail server", "tags": ["production", "New York"],
            "category": "IT", "fields": [{"name": "username", "value": "postmaster@example.org"},
            {"name": "url", "value": "https://mail.example.org/login"}, {"name": "password", "value": "hunter2"}]}),
        json!({"parent": servers, "kind": "entry", "title": "Old webmail", "tags": ["old"],
            "fields": [{"name": "notes", "value": "sealed mail"}]}),
        json!({"parent": null, "kind": "entry", "title": "Müller GmbH", "type": "information",
            "valid_to": "2020-01-01T00:00:00Z", "fields": [{"name": "Rack", "value": "mail room"}]}),
        json!({"parent": null, "kind": "entry", "title": "Straße der Server", "valid_to": "2090-01-01T00:00:00Z"}),
    ] {
        made(world, &db, body).await;
    }
    (db, servers)
}

#[tokio::test]
async fn words_and_operators_find_what_they_say_the_best_first() {
    let world = World::plain().await;
    stage(&world).await;
    for (text, found) in [
        ("mail", &["Mail server", "Old webmail", "Müller GmbH"][..]),
        ("mail server", &["Mail server"]),
        ("server", &["Servers", "Straße der Server", "Mail server"]),
        ("MULLER", &["Müller GmbH"]),
        ("STRASSE", &["Straße der Server"]),
        ("mial", &["Mail server", "Müller GmbH"]),
        ("tag:production", &["Mail server"]),
        ("tag:\"new york\"", &["Mail server"]),
        ("tag:york", &[]),
        ("category:it", &["Mail server"]),
        ("type:information", &["Müller GmbH"]),
        ("type:folder", &["Servers"]),
        ("folder:servers mail", &["Mail server", "Old webmail"]),
        ("folder:servers -tag:old", &["Mail server"]),
        ("mail -folder:servers", &["Müller GmbH"]),
        ("user:postmaster", &["Mail server"]),
        ("user:mail", &[]),
        ("url:mail.example", &["Mail server"]),
        ("https://mail.example.org", &["Mail server"]),
        ("https://mail.example.org/login", &["Mail server"]),
        ("https://mail.example.org:443/another/page?x=y#z", &["Mail server"]),
        ("\"https://mail.example.org/login\"", &["Mail server"]),
        ("mail.example.org/login", &["Mail server"]),
        ("url:https://mail.example.org", &["Mail server"]),
        ("https://ail.example.org", &[]),
        ("https://mail.example.org:8443", &[]),
        ("postmaster@example.org", &["Mail server"]),
        ("\"mail server\"", &["Mail server"]),
        ("\"server mail\"", &[]),
        ("mail -web", &["Mail server", "Müller GmbH"]),
        ("expired", &["Müller GmbH"]),
        ("expires:<30d", &["Müller GmbH"]),
        ("expires:>30d", &["Straße der Server"]),
        ("hunter2", &[]),
        ("sealed", &[]),
        ("nosuch:mail", &[]),
    ] {
        let answer = search(&world, &world.token, text).await;
        let told = titles(&answer);
        let same = if ["server", "mail"].contains(&text) {
            told.iter().map(String::as_str).collect::<std::collections::BTreeSet<_>>()
                == found.iter().copied().collect()
        } else {
            let mut sorted = told.clone();
            let mut expected: Vec<_> = found.iter().map(|it| (*it).to_owned()).collect();
            sorted.sort();
            expected.sort();
            sorted == expected
        };
        assert!(same, "{text}: {told:?}");
        assert!(!answer.0.contains("hunter2") && !answer.0.contains("sealed mail"), "{}", answer.0);
    }
    assert_eq!(titles(&search(&world, &world.token, "mail").await)[0], "Mail server", "its title begins so");
}

#[tokio::test]
async fn a_hit_tells_where_it_is_and_what_was_met() {
    let world = World::plain().await;
    let (db, servers) = stage(&world).await;
    let found = search(&world, &world.token, "mail.example tag:production").await.json();
    let hit = &found["items"][0];
    assert_eq!(
        (&hit["database"], &hit["parent"], &hit["path"]),
        (&json!(db), &json!(servers), &json!(["Servers"]))
    );
    assert_eq!(hit["matched"], json!(["url", "tags"]));
    assert_eq!(found["rights_sets"][hit["rights"].as_u64().unwrap() as usize].as_array().unwrap().len(), 8);
    assert_eq!((&found["next"], &found["not_searched"]), (&Value::Null, &json!([])));
    let here = world.root(&format!("GET /search?q=mail&database={db}&folder={servers}"), Value::Null).await;
    assert_eq!(titles(&here).len(), 2);
    let listed = world.root(&format!("GET /databases/{db}/objects?q=mail%20-web"), Value::Null).await;
    assert_eq!(titles(&listed), ["Mail server", "Müller GmbH"], "in the order of the tree");
}

#[tokio::test]
async fn pages_go_on_where_the_one_before_ended() {
    let world = World::plain().await;
    let (one, other) = (database(&world, "One").await, database(&world, "Other").await);
    for number in 0..5 {
        entry(&world, if number % 2 == 0 { &one } else { &other }, None, &format!("Door {number}"), "x")
            .await;
    }
    let (mut told, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.root(&format!("GET /search?q=door&limit=2{cursor}"), Value::Null).await;
        told.extend(titles(&page));
        match page.json()["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(told, ["Door 4", "Door 3", "Door 2", "Door 1", "Door 0"], "of equals the latest first");
}

// attack: I8, R4
#[tokio::test]
async fn no_text_breaks_a_search() {
    let world = World::plain().await;
    stage(&world).await;
    for text in [
        "\"",
        "-",
        "foo:",
        "-\"",
        "foo:<",
        "%",
        "_",
        "'; DROP TABLE objects; --",
        "a OR b",
        "NEAR(a b)",
        "(",
        "\\",
        "\u{0}",
        "*",
        "https://",
        "ﷺ",
        "mail\u{202e}",
        "\u{1f511}",
        ".*(a+)+$",
        "title:mail^2",
        "[a-z]{1000}",
    ] {
        let answer = search(&world, &world.token, text).await;
        assert_eq!(answer.status(), 200, "{text:?}: {}", answer.0);
    }
    for (bad, operator) in [
        ("expires:<abc", "expires"),
        ("expires:<99999999999999d", "expires"),
        ("expires:", "expires"),
        ("tag:", "tag"),
        ("type:nope", "type"),
        ("mail folder:\"", "folder"),
    ] {
        let answer = search(&world, &world.token, bad).await;
        assert_eq!((answer.status(), answer.code()), (400, "invalid_request".into()), "{bad}: {}", answer.0);
        assert!(answer.0.contains(&format!("`{operator}:` takes ")), "{bad}: {}", answer.0);
    }
    for bad in [
        format!("q={}", "a".repeat(501)),
        format!("q={}", "a%20".repeat(33)),
        "q=a&limit=0".into(),
        "q=a&cursor=x".into(),
        "q=a&cursor=MS4y".into(),
        format!("q=a&folder={NOBODY}"),
        "q=a&sort=title".into(),
        "q=a&q=b".into(),
        String::new(),
    ] {
        let answer = world.root(&format!("GET /search?{bad}"), Value::Null).await;
        assert_eq!(answer.status(), 400, "{bad}: {}", answer.0);
    }
    for place in [format!("database={NOBODY}"), format!("database={NOBODY}&folder={NOBODY}")] {
        assert_eq!(world.root(&format!("GET /search?q=a&{place}"), Value::Null).await.status(), 404);
    }
}

// attack: A4, A6
#[tokio::test]
async fn a_search_tells_nothing_of_what_is_hidden() {
    let world = World::plain().await;
    let (db, servers) = stage(&world).await;
    let inner = folder(&world, &db, Some(&servers), "Inner").await;
    made(&world, &db, json!({"parent": inner, "kind": "entry", "title": "Merger", "tags": ["quiet"]})).await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    world.user("Eve", Value::Null).await;
    let eve = world.sign_in("Eve").await;
    for text in ["mail", "merger", "mergre", "servers", "tag:quiet", "-mail", "type:folder", "expired", "%"] {
        let nothing = search(&world, &eve, text).await;
        assert_eq!(nothing.body(), search(&world, &eve, "neverwas").await.body(), "{text}");
        assert_eq!(titles(&search(&world, &token, text).await), [""; 0], "{text}");
        for (database, token) in [(db.as_str(), &eve), (NOBODY, &eve)] {
            let there = format!("GET /search?q={}&database={database}", escaped(text));
            assert_eq!(world.api(token, &there, &[], Value::Null).await.status(), 404);
        }
    }
    rule(&world, &db, &inner, &ann, &["read_entries"], "allow").await;
    for (text, found) in [
        ("merger", &["Merger"][..]),
        ("mergre", &["Merger"]),
        ("servers", &["Servers"]),
        ("mail", &[]),
        ("folder:servers merger", &["Merger"]),
        ("tag:quiet", &["Merger"]),
        ("tag:old", &[]),
        ("type:folder", &["Inner"]),
        ("postmaster", &[]),
    ] {
        assert_eq!(titles(&search(&world, &token, text).await), found, "{text}");
    }
    let stub = search(&world, &token, "servers").await.json()["items"][0].clone();
    let expected = json!({"database": db, "path": [], "matched": ["title"], "id": servers, "parent": null,
        "kind": "folder", "title": "Servers", "stub": true});
    assert_eq!(stub, expected);
    let past =
        world.api(&token, &format!("GET /search?q=a&database={db}&folder={inner}"), &[], Value::Null).await;
    assert_eq!(past.status(), 200);
}

// attack: A4, A10
#[tokio::test]
async fn what_is_sealed_is_found_by_title_and_type_alone() {
    let world = World::plain().await;
    let (db, servers) = stage(&world).await;
    let list = world.root(&format!("GET /databases/{db}/objects?parent={servers}"), Value::Null).await.json();
    let mail = list["items"][0]["id"].clone();
    let bob = (world.user("Bob", Value::Null).await, world.sign_in("Bob").await);
    let root = world.root("GET /auth/session", Value::Null).await.json()["user"]["id"].clone();
    let grant = json!({"object": mail, "grantee": bob.0, "permissions": ["read_entries"],
        "seal": {"approvers": [root], "quorum": 1}});
    let given = world.root(&format!("POST /databases/{db}/grants"), grant).await;
    assert_eq!(given.status(), 201, "{}", given.0);
    for (text, found) in [
        ("mail", &["Mail server"][..]),
        ("type:password mail", &["Mail server"]),
        ("folder:servers mail", &["Mail server"]),
        ("mail -tag:production", &["Mail server"]),
        ("tag:production", &[]),
        ("category:it", &[]),
        ("postmaster", &[]),
        ("postmastre", &[]),
        ("url:mail", &[]),
        ("mail expires:never", &[]),
    ] {
        assert_eq!(titles(&search(&world, &bob.1, text).await), found, "{text}");
    }
}

#[tokio::test]
async fn what_changes_is_found_as_it_is_now() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let mail = entry(&world, &db, Some(&room), "Mail", "x").await;
    let found = async |text: &str| titles(&search(&world, &world.token, text).await);
    let path = format!("/databases/{db}/objects/{mail}");
    super::any(&world, &format!("PATCH {path}"), json!({"title": "Letters", "tags": ["blue"]})).await;
    assert_eq!((found("mail").await, found("letters tag:blue").await), (vec![], vec!["Letters".to_owned()]));
    let hall = folder(&world, &db, None, "Hall").await;
    super::any(&world, &format!("POST {path}/move"), json!({"parent": hall})).await;
    assert_eq!((found("folder:room letters").await.len(), found("folder:hall letters").await.len()), (0, 1));
    super::any(&world, &format!("DELETE /databases/{db}/objects/{hall}"), Value::Null).await;
    for text in ["letters", "hall", "tag:blue", "-neverwas letters", "type:password"] {
        assert_eq!(found(text).await, [""; 0], "{text}: in the bin, by the folder above");
    }
    assert_eq!(found("-neverwas").await, ["Room"]);
}

#[tokio::test]
async fn what_expires_is_listed_the_first_end_first() {
    let world = World::plain().await;
    let (db, _) = stage(&world).await;
    let other = database(&world, "Other").await;
    made(&world, &other, json!({"kind": "entry", "title": "Older", "valid_to": "2019-01-01T00:00:00Z"}))
        .await;
    let expiring = async |query: &str| world.root(&format!("GET /expiring{query}"), Value::Null).await;
    assert_eq!(titles(&expiring("").await), ["Older", "Müller GmbH"]);
    let first = expiring("?within=0d&limit=1").await;
    assert_eq!(titles(&first), ["Older"]);
    let next = first.json()["next"].as_str().unwrap().to_owned();
    let last = expiring(&format!("?within=0d&limit=1&cursor={next}")).await;
    assert_eq!((titles(&last), &last.json()["next"]), (vec!["Müller GmbH".to_owned()], &Value::Null));
    for bad in
        ["within=30", "within=x", "within=-1d", "within=99999d", "within=99999999999d", "cursor=x", "q=a"]
    {
        assert_eq!(expiring(&format!("?{bad}")).await.status(), 400, "{bad}");
    }
    // attack: A4
    let (_, token) = assigned(&world, &db, "Ann", &["access_database"]).await;
    assert_eq!(titles(&world.api(&token, "GET /expiring", &[], Value::Null).await), [""; 0]);
}

#[tokio::test]
async fn favourites_and_what_was_used_last_are_listed_and_marked_in_listings() {
    let world = World::plain().await;
    let (db, servers) = stage(&world).await;
    let path = format!("/databases/{db}/objects/{servers}/favourite");
    for _ in 0..2 {
        assert_eq!(world.root(&format!("PUT {path}"), Value::Null).await.status(), 204);
    }
    let listed = world.root("GET /favourites", Value::Null).await;
    assert_eq!(titles(&listed), ["Servers"]);
    let item = listed.json()["items"][0].clone();
    assert_eq!(
        (&item["favourite"], &item["database"], &item["path"]),
        (&json!(true), &json!(db), &json!([]))
    );
    let whole = world.root(&format!("GET /databases/{db}/objects?recursive=true"), Value::Null).await.json();
    let marked = whole["items"].as_array().unwrap().iter().filter(|item| item["favourite"] == json!(true));
    assert_eq!(marked.count(), 1);
    let found = search(&world, &world.token, "server").await;
    assert_eq!(titles(&found)[0], "Servers");
    assert_eq!(world.root(&format!("DELETE {path}"), Value::Null).await.status(), 204);
    assert_eq!(titles(&world.root("GET /favourites", Value::Null).await), [""; 0]);
    let recent = world.root("GET /recent?limit=2", Value::Null).await;
    assert_eq!(titles(&recent), ["Straße der Server", "Müller GmbH"]);
    assert!(recent.json()["items"][0]["used_at"].is_string());
    let next = recent.json()["next"].as_str().unwrap().to_owned();
    let more = world.root(&format!("GET /recent?cursor={next}"), Value::Null).await;
    assert_eq!(titles(&more), ["Old webmail", "Mail server", "Servers"]);
    assert_eq!(world.root("GET /recent?cursor=eA", Value::Null).await.status(), 400);
}
