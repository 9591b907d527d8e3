//! The seal's table walked whole, and what stands around it.

mod clock;
mod table;
mod votes;

use super::{
    ALWAYS, Acting, Approvers, Asked, Progress, SealEvent, SealRefusal, SealTerms, SealTimes, Step, Votes,
    step,
};
use crate::{
    account::Principal,
    id::{RequestId, UserId},
    rights::SealState,
    time::Instant,
};

const PERSON: UserId = UserId::from_bytes([1; 16]);
const ANN: UserId = UserId::from_bytes([2; 16]);
const BOB: UserId = UserId::from_bytes([3; 16]);
const CID: UserId = UserId::from_bytes([4; 16]);
const STRANGER: UserId = UserId::from_bytes([9; 16]);
const NOW: Instant = Instant::from_micros(1_000_000_000);

fn request() -> RequestId {
    RequestId::from_bytes([7; 16])
}

fn terms(quorum: u32) -> SealTerms {
    let approvers = [ANN, BOB, CID].map(Principal::User).into();
    SealTerms { approvers, quorum, open_for: None }
}

fn in_state(state: SealState) -> Progress {
    let request = (state != SealState::Sealed).then(request);
    Progress { state, since: Some(NOW), request, ..Progress::default() }
}

/// The seal of one person, acted on by one after the other.
struct Scene {
    progress: Progress,
    terms: SealTerms,
    approvers: Approvers,
    now: Instant,
}

impl Scene {
    fn new(state: SealState, quorum: u32) -> Self {
        let approvers = [ANN, BOB, CID].map(|voter| (voter, ALWAYS)).into();
        Self { progress: in_state(state), terms: terms(quorum), approvers, now: NOW }
    }

    fn acts(&mut self, user: UserId, event: SealEvent) -> Result<SealState, SealRefusal> {
        let acting = Acting {
            user,
            person: PERSON,
            is_grantee: true,
            administers: [ANN, BOB, CID].contains(&user),
            is_barred: false,
            approvers: &self.approvers,
        };
        let Step { after, .. } = self.step(&acting, event)?;
        self.progress = after;
        Ok(self.progress.at(self.now).state)
    }

    fn step(&self, acting: &Acting<'_>, event: SealEvent) -> Result<Step, SealRefusal> {
        let (terms, times) = (&self.terms, SealTimes::default());
        step(&self.progress, acting, &Asked { event, terms, times, now: self.now, request: request() })
    }
}
