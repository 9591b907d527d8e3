//! The task that sends: who does not answer delays nobody else.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use strongroom_server::{configuration::Webhooks, mail::Smtp, sending, webhooks::HttpCourier};
use strongroom_service::settings::Settings;

use super::{
    Trusted,
    sink::{Manners, Sink},
    webhooks::{Answering, Receiver, subscribe},
};
use crate::{
    content::{assigned, database, entry},
    world::World,
};

/// Waits until it is so, for less time than one try at a webhook that does not answer takes.
async fn soon(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(8), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

// attack: R1
#[tokio::test(flavor = "multi_thread")]
async fn webhooks_that_do_not_answer_hold_up_neither_another_one_nor_mail() {
    let trusted = Trusted::new();
    let (slow, quick) = (Receiver::start(&trusted).await, Receiver::start(&trusted).await);
    *slow.answer.lock() = Answering::Slowly;
    let sink = Sink::start(Manners::default()).await;
    let webhooks: Webhooks = toml::from_str(&format!(
        "allow = [\"localhost:{}\", \"localhost:{}\"]\nnetworks = [\"127.0.0.0/8\", \"::1/128\"]\nca = {:?}",
        slow.port,
        quick.port,
        trusted.ca.to_str().unwrap()
    ))
    .unwrap();
    let mail = toml::from_str(&format!(
        "host = \"localhost\"\nport = {}\nsecurity = \"plain\"\nfrom = \"Strongroom <room@example.org>\"\n\
         public_address = \"https://passwords.example.org\"",
        sink.address.port()
    ))
    .unwrap();
    let settings = Settings {
        mailer: Some(Arc::new(Smtp::new(&mail).unwrap())),
        courier: Some(Arc::new(HttpCourier::new(&webhooks).unwrap())),
        ..Settings::default()
    };
    let world = World::outgoing(settings).await;
    while world.service.tell().await.unwrap() {}
    let root = world.root("GET /auth/session", Value::Null).await.json()["user"]["id"].clone();
    let path = format!("PATCH /users/{}", root.as_str().unwrap());
    let address = json!({"email": "root@example.org"});
    assert_eq!(world.api(&world.token, &path, &[("If-Match", "*")], address).await.status(), 200);
    const SLOW: usize = 12;
    for _ in 0..SLOW {
        subscribe(&world, &slow.url(), json!(["grants"])).await;
    }
    subscribe(&world, &quick.url(), json!(["grants"])).await;
    let by_mail = json!({"events": ["grants"], "inbox": false, "mail": true});
    assert_eq!(world.root("POST /subscriptions", by_mail).await.status(), 201);
    let db = database(&world, "Company").await;
    let object = entry(&world, &db, None, "Mail", "hunter2").await;
    let (ann, _) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let sending = tokio::spawn(sending::send(Arc::clone(&world.service)));
    let line = format!("POST /databases/{db}/grants");
    for times in 1..=2 {
        let grant = json!({"object": object, "grantee": ann, "permissions": ["access_entries"]});
        assert_eq!(world.root(&line, grant).await.status(), 201);
        while world.service.tell().await.unwrap() {}
        soon("the webhook that answers", || quick.asked.lock().len() == times).await;
        soon("mail", || sink.taken.lock().len() == times).await;
        soon("each webhook is called", || slow.asked.lock().len() == SLOW).await;
    }
    assert_eq!(slow.asked.lock().len(), SLOW, "one call of each is under way, the others wait behind it");
    sending.abort();
}
