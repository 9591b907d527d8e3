//! Votes: who agreed, and when.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use crate::{id::UserId, time::Instant};

/// Votes for one thing, at most one of each person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Votes(BTreeMap<UserId, Instant>);

/// Those whose votes count at this instant, each with the instant since which they do: a vote that was given before its
/// account was disabled does not count again when the account is enabled.
pub type Approvers = BTreeMap<UserId, Instant>;

/// Since when votes of an account count that never was disabled.
pub const ALWAYS: Instant = Instant::from_micros(i64::MIN);

impl Votes {
    /// Gives a vote; a second one of the same person takes the place of the first.
    pub fn cast(&mut self, voter: UserId, now: Instant) {
        self.0.insert(voter, now);
    }

    /// Whether nobody voted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everybody who voted, whether it counts or not.
    pub fn voters(&self) -> impl Iterator<Item = UserId> {
        self.0.keys().copied()
    }

    /// The votes that count: of `approvers`, given after the instant since which each of them counts, and after `oldest` where votes lapse.
    pub fn counted(&self, approvers: &Approvers, oldest: Option<Instant>) -> BTreeSet<UserId> {
        let counts = |(voter, at): &(&UserId, &Instant)| {
            approvers.get(voter).is_some_and(|since| since < at) && oldest.is_none_or(|oldest| oldest < **at)
        };
        self.0.iter().filter(counts).map(|(voter, _)| *voter).collect()
    }
}

impl<'de> Deserialize<'de> for Votes {
    /// Votes were stored without their instants at first: those count as the oldest that there are.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Timed(BTreeMap<UserId, Instant>),
            Untimed(BTreeSet<UserId>),
        }
        Ok(Self(match Stored::deserialize(deserializer)? {
            Stored::Timed(votes) => votes,
            Stored::Untimed(voters) => {
                voters.into_iter().map(|voter| (voter, Instant::from_micros(0))).collect()
            }
        }))
    }
}
