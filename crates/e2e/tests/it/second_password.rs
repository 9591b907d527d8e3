//! Second passwords with the real programs, a killed server included.

use crate::stage::Stage;

const SECOND: &str = "the second password\n";
const FORBIDDEN: i32 = 4;

// attack: P8
#[test]
fn what_is_under_a_second_password_takes_it_in_every_command() {
    let stage = Stage::start();
    let root = stage.root();
    root.does(&["admin", "databases", "add", "Company"], "").unwrap();
    root.does(&["add", "Company/Bank", "--folder"], "").unwrap();
    root.does(&["add", "Company/Bank/Account", "--password-stdin"], "planted-secret\n").unwrap();
    let set = root.does(&["second-password", "set", "Company/Bank", "--password-stdin"], SECOND).unwrap();
    assert!(set.contains("Bank is under its second password now"), "{set}");

    let show = ["show", "Company/Bank/Account", "--field", "password"];
    let refused = root.tries(&show, "").unwrap();
    assert_eq!(refused.code, FORBIDDEN, "{refused:?}");
    assert!(!refused.said.contains("planted-secret") && !refused.text.contains("planted-secret"));
    let with = |arguments: &[&'static str]| [arguments, &["--second-password-stdin"]].concat();
    let wrong = root.tries(&with(&show), "a wrong one\n").unwrap();
    assert_eq!(wrong.code, FORBIDDEN, "{wrong:?}");
    assert_eq!(root.does(&with(&show), SECOND).unwrap().trim_end(), "planted-secret");
    let listed = root.does(&["show", "Company/Bank/Account"], "").unwrap();
    assert!(listed.contains("second password"), "{listed}");

    let stage = stage.kill_and_start();
    root.does(&with(&["edit", "Company/Bank/Account", "--title", "Giro"]), SECOND).unwrap();
    let add = with(&["add", "Company/Bank/Card", "--password-stdin"]);
    root.does(&add, &format!("another-planted-secret\n{SECOND}")).unwrap();
    assert_eq!(root.tries(&["add", "Company/Bank/Other", "--folder"], "").unwrap().code, FORBIDDEN);
    let change = with(&["second-password", "change", "Company/Bank", "--password-stdin"]);
    root.does(&change, &format!("a newer password\n{SECOND}")).unwrap();
    let card = with(&["show", "Company/Bank/Card", "--field", "password"]);
    assert_eq!(root.tries(&card, SECOND).unwrap().code, FORBIDDEN, "the old one is over");
    assert_eq!(root.does(&card, "a newer password\n").unwrap().trim_end(), "another-planted-secret");
    root.does(&["second-password", "remove", "Company/Bank", "--password-stdin"], "a newer password\n")
        .unwrap();
    let shown = root.does(&["show", "Company/Bank/Giro", "--field", "password"], "").unwrap();
    assert_eq!(shown.trim_end(), "planted-secret");
    let verified = root.asks(&["admin", "audit", "verify"]).unwrap();
    assert_eq!(verified["intact"], true, "{verified}");
    assert_eq!(stage.server.stop().unwrap(), Some(0), "stops cleanly");
}
