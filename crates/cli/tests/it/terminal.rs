//! Texts that others wrote can not command the terminal of those who read them.

use crate::{
    code, strongroom, text,
    tls_server::{Answer, ID, Identity, Request, Server, vault},
};

const TITLE: &str = "\u{1b}]0;owned\u{7}\u{9b}31mMail\r\nroot: \u{202e}drowssap";

fn hostile(request: &Request) -> Answer {
    let path = request.line.split(' ').nth(1).unwrap();
    let field =
        serde_json::json!({ "name": TITLE, "kind": "text", "secret": false, "custom": true, "value": TITLE });
    let object = serde_json::json!({
        "id": ID, "database": ID, "parent": null, "kind": "entry", "type": "password", "revision": 1,
        "title": TITLE, "tags": [TITLE], "category": TITLE, "fields": [field], "rights": []
    });
    if path.contains("/effective-rights") {
        let cause = serde_json::json!({
            "kind": "rule_denies", "object": { "id": ID, "title": TITLE },
            "principal": { "id": ID, "kind": "group", "name": TITLE }
        });
        let decision = serde_json::json!({ "allowed": false, "because": cause });
        let rights = serde_json::json!({
            "user": ID, "object": ID, "at": "2026-01-01T00:00:00Z", "permissions": { "read_entries": decision }
        });
        return (200, rights);
    }
    if path.contains("/objects/") {
        return (200, object);
    }
    if path.contains("/objects") {
        let mut listed = object;
        listed["rights"] = 0.into();
        return (200, serde_json::json!({ "items": [listed], "rights_sets": [[]], "next": null }));
    }
    if path.contains("/search") || path.contains("/expiring") || path.contains("/favourites") {
        let mut found = object;
        found["rights"] = 0.into();
        found["path"] = serde_json::json!([TITLE]);
        found["matched"] = serde_json::json!([TITLE]);
        return (200, serde_json::json!({ "items": [found], "rights_sets": [[]], "next": null }));
    }
    if path.contains("/audit") {
        let record = serde_json::json!({
            "database": null, "number": 1, "at": "2026-01-01T00:00:00Z", "event": "sign_in_failed", "actor": null,
            "actor_name": TITLE, "client": "api", "address": TITLE, "object": null, "revision": null,
            "details": { "username": TITLE, "user_agent": TITLE }, "hash": "00"
        });
        return (200, serde_json::json!({ "items": [record], "next": null }));
    }
    if path.ends_with("/server") {
        let server =
            serde_json::json!({ "name": TITLE, "version": TITLE, "api": "v1", "setup_required": false });
        return (200, server);
    }
    if path.ends_with("/license") {
        let seats = serde_json::json!({ "seats": 3, "used": 1, "holder": TITLE, "valid_from": null, "valid_to": null, "state": "valid" });
        return (200, seats);
    }
    if path.ends_with("/server/figures") {
        let storage =
            serde_json::json!({ "store_bytes": 1, "attachment_bytes": 1, "free_bytes": 1, "disk_bytes": 1 });
        return (200, serde_json::json!({ "storage": storage, "sessions": { "live": 1, "people": 1 } }));
    }
    let (status, answer) = vault(request);
    if status == 404 {
        let problem =
            serde_json::json!({ "type": TITLE, "title": TITLE, "status": 404, "code": "x", "detail": TITLE });
        return (404, problem);
    }
    (status, answer)
}

// attack: I2
#[test]
fn no_command_lets_a_hostile_text_through() {
    let identity = Identity::new();
    let server = Server::start(&identity, hostile);
    let object = format!("IT/{ID}");
    for arguments in [
        &["ls", "IT"][..],
        &["tree", "IT"],
        &["search", "mail"],
        &["expiring"],
        &["favourites"],
        &["show", &object],
        &["rights", &object],
        &["admin", "audit"],
        &["admin", "license", "show"],
        &["admin", "status"],
        &["ls", TITLE],
    ] {
        for json in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let mut command = strongroom(folder.path(), arguments);
            if json {
                command.arg("--json");
            }
            let output = command
                .env("STRONGROOM_SERVER", &server.address)
                .env("STRONGROOM_FINGERPRINT", identity.fingerprint())
                .env("STRONGROOM_TOKEN", "token")
                .output()
                .unwrap();
            let said = text(&output.stdout) + &text(&output.stderr);
            assert!(!said.is_empty());
            let acts = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
            assert!(!said.contains(acts), "{arguments:?} ({}): {said:?}", code(&output));
            assert!(json || !said.contains("\nroot:"), "{arguments:?}: a forged line in {said:?}");
        }
    }
}
