//! What a change of rights would do, with the real programs: told, and not done.

use crate::stage::Stage;

#[test]
fn a_dry_run_tells_who_gains_and_who_loses_and_sets_nothing() {
    let stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    root.does(&["add", "Company/North", "--folder"], "").unwrap();
    stage.user(&root, "ann");
    let assign = ["admin", "assign", "Company", "ann", "--preset", "reader"];
    let told = root.does(&[&assign[..], &["--dry-run"]].concat(), "").unwrap();
    assert!(told.contains("nothing was changed") && told.contains("1 others would see more"), "{told}");
    assert_eq!(
        root.asks(&["admin", "assignments", "Company"]).unwrap()["items"].as_array().unwrap().len(),
        1
    );
    root.does(&assign, "").unwrap();
    let deny = ["admin", "rule", "Company/North", "ann", "--deny", "access_entries"];
    let told = root.asks(&[&deny[..], &["--dry-run"]].concat()).unwrap();
    assert_eq!((&told["lose_sight"], &told["people"][0]["user"]["name"]), (&1.into(), &"ann".into()));
    for change in [
        &["admin", "inherit", "Company/North", "off", "--dry-run"][..],
        &["admin", "unassign", "Company", "ann", "--dry-run"],
    ] {
        let told = root.asks(change).unwrap();
        assert_eq!(told["lose_sight"], 1, "{change:?}: {told}");
    }
    let gone = root.tries(&["admin", "unrule", "Company/North", "ann", "--dry-run"], "").unwrap();
    assert_ne!(gone.code, 0, "there is no rule: {gone:?}");
    let who = root.asks(&["rights", "Company/North", "--who"]).unwrap();
    assert_eq!(who["items"].as_array().unwrap().len(), 2, "as it was: {who}");
    assert_eq!(who["count"], 2, "{who}");
    root.does(&["admin", "groups", "add", "Trainees"], "").unwrap();
    let group = root.asks(&["rights", "Company/North", "--user", "group:Trainees"]).unwrap();
    assert!(
        group["group"].is_string() && group["permissions"]["read_entries"]["allowed"] == false,
        "{group}"
    );
}

#[test]
fn several_changes_come_from_a_file_and_go_back_by_what_was_told_and_from_the_audit() {
    let stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    for folder in ["Company/North", "Company/South"] {
        root.does(&["add", folder, "--folder"], "").unwrap();
    }
    stage.user(&root, "ann");
    let file = r#"[{"kind": "rule", "object": "Company/North", "principal": "ann", "permissions": {"read_entries": "allow"}},
        {"kind": "rule", "object": "Company/South", "principal": "ann", "permissions": {"read_entries": "deny"}}]"#;
    let call = ["admin", "change-rights", "Company", "-"];
    let told = root.does(&[&call[..], &["--dry-run"]].concat(), file).unwrap();
    assert!(told.contains("nothing was changed"), "{told}");
    let rules = |path: &str| root.asks(&["admin", "rules", path]).unwrap()["items"].as_array().unwrap().len();
    let before = (rules("Company/North"), rules("Company/South"));
    let done = root.does(&[&["--json"][..], &call[..]].concat(), file).unwrap();
    let done: serde_json::Value = serde_json::from_str(&done).unwrap();
    assert_eq!(done["changed"], 2);
    let set = (rules("Company/North"), rules("Company/South"));
    root.does(&call, &done["undo"].to_string()).unwrap();
    assert_eq!((rules("Company/North"), rules("Company/South")), before);
    let records = root.asks(&["admin", "audit", "--about", "Company", "--event", "rule_removed"]).unwrap();
    let number = records["items"][0]["number"].to_string();
    let revert = ["admin", "audit", "revert", number.as_str(), "--database", "Company"];
    let told = root.does(&[&revert[..], &["--dry-run"]].concat(), "").unwrap();
    assert!(told.contains("nothing was changed"), "{told}");
    root.does(&revert, "").unwrap();
    assert_eq!(rules("Company/North") + rules("Company/South"), before.0 + before.1 + 1);
    assert!(set.0 + set.1 > before.0 + before.1);
    // It is so already, and what is no list of changes is none.
    assert_ne!(root.tries(&revert, "").unwrap().code, 0);
    assert_ne!(root.tries(&call, "{}").unwrap().code, 0);
}
