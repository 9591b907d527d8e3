//! What the command line shows, sets and says, against the real server.

use std::io::{BufRead as _, BufReader};

use strongroom_e2e::Person;

use crate::stage::{Stage, fixture};

const USAGE: i32 = 2;
const FORBIDDEN: i32 = 4;
const CONFLICT: i32 = 6;

fn company() -> (Stage, Person) {
    let (stage, root) = Stage::licensed();
    root.does(&["admin", "databases", "add", "IT"], "").unwrap();
    root.does(&["add", "IT/Mail", "--password-stdin", "--username", "first"], "0ld-secret\n").unwrap();
    (stage, root)
}

#[test]
fn an_old_version_is_shown_revealed_and_compared() {
    let (stage, root) = company();
    root.does(&["edit", "IT/Mail", "--password-stdin", "--username", "second"], "n3w-secret\n").unwrap();
    let listed = root.does(&["history", "IT/Mail"], "").unwrap();
    assert!(listed.lines().nth(1).unwrap().ends_with("root"), "the author has a name: {listed}");
    let shown = root.does(&["history", "IT/Mail", "--revision", "1"], "").unwrap();
    assert!(shown.contains("first") && !shown.contains("secret\n"), "{shown}");
    let revealed = root.does(&["history", "IT/Mail", "--revision", "1", "--reveal"], "").unwrap();
    assert!(revealed.contains("0ld-secret") && !revealed.contains("n3w"), "{revealed}");
    let field = root.does(&["history", "IT/Mail", "--revision", "1", "--field", "password"], "").unwrap();
    assert_eq!(field, "0ld-secret\n");
    let hidden = root.does(&["history", "IT/Mail", "--compare", "1"], "").unwrap();
    assert!(
        hidden.contains("first") && hidden.contains("(secret)") && !hidden.contains("n3w-secret"),
        "{hidden}"
    );
    let open = root.does(&["history", "IT/Mail", "--compare", "1", "--reveal"], "").unwrap();
    let line = open.lines().find(|line| line.starts_with("password")).unwrap();
    assert!(line.contains("0ld-secret") && line.trim_end().ends_with("n3w-secret"), "{open}");
    let records = root.asks(&["admin", "audit", "--event", "revealed"]).unwrap();
    assert_eq!(records["items"].as_array().unwrap().len(), 4, "each reveal is on record: {records}");
    assert_eq!(root.tries(&["history", "IT/Mail", "--reveal"], "").unwrap().code, USAGE);
    let eve = stage.user(&root, "eve");
    root.does(&["share", "IT/Mail", "eve", "--level", "use"], "").unwrap();
    let refused = eve.tries(&["history", "IT/Mail", "--revision", "1", "--reveal"], "").unwrap();
    assert!(refused.code != 0 && !refused.text.contains("0ld-secret"), "{refused:?}");
}

#[test]
fn properties_are_set_shown_and_taken_away() {
    let (_stage, root) = company();
    let until = "2035-12-10";
    let set =
        ["--warning", "confirm:ask Ann first", "--importance", "high", "--online-only", "--valid-to", until];
    root.does(&[&["edit", "IT/Mail"], &set[..]].concat(), "").unwrap();
    root.does(&[&["add", "IT/Web", "--password-stdin"], &set[..]].concat(), "x\n").unwrap();
    for path in ["IT/Mail", "IT/Web"] {
        let shown = root.does(&["show", path], "").unwrap();
        for part in ["warning (to be confirmed): ask Ann first", "high", "online only", "end of 2035-12-10"] {
            assert!(shown.contains(part), "{part} is missing in {shown}");
        }
        assert!(!shown.contains("12-11"), "{shown}");
    }
    root.does(&["edit", "IT/Mail", "--no-warning", "--online-only=false", "--importance", "normal"], "")
        .unwrap();
    let shown = root.does(&["show", "IT/Mail"], "").unwrap();
    assert!(!["warning", "high", "online only"].iter().any(|part| shown.contains(part)), "{shown}");
    let listed = root.does(&["expiring", "--within", "3660"], "").unwrap();
    assert!(listed.starts_with("ends") && listed.contains("end of 2035-12-10  IT/Mail"), "{listed}");
    let recent = root.does(&["recent"], "").unwrap();
    assert!(recent.is_empty() || recent.starts_with("used"), "{recent}");
}

