//! Steps 1 to 5: what is the same for every object of a database. Made once for a view.

use super::{Question, Reach, Trace};
use crate::{
    account::{Principal, Role},
    database::DatabaseKind,
    id::{GrantId, GroupId, UserId},
    rights::{
        Cause, Index, Marks, Permission, PermissionSet, ServerRules,
        index::{Ordinal, Placed, Slot},
    },
    time::Instant,
};

/// The principal is the user or an enabled group of the user.
const SUBJECT: u8 = 1;
/// ... and has a live assignment.
const ASSIGNED: u8 = 2;

/// How a person stands in a database.
#[derive(Debug, Clone)]
pub struct Stand {
    pub user: UserId,
    pub footing: Footing,
}

/// On what the person's permissions rest.
#[derive(Debug, Clone)]
pub enum Footing {
    /// Nothing at all, on no object.
    Nothing(Cause),
    /// Every permission that policies leave.
    Everything(Cause),
    /// What marks, grants and policies give.
    Rules(Rules),
}

/// The person's part of the rules.
#[derive(Debug, Clone)]
pub struct Rules {
    /// By ordinal of the principal: what it is to the person.
    standing: Vec<u8>,
    subjects: Vec<Ordinal>,
    /// The database is open by assignment, and not through a grant only.
    pub open: bool,
    /// There is a live assignment.
    pub assigned: bool,
    /// There is a live grant, sealed or not.
    pub granted: bool,
    /// What live assignments allow and deny at the database.
    pub allow: PermissionSet,
    pub deny: PermissionSet,
}

impl Stand {
    pub fn new(index: &Index, server: &ServerRules, user: UserId, now: Instant) -> Self {
        let whose = Whose { user: Some(user), groups: server.groups_of(user) };
        Self { user, footing: footing(index, server, &whose, now) }
    }

    /// How somebody stands who is in that group and is nothing else: no account, no role, no other group.
    pub fn of_member(index: &Index, server: &ServerRules, group: GroupId, now: Instant) -> Self {
        let enabled = server.directory().groups.get(&group).is_some_and(|group| group.enabled);
        let groups = if enabled { std::slice::from_ref(&group) } else { &[] };
        Self { user: NOBODY, footing: footing(index, server, &Whose { user: None, groups }, now) }
    }
}

/// The id of no user: seals are closed for it.
const NOBODY: UserId = UserId::from_bytes([0; 16]);

/// Whose decision it is: the one writing of the steps is for a user, and for somebody of whom nothing is known but a group.
struct Whose<'a> {
    /// Absent: somebody without an account, who counts as long as the group does.
    user: Option<UserId>,
    /// The enabled groups that they are in, in the order of their ids.
    groups: &'a [GroupId],
}

impl Whose<'_> {
    fn counts(&self, server: &ServerRules) -> bool {
        self.user.map_or(!self.groups.is_empty(), |user| server.enabled(user).is_some())
    }

    fn is(&self, principal: Principal) -> bool {
        match principal {
            Principal::User(user) => self.user == Some(user),
            Principal::Group(group) => self.groups.contains(&group),
        }
    }

    fn has_role(&self, server: &ServerRules, role: Role) -> bool {
        self.user.is_some_and(|user| server.has_role(user, role))
    }

    fn subjects(&self) -> impl Iterator<Item = Principal> {
        let groups = self.groups.iter().map(|group| Principal::Group(*group));
        self.user.map(Principal::User).into_iter().chain(groups)
    }
}

/// Steps 1 to 4.
fn footing(index: &Index, server: &ServerRules, whose: &Whose<'_>, now: Instant) -> Footing {
    if !whose.counts(server) {
        return Footing::Nothing(Cause::AccountDisabled);
    }
    if server.gone().has(Permission::AccessDatabase) {
        return Footing::Nothing(Cause::PolicyDisabled { permission: Permission::AccessDatabase });
    }
    let owner = match index.kind() {
        DatabaseKind::Standard if whose.has_role(server, Role::SuperAdministrator) => {
            return Footing::Everything(Cause::SuperAdministrator);
        }
        DatabaseKind::Standard => return gate(index, server, whose.subjects(), now),
        DatabaseKind::PrivateOfUser(owner) => Principal::User(owner),
        DatabaseKind::PrivateOfGroup(owner) => Principal::Group(owner),
    };
    if whose.is(owner) {
        Footing::Everything(Cause::Owner { owner })
    } else {
        Footing::Nothing(Cause::NotOwner)
    }
}

/// Step 5.
fn gate(
    index: &Index,
    server: &ServerRules,
    principals: impl Iterator<Item = Principal>,
    now: Instant,
) -> Footing {
    let rules = Rules::gather(index, server, principals, now);
    let mark = Permission::AccessDatabase;
    let mut assignments = rules.assignments(index, now);
    if let Some((principal, _)) = assignments.find(|(_, marks)| marks.deny().has(mark)) {
        return Footing::Nothing(Cause::AssignmentDenies { principal, mark });
    }
    drop(assignments);
    match (rules.open, rules.granted, rules.assigned) {
        (true, _, _) | (_, true, _) => Footing::Rules(rules),
        (false, false, true) => Footing::Nothing(Cause::DatabaseNotAllowed),
        (false, false, false) => Footing::Nothing(Cause::NotAssigned),
    }
}

