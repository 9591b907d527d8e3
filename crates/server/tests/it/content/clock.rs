//! Instants on the wire, and what ends while a request arrives.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use strongroom_domain::time::Instant;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::{any, database, entry, id};
use crate::world::{Answer, World, read_to_end};

fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Instant::from_micros(i64::try_from(since.as_micros()).unwrap())
}

/// A reveal whose head has arrived, and whose body has not.
struct Begun(TcpStream, String);

impl Begun {
    async fn by(world: &World, token: &str, path: &str) -> Self {
        let mut stream = world.connect().await;
        let body = json!({"purpose": "show"}).to_string();
        let head = format!(
            "POST /api/v1{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            world.address,
            body.len()
        );
        let (first, rest) = body.split_at(3);
        stream.write_all((head + first).as_bytes()).await.unwrap();
        // The head is with the server before anything else happens.
        tokio::time::sleep(Duration::from_millis(100)).await;
        Self(stream, rest.to_owned())
    }

    async fn ended(mut self) -> Answer {
        self.0.write_all(self.1.as_bytes()).await.unwrap();
        Answer(read_to_end(&mut self.0).await)
    }
}

// attack: P6, S1
#[tokio::test]
async fn what_ends_while_a_body_arrives_is_over() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let entry = entry(&world, &db, None, "Mail", "hunter2").await;
    let bob = world.user("Bob", Value::Null).await;
    let token = world.sign_in("Bob").await;
    let reveal = format!("/databases/{db}/objects/{entry}/reveal");
    let give = json!({"object": entry, "grantee": bob, "permissions": ["read_entries"]});
    let grant = id(&world.root(&format!("POST /databases/{db}/grants"), give).await);
    let in_time = Begun::by(&world, &token, &reveal).await.ended().await;
    assert_eq!(in_time.status(), 200, "{}", in_time.0);

    let end = Instant::from_micros(now().micros() + 500_000);
    let path = format!("PATCH /databases/{db}/grants/{grant}");
    let shortened = any(&world, &path, json!({"valid_to": end})).await;
    assert_eq!(shortened.status(), 200, "{}", shortened.0);
    let begun = Begun::by(&world, &token, &reveal).await;
    while now() < end {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let late = begun.ended().await;
    assert_eq!(late.status(), 404, "the grant ended before the request was whole: {}", late.0);

    let begun = Begun::by(&world, &token, &reveal).await;
    assert_eq!(world.api(&token, "POST /auth/logout", &[], Value::Null).await.status(), 204);
    let late = begun.ended().await;
    assert_eq!((late.status(), late.code().as_str()), (401, "unauthenticated"), "{}", late.0);
}

// attack: P6
#[tokio::test]
async fn instants_are_taken_with_every_offset_and_told_in_utc() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let entry = entry(&world, &db, None, "Mail", "hunter2").await;
    let bob = world.user("Bob", Value::Null).await;
    let give = async |end: &str| {
        let body = json!({"object": entry, "grantee": bob, "permissions": ["read_entries"], "valid_to": end});
        world.root(&format!("POST /databases/{db}/grants"), body).await
    };
    for (sent, told) in [
        ("2038-01-19T03:14:08Z", "2038-01-19T03:14:08Z"),
        ("2038-01-19T08:44:08+05:30", "2038-01-19T03:14:08Z"),
        ("2032-02-29T23:59:59.999999-10:00", "2032-03-01T09:59:59.999999Z"),
        ("2040-10-28T02:30:00+02:00", "2040-10-28T00:30:00Z"),
        ("2040-10-28T02:30:00+01:00", "2040-10-28T01:30:00Z"),
        ("2106-02-07T06:28:16z", "2106-02-07T06:28:16Z"),
    ] {
        let made = give(sent).await;
        assert_eq!((made.status(), &made.json()["valid_to"]), (201, &json!(told)), "{sent}: {}", made.0);
    }
    for none in [
        "2033-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2038-01-19T24:00:00Z",
        "2038-01-19T03:14:08",
        "2038-01-19",
        "2147483648",
        "2038-01-19T03:14:08 Europe/Berlin",
        "",
    ] {
        let refused = give(none).await;
        let (status, code) = (refused.status(), refused.code());
        assert_eq!((status, code.as_str()), (400, "invalid_request"), "{none}: {}", refused.0);
        assert_eq!(refused.json()["pointer"], "/valid_to", "{none}: it says where");
    }
}
