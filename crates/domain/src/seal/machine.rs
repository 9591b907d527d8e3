//! The table of the seal: state, event, who, next state.

use super::{Approvers, Progress, SealTerms, SealTimes, Votes};
use crate::{
    id::{RequestId, UserId},
    rights::SealState,
    time::Instant,
};

/// What somebody does to a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SealEvent {
    /// The grantee asks, with a reason.
    Request,
    /// An approver agrees to the request.
    Approve,
    /// An approver refuses it, with a reason.
    Reject,
    /// The grantee takes the request back.
    Withdraw,
    /// The grantee opens what was approved.
    Break,
    /// An approver or administrator closes it again.
    Reseal,
    /// An approver or administrator takes the seal off.
    Unseal,
}

impl SealEvent {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 7] =
        [Self::Request, Self::Approve, Self::Reject, Self::Withdraw, Self::Break, Self::Reseal, Self::Unseal];

    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
            Self::Break => "break",
            Self::Reseal => "reseal",
            Self::Unseal => "unseal",
        }
    }

    /// The event of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// Whether it is for those who decide about the access of others.
    pub const fn is_of_deciders(self) -> bool {
        matches!(self, Self::Approve | Self::Reject | Self::Reseal | Self::Unseal)
    }

    /// Whether a reason must be given.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Request | Self::Reject)
    }
}

/// Who acts, as the rights engine and the directory say at this instant.
#[derive(Debug, Clone, Copy)]
pub struct Acting<'a> {
    /// The one who acts.
    pub user: UserId,
    /// The person whose access the seal is about.
    pub person: UserId,
    /// Whether the person still is the grantee, or a member of the group that is.
    pub is_grantee: bool,
    /// Whether the one who acts administers the server or this database.
    pub administers: bool,
    /// Whether the one who acts is the author, and the server's setting keeps authors from deciding.
    pub is_barred: bool,
    /// Those whose votes count now: enabled, named as approvers directly or through an enabled group, and administrators
    /// of the server or of this database; without the author where the server's setting says so.
    pub approvers: &'a Approvers,
}

/// What is asked of the seal, and under which terms.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The event.
    pub event: SealEvent,
    /// The terms of the seal.
    pub terms: &'a SealTerms,
    /// The server's settings.
    pub times: SealTimes,
    /// The instant of the decision.
    pub now: Instant,
    /// The id of the request, if this becomes one.
    pub request: RequestId,
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The state before.
    pub from: SealState,
    /// The request that it was about, or that it became.
    pub request: Option<RequestId>,
    /// How far the person has come now.
    pub after: Progress,
}

/// Why an event is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealRefusal {
    /// The one who acts is not who may do this.
    #[error("`{}` is not for you to do", .0.name())]
    NotYours(SealEvent),
    /// Nobody approves or unseals access of their own.
    #[error("nobody decides on access of their own")]
    OwnAccess,
    /// The state has no such event.
    #[error("`{}` is not possible while the seal is `{}`", .event.name(), .state.name())]
    State {
        /// The event.
        event: SealEvent,
        /// The state that it met.
        state: SealState,
    },
}

/// Decides an event on `progress`: at first who may, then whether the state has such an event, then what follows.
///
/// # Errors
/// [`SealRefusal`]; nothing has changed then.
pub fn step(progress: &Progress, acting: &Acting<'_>, asked: &Asked<'_>) -> Result<Step, SealRefusal> {
    may(acting, asked)?;
    let before = progress.at(asked.now);
    let (from, met) = (before.state, before.request);
    let after =
        follow(before, acting, asked).ok_or(SealRefusal::State { event: asked.event, state: from })?;
    Ok(Step { from, request: met.or(after.request), after })
}

fn may(acting: &Acting<'_>, asked: &Asked<'_>) -> Result<(), SealRefusal> {
    let own = acting.user == acting.person;
    let approver = acting.approvers.contains_key(&acting.user);
    let allowed = match asked.event {
        SealEvent::Request | SealEvent::Withdraw | SealEvent::Break => own && acting.is_grantee,
        SealEvent::Approve | SealEvent::Unseal if own => return Err(SealRefusal::OwnAccess),
        SealEvent::Approve => approver && acting.is_grantee,
        // Taking away is always allowed to those who administer, from oneself as well.
        SealEvent::Reject => approver,
        SealEvent::Reseal => approver || acting.administers,
        // Where one vote is not enough, only the votes of approvers are counted.
        SealEvent::Unseal => {
            let may = approver || (acting.administers && asked.terms.quorum == 1);
            may && acting.is_grantee && !acting.is_barred
        }
    };
    if allowed { Ok(()) } else { Err(SealRefusal::NotYours(asked.event)) }
}

/// The table; `None` for a pair that is not in it.
fn follow(before: Progress, acting: &Acting<'_>, asked: &Asked<'_>) -> Option<Progress> {
    use SealState::{Approved, Broken, Sealed, Unsealed, Waiting};
    let Asked { terms, times, now, .. } = *asked;
    let begin = |state, seconds, request| Progress::begin(state, now, seconds, request);
    let request = before.request;
    Some(match (before.state, asked.event) {
        (Sealed, SealEvent::Request) => begin(Waiting, Some(times.request_ttl), Some(asked.request)),
        (Waiting, SealEvent::Approve) => {
            let mut waiting = before;
            waiting.approvals.cast(acting.user, now);
            if reaches(&waiting.approvals, acting, terms, None) {
                begin(Approved, Some(times.approval_ttl), request)
            } else {
                waiting
            }
        }
        (Waiting, SealEvent::Reject | SealEvent::Withdraw) => begin(Sealed, None, None),
        (Approved, SealEvent::Break) => begin(Broken, terms.open_for, request),
        (Approved | Broken | Unsealed | Waiting, SealEvent::Reseal) => begin(Sealed, None, None),
        (Sealed | Waiting | Approved | Broken, SealEvent::Unseal) => {
            let mut waiting = before;
            waiting.unseals.cast(acting.user, now);
            let oldest = Some(times.oldest_unseal(now));
            let enough = terms.quorum == 1 || reaches(&waiting.unseals, acting, terms, oldest);
            if enough { begin(Unsealed, None, None) } else { waiting }
        }
        _ => return None,
    })
}

/// Whether enough of those who voted still count.
fn reaches(votes: &Votes, acting: &Acting<'_>, terms: &SealTerms, oldest: Option<Instant>) -> bool {
    let counted = votes.counted(acting.approvers, oldest);
    let others = counted.iter().filter(|voter| **voter != acting.person);
    u32::try_from(others.count()).is_ok_and(|counted| counted >= terms.quorum)
}
