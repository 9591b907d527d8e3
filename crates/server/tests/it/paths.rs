//! Paths, hosts and headers that try to reach a route by another door.

use crate::world::World;

// attack: A14
#[tokio::test]
async fn a_route_has_one_path() {
    let world = World::plain().await;
    assert_eq!(world.ask("GET /api/v1/server", &[], b"").await.status(), 200);
    assert_eq!(world.ask("GET /api/v1/server?", &[], b"").await.status(), 200);
    for path in [
        "/api/v1/../v1/server",
        "/api/v1/./server",
        "/api/v1//server",
        "//api/v1/server",
        "/api/v1/server/",
        "/api/v1/server;x=y",
        "/api/v1/server%00",
        "/api/v1/%73erver",
        "/api/v1%2Fserver",
        "/api/v1%2fserver",
        "/api/%2e%2e/api/v1/server",
        "/api/v1/server%20",
        "/API/v1/server",
        "/api/v1/Server",
        "/api\\v1\\server",
        "/api/v1/server..",
        "/api/v1/server.json",
    ] {
        let answer = world.ask(&format!("GET {path}"), &[], b"").await;
        assert_eq!(answer.status(), 404, "{path}: {}", answer.0);
        assert_eq!(answer.code(), "not_found", "{path}");
    }
}

// attack: A14
#[tokio::test]
async fn headers_can_not_name_another_method_or_path() {
    let world = World::plain().await;
    let plain = world.ask("GET /api/v1/server", &[], b"").await;
    for (name, value) in [
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-HTTP-Method", "DELETE"),
        ("X-Method-Override", "DELETE"),
        ("X-Original-URL", "/api/v1/broken"),
        ("X-Rewrite-URL", "/api/v1/broken"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Prefix", "/api/v1/broken"),
    ] {
        let answer = world.ask("GET /api/v1/server", &[(name, value)], b"").await;
        assert_eq!((answer.status(), answer.body()), (200, plain.body()), "{name}");
    }
    let answer = world.ask("DELETE /api/v1/server", &[], b"").await;
    assert_eq!((answer.status(), answer.code().as_str()), (405, "method_not_allowed"));
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));
    assert_eq!(world.ask("BREW /api/v1/server", &[], b"").await.status(), 405);
}

// attack: W2, W3
#[tokio::test]
async fn every_answer_tells_browsers_what_not_to_do() {
    let world = World::plain().await;
    for (line, status) in [
        ("GET /api/v1/server", 200),
        ("GET /nowhere", 404),
        ("PUT /api/v1/server", 405),
        ("POST /api/v1/notes", 401),
        ("GET /api/v1/broken", 500),
        ("GET /api/v1/stuck", 408),
        ("OPTIONS /api/v1/server", 405),
    ] {
        let origin = [("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST")];
        let answer = world.ask(line, &origin, b"").await;
        assert_eq!(answer.status(), status, "{line}");
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{line}");
        assert!(!policy.contains("unsafe"), "{line}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{line}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{line}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{line}");
        assert!(!answer.0.to_lowercase().contains("access-control-"), "{line}");
        assert!(!answer.0.contains("hunter2"), "{line}: a panic tells nothing");
    }
}

// attack: W5
#[tokio::test]
async fn a_rebound_name_reaches_nothing() {
    let world = World::plain().await;
    let ask = |host: &str| {
        world.raw(format!("GET /api/v1/server HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    };
    assert!(ask("localhost").await.starts_with("HTTP/1.1 200"));
    for host in ["evil.example", "localhost.evil.example", "", "localhost\r\nHost: evil.example", "a b"] {
        let answer = ask(host).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{host}: {answer}");
    }
    let absolute =
        "GET http://evil.example/api/v1/server HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert!(world.raw(absolute).await.starts_with("HTTP/1.1 400"));
}

// attack: B8
#[tokio::test]
async fn nobody_but_a_listed_proxy_names_another_address() {
    let mut world = World::plain().await;
    for name in
        ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP"]
    {
        let value = if name == "Forwarded" { "for=1.2.3.4" } else { "1.2.3.4" };
        let answer = world.ask("GET /api/v1/whoami", &[(name, value)], b"").await;
        assert_eq!(answer.body(), "127.0.0.1", "{name}");
    }
    // The listed proxy is 127.0.0.2.
    world.source = std::net::Ipv4Addr::new(127, 0, 0, 2);
    let chain = [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "2001:db8::7")];
    let answer = world.ask("GET /api/v1/whoami", &chain, b"").await;
    assert_eq!(answer.body(), "2001:db8::/64");
}
