//! The real server under a clock that is set: libfaketime shows it any time. Where that is not there, nothing is looked
//! at; `cargo xtask test` sees to it, or says so.

use std::{
    env, fs,
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use strongroom_e2e::{Server, Session};
use tempfile::TempDir;

use crate::stage::{PASSWORD, program};

fn library() -> Option<PathBuf> {
    if let Some(named) = env::var_os("STRONGROOM_FAKETIME") {
        return Some(named.into());
    }
    let places = fs::read_dir("/usr/lib").ok()?.flatten();
    places.map(|place| place.path().join("faketime/libfaketime.so.1")).find(|library| library.exists())
}

/// A server whose machine shows the time that stands in a file.
struct Machine {
    data: TempDir,
    library: PathBuf,
    server: Option<Server>,
    host: String,
    entry: String,
    gus: String,
}

impl Machine {
    /// With root, gus, and an entry of root's; `None` without the library.
    fn new(shown: &str) -> Option<Self> {
        let library = library()?;
        let data = tempfile::tempdir().unwrap();
        let (host, entry, gus) = (String::new(), String::new(), String::new());
        let mut machine = Self { data, library, server: None, host, entry, gus };
        machine.shows(shown);
        machine.start();
        let setup = fs::read_to_string(machine.server.as_ref().unwrap().setup_token_file()).unwrap();
        let body = json!({"setup_token": setup.trim(), "username": "root", "password": PASSWORD.trim()});
        Session::new(&machine.host, "").must(201, "POST", "/setup", Some(&body)).unwrap();
        let mut root = machine.sign_in("root");
        let body = json!({"username": "gus", "password": PASSWORD.trim(), "must_change_password": false});
        let text = |made: Value| made["id"].as_str().unwrap().to_owned();
        machine.gus = text(root.must(201, "POST", "/users", Some(&body)).unwrap());
        let body = json!({"name": "Company", "kind": "standard"});
        let db = text(root.must(201, "POST", "/databases", Some(&body)).unwrap());
        let body = json!({"kind": "entry", "title": "Mail", "fields": [{"name": "password", "value": "x"}]});
        let made = text(root.must(201, "POST", &format!("/databases/{db}/objects"), Some(&body)).unwrap());
        machine.entry = format!("/databases/{db}/objects/{made}");
        Some(machine)
    }

    fn environment(&self) -> Vec<(String, String)> {
        let file = self.data.path().join("time").to_str().unwrap().to_owned();
        let of = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        vec![
            of("LD_PRELOAD", self.library.to_str().unwrap()),
            of("FAKETIME_TIMESTAMP_FILE", &file),
            of("FAKETIME_NO_CACHE", "1"),
            of("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            of("DONT_FAKE_MONOTONIC", "1"),
            // A place where clocks are put forward and back: of no meaning to the server.
            of("TZ", "Europe/Berlin"),
        ]
    }

    /// Sets the clock: seconds from the true time.
    fn shows(&self, seconds: &str) {
        let (new, file) = (self.data.path().join("time.new"), self.data.path().join("time"));
        fs::write(&new, format!("{seconds}\n")).unwrap();
        fs::rename(new, file).unwrap();
    }

    fn start(&mut self) {
        let listen = if self.host.is_empty() { "127.0.0.1:0" } else { &self.host };
        let (data, plain) = (self.data.path().join("data"), ["--tls".as_ref(), "off".as_ref()]);
        let server =
            Server::start_in(&program("strongroomd"), &data, listen, &plain, &self.environment()).unwrap();
        self.host = server.listen();
        self.server = Some(server);
    }

    fn kill(&mut self) {
        self.server.take().unwrap().kill().unwrap();
    }

    fn stop(&mut self) {
        assert_eq!(self.server.take().unwrap().stop().unwrap(), Some(0));
    }

    fn sign_in(&self, name: &str) -> Session {
        Session::sign_in(&self.host, name, PASSWORD.trim()).unwrap()
    }

    /// The server's time, in seconds since 1970: that of its newest record.
    fn now(&self, root: &mut Session) -> i64 {
        root.must(200, "POST", &format!("{}/reveal", self.entry), Some(&json!({"purpose": "show"}))).unwrap();
        let page = root.must(200, "GET", "/audit?event=revealed&limit=1", None).unwrap();
        let at: jiff::Timestamp = page["items"][0]["at"].as_str().unwrap().parse().unwrap();
        at.as_second()
    }

    /// Lends the entry to gus until so many seconds from now.
    fn lend(&self, root: &mut Session, seconds: i64) {
        let until = jiff::Timestamp::from_second(self.now(root) + seconds).unwrap().to_string();
        let (db, object) = self.entry.split_once("/objects/").unwrap();
        let body = json!({"object": object, "grantee": self.gus, "permissions": ["read_entries"],
            "valid_to": until});
        root.must(201, "POST", &format!("{db}/grants"), Some(&body)).unwrap();
    }

    fn reveals(&self, gus: &mut Session) -> u16 {
        gus.hang_up();
        gus.ask("POST", &format!("{}/reveal", self.entry), &[], Some(&json!({"purpose": "show"})))
            .unwrap()
            .status
    }

    /// Waits until gus does not read it any more.
    fn until_over(&self, gus: &mut Session) {
        let since = Instant::now();
        while self.reveals(gus) == 200 {
            assert!(since.elapsed() < Duration::from_secs(30), "it does not end");
            thread::sleep(Duration::from_millis(100));
        }
    }
}

// attack: P6
#[test]
fn a_machine_that_is_set_back_an_hour_gives_nothing_back() {
    let Some(mut machine) = Machine::new("+0") else { return };
    let (mut root, mut gus) = (machine.sign_in("root"), machine.sign_in("gus"));
    machine.lend(&mut root, 2);
    assert_eq!(machine.reveals(&mut gus), 200);
    machine.until_over(&mut gus);
    let before = machine.now(&mut root);
    machine.shows("-3600");
    assert_eq!(machine.reveals(&mut gus), 404, "while it runs");
    assert!(machine.now(&mut root) >= before);
    machine.kill();
    machine.start();
    assert_eq!(machine.reveals(&mut gus), 404, "after a kill, with the session that was there");
    root.hang_up();
    assert!(machine.now(&mut root) >= before);
    machine.lend(&mut root, 2);
    assert_eq!(machine.reveals(&mut gus), 200);
    machine.until_over(&mut gus);
    machine.stop();
    let accept = || {
        let mut command = Command::new(program("strongroomd"));
        command.arg("accept-clock").arg("--data").arg(machine.data.path().join("data"));
        let output = command.envs(machine.environment()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(accept().contains("everybody signs in anew"));
    assert!(accept().contains("nothing to do"));
    machine.start();
    gus.hang_up();
    assert_eq!(machine.reveals(&mut gus), 401, "the sessions were of another time");
    let mut root = machine.sign_in("root");
    assert!(machine.now(&mut root) < before, "the operator had it believed");
    let verified = root.must(200, "GET", "/audit/verify", None).unwrap();
    assert_eq!(verified["intact"], true, "{verified}");
    machine.stop();
}

// attack: P6
#[test]
fn over_a_restart_over_2038_and_over_the_change_to_summer_time_what_ends_has_ended() {
    let seconds_to = |instant: &str| {
        let at: jiff::Timestamp = instant.parse().unwrap();
        at.as_second() - jiff::Timestamp::now().as_second()
    };
    // Ten seconds before the clocks of Berlin are put forward, and before 32 bits of seconds are full.
    for instant in ["2028-03-26T00:59:50Z", "2028-10-29T00:59:50Z", "2038-01-19T03:13:58Z"] {
        let Some(mut machine) = Machine::new(&format!("{:+}", seconds_to(instant))) else { return };
        let mut root = machine.sign_in("root");
        machine.lend(&mut root, 60);
        let mut gus = machine.sign_in("gus");
        assert_eq!(machine.reveals(&mut gus), 200, "{instant}");
        machine.stop();
        machine.shows(&format!("{:+}", seconds_to(instant) + 30));
        machine.start();
        root.hang_up();
        assert_eq!(machine.reveals(&mut gus), 200, "{instant}: still there, the session and the grant");
        machine.stop();
        machine.shows(&format!("{:+}", seconds_to(instant) + 300));
        machine.start();
        assert_eq!(machine.reveals(&mut gus), 404, "{instant}: it ended while the server was off");
        let gone = machine.now(&mut root) - jiff::Timestamp::now().as_second();
        assert!((gone - seconds_to(instant) - 300).abs() < 60, "{instant}: {gone}");
        machine.kill();
    }
}
