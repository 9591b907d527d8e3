//! What is set at an object: rules, grants. Most objects have nothing of their own.

use super::{Ordinal, Slot};
use crate::{
    account::Principal,
    id::GrantId,
    rights::{Grant, Marks, PermissionSet},
};

/// One principal's marks on the object.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub ordinal: Ordinal,
    pub principal: Principal,
    pub marks: Marks,
}

/// Rules and grants of one object.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// At most one a principal.
    pub rules: Vec<Rule>,
    pub grants: Vec<GrantId>,
}

impl Place {
    pub const fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.grants.is_empty()
    }

    pub const fn heap_bytes(&self) -> usize {
        self.rules.capacity() * size_of::<Rule>() + self.grants.capacity() * size_of::<GrantId>()
    }
}

/// A grant and where it stands.
#[derive(Debug, Clone)]
pub struct Placed {
    pub slot: Slot,
    pub grantee: Ordinal,
    pub grant: Grant,
}

impl Placed {
    /// What the grant says, before support: an allow of reading allows seeing.
    pub const fn says(&self) -> PermissionSet {
        self.grant.permissions.intersection(PermissionSet::OBJECT).reading_means_seeing()
    }
}
