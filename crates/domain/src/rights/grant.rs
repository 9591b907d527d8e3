//! Grants: access to one object that a user gave to a user or group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PermissionSet;
use crate::{
    account::Principal,
    id::{ObjectId, UserId},
    time::{Instant, Period},
};

/// Access to one object that a user gave to a user or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The folder or entry.
    pub object: ObjectId,
    /// Who receives it.
    pub grantee: Principal,
    /// Who gave it. May be a deleted user: then it gives nothing.
    pub author: UserId,
    /// A subset of the object permissions.
    pub permissions: PermissionSet,
    /// When it is live.
    pub period: Period,
    /// A revoked grant is not live and never comes back to life.
    pub revoked: bool,
    /// Present: it gives its permissions only to persons for whom the seal is open.
    pub seal: Option<Seal>,
}

impl Grant {
    /// Inside its period and not revoked; also while still sealed.
    pub fn is_live(&self, now: Instant) -> bool {
        !self.revoked && self.period.contains(now)
    }
}

/// The seal of a grant: a state for each person. Persons not named are at [`SealState::Sealed`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seal {
    /// The state of each person for whom it is not simply sealed.
    pub states: BTreeMap<UserId, SealState>,
}

impl Seal {
    /// The state for `person`.
    pub fn state(&self, person: UserId) -> SealState {
        self.states.get(&person).copied().unwrap_or_default()
    }

    /// Whether the grant gives its permissions to `person`.
    pub fn is_open(&self, person: UserId) -> bool {
        self.state(person).is_open()
    }
}

/// The state of a seal for one person, at the instant of the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealState {
    /// Nobody has asked.
    #[default]
    Sealed,
    /// The grantee asked, with a reason.
    Waiting,
    /// Enough approvers agreed; the grantee may break the seal.
    Approved,
    /// The grantee broke the seal: the grant gives its permissions.
    Broken,
    /// An approver or administrator took the seal off: the grant gives its permissions.
    Unsealed,
}

impl SealState {
    /// Whether the grant gives its permissions to the person in that state.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Broken | Self::Unsealed)
    }
}
