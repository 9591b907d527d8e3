//! The web app's files: the same for everybody, under a policy of their own, and never in place of an answer of the API.

use crate::world::World;

const PAGE: [(&str, &str); 1] = [("Accept", "text/html")];

// attack: W3
#[tokio::test]
async fn every_address_of_the_app_is_its_page_under_a_strict_policy() {
    let world = World::plain().await;
    for path in ["/", "/manager", "/db/1/folder/2"] {
        let answer = world.ask(&format!("GET {path}"), &PAGE, b"").await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        let policy = answer.header("content-security-policy").unwrap();
        for part in ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn what_is_no_page_is_not_there() {
    let world = World::plain().await;
    for path in ["/api", "/api/v1/nothing", "/health/nothing", "/metrics", "/assets/nothing.js"] {
        let answer = world.ask(&format!("GET {path}"), &PAGE, b"").await;
        assert_eq!((answer.status(), answer.code().as_str()), (404, "not_found"), "{path}");
    }
    assert_eq!(world.ask("GET /manager", &[("Accept", "application/json")], b"").await.status(), 404);
    assert_eq!(world.ask("POST /manager", &PAGE, b"{}").await.status(), 404);
    assert_eq!(world.ask("GET /../Cargo.toml", &PAGE, b"").await.status(), 404);
}
