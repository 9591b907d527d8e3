//! The permissions, in the order in which they stand everywhere.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A permission. Sixteen are given at the database, eight on objects; seven are in both lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Permission {
    /// See a database in the list and open it (database only).
    AccessDatabase,
    /// See and use an object: everything but secret fields and notes (objects only).
    AccessEntries,
    /// Show and copy every field, the history and attachments.
    ReadEntries,
    /// Change, tag, restore a version.
    ModifyEntries,
    /// Create in a folder.
    AddEntries,
    /// Delete to the bin.
    DeleteEntries,
    /// Type into programs (database only).
    AutoComplete,
    /// Fill in a browser (database only).
    AutoFill,
    /// Take over new entries from add-ons (database only).
    AcceptFromAddons,
    /// Print (database only).
    PrintEntries,
    /// Export (database only).
    ExportEntries,
    /// Keep a copy on the own machine (database only).
    SaveLocalCopy,
    /// Synchronise with another file (database only).
    Synchronize,
    /// Give others access to an object.
    GrantAccess,
    /// Put a seal on a grant.
    SealEntries,
    /// Set a second password.
    SetSecondPassword,
    /// Administer the rights of the database (database only).
    GrantAdminRights,
}

use Permission as P;

impl Permission {
    /// All seventeen.
    pub const ALL: [Self; 17] = [
        P::AccessDatabase,
        P::AccessEntries,
        P::ReadEntries,
        P::ModifyEntries,
        P::AddEntries,
        P::DeleteEntries,
        P::AutoComplete,
        P::AutoFill,
        P::AcceptFromAddons,
        P::PrintEntries,
        P::ExportEntries,
        P::SaveLocalCopy,
        P::Synchronize,
        P::GrantAccess,
        P::SealEntries,
        P::SetSecondPassword,
        P::GrantAdminRights,
    ];

    /// The sixteen database permissions.
    pub const DATABASE: [Self; 16] = [
        P::AccessDatabase,
        P::ReadEntries,
        P::ModifyEntries,
        P::AddEntries,
        P::DeleteEntries,
        P::AutoComplete,
        P::AutoFill,
        P::AcceptFromAddons,
        P::PrintEntries,
        P::ExportEntries,
        P::SaveLocalCopy,
        P::Synchronize,
        P::GrantAccess,
        P::SealEntries,
        P::SetSecondPassword,
        P::GrantAdminRights,
    ];

    /// The eight object permissions.
    pub const OBJECT: [Self; 8] = [
        P::AccessEntries,
        P::ReadEntries,
        P::ModifyEntries,
        P::AddEntries,
        P::DeleteEntries,
        P::GrantAccess,
        P::SealEntries,
        P::SetSecondPassword,
    ];

    /// The name used in the API, in audit records and in the command line.
    pub const fn name(self) -> &'static str {
        match self {
            P::AccessDatabase => "access_database",
            P::AccessEntries => "access_entries",
            P::ReadEntries => "read_entries",
            P::ModifyEntries => "modify_entries",
            P::AddEntries => "add_entries",
            P::DeleteEntries => "delete_entries",
            P::AutoComplete => "auto_complete",
            P::AutoFill => "auto_fill",
            P::AcceptFromAddons => "accept_from_addons",
            P::PrintEntries => "print_entries",
            P::ExportEntries => "export_entries",
            P::SaveLocalCopy => "save_local_copy",
            P::Synchronize => "synchronize",
            P::GrantAccess => "grant_access",
            P::SealEntries => "seal_entries",
            P::SetSecondPassword => "set_second_password",
            P::GrantAdminRights => "grant_admin_rights",
        }
    }

    /// The permission of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.name() == name)
    }

    const fn bit(self) -> u32 {
        1 << self as u8
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of permissions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PermissionSet(u32);

impl PermissionSet {
    /// No permission.
    pub const EMPTY: Self = Self(0);
    /// The seventeen.
    pub const ALL: Self = Self::of(&Permission::ALL);
    /// The sixteen of databases.
    pub const DATABASE: Self = Self::of(&Permission::DATABASE);
    /// The eight of objects.
    pub const OBJECT: Self = Self::of(&Permission::OBJECT);
    /// The seven that stand in both lists.
    pub const CONTENT: Self = Self(Self::DATABASE.0 & Self::OBJECT.0);
    /// The eight that say by which way content may leave, and `grant_admin_rights`.
    pub const CHANNEL: Self = Self(Self::DATABASE.0 & !Self::CONTENT.0 & !P::AccessDatabase.bit());

    /// The set of the listed permissions.
    pub const fn of(permissions: &[Permission]) -> Self {
        let mut bits = 0;
        let mut rest = permissions;
        while let [first, tail @ ..] = rest {
            bits |= first.bit();
            rest = tail;
        }
        Self(bits)
    }

    /// From the bits of [`Self::bits`]; bits without a meaning are refused.
    pub const fn from_bits(bits: u32) -> Option<Self> {
        if bits & !Self::ALL.0 == 0 { Some(Self(bits)) } else { None }
    }

    /// One bit a permission, bit 0 being `access_database`, in the order of [`Permission::ALL`]. Stored on
    /// disk: never renumber.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether `permission` is in the set.
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// The set with `permission`.
    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | permission.bit())
    }

    /// The set without `permission`.
    #[must_use]
    pub const fn without(self, permission: Permission) -> Self {
        Self(self.0 & !permission.bit())
    }

    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is here and not in `other`.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether everything of `other` is here.
    pub const fn contains(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The permissions in their order.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.has(*permission))
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_have_the_sizes_of_the_specification() {
        assert_eq!(PermissionSet::CONTENT.iter().count(), 7);
        assert_eq!(PermissionSet::CHANNEL.iter().count(), 8);
        assert!(PermissionSet::CHANNEL.has(Permission::GrantAdminRights));
        assert!(PermissionSet::from_bits(1 << 17).is_none());
        assert!(Permission::ALL.into_iter().all(|p| Permission::from_name(p.name()) == Some(p)));
    }
}
