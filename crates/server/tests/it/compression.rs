//! What is compressed, and what never is.

use crate::world::World;

#[tokio::test]
async fn reading_is_compressed_as_the_client_likes() {
    let world = World::plain().await;
    for wanted in ["zstd", "br", "gzip"] {
        let headers = [("Accept-Encoding", wanted)];
        let answer = world.ask("GET /api/v1/openapi.json", &headers, b"").await;
        assert_eq!((answer.status(), answer.header("content-encoding")), (200, Some(wanted)));
        assert!(answer.header("vary").unwrap_or_default().contains("accept-encoding"), "{wanted}");
    }
    let plain = world.ask("GET /api/v1/openapi.json", &[], b"").await;
    assert_eq!(plain.header("content-encoding"), None);
    let short = world.ask("GET /api/v1/server", &[("Accept-Encoding", "gzip")], b"").await;
    assert_eq!(short.header("content-encoding"), None);
}

// attack: W2
#[tokio::test]
async fn an_answer_that_may_carry_a_secret_is_never_compressed() {
    let world = World::plain().await;
    let bearer = format!("Bearer {}", world.token);
    let headers = [("Accept-Encoding", "zstd, br, gzip"), ("Authorization", bearer.as_str())];
    let answer = world.ask("POST /api/v1/secrets", &headers, b"").await;
    assert_eq!((answer.status(), answer.header("content-encoding")), (200, None));
    assert!(answer.body().len() > 4_000);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}
