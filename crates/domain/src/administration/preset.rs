//! Bundles of permissions that a person chooses instead of ticking them one by one.
//!
//! A preset is only a set of allow marks at the moment it is chosen; nothing remembers it.

use serde::{Deserialize, Serialize};

use crate::rights::{Permission as P, PermissionSet};

/// What a newly added principal may be given at the database. Without one: [`DatabasePreset::NONE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatabasePreset {
    /// Opens the database, reads, and fills in.
    Reader,
    /// Also changes, creates and deletes.
    Editor,
    /// Also takes content out, gives access to others, seals and sets second passwords.
    Full,
    /// All sixteen: also administers the rights of the database.
    Administrator,
}

impl DatabasePreset {
    /// All, each including those before it.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Editor, Self::Full, Self::Administrator];

    /// What a newly added principal gets where no preset is chosen.
    pub const NONE: PermissionSet = PermissionSet::of(&[P::AccessDatabase]);

    /// The permissions to allow.
    pub const fn permissions(self) -> PermissionSet {
        match self {
            Self::Reader => {
                Self::NONE.union(PermissionSet::of(&[P::ReadEntries, P::AutoComplete, P::AutoFill]))
            }
            Self::Editor => Self::Reader.permissions().union(PermissionSet::of(&[
                P::ModifyEntries,
                P::AddEntries,
                P::DeleteEntries,
                P::AcceptFromAddons,
            ])),
            Self::Full => PermissionSet::DATABASE.without(P::GrantAdminRights),
            Self::Administrator => PermissionSet::DATABASE,
        }
    }
}

/// What a principal may be given on a folder or entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectPreset {
    /// Sees the object and uses it without seeing its secrets.
    Use,
    /// Also reads it.
    Reader,
    /// Also changes, creates and deletes.
    Editor,
    /// All eight.
    Full,
}

impl ObjectPreset {
    /// All, each including those before it.
    pub const ALL: [Self; 4] = [Self::Use, Self::Reader, Self::Editor, Self::Full];

    /// The permissions to allow.
    pub const fn permissions(self) -> PermissionSet {
        match self {
            Self::Use => PermissionSet::of(&[P::AccessEntries]),
            Self::Reader => Self::Use.permissions().with(P::ReadEntries),
            Self::Editor => Self::Reader.permissions().union(PermissionSet::of(&[
                P::ModifyEntries,
                P::AddEntries,
                P::DeleteEntries,
            ])),
            Self::Full => PermissionSet::OBJECT,
        }
    }
}
