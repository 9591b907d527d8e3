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

/// The seal of a grant: where each person stands. Persons not named are at [`SealState::Sealed`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seal {
    /// Each person for whom it is not simply sealed.
    pub states: BTreeMap<UserId, Standing>,
}

/// Where one person stands with a seal: a state, and when the clock ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The state.
    pub state: SealState,
    /// The first instant at which the person is back at [`SealState::Sealed`]; absent: no clock ends the state.
    pub until: Option<Instant>,
}

impl Standing {
    /// The state at `now`: the clock ends it without anybody writing anything.
    pub fn at(self, now: Instant) -> SealState {
        if self.until.is_some_and(|until| until <= now) { SealState::Sealed } else { self.state }
    }
}

impl Seal {
    /// The state for `person` at `now`.
    pub fn state(&self, person: UserId, now: Instant) -> SealState {
        self.states.get(&person).map_or(SealState::Sealed, |standing| standing.at(now))
    }

    /// Whether the grant gives its permissions to `person` at `now`.
    pub fn is_open(&self, person: UserId, now: Instant) -> bool {
        self.state(person, now).is_open()
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
    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Broken => "broken",
            Self::Unsealed => "unsealed",
        }
    }

    /// Whether the grant gives its permissions to the person in that state.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Broken | Self::Unsealed)
    }
}
