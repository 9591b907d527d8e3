//! Start, set up, import, two users with one folder each; a policy; a power cut.

use crate::stage::{PASSWORD, Stage, fixture, program};

/// The exit codes of the command line client.
const NOT_FOUND: i32 = 3;
const FORBIDDEN: i32 = 4;

// attack: A4, W1
#[test]
fn the_founding_story() {
    let stage = Stage::start();
    let root = stage.root();
    assert!(!stage.server.setup_token_file().exists(), "the setup token is used up");
    let again = stage
        .person()
        .tries(
            &["setup", "--username", "eve", "--token-stdin", "--password-stdin"],
            &format!("srt_{}\n{PASSWORD}", "x".repeat(43)),
        )
        .unwrap();
    assert_ne!(again.code, 0, "a second setup");

    root.does(
        &["import", &fixture("NewDatabase.kdbx"), "--name", "Company", "--password-stdin", "--yes"],
        "a\n",
    )
    .unwrap();
    let tree = root.does(&["tree", "Company"], "").unwrap();
    assert!(tree.lines().count() > 2, "{tree}");
    for (folder, entry, secret) in
        [("North", "Mail north", "n0rth-secret"), ("South", "Mail south", "s0uth-secret")]
    {
        let path = format!("Company/{folder}");
        root.does(&["add", &path, "--folder"], "").unwrap();
        root.does(&["add", &format!("{path}/{entry}"), "--password-stdin"], &format!("{secret}\n")).unwrap();
    }
    let (ann, bob) = (stage.user(&root, "ann"), stage.user(&root, "bob"));
    for (name, folder) in [("ann", "Company/North"), ("bob", "Company/South")] {
        root.does(&["admin", "assign", "Company", name], "").unwrap();
        root.does(&["admin", "rule", folder, name, "--preset", "reader"], "").unwrap();
    }
    for (person, own, secret, other, other_secret) in [
        (&ann, "North/Mail north", "n0rth-secret", "South", "s0uth-secret"),
        (&bob, "South/Mail south", "s0uth-secret", "North", "n0rth-secret"),
    ] {
        let seen = person.does(&["tree", "Company"], "").unwrap();
        assert!(seen.contains(own.split('/').next_back().unwrap()) && !seen.contains(other), "{seen}");
        assert!(!person.does(&["ls", "Company"], "").unwrap().contains(other));
        let shown = person.does(&["show", &format!("Company/{own}"), "--field", "password"], "").unwrap();
        assert_eq!(shown.trim_end(), secret);
        let found = person.tries(&["find", &format!("Mail {}", other.to_lowercase())], "").unwrap();
        assert!(!found.text.to_lowercase().contains(&format!("mail {}", other.to_lowercase())), "{found:?}");
        let hidden = format!("Company/{other}/Mail {}", other.to_lowercase());
        let refused = person.tries(&["show", &hidden, "--reveal"], "").unwrap();
        assert_eq!(refused.code, NOT_FOUND, "{refused:?}");
        assert!(!refused.said.contains(other_secret) && !refused.text.contains(other_secret));
        let never = person.tries(&["show", &hidden.replace("Mail", "Maul"), "--reveal"], "").unwrap();
        assert_eq!(never.code, NOT_FOUND);
        assert_eq!(refused.said.replace("Mail", "Maul"), never.said, "hidden and never there are told alike");
    }

    root.does(&["admin", "policy", "set", "read_entries", "disabled"], "").unwrap();
    let refused = root.tries(&["show", "Company/North/Mail north", "--field", "password"], "").unwrap();
    assert!([NOT_FOUND, FORBIDDEN].contains(&refused.code), "{refused:?}");
    root.does(&["admin", "policy", "set", "read_entries", "not_defined"], "").unwrap();

    root.does(&["add", "Company/North/Acknowledged", "--password-stdin"], "last-secret\n").unwrap();
    let stage = stage.kill_and_start();
    let shown = ann.does(&["show", "Company/North/Acknowledged", "--field", "password"], "").unwrap();
    assert_eq!(shown.trim_end(), "last-secret", "a session and a change that were acknowledged are there");
    let verified = root.asks(&["admin", "audit", "verify"]).unwrap();
    assert_eq!(verified["intact"], true, "{verified}");
    assert_eq!(stage.server.stop().unwrap(), Some(0), "stops cleanly");
}

