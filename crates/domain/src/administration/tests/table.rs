//! The whole of *Who administers* as one table that a reviewer reads: action, subject, and an answer for each actor.

use std::fmt::Write;

use super::*;
use crate::{database::DatabaseKind, rights::PermissionSet};

type Answer = Result<Administers, AdministrationRefusal>;

/// The actors of the columns.
fn actors() -> Vec<(&'static str, Account)> {
    use Role::{AccountAdministrator, Administrator, Auditor, SuperAdministrator};
    vec![
        ("super", account(&[SuperAdministrator])),
        ("admin", account(&[Administrator])),
        ("account", account(&[AccountAdministrator])),
        ("auditor", account(&[Auditor])),
        ("acc+aud", account(&[AccountAdministrator, Auditor])),
        ("nobody", account(&[])),
        ("disabled", disabled(&[SuperAdministrator])),
    ]
}

fn sign(answer: &Answer) -> &'static str {
    match answer {
        Ok(_) => "yes",
        Err(AdministrationRefusal::ActorDisabled) => "off",
        Err(AdministrationRefusal::NotAllowed | AdministrationRefusal::NeedsPermission) => "-",
        Err(AdministrationRefusal::OwnAccount) => "own",
        Err(AdministrationRefusal::Rank) => "rank",
        Err(AdministrationRefusal::ProtectedGroup) => "prot",
        Err(AdministrationRefusal::OwnsPrivateDatabase) => "owns",
        Err(AdministrationRefusal::LastSuperAdministrator) => "last",
        Err(AdministrationRefusal::PrivateDatabase) => "priv",
    }
}

fn heading(out: &mut String, title: &str) {
    let _ = write!(out, "\n{title:<44}");
    for (name, _) in actors() {
        let _ = write!(out, "{name:>9}");
    }
    out.push('\n');
}

fn row(out: &mut String, title: &str, answer: impl Fn(Actor<'_>) -> Answer) {
    let _ = write!(out, "{title:<44}");
    for (_, account) in actors() {
        let answer = answer(me(&account));
        if let Ok(proof) = &answer {
            assert_eq!((proof.actor(), proof.server_sequence()), (ME, 7));
        }
        let _ = write!(out, "{:>9}", sign(&answer));
    }
    out.push('\n');
}

// attack: A17, A18
#[test]
fn who_administers_what() {
    let mut out = String::from(
        "yes: may; -: no role or permission for it; off: account disabled; own: own account; rank: equal or higher;\n\
         prot: protected group; owns: the group owns a private database; last: last super administrator; priv: private database\n",
    );
    server_rows(&mut out);
    user_rows(&mut out);
    group_rows(&mut out);
    database_rows(&mut out);
    insta::assert_snapshot!(out);
}

fn server_rows(out: &mut String) {
    heading(out, "the server");
    for action in ServerAction::ALL {
        row(out, &format!("{action:?}"), |actor| {
            let answer = server(actor, action);
            assert!(
                answer.as_ref().is_ok_and(|proof| proof.is_for(Action::Server(action), Subject::Server))
                    == answer.is_ok()
            );
            answer
        });
    }
}

fn user_rows(out: &mut String) {
    use Role::{AccountAdministrator, Administrator, Auditor, SuperAdministrator};
    let subjects = [
        ("another super", account(&[SuperAdministrator]), 1),
        ("the last super", account(&[SuperAdministrator]), 0),
        ("a disabled super", disabled(&[SuperAdministrator]), 1),
        ("another admin", account(&[Administrator]), 1),
        ("another account admin", account(&[AccountAdministrator]), 1),
        ("another auditor", account(&[Auditor]), 1),
        ("nobody", account(&[]), 1),
        ("a disabled nobody", disabled(&[]), 1),
    ];
    for action in UserAction::ALL {
        heading(out, &format!("an account: {action:?}"));
        for (name, subject, others) in &subjects {
            row(out, &format!("  of {name}"), |actor| {
                let subject =
                    AdministeredUser { id: OTHER, account: subject, other_super_administrators: *others };
                let answer = user(actor, action, subject);
                let proves = |proof: &Administers| proof.is_for(Action::User(action), Subject::User(OTHER));
                assert!(answer.as_ref().map(proves).unwrap_or(true));
                answer
            });
        }
        row(out, "  of oneself", |actor| {
            let subject = AdministeredUser { id: ME, account: actor.account, other_super_administrators: 1 };
            user(actor, action, subject)
        });
    }
}

fn group_rows(out: &mut String) {
    let groups = [
        ("a group", AdministeredGroup { id: GROUP, protected: false, owns_private_database: false }),
        ("a protected group", AdministeredGroup { id: GROUP, protected: true, owns_private_database: false }),
        (
            "the owner of a database",
            AdministeredGroup { id: GROUP, protected: false, owns_private_database: true },
        ),
    ];
    for action in GroupAction::ALL {
        heading(out, &format!("a group: {action:?}"));
        for (name, subject) in groups {
            row(out, &format!("  of {name}"), |actor| group(actor, action, subject));
        }
    }
    for action in MembershipAction::ALL {
        heading(out, &format!("membership: {action:?}"));
        for (name, subject) in groups {
            row(out, &format!("  of somebody in {name}"), |actor| membership(actor, action, subject, OTHER));
            row(out, &format!("  of oneself in {name}"), |actor| membership(actor, action, subject, ME));
        }
    }
}

fn database_rows(out: &mut String) {
    let all = PermissionSet::DATABASE;
    let databases = [
        ("standard, no permission on it", DatabaseKind::Standard, PermissionSet::EMPTY),
        ("standard, all but grant_admin_rights", DatabaseKind::Standard, DatabasePreset::Full.permissions()),
        ("standard, grant_admin_rights", DatabaseKind::Standard, all),
        ("one's own", DatabaseKind::PrivateOfUser(ME), all),
        ("one's own, policies disable all", DatabaseKind::PrivateOfUser(ME), PermissionSet::EMPTY),
        ("another's", DatabaseKind::PrivateOfUser(OTHER), PermissionSet::EMPTY),
        ("one's group's", DatabaseKind::PrivateOfGroup(GROUP), all),
        ("another group's", DatabaseKind::PrivateOfGroup(GROUP), PermissionSet::EMPTY),
    ];
    for action in DatabaseAction::ALL {
        heading(out, &format!("a database: {action:?}"));
        for (name, kind, effective) in databases {
            row(out, &format!("  {name}"), |actor| {
                database(actor, action, AdministeredDatabase { id: DATABASE, kind, effective })
            });
        }
    }
}
