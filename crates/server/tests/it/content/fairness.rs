//! Nobody keeps others from the server by what they ask for.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use serde_json::Value;

use super::{database, entry, titles};
use crate::world::World;

/// How many connections one user floods the server with.
const FLOODING: usize = 12;

/// While somebody signs in, at most so many requests of the flood are answered: about what takes the processor as long
/// as a run of Argon2id. Were they served first for as long as they come, there would be no end.
const MEANWHILE: usize = 100 * FLOODING;

// attack: R5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_listings_and_searches_keeps_nobody_from_signing_in() {
    let world = Arc::new(World::patient().await);
    let db = database(&world, "Company").await;
    for number in 0..200 {
        entry(&world, &db, None, &format!("Entry {number}"), "hunter2").await;
    }
    world.user("Ann", Value::Null).await;
    let (answered, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let flood: Vec<_> = (0..FLOODING)
        .map(|number| {
            let (world, answered, over) = (Arc::clone(&world), Arc::clone(&answered), Arc::clone(&over));
            let objects = format!("GET /databases/{db}/objects");
            let line = match number % 3 {
                0 => format!("{objects}?recursive=true&limit=1000"),
                1 => format!("{objects}?q=entry&limit=1000"),
                _ => format!("GET /databases/{db}/changes"),
            };
            tokio::spawn(async move {
                while !over.load(Ordering::SeqCst) {
                    let answer = world.api(&world.token, &line, &[], Value::Null).await;
                    assert_eq!(answer.status(), 200, "{}", answer.0);
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    let mut most = 0;
    for _ in 0..10 {
        let before = answered.load(Ordering::SeqCst);
        world.sign_in("Ann").await;
        most = most.max(answered.load(Ordering::SeqCst) - before);
    }
    over.store(true, Ordering::SeqCst);
    for task in flood {
        task.await.unwrap();
    }
    assert!(answered.load(Ordering::SeqCst) >= FLOODING, "there was a flood");
    assert!(most <= MEANWHILE, "{most} requests of the flood were answered while somebody signed in");
}

// attack: R4
#[tokio::test]
async fn a_search_has_no_pattern_that_takes_time() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let long = "a".repeat(250) + "!";
    let patterns =
        ["(a+)+$", "(a|aa)+$", "(.*a){25}", "a*a*a*a*a*a*b", "[a-z]*[a-z]*[0-9]", "%a%a%a%a%b", "*?*?*?*b"];
    for _ in 0..20 {
        entry(&world, &db, None, &long, "hunter2").await;
    }
    for pattern in patterns {
        entry(&world, &db, None, &format!("about {pattern}"), "hunter2").await;
    }
    for pattern in patterns {
        let text: String = pattern.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let found = world.root(&format!("GET /databases/{db}/objects?q={text}"), Value::Null).await;
        assert_eq!(titles(&found), [format!("about {pattern}")], "it is text, and found as such");
    }
}
