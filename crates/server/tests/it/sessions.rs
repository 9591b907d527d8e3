//! Signing in and out, as clients meet it.

use serde_json::{Value, json};

use crate::world::{PASSWORD, ROOT, World};

// attack: W1
#[tokio::test]
async fn a_server_is_set_up_once() {
    let world = World::plain().await;
    assert_eq!(world.ask("GET /api/v1/server", &[], b"").await.json()["setup_required"], json!(false));
    let body = json!({"setup_token": "srt_x", "username": "Eve", "password": PASSWORD});
    let answer = world.anonymous("POST /setup", body).await;
    assert_eq!((answer.status(), answer.code().as_str()), (409, "already_set_up"));
}

// attack: B2
#[tokio::test]
async fn who_can_not_sign_in_is_told_nothing_of_why() {
    let world = World::plain().await;
    let id = world.user("Dora", json!({"enabled": false})).await;
    assert!(!id.is_empty());
    world.user("Nopass", json!({"password": null})).await;
    let mut answers = Vec::new();
    for (username, password) in
        [("Nobody", PASSWORD), (ROOT, "wrong password here"), ("Dora", PASSWORD), ("", "")]
    {
        let answer =
            world.anonymous("POST /auth/login", json!({"username": username, "password": password})).await;
        assert_eq!((answer.status(), answer.code().as_str()), (401, "invalid_credentials"), "{username}");
        let lines: Vec<String> =
            answer.0.lines().filter(|line| !line.starts_with("date:")).map(str::to_owned).collect();
        answers.push(lines);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

// attack: S1, S3
#[tokio::test]
async fn a_session_ends_when_it_is_told_to() {
    let world = World::plain().await;
    world.user("Ann", Value::Null).await;
    let (first, second) = (world.sign_in("Ann").await, world.sign_in("ann").await);
    assert_ne!(first, second, "every sign-in is a session of its own");
    let sessions = world.api(&first, "GET /auth/sessions", &[], Value::Null).await.json();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 2);
    assert_eq!(sessions["items"][0]["current"], json!(true));
    let other = sessions["items"][1]["id"].as_str().unwrap();
    let ended = world.api(&first, &format!("DELETE /auth/sessions/{other}"), &[], Value::Null).await;
    assert_eq!(ended.status(), 204);
    assert_eq!(world.api(&second, "GET /auth/session", &[], Value::Null).await.status(), 401);
    assert_eq!(world.api(&first, "POST /auth/logout", &[], Value::Null).await.status(), 204);
    assert_eq!(world.api(&first, "GET /auth/session", &[], Value::Null).await.status(), 401);
    let root = world.root("GET /auth/sessions", Value::Null).await.json();
    let foreign = root["items"][0]["id"].as_str().unwrap().to_owned();
    let third = world.sign_in("Ann").await;
    let refused = world.api(&third, &format!("DELETE /auth/sessions/{foreign}"), &[], Value::Null).await;
    assert_eq!((refused.status(), refused.code().as_str()), (404, "not_found"));
}

// attack: S1
#[tokio::test]
async fn a_changed_password_leaves_only_the_session_that_changed_it() {
    let world = World::plain().await;
    world.user("Ann", Value::Null).await;
    let (here, there) = (world.sign_in("Ann").await, world.sign_in("Ann").await);
    let change =
        |current: &str| json!({"current_password": current, "new_password": "another good long password"});
    let wrong = world.api(&here, "POST /auth/password", &[], change("not this one at all")).await;
    assert_eq!((wrong.status(), wrong.code().as_str()), (403, "wrong_password"));
    let changed = world.api(&here, "POST /auth/password", &[], change(PASSWORD)).await;
    assert_eq!(changed.status(), 204, "{}", changed.0);
    assert_eq!(world.api(&here, "GET /auth/session", &[], Value::Null).await.status(), 200);
    assert_eq!(world.api(&there, "GET /auth/session", &[], Value::Null).await.status(), 401);
    let old = world.anonymous("POST /auth/login", json!({"username": "Ann", "password": PASSWORD})).await;
    assert_eq!(old.status(), 401);
}

// attack: S1
#[tokio::test]
async fn a_disabled_or_reset_account_is_out_at_once() {
    let world = World::plain().await;
    for change in [json!({"enabled": false}), json!({"password": "set by somebody else"})] {
        let name = format!("User{}", change.to_string().len());
        let id = world.user(&name, Value::Null).await;
        let token = world.sign_in(&name).await;
        let patched =
            world.api(&world.token, &format!("PATCH /users/{id}"), &[("If-Match", "\"1\"")], change).await;
        assert_eq!(patched.status(), 200, "{}", patched.0);
        assert_eq!(world.api(&token, "GET /auth/session", &[], Value::Null).await.status(), 401);
    }
}

#[tokio::test]
async fn who_must_change_the_password_can_do_nothing_else() {
    let world = World::plain().await;
    world.user("Ann", json!({"must_change_password": true})).await;
    let token = world.sign_in("Ann").await;
    let refused = world.api(&token, "GET /principals", &[], Value::Null).await;
    assert_eq!((refused.status(), refused.code().as_str()), (403, "must_change_password"));
    assert_eq!(world.api(&token, "GET /auth/session", &[], Value::Null).await.status(), 200);
    let change = json!({"current_password": PASSWORD, "new_password": "another good long password"});
    assert_eq!(world.api(&token, "POST /auth/password", &[], change).await.status(), 204);
    assert_eq!(world.api(&token, "GET /principals", &[], Value::Null).await.status(), 200);
}

// attack: S3, W6
#[tokio::test]
async fn a_browser_gets_a_cookie_and_no_token() {
    let world = World::plain().await;
    let body = json!({"username": ROOT, "password": PASSWORD, "client": "web"});
    let answer = world.anonymous("POST /auth/login", body).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.json()["token"].is_null() && answer.json()["csrf_token"].is_string());
    let set = answer.header("set-cookie").unwrap();
    assert!(set.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"), "{set}");
    let cookie = set.split(';').next().unwrap();
    let csrf = answer.json()["csrf_token"].as_str().unwrap().to_owned();
    let session = world.ask("GET /api/v1/auth/session", &[("Cookie", cookie)], b"").await;
    assert_eq!(session.json()["client"], json!("web"));
    let bare = world.ask("POST /api/v1/auth/logout", &[("Cookie", cookie)], b"").await;
    assert_eq!((bare.status(), bare.code().as_str()), (403, "csrf"));
    let marked = [("Cookie", cookie), ("X-Strongroom-CSRF", csrf.as_str())];
    let out = world.ask("POST /api/v1/auth/logout", &marked, b"").await;
    assert_eq!(out.status(), 204);
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(world.ask("GET /api/v1/auth/session", &[("Cookie", cookie)], b"").await.status(), 401);
}

// attack: B1, B6, B9
#[tokio::test]
async fn guessing_is_limited_by_account_and_address_and_keeps_nobody_else_out() {
    let mut world = World::plain().await;
    world.user("Ann", Value::Null).await;
    world.source = std::net::Ipv4Addr::new(127, 0, 0, 66);
    let mut limited = None;
    for n in 0..200 {
        let spelling = ["Ann", "ANN", " ann "][n % 3];
        let body = json!({"username": spelling, "password": format!("guess number {n}")});
        let answer = world.anonymous("POST /auth/login", body).await;
        if answer.status() == 429 {
            limited = Some(answer);
            break;
        }
        assert_eq!(answer.status(), 401, "{}", answer.0);
    }
    let limited = limited.expect("a limit after fewer than 200 guesses");
    let seconds: u64 = limited.header("retry-after").unwrap().parse().unwrap();
    assert!(seconds > 0 && limited.json()["retry_after"] == json!(seconds));
    world.source = std::net::Ipv4Addr::new(127, 0, 0, 67);
    world.sign_in("Ann").await;
}
