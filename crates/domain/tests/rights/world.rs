//! A small world to state rules in: names instead of ids, allows and denies as lists of permissions.

use std::collections::BTreeSet;

use strongroom_domain::{
    account::{Account, Directory, Group, Principal, Role},
    database::{Assignment, DatabaseKind, DatabaseRules, Node, ObjectKind, ObjectRule},
    id::{DatabaseId, GrantId, GroupId, ObjectId, UserId},
    rights::{
        Grant, Index, Marks, Permission, PermissionSet, Policies, PolicyState, Seal, SealState, ServerRules,
        Standing, View,
    },
    time::{Instant, Period},
};

/// The instant of all decisions, unless a test says otherwise.
pub const NOW: Instant = Instant::from_micros(1_000_000);

/// An id from up to sixteen letters.
const fn bytes(name: &str) -> [u8; 16] {
    let mut id = [0; 16];
    let name = name.as_bytes();
    let mut at = 0;
    while at < name.len() {
        id[at] = name[at];
        at += 1;
    }
    id
}

pub const fn user(name: &str) -> UserId {
    UserId::from_bytes(bytes(name))
}

pub const fn group(name: &str) -> GroupId {
    GroupId::from_bytes(bytes(name))
}

pub const fn object(name: &str) -> ObjectId {
    ObjectId::from_bytes(bytes(name))
}

pub const fn grant(name: &str) -> GrantId {
    GrantId::from_bytes(bytes(name))
}

/// The name that an id was made from.
pub fn name(id: [u8; 16]) -> String {
    id.into_iter().take_while(|&byte| byte != 0).map(char::from).collect()
}

/// A group where the name begins with `@`, a user otherwise.
pub fn principal(name: &str) -> Principal {
    match name.strip_prefix('@') {
        Some(name) => Principal::Group(group(name)),
        None => Principal::User(user(name)),
    }
}

pub fn set(permissions: &[Permission]) -> PermissionSet {
    PermissionSet::of(permissions)
}

/// Server and one database.
#[derive(Debug, Clone)]
pub struct World {
    pub directory: Directory,
    pub policies: Policies,
    pub rules: DatabaseRules,
}

impl World {
    /// Nobody and nothing: a standard database without objects, policies undefined.
    pub fn empty() -> Self {
        Self {
            directory: Directory::default(),
            policies: Policies::UNDEFINED,
            rules: DatabaseRules {
                id: DatabaseId::from_bytes(bytes("database")),
                kind: DatabaseKind::Standard,
                nodes: Vec::new(),
                assignments: Vec::new(),
                rules: Vec::new(),
                grants: Vec::new(),
            },
        }
    }

    /// A standard database with the tree `f1/f2/f3/e` beside `g/e2`, policies undefined, user `u` in groups `a` and `b`, user
    /// `w` (an author) and `root` (super administrator); no rule at all.
    pub fn new() -> Self {
        let mut world = Self::empty();
        world.account("u", &[]).account("w", &[]).account("root", &[Role::SuperAdministrator]);
        world.group("a", &["u"]).group("b", &["u"]);
        world.folder("f1", None).folder("f2", Some("f1")).folder("f3", Some("f2")).entry("e", Some("f3"));
        world.folder("g", None).entry("e2", Some("g"));
        world
    }

    pub fn account(&mut self, name: &str, roles: &[Role]) -> &mut Self {
        let roles: BTreeSet<Role> = roles.iter().copied().collect();
        self.directory.users.insert(user(name), Account { enabled: true, roles, enabled_at: None });
        self
    }

    pub fn group(&mut self, name: &str, members: &[&str]) -> &mut Self {
        let members = members.iter().map(|member| user(member)).collect();
        self.directory.groups.insert(group(name), Group { enabled: true, protected: false, members });
        self
    }

    pub fn folder(&mut self, name: &str, parent: Option<&str>) -> &mut Self {
        self.node(name, parent, ObjectKind::Folder)
    }

    pub fn entry(&mut self, name: &str, parent: Option<&str>) -> &mut Self {
        self.node(name, parent, ObjectKind::Entry)
    }

