//! The model: the rights specification read aloud. Each rule stands in quotation marks beside the lines that do it.
//!
//! No index, no masks, no shortcuts: plain loops over plain lists. Must never be made faster at the price of
//! a reader's doubt, and must never be "corrected" by what the engine answers, only by the specification.

use strongroom_domain::{
    account::Principal,
    database::{DatabaseKind, Node},
    id::{GrantId, ObjectId, UserId},
    rights::{Grant, Permission, PermissionSet, PolicyState, SealState},
    time::Instant,
};

use crate::{
    person::{Gate, Person, person},
    world::World,
};

/// What is asked about. "the root of a database is the database itself"
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Database,
    Object(ObjectId),
}

/// The sentence that decided about one permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Step 1.
    AccountGone,
    /// Step 2.
    PolicyDisabled,
    /// Step 3, for its owner or a member of its owning group.
    PrivateOwner,
    /// Step 3, for everybody else.
    PrivateOther,
    /// Step 4.
    SuperAdministrator,
    /// Step 5, a live assignment denies `access_database`.
    GateDenied,
    /// Step 5, nothing allows `access_database`.
    GateShut,
    /// Step 5, `access_database` itself: through an assignment.
    GateOpen,
    /// Step 5, `access_database` itself: through a grant only.
    GateByGrant,
    /// Step 6, the deny of a live assignment.
    DeniedAtDatabase,
    /// Step 6, the deny of an object rule.
    DeniedOnPath,
    /// Step 6, an object rule.
    AllowedByRule,
    /// Step 6, a grant without a seal.
    AllowedByGrant,
    /// Step 6, a grant with a seal that is open for the person.
    AllowedByOpenSeal,
    /// Step 6, a live assignment.
    AllowedAtDatabase,
    /// Step 6, an enabled policy, with a live assignment.
    PolicyEnabled,
    /// Step 6, an enabled policy, with an active grant and without a live assignment.
    PolicyEnabledByGrant,
    /// Step 6, "otherwise no".
    NothingAllows,
    /// Step 7.
    Closure,
}

impl Why {
    /// Whether it is a yes.
    pub fn allows(self) -> bool {
        match self {
            Self::PrivateOwner | Self::SuperAdministrator | Self::GateOpen | Self::GateByGrant => true,
            Self::AllowedByRule
            | Self::AllowedByGrant
            | Self::AllowedByOpenSeal
            | Self::AllowedAtDatabase => true,
            Self::PolicyEnabled | Self::PolicyEnabledByGrant => true,
            Self::AccountGone | Self::PolicyDisabled | Self::PrivateOther | Self::GateDenied => false,
            Self::GateShut | Self::DeniedAtDatabase | Self::DeniedOnPath => false,
            Self::NothingAllows | Self::Closure => false,
        }
    }
}

/// A rule that allows a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allowing {
    /// Step 3: the user, or the owning group.
    Owner(Principal),
    /// Step 4.
    SuperAdministrator,
    /// Steps 5 and 6, a live assignment of that principal.
    Assignment(Principal),
    /// Step 6, the object rule of that principal.
    Rule(ObjectId, Principal),
    /// Step 6, an active grant that is supported; step 5, a live grant.
    Grant(GrantId),
    /// Steps 5 and 6, an enabled policy.
    Policy,
}

/// Which of the person's grants are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Seals {
    /// Grants without a seal only: what an author may rest on.
    NoneCounts,
    /// As they are.
    AsTheyAre,
    /// As they are, but this one is open.
    AsIfOpen(GrantId),
}

/// All answers about one world at one instant.
pub struct Model<'w> {
    pub world: &'w World,
    pub now: Instant,
    people: Vec<Person<'w>>,
    /// Person by person, object by object: what an author may rest a grant on.
    support: Vec<Vec<PermissionSet>>,
    /// How many rounds the support took to stand still: for the measuring of worlds only.
    pub rounds: usize,
}

