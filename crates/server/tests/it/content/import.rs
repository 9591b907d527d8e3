//! Import over HTTP.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::titles;
use crate::world::{Answer, World};

pub const BOUNDARY: &str = "----------------strongroom";

pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/fixtures").join(name)).unwrap()
}

pub fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in parts {
        let file = if *name == "file" { "; filename=\"../../x.kdbx\"" } else { "" };
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n")
                .as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn send(world: &World, token: &str, body: &[u8]) -> Answer {
    send_to(world, token, "/databases/import", body).await
}

/// Sends a form.
pub async fn send_to(world: &World, token: &str, path: &str, body: &[u8]) -> Answer {
    let bearer = format!("Bearer {token}");
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", kind.as_str())];
    world.ask(&format!("POST /api/v1{path}"), &headers, body).await
}

/// Imports a file of Root's that is right.
pub async fn send_file(world: &World, file: &[u8], password: &str) -> Answer {
    let parts: [(&str, &[u8]); 4] = [
        ("format", b"kdbx"),
        ("name", b"Imported"),
        ("master_password", password.as_bytes()),
        ("file", file),
    ];
    let answer = send(world, &world.token, &form(&parts)).await;
    assert_eq!(answer.status(), 201, "{}", answer.0);
    answer
}

async fn databases(world: &World) -> usize {
    world.root("GET /databases", Value::Null).await.json()["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_file_becomes_a_database_whatever_the_order_of_the_parts() {
    let world = World::plain().await;
    let file = fixture("NewDatabase.kdbx");
    let mut parts: [(&str, &[u8]); 4] =
        [("file", &file), ("format", b"kdbx"), ("name", b"Imported"), ("master_password", b"a")];
    for round in 1..=2 {
        let answer = send(&world, &world.token, &form(&parts)).await;
        assert_eq!(answer.status(), 201, "{}", answer.0);
        let told = answer.json();
        assert_eq!(
            (&told["database"]["name"], &told["database"]["state"]),
            (&json!("Imported"), &json!("open"))
        );
        let db = told["database"]["id"].as_str().unwrap();
        assert_eq!(answer.header("location"), Some(format!("/api/v1/databases/{db}").as_str()));
        let list = world.root(&format!("GET /databases/{db}/objects?recursive=true"), Value::Null).await;
        let counts = &told["imported"];
        let all = counts["folders"].as_u64().unwrap() + counts["entries"].as_u64().unwrap();
        assert!(all > 0 && titles(&list).len() as u64 <= all, "{told}");
        assert_eq!(databases(&world).await, round);
        parts.reverse();
    }
}

// attack: I7, D4
#[tokio::test]
async fn a_form_that_is_not_right_leaves_nothing() {
    let world = World::plain().await;
    let (file, newer) = (fixture("NewDatabase.kdbx"), fixture("Format400.kdbx"));
    let whole: [(&str, &[u8]); 4] =
        [("file", &file), ("format", b"kdbx"), ("name", b"Imported"), ("master_password", b"hunter2")];
    let with = |name: &'static str, content: &'static [u8]| {
        let mut parts = whole.to_vec();
        parts.retain(|(known, _)| *known != name);
        parts.push((name, content));
        form(&parts)
    };
    let without =
        |name: &str| form(&whole.iter().copied().filter(|(known, _)| *known != name).collect::<Vec<_>>());
    let cases = [
        // KDBX 3.1 can not tell a wrong password from damage, KDBX 4 can.
        ("a wrong password or damage", form(&whole), 422),
        ("a wrong password", form(&[&whole[1..], &[("file", &newer)]].concat()), 403),
        ("no file", without("file"), 400),
        ("no format", without("format"), 400),
        ("no name", without("name"), 400),
        ("an unknown part", form(&[&whole[..], &[("owner", b"hunter2")]].concat()), 400),
        ("a part twice", form(&[&whole[..], &[("name", b"hunter2")]].concat()), 400),
        ("an unknown format", with("format", b"hunter2"), 400),
        ("no text", with("name", b"\xff\xfe"), 400),
        ("a long text", with("name", &[b'x'; 20_000]), 413),
        ("an empty name", with("name", b""), 400),
        ("an empty file", with("file", b""), 422),
        ("no such file", with("file", b"hunter2 is not a database"), 422),
        ("cut off", form(&whole)[..1_000].to_vec(), 400),
        ("no form", b"hunter2".to_vec(), 400),
    ];
    for (what, body, status) in cases {
        let answer = send(&world, &world.token, &body).await;
        assert_eq!(answer.status(), status, "{what}: {}", answer.0);
        assert!(!answer.0.contains("hunter2"), "{what}: {}", answer.0);
    }
    let json = world.root("POST /databases/import", json!({"name": "x"})).await;
    assert_eq!((json.status(), json.code().as_str()), (415, "unsupported_media_type"));
    assert_eq!(databases(&world).await, 0);
}

// attack: R1, R2
#[tokio::test]
async fn a_file_is_taken_up_to_its_limit_and_only_from_who_may_import() {
    let world = World::plain().await;
    let huge = vec![b'x'; (8 << 20) + 1];
    let parts: [(&str, &[u8]); 3] = [("format", b"kdbx"), ("name", b"Imported"), ("file", &huge)];
    let answer = send(&world, &world.token, &form(&parts)).await;
    assert_eq!((answer.status(), answer.code().as_str()), (413, "too_large"), "{}", answer.0);
    // Before the first part there is nothing to be named.
    let mut preamble = vec![b'x'; 11 << 20];
    preamble.extend_from_slice(&form(&[("name", b"Imported")]));
    let answer = send(&world, &world.token, &preamble).await;
    assert!(matches!(answer.status(), 400 | 413), "{}", answer.0);
    world.user("Ann", Value::Null).await;
    let ann = world.sign_in("Ann").await;
    let answer = send(&world, &ann, &form(&parts)).await;
    assert_eq!((answer.status(), answer.code().as_str()), (403, "forbidden"), "{}", answer.0);
    assert_eq!(databases(&world).await, 0);
}
