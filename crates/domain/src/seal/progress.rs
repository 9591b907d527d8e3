//! How far one person has come with a seal.

use serde::{Deserialize, Serialize};

use super::Votes;
use crate::{
    id::RequestId,
    rights::{SealState, Standing},
    time::Instant,
};

/// How far one person has come with the seal of one grant. Votes belong to the state in which they were given: every
/// change of the state begins without any.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The state, as long as the clock has not ended it: ask [`Self::at`].
    pub state: SealState,
    /// When the state began; absent: it never was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Instant>,
    /// When the clock ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// The request on which the state rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
    /// Who approved the request so far.
    #[serde(default, skip_serializing_if = "Votes::is_empty")]
    pub approvals: Votes,
    /// Who voted to take the seal off so far.
    #[serde(default, skip_serializing_if = "Votes::is_empty")]
    pub unseals: Votes,
}

/// How it came that somebody who had asked is back at sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealEnd {
    /// An approver refused the request.
    Rejected,
    /// Nobody decided on the request in time.
    RequestOver,
    /// The approval was not used in time.
    ApprovalOver,
    /// What was broken had been open for its time.
    PeriodOver,
}

impl Progress {
    /// What the clock has ended by `now`, if it has ended anything.
    pub fn ended_by_clock(&self, now: Instant) -> Option<SealEnd> {
        self.until.filter(|until| *until <= now)?;
        match self.state {
            SealState::Waiting => Some(SealEnd::RequestOver),
            SealState::Approved => Some(SealEnd::ApprovalOver),
            SealState::Broken => Some(SealEnd::PeriodOver),
            SealState::Sealed | SealState::Unsealed => None,
        }
    }

    /// As it is at `now`: what the clock has ended is sealed, with nothing left of it.
    #[must_use]
    pub fn at(&self, now: Instant) -> Self {
        match self.until {
            Some(until) if until <= now => Self { since: Some(until), ..Self::default() },
            _ => self.clone(),
        }
    }

    /// What the rights engine needs of it.
    pub const fn standing(&self) -> Standing {
        Standing { state: self.state, until: self.until }
    }

    /// A state that begins at `now` and ends after `seconds`.
    pub(super) fn begin(
        state: SealState,
        now: Instant,
        seconds: Option<i64>,
        request: Option<RequestId>,
    ) -> Self {
        Self {
            state,
            since: Some(now),
            until: seconds.map(|seconds| now.plus_seconds(seconds)),
            request,
            ..Self::default()
        }
    }
}
