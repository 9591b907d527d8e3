//! Worlds written by hand: a small company with one tree, for the worked cases and the membership states.
//!
//! ```text
//! folder F        entry Z
//! ├ folder G      folder O
//! │ └ folder D    └ entry Y
//! │   └ entry E
//! └ entry X
//! ```

use std::collections::BTreeMap;

use strongroom_domain::{
    account::{Account, Group, Principal, Role},
    database::{Assignment, Node, ObjectKind, ObjectRule},
    id::{GrantId, GroupId, ObjectId, UserId},
    rights::{Grant, Marks, Permission, PermissionSet, PolicyState, Seal, SealState, Standing},
    time::Period,
};

use crate::world::{World, grant, group, object, user};

pub const ANNA: UserId = user(1);
pub const BERT: UserId = user(2);
pub const CARL: UserId = user(3);
/// The super administrator.
pub const ROOT: UserId = user(9);
/// Anna belongs to both groups.
pub const TEAM: GroupId = group(1);
pub const SHIFT: GroupId = group(2);

pub const F: ObjectId = object(1);
pub const G: ObjectId = object(2);
pub const D: ObjectId = object(3);
pub const E: ObjectId = object(4);
pub const X: ObjectId = object(5);
pub const O: ObjectId = object(6);
pub const Y: ObjectId = object(7);
pub const Z: ObjectId = object(8);

/// Everything that can be granted on an object.
pub const ALL: &[Permission] = &Permission::OBJECT;

/// The company: nobody has any right yet, but for the super administrator.
pub fn company() -> World {
    let mut world = World::empty();
    for person in [ANNA, BERT, CARL, ROOT] {
        let roles = if person == ROOT { [Role::SuperAdministrator].into() } else { [].into() };
        world.directory.users.insert(person, Account { enabled: true, roles, enabled_at: None });
    }
    for id in [TEAM, SHIFT] {
        world.directory.groups.insert(id, Group { enabled: true, protected: false, members: [ANNA].into() });
    }
    let (folder, entry) = (ObjectKind::Folder, ObjectKind::Entry);
    let tree = [
        (F, None, folder),
        (G, Some(F), folder),
        (D, Some(G), folder),
        (E, Some(D), entry),
        (X, Some(F), entry),
        (O, None, folder),
        (Y, Some(O), entry),
        (Z, None, entry),
    ];
    world.rules.nodes = tree.map(|(id, parent, kind)| Node { id, parent, kind, inheritance: true }).into();
    world
}

pub fn person(id: UserId) -> Principal {
    Principal::User(id)
}

pub fn team(id: GroupId) -> Principal {
    Principal::Group(id)
}

fn marks(allow: &[Permission], deny: &[Permission]) -> Marks {
    Marks::new(PermissionSet::of(allow), PermissionSet::of(deny)).unwrap()
}

impl World {
    pub fn policy(&mut self, permission: Permission, state: PolicyState) {
        self.policies = self.policies.with(permission, state);
    }

    pub fn assign(
        &mut self,
        principal: Principal,
        allow: &[Permission],
        deny: &[Permission],
    ) -> &mut Assignment {
        let assignment = Assignment { principal, period: Period::ALWAYS, marks: marks(allow, deny) };
        self.rules.assignments.push(assignment);
        self.rules.assignments.last_mut().unwrap()
    }

    pub fn rule(
        &mut self,
        object: ObjectId,
        principal: Principal,
        allow: &[Permission],
        deny: &[Permission],
    ) {
        self.rules.rules.push(ObjectRule { object, principal, marks: marks(allow, deny) });
    }

    pub fn cut(&mut self, object: ObjectId) {
        self.rules.nodes.iter_mut().find(|node| node.id == object).unwrap().inheritance = false;
    }

    pub fn give(
        &mut self,
        author: UserId,
        object: ObjectId,
        grantee: Principal,
        what: &[Permission],
    ) -> (GrantId, &mut Grant) {
        let id = grant(u8::try_from(self.rules.grants.len() + 1).unwrap());
        let permissions = PermissionSet::of(what);
        let given = Grant {
            object,
            grantee,
            author,
            permissions,
            period: Period::ALWAYS,
            revoked: false,
            seal: None,
        };
        self.rules.grants.push((id, given));
        (id, &mut self.rules.grants.last_mut().unwrap().1)
    }

    pub fn give_sealed(
        &mut self,
        author: UserId,
        object: ObjectId,
        grantee: (UserId, SealState),
        what: &[Permission],
    ) -> GrantId {
        let (id, given) = self.give(author, object, person(grantee.0), what);
        given.seal =
            Some(Seal { states: BTreeMap::from([(grantee.0, Standing { state: grantee.1, until: None })]) });
        id
    }

    /// An author who may grant everything everywhere.
    pub fn full_author(&mut self, author: UserId) {
        self.assign(person(author), &Permission::DATABASE, &[]);
    }
}