impl<'w> Model<'w> {
    pub fn new(world: &'w World, now: Instant) -> Self {
        let people: Vec<_> = world.people().into_iter().map(|user| person(world, user, now)).collect();
        let nothing = vec![vec![PermissionSet::EMPTY; world.rules.nodes.len()]; people.len()];
        let mut model = Self { world, now, people, support: nothing, rounds: 0 };
        // "The author's rights may rest on other grants without a seal, but never on this one: the least fixed
        // point counts, so two people can not keep each other alive. What an author has only through a grant
        // that has a seal supports nothing."
        // From nothing: who has what when grants give what the round before allows; until a round changes nothing.
        loop {
            let round = model.what_authors_have();
            model.rounds += 1;
            if round == model.support {
                return model;
            }
            model.support = round;
        }
    }

    fn what_authors_have(&self) -> Vec<Vec<PermissionSet>> {
        let has = |person: &Person<'_>, node: &Node| {
            allowed(&self.decide(person, Place::Object(node.id), Seals::NoneCounts))
        };
        self.people
            .iter()
            .map(|person| self.world.rules.nodes.iter().map(|node| has(person, node)).collect())
            .collect()
    }

    /// `effective(user, object, now)`.
    pub fn effective(&self, user: UserId, place: Place) -> PermissionSet {
        allowed(&self.reasons(user, place, Seals::AsTheyAre))
    }

    /// For each permission of the place the sentence that decided.
    pub fn reasons(&self, user: UserId, place: Place, seals: Seals) -> Vec<(Permission, Why)> {
        match self.people.iter().find(|person| person.id == user) {
            Some(found) => self.decide(found, place, seals),
            None => self.decide(&person(self.world, user, self.now), place, seals),
        }
    }

    /// "`effective(user, object, now)`, in this order:"
    fn decide(&self, person: &Person<'_>, place: Place, seals: Seals) -> Vec<(Permission, Why)> {
        let permissions: &[Permission] = match place {
            Place::Database => &Permission::DATABASE,
            Place::Object(_) => &Permission::OBJECT,
        };
        let path = self.path(place);
        let mut answers = Vec::new();
        for &permission in permissions {
            answers.push((permission, self.steps_one_to_six(person, place, &path, permission, seals)));
        }
        closure(place, &mut answers);
        answers
    }

    fn steps_one_to_six(
        &self,
        person: &Person<'_>,
        place: Place,
        path: &[&Node],
        permission: Permission,
        seals: Seals,
    ) -> Why {
        // "1. The account is disabled or deleted: nothing."
        if !person.enabled {
            return Why::AccountGone;
        }
        // "2. Policy `disabled`: that permission is gone for everybody, the super administrator included.
        // A disabled `access_database` therefore closes every database; a disabled `read_entries` leaves
        // nothing on any folder or entry, because `access_entries` goes with it"
        if self.policy(Permission::AccessDatabase) == PolicyState::Disabled {
            return Why::PolicyDisabled;
        }
        if self.policy(permission) == PolicyState::Disabled {
            return Why::PolicyDisabled;
        }
        // "3. Private database: its owner, or each member of its owning group, has every permission that is left
        // (continue at step 7); everybody else has none, the super administrator included."
        match self.world.rules.kind {
            DatabaseKind::PrivateOfUser(owner) if owner == person.id => return Why::PrivateOwner,
            // "A disabled owning group gives nothing": subjects are the enabled groups only.
            DatabaseKind::PrivateOfGroup(owner) if person.subjects.contains(&Principal::Group(owner)) => {
                return Why::PrivateOwner;
            }
            DatabaseKind::PrivateOfUser(_) | DatabaseKind::PrivateOfGroup(_) => return Why::PrivateOther,
            DatabaseKind::Standard => {}
        }
        // "4. Super administrator, standard database: every permission that is left (continue at step 7). No other
        // role implies any permission on content."
        if person.super_administrator {
            return Why::SuperAdministrator;
        }
        // "5. Gate."
        let by_grant_only = match person.gate {
            Gate::Denied => return Why::GateDenied,
            Gate::Shut => return Why::GateShut,
            Gate::ByGrantOnly => true,
            Gate::Open => false,
        };
        if permission == Permission::AccessDatabase {
            return if by_grant_only { Why::GateByGrant } else { Why::GateOpen };
        }
        // "6. For each permission, on the path from the database through the folders to the object:"
        if let Some(why) = self.any_deny(person, path, permission) {
            return why;
        }
        if let Some(first) = self.allows(person, place, path, permission, by_grant_only, seals).first() {
            return self.why(person, first);
        }
        // "otherwise no."
        Why::NothingAllows
    }

    /// "**any `deny`**: of a live assignment at the database, or of an object rule of any subject anywhere on
    /// the path (whether or not that subject is assigned): no;"
    fn any_deny(&self, person: &Person<'_>, path: &[&Node], permission: Permission) -> Option<Why> {
        for assignment in &person.live_assignments {
            // "A `deny` of `read_entries` ... at the database ... denies both."
            if assignment.marks.deny().has(at_database(permission)) {
                return Some(Why::DeniedAtDatabase);
            }
        }
        // "Denies always do [reach]." So no cut is looked at here.
        for node in path {
            for rule in &self.world.rules.rules {
                let applies = rule.object == node.id && person.subjects.contains(&rule.principal);
                // "A `deny` of `read_entries` on an object leaves `access_entries`": only the mark itself denies.
                if applies && rule.marks.deny().has(permission) {
                    return Some(Why::DeniedOnPath);
                }
            }
        }
        None
    }

    /// "otherwise **any `allow`**, going up from the object: ... yes; otherwise policy `enabled`: yes, ..."
    ///
    /// Every rule that allows it; the first of them decides.
    fn allows(
        &self,
        person: &Person<'_>,
        place: Place,
        path: &[&Node],
        permission: Permission,
        by_grant_only: bool,
        seals: Seals,
    ) -> Vec<Allowing> {
        let mut found = Vec::new();
        for node in path {
            // "an object rule, on the object or a folder above it, of a subject whose assignment is live;"
            for rule in &self.world.rules.rules {
                let applies = rule.object == node.id && person.subjects.contains(&rule.principal);
                let assigned = person.live_assignments.iter().any(|live| live.principal == rule.principal);
                let allows = on_object(rule.marks.allow(), permission);
                // "in step 6 ... no object rule ... then allows anything"
                if applies && assigned && allows && !by_grant_only {
                    found.push(Allowing::Rule(rule.object, rule.principal));
                }
            }
            // "an active grant on the object or a folder above it, as far as its author supports it"
            if let Place::Object(object) = place {
                for (id, grant) in &person.live_grants {
                    let active = is_active(person.id, *id, grant, seals, self.now);
                    if grant.object == node.id && active && self.gives(grant, permission, object) {
                        found.push(Allowing::Grant(*id));
                    }
                }
            }
            // "A folder or entry with **inheritance off** cuts what comes from above it: allows, grants and the
            // policy's `enabled` from higher up do not reach it."
            if !node.inheritance {
                return found;
            }
        }
        // "a live assignment at the database"
        for assignment in &person.live_assignments {
            // "in step 6 no assignment ... then allows anything"
            if assignment.marks.allow().has(at_database(permission)) && !by_grant_only {
                found.push(Allowing::Assignment(assignment.principal));
            }
        }
        if self.policy_allows(person, permission, by_grant_only, seals) {
            found.push(Allowing::Policy);
        }
        found
    }

    /// "otherwise policy `enabled`: yes, ..." where no cut is in between.
    fn policy_allows(
        &self,
        person: &Person<'_>,
        permission: Permission,
        by_grant_only: bool,
        seals: Seals,
    ) -> bool {
        if self.policy(permission) != PolicyState::Enabled {
            return false;
        }
        let assigned = !person.live_assignments.is_empty();
        if !is_channel(permission) {
            // "for content permissions and `grant_admin_rights` only with a live assignment"; and "in step 6 ... no
            // policy then allows anything, but for the channel permissions that a policy enables"
            return assigned && !by_grant_only;
        }
        if permission == Permission::GrantAdminRights {
            return assigned;
        }
        // "for the other channel permissions with a live assignment or an active grant that gives `access_entries`
        // on some object;"
        let grant_gives_access = person.live_grants.iter().any(|(id, grant)| {
            let gives = |node: &Node| {
                self.reaches(grant, node) && self.gives(grant, Permission::AccessEntries, node.id)
            };
            is_active(person.id, *id, grant, seals, self.now) && self.world.rules.nodes.iter().any(gives)
        });
        assigned || grant_gives_access
    }

    /// The sentence that goes with the rule that decided.
    fn why(&self, person: &Person<'_>, decided: &Allowing) -> Why {
        match decided {
            Allowing::Owner(_) => Why::PrivateOwner,
            Allowing::SuperAdministrator => Why::SuperAdministrator,
            Allowing::Assignment(_) => Why::AllowedAtDatabase,
            Allowing::Rule(..) => Why::AllowedByRule,
            Allowing::Grant(id) => {
                let sealed =
                    person.live_grants.iter().any(|(other, grant)| other == id && grant.seal.is_some());
                if sealed { Why::AllowedByOpenSeal } else { Why::AllowedByGrant }
            }
            Allowing::Policy if person.live_assignments.is_empty() => Why::PolicyEnabledByGrant,
            Allowing::Policy => Why::PolicyEnabled,
        }
    }

    /// "for an allow every other rule that also allows it": all of them, for a permission that is allowed.
    pub fn everything_that_allows(
        &self,
        user: UserId,
        place: Place,
        permission: Permission,
    ) -> Vec<Allowing> {
        let person = person(self.world, user, self.now);
        match self.world.rules.kind {
            DatabaseKind::PrivateOfUser(owner) => return vec![Allowing::Owner(Principal::User(owner))],
            DatabaseKind::PrivateOfGroup(owner) => return vec![Allowing::Owner(Principal::Group(owner))],
            DatabaseKind::Standard if person.super_administrator => {
                return vec![Allowing::SuperAdministrator];
            }
            DatabaseKind::Standard => {}
        }
        let by_grant_only = person.gate == Gate::ByGrantOnly;
        if permission != Permission::AccessDatabase {
            let path = self.path(place);
            return self.allows(&person, place, &path, permission, by_grant_only, Seals::AsTheyAre);
        }
        // "allowed if a live assignment allows it, or the policy is `enabled` and there is a live assignment, or there is
        // a live grant"
        let mut found = Vec::new();
        for assignment in &person.live_assignments {
            if assignment.marks.allow().has(permission) {
                found.push(Allowing::Assignment(assignment.principal));
            }
        }
        if self.policy(permission) == PolicyState::Enabled && !person.live_assignments.is_empty() {
            found.push(Allowing::Policy);
        }
        found.extend(person.live_grants.iter().map(|(id, _)| Allowing::Grant(*id)));
        found
    }

    /// "**Support of a grant.** A grant gives a permission on an object only while its author's account is enabled and
    /// the author has, on that very object and at that instant, both that permission and `grant_access`."
    fn gives(&self, grant: &Grant, permission: Permission, object: ObjectId) -> bool {
        // A disabled or deleted author has nothing, by step 1.
        let author =
            self.people.iter().position(|person| person.id == grant.author).expect("authors are people");
        let node =
            self.world.rules.nodes.iter().position(|node| node.id == object).expect("an object of the tree");
        let has = self.support[author][node];
        on_object(grant.permissions, permission) && has.has(permission) && has.has(Permission::GrantAccess)
    }

    /// Whether the grant gives `access_entries` nowhere, but would on an object below, were there no cut: for the
    /// measuring of worlds only.
    pub fn gives_only_beyond_a_cut(&self, grant: &Grant) -> bool {
        let gives = |node: &&Node| self.gives(grant, Permission::AccessEntries, node.id);
        let below = |node: &&Node| self.world.is_within(node.id, grant.object);
        let nodes = || self.world.rules.nodes.iter();
        let reached = nodes().filter(gives).any(|node| self.reaches(grant, node));
        !reached && nodes().filter(below).any(|node| gives(&node))
    }

    /// Whether the grant stands on the object or on a folder above it, with no cut between.
    fn reaches(&self, grant: &Grant, node: &Node) -> bool {
        for step in self.path(Place::Object(node.id)) {
            if step.id == grant.object {
                return true;
            }
            if !step.inheritance {
                return false;
            }
        }
        false
    }

    /// The object, then the folders above it; nothing for the database.
    fn path(&self, place: Place) -> Vec<&'w Node> {
        let mut path = Vec::new();
        let mut at = match place {
            Place::Database => None,
            Place::Object(object) => Some(object),
        };
        while let Some(here) = at {
            let node = self.world.node(here);
            path.push(node);
            at = node.parent;
        }
        path
    }

    /// "the user and every enabled group that the user belongs to"
    pub fn subjects(&self, user: UserId) -> Vec<Principal> {
        person(self.world, user, self.now).subjects
    }

    /// Whether a live assignment names one of the user's subjects.
    pub fn is_assigned(&self, user: UserId) -> bool {
        self.people.iter().any(|person| person.id == user && !person.live_assignments.is_empty())
    }

    fn policy(&self, permission: Permission) -> PolicyState {
        self.world.policies.state(at_database(permission))
    }
}

