mod attempts;
mod handing_out;
mod table;

use std::collections::BTreeSet;

use super::*;
use crate::{
    account::{Account, Role},
    id::{DatabaseId, GroupId, UserId},
};

const ME: UserId = UserId::from_bytes([1; 16]);
const OTHER: UserId = UserId::from_bytes([2; 16]);
const GROUP: GroupId = GroupId::from_bytes([3; 16]);
const DATABASE: DatabaseId = DatabaseId::from_bytes([4; 16]);

fn account(roles: &[Role]) -> Account {
    Account { enabled: true, roles: roles.iter().copied().collect::<BTreeSet<_>>(), enabled_at: None }
}

fn disabled(roles: &[Role]) -> Account {
    Account { enabled: false, ..account(roles) }
}

fn me(account: &Account) -> Actor<'_> {
    Actor { id: ME, account, server_sequence: 7 }
}

fn someone(account: &Account) -> AdministeredUser<'_> {
    AdministeredUser { id: OTHER, account, other_super_administrators: 1 }
}