#[test]
fn several_go_out_and_things_move_before_others() {
    let (_stage, root) = company();
    for name in ["Web", "Disk"] {
        root.does(&["add", &format!("IT/{name}"), "--password-stdin"], "x\n").unwrap();
    }
    root.does(&["mv", "IT/Disk", "IT", "--before", "Mail"], "").unwrap();
    let order = root.does(&["ls", "IT"], "").unwrap();
    assert!(order.find("Disk") < order.find("Mail"), "{order}");
    let exported = root.does(&["export", "IT/Mail", "IT/Web", "--format", "csv", "--out", "-"], "").unwrap();
    assert!(
        exported.contains("0ld-secret") && exported.contains("Web") && !exported.contains("Disk"),
        "{exported}"
    );
}

#[test]
fn subscriptions_are_changed_and_tell_in_sentences() {
    let (stage, root) = company();
    root.does(&["admin", "subscriptions", "add", "failed_sign_ins"], "").unwrap();
    let id = root.asks(&["admin", "subscriptions", "list"]).unwrap()["items"][0]["id"].clone();
    let id = id.as_str().unwrap();
    let unclear = root.tries(&["admin", "subscriptions", "edit", id], "").unwrap();
    assert_eq!(unclear.code, USAGE, "{unclear:?}");
    let edit =
        |more: &[&str]| root.tries(&[&["admin", "subscriptions", "edit", id], more].concat(), "").unwrap();
    let never = edit(&["--event", "failed_sign_ins", "--on", "IT"]);
    assert_ne!(never.code, 0, "no database has sign-ins: {never:?}");
    let narrowed = edit(&["--event", "exports", "--event", "rule_set", "--on", "IT"]);
    assert_eq!(narrowed.code, 0, "{narrowed:?}");
    let known = root.asks(&["admin", "subscriptions", "list"]).unwrap();
    assert_eq!(known["items"][0]["events"].as_array().unwrap().len(), 2, "{known}");
    assert_eq!(known["items"][0]["databases"].as_array().unwrap().len(), 1, "{known}");
    let wide = edit(&["--event", "failed_sign_ins", "--event", "rule_set", "--everywhere"]);
    assert_eq!(wide.code, 0, "{wide:?}");
    assert_ne!(
        stage.person().tries(&["login", "--username", "root", "--password-stdin"], "no\n").unwrap().code,
        0
    );
    // Telling follows the record; it is no part of the sign-in.
    let told = (0..100).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        Some(root.does(&["notices"], "").unwrap()).filter(|told| told.contains("sign-in"))
    });
    let told = told.unwrap_or_default();
    assert!(told.contains("A sign-in failed") && !told.contains("sign_in_failed"), "{told}");
}

#[test]
fn the_audit_names_what_its_reader_may_see() {
    let (stage, root) = company();
    let ann = stage.user(&root, "ann");
    root.does(&["share", "IT/Mail", "ann"], "").unwrap();
    ann.does(&["show", "IT/Mail", "--field", "password"], "").unwrap();
    let read = root.does(&["admin", "audit", "--about", "IT/Mail"], "").unwrap();
    assert!(read.lines().skip(1).all(|line| line.contains("IT/Mail")), "{read}");
    let given = read.lines().find(|line| line.contains("grant_given")).unwrap();
    assert!(given.contains("ann"), "{given}");
    let long_ids = read.split_whitespace().filter(|word| word.len() >= 36 && word.matches('-').count() == 4);
    assert_eq!(long_ids.count(), 0, "{read}");
    let refusals = root.asks(&["admin", "audit", "--event", "refused"]).unwrap();
    assert_eq!(refusals["items"].as_array().unwrap().len(), 0, "asking for names leaves none: {refusals}");
}

