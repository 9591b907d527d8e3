//! Webhooks, over a real connection.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use serde_json::{Value, json};
use strongroom_crypto::webhook::WebhookSecret;
use strongroom_server::{configuration::Webhooks, webhooks::HttpCourier};
use strongroom_service::settings::Settings;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use super::{Trusted, tell_and_send};
use crate::{
    content::{any, assigned, database, entry, id},
    world::World,
};

/// What answers, and what it was asked.
pub struct Receiver {
    pub port: u16,
    pub asked: Arc<Mutex<Vec<String>>>,
    pub answer: Arc<Mutex<Answering>>,
}

#[derive(Clone, Copy)]
pub enum Answering {
    With(&'static str),
    /// A body without an end.
    Endlessly,
    /// A byte now and then.
    Slowly,
}

const OK: Answering = Answering::With("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");

impl Receiver {
    pub async fn start(trusted: &Trusted) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let it = Self {
            port: listener.local_addr().unwrap().port(),
            asked: Arc::default(),
            answer: Arc::new(Mutex::new(OK)),
        };
        let (acceptor, asked, answer) =
            (TlsAcceptor::from(Arc::clone(&trusted.config)), Arc::clone(&it.asked), Arc::clone(&it.answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, asked, answer) = (acceptor.clone(), Arc::clone(&asked), Arc::clone(&answer));
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut text = String::new();
                    let mut bytes = [0; 4_096];
                    while !text.ends_with('}') {
                        let read = stream.read(&mut bytes).await.unwrap();
                        assert_ne!(read, 0);
                        text += &String::from_utf8_lossy(&bytes[..read]);
                    }
                    asked.lock().push(text);
                    let answering = *answer.lock();
                    match answering {
                        Answering::With(text) => {
                            let _ = stream.write_all(text.as_bytes()).await;
                            let _ = stream.shutdown().await;
                        }
                        Answering::Endlessly => {
                            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                            while stream.write_all(&[b'x'; 65_536]).await.is_ok() {}
                        }
                        Answering::Slowly => loop {
                            if stream.write_all(b"H").await.is_err() {
                                return;
                            }
                            tokio::time::sleep(Duration::from_secs(1)).await;
                        },
                    }
                });
            }
        });
        it
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}/hook?for=strongroom", self.port)
    }
}

async fn world(receiver: &Receiver, trusted: &Trusted, networks: &str) -> World {
    let text = format!(
        "allow = [\"localhost:{}\"]\nnetworks = {networks}\nca = {:?}",
        receiver.port,
        trusted.ca.to_str().unwrap()
    );
    let webhooks: Webhooks = toml::from_str(&text).unwrap();
    let courier = Arc::new(HttpCourier::new(&webhooks).unwrap());
    let world = World::outgoing(Settings { courier: Some(courier), ..Settings::default() }).await;
    while world.service.tell().await.unwrap() {}
    world
}

const LOOPBACK: &str = "[\"127.0.0.0/8\", \"::1\"]";

pub async fn subscribe(world: &World, url: &str, events: Value) -> (String, String) {
    let made = world.root("POST /webhooks", json!({"url": url, "description": "MARKER-for"})).await;
    assert_eq!(made.status(), 201, "{}", made.0);
    let (webhook, secret) = (id(&made), made.json()["secret"].as_str().unwrap().to_owned());
    let new = json!({"events": events, "inbox": false, "webhook": webhook});
    assert_eq!(world.root("POST /subscriptions", new).await.status(), 201);
    (webhook, secret)
}

fn header<'a>(asked: &'a str, name: &str) -> &'a str {
    asked.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap()
}

