//! Following what happens, over a kill of the server.

use std::{
    io::{BufRead, BufReader},
    process::Child,
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::Value;

use strongroom_e2e::Server;

use crate::stage::{Stage, program};

/// A `watch` that goes on, and what it prints.
struct Watch {
    child: Child,
    lines: mpsc::Receiver<Value>,
}

impl Watch {
    fn of(person: &strongroom_e2e::Person, arguments: &[&str]) -> Self {
        let mut child = person.starts(&[&["watch", "--json"], arguments].concat()).unwrap();
        let out = child.stdout.take().unwrap();
        let (told, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = told.send(serde_json::from_str(&line).unwrap());
            }
        });
        // It has begun to follow when it hears of what happens.
        Self { child, lines }
    }

    /// The next line of that event.
    fn next(&self, event: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60)).unwrap();
            if line["event"] == event {
                return line;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

// attack: A4, S1
#[test]
fn each_watches_what_they_see_and_misses_nothing_while_the_server_is_away() {
    let stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    root.does(&["add", "Company/North", "--folder"], "").unwrap();
    root.does(&["add", "Company/South", "--folder"], "").unwrap();
    let ann = stage.user(&root, "ann");
    root.does(&["admin", "assign", "Company", "ann"], "").unwrap();
    root.does(&["admin", "rule", "Company/North", "ann", "--preset", "reader"], "").unwrap();
    let watch = Watch::of(&ann, &[]);
    // Until it follows, nothing is told: an entry a second until the first is heard of.
    let first = (0..30).find_map(|n| {
        root.does(&["add", &format!("Company/South/Hidden {n}"), "--password-stdin"], "x\n").unwrap();
        root.does(&["add", &format!("Company/North/Seen {n}"), "--password-stdin"], "x\n").unwrap();
        let heard = watch.lines.recv_timeout(Duration::from_secs(1)).ok();
        heard.filter(|line| line["event"] == "object.changed")
    });
    let first = first.unwrap();
    assert!(first["object"]["name"].as_str().unwrap().starts_with("Seen"), "{first}");
    assert_eq!(first["database"]["name"], "Company");
    let shared = root.does(&["share", "Company/South/Hidden 0", "ann"], "");
    shared.unwrap();
    let notice = watch.next("notice.new");
    assert_eq!(notice["text"], "root gave you access to “Hidden 0” (Company)");

    let stage = stage.kill_and_start();
    root.does(&["add", "Company/North/After the kill", "--password-stdin"], "x\n").unwrap();
    // The cursors are gone with the process: the database is to be loaded anew, and goes on from there.
    let line = watch.lines.recv_timeout(Duration::from_secs(60)).unwrap();
    assert!(["database.changed", "object.changed"].contains(&line["event"].as_str().unwrap()), "{line}");
    root.does(&["add", "Company/North/Last", "--password-stdin"], "x\n").unwrap();
    let heard = std::iter::repeat_with(|| watch.next("object.changed"));
    assert!(heard.take(5).any(|line| line["object"]["name"] == "Last"));
    let notices = ann.asks(&["notices"]).unwrap();
    assert_eq!(notices["items"].as_array().unwrap().len(), 1, "told once, whatever was killed: {notices}");
    ann.does(&["notices", "--read"], "").unwrap();
    assert!(ann.does(&["notices"], "").unwrap().contains("Hidden 0"));
    assert_eq!(stage.server.stop().unwrap(), Some(0));
}

#[test]
fn events_are_subscribed_to_and_webhooks_need_the_configuration() {
    let stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    root.does(&["admin", "subscriptions", "add", "rights", "--on", "Company"], "").unwrap();
    let made = root.asks(&["admin", "subscriptions", "list"]).unwrap();
    let id = made["items"][0]["id"].as_str().unwrap().to_owned();
    let ann = stage.user(&root, "ann");
    root.does(&["admin", "assign", "Company", "ann"], "").unwrap();
    let told = (0..50).find_map(|_| {
        thread::sleep(Duration::from_millis(100));
        let notices = root.asks(&["notices"]).unwrap();
        notices["items"][0]["text"].as_str().map(str::to_owned)
    });
    assert_eq!(told.as_deref(), Some("assignment_set, by root: Company"));
    let denied = ann.tries(&["admin", "subscriptions", "add", "rights"], "").unwrap();
    assert_eq!(denied.code, 4, "{denied:?}");
    root.does(&["admin", "subscriptions", "remove", &id], "").unwrap();
    let refused = root.tries(&["admin", "webhooks", "add", "https://hooks.example.org/"], "").unwrap();
    assert!(refused.code == 2 && refused.said.contains("no webhooks"), "{refused:?}");
    assert!(root.does(&["notices", "--settings"], "").unwrap().contains("seal_requested"));
    root.does(&["notices", "--mail", "none"], "").unwrap();
    assert_eq!(root.asks(&["notices", "--settings"]).unwrap()["mail"], serde_json::json!([]));
}

// attack: A17
#[test]
fn a_webhook_that_gets_another_address_gets_another_secret_which_is_shown_once() {
    let data = tempfile::tempdir().unwrap();
    let config = data.path().join("strongroom.toml");
    std::fs::write(&config, "[webhooks]\nallow = [\"hooks.example.org\"]\n").unwrap();
    let more = [std::ffi::OsStr::new("--config"), config.as_os_str()];
    let server = Server::start(&program("strongroomd"), data.path(), "127.0.0.1:0", &more).unwrap();
    let stage = Stage { server, data };
    let root = stage.root();
    let made = root.asks(&["admin", "webhooks", "add", "https://hooks.example.org/a"]).unwrap();
    let (id, old) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    let named = root.does(&["admin", "webhooks", "edit", id, "--description", "alarms"], "").unwrap();
    assert!(!named.contains("whsec_"), "{named}");
    let moved =
        root.does(&["admin", "webhooks", "edit", id, "--url", "https://hooks.example.org/b"], "").unwrap();
    assert!(moved.contains("whsec_") && !moved.contains(old), "{moved}");
    let listed = root.asks(&["admin", "webhooks", "list"]).unwrap();
    assert_eq!(listed["items"][0]["url"], "https://hooks.example.org/b");
    assert_eq!(
        (&listed["items"][0]["description"], listed["items"][0].get("secret")),
        (&"alarms".into(), None)
    );
}
