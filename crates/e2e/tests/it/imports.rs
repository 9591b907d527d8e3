//! Imports with the real binaries: looked at, run, undone, and killed in the middle of both.

use std::{fmt::Write as _, thread, time::Duration};

use strongroom_e2e::Person;

use crate::stage::{Stage, fixture};

/// A table of so many entries in a folder.
fn table(stage: &Stage, entries: usize) -> String {
    let mut text = "Kasten;Was;Wer;Geheim\n".to_owned();
    for n in 0..entries {
        writeln!(text, "Batch/Folder {};Entry {n};user{n};secret-{n}", n % 50).unwrap();
    }
    let path = stage.data.path().join("table.csv");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn entries(person: &Person) -> usize {
    person.does(&["tree", "Company"], "").unwrap().matches("Entry ").count()
}

const MAP: [&str; 8] =
    ["--map", "title=Was", "--map", "username=Wer", "--map", "password=Geheim", "--map", "folder=1"];

fn import(person: &Person, file: &str, more: &[&str]) -> anyhow::Result<String> {
    let arguments =
        [&["import", file, "--into", "Company", "--format", "csv", "--header"], &MAP[..], more].concat();
    person.does(&arguments, "")
}

#[test]
fn a_table_is_mapped_looked_at_run_and_undone() {
    let stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    let file = table(&stage, 120);
    let shown = import(&root, &file, &["--dry-run"]).unwrap();
    assert!(shown.contains("51 folders, 120 entries, 0 attachments come in"), "{shown}");
    assert!(
        shown.contains("2 Was: title (120 filled) Entry 0, Entry 1") && !shown.contains("secret-"),
        "{shown}"
    );
    assert_eq!(entries(&root), 0);
    assert!(
        root.does(&["imports"], "").unwrap().contains("nothing lately"),
        "what was looked at does not wait"
    );
    let asked = root.tries(&["import", &file, "--into", "Company", "--format", "csv"], "").unwrap();
    assert_ne!(asked.code, 0, "{asked:?}");
    assert!(asked.said.contains("--map"), "{asked:?}");
    let done: serde_json::Value =
        serde_json::from_str(&import(&root, &file, &["--yes", "--json"]).unwrap()).unwrap();
    assert_eq!((&done["state"], &done["imported"]["entries"]), (&"done".into(), &120.into()), "{done}");
    assert_eq!(entries(&root), 120);
    let shown = root.does(&["show", "Company/Batch/Folder 7/Entry 57", "--field", "password"], "").unwrap();
    assert_eq!(shown.trim_end(), "secret-57");
    let id = done["id"].as_str().unwrap();
    assert!(root.does(&["imports"], "").unwrap().contains(id));
    root.does(&["edit", "Company/Batch/Folder 7/Entry 57", "--title", "Mine"], "").unwrap();
    let dry = root.asks(&["imports", "--undo", id, "--dry-run"]).unwrap();
    assert_eq!((&dry["removed"], &dry["kept"]), (&(171 - 3).into(), &3.into()), "{dry}");
    root.does(&["imports", "--undo", id, "--yes"], "").unwrap();
    assert_eq!(entries(&root), 0);
    assert!(root.does(&["tree", "Company"], "").unwrap().contains("Mine"), "what was changed stays");
    let twice = root.tries(&["imports", "--undo", id, "--yes"], "").unwrap();
    assert_ne!(twice.code, 0);
    let kdbx =
        ["import", &fixture("NewDatabase.kdbx"), "--into", "Company/Batch", "--password-stdin", "--yes"];
    let done = root.does(&kdbx, "a\n").unwrap();
    assert!(done.contains("imported"), "{done}");
}

// reliability design: 1
#[test]
fn killed_at_any_moment_an_import_is_all_there_or_not_at_all() {
    const ENTRIES: usize = 3_000;
    let mut stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    let file = table(&stage, ENTRIES);
    let (mut whole, mut nothing) = (0, 0);
    for round in 0..8 {
        let before = entries(&root);
        // A kill falls into the upload, the pieces, or after the end; and into an undo.
        let wait = Duration::from_millis(150 + 350 * round);
        let (root, file) = (&root, &file);
        stage = thread::scope(|scope| {
            let run = scope.spawn(move || import(root, file, &["--yes"]));
            thread::sleep(wait);
            let stage = stage.kill_and_start();
            let _ = run.join().unwrap();
            stage
        });
        let there = entries(root);
        assert!(there == before || there == before + ENTRIES, "{there} after {before}: half of it came in");
        whole += usize::from(there > before);
        nothing += usize::from(there == before);
    }
    let imports = root.asks(&["imports"]).unwrap();
    let ids: Vec<String> =
        imports["items"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), whole, "{imports}");
    for (round, id) in (0..).zip(&ids) {
        let before = entries(&root);
        let (root, wait) = (&root, Duration::from_millis(60 + 120 * round));
        stage = thread::scope(|scope| {
            let run = scope.spawn(move || root.tries(&["imports", "--undo", id, "--yes"], ""));
            thread::sleep(wait);
            let stage = stage.kill_and_start();
            run.join().unwrap().unwrap();
            stage
        });
        let there = entries(root);
        assert!(there == before || there + ENTRIES == before, "{there} after {before}: half of it is gone");
    }
    assert!(nothing > 0, "no kill fell into an import: {whole} came in");
    let verified = root.asks(&["admin", "audit", "verify"]).unwrap();
    assert_eq!(verified["intact"], true, "{verified}");
    assert_eq!(stage.server.stop().unwrap(), Some(0), "stops cleanly");
}