#[test]
fn watch_names_what_went_and_who_edits() {
    let (_stage, root) = company();
    root.does(&["add", "IT/Servers", "--folder"], "").unwrap();
    root.does(&["add", "IT/Servers/Web", "--password-stdin"], "x\n").unwrap();
    let mut watch = root.starts(&["watch", "IT"]).unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines().map(Result::unwrap);
    // It says nothing when it has begun, so it is told of things until it has.
    let mut until = |act: &mut dyn FnMut(usize), wanted: &str| {
        for round in 0..200 {
            act(round);
            if round == 0 {
                std::thread::sleep(std::time::Duration::from_secs(3));
                act(round);
            }
            for line in lines.by_ref() {
                if line.contains(wanted) {
                    return line;
                }
                if line.contains("lock.changed") && line.contains("any more") {
                    break;
                }
            }
        }
        panic!("no line with {wanted}");
    };
    let line = until(
        &mut |_| {
            root.does(&["lock", "IT/Servers/Web"], "").unwrap();
            root.does(&["unlock", "IT/Servers/Web"], "").unwrap();
        },
        "root is editing it",
    );
    assert!(line.contains("lock.changed") && line.contains("Servers/Web"), "{line}");
    root.does(&["rm", "IT/Servers/Web"], "").unwrap();
    let line = until(&mut |_| {}, "object.gone");
    assert!(line.contains("Servers/Web"), "{line}");
    watch.kill().unwrap();
    watch.wait().unwrap();
}

#[test]
fn errors_say_what_is_so() {
    let (stage, root) = company();
    let ann = stage.user(&root, "ann");
    root.does(&["share", "IT/Mail", "ann", "--seal", "root"], "").unwrap();
    let sealed = ann.tries(&["show", "IT/Mail", "--field", "password"], "").unwrap();
    assert_eq!(sealed.code, FORBIDDEN, "{sealed:?}");
    assert!(sealed.said.contains("under a seal") && sealed.said.contains("seal request"), "{sealed:?}");
    root.does(&["admin", "assign", "IT", "ann", "--preset", "full"], "").unwrap();
    let said = ann.does(&["lock", "IT/Mail"], "").unwrap();
    assert!(said.contains(" s") && said.matches(':').count() == 2, "to the second: {said}");
    let locked = root.tries(&["edit", "IT/Mail", "--title", "x"], "").unwrap();
    assert_eq!(locked.code, CONFLICT, "{locked:?}");
    assert!(locked.said.matches("editing").count() == 1 && !locked.said.contains('Z'), "{locked:?}");
    let limits = ["admin", "databases", "edit", "IT", "--history-versions", "1"];
    let kept = root.does(&limits, "").unwrap();
    assert!(kept.contains("the latest earlier version") && kept.contains("30 days"), "{kept}");
    let archive = stage.data.path().join("it.strongroom");
    let archive = archive.to_str().unwrap();
    root.does(
        &["export", "IT", "--format", "archive", "--out", archive, "--password-stdin"],
        "the right one\n",
    )
    .unwrap();
    let wrong = ["import", archive, "--name", "Again", "--password-stdin", "--yes"];
    let wrong = root.tries(&wrong, "the wrong one\n").unwrap();
    assert!(wrong.said.contains("wrong password") && !wrong.said.contains("master"), "{wrong:?}");
}

#[test]
fn only_those_who_may_undo_an_import_are_told_how() {
    let (stage, root) = company();
    let ann = stage.user(&root, "ann");
    root.does(&["admin", "assign", "IT", "ann", "--preset", "full"], "").unwrap();
    let file = fixture("NewDatabase.kdbx");
    let import = ["import", file.as_str(), "--into", "IT", "--password-stdin", "--yes"];
    for (person, told) in [(&ann, false), (&root, true)] {
        let said = person.does(&import, "a\n").unwrap();
        assert!(said.contains("imported "), "{said}");
        assert_eq!(said.contains("--undo"), told, "{said}");
    }
}
