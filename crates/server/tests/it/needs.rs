//! Every route says what it needs, and keeps to it.

use strongroom_server::routes::{self, Need};

use crate::world::World;

/// The routes that may answer without a session.
const OPEN: [&str; 6] = [
    "GET /api/v1/openapi.json",
    "GET /api/v1/server",
    "GET /health/live",
    "GET /health/ready",
    "POST /api/v1/auth/login",
    "POST /api/v1/setup",
];

// attack: A2
#[tokio::test]
async fn every_route_but_the_listed_asks_for_a_session() {
    let world = World::plain().await;
    let registry = routes::registry();
    assert!(!registry.declared().is_empty());
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    for route in registry.declared() {
        let name = format!("{} {}", route.method, route.path);
        assert_eq!(route.need == Need::Nothing, OPEN.contains(&name.as_str()), "{name}");
        let path = fill(&route.path, id);
        let answer = world.ask(&format!("{} {path}", route.method), &[], b"").await;
        if OPEN.contains(&name.as_str()) {
            assert_ne!(answer.status(), 404, "{name}");
        } else {
            assert_eq!((answer.status(), answer.code().as_str()), (401, "unauthenticated"), "{name}");
        }
    }
    for open in OPEN {
        assert!(
            registry.declared().iter().any(|route| format!("{} {}", route.method, route.path) == open),
            "{open}"
        );
    }
}

/// A parameter that a route does not have was meant to change the answer: it is refused, and not left aside.
// attack: A16
#[tokio::test]
async fn every_route_refuses_a_query_that_it_does_not_know() {
    let world = World::forgiving(10_000).await;
    let registry = routes::registry();
    let bearer = format!("Bearer {}", world.token);
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    for route in registry.declared() {
        let name = format!("{} {}", route.method, route.path);
        for query in ["x=1", "limit=1&X=", "dry_run=false&x"] {
            let line = format!("{} {}?{query}", route.method, fill(&route.path, id));
            let answer = world.ask(&line, &[("Authorization", &bearer)], b"").await;
            assert_eq!((answer.status(), answer.code().as_str()), (400, "invalid_request"), "{name}?{query}");
            assert!(!answer.body().contains("x=1"), "{name}");
        }
    }
}

// attack: A2
#[test]
fn the_document_and_the_declarations_name_the_same_routes() {
    let registry = routes::registry();
    let mut declared: Vec<String> =
        registry.declared().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let document = serde_json::to_value(registry.into_parts().1).unwrap();
    let mut described = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["x-needs"].is_string(), "{method} {path}");
            described.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    declared.sort();
    described.sort();
    assert_eq!(declared, described);
}

fn fill(template: &str, id: &str) -> String {
    let segments = template.split('/').map(|segment| if segment.starts_with('{') { id } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
