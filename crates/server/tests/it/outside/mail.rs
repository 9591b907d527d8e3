//! Mail, over a real connection.

use std::sync::Arc;

use serde_json::{Value, json};
use strongroom_server::{configuration::Mail, mail::Smtp};
use strongroom_service::settings::Settings;

use super::{
    Trusted,
    sink::{Manners, Sink},
    tell_and_send,
};
use crate::{
    content::{database, entry, id},
    world::World,
};

async fn world(sink: &Sink, security: &str, more: &str) -> World {
    let text = format!(
        "host = \"localhost\"\nport = {}\nsecurity = \"{security}\"\nfrom = \"Strongroom <room@example.org>\"\n\
         public_address = \"https://passwords.example.org\"\n{more}",
        sink.address.port()
    );
    let mail: Mail = toml::from_str(&text).unwrap();
    let settings = Settings { mailer: Some(Arc::new(Smtp::new(&mail).unwrap())), ..Settings::default() };
    let world = World::outgoing(settings).await;
    while world.service.tell().await.unwrap() {}
    world
}

/// Bob asks for a sealed entry; Root, who has an address, approves. Every text is a marker.
async fn request(world: &World, asker: &str) {
    let db = database(world, "MARKER-database").await;
    let mail = entry(world, &db, None, "MARKER-title", "MARKER-password").await;
    let root = world.root("GET /auth/session", Value::Null).await.json()["user"]["id"].clone();
    let path = format!("PATCH /users/{}", root.as_str().unwrap());
    let address = json!({"email": "root@example.org"});
    let set = world.api(&world.token, &path, &[("If-Match", "*")], address).await;
    assert_eq!(set.status(), 200, "{}", set.0);
    let bob = world.user(asker, Value::Null).await;
    let token = world.sign_in(asker).await;
    let grant = json!({
        "object": mail, "grantee": bob, "permissions": ["read_entries"], "note": "MARKER-note",
        "seal": {"approvers": [root]},
    });
    let grant = id(&world.root(&format!("POST /databases/{db}/grants"), grant).await);
    let line = format!("POST /databases/{db}/grants/{grant}/seal/request");
    let hosts = [("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example")];
    let asked = world.api(&token, &line, &hosts, json!({"reason": "MARKER-reason"})).await;
    assert_eq!(asked.status(), 200, "{}", asked.0);
}

// attack: W5, D1, I2
#[tokio::test]
async fn a_request_is_mailed_encrypted_and_tells_nothing_of_what_it_is_about() {
    let trusted = Trusted::new();
    let sink = Sink::start(Manners { tls: Some(Arc::clone(&trusted.config)), ..Manners::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("smtp-password");
    std::fs::write(&secret, "MARKER-smtp\n").unwrap();
    let more = format!(
        "ca = {:?}\nusername = \"room\"\npassword = {{ file = {:?} }}",
        trusted.ca.to_str().unwrap(),
        secret.to_str().unwrap()
    );
    let world = world(&sink, "starttls", &more).await;
    request(&world, "\"><img src=x onerror=alert(1)> =?utf-8?q?Bcc:?= {{7*7}}").await;
    tell_and_send(&world).await;
    let taken = sink.taken.lock().clone();
    assert_eq!(taken.len(), 1, "{taken:?}");
    let mail = &taken[0];
    assert!(mail.encrypted && mail.authenticated, "{mail:?}");
    assert_eq!(mail.to, ["RCPT TO:<root@example.org>"]);
    let (head, _) = mail.data.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("Subject: Strongroom: a request waits for you"), "{head}");
    assert!(head.contains("Content-Type: text/plain"), "{head}");
    assert!(!head.contains("Bcc") && !head.contains("img"), "{head}");
    assert!(mail.data.contains("https://passwords.example.org"), "{}", mail.data);
    assert!(!mail.data.contains("evil.example") && !mail.data.contains("MARKER"), "{}", mail.data);
    assert!(!mail.data.contains(&world.address.to_string()));
    // And not twice.
    tell_and_send(&world).await;
    assert_eq!(sink.taken.lock().len(), 1);
}

// attack: W8
#[tokio::test]
async fn without_the_encryption_that_was_configured_nothing_is_sent() {
    let trusted = Trusted::new();
    // Somebody on the way took STARTTLS out; and a certificate that nobody vouches for.
    for manners in [Manners::default(), Manners { tls: Some(trusted.config), ..Manners::default() }] {
        let sink = Sink::start(manners).await;
        let world = world(&sink, "starttls", "").await;
        request(&world, "Bob").await;
        tell_and_send(&world).await;
        assert!(sink.taken.lock().is_empty());
        assert_eq!(world.service.receivers().unwrap().len(), 1, "it waits");
    }
}

#[tokio::test]
async fn what_the_mail_server_refuses_for_good_is_given_up_and_recorded() {
    let sink = Sink::start(Manners { recipient: Some("550 no such mailbox"), ..Manners::default() }).await;
    let world = world(&sink, "plain", "").await;
    request(&world, "Bob").await;
    tell_and_send(&world).await;
    assert!(world.service.receivers().unwrap().is_empty());
    let records = world.root("GET /audit?event=mail_given_up", Value::Null).await.json();
    assert_eq!(records["items"].as_array().unwrap().len(), 1, "{records}");
    let log = crate::logs::kept();
    assert!(
        !log.contains("root@example.org") && !log.contains("MARKER"),
        "addresses and texts are not logged"
    );
}

#[tokio::test]
async fn a_wrong_password_of_the_server_loses_no_mail() {
    let sink = Sink::start(Manners { sign_in: Some("535 no"), ..Manners::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("smtp-password");
    std::fs::write(&secret, "wrong").unwrap();
    let more = format!("username = \"room\"\npassword = {{ file = {:?} }}", secret.to_str().unwrap());
    let world = world(&sink, "plain", &more).await;
    request(&world, "Bob").await;
    tell_and_send(&world).await;
    assert!(sink.taken.lock().is_empty());
    assert_eq!(world.service.receivers().unwrap().len(), 1, "it waits until somebody mends it");
}
