//! One person in one database at one instant: the subjects, what is live, and the gate.
//!
//! Part of the model: from the specification alone, like `decision`.

use strongroom_domain::{
    account::{Principal, Role},
    database::Assignment,
    id::{GrantId, UserId},
    rights::{Grant, Permission, PolicyState},
    time::Instant,
};

use crate::world::World;

/// Step 5 for one person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    Denied,
    Shut,
    ByGrantOnly,
    Open,
}

/// What is known of one person before any object is looked at.
pub struct Person<'w> {
    pub id: UserId,
    pub enabled: bool,
    pub super_administrator: bool,
    pub subjects: Vec<Principal>,
    pub live_assignments: Vec<&'w Assignment>,
    pub live_grants: Vec<(GrantId, &'w Grant)>,
    pub gate: Gate,
}

/// What is known of `user` before any object is looked at: the subjects, what is live, and the gate.
pub fn person(world: &World, user: UserId, now: Instant) -> Person<'_> {
    let account = world.directory.users.get(&user);
    // "the user and every enabled group that the user belongs to"
    let mut subjects = vec![Principal::User(user)];
    for (id, group) in &world.directory.groups {
        if group.enabled && group.members.contains(&user) {
            subjects.push(Principal::Group(*id));
        }
    }
    // "*Live*: inside its period, and not revoked."
    let mut live_assignments = Vec::new();
    for assignment in &world.rules.assignments {
        if subjects.contains(&assignment.principal) && assignment.period.contains(now) {
            live_assignments.push(assignment);
        }
    }
    let mut live_grants = Vec::new();
    for (id, grant) in &world.rules.grants {
        if subjects.contains(&grant.grantee) && grant.period.contains(now) && !grant.revoked {
            live_grants.push((*id, grant));
        }
    }
    Person {
        id: user,
        enabled: account.is_some_and(|account| account.enabled),
        super_administrator: account.is_some_and(|account| account.roles.contains(&Role::SuperAdministrator)),
        gate: gate(world, &live_assignments, !live_grants.is_empty()),
        subjects,
        live_assignments,
        live_grants,
    }
}

/// "5. Gate. The user needs a live assignment of one of the subjects, or a live grant to one of them (also one that
/// is still sealed)."
fn gate(world: &World, live_assignments: &[&Assignment], live_grant: bool) -> Gate {
    let access = Permission::AccessDatabase;
    // "any live assignment denies `access_database`: nothing;"
    if live_assignments.iter().any(|assignment| assignment.marks.deny().has(access)) {
        return Gate::Denied;
    }
    // "allowed if a live assignment allows it, or the policy is `enabled` and there is a live assignment,"
    if live_assignments.iter().any(|assignment| assignment.marks.allow().has(access)) {
        return Gate::Open;
    }
    if world.policies.state(access) == PolicyState::Enabled && !live_assignments.is_empty() {
        return Gate::Open;
    }
    // "or there is a live grant; otherwise nothing;"
    if live_grant { Gate::ByGrantOnly } else { Gate::Shut }
}
