//! A whole small world, all that a decision rests on, and how it is written down for a person who has to
//! find out why two answers differ.

use std::{
    collections::BTreeSet,
    fmt::{self, Write as _},
};

use strongroom_domain::{
    account::{Directory, Principal},
    database::{Assignment, DatabaseKind, DatabaseRules, Node, ObjectKind, ObjectRule},
    id::{DatabaseId, GrantId, GroupId, ObjectId, UserId},
    rights::{Grant, Marks, Permission, PermissionSet, Policies, PolicyState, Standing},
    time::{Instant, Period},
};

/// Accounts, policies and one database, and the instants at which questions are asked.
#[derive(Clone, PartialEq, Eq)]
pub struct World {
    pub directory: Directory,
    pub policies: Policies,
    pub rules: DatabaseRules,
    /// What was put into the bin by itself.
    pub bin: BTreeSet<ObjectId>,
    pub instants: Vec<Instant>,
}

impl World {
    /// Nobody, nothing, no policy defined, a standard database; asked at instant 0.
    pub fn empty() -> Self {
        Self {
            directory: Directory::default(),
            policies: Policies::UNDEFINED,
            rules: DatabaseRules {
                id: DatabaseId::from_bytes([0xdb; 16]),
                kind: DatabaseKind::Standard,
                nodes: Vec::new(),
                assignments: Vec::new(),
                rules: Vec::new(),
                grants: Vec::new(),
            },
            bin: BTreeSet::new(),
            instants: vec![Instant::from_micros(0)],
        }
    }

    /// Everybody who is named anywhere, also deleted users.
    pub fn people(&self) -> Vec<UserId> {
        let mut people: Vec<UserId> = self.directory.users.keys().copied().collect();
        people.extend(self.directory.groups.values().flat_map(|group| &group.members));
        let principals = self.rules.assignments.iter().map(|assignment| assignment.principal);
        let principals = principals.chain(self.rules.rules.iter().map(|rule| rule.principal));
        let principals = principals.chain(self.rules.grants.iter().map(|(_, grant)| grant.grantee));
        people.extend(principals.filter_map(|principal| match principal {
            Principal::User(user) => Some(user),
            Principal::Group(_) => None,
        }));
        people.extend(self.rules.grants.iter().map(|(_, grant)| grant.author));
        if let DatabaseKind::PrivateOfUser(owner) = self.rules.kind {
            people.push(owner);
        }
        people.sort();
        people.dedup();
        people
    }

    pub fn node(&self, object: ObjectId) -> &Node {
        self.rules.nodes.iter().find(|node| node.id == object).expect("an object of the tree")
    }

    /// Whether `object` is `above` or stands below it.
    pub fn is_within(&self, object: ObjectId, above: ObjectId) -> bool {
        let mut at = Some(object);
        while let Some(here) = at {
            if here == above {
                return true;
            }
            at = self.node(here).parent;
        }
        false
    }
}

impl World {
    /// Whether the object, or a folder above it, is in the bin.
    pub fn is_in_bin(&self, object: ObjectId) -> bool {
        self.bin.iter().any(|binned| self.is_within(object, *binned))
    }
}

const fn numbered(letter: u8, number: u8) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[0] = letter;
    bytes[15] = number;
    bytes
}

pub const fn user(number: u8) -> UserId {
    UserId::from_bytes(numbered(b'u', number))
}

pub const fn group(number: u8) -> GroupId {
    GroupId::from_bytes(numbered(b'g', number))
}

pub const fn object(number: u8) -> ObjectId {
    ObjectId::from_bytes(numbered(b'o', number))
}

pub const fn grant(number: u8) -> GrantId {
    GrantId::from_bytes(numbered(b'a', number))
}

/// `u1`, `g2`, `o3`, `a4`: users, groups, objects, grants ("access").
pub fn short(bytes: [u8; 16]) -> String {
    format!("{}{}", char::from(bytes[0]), bytes[15])
}

fn principal(who: Principal) -> String {
    short(who.to_bytes())
}

fn period(period: Period) -> String {
    let end = |at: Option<Instant>| at.map_or_else(String::new, |at| at.micros().to_string());
    if period == Period::ALWAYS {
        String::new()
    } else {
        format!(" [{}..{})", end(period.from), end(period.to))
    }
}

