//! What a person is to a grant at the instant of a request: grantee, author, approver, administrator.

use std::collections::BTreeSet;

use strongroom_domain::{
    account::{Principal, Role},
    id::UserId,
    rights::{Index, Permission, ServerRules},
    seal::SealTerms,
    time::Instant,
};

/// One state of the server's and a database's rules.
#[derive(Clone, Copy)]
pub struct Standpoint<'a> {
    pub rules: &'a ServerRules,
    pub index: &'a Index,
    pub now: Instant,
}

impl Standpoint<'_> {
    /// Whether the principal is the user, or an enabled group that the user belongs to.
    pub fn is_subject(&self, principal: Principal, user: UserId) -> bool {
        match principal {
            Principal::User(id) => id == user,
            Principal::Group(group) => self.rules.groups_of(user).binary_search(&group).is_ok(),
        }
    }

    /// The people that a principal stands for: enabled accounts.
    pub fn people(&self, principal: Principal) -> BTreeSet<UserId> {
        let directory = self.rules.directory();
        let enabled = |user: &UserId| directory.users.get(user).is_some_and(|account| account.enabled);
        match principal {
            Principal::User(user) => [user].into_iter().filter(enabled).collect(),
            Principal::Group(group) => directory
                .groups
                .get(&group)
                .filter(|group| group.enabled)
                .into_iter()
                .flat_map(|group| group.members.iter().copied())
                .filter(enabled)
                .collect(),
        }
    }

    /// Whether the user, whose account is enabled, administers the server or this database.
    pub fn administers(&self, user: UserId) -> bool {
        let Some(account) = self.rules.directory().users.get(&user).filter(|account| account.enabled) else {
            return false;
        };
        let role =
            [Role::SuperAdministrator, Role::Administrator].iter().any(|role| account.roles.contains(role));
        role || self.index.view(self.rules, user, self.now).administers()
    }

    /// Those whose votes count for a person: enabled, named, administering, and not that person.
    pub fn approvers(
        &self,
        terms: &SealTerms,
        author: UserId,
        author_may: bool,
        person: Option<UserId>,
    ) -> BTreeSet<UserId> {
        let named = terms.approvers.iter().flat_map(|approver| self.people(*approver));
        named
            .filter(|user| Some(*user) != person && (author_may || *user != author))
            .filter(|user| self.administers(*user))
            .collect()
    }

    /// Whether the principal is one that can be an approver: each user named administers, each group has a member who
    /// does.
    pub fn can_approve(&self, approver: Principal) -> bool {
        self.people(approver).into_iter().any(|user| self.administers(user))
    }

    /// Whether the user may give on what the grant would give: has it without a seal, and `grant_access` with it.
    pub fn supports(
        &self,
        author: UserId,
        object: strongroom_domain::id::ObjectId,
    ) -> strongroom_domain::rights::PermissionSet {
        let rights = self.index.view(self.rules, author, self.now).object_without_seals(object);
        rights.filter(|rights| rights.has(Permission::GrantAccess)).unwrap_or_default()
    }
}
