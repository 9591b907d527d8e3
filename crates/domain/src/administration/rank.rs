//! The rank of an account: which of its roles counts where two people meet.

use crate::account::{Account, Role};

/// How high an account stands. An account with several roles has the rank of the highest.
///
/// Account administrators and auditors are of equal rank: neither administers the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// No role.
    None,
    /// Account administrator or auditor.
    Limited,
    /// Administrator.
    Administrator,
    /// Super administrator.
    SuperAdministrator,
}

/// The rank that the roles of `account` give it, enabled or not: a disabled administrator is still out of the
/// reach of those below, or they could enable or reset the account.
pub fn rank(account: &Account) -> Rank {
    account.roles.iter().map(|role| of_role(*role)).max().unwrap_or(Rank::None)
}

const fn of_role(role: Role) -> Rank {
    match role {
        Role::SuperAdministrator => Rank::SuperAdministrator,
        Role::Administrator => Rank::Administrator,
        Role::AccountAdministrator | Role::Auditor => Rank::Limited,
    }
}
