//! What is set for a principal: allow, deny, or nothing.

use super::{Permission, PermissionSet};

/// A permission can not be allowed and denied in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is both allowed and denied")]
pub struct ContradictionError(pub Permission);

/// The marks of one assignment or rule. INVARIANT: no permission is in both sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Marks {
    allow: PermissionSet,
    deny: PermissionSet,
}

impl Marks {
    /// Nothing set.
    pub const NONE: Self = Self { allow: PermissionSet::EMPTY, deny: PermissionSet::EMPTY };

    /// From two sets.
    ///
    /// # Errors
    /// [`ContradictionError`] names the first permission that is in both.
    pub fn new(allow: PermissionSet, deny: PermissionSet) -> Result<Self, ContradictionError> {
        match allow.intersection(deny).iter().next() {
            Some(permission) => Err(ContradictionError(permission)),
            None => Ok(Self { allow, deny }),
        }
    }

    /// Allows only.
    pub const fn allowing(allow: PermissionSet) -> Self {
        Self { allow, deny: PermissionSet::EMPTY }
    }

    /// Denies only.
    pub const fn denying(deny: PermissionSet) -> Self {
        Self { allow: PermissionSet::EMPTY, deny }
    }

    /// What is allowed.
    pub const fn allow(&self) -> PermissionSet {
        self.allow
    }

    /// What is denied.
    pub const fn deny(&self) -> PermissionSet {
        self.deny
    }
}
