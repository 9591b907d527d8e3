//! Databases and their trees, as far as decisions rest on them.

use crate::{
    account::Principal,
    id::{DatabaseId, GrantId, GroupId, ObjectId, UserId},
    rights::{Grant, Marks},
    time::Period,
};

/// Who a database belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatabaseKind {
    /// Shared under assignments, rules and grants.
    Standard,
    /// Owned by one user, who alone has rights.
    PrivateOfUser(UserId),
    /// Owned by a group, whose members alone have rights.
    PrivateOfGroup(GroupId),
}

/// Folder or entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectKind {
    /// Holds folders and entries.
    Folder,
    /// Holds fields.
    Entry,
}

/// One folder or entry in the tree. A node in the bin stands at the place it came from, so that it
/// keeps the rights of that path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: ObjectId,
    /// The folder above; absent: the root, that is the database itself.
    pub parent: Option<ObjectId>,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// Off: allows, grants and enabled policies from above do not reach this object. Denies always do.
    pub inheritance: bool,
}

/// A principal's place in a database: a period and marks for the database permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// Who.
    pub principal: Principal,
    /// When it is live.
    pub period: Period,
    /// Marks for the sixteen database permissions.
    pub marks: Marks,
}

/// A principal's marks on one folder or entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectRule {
    /// On what.
    pub object: ObjectId,
    /// For whom.
    pub principal: Principal,
    /// Marks for the eight object permissions.
    pub marks: Marks,
}

/// Everything a decision about one database rests on, but for accounts and policies.
/// The order in which nodes, rules and grants stand never matters, but that a parent precedes its children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseRules {
    /// Which database.
    pub id: DatabaseId,
    /// Standard or private.
    pub kind: DatabaseKind,
    /// The tree; a parent precedes its children.
    pub nodes: Vec<Node>,
    /// At most one assignment a principal.
    pub assignments: Vec<Assignment>,
    /// At most one rule a pair of object and principal.
    pub rules: Vec<ObjectRule>,
    /// The grants, live or not.
    pub grants: Vec<(GrantId, Grant)>,
}