/// "A grant is *active* when it is live and has no seal, or its seal is `unsealed` or `broken` for this person."
/// The grants of a person are live already.
fn is_active(user: UserId, id: GrantId, grant: &Grant, seals: Seals, now: Instant) -> bool {
    match &grant.seal {
        None => true,
        Some(seal) => match seals {
            Seals::NoneCounts => false,
            Seals::AsIfOpen(opened) if opened == id => true,
            // "a grant past its end is over at that instant": so is the state of a seal.
            Seals::AsTheyAre | Seals::AsIfOpen(_) => seal.states.get(&user).is_some_and(|standing| {
                let over = standing.until.is_some_and(|until| now >= until);
                !over && matches!(standing.state, SealState::Broken | SealState::Unsealed)
            }),
        },
    }
}

/// "At **database** level `read_entries` stands for `access_entries` as well: its mark and its policy state count
/// for both."
pub fn at_database(permission: Permission) -> Permission {
    if permission == Permission::AccessEntries { Permission::ReadEntries } else { permission }
}

/// "An `allow` of `read_entries` on an object or in a grant allows `access_entries` there too."
pub fn on_object(allowed: PermissionSet, permission: Permission) -> bool {
    allowed.has(permission) || permission == Permission::AccessEntries && allowed.has(Permission::ReadEntries)
}

