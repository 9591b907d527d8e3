//! The feed of changes, asked from where the server does not know any more.

use serde_json::{Value, json};
use strongroom_e2e::{Server, Session};

use crate::stage::{PASSWORD, program};

fn ids(items: &Value) -> Vec<String> {
    items.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_cursor_from_before_a_restart_is_said_to_be_too_old_and_all_is_told() {
    let data = tempfile::tempdir().unwrap();
    let start = |listen: &str| {
        let plain = ["--tls".as_ref(), "off".as_ref()];
        Server::start(&program("strongroomd"), data.path(), listen, &plain).unwrap()
    };
    let server = start("127.0.0.1:0");
    let host = server.listen();
    let setup = std::fs::read_to_string(server.setup_token_file()).unwrap();
    let body = json!({"setup_token": setup.trim(), "username": "root", "password": PASSWORD.trim()});
    Session::new(&host, "").must(201, "POST", "/setup", Some(&body)).unwrap();
    let mut root = Session::sign_in(&host, "root", PASSWORD.trim()).unwrap();
    let new = json!({"name": "Company", "kind": "standard"});
    let made = root.must(201, "POST", "/databases", Some(&new)).unwrap();
    let db = format!("/databases/{}", made["id"].as_str().unwrap());
    let add = |root: &mut Session, title: &str| {
        let body = json!({"kind": "entry", "title": title});
        let made = root.must(201, "POST", &format!("{db}/objects"), Some(&body)).unwrap();
        made["id"].as_str().unwrap().to_owned()
    };
    let feed = |root: &mut Session, cursor: &str| {
        root.must(200, "GET", &format!("{db}/changes?since={cursor}"), None).unwrap()
    };
    let first = add(&mut root, "Mail");
    let begin = root.must(200, "GET", &format!("{db}/changes"), None).unwrap();
    let cursor = begin["cursor"].as_str().unwrap().to_owned();
    let second = add(&mut root, "Web");
    let told = feed(&mut root, &cursor);
    assert_eq!((&told["reset"], &told["changed"]), (&json!(false), &json!([second])));
    server.kill().unwrap();
    let server = start(&host);
    root.hang_up();
    let third = add(&mut root, "Router");
    for old in [cursor.as_str(), told["cursor"].as_str().unwrap(), &"0".repeat(32)] {
        let told = feed(&mut root, old);
        assert_eq!((&told["reset"], &told["gone"]), (&json!(true), &json!([])), "{old}: it says so");
        let mut changed: Vec<&str> =
            told["changed"].as_array().unwrap().iter().flat_map(|id| id.as_str()).collect();
        changed.sort_unstable();
        let mut there = [first.as_str(), second.as_str(), third.as_str()];
        there.sort_unstable();
        assert_eq!(changed, there, "{old}: and tells everything that is seen");
        let listed = root.must(200, "GET", &format!("{db}/objects"), None).unwrap();
        let mut found = ids(&listed["items"]);
        found.sort();
        let mut all = vec![first.clone(), second.clone(), third.clone()];
        all.sort();
        assert_eq!(found, all, "the listing says the same");
        let next = told["cursor"].as_str().unwrap().to_owned();
        let fourth = add(&mut root, "Another");
        let then = feed(&mut root, &next);
        assert_eq!(
            (&then["reset"], &then["changed"]),
            (&json!(false), &json!([fourth])),
            "and it goes on from there"
        );
        let gone = root.ask("DELETE", &format!("{db}/objects/{fourth}"), &["If-Match: *".to_owned()], None);
        assert_eq!(gone.unwrap().status, 204);
    }
    assert_eq!(server.stop().unwrap(), Some(0));
}
