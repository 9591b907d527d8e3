//! What a seal asks for: who approves, how many of them, and how long it stays open.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{account::Principal, time::Instant};

/// The most approvers that a seal can name.
const APPROVERS: usize = 100;

/// The longest time that a seal stays open after it was broken, in seconds: ten years.
const LONGEST_OPEN: i64 = 10 * 366 * 86_400;

/// The terms of a seal, as its author made them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealTerms {
    /// Who may approve, and take it off: users, or groups whose members each count by themselves. 1 to 100.
    pub approvers: BTreeSet<Principal>,
    /// How many of them must agree; from 1.
    pub quorum: u32,
    /// How many seconds it stays open after it was broken; absent: until somebody seals it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_for: Option<i64>,
}

/// Why terms can not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealTermsError {
    /// Nobody could ever approve.
    #[error("a seal needs at least one approver, and has at most {APPROVERS}")]
    Approvers,
    /// No vote at all, or more than there are approvers.
    #[error("the quorum is at least 1 and at most the number of people who approve")]
    Quorum,
    /// Not a time that one could wait for.
    #[error("the time that it stays open is at least a second and at most ten years")]
    OpenFor,
}

impl SealTerms {
    /// Checks what can be checked of the terms alone. `people`: how many distinct people the approvers are now.
    ///
    /// # Errors
    /// [`SealTermsError`]
    pub fn check(&self, people: usize) -> Result<(), SealTermsError> {
        if self.approvers.is_empty() || self.approvers.len() > APPROVERS {
            return Err(SealTermsError::Approvers);
        }
        let enough = usize::try_from(self.quorum).is_ok_and(|quorum| (1..=people).contains(&quorum));
        if !enough {
            return Err(SealTermsError::Quorum);
        }
        match self.open_for {
            Some(seconds) if !(1..=LONGEST_OPEN).contains(&seconds) => Err(SealTermsError::OpenFor),
            _ => Ok(()),
        }
    }
}

/// How long the clock leaves a request and an approval: settings of the server, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealTimes {
    /// How long a request waits.
    pub request_ttl: i64,
    /// How long an approval can be used.
    pub approval_ttl: i64,
}

impl SealTimes {
    /// Votes to take a seal off that are this old at `now` have lapsed: a request has its time, and so have they.
    pub const fn oldest_unseal(&self, now: Instant) -> Instant {
        now.plus_seconds(self.request_ttl.saturating_neg())
    }
}

impl Default for SealTimes {
    /// Seven days and 24 hours, as the specification has them.
    fn default() -> Self {
        Self { request_ttl: 7 * 86_400, approval_ttl: 86_400 }
    }
}