/// "The seven in both lists are the *content* permissions. The others but `access_database` are the *channel*
/// permissions". `access_entries` is an object permission only, and goes with `read_entries`.
fn is_channel(permission: Permission) -> bool {
    !Permission::OBJECT.contains(&permission) && permission != Permission::AccessDatabase
}

/// "7. Closure, in this order: without `access_entries` (at the database: `access_database`) nothing is left; without
/// `read_entries` no `modify_entries`, `delete_entries` or `grant_access`; without `grant_access` no `seal_entries`;
/// without `modify_entries` no `set_second_password`."
fn closure(place: Place, answers: &mut [(Permission, Why)]) {
    use Permission as P;
    let entrance = match place {
        Place::Database => P::AccessDatabase,
        Place::Object(_) => P::AccessEntries,
    };
    without(answers, entrance, &Permission::ALL);
    without(answers, P::ReadEntries, &[P::ModifyEntries, P::DeleteEntries, P::GrantAccess]);
    without(answers, P::GrantAccess, &[P::SealEntries]);
    without(answers, P::ModifyEntries, &[P::SetSecondPassword]);
}

fn without(answers: &mut [(Permission, Why)], needed: Permission, lost: &[Permission]) {
    if allowed(answers).has(needed) {
        return;
    }
    for (permission, why) in answers {
        if lost.contains(permission) && why.allows() {
            *why = Why::Closure;
        }
    }
}

/// The permissions with a yes.
pub fn allowed(answers: &[(Permission, Why)]) -> PermissionSet {
    answers.iter().filter(|(_, why)| why.allows()).map(|(permission, _)| *permission).collect()
}