#[test]
fn a_second_server_on_the_same_folder_refuses_and_says_why() {
    let stage = Stage::start();
    let second = std::process::Command::new(program("strongroomd"))
        .arg("serve")
        .arg("--data")
        .arg(stage.data.path())
        .args(["--listen", "127.0.0.1:0"])
        .output()
        .unwrap();
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("process") && said.contains("data folder"), "{said}");
}

// attack: W8
#[test]
fn a_changed_certificate_is_refused() {
    let stage = Stage::start();
    let root = stage.root();
    let listen = stage.server.listen();
    stage.server.stop().unwrap();
    // Another server, with another certificate, at the place of the one that is known.
    let folder = tempfile::tempdir().unwrap();
    let other = strongroom_e2e::Server::start(&program("strongroomd"), folder.path(), &listen, &[]).unwrap();
    let fooled = root.tries(&["databases"], "").unwrap();
    assert_ne!(fooled.code, 0);
    assert!(fooled.said.to_lowercase().contains("certificate"), "{fooled:?}");
    drop(other);
}

#[test]
fn what_was_deleted_is_found_restored_and_purged_from_the_command_line() {
    let stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    root.does(&["add", "Company/IT", "--folder"], "").unwrap();
    for name in ["Mail", "Web"] {
        root.does(&["add", &format!("Company/IT/{name}"), "--password-stdin"], "secret\n").unwrap();
    }
    let ann = stage.user(&root, "ann");
    root.does(&["admin", "assign", "Company", "ann", "--preset", "editor"], "").unwrap();
    ann.does(&["rm", "Company/IT/Mail"], "").unwrap();
    root.does(&["rm", "--recursive", "Company/IT"], "").unwrap();
    let listed = ann.does(&["bin", "Company"], "").unwrap();
    assert!(listed.contains("Mail") && listed.contains("IT/ (1)") && listed.contains("ann"), "{listed}");
    let refused = ann.tries(&["bin", "Company", "--restore", "Mail"], "").unwrap();
    assert!(refused.code != 0 && refused.said.contains("--to"), "{refused:?}");
    ann.does(&["bin", "Company", "--restore", "Mail", "--to", "Company"], "").unwrap();
    ann.does(&["bin", "Company", "--restore", "IT"], "").unwrap();
    let stage = stage.kill_and_start();
    let tree = ann.does(&["tree", "Company"], "").unwrap();
    assert!(tree.contains("Mail") && tree.contains("Web"), "{tree}");
    let absent = ann.tries(&["bin", "Company", "--restore", "Mail"], "").unwrap();
    assert_eq!(absent.code, NOT_FOUND, "{absent:?}");
    ann.does(&["rm", "Company/Mail"], "").unwrap();
    let refused = ann.tries(&["bin", "Company", "--purge", "Mail", "--yes"], "").unwrap();
    assert_eq!(refused.code, FORBIDDEN, "{refused:?}");
    let unasked = root.tries(&["bin", "Company", "--purge", "Mail"], "").unwrap();
    assert!(unasked.code != 0 && unasked.said.contains("--yes"), "nobody is there to ask: {unasked:?}");
    root.does(&["bin", "Company", "--purge", "Mail", "--yes"], "").unwrap();
    root.does(&["rm", "--recursive", "Company/IT"], "").unwrap();
    let emptied = root.asks(&["bin", "Company", "--empty", "--yes"]).unwrap();
    assert_eq!((&emptied["purged"], &emptied["kept"]), (&2.into(), &0.into()), "{emptied}");
    let stage = stage.kill_and_start();
    assert_eq!(root.asks(&["bin", "Company"]).unwrap()["items"], serde_json::json!([]));
    let limits = ["--bin-days", "7", "--history-versions", "5", "--history-days", "never"];
    let edit = [&["admin", "databases", "edit", "Company"][..], &limits].concat();
    let said = root.does(&edit, "").unwrap();
    assert!(said.contains("7 days") && said.contains("latest 5 earlier versions"), "{said}");
    root.does(&["add", "Company/Locked", "--password-stdin"], "secret\n").unwrap();
    ann.does(&["lock", "Company/Locked"], "").unwrap();
    let locks = root.does(&["locks"], "").unwrap();
    assert!(locks.contains("Locked") && locks.contains("ann") && locks.contains("Company"), "{locks}");
    let verified = root.asks(&["admin", "audit", "verify"]).unwrap();
    assert_eq!(verified["intact"], true, "{verified}");
    assert_eq!(stage.server.stop().unwrap(), Some(0));
}