    fn node(&mut self, name: &str, parent: Option<&str>, kind: ObjectKind) -> &mut Self {
        let node = Node { id: object(name), parent: parent.map(object), kind, inheritance: true };
        self.rules.nodes.push(node);
        self
    }

    pub fn cut(&mut self, name: &str) -> &mut Self {
        for node in self.rules.nodes.iter_mut().filter(|node| node.id == object(name)) {
            node.inheritance = false;
        }
        self
    }

    pub fn policy(&mut self, permission: Permission, state: PolicyState) -> &mut Self {
        self.policies = self.policies.with(permission, state);
        self
    }

    pub fn assign(&mut self, who: &str, allow: &[Permission], deny: &[Permission]) -> &mut Self {
        self.assign_for(who, Period::ALWAYS, allow, deny)
    }

    pub fn assign_for(
        &mut self,
        who: &str,
        period: Period,
        allow: &[Permission],
        deny: &[Permission],
    ) -> &mut Self {
        self.set_assignment(who, period, Marks::new(set(allow), set(deny)).unwrap())
    }

    pub fn set_assignment(&mut self, who: &str, period: Period, marks: Marks) -> &mut Self {
        let principal = principal(who);
        self.rules.assignments.retain(|assignment| assignment.principal != principal);
        self.rules.assignments.push(Assignment { principal, period, marks });
        self
    }

    pub fn rule(&mut self, on: &str, who: &str, allow: &[Permission], deny: &[Permission]) -> &mut Self {
        self.set_rule(object(on), who, Marks::new(set(allow), set(deny)).unwrap())
    }

    pub fn set_rule(&mut self, object: ObjectId, who: &str, marks: Marks) -> &mut Self {
        let principal = principal(who);
        self.rules.rules.retain(|rule| (rule.object, rule.principal) != (object, principal));
        self.rules.rules.push(ObjectRule { object, principal, marks });
        self
    }

    pub fn grant(
        &mut self,
        id: &str,
        on: &str,
        author: &str,
        grantee: &str,
        permissions: &[Permission],
        seal: Option<Seal>,
    ) -> &mut Self {
        let given = Grant {
            object: object(on),
            grantee: principal(grantee),
            author: user(author),
            permissions: set(permissions),
            period: Period::ALWAYS,
            revoked: false,
            seal,
        };
        self.rules.grants.push((grant(id), given));
        self
    }

    pub fn index(&self) -> Index {
        Index::compile(&self.rules, 7).unwrap()
    }

    pub fn server(&self) -> ServerRules {
        ServerRules::new(self.directory.clone(), self.policies, 3)
    }

    /// Asks something of one person's view at [`NOW`].
    pub fn ask<T>(&self, who: &str, question: impl FnOnce(&View<'_>) -> T) -> T {
        question(&self.index().view(&self.server(), user(who), NOW))
    }

    /// The ids of all objects, in the order of the nodes.
    pub fn ids(&self) -> Vec<ObjectId> {
        self.rules.nodes.iter().map(|node| node.id).collect()
    }

    pub fn at_database(&self, who: &str) -> PermissionSet {
        self.ask(who, |view| view.database())
    }

    pub fn on(&self, who: &str, name: &str) -> PermissionSet {
        self.ask(who, |view| view.object(object(name)).unwrap())
    }
}

/// A seal that is at `state` for `person` and sealed for everybody else.
pub fn seal(person: &str, state: SealState) -> Option<Seal> {
    Some(Seal { states: [(user(person), Standing { state, until: None })].into() })
}

/// Everything that everybody may: for each user the rights at the database, then on each object in the order of ids.
pub fn everything(index: &Index, server: &ServerRules) -> Vec<(UserId, Vec<PermissionSet>)> {
    let mut ids: Vec<ObjectId> = index.walk(None).map(|slot| index.node(slot).unwrap().id).collect();
    ids.sort_unstable();
    let of = |&user: &UserId| {
        let view = index.view(server, user, NOW);
        let objects = ids.iter().map(|id| view.object(*id).unwrap());
        (user, std::iter::once(view.database()).chain(objects).collect())
    };
    server.directory().users.keys().map(of).collect()
}

/// The same for a world.
pub fn all(world: &World) -> Vec<(UserId, Vec<PermissionSet>)> {
    everything(&world.index(), &world.server())
}