pub fn names(set: PermissionSet) -> String {
    set.iter().map(Permission::name).collect::<Vec<_>>().join(" ")
}

fn marks(marks: Marks) -> String {
    let mut text = String::new();
    for (sign, set) in [("+", marks.allow()), ("-", marks.deny())] {
        for permission in set.iter() {
            write!(text, " {sign}{permission}").unwrap();
        }
    }
    if text.is_empty() { " nothing set".to_owned() } else { text }
}

fn assignment_line(f: &mut fmt::Formatter<'_>, assignment: &Assignment) -> fmt::Result {
    writeln!(
        f,
        "  assignment {}{}:{}",
        principal(assignment.principal),
        period(assignment.period),
        marks(assignment.marks)
    )
}

fn rule_line(f: &mut fmt::Formatter<'_>, rule: &ObjectRule) -> fmt::Result {
    writeln!(
        f,
        "  rule on {} for {}:{}",
        short(rule.object.to_bytes()),
        principal(rule.principal),
        marks(rule.marks)
    )
}

fn grant_line(f: &mut fmt::Formatter<'_>, id: GrantId, grant: &Grant) -> fmt::Result {
    let seal = grant.seal.as_ref().map_or_else(String::new, |seal| {
        let state = |(person, Standing { state, until }): (&UserId, &Standing)| {
            let until = until.map_or_else(String::new, |until| format!(" until {}", until.micros()));
            format!(" {}={state:?}{until}", short(person.to_bytes()))
        };
        format!(", seal{}", seal.states.iter().map(state).collect::<String>())
    });
    let revoked = if grant.revoked { ", revoked" } else { "" };
    writeln!(
        f,
        "  grant {} on {} by {} to {}{}: {}{seal}{revoked}",
        short(id.to_bytes()),
        short(grant.object.to_bytes()),
        short(grant.author.to_bytes()),
        principal(grant.grantee),
        period(grant.period),
        names(grant.permissions),
    )
}

fn tree(f: &mut fmt::Formatter<'_>, world: &World, parent: Option<ObjectId>, indent: usize) -> fmt::Result {
    for node in world.rules.nodes.iter().filter(|node| node.parent == parent) {
        let kind = if node.kind == ObjectKind::Folder { "folder" } else { "entry" };
        let cut = if node.inheritance { "" } else { ", inheritance off" };
        let bin = if world.bin.contains(&node.id) { ", in the bin" } else { "" };
        writeln!(f, "{:indent$}{kind} {}{cut}{bin}", "", short(node.id.to_bytes()))?;
        tree(f, world, Some(node.id), indent + 2)?;
    }
    Ok(())
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.rules.kind {
            DatabaseKind::Standard => "standard".to_owned(),
            DatabaseKind::PrivateOfUser(owner) => format!("private of {}", short(owner.to_bytes())),
            DatabaseKind::PrivateOfGroup(owner) => format!("private of {}", short(owner.to_bytes())),
        };
        let instants: Vec<_> = self.instants.iter().map(|now| now.micros()).collect();
        writeln!(f, "world: {kind} database, asked at {instants:?}")?;
        for person in self.people() {
            let text = match self.directory.users.get(&person) {
                None => "deleted".to_owned(),
                Some(account) if account.enabled => format!("{:?}", account.roles),
                Some(account) => format!("disabled {:?}", account.roles),
            };
            writeln!(f, "  user {} {text}", short(person.to_bytes()))?;
        }
        for (id, group) in &self.directory.groups {
            let members: Vec<_> = group.members.iter().map(|member| short(member.to_bytes())).collect();
            let state = if group.enabled { "" } else { " disabled" };
            writeln!(f, "  group {}{state}: {}", short(id.to_bytes()), members.join(" "))?;
        }
        for permission in Permission::DATABASE {
            match self.policies.state(permission) {
                PolicyState::NotDefined => {}
                state => writeln!(f, "  policy {permission}: {state:?}")?,
            }
        }
        tree(f, self, None, 2)?;
        for assignment in &self.rules.assignments {
            assignment_line(f, assignment)?;
        }
        for rule in &self.rules.rules {
            rule_line(f, rule)?;
        }
        for (id, grant) in &self.rules.grants {
            grant_line(f, *id, grant)?;
        }
        Ok(())
    }
}
