//! Users, groups and roles, as far as decisions rest on them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    id::{GroupId, UserId},
    time::Instant,
};

/// A user or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Principal {
    /// One person.
    User(UserId),
    /// All members of a group.
    Group(GroupId),
}

impl Principal {
    /// The sixteen bytes of the user's or group's id.
    pub const fn to_bytes(self) -> [u8; 16] {
        match self {
            Self::User(id) => id.to_bytes(),
            Self::Group(id) => id.to_bytes(),
        }
    }
}

/// A server role. What each may do stands in the section *Who administers* of the rights specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything but reading private databases; policies, roles and protected groups are theirs alone.
    SuperAdministrator,
    /// Accounts, groups and standard databases; reads nothing by role.
    Administrator,
    /// Accounts without a role, and members of groups that are not protected.
    AccountAdministrator,
    /// Reads audit and reports.
    Auditor,
}

/// What decisions need to know of a user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// A disabled account has no rights at all.
    pub enabled: bool,
    /// The roles of the user.
    pub roles: BTreeSet<Role>,
    /// When the account was last enabled after it had been disabled; absent: it never was. Votes from before do not count.
    pub enabled_at: Option<Instant>,
}

/// What decisions need to know of a group. Groups are flat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// A disabled group gives nothing and denies nothing.
    pub enabled: bool,
    /// Members may be changed by super administrators only.
    pub protected: bool,
    /// The members. May name deleted users, which count for nothing.
    pub members: BTreeSet<UserId>,
}

/// Users and groups of the server. A deleted user or group is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// Every account by id.
    pub users: BTreeMap<UserId, Account>,
    /// Every group by id.
    pub groups: BTreeMap<GroupId, Group>,
}
