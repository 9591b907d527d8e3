//! The seal of one grant for one person, as a sequence: written from the table of the specification.

use std::collections::BTreeSet;

use super::Model;

/// What somebody asks of a seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealRequest {
    /// Who; the grantee or an approver.
    pub user: usize,
    /// What.
    pub act: SealAct,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealAct {
    /// By the grantee.
    Request,
    /// By the grantee.
    Withdraw,
    /// By the grantee.
    Break,
    /// By an approver.
    Approve,
    /// By an approver.
    Reject,
    /// By an approver.
    Reseal,
    /// By an approver.
    Unseal,
    /// Looks at its state.
    Look,
    /// Looks at the very end, and counts the records of the audit.
    Count,
}

impl SealAct {
    /// What the grantee does.
    pub const GRANTEE: [Self; 4] = [Self::Request, Self::Request, Self::Break, Self::Withdraw];
    /// What approvers do.
    pub const APPROVER: [Self; 6] =
        [Self::Approve, Self::Approve, Self::Approve, Self::Reject, Self::Reseal, Self::Unseal];

    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Withdraw => "withdraw",
            Self::Break => "break",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Reseal => "reseal",
            Self::Unseal => "unseal",
            Self::Look | Self::Count => "look",
        }
    }
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealAnswer {
    /// It was done.
    Done,
    /// The state has no such event.
    State,
    /// The person asked ten times within the hour.
    Limited,
    /// The state.
    Seen(Phase),
    /// The same, and how many transitions were recorded.
    Counted(Phase, usize),
}

/// The states of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Nobody has asked.
    Sealed,
    /// The grantee asked.
    Waiting,
    /// Enough approvers agreed.
    Approved,
    /// The grantee broke it.
    Broken,
    /// It was taken off.
    Unsealed,
}

impl Phase {
    /// The state of that name in the API.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "sealed" => Self::Sealed,
            "waiting" => Self::Waiting,
            "approved" => Self::Approved,
            "broken" => Self::Broken,
            "unsealed" => Self::Unsealed,
            _ => return None,
        })
    }
}

/// The model. A broken one shows that the judge notices.
#[derive(Debug, Clone, Copy)]
pub struct SealModel {
    /// How many must agree.
    pub quorum: usize,
    /// Keeps votes when the request ends.
    pub keeps_votes: bool,
    /// Lets the grantee break what only waits.
    pub breaks_early: bool,
    /// Lets a broken seal be broken again.
    pub breaks_twice: bool,
}

impl SealModel {
    /// The right one.
    pub const fn of(quorum: usize) -> Self {
        Self { quorum, keeps_votes: false, breaks_early: false, breaks_twice: false }
    }
}

/// The seal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Seal {
    phase: Phase,
    approvals: BTreeSet<usize>,
    unseals: BTreeSet<usize>,
    asked: usize,
    records: usize,
}

impl Model for SealModel {
    type Request = SealRequest;
    type Answer = SealAnswer;
    type State = Seal;

    fn begin(&self) -> Seal {
        let votes = BTreeSet::new();
        Seal { phase: Phase::Sealed, approvals: votes.clone(), unseals: votes, asked: 0, records: 0 }
    }

    fn is_idle(&self, answer: &SealAnswer) -> bool {
        *answer != SealAnswer::Done
    }

    fn step(&self, state: &Seal, _: usize, request: &SealRequest) -> (Seal, SealAnswer) {
        use Phase::{Approved, Broken, Sealed, Unsealed, Waiting};
        let SealRequest { user, act } = *request;
        match act {
            SealAct::Look => return (state.clone(), SealAnswer::Seen(state.phase)),
            SealAct::Count => return (state.clone(), SealAnswer::Counted(state.phase, state.records)),
            _ => {}
        }
        let to = match (state.phase, act) {
            (Sealed, SealAct::Request) if state.asked >= 10 => return (state.clone(), SealAnswer::Limited),
            (Sealed, SealAct::Request) => Waiting,
            (Waiting, SealAct::Approve) if self.reaches(&state.approvals, user) => Approved,
            (Waiting, SealAct::Reject | SealAct::Withdraw) => Sealed,
            (Approved, SealAct::Break) => Broken,
            (Waiting, SealAct::Break) if self.breaks_early => Broken,
            (Broken, SealAct::Break) if self.breaks_twice => Broken,
            (Approved | Broken | Unsealed | Waiting, SealAct::Reseal) => Sealed,
            (Sealed | Waiting | Approved | Broken, SealAct::Unseal) if self.reaches(&state.unseals, user) => {
                Unsealed
            }
            // A vote that is not enough.
            (Waiting, SealAct::Approve) => Waiting,
            (phase @ (Sealed | Waiting | Approved | Broken), SealAct::Unseal) => phase,
            _ => return (state.clone(), SealAnswer::State),
        };
        let mut after = state.clone();
        match act {
            SealAct::Approve if to == Waiting => drop(after.approvals.insert(user)),
            SealAct::Unseal if to != Unsealed => drop(after.unseals.insert(user)),
            // Votes belong to the state in which they were given.
            _ if self.keeps_votes => {}
            _ => {
                after.approvals.clear();
                after.unseals.clear();
            }
        }
        after.asked += usize::from(act == SealAct::Request);
        (after.phase, after.records) = (to, state.records + 1);
        (after, SealAnswer::Done)
    }
}

impl SealModel {
    fn reaches(&self, votes: &BTreeSet<usize>, user: usize) -> bool {
        votes.len() + usize::from(!votes.contains(&user)) >= self.quorum
    }
}
