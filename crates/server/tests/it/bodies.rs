//! Bodies: what is taken, what is refused, and how that is told.

use serde_json::json;
use strongroom_crypto::token::{Token, TokenKind};

use crate::world::{PASSWORD, ROOT, World};

#[tokio::test]
async fn a_good_request_is_answered() {
    let world = World::plain().await;
    let answer = world.post_note(r#"{"text":"abc","count":7}"#).await;
    assert_eq!((answer.status(), answer.body()), (200, "3 7"));
}

// attack: R1
#[tokio::test]
async fn a_huge_body_is_answered_and_not_reset() {
    let world = World::plain().await;
    let huge = format!("{{\"text\":\"{}\"}}", "x".repeat(8 << 20));
    let answer = world.post_note(&huge).await;
    assert_eq!((answer.status(), answer.code().as_str()), (413, "too_large"));
    assert!(answer.body().contains("\"limit\":1048576"), "{}", answer.body());
    // Nobody signed in: refused as well, and the body is not waited for.
    let answer =
        world.ask("POST /api/v1/notes", &[("Content-Type", "application/json")], huge.as_bytes()).await;
    assert_eq!(answer.status(), 401);
}

// attack: A16, D4
#[tokio::test]
async fn a_body_that_could_be_read_in_two_ways_is_refused_and_not_repeated() {
    let world = World::plain().await;
    for body in [
        r#"{"text":"hunter2","text":"x"}"#,
        r#"{"text":"x","t\u0065xt":"hunter2"}"#,
        r#"{"text":"x","hunter2":1}"#,
        r#"{"text":"x","count":"hunter2"}"#,
        r#"{"text":["hunter2"]}"#,
        r#"["hunter2"]"#,
        r#"{"text":"hunter2","count":9007199254740993}"#,
        r#"{"text":"hunter2","count":-0}"#,
        r#"{"text":"hunter2","count":NaN}"#,
        r#"{"text":"hunter2","count":1.0}"#,
        r#"{"text":"hunter2"#,
        "hunter2",
        "null",
    ] {
        let answer = world.post_note(body).await;
        assert_eq!(
            (answer.status(), answer.code().as_str()),
            (400, "invalid_request"),
            "{body}: {}",
            answer.0
        );
        assert!(!answer.0.contains("hunter2"), "{body}: {}", answer.0);
    }
    let answer = world.post_note(format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))).await;
    assert!(answer.body().contains("nested too deeply"), "{}", answer.0);
    let answer = world.post_note(r#"{"text":"x","count":true}"#).await;
    assert!(answer.body().contains("\"pointer\":\"/count\""), "{}", answer.0);
}

// attack: W6
#[tokio::test]
async fn other_content_types_are_refused() {
    let world = World::plain().await;
    let bearer = format!("Bearer {}", world.token);
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json"]
    {
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", kind)];
        let answer = world.ask("POST /api/v1/notes", &headers, br#"{"text":"abc"}"#).await;
        assert_eq!((answer.status(), answer.code().as_str()), (415, "unsupported_media_type"), "{kind}");
    }
    let answer = world.ask("POST /api/v1/notes", &[("Authorization", &bearer)], br#"{"text":"abc"}"#).await;
    assert_eq!(answer.status(), 415, "no type at all");
}

// attack: W6
#[tokio::test]
async fn a_cookie_needs_the_mark_of_the_web_app() {
    let world = World::plain().await;
    let login = json!({"username": ROOT, "password": PASSWORD, "client": "web"});
    let login = world.anonymous("POST /auth/login", login).await;
    let cookie = login.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let proof = login.json()["csrf_token"].as_str().unwrap().to_owned();
    let mark = ("X-Strongroom-CSRF", proof.as_str());
    let json = ("Content-Type", "application/json");
    let body = br#"{"text":"abc"}"#;
    let answer = world.ask("POST /api/v1/notes", &[("Cookie", &cookie), json], body).await;
    assert_eq!((answer.status(), answer.code().as_str()), (403, "csrf"));
    let answer = world.ask("POST /api/v1/notes", &[("Cookie", &cookie), mark, json], body).await;
    assert_eq!(answer.status(), 200);
    let foreign = [("Cookie", cookie.as_str()), mark, json, ("Origin", "https://evil.example")];
    assert_eq!(world.ask("POST /api/v1/notes", &foreign, body).await.status(), 403);
}

#[tokio::test]
async fn a_foreign_token_is_told_like_none() {
    let world = World::plain().await;
    let foreign = format!("Bearer {}", Token::generate(TokenKind::Session).unwrap().expose());
    let without = world.ask("POST /api/v1/notes", &[], b"").await;
    for token in [foreign.as_str(), "Bearer srs_", "Bearer", "Basic eDp5"] {
        let answer = world.ask("POST /api/v1/notes", &[("Authorization", token)], b"").await;
        assert_eq!((answer.status(), answer.body()), (401, without.body()), "{token}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
}