impl Rules {
    fn gather(
        index: &Index,
        server: &ServerRules,
        principals: impl Iterator<Item = Principal>,
        now: Instant,
    ) -> Self {
        let mut rules = Self {
            standing: vec![0; index.principals.len()],
            subjects: principals.filter_map(|principal| index.principals.ordinal(principal)).collect(),
            open: false,
            assigned: false,
            granted: false,
            allow: PermissionSet::EMPTY,
            deny: PermissionSet::EMPTY,
        };
        for &subject in &rules.subjects {
            let Some(known) = index.principals.get(subject) else { continue };
            let mut standing = SUBJECT;
            if let Some((_, marks)) = known.assignment.filter(|(period, _)| period.contains(now)) {
                standing |= ASSIGNED;
                rules.assigned = true;
                rules.allow = rules.allow.union(marks.allow());
                rules.deny = rules.deny.union(marks.deny());
            }
            if let Some(own) = rules.standing.get_mut(subject.get()) {
                *own = standing;
            }
            let live = |id| index.grants.get(id).is_some_and(|placed| placed.grant.is_live(now));
            rules.granted = rules.granted || known.grants.iter().any(live);
        }
        let policy = server.policies().enabled().has(Permission::AccessDatabase);
        rules.open = rules.assigned && (policy || rules.allow.has(Permission::AccessDatabase));
        rules
    }

    /// Whether the principal is the user or a group of the user.
    pub fn is_subject(&self, principal: Ordinal) -> bool {
        self.standing.get(principal.get()).is_some_and(|standing| standing & SUBJECT != 0)
    }

    /// Whether it is, and has a live assignment.
    pub fn is_assigned(&self, principal: Ordinal) -> bool {
        self.standing.get(principal.get()).is_some_and(|standing| standing & ASSIGNED != 0)
    }

    /// The live assignments of the person's subjects.
    pub fn assignments<'a>(
        &'a self,
        index: &'a Index,
        now: Instant,
    ) -> impl Iterator<Item = (Principal, Marks)> + 'a {
        let known = self.subjects.iter().filter_map(|&subject| index.principals.get(subject));
        known.filter_map(move |known| {
            let (_, marks) = known.assignment.filter(|(period, _)| period.contains(now))?;
            Some((known.principal, marks))
        })
    }

    /// What is said at the database about all objects; `cut` is where inheritance is off on the path.
    pub fn on_objects<T: Trace>(&self, asked: &Question<'_>, cut: Option<Slot>, trace: &mut T) -> Reach {
        let on_objects =
            |marks: PermissionSet| marks.reading_means_seeing().intersection(PermissionSet::OBJECT);
        let policy = asked.server.policies().enabled();
        let hindrance = match (self.open, cut) {
            (false, _) => Some(Cause::OpenByGrantOnly),
            (true, Some(cut)) => Some(Cause::Cut { object: asked.index.tree.id(cut) }),
            (true, None) => None,
        };
        if T::LISTENS {
            for (principal, marks) in self.assignments(asked.index, asked.now) {
                let cause = |permission| Cause::AssignmentDenies {
                    principal,
                    mark: marks.deny().mark_for(permission),
                };
                trace.refuses(on_objects(marks.deny()), cause);
                let cause = |permission| Cause::AssignmentAllows {
                    principal,
                    mark: marks.allow().mark_for(permission),
                };
                match hindrance {
                    None => trace.allows(on_objects(marks.allow()), cause),
                    Some(hindrance) => trace.withholds(on_objects(marks.allow()), |_| hindrance),
                }
            }
            match hindrance {
                None => trace
                    .allows(on_objects(policy), |p| Cause::PolicyEnabled { permission: policy.mark_for(p) }),
                Some(hindrance) if self.assigned => trace.withholds(on_objects(policy), |_| hindrance),
                Some(_) => {}
            }
        }
        let allow =
            if hindrance.is_none() { on_objects(self.allow.union(policy)) } else { PermissionSet::EMPTY };
        Reach { allow, deny: on_objects(self.deny) }
    }

    /// The live grants to the person, in no order.
    pub fn grants<'a>(
        &'a self,
        index: &'a Index,
        now: Instant,
    ) -> impl Iterator<Item = (GrantId, &'a Placed)> {
        let known = self.subjects.iter().filter_map(|&subject| index.principals.get(subject));
        let ids = known.flat_map(|known| known.grants.iter());
        ids.filter_map(|&id| Some((id, index.grants.get(&id)?)))
            .filter(move |(_, placed)| placed.grant.is_live(now))
    }
}
