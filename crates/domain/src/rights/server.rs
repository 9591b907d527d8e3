//! What every decision rests on besides the rules of a database: accounts, groups and policies.

use hashbrown::HashMap;

use super::{Permission, PermissionSet, Policies};
use crate::{
    account::{Account, Directory, Role},
    id::{GroupId, UserId},
};

/// Accounts, groups and policies of the server at one sequence, with the groups of each user at hand.
/// Immutable: a change makes a new one, so that no decision sees half of it.
#[derive(Debug, Clone)]
pub struct ServerRules {
    directory: Directory,
    policies: Policies,
    sequence: u64,
    memberships: HashMap<UserId, Vec<GroupId>>,
}

impl ServerRules {
    /// The rules of the server after the change numbered `sequence`.
    pub fn new(directory: Directory, policies: Policies, sequence: u64) -> Self {
        let mut memberships: HashMap<UserId, Vec<GroupId>> = HashMap::new();
        for (&id, group) in directory.groups.iter().filter(|(_, group)| group.enabled) {
            for &member in &group.members {
                memberships.entry(member).or_default().push(id);
            }
        }
        Self { directory, policies, sequence, memberships }
    }

    /// Users and groups.
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The state of each permission.
    pub const fn policies(&self) -> &Policies {
        &self.policies
    }

    /// The same with other policies, to be supposed.
    #[must_use]
    pub fn with_policies(&self, policies: Policies) -> Self {
        Self { policies, ..self.clone() }
    }

    /// The number of the last change to accounts, groups or policies that is in here.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The enabled groups that the user belongs to, in the order of their ids.
    pub fn groups_of(&self, user: UserId) -> &[GroupId] {
        self.memberships.get(&user).map_or(&[], Vec::as_slice)
    }

    /// The account, if it exists and is enabled.
    pub(super) fn enabled(&self, user: UserId) -> Option<&Account> {
        self.directory.users.get(&user).filter(|account| account.enabled)
    }

    /// Whether the account exists, is enabled, and has the role.
    pub fn has_role(&self, user: UserId, role: Role) -> bool {
        self.enabled(user).is_some_and(|account| account.roles.contains(&role))
    }

    /// What the policies take from everybody; on objects `read_entries` takes `access_entries` with it.
    pub(super) const fn gone(&self) -> PermissionSet {
        self.policies.disabled().reading_means_seeing()
    }
}

impl PermissionSet {
    /// With `access_entries` where `read_entries` is in: marks and states at the database and every allow count
    /// for both. Object denies do not pass through here.
    pub(super) const fn reading_means_seeing(self) -> Self {
        if self.has(Permission::ReadEntries) { self.with(Permission::AccessEntries) } else { self }
    }

    /// The mark of this set that counts for `permission` when [`Self::reading_means_seeing`].
    pub(super) const fn mark_for(self, permission: Permission) -> Permission {
        match permission {
            Permission::AccessEntries if !self.has(permission) => Permission::ReadEntries,
            _ => permission,
        }
    }
}
