//! The server-wide state of each permission.

use serde::{Deserialize, Serialize};

use super::{Permission, PermissionSet};

/// The state of one permission for the whole server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyState {
    /// Allowed wherever nothing else is said.
    Enabled,
    /// Marks decide.
    #[default]
    NotDefined,
    /// Gone for everybody, the super administrator included.
    Disabled,
}

/// The states of the sixteen database permissions. INVARIANT: no permission is in both sets, and both
/// hold database permissions only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Policies {
    enabled: PermissionSet,
    disabled: PermissionSet,
}

impl Default for Policies {
    /// The states of a new server: filling and taking over from add-ons are enabled.
    fn default() -> Self {
        let enabled = [Permission::AutoComplete, Permission::AutoFill, Permission::AcceptFromAddons];
        Self { enabled: PermissionSet::of(&enabled), disabled: PermissionSet::EMPTY }
    }
}

impl Policies {
    /// Nothing defined.
    pub const UNDEFINED: Self = Self { enabled: PermissionSet::EMPTY, disabled: PermissionSet::EMPTY };

    /// The policies with one state changed. `access_entries` has no policy of its own (`read_entries` stands
    /// for it), so setting it changes nothing.
    #[must_use]
    pub const fn with(self, permission: Permission, state: PolicyState) -> Self {
        if matches!(permission, Permission::AccessEntries) {
            return self;
        }
        let (enabled, disabled) = (self.enabled.without(permission), self.disabled.without(permission));
        match state {
            PolicyState::Enabled => Self { enabled: enabled.with(permission), disabled },
            PolicyState::NotDefined => Self { enabled, disabled },
            PolicyState::Disabled => Self { enabled, disabled: disabled.with(permission) },
        }
    }

    /// The state of a database permission.
    pub const fn state(&self, permission: Permission) -> PolicyState {
        if self.disabled.has(permission) {
            PolicyState::Disabled
        } else if self.enabled.has(permission) {
            PolicyState::Enabled
        } else {
            PolicyState::NotDefined
        }
    }

    /// Everything enabled.
    pub const fn enabled(&self) -> PermissionSet {
        self.enabled
    }

    /// Everything disabled.
    pub const fn disabled(&self) -> PermissionSet {
        self.disabled
    }
}
