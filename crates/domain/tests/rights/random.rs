//! Random worlds for properties: few people and objects, so that rules meet often, and every kind of rule there is.

use proptest::{collection::vec, prelude::*};
use strongroom_domain::{
    account::Role,
    database::{Assignment, DatabaseKind, Node, ObjectKind, ObjectRule},
    id::{GrantId, ObjectId},
    rights::{Change, Grant, Marks, Permission, PermissionSet, PolicyState, Seal, SealState, Standing},
    time::{Instant, Period},
};

use crate::world::{NOW, World, grant, group, object, principal, user};

pub const USERS: [&str; 5] = ["u0", "u1", "u2", "u3", "root"];
pub const GROUPS: [&str; 3] = ["g0", "g1", "g2"];
const PRINCIPALS: [&str; 7] = ["u0", "u1", "u2", "u3", "@g0", "@g1", "@g2"];

pub fn numbered(number: usize) -> ObjectId {
    object(&format!("o{number}"))
}

pub fn numbered_grant(number: usize) -> GrantId {
    grant(&format!("grant{number}"))
}

pub fn principals() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&PRINCIPALS[..])
}

fn users() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&USERS[..])
}

pub fn permissions() -> impl Strategy<Value = Permission> {
    prop::sample::select(&Permission::ALL[..])
}

/// A few, or all, or none.
fn sets() -> impl Strategy<Value = PermissionSet> {
    let some = vec(permissions(), 0..5).prop_map(|list| list.into_iter().collect());
    let plenty = PermissionSet::ALL;
    prop_oneof![6 => some, 2 => Just(plenty), 1 => Just(PermissionSet::EMPTY)]
}

pub fn marks(of: PermissionSet) -> impl Strategy<Value = Marks> {
    let few = vec(permissions(), 0..2).prop_map(|list| list.into_iter().collect());
    let deny = prop_oneof![3 => Just(PermissionSet::EMPTY), 1 => few];
    (sets(), deny).prop_map(move |(allow, deny): (PermissionSet, PermissionSet)| {
        Marks::new(allow.minus(deny).intersection(of), deny.intersection(of)).unwrap()
    })
}

pub fn periods() -> impl Strategy<Value = Period> {
    let at = |micros| Some(Instant::from_micros(NOW.micros() + micros));
    prop_oneof![
        8 => Just(Period::ALWAYS),
        1 => Just(Period { from: at(0), to: at(1) }),
        1 => Just(Period { from: None, to: at(0) }),
        1 => Just(Period { from: at(1), to: None }),
    ]
}

fn states() -> impl Strategy<Value = SealState> {
    prop::sample::select(
        &[SealState::Sealed, SealState::Waiting, SealState::Approved, SealState::Broken, SealState::Unsealed]
            [..],
    )
}

fn seals() -> impl Strategy<Value = Seal> {
    vec((users(), states()), 0..4).prop_map(|states| Seal {
        states: states
            .into_iter()
            .map(|(name, state)| (user(name), Standing { state, until: None }))
            .collect(),
    })
}

/// A grant on one of the first `objects` objects.
pub fn grants(objects: usize) -> impl Strategy<Value = Grant> {
    let parts = (0..objects, users(), principals(), sets(), periods(), prop::bool::weighted(0.1));
    (parts, prop::option::weighted(0.4, seals())).prop_map(
        |((on, author, grantee, permissions, period, revoked), seal)| Grant {
            object: numbered(on),
            grantee: principal(grantee),
            author: user(author),
            permissions: permissions.with(Permission::AccessEntries).intersection(PermissionSet::OBJECT),
            period,
            revoked,
            seal,
        },
    )
}

/// A node that stands in one of the folders before it.
fn nodes(most: usize) -> impl Strategy<Value = Vec<Node>> {
    let one = (any::<prop::sample::Index>(), prop::bool::weighted(0.7), prop::bool::weighted(0.85));
    vec(one, 1..most).prop_map(|drafts| {
        let mut nodes: Vec<Node> = Vec::new();
        for (number, (parent, folder, inheritance)) in drafts.into_iter().enumerate() {
            let folders: Vec<Option<ObjectId>> = std::iter::once(None)
                .chain(nodes.iter().filter(|node| node.kind == ObjectKind::Folder).map(|node| Some(node.id)))
                .collect();
            let kind = if folder { ObjectKind::Folder } else { ObjectKind::Entry };
            let parent = folders[parent.index(folders.len())];
            nodes.push(Node { id: numbered(number), parent, kind, inheritance });
        }
        nodes
    })
}

