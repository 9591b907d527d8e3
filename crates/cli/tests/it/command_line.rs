//! Exit codes, errors as documents, and secrets that have no business on the command line.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::{
    code, run, strongroom, text,
    tls_server::{Answer, ID, Identity, NO_ANSWER, Request, Server, database, vault},
};

fn signed_in(arguments: &[&str], answer: fn(&Request) -> Answer) -> (std::process::Output, Vec<Request>) {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::new();
    let server = Server::start(&identity, answer);
    let output = strongroom(folder.path(), arguments)
        .env("STRONGROOM_SERVER", &server.address)
        .env("STRONGROOM_FINGERPRINT", identity.fingerprint())
        .env("STRONGROOM_TOKEN", "token")
        .output()
        .unwrap();
    (output, server.requests())
}

#[test]
fn wrong_use_has_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["fly"][..], &["ls", "--no-such-option"], &["show"], &["run", "--env", "X=IT/a#b"]] {
        assert_eq!(code(&run(folder.path(), arguments)), 2, "{arguments:?}");
    }
    assert_eq!(code(&run(folder.path(), &["databases"])), 5, "not signed in");
    assert_eq!(code(&run(folder.path(), &["ls", "--server", "https://127.0.0.1:1"])), 5);
    let unreachable = strongroom(folder.path(), &["ls", "--server", "https://127.0.0.1:1"])
        .env("STRONGROOM_TOKEN", "x")
        .output();
    assert_eq!(code(&unreachable.unwrap()), 7);
}

#[test]
fn each_refusal_of_the_server_has_its_exit_code() {
    fn refuse<const STATUS: u16>(_: &Request) -> Answer {
        let problem =
            serde_json::json!({ "type": "about:blank", "title": "no", "status": STATUS, "code": "x" });
        (STATUS, problem)
    }
    for (answer, expected) in [
        (refuse::<400> as fn(&Request) -> Answer, 2),
        (refuse::<401>, 5),
        (refuse::<403>, 4),
        (refuse::<404>, 3),
        (refuse::<409>, 6),
        (refuse::<423>, 6),
        (refuse::<429>, 9),
        (refuse::<500>, 1),
    ] {
        assert_eq!(code(&signed_in(&["databases"], answer).0), expected);
    }
}

#[test]
fn an_error_is_a_document_with_json() {
    let (output, _) = signed_in(&["ls", "Nowhere", "--json"], vault);
    assert_eq!(code(&output), 3);
    assert!(output.stdout.is_empty());
    let error: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((&error["error"]["code"], &error["error"]["exit"]), (&"not_found".into(), &3.into()));
}

#[test]
fn two_databases_of_one_name_are_ambiguous_and_listed() {
    fn twins(request: &Request) -> Answer {
        let mut other = database();
        other["id"] = "01890a5d-ac96-774b-bcce-b302099a8058".into();
        if request.line.starts_with("GET /api/v1/databases?") {
            (200, serde_json::json!({ "items": [database(), other], "next": null }))
        } else {
            vault(request)
        }
    }
    let (output, _) = signed_in(&["ls", "IT"], twins);
    let said = text(&output.stderr);
    assert_eq!(code(&output), 2);
    assert!(said.contains(ID) && said.contains("01890a5d-ac96-774b-bcce-b302099a8058"), "{said}");
}

// attack: D1
#[test]
fn a_password_as_an_argument_is_refused_and_not_repeated() {
    fn types(request: &Request) -> Answer {
        if request.line.contains("/entry-types") {
            let field = serde_json::json!({ "name": "password", "title": "Password", "kind": "password", "secret": true });
            let known = serde_json::json!({ "name": "password", "title": "Password", "fields": [field] });
            return (200, serde_json::json!({ "items": [known], "next": null }));
        }
        vault(request)
    }
    let (output, requests) = signed_in(&["add", "IT/x", "--field", "password=hunter2-marker"], types);
    assert_eq!(code(&output), 2, "{}", text(&output.stderr));
    assert!(!text(&output.stderr).contains("hunter2-marker"));
    assert!(requests.iter().all(|request| request.line.starts_with("GET ")), "nothing was created");
    let folder = tempfile::tempdir().unwrap();
    let link = run(folder.path(), &["setup", "--server", "https://127.0.0.1:1/setup#token-marker"]);
    assert_eq!(code(&link), 2);
    assert!(!text(&link.stderr).contains("token-marker"));
}

#[test]
fn a_change_that_had_no_answer_is_sent_again_with_the_same_key() {
    static TRIES: AtomicU32 = AtomicU32::new(0);
    fn close(request: &Request) -> Answer {
        match request.line.starts_with("POST") {
            true if TRIES.fetch_add(1, Ordering::Relaxed) == 0 => (NO_ANSWER, serde_json::Value::Null),
            true => (204, serde_json::Value::Null),
            false => vault(request),
        }
    }
    let (output, requests) = signed_in(&["admin", "databases", "close", "IT"], close);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let posts: Vec<&Request> = requests.iter().filter(|request| request.line.starts_with("POST")).collect();
    assert_eq!(posts.len(), 2);
    assert!(posts.iter().all(|post| post.line == format!("POST /api/v1/databases/{ID}/close HTTP/1.1")));
    let keys: Vec<_> = posts.iter().map(|post| post.header("idempotency-key").unwrap()).collect();
    assert!(keys[0] == keys[1] && keys[0].len() == 32, "{keys:?}");
}

#[test]
fn a_sign_in_is_never_sent_twice() {
    fn silent(request: &Request) -> Answer {
        if request.line.contains("/auth/login") {
            (NO_ANSWER, serde_json::Value::Null)
        } else {
            vault(request)
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("password");
    std::fs::write(&secret, "x").unwrap();
    let arguments = ["login", "--username", "ann", "--password-file", secret.to_str().unwrap()];
    let (output, requests) = signed_in(&arguments, silent);
    assert_eq!(code(&output), 7);
    let posts = requests.iter().filter(|request| request.line.contains("/auth/login"));
    assert!(posts.clone().count() == 1 && posts.clone().all(|post| post.header("idempotency-key").is_none()));
}

#[test]
fn completions_are_made_for_every_shell() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(folder.path(), &["completions", shell]);
        assert!(
            code(&output) == 0
                && text(&output.stdout).contains("effective") | text(&output.stdout).contains("generate"),
            "{shell}"
        );
    }
}

#[test]
fn a_generated_password_stands_alone_on_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["generate", "--length", "32"]);
    assert_eq!((code(&output), output.stdout.len()), (0, 33));
    let again = run(folder.path(), &["generate", "--length", "32"]);
    assert_ne!(output.stdout, again.stdout);
}
