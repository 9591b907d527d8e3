//! Fifty at once for one thing: one gets it, and everybody is told the truth.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use super::{assigned, database, entry, id};
use crate::world::World;

/// How many ask at once.
const MANY: usize = 50;

/// Asks for each of these at the same moment, and counts the statuses.
async fn at_once(world: &Arc<World>, asked: Vec<(String, String, Value)>) -> BTreeMap<u16, usize> {
    let tasks: Vec<_> = asked
        .into_iter()
        .map(|(token, line, body)| {
            let world = Arc::clone(world);
            tokio::spawn(async move { world.api(&token, &line, &[], body).await.status() })
        })
        .collect();
    let mut counted = BTreeMap::new();
    for task in tasks {
        *counted.entry(task.await.unwrap()).or_default() += 1;
    }
    counted
}

async fn recorded(world: &World, event: &str) -> usize {
    let page = world.root(&format!("GET /audit?event={event}&limit=1000"), Value::Null).await;
    page.json()["items"].as_array().unwrap().len()
}

// attack: P5, P7
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_sessions_one_gets_the_lock() {
    let world = Arc::new(World::patient().await);
    let db = database(&world, "Company").await;
    let entry = entry(&world, &db, None, "Mail", "hunter2").await;
    assigned(&world, &db, "Ann", &["access_database", "read_entries", "modify_entries"]).await;
    let mut tokens = Vec::new();
    for _ in 0..MANY {
        tokens.push(world.sign_in("Ann").await);
    }
    let line = format!("/databases/{db}/objects/{entry}/lock");
    for round in 0..5 {
        let asked = |token: &String| (token.clone(), format!("POST {line}"), Value::Null);
        let counted = at_once(&world, tokens.iter().map(asked).collect()).await;
        assert_eq!(counted, BTreeMap::from([(200, 1), (423, MANY - 1)]), "round {round}");
        // Of fifty who release it by force one does, and that is recorded once.
        let forced = format!("DELETE {line}?force=true");
        let asked = (0..MANY).map(|_| (world.token.clone(), forced.clone(), Value::Null)).collect();
        assert_eq!(at_once(&world, asked).await, BTreeMap::from([(204, MANY)]), "round {round}");
        assert_eq!(recorded(&world, "lock_released").await, round + 1);
    }
}

// attack: P5, P2
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_requests_for_one_thing_one_comes_about() {
    let world = Arc::new(World::patient().await);
    let root = world.token.clone();
    let by_root = |line: &str, body: Value| vec![(root.clone(), line.to_owned(), body); MANY];

    let new = json!({"username": "Bob", "password": crate::world::PASSWORD});
    let counted = at_once(&world, by_root("POST /users", new)).await;
    assert_eq!(counted, BTreeMap::from([(201, 1), (409, MANY - 1)]), "one account of a name");
    let users = world.root("GET /users?limit=1000", Value::Null).await.json();
    let bob = users["items"].as_array().unwrap().iter().find(|it| it["username"] == "Bob").unwrap();
    let bob = bob["id"].as_str().unwrap().to_owned();

    let counted = at_once(&world, by_root("POST /groups", json!({"name": "Staff"}))).await;
    assert_eq!(counted, BTreeMap::from([(201, 1), (409, MANY - 1)]), "one group of a name");
    let groups = world.root("GET /groups", Value::Null).await.json();
    let group = groups["items"][0]["id"].as_str().unwrap().to_owned();
    at_once(&world, by_root(&format!("PUT /groups/{group}/members/{bob}"), Value::Null)).await;
    assert_eq!(recorded(&world, "member_added").await, 1, "one membership, told once");

    let db = database(&world, "Company").await;
    let entry = entry(&world, &db, None, "Mail", "hunter2").await;
    let me = world.root("GET /auth/session", Value::Null).await.json()["user"]["id"].clone();
    let seal = json!({"object": entry, "grantee": bob, "permissions": ["read_entries"],
        "seal": {"approvers": [me]}});
    let grant = id(&world.root(&format!("POST /databases/{db}/grants"), seal).await);
    let token = world.sign_in("Bob").await;
    let at_seal = |event: &str| format!("POST /databases/{db}/grants/{grant}/seal/{event}");
    let one = BTreeMap::from([(200, 1), (409, MANY - 1)]);
    let asked = vec![(token.clone(), at_seal("request"), json!({"reason": "mail is down"})); MANY];
    assert_eq!(at_once(&world, asked).await, one, "one request");
    assert_eq!(at_once(&world, by_root(&at_seal("approve"), Value::Null)).await, one, "one approval");
    assert_eq!(at_once(&world, vec![(token, at_seal("break"), Value::Null); MANY]).await, one, "broken once");
    assert_eq!(at_once(&world, by_root(&at_seal("reseal"), Value::Null)).await, one, "sealed again once");
    assert_eq!(recorded(&world, "seal_changed").await, 4, "one record each");
}
