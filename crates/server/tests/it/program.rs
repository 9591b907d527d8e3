//! The program itself: its lines, its files, its end.

use std::{
    io::{BufRead, BufReader, Read},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::json;
use tempfile::TempDir;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::world::{Answer, PASSWORD, read_to_end};

const PROGRAM: &str = env!("CARGO_BIN_EXE_strongroomd");

struct Running {
    child: Child,
    lines: Vec<String>,
}

fn serve(data: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).args(more);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Running {
    /// Starts a server and reads the lines that it promises, up to `last`.
    fn start(data: &Path, more: &[&str], last: &str) -> Self {
        let mut running = Self { child: serve(data, more).spawn().unwrap(), lines: Vec::new() };
        let mut reader = BufReader::new(running.child.stdout.take().unwrap());
        while !running.lines.last().is_some_and(|line| line.starts_with(last)) {
            let mut line = String::new();
            assert!(reader.read_line(&mut line).unwrap() > 0, "ended after {:?}", running.lines);
            running.lines.push(line.trim_end().to_owned());
        }
        running.child.stdout = Some(reader.into_inner());
        running
    }

    fn value(&self, name: &str) -> &str {
        let prefix = format!("{name}: ");
        self.lines
            .iter()
            .find_map(|line| line.strip_prefix(&prefix))
            .unwrap_or_else(|| panic!("{name} in {:?}", self.lines))
    }

    /// Asks a plain server.
    async fn ask(&self, line: &str, body: &str) -> Answer {
        self.ask_at("listening", line, body).await
    }

    /// Asks one of its listeners.
    async fn ask_at(&self, listener: &str, line: &str, body: &str) -> Answer {
        let address = self.value(listener).strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let text = format!(
            "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(text.as_bytes()).await.unwrap();
        Answer(read_to_end(&mut stream).await)
    }

    /// Sends SIGTERM; the exit code and what stood on standard error.
    fn stop(mut self) -> (Option<i32>, String) {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
        let code = self.child.wait().unwrap().code();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (code, log)
    }
}

impl Drop for Running {
    /// A test that fails leaves no server behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

// attack: W1
#[tokio::test]
async fn the_first_start_prints_a_link_that_works_once() {
    let data = folder();
    let server = Running::start(data.path(), &["--tls", "off"], "setup: ");
    let (base, token) = server.value("setup").split_once("/setup#").unwrap();
    assert_eq!(base, server.value("listening"));
    let file = data.path().join("setup-token");
    assert_eq!(std::fs::read_to_string(&file).unwrap().trim(), token);
    for name in ["setup-token", "server.key"] {
        let mode = data.path().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let setup =
        |token: &str| json!({"setup_token": token, "username": "Root", "password": PASSWORD}).to_string();
    let wrong =
        server.ask("POST /api/v1/setup", &setup("srt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).await;
    assert_eq!((wrong.status(), wrong.code().as_str()), (403, "invalid_setup_token"));
    let made = server.ask("POST /api/v1/setup", &setup(token)).await;
    assert_eq!(made.status(), 201, "{}", made.0);
    let place = data.path().display().to_string();
    assert_eq!(made.json()["data_folder"], json!(place), "where everything lies is told this once");
    assert!(!file.exists(), "the token is gone");
    assert_eq!(server.ask("POST /api/v1/setup", &setup(token)).await.code(), "already_set_up");
    let token = token.to_owned();
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains(&token) && !log.contains(PASSWORD), "{log}");
    let again = Running::start(data.path(), &["--tls", "off"], "operations: ");
    let login = json!({"username": "root", "password": PASSWORD}).to_string();
    assert_eq!(again.ask("POST /api/v1/auth/login", &login).await.status(), 200, "it is all still there");
    for listener in ["listening", "operations"] {
        assert_eq!(again.ask_at(listener, "GET /health/ready", "").await.json(), json!({"status": "ok"}));
    }
    let metrics = again.ask_at("operations", "GET /metrics", "").await;
    assert!(metrics.body().lines().any(|line| line == "strongroom_sessions 1"), "{}", metrics.0);
    assert_eq!(again.ask("GET /metrics", "").await.status(), 404, "on the operations listener only");
    assert_eq!(again.ask_at("operations", "GET /api/v1/server", "").await.status(), 404);
    assert_eq!(again.stop().0, Some(0));
}

#[tokio::test]
async fn a_second_process_on_the_folder_refuses_and_says_why() {
    let data = folder();
    let first = Running::start(data.path(), &[], "operations: ");
    assert!(first.value("fingerprint").starts_with("SHA256:"));
    let fingerprint = first.value("fingerprint").to_owned();
    let second = serve(data.path(), &[]).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let told = String::from_utf8_lossy(&second.stderr);
    assert!(told.contains("another process") && told.contains(&first.child.id().to_string()), "{told}");
    assert!(second.stdout.is_empty());
    assert_eq!(first.stop().0, Some(0));
    let third = Running::start(data.path(), &[], "operations: ");
    assert_eq!(third.value("fingerprint"), fingerprint, "clients have pinned it");
    third.stop();
}

#[test]
fn what_can_not_be_is_refused_before_anything_is_made() {
    let data = folder();
    let made = data.path().join("data");
    let open = Command::new(PROGRAM)
        .args(["serve", "--listen", "0.0.0.0:0", "--tls", "off", "--data"])
        .arg(&made)
        .output()
        .unwrap();
    assert_eq!(open.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&open.stderr).contains("loopback"), "{open:?}");
    let config = data.path().join("config.toml");
    std::fs::write(&config, "[limits]\nconections = 5\n").unwrap();
    let mistyped = serve(&made, &["--config", config.to_str().unwrap()]).output().unwrap();
    assert_eq!(mistyped.status.code(), Some(1));
    let told = String::from_utf8_lossy(&mistyped.stderr);
    assert!(told.contains("line 2") && told.contains("conections"), "{told}");
}

#[tokio::test]
async fn a_lost_key_stops_the_start_and_is_never_replaced() {
    let data = folder();
    Running::start(data.path(), &["--tls", "off"], "setup: ").stop();
    let (key, away) = (data.path().join("server.key"), data.path().join("away"));
    std::fs::rename(&key, &away).unwrap();
    let lost = serve(data.path(), &["--tls", "off"]).output().unwrap();
    assert_eq!(lost.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&lost.stderr).contains("server.key"), "{lost:?}");
    assert!(!key.exists());
    std::fs::rename(&away, &key).unwrap();
    Running::start(data.path(), &["--tls", "off"], "setup: ").stop();
}

#[tokio::test]
async fn the_operator_can_verify_and_unlock_a_stopped_server() {
    let data = folder();
    let server = Running::start(data.path(), &["--tls", "off"], "setup: ");
    let token = server.value("setup").split_once('#').unwrap().1.to_owned();
    let setup = json!({"setup_token": token, "username": "Root", "password": PASSWORD}).to_string();
    assert_eq!(server.ask("POST /api/v1/setup", &setup).await.status(), 201);
    let run = |arguments: &[&str]| {
        Command::new(PROGRAM).args(arguments).arg("--data").arg(data.path()).output().unwrap()
    };
    assert_eq!(run(&["audit", "verify"]).status.code(), Some(1), "the server has the folder");
    server.stop();
    let verified = run(&["audit", "verify"]);
    let told = String::from_utf8_lossy(&verified.stdout);
    assert!(verified.status.success() && told.ends_with("intact\n"), "{verified:?}");
    assert!(run(&["unlock-account", "root"]).status.success());
    assert_eq!(run(&["unlock-account", "nobody"]).status.code(), Some(1));
}

#[tokio::test]
async fn the_operator_can_rotate_the_server_key() {
    let data = folder();
    let server = Running::start(data.path(), &["--tls", "off"], "setup: ");
    let token = server.value("setup").split_once('#').unwrap().1.to_owned();
    let setup = json!({"setup_token": token, "username": "Root", "password": PASSWORD}).to_string();
    assert_eq!(server.ask("POST /api/v1/setup", &setup).await.status(), 201);
    let kept = data.path().join("before.key");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.arg("rotate-server-key").arg("--data").arg(data.path()).args(arguments).output().unwrap()
    };
    let kept_old = ["--keep-old", kept.to_str().unwrap()];
    assert_eq!(run(&kept_old).status.code(), Some(1), "the server has the folder");
    assert!(!kept.exists());
    server.stop();
    let key = data.path().join("server.key");
    let before = std::fs::read(&key).unwrap();
    let rotated = run(&kept_old);
    let told = String::from_utf8_lossy(&rotated.stdout);
    assert!(rotated.status.success() && told.contains("backups made before"), "{rotated:?}");
    let after = std::fs::read(&key).unwrap();
    assert_ne!(after, before);
    assert_eq!(std::fs::read(&kept).unwrap(), before);
    assert!(!data.path().join("server.key.next").exists());
    assert_eq!(run(&kept_old).status.code(), Some(1), "no key is ever overwritten");
    assert_eq!(std::fs::read(&key).unwrap(), after);
    let server = Running::start(data.path(), &["--tls", "off"], "operations: ");
    let login = json!({"username": "root", "password": PASSWORD}).to_string();
    assert_eq!(server.ask("POST /api/v1/auth/login", &login).await.status(), 200);
    server.stop();
    std::fs::write(&key, before).unwrap();
    let refused = serve(data.path(), &["--tls", "off"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1), "the old key opens nothing");
}

#[tokio::test]
async fn a_configured_key_is_rotated_into_another_file() {
    let data = folder();
    Running::start(data.path(), &["--tls", "off"], "setup: ").stop();
    let path = |name: &str| data.path().join(name);
    std::fs::rename(path("server.key"), path("away.key")).unwrap();
    let configure = |file: &str| {
        std::fs::write(path("config.toml"), format!("server_key = {{ file = {:?} }}\n", path(file))).unwrap();
    };
    configure("away.key");
    let config = path("config.toml");
    let config = config.to_str().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.args(["rotate-server-key", "--config", config, "--data"]).arg(data.path());
        command.args(arguments).output().unwrap()
    };
    let before = std::fs::read(path("away.key")).unwrap();
    let refused = run(&[]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--new-key"), "{refused:?}");
    let new = path("new.key");
    assert!(run(&["--new-key", new.to_str().unwrap()]).status.success());
    assert_eq!(std::fs::read(path("away.key")).unwrap(), before, "a configured place is only read");
    let old = serve(data.path(), &["--tls", "off", "--config", config]).output().unwrap();
    assert_eq!(old.status.code(), Some(1));
    configure("new.key");
    Running::start(data.path(), &["--tls", "off", "--config", config], "setup: ").stop();
}

#[test]
fn licences_are_issued_without_a_server() {
    let folder = folder();
    let key = folder.path().join("issuing.key");
    let key = key.to_str().unwrap();
    let made = Command::new(PROGRAM).args(["license", "new-key", "--out", key]).output().unwrap();
    assert!(String::from_utf8_lossy(&made.stdout).starts_with("ed25519:"), "{made:?}");
    let again = Command::new(PROGRAM).args(["license", "new-key", "--out", key]).output().unwrap();
    assert_eq!(again.status.code(), Some(1), "a key is never overwritten");
    let issued = Command::new(PROGRAM)
        .args([
            "license",
            "issue",
            "--key",
            key,
            "--holder",
            "Example Ltd",
            "--seats",
            "50",
            "--valid-to",
            "2030-01-01",
        ])
        .output()
        .unwrap();
    let file: serde_json::Value = serde_json::from_slice(&issued.stdout).unwrap();
    assert_eq!(file["licence"]["seats"], json!(50));
}
