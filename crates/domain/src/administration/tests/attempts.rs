//! Tries to gain something, each of which must fail, and what must still work.

use super::*;
use crate::{database::DatabaseKind, rights::PermissionSet};

use Role::{AccountAdministrator, Administrator, Auditor, SuperAdministrator};

const ALL_ROLES: [Role; 4] = [SuperAdministrator, Administrator, AccountAdministrator, Auditor];

/// Every account that roles can make, enabled and disabled.
fn every_account() -> Vec<Account> {
    (0..16_u8)
        .flat_map(|bits| {
            let roles: Vec<Role> = ALL_ROLES
                .into_iter()
                .enumerate()
                .filter(|(i, _)| bits & (1 << i) != 0)
                .map(|(_, role)| role)
                .collect();
            [account(&roles), disabled(&roles)]
        })
        .collect()
}

// attack: A17
#[test]
fn nobody_changes_their_own_roles_or_memberships() {
    for mine in every_account() {
        let own = AdministeredUser { id: ME, account: &mine, other_super_administrators: 5 };
        for action in [
            UserAction::MakeSuperAdministrator,
            UserAction::ChangeRoles,
            UserAction::ResetPassword,
            UserAction::ResetSecondFactor,
            UserAction::Disable,
            UserAction::Enable,
            UserAction::Delete,
        ] {
            assert!(user(me(&mine), action, own).is_err(), "{mine:?} {action:?}");
        }
        for (protected, owns_private_database) in [(false, false), (true, false), (false, true), (true, true)]
        {
            let group = AdministeredGroup { id: GROUP, protected, owns_private_database };
            assert!(membership(me(&mine), MembershipAction::Add, group, ME).is_err(), "{mine:?}");
            assert!(membership(me(&mine), MembershipAction::Remove, group, ME).is_err(), "{mine:?}");
        }
    }
}

// attack: A17
#[test]
fn only_super_administrators_reach_their_equals_and_nobody_reaches_above() {
    for mine in every_account() {
        for theirs in every_account() {
            for action in UserAction::ALL {
                if user(me(&mine), action, someone(&theirs)).is_ok() {
                    assert!(mine.enabled);
                    assert!(
                        mine.roles.contains(&SuperAdministrator) || rank(&mine) > rank(&theirs),
                        "{mine:?} {action:?} {theirs:?}"
                    );
                }
            }
        }
    }
}

// attack: A17
#[test]
fn roles_and_protected_groups_are_the_super_administrators_alone() {
    for mine in every_account() {
        let is_super = mine.enabled && mine.roles.contains(&SuperAdministrator);
        let protected = AdministeredGroup { id: GROUP, protected: true, owns_private_database: false };
        let plain = AdministeredGroup { id: GROUP, protected: false, owns_private_database: false };
        let owner = AdministeredGroup { id: GROUP, protected: false, owns_private_database: true };
        let nobody = account(&[]);
        let tries = [
            user(me(&mine), UserAction::ChangeRoles, someone(&nobody)),
            user(me(&mine), UserAction::MakeSuperAdministrator, someone(&nobody)),
            membership(me(&mine), MembershipAction::Add, protected, OTHER),
            membership(me(&mine), MembershipAction::Add, owner, OTHER),
            membership(me(&mine), MembershipAction::Remove, owner, OTHER),
            group(me(&mine), GroupAction::Protect, plain),
            group(me(&mine), GroupAction::Unprotect, protected),
            server(me(&mine), ServerAction::CreateUserWithRole),
            server(me(&mine), ServerAction::CreateProtectedGroup),
            server(me(&mine), ServerAction::ChangePolicies),
            server(me(&mine), ServerAction::ChangeLicence),
        ];
        for (number, answer) in tries.into_iter().enumerate() {
            assert_eq!(answer.is_ok(), is_super, "{mine:?}, try {number}");
        }
    }
}

// attack: A18
#[test]
fn the_last_super_administrator_stays() {
    let root = account(&[SuperAdministrator]);
    let last = AdministeredUser { id: OTHER, account: &root, other_super_administrators: 0 };
    for action in [UserAction::Disable, UserAction::Delete, UserAction::ChangeRoles] {
        let answer = user(me(&root), action, last);
        assert_eq!(answer, Err(AdministrationRefusal::LastSuperAdministrator), "{action:?}");
        let not_last = AdministeredUser { other_super_administrators: 1, ..last };
        assert!(user(me(&root), action, not_last).is_ok(), "{action:?}");
    }
    assert!(user(me(&root), UserAction::MakeSuperAdministrator, last).is_ok(), "keeps the role");
    let asleep = disabled(&[SuperAdministrator]);
    let disabled_one = AdministeredUser { id: OTHER, account: &asleep, other_super_administrators: 0 };
    assert!(
        user(me(&root), UserAction::Delete, disabled_one).is_ok(),
        "a disabled one is not the last that counts"
    );
}

// attack: A18
#[test]
fn no_policy_keeps_root_from_the_policies() {
    // With every policy disabled the rights engine leaves nobody anything at a database, root included.
    let root = account(&[SuperAdministrator]);
    assert!(server(me(&root), ServerAction::ChangePolicies).is_ok());
    assert!(server(me(&root), ServerAction::ReadPolicies).is_ok());
    let bare =
        AdministeredDatabase { id: DATABASE, kind: DatabaseKind::Standard, effective: PermissionSet::EMPTY };
    assert!(database(me(&root), DatabaseAction::ChangeAssignments, bare).is_ok());
}

#[test]
fn nobody_but_its_owner_opens_or_changes_a_private_database() {
    for mine in every_account() {
        for kind in [DatabaseKind::PrivateOfUser(OTHER), DatabaseKind::PrivateOfGroup(GROUP)] {
            let subject = AdministeredDatabase { id: DATABASE, kind, effective: PermissionSet::EMPTY };
            for action in DatabaseAction::ALL {
                let keeps = matches!(
                    action,
                    DatabaseAction::SeeProperties | DatabaseAction::Delete | DatabaseAction::BackUp
                );
                let answer = database(me(&mine), action, subject);
                let keeper = mine.enabled && rank(&mine) >= Rank::Administrator;
                assert_eq!(answer.is_ok(), keeps && keeper, "{mine:?} {action:?} {kind:?}");
            }
        }
    }
}

// attack: A6
#[test]
fn a_proof_is_for_one_action_on_one_subject() {
    let root = account(&[SuperAdministrator]);
    let nobody = account(&[]);
    let proof = user(me(&root), UserAction::Disable, someone(&nobody)).unwrap();
    assert!(proof.is_for(Action::User(UserAction::Disable), Subject::User(OTHER)));
    assert!(!proof.is_for(Action::User(UserAction::Delete), Subject::User(OTHER)));
    assert!(!proof.is_for(Action::User(UserAction::Disable), Subject::User(ME)));
    assert!(!proof.is_for(Action::User(UserAction::Disable), Subject::Server));
}