fn kinds() -> impl Strategy<Value = DatabaseKind> {
    prop_oneof![
        20 => Just(DatabaseKind::Standard),
        1 => Just(DatabaseKind::PrivateOfUser(user("u0"))),
        1 => Just(DatabaseKind::PrivateOfGroup(group("g0"))),
    ]
}

fn policy_states() -> impl Strategy<Value = PolicyState> {
    prop_oneof![
        12 => Just(PolicyState::NotDefined),
        4 => Just(PolicyState::Enabled),
        1 => Just(PolicyState::Disabled),
    ]
}

/// Who there is, and what policies say.
fn servers() -> impl Strategy<Value = World> {
    let groups = vec((vec(users(), 0..5), prop::bool::weighted(0.85)), GROUPS.len());
    let enabled = vec(prop::bool::weighted(0.93), USERS.len());
    (groups, enabled, vec(policy_states(), 16)).prop_map(|(groups, enabled, policies)| {
        let mut world = World::empty();
        for (name, enabled) in USERS.iter().zip(enabled) {
            let roles = if *name == "root" { &[Role::SuperAdministrator][..] } else { &[] };
            world.account(name, roles);
            world.directory.users.get_mut(&user(name)).unwrap().enabled = enabled;
        }
        for (name, (members, enabled)) in GROUPS.iter().zip(groups) {
            world.group(name, &members);
            world.directory.groups.get_mut(&group(name)).unwrap().enabled = enabled;
        }
        for (permission, state) in Permission::DATABASE.into_iter().zip(policies) {
            world.policy(permission, state);
        }
        world
    })
}

pub fn worlds() -> impl Strategy<Value = World> {
    (servers(), nodes(12), kinds()).prop_flat_map(|(server, nodes, kind)| {
        let objects = nodes.len();
        let assignments = vec((principals(), periods(), marks(PermissionSet::DATABASE)), 0..7);
        let open = prop::bool::weighted(0.7);
        let rules = vec((0..objects, principals(), marks(PermissionSet::OBJECT)), 0..10);
        (assignments, open, rules, vec(grants(objects), 0..8)).prop_map(
            move |(assignments, open, rules, grants)| {
                let mut world = server.clone();
                (world.rules.nodes, world.rules.kind) = (nodes.clone(), kind);
                for (who, period, marks) in assignments {
                    let access = marks.allow().with(Permission::AccessDatabase).minus(marks.deny());
                    let allow = if open { access } else { marks.allow() };
                    world.set_assignment(who, period, Marks::new(allow, marks.deny()).unwrap());
                }
                for (on, who, marks) in rules {
                    world.set_rule(numbered(on), who, marks);
                }
                let grants = grants.into_iter().enumerate();
                world.rules.grants = grants.map(|(number, grant)| (numbered_grant(number), grant)).collect();
                world
            },
        )
    })
}

/// A change that may or may not fit a world of up to twelve objects.
pub fn changes() -> impl Strategy<Value = Change> {
    let id = || (0..14_usize).prop_map(numbered);
    let kind = prop_oneof![2 => Just(ObjectKind::Folder), 1 => Just(ObjectKind::Entry)];
    let parent = || prop::option::weighted(0.8, id());
    let whom = || principals().prop_map(principal);
    prop_oneof![
        4 => (id(), parent(), kind, prop::bool::weighted(0.8))
            .prop_map(|(id, parent, kind, inheritance)| Change::Insert(Node { id, parent, kind, inheritance })),
        2 => id().prop_map(Change::Remove),
        5 => (id(), parent()).prop_map(|(object, parent)| Change::Move { object, parent }),
        2 => (id(), any::<bool>()).prop_map(|(object, on)| Change::Inheritance { object, on }),
        2 => (whom(), periods(), marks(PermissionSet::DATABASE)).prop_map(|(principal, period, marks)| {
            Change::SetAssignment(Assignment { principal, period, marks })
        }),
        1 => whom().prop_map(Change::RemoveAssignment),
        3 => (id(), whom(), marks(PermissionSet::OBJECT)).prop_map(|(object, principal, marks)| {
            Change::SetRule(ObjectRule { object, principal, marks })
        }),
        2 => (id(), whom()).prop_map(|(object, principal)| Change::RemoveRule { object, principal }),
        3 => ((0..8_usize).prop_map(numbered_grant), grants(14)).prop_map(|(id, grant)| Change::SetGrant(id, grant)),
        1 => (0..8_usize).prop_map(|number| Change::RemoveGrant(numbered_grant(number))),
        1 => whom().prop_map(Change::RemovePrincipal),
    ]
}
