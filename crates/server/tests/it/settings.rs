//! The settings of the server over HTTP.

use serde_json::{Value, json};

use crate::world::{PASSWORD, World};

#[tokio::test]
async fn settings_are_read_by_all_and_set_by_super_administrators() {
    let world = World::plain().await;
    world.user("Ann", json!({"roles": ["administrator"]})).await;
    let ann = world.sign_in("Ann").await;
    let read = world.api(&ann, "GET /settings", &[], Value::Null).await;
    assert_eq!((read.status(), read.header("etag")), (200, Some("\"1\"")), "{}", read.0);
    assert_eq!(read.json(), json!({"clipboard_seconds": 20, "openers": "number"}));
    let wanted = json!({"clipboard_seconds": 45, "openers": "names"});
    let refused = world.api(&ann, "PUT /settings", &[], wanted.clone()).await;
    assert_eq!((refused.status(), refused.code().as_str()), (403, "forbidden"), "{}", refused.0);
    let set = world.root("PUT /settings", wanted.clone()).await;
    assert_eq!((set.status(), set.header("etag"), set.json()), (200, Some("\"2\""), wanted), "{}", set.0);
    let late = [("If-Match", "\"1\"")];
    let body = json!({"clipboard_seconds": 20, "openers": "number"});
    let late = world.api(&world.token, "PUT /settings", &late, body).await;
    assert_eq!((late.status(), late.code().as_str()), (412, "revision_conflict"), "{}", late.0);
    let records = world.root("GET /audit?event=settings_changed", Value::Null).await.json();
    assert_eq!(records["items"].as_array().unwrap().len(), 1, "{records}");
    assert!(records.to_string().contains("clipboard_seconds"), "{records}");
}

// attack: A16
#[tokio::test]
async fn settings_out_of_their_bounds_or_beside_them_are_refused() {
    let world = World::plain().await;
    for bad in [
        json!({}),
        json!({"clipboard_seconds": 20}),
        json!({"openers": "number"}),
        json!({"clipboard_seconds": 4, "openers": "number"}),
        json!({"clipboard_seconds": 0, "openers": "number"}),
        json!({"clipboard_seconds": 601, "openers": "number"}),
        json!({"clipboard_seconds": 65_536 + 20, "openers": "number"}),
        json!({"clipboard_seconds": -20, "openers": "number"}),
        json!({"clipboard_seconds": "20", "openers": "number"}),
        json!({"clipboard_seconds": 20.5, "openers": "number"}),
        json!({"clipboard_seconds": null, "openers": "number"}),
        json!({"clipboard_seconds": 20, "openers": "groups"}),
        json!({"clipboard_seconds": 20, "openers": "number", "revision": 9}),
    ] {
        assert_eq!(world.root("PUT /settings", bad.clone()).await.status(), 400, "{bad}");
    }
    let read = world.root("GET /settings", Value::Null).await;
    assert_eq!((read.header("etag"), &read.json()["clipboard_seconds"]), (Some("\"1\""), &json!(20)));
    for seconds in [5, 600] {
        let body = json!({"clipboard_seconds": seconds, "openers": "number"});
        assert_eq!(world.root("PUT /settings", body).await.status(), 200, "{seconds}");
    }
}

#[tokio::test]
async fn a_session_is_told_when_to_clear_the_clipboard() {
    let world = World::plain().await;
    let session =
        async || world.root("GET /auth/session", Value::Null).await.json()["clipboard_seconds"].clone();
    assert_eq!(session().await, json!(20));
    world.root("PUT /settings", json!({"clipboard_seconds": 60, "openers": "number"})).await;
    assert_eq!(session().await, json!(60));
    let body = json!({"username": "Root", "password": PASSWORD});
    let signed_in = world.anonymous("POST /auth/login", body).await;
    assert_eq!(signed_in.json()["clipboard_seconds"], json!(60), "{}", signed_in.0);
}