// attack: D1, I5
#[tokio::test]
async fn an_event_is_called_out_signed_with_ids_alone() {
    let trusted = Trusted::new();
    let receiver = Receiver::start(&trusted).await;
    let world = world(&receiver, &trusted, LOOPBACK).await;
    let (webhook, secret) = subscribe(&world, &receiver.url(), json!(["forced_unlocks", "grants"])).await;
    let db = database(&world, "MARKER-database").await;
    let object = entry(&world, &db, None, "MARKER-title", "MARKER-password").await;
    let (ann, _) = assigned(&world, &db, "Ann", &["access_database"]).await;
    let grant =
        json!({"object": object, "grantee": ann, "permissions": ["access_entries"], "note": "MARKER-note"});
    assert_eq!(world.root(&format!("POST /databases/{db}/grants"), grant).await.status(), 201);
    tell_and_send(&world).await;
    let asked = receiver.asked.lock().clone();
    assert_eq!(asked.len(), 1, "{asked:?}");
    let (_, body) = asked[0].split_once("\r\n\r\n").unwrap();
    let told: Value = serde_json::from_str(body).unwrap();
    assert_eq!((&told["type"], &told["data"]["object"]), (&json!("grant_given"), &json!(object)));
    assert!(!asked[0].contains("MARKER"), "{}", asked[0]);
    let (call, at) = (header(&asked[0], "webhook-id"), header(&asked[0], "webhook-timestamp"));
    let signature = WebhookSecret::parse(&secret).unwrap().sign(call, at.parse().unwrap(), body.as_bytes());
    assert_eq!(header(&asked[0], "webhook-signature"), signature);
    // The secret is told once, whoever asks how.
    let shown = world.root(&format!("GET /webhooks/{webhook}"), Value::Null).await;
    assert_eq!((shown.status(), &shown.json()["secret"]), (200, &Value::Null));
    let calls = world.root(&format!("GET /webhooks/{webhook}/calls"), Value::Null).await.json();
    assert_eq!((&calls["items"][0]["status"], &calls["items"][0]["arrived"]), (&json!(204), &json!(true)));
    tell_and_send(&world).await;
    assert_eq!(receiver.asked.lock().len(), 1, "and not again");
}

// attack: I5
#[tokio::test]
async fn nothing_is_followed_and_no_answer_costs_more_than_its_bounds() {
    let trusted = Trusted::new();
    let receiver = Receiver::start(&trusted).await;
    let world = world(&receiver, &trusted, LOOPBACK).await;
    let (webhook, _) = subscribe(&world, &receiver.url(), json!(["grants"])).await;
    let test = format!("POST /webhooks/{webhook}/test");
    let call = |answering: Answering| {
        *receiver.answer.lock() = answering;
        world.service.now();
        let line = test.clone();
        let world = &world;
        async move { world.root(&line, Value::Null).await }
    };
    let moved = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let answer = call(Answering::With(moved)).await;
    assert_eq!(answer.json()["status"], 302, "{}", answer.0);
    assert_eq!(answer.json()["arrived"], false);
    assert_eq!(receiver.asked.lock().len(), 1, "asked once, and nobody else");
    let began = std::time::Instant::now();
    assert_eq!(call(Answering::Endlessly).await.json()["arrived"], true, "the status is what counts");
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    let garbage = call(Answering::With("220 this is no HTTP\r\n")).await.json();
    assert_eq!((&garbage["arrived"], &garbage["status"]), (&json!(false), &Value::Null));
}

