//! What a person is to a grant at the instant of a request: grantee, author, approver, administrator.

use std::collections::BTreeSet;

use strongroom_domain::{
    account::{Principal, Role},
    id::{GroupId, ObjectId, UserId},
    rights::{Index, Permission, PermissionSet, ServerRules, Visibility},
    seal::{ALWAYS, Approvers, Progress, SealTerms, SealTimes},
    time::Instant,
};

use super::GrantRecord;

/// One state of the server's and a database's rules.
#[derive(Clone, Copy)]
pub struct Standpoint<'a> {
    pub rules: &'a ServerRules,
    pub index: &'a Index,
    pub now: Instant,
    /// Whether the author of a grant may decide about its seal.
    pub author_may: bool,
    /// How long the clock leaves votes.
    pub times: SealTimes,
}

impl Standpoint<'_> {
    fn is_enabled(&self, user: UserId) -> bool {
        self.rules.directory().users.get(&user).is_some_and(|account| account.enabled)
    }

    /// Whether the principal is the user, whose account is enabled, or an enabled group that the user belongs to.
    pub fn is_subject(&self, principal: Principal, user: UserId) -> bool {
        self.is_enabled(user)
            && match principal {
                Principal::User(id) => id == user,
                Principal::Group(group) => self.rules.groups_of(user).binary_search(&group).is_ok(),
            }
    }

    /// The people that a principal stands for: enabled accounts.
    pub fn people(&self, principal: Principal) -> BTreeSet<UserId> {
        match principal {
            Principal::User(user) => [user].into_iter().filter(|user| self.is_enabled(*user)).collect(),
            Principal::Group(group) => {
                let group = self.rules.directory().groups.get(&group).filter(|group| group.enabled);
                let members = group.into_iter().flat_map(|group| group.members.iter().copied());
                members.filter(|user| self.is_enabled(*user)).collect()
            }
        }
    }

    /// Whether the user, whose account is enabled, administers the server or this database.
    pub fn administers(&self, user: UserId) -> bool {
        let role = |role| self.rules.has_role(user, role);
        self.is_enabled(user)
            && (role(Role::SuperAdministrator)
                || role(Role::Administrator)
                || self.index.view(self.rules, user, self.now).administers())
    }

    /// Whether the user sees an object now, be it by administering the database.
    pub fn sees(&self, user: UserId, object: ObjectId) -> bool {
        let view = self.index.view(self.rules, user, self.now);
        view.visibility(object) != Visibility::Hidden || view.sees_tree()
    }

    /// Whether a vote of the user counts: named, enabled, administering, and no author who is kept out. Whose access it
    /// is about is another question. Asks for the name first: it costs least.
    pub fn is_approver(&self, terms: &SealTerms, author: UserId, user: UserId) -> bool {
        (self.author_may || user != author)
            && terms.approvers.iter().any(|named| self.is_subject(*named, user))
            && self.administers(user)
    }

    /// Those of `people` whose votes count, with the instant since which they do.
    pub fn approvers(
        &self,
        terms: &SealTerms,
        author: UserId,
        people: impl Iterator<Item = UserId>,
    ) -> Approvers {
        let since = |user| self.rules.directory().users.get(&user).and_then(|account| account.enabled_at);
        people
            .filter(|user| self.is_approver(terms, author, *user))
            .map(|user| (user, since(user).unwrap_or(ALWAYS)))
            .collect()
    }

    /// Whose votes for the request count, and whose to take the seal off.
    pub fn votes(
        &self,
        terms: &SealTerms,
        author: UserId,
        progress: &Progress,
    ) -> (BTreeSet<UserId>, BTreeSet<UserId>) {
        let voters = progress.approvals.voters().chain(progress.unseals.voters());
        let approvers = self.approvers(terms, author, voters);
        let oldest = self.times.oldest_unseal(self.now);
        (progress.approvals.counted(&approvers, None), progress.unseals.counted(&approvers, Some(oldest)))
    }

    /// How many people could approve for `person`, counted up to `enough`.
    pub fn approvers_up_to(
        &self,
        terms: &SealTerms,
        author: UserId,
        person: Option<UserId>,
        enough: usize,
    ) -> usize {
        let named: BTreeSet<UserId> = terms.approvers.iter().flat_map(|named| self.people(*named)).collect();
        let others = named.into_iter().filter(|user| Some(*user) != person);
        let count = others.filter(|user| (self.author_may || *user != author) && self.administers(*user));
        count.take(enough).count()
    }

    /// Whether it is a group that everybody may choose.
    pub fn is_enabled_group(&self, group: GroupId) -> bool {
        self.rules.directory().groups.get(&group).is_some_and(|group| group.enabled)
    }

    /// Whether the principal can be an approver: a user who administers, or a group with a member who does.
    pub fn can_approve(&self, approver: Principal) -> bool {
        self.people(approver).into_iter().any(|user| self.administers(user))
    }

    /// What the user may give on of an object: what they have there without a seal, and `grant_access` with it.
    pub fn supports(&self, author: UserId, object: ObjectId) -> PermissionSet {
        let rights = self.index.view(self.rules, author, self.now).object_without_seals(object);
        rights.filter(|rights| rights.has(Permission::GrantAccess)).unwrap_or_default()
    }

    /// Whether a grant gives nothing at present because its author lost the right.
    pub fn is_suspended(&self, record: &GrantRecord) -> bool {
        self.supports(record.author, record.object).intersection(record.gives()).is_empty()
    }
}
