//! Moving, copying, tagging and attaching with the real programs; a server that is killed while a file comes.

use std::{
    fs, io::Write as _, os::unix::fs::PermissionsExt as _, path::Path, process::Command, time::Duration,
};

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::stage::{Stage, program};

#[test]
fn several_are_moved_copied_tagged_and_deleted() {
    let stage = Stage::start();
    let root = stage.root();
    for name in ["Company", "Other"] {
        root.does(&["admin", "databases", "add", name], "").unwrap();
    }
    for folder in ["Company/Room", "Company/Archive"] {
        root.does(&["add", folder, "--folder"], "").unwrap();
    }
    for (entry, secret) in [("Company/Mail", "m-secret"), ("Company/Room/Web", "w-secret")] {
        root.does(&["add", entry, "--password-stdin"], &format!("{secret}\n")).unwrap();
    }
    let foretold =
        root.does(&["mv", "Company/Mail", "Company/Room", "Company/Archive", "--dry-run"], "").unwrap();
    assert!(foretold.contains("would move 3 folders and entries; nothing was changed"), "{foretold}");
    root.does(&["ls", "Company/Room"], "").unwrap();
    let moved = root.does(&["mv", "Company/Mail", "Company/Room", "Company/Archive"], "").unwrap();
    assert_eq!(moved.trim_end(), "moved 2 folders and entries to Archive");
    let elsewhere = root.tries(&["mv", "Company/Archive/Mail", "Other"], "").unwrap();
    assert_eq!(elsewhere.code, 2, "{elsewhere:?}");
    root.does(&["cp", "Company/Archive/Mail", "Company/Archive/Room", "Other"], "").unwrap();
    for (entry, secret) in [("Other/Mail", "m-secret"), ("Other/Room/Web", "w-secret")] {
        let shown = root.does(&["show", entry, "--field", "password"], "").unwrap();
        assert_eq!(shown.trim_end(), secret);
    }
    let tagged = root.asks(&["tag", "Other/Mail", "Other/Room/Web", "--add", "copied"]).unwrap();
    assert_eq!(tagged["objects"].as_array().unwrap().len(), 2);
    root.does(&["tag", "Other/Mail", "--remove", "copied"], "").unwrap();
    let shown = root.asks(&["show", "Other/Room/Web"]).unwrap();
    assert_eq!(shown["tags"], serde_json::json!(["copied"]));
    let kept = root.tries(&["rm", "Other/Mail", "Other/Room"], "").unwrap();
    assert_eq!(kept.code, 2, "a folder in it: {kept:?}");
    root.does(&["rm", "Other/Mail", "Other/Room", "--recursive"], "").unwrap();
    assert_eq!(root.asks(&["ls", "Other"]).unwrap()["items"], serde_json::json!([]));
    assert_eq!(stage.server.stop().unwrap(), Some(0));
}

// attack: I6
#[test]
fn files_are_attached_saved_and_deleted() {
    let stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    root.does(&["add", "Company/Mail", "--password-stdin"], "x\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let content: Vec<u8> = (0..3_000_000_u32).map(|at| (at % 253) as u8).collect();
    fs::write(path("Plän.bin"), &content).unwrap();
    fs::write(path("empty"), b"").unwrap();
    let attached = root.asks(&["attach", "Company/Mail", &path("Plän.bin"), &path("empty")]).unwrap();
    assert_eq!(attached["items"][0]["name"], "Plän.bin");
    root.does(&["attach", "Company/Mail", "-", "--name", "../../note"], "by hand\n").unwrap();
    for (name, expected) in [("Plän.bin", content.as_slice()), ("empty", b""), ("../../note", b"by hand\n")]
    {
        root.does(&["attachments", "Company/Mail", "--save", name, "--out", &path("saved"), "--force"], "")
            .unwrap();
        assert!(fs::read(path("saved")).unwrap() == expected, "{name}");
    }
    // What broke off goes on where it stopped, and does not load again what is there.
    let id = attached["items"][0]["id"].as_str().unwrap();
    let came = &content[..2_000_000];
    let hash: String = Sha256::digest(came).iter().map(|byte| format!("{byte:02x}")).collect();
    let note = json!({ "attachment": id, "size": content.len(), "length": came.len(), "sha256": hash });
    for (name, bytes) in [("part", came), ("part.state", note.to_string().as_bytes())] {
        let name = path(&format!("again.{id}.{name}"));
        fs::write(&name, bytes).unwrap();
        fs::set_permissions(name, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let saved =
        root.tries(&["attachments", "Company/Mail", "--save", id, "--out", &path("again")], "").unwrap();
    assert!(saved.code == 0 && saved.said.contains("going on after 2000000 of 3000000 bytes"), "{saved:?}");
    assert!(fs::read(path("again")).unwrap() == content);
    root.does(&["attachments", "Company/Mail", "--remove", "empty"], "").unwrap();
    let left = root.asks(&["attachments", "Company/Mail"]).unwrap();
    assert_eq!(left["items"].as_array().unwrap().len(), 2);
    assert_eq!(root.asks(&["admin", "audit", "verify"]).unwrap()["intact"], true);
    assert_eq!(stage.server.stop().unwrap(), Some(0));
}

/// Attachments on their way and chunks of files, in the store.
fn waiting(data: &Path) -> (i64, i64) {
    let outside = rusqlite::Connection::open(data.join("strongroom.db")).unwrap();
    let count = |sql| outside.query_row(sql, [], |row| row.get(0)).unwrap();
    (count("SELECT COUNT(*) FROM staged_attachments"), count("SELECT COUNT(*) FROM attachment_chunks"))
}

// attack: R7, I6
#[test]
fn a_server_that_is_killed_while_a_file_comes_keeps_nothing_of_it() {
    let stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    root.does(&["add", "Company/Mail", "--password-stdin"], "x\n").unwrap();
    let mut client = root.starts(&["attach", "Company/Mail", "-", "--name", "half"]).unwrap();
    let mut input = client.stdin.take().unwrap();
    input.write_all(&vec![7; 4_000_000]).unwrap();
    let mut waited = 0;
    while waiting(stage.data.path()).1 < 32 {
        waited += 1;
        assert!(waited < 500, "nothing comes: {:?}", waiting(stage.data.path()));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(waiting(stage.data.path()).0, 1);
    let stage = stage.kill_and_start();
    drop(input);
    assert!(!client.wait().unwrap().success());
    assert_eq!(waiting(stage.data.path()), (0, 0));
    let left = root.asks(&["attachments", "Company/Mail"]).unwrap();
    assert_eq!(left["items"], serde_json::json!([]));
    assert_eq!(root.asks(&["admin", "audit", "verify"]).unwrap()["intact"], true);
    assert_eq!(stage.server.stop().unwrap(), Some(0));
    assert!(Command::new(program("strongroom")).arg("--version").status().unwrap().success());
}