// attack: A17
#[tokio::test]
async fn another_address_has_another_secret_and_the_old_one_signs_nothing_more() {
    let trusted = Trusted::new();
    let receiver = Receiver::start(&trusted).await;
    let world = world(&receiver, &trusted, LOOPBACK).await;
    let (webhook, old) = subscribe(&world, &receiver.url(), json!(["grants"])).await;
    let path = format!("PATCH /webhooks/{webhook}");
    for body in [json!({"description": "another"}), json!({"url": receiver.url()})] {
        let same = any(&world, &path, body).await;
        assert_eq!((same.status(), &same.json()["secret"]), (200, &Value::Null), "the address stays");
    }
    let elsewhere = format!("{}&from=here", receiver.url());
    let moved = any(&world, &path, json!({"url": elsewhere})).await;
    assert_eq!(moved.status(), 200, "{}", moved.0);
    assert_eq!(moved.header("cache-control"), Some("no-store"));
    let new = moved.json()["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    let shown = world.root(&format!("GET /webhooks/{webhook}"), Value::Null).await;
    assert_eq!(shown.json()["secret"], Value::Null, "told this once");
    world.root(&format!("POST /webhooks/{webhook}/test"), Value::Null).await;
    let asked = receiver.asked.lock().pop().unwrap();
    let (_, body) = asked.split_once("\r\n\r\n").unwrap();
    let (call, at) = (header(&asked, "webhook-id"), header(&asked, "webhook-timestamp").parse().unwrap());
    let signed = |secret: &str| WebhookSecret::parse(secret).unwrap().sign(call, at, body.as_bytes());
    assert_eq!(header(&asked, "webhook-signature"), signed(&new));
    assert_ne!(header(&asked, "webhook-signature"), signed(&old));
}

// attack: I5
#[tokio::test]
async fn an_answer_that_drips_is_given_up() {
    use strongroom_service::notices::{Call, Courier};
    let trusted = Trusted::new();
    let receiver = Receiver::start(&trusted).await;
    *receiver.answer.lock() = Answering::Slowly;
    let text = format!(
        "allow = [\"localhost:{}\"]\nnetworks = {LOOPBACK}\nca = {:?}",
        receiver.port,
        trusted.ca.to_str().unwrap()
    );
    let courier = HttpCourier::new(&toml::from_str(&text).unwrap()).unwrap();
    let call = Call {
        id: strongroom_domain::id::OutgoingId::from_bytes([1; 16]),
        url: receiver.url(),
        timestamp: 1,
        signature: "v1,x".to_owned(),
        body: "{}".to_owned(),
    };
    let began = std::time::Instant::now();
    assert_eq!(courier.call(&call).await, Err("the host took too long".to_owned()));
    assert!(began.elapsed() < Duration::from_secs(15));
}

/// The name is listed, but what it resolves to is inside.
// attack: I5
#[tokio::test]
async fn a_listed_name_that_leads_inside_is_not_called() {
    let trusted = Trusted::new();
    let receiver = Receiver::start(&trusted).await;
    let world = world(&receiver, &trusted, "[]").await;
    let (webhook, _) = subscribe(&world, &receiver.url(), json!(["grants"])).await;
    let told = world.root(&format!("POST /webhooks/{webhook}/test"), Value::Null).await.json();
    assert!(told["error"].as_str().unwrap().contains("may not be called"), "{told}");
    assert!(receiver.asked.lock().is_empty());
    for url in
        ["https://169.254.169.254/", "http://localhost/", "https://evil.example/", "file:///etc/passwd"]
    {
        let refused = world.root("POST /webhooks", json!({"url": url})).await;
        assert_eq!(refused.status(), 400, "{url}: {}", refused.0);
        assert!(!refused.0.contains(url), "{}", refused.0);
        let path = format!("PATCH /webhooks/{webhook}");
        assert_eq!(any(&world, &path, json!({"url": url})).await.status(), 400, "{url}");
    }
}

// attack: A17
#[tokio::test]
async fn webhooks_are_the_super_administrators_alone() {
    let trusted = Trusted::new();
    let receiver = Receiver::start(&trusted).await;
    let world = world(&receiver, &trusted, LOOPBACK).await;
    let (webhook, _) = subscribe(&world, &receiver.url(), json!(["grants"])).await;
    world.user("Ada", json!({"roles": ["administrator", "auditor", "account_administrator"]})).await;
    let ada = world.sign_in("Ada").await;
    let path = format!("/webhooks/{webhook}");
    for (line, body) in [
        ("GET /webhooks".to_owned(), Value::Null),
        ("POST /webhooks".to_owned(), json!({"url": receiver.url()})),
        (format!("GET {path}"), Value::Null),
        (format!("PATCH {path}"), json!({"enabled": false})),
        (format!("DELETE {path}"), Value::Null),
        (format!("POST {path}/test"), Value::Null),
        (format!("GET {path}/calls"), Value::Null),
        ("POST /subscriptions".to_owned(), json!({"events": ["grants"], "webhook": webhook})),
    ] {
        let answer = world.api(&ada, &line, &[("If-Match", "*")], body).await;
        assert_eq!(answer.status(), 403, "{line}: {}", answer.0);
    }
    assert!(receiver.asked.lock().is_empty());
}
