//! Attacks that once worked, each as it was told.

use serde_json::{Value, json};

use crate::{
    content::{assigned, database, entry},
    world::{PASSWORD, ROOT, World},
};

/// The address of a new entry of `token` under an idempotency key, asked for once.
async fn created(world: &World, token: &str, db: &str, key: &str) -> crate::world::Answer {
    let fields = json!([{"name": "username", "value": "marker-user"}]);
    let body = json!({"parent": null, "kind": "entry", "title": "Marker", "fields": fields});
    let headers = [("Idempotency-Key", key)];
    world.api(token, &format!("POST /databases/{db}/objects"), &headers, body).await
}

// attack: A4, S1
#[tokio::test]
async fn a_repeated_request_is_told_what_its_sender_may_see_now() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let rights = ["access_database", "read_entries", "add_entries"];
    let (ann, here) = assigned(&world, &db, "Ann", &rights).await;
    let there = world.sign_in("Ann").await;
    let first = created(&world, &here, &db, "k").await;
    assert_eq!(first.status(), 201, "{}", first.0);
    assert!(first.body().contains("marker-user"));
    for token in [&here, &there] {
        let again = created(&world, token, &db, "k").await;
        assert_eq!((again.status(), again.json()), (201, first.json()));
        for header in ["etag", "location", "content-type", "cache-control"] {
            assert_eq!(again.header(header), first.header(header), "{header}");
        }
    }
    let assignment = format!("PUT /databases/{db}/assignments/{ann}");
    let letter_box = json!({"permissions": {"access_database": "allow", "add_entries": "allow"}});
    assert_eq!(world.root(&assignment, letter_box).await.status(), 200);
    let blind = created(&world, &here, &db, "k").await;
    assert_eq!((blind.status(), blind.json()), (201, json!({"id": first.json()["id"]})));
    assert_eq!(blind.header("location"), first.header("location"));
    let objects = world.root(&format!("GET /databases/{db}/objects"), Value::Null).await.json();
    assert_eq!(objects["items"].as_array().unwrap().len(), 1, "made once");
}

// attack: A4
#[tokio::test]
async fn what_is_done_to_a_thing_is_told_again_as_the_thing_is_now() {
    let world = World::plain().await;
    let body = json!({"name": "Company", "kind": "standard", "master_password": "a good master password"});
    let db = world.root("POST /databases", body).await.json()["id"].as_str().unwrap().to_owned();
    let headers = [("Idempotency-Key", "close")];
    let close = format!("POST /databases/{db}/close");
    let first = world.api(&world.token, &close, &headers, Value::Null).await;
    assert_eq!((first.status(), &first.json()["state"]), (200, &json!("closed")), "{}", first.0);
    let again = world.api(&world.token, &close, &headers, Value::Null).await;
    assert_eq!((again.status(), again.json()), (200, first.json()));
    let mail = format!("POST /databases/{db}/objects");
    let body = json!({"parent": null, "kind": "folder", "title": "x"});
    let closed = world.api(&world.token, &mail, &[("Idempotency-Key", "x")], body).await;
    assert_eq!((closed.status(), closed.code().as_str()), (409, "database_closed"));
    assert_eq!(
        world
            .api(&world.token, &format!("DELETE /databases/{db}"), &[("If-Match", "*")], Value::Null)
            .await
            .status(),
        204
    );
    let gone = world.api(&world.token, &close, &headers, Value::Null).await;
    assert_eq!((gone.status(), gone.json()), (200, json!({"id": db})));
}

// attack: R7, B1
#[tokio::test]
async fn refusals_of_one_session_come_to_an_end() {
    let world = World::forgiving(20).await;
    let db = database(&world, "Company").await;
    world.user("Eve", Value::Null).await;
    let (eve, other) = (world.sign_in("Eve").await, world.sign_in("Eve").await);
    let path = format!("GET /databases/{db}");
    for n in 0..20 {
        assert_eq!(world.api(&eve, &path, &[], Value::Null).await.status(), 404, "{n}");
    }
    let limited = world.api(&eve, &path, &[], Value::Null).await;
    assert_eq!((limited.status(), limited.code().as_str()), (429, "rate_limited"));
    let seconds: u64 = limited.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(world.api(&other, &path, &[], Value::Null).await.status(), 404);
    assert_eq!(world.api(&eve, "GET /databases", &[], Value::Null).await.status(), 200, "nothing is named");
    let refused = world.root("GET /audit?event=refused&limit=1000", Value::Null).await.json();
    assert_eq!(refused["items"].as_array().unwrap().len(), 21, "one record each, and none of the limited");
    assert_eq!(world.api(&eve, "POST /auth/logout", &[], Value::Null).await.status(), 204);
}

// attack: A4, R7
#[tokio::test]
async fn an_outsider_writes_nothing_into_the_chain_of_a_hidden_database() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let mail = entry(&world, &db, None, "Mail", "hunter2").await;
    world.user("Eve", Value::Null).await;
    let eve = world.sign_in("Eve").await;
    let nowhere = "0190163d-8694-739b-aea5-966c26f8ad90";
    for database in [db.as_str(), nowhere] {
        let path = format!("GET /databases/{database}/objects/{mail}");
        assert_eq!(world.api(&eve, &path, &[], Value::Null).await.status(), 404);
    }
    let own = world.root(&format!("GET /audit?database={db}&event=refused"), Value::Null).await.json();
    assert_eq!(own["items"], json!([]));
    let all = world.root("GET /audit?event=refused", Value::Null).await.json();
    let asked: Vec<_> = all["items"].as_array().unwrap().iter().map(|it| &it["details"]["asked"]).collect();
    assert_eq!(asked, [nowhere, db.as_str()], "newest first, and both told alike");
    assert!(all["items"].as_array().unwrap().iter().all(|it| it["database"].is_null()));
}

// attack: W6
#[tokio::test]
async fn the_proof_of_the_web_app_is_that_of_its_own_session() {
    let world = World::plain().await;
    let body = json!({"username": ROOT, "password": PASSWORD, "client": "web"});
    let (one, other) = (
        world.anonymous("POST /auth/login", body.clone()).await,
        world.anonymous("POST /auth/login", body).await,
    );
    let cookie = one.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let token = |answer: &crate::world::Answer| answer.json()["csrf_token"].as_str().unwrap().to_owned();
    let (own, foreign) = (token(&one), token(&other));
    let change = async |proof: &str| {
        let headers =
            [("Cookie", cookie.as_str()), ("X-Strongroom-CSRF", proof), ("Content-Type", "application/json")];
        world.ask("POST /api/v1/groups", &headers, json!({"name": "Sales"}).to_string().as_bytes()).await
    };
    for made_up in ["1", &foreign, &own[1..], &format!("{own}x"), &own.to_uppercase()] {
        let refused = change(made_up).await;
        assert_eq!((refused.status(), refused.code().as_str()), (403, "csrf"), "{made_up}");
    }
    let session = world.ask("GET /api/v1/auth/session", &[("Cookie", cookie.as_str())], b"").await;
    assert_eq!(session.json()["csrf_token"], json!(own), "a page that is loaded anew is told it");
    assert_eq!(change(&own).await.status(), 201);
    let cli = world.root("GET /auth/session", Value::Null).await;
    assert!(cli.json().get("csrf_token").is_none());
}
