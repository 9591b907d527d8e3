//! The certificate is pinned at the first sign-in, and nothing is sent to a server that has another one.

use std::net::TcpListener;

use crate::{
    code, run, strongroom, text,
    tls_server::{Identity, Server, vault},
};

fn login(folder: &std::path::Path, server: &str, more: &[&str]) -> std::process::Output {
    let secret = folder.join("password");
    std::fs::write(&secret, "hunter2-marker\n").unwrap();
    let secret = secret.to_str().unwrap();
    let mut arguments = vec!["login", "--server", server, "--username", "ann", "--password-file", secret];
    arguments.extend(more);
    run(folder, &arguments)
}

// attack: W8
#[test]
fn an_unknown_certificate_is_shown_and_not_trusted_without_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::new();
    let server = Server::start(&identity, vault);
    let output = login(folder.path(), &server.address, &[]);
    assert_eq!(code(&output), 8, "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains(&identity.fingerprint()));
    assert!(server.requests().is_empty(), "nothing but a handshake");
}

// attack: W8
#[test]
fn a_given_fingerprint_pins_and_a_wrong_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::new();
    let server = Server::start(&identity, vault);
    let wrong = Identity::new().fingerprint();
    assert_eq!(code(&login(folder.path(), &server.address, &["--fingerprint", &wrong])), 8);
    assert!(server.requests().is_empty(), "no password for the wrong certificate");
    let output = login(folder.path(), &server.address, &["--fingerprint", &identity.fingerprint()]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let listed = run(folder.path(), &["databases"]);
    assert_eq!(code(&listed), 0, "the pin stays: {}", text(&listed.stderr));
    let last = server.requests().pop().unwrap();
    assert_eq!(last.header("authorization"), Some("Bearer the-token"));
}

// attack: W8
#[test]
fn a_changed_certificate_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (Identity::new(), Identity::new());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap();
    // One port, two certificates: what somebody in between would look like.
    let impostor_listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let impostor_port = impostor_listener.local_addr().unwrap().port();
    let server = Server::listen(listener, &first, vault);
    let impostor = Server::listen(impostor_listener, &second, vault);
    assert_eq!(code(&login(folder.path(), &server.address, &["--fingerprint", &first.fingerprint()])), 0);
    for file in ["pins.json", "sessions.json"] {
        let path = folder.path().join(file);
        let kept = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, kept.replace(&port.port().to_string(), &impostor_port.to_string())).unwrap();
    }
    for arguments in [vec!["databases"], vec!["logout"]] {
        let output = run(folder.path(), &arguments);
        let said = text(&output.stderr);
        assert_eq!(code(&output), 8, "{said}");
        assert!(said.contains("has changed") && said.contains(&second.fingerprint()), "{said}");
    }
    assert!(impostor.requests().is_empty(), "neither token nor request");
}

// attack: W8
#[test]
fn a_copied_certificate_without_its_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let owner = Identity::new();
    let impostor = Server::start(&Identity::stolen_certificate(&owner), vault);
    let output = login(folder.path(), &impostor.address, &["--fingerprint", &owner.fingerprint()]);
    assert_eq!(code(&output), 7, "{}", text(&output.stderr));
    assert!(impostor.requests().is_empty());
}

// attack: W8
#[test]
fn plain_http_to_another_machine_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["login", "--server", "http://192.0.2.1:80"]);
    assert_eq!(code(&output), 8);
    assert!(text(&output.stderr).contains("plain http"));
}

#[test]
fn a_session_is_kept_privately_and_ends_with_logout() {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::new();
    let server = Server::start(&identity, vault);
    let output = login(folder.path(), &server.address, &["--fingerprint", &identity.fingerprint(), "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["user"]["username"], "ann");
    for stream in [&output.stdout, &output.stderr] {
        assert!(!text(stream).contains("the-token") && !text(stream).contains("hunter2-marker"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("sessions.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(code(&run(folder.path(), &["logout"])), 0);
    assert!(!std::fs::read_to_string(folder.path().join("sessions.json")).unwrap().contains("the-token"));
    assert_eq!(code(&run(folder.path(), &["databases"])), 5);
}

#[test]
fn a_script_brings_token_and_fingerprint_in_its_environment() {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::new();
    let server = Server::start(&identity, vault);
    let output = strongroom(folder.path(), &["databases", "--json"])
        .env("STRONGROOM_SERVER", &server.address)
        .env("STRONGROOM_FINGERPRINT", identity.fingerprint())
        .env("STRONGROOM_TOKEN", "script-token")
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert_eq!(server.requests().pop().unwrap().header("authorization"), Some("Bearer script-token"));
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing is kept");
}
