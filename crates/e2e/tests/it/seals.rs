//! Seals and grants from the command line: a decision is about what was looked at, and each grant is acted on by itself.

use serde_json::Value;
use strongroom_e2e::Person;

use crate::stage::Stage;

const CONFLICT: i32 = 6;
const USAGE: i32 = 2;

/// A server with an entry, its administrator, and two people who have nothing there.
fn company() -> (Stage, Person, Person, Person) {
    let (stage, root) = Stage::licensed();
    root.does(&["admin", "databases", "add", "IT"], "").unwrap();
    root.does(&["add", "IT/Web", "--password-stdin"], "w3b-secret\n").unwrap();
    let (ann, bob) = (stage.user(&root, "ann"), stage.user(&root, "bob"));
    (stage, root, ann, bob)
}

fn grants(person: &Person) -> Vec<Value> {
    person.asks(&["share", "IT/Web"]).unwrap()["items"].as_array().unwrap().clone()
}

/// The short id of the only request that waits, as it is printed.
fn waiting(person: &Person) -> String {
    let shown = person.does(&["approvals"], "").unwrap();
    shown.lines().nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

// attack: P3, P4
#[test]
fn a_request_that_was_not_looked_at_is_not_approved() {
    let (_stage, root, ann, _) = company();
    root.does(&["share", "IT/Web", "ann", "--seal", "root"], "").unwrap();
    ann.does(&["seal", "request", "IT/Web", "--reason", "reason A"], "").unwrap();
    let shown = root.does(&["approvals"], "").unwrap();
    for part in ["ann", "Web", "use, read", "0 of 1", "reason A"] {
        assert!(shown.contains(part), "{part} is missing in {shown}");
    }
    let first = waiting(&root);
    ann.does(&["seal", "withdraw", "IT/Web"], "").unwrap();
    ann.does(&["seal", "request", "IT/Web", "--reason", "reason B"], "").unwrap();
    let unseen = root.tries(&["seal", "approve", "IT/Web", "--person", "ann"], "yes\n").unwrap();
    assert_eq!(unseen.code, USAGE, "nobody looked at it: {unseen:?}");
    assert!(unseen.said.contains("--request"), "{unseen:?}");
    for more in [&["IT/Web", "--person", "ann"][..], &[]] {
        let other = [&["seal", "approve", "--request", &first], more].concat();
        let other = root.tries(&other, "").unwrap();
        assert_eq!(other.code, CONFLICT, "{other:?}");
    }
    let state = |person: &Person| grants(person)[0]["seal"]["state"].clone();
    assert_eq!(state(&ann), "waiting", "nothing was approved");
    let second = waiting(&root);
    assert_ne!(first, second);
    let said = root.does(&["seal", "approve", "--request", &second], "").unwrap();
    assert!(said.contains("Web is approved for ann"), "{said}");
    assert_eq!(state(&ann), "approved");
    let twice = root.tries(&["seal", "approve", "IT/Web", "--request", &second], "").unwrap();
    assert_eq!(twice.code, CONFLICT, "{twice:?}");
}

#[test]
fn the_state_that_is_told_is_that_of_the_person_concerned() {
    let (stage, root, ann, bob) = company();
    let carol = stage.user(&root, "carol");
    root.does(&["admin", "assign", "IT", "carol", "--preset", "administrator"], "").unwrap();
    root.does(&["admin", "groups", "add", "ops"], "").unwrap();
    for name in ["ann", "bob"] {
        root.does(&["admin", "members", "add", "ops", name], "").unwrap();
    }
    let note = ["--note", "for the night shift", "--to", "2036-12-10"];
    let seal = ["--seal", "root,carol", "--quorum", "2", "--open-for", "60"];
    root.does(&[&["share", "IT/Web", "group:ops"], &seal[..], &note].concat(), "").unwrap();
    bob.does(&["seal", "request", "IT/Web", "--reason", "it is down"], "").unwrap();
    ann.does(&["seal", "request", "IT/Web", "--reason", "me too"], "").unwrap();
    let id = |person: &Person, who: &str| {
        let shown = person.does(&["approvals"], "").unwrap();
        let line = shown.lines().find(|line| line.contains(who)).unwrap().to_owned();
        line.split_whitespace().next().unwrap().to_owned()
    };
    let half = root.does(&["seal", "approve", "--request", &id(&root, "bob")], "").unwrap();
    assert!(half.contains("waits") && half.contains("1 of 2 approved"), "{half}");
    let both = carol.does(&["seal", "approve", "--request", &id(&carol, "bob")], "").unwrap();
    assert!(both.contains("approved for bob"), "{both}");
    let no = ["seal", "reject", "--request", &id(&carol, "ann"), "--reason", "one is enough"];
    assert!(carol.does(&no, "").unwrap().contains("sealed for ann"));
    let shown = root.does(&["share", "IT/Web"], "").unwrap();
    for part in [
        "for the night shift",
        "until end of 2036-12-10",
        "needs 2 of ",
        "open for 60 minutes",
        "bob: approved",
        "it is down",
        "ann: sealed, rejected: one is enough",
    ] {
        assert!(shown.contains(part), "{part} is missing in {shown}");
    }
    assert!(bob.does(&["seal", "break", "IT/Web", "--yes"], "").unwrap().contains("open for you"));
    assert!(root.does(&["share", "IT/Web"], "").unwrap().contains("bob: broken"));
    let closed = root.does(&["seal", "reseal", "IT/Web", "--person", "bob"], "").unwrap();
    assert!(closed.contains("Web is sealed for bob"), "{closed}");
}

#[test]
fn of_several_grants_one_is_ended_and_the_others_stay() {
    let (_stage, root, _, bob) = company();
    root.does(&["share", "IT/Web", "bob", "--level", "use"], "").unwrap();
    root.does(&["share", "IT/Web", "bob", "--level", "read", "--note", "for now"], "").unwrap();
    let unclear = root.tries(&["share", "IT/Web", "bob", "--revoke"], "").unwrap();
    assert!(unclear.code == USAGE && unclear.said.contains("--grant") && unclear.text.contains("for now"));
    assert_eq!(grants(&root).len(), 2, "nothing was ended: {unclear:?}");
    let read = grants(&root).into_iter().find(|it| it["note"] == "for now").unwrap();
    let id = read["id"].as_str().unwrap();
    root.does(&["share", "IT/Web", "bob", "--revoke", "--grant", id], "").unwrap();
    assert!(grants(&root).len() == 1 && grants(&root)[0]["id"] != id);
    assert!(bob.tries(&["show", "IT/Web", "--field", "password"], "").unwrap().code != 0);
    root.does(&["share", "IT/Web", "bob", "--level", "read"], "").unwrap();
    root.does(&["share", "IT/Web", "bob", "--revoke", "--all"], "").unwrap();
    assert_eq!(grants(&root).len(), 0);
}

#[test]
fn a_grant_is_changed_and_adopted_by_its_id() {
    let (stage, root, ann, bob) = company();
    let carol = stage.user(&root, "carol");
    root.does(&["admin", "assign", "IT", "ann", "--preset", "full"], "").unwrap();
    root.does(&["admin", "assign", "IT", "carol", "--preset", "administrator"], "").unwrap();
    ann.does(&["share", "IT/Web", "bob", "--seal", "root", "--to", "2036-12-10"], "").unwrap();
    let id = grants(&ann)[0]["id"].as_str().unwrap().to_owned();
    let short = id.rsplit('-').next().unwrap();
    let said = ann
        .does(&["grant", "change", short, "--to", "2035-01-31", "--note", "shorter", "--level", "use"], "")
        .unwrap();
    assert!(said.contains("until end of 2035-01-31") && said.contains("note: shorter"), "{said}");
    ann.does(&["grant", "change", &id, "--add-approvers", "carol", "--quorum", "2", "--open-for", "5"], "")
        .unwrap();
    let seal = grants(&ann)[0]["seal"].clone();
    assert!(
        seal["approvers"].as_array().unwrap().len() == 2 && seal["quorum"] == 2 && seal["open_for"] == 300
    );
    assert_eq!(ann.tries(&["grant", "change", &id], "").unwrap().code, USAGE, "nothing to change");
    let not_yet = carol.tries(&["grant", "adopt", &id], "").unwrap();
    assert_eq!(not_yet.code, CONFLICT, "{not_yet:?}");
    root.does(&["admin", "unassign", "IT", "ann"], "").unwrap();
    let listed = carol.does(&["share", "IT/Web"], "").unwrap();
    assert!(listed.contains("suspended"), "{listed}");
    let said = carol.does(&["grant", "adopt", short], "").unwrap();
    assert!(said.contains("rests on your rights") && said.contains("by carol"), "{said}");
    carol.does(&["grant", "revoke", &id], "").unwrap();
    assert_eq!(bob.tries(&["show", "IT/Web"], "").unwrap().code, 3);
    assert_eq!(carol.tries(&["grant", "show", &id], "").unwrap().code, 3);
}
