//! Copying, with programs in place of a desktop's that keep the clipboard in a file.

#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crate::{
    code, strongroom, text,
    tls_server::{Answer, ID, Identity, Request, Server, vault},
};

/// What the server asks for; shorter than what some ask for here.
const ASKED: u64 = 3;

fn entry(request: &Request) -> Answer {
    if request.line.contains("/settings") {
        return (200, serde_json::json!({ "clipboard_seconds": ASKED, "openers": "number" }));
    }
    if request.line.contains("/reveal") {
        return (200, serde_json::json!({ "fields": { "password": "hunter2-marker" }, "revision": 1 }));
    }
    if request.line.contains("/objects") {
        let password = serde_json::json!({ "name": "password", "kind": "password", "secret": true });
        let object = serde_json::json!({
            "id": ID, "database": ID, "parent": null, "kind": "entry", "type": "password", "revision": 1,
            "title": "Mail", "fields": [password], "rights": []
        });
        return (200, object);
    }
    vault(request)
}

/// `wl-copy` and `wl-paste` that write down their arguments, too. `--sensitive` is unknown to this version.
fn desktop(folder: &Path) {
    let script = |name: &str, body: &str| {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    let (held, log) = (folder.join("held"), folder.join("log"));
    let (held, log) = (held.display(), log.display());
    script("wl-copy", &format!("echo \"$@\" >> {log}\n[ -n \"$1\" ] && exit 1\ncat > {held}"));
    script("wl-paste", &format!("cat {held}"));
}

fn copy(folder: &Path, seconds: &str) -> String {
    copy_with(folder, &["--clear", seconds])
}

fn copy_with(folder: &Path, options: &[&str]) -> String {
    let identity = Identity::new();
    let server = Server::start(&identity, entry);
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let output = strongroom(folder, &["copy", &format!("IT/{ID}"), "--no-wait"])
        .args(options)
        .env("PATH", path)
        .env("WAYLAND_DISPLAY", "wayland-0")
        .env("STRONGROOM_SERVER", &server.address)
        .env("STRONGROOM_FINGERPRINT", identity.fingerprint())
        .env("STRONGROOM_TOKEN", "token")
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    text(&output.stdout) + &text(&output.stderr)
}

fn held(folder: &Path) -> String {
    fs::read_to_string(folder.join("held")).unwrap()
}

// attack: D2
#[test]
fn a_copied_password_is_cleared_and_never_an_argument_or_shown() {
    let folder = tempfile::tempdir().unwrap();
    desktop(folder.path());
    let said = copy(folder.path(), "1");
    assert!(!said.contains("hunter2-marker"));
    assert_eq!(held(folder.path()), "hunter2-marker");
    let started = Instant::now();
    while !held(folder.path()).is_empty() {
        assert!(started.elapsed() < Duration::from_secs(20), "not cleared");
        thread::sleep(Duration::from_millis(100));
    }
    assert!(!fs::read_to_string(folder.path().join("log")).unwrap().contains("hunter2-marker"));
}

// attack: D2
#[test]
fn what_was_copied_since_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    desktop(folder.path());
    copy(folder.path(), "2");
    fs::write(folder.path().join("held"), "something else").unwrap();
    thread::sleep(Duration::from_secs(5));
    assert_eq!(held(folder.path()), "something else");
}

/// The server says how long a secret stays; a person may have it cleared sooner, and not later.
// attack: D2
#[test]
fn nobody_keeps_a_secret_in_the_clipboard_for_longer_than_the_server_asks() {
    let folder = tempfile::tempdir().unwrap();
    desktop(folder.path());
    for (options, seconds) in [(&[][..], ASKED), (&["--clear", "600"], ASKED), (&["--clear", "2"], 2)] {
        let said = copy_with(folder.path(), options);
        assert!(said.contains(&format!("cleared in {seconds} s")), "{options:?}: {said}");
    }
}

#[test]
fn without_a_desktop_nothing_is_revealed() {
    let folder = tempfile::tempdir().unwrap();
    let output =
        strongroom(folder.path(), &["copy", "IT/Mail"]).env("STRONGROOM_TOKEN", "t").output().unwrap();
    assert_eq!(code(&output), 1);
    assert!(text(&output.stderr).contains("no clipboard here"));
}
