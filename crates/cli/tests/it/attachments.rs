//! Files of entries: listed, saved for their owner alone, never over another file, and whole or not at all.

use std::{os::unix::fs::PermissionsExt, path::Path, process::Output};

use serde_json::{Value, json};

use crate::{
    code, strongroom, text,
    tls_server::{Answer, ID, Identity, Request, Server, vault},
};

const FILE: &str = "01890a5d-ac96-774b-bcce-b302099a8099";

/// A vault with one entry that has a file of seven bytes, as JSON, and one that claims to be longer than it is.
fn with_files(request: &Request) -> Answer {
    let path = request.line.split(' ').nth(1).unwrap().split('?').next().unwrap().to_owned();
    let object = format!("/api/v1/databases/{ID}/objects/{ID}");
    let file = |id: &str, name: &str, size: u64| json!({"id": id, "name": name, "size": size, "created_at": "2026-01-01T00:00:00Z"});
    if path == format!("/api/v1/databases/{ID}") {
        (200, crate::tls_server::database())
    } else if path == object {
        let entry = json!({
            "id": ID, "database": ID, "parent": null, "kind": "entry", "type": "password", "title": "Mail", "revision": 1,
            "tags": [], "category": null, "importance": "normal", "icon": null, "valid_to": null, "warning": null,
            "online_only": false, "fields": [], "created_at": "2026-01-01T00:00:00Z", "created_by": null,
            "modified_at": "2026-01-01T00:00:00Z", "modified_by": null, "rights": ["access_entries", "read_entries"],
            "lock": null, "seal": null, "second_password": false
        });
        (200, entry)
    } else if path == format!("{object}/attachments") {
        let items = [file(FILE, "../plan.txt", 7), file(ID, "cut.txt", 700)];
        (200, json!({"items": items, "next": null}))
    } else if path.starts_with(&format!("{object}/attachments/")) {
        (200, json!("plans"))
    } else {
        vault(request)
    }
}

fn ask(folder: &Path, more: &[&str]) -> Output {
    let identity = Identity::new();
    let server = Server::start(&identity, with_files);
    let address = format!("{ID}/{ID}");
    let arguments = [&["attachments", address.as_str()], more].concat();
    strongroom(folder, &arguments)
        .current_dir(folder)
        .env("STRONGROOM_SERVER", &server.address)
        .env("STRONGROOM_FINGERPRINT", identity.fingerprint())
        .env("STRONGROOM_TOKEN", "token")
        .output()
        .unwrap()
}

// attack: I6
#[test]
fn a_file_is_saved_where_it_is_told_for_its_owner_alone_and_over_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let listed = ask(folder.path(), &["--json"]);
    assert_eq!(code(&listed), 0, "{}", text(&listed.stderr));
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed["items"][0]["name"], "../plan.txt");

    let out = folder.path().join("saved.txt");
    let save = ["--save", "../plan.txt", "--out", "saved.txt"];
    let saved = ask(folder.path(), &save);
    assert_eq!(code(&saved), 0, "{}", text(&saved.stderr));
    assert_eq!(std::fs::read(&out).unwrap(), b"\"plans\"");
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);

    std::fs::write(&out, "mine").unwrap();
    let refused = ask(folder.path(), &save);
    assert_eq!(code(&refused), 2, "{}", text(&refused.stderr));
    assert_eq!(std::fs::read(&out).unwrap(), b"mine");
    let forced = ask(folder.path(), &[&save[..], &["--force"]].concat());
    assert_eq!(code(&forced), 0, "{}", text(&forced.stderr));
    assert_eq!(std::fs::read(&out).unwrap(), b"\"plans\"");

    let passed = ask(folder.path(), &["--save", FILE, "--out", "-"]);
    assert_eq!((code(&passed), passed.stdout.as_slice()), (0, &b"\"plans\""[..]));
    assert_eq!(code(&ask(folder.path(), &["--save", "nothing", "--out", "-"])), 3);
    assert_eq!(code(&ask(folder.path(), &["--save", FILE])), 2, "where to has to be said");
}

#[test]
fn a_file_that_broke_off_is_not_saved_and_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let cut = ask(folder.path(), &["--save", "cut.txt", "--out", "cut.txt"]);
    assert_eq!(code(&cut), 1, "{}", text(&cut.stderr));
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let mut left: Vec<_> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    let part = format!("cut.txt.{ID}.part");
    assert_eq!(left, [part.clone(), format!("{part}.state")], "what came is no file of that name");
    let part = folder.path().join(format!("cut.txt.{ID}.part"));
    assert_eq!(std::fs::metadata(&part).unwrap().permissions().mode() & 0o777, 0o600);
    // What somebody put there in its place is not written to.
    std::fs::remove_file(&part).unwrap();
    let mine = folder.path().join("mine");
    std::fs::write(&mine, "mine").unwrap();
    std::os::unix::fs::symlink(&mine, &part).unwrap();
    assert_eq!(code(&ask(folder.path(), &["--save", "cut.txt", "--out", "cut.txt"])), 1);
    assert_eq!(std::fs::read(&mine).unwrap(), b"mine");
}

#[test]
fn what_is_no_file_or_has_no_name_is_not_attached() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a"), "x").unwrap();
    std::fs::write(folder.path().join("b"), "x").unwrap();
    let run = |arguments: &[&str]| {
        code(&strongroom(folder.path(), arguments).current_dir(folder.path()).output().unwrap())
    };
    assert_eq!(run(&["attach", "db/Mail", "-"]), 2);
    assert_eq!(run(&["attach", "db/Mail", "a", "b", "--name", "x"]), 2);
    assert_eq!(run(&["attach", "db/Mail"]), 2);
    assert_eq!(run(&["tag", "db/Mail"]), 2);
    assert_eq!(run(&["mv", "db/Mail"]), 2);
    assert_eq!(run(&["cp", "db/Mail"]), 2);
}
