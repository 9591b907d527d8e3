//! The lock of one entry and its revision, as a sequence. A history is over before a lease is.

use super::Model;

/// What somebody asks of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockRequest {
    /// The session.
    pub session: usize,
    /// Whose it is.
    pub user: usize,
    /// What.
    pub act: LockAct,
}

/// What is done. A token is named by the call that it was the answer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockAct {
    /// Takes the lock, or renews it for the session that has it.
    Take,
    /// Renews it, with a token or without.
    Renew(Option<usize>),
    /// Releases one's own, with a token or without.
    Release(Option<usize>),
    /// Releases anybody's, by force.
    Force,
    /// Changes the entry, which had that revision when the person saw it.
    Save(u64),
    /// Looks at it.
    Look,
    /// Looks at it at the very end, and counts the records of the audit.
    Count,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockAnswer {
    /// A token, or that it was done.
    Done,
    /// Somebody else has the lock.
    Held,
    /// There is no such lock, or the token is not its.
    Conflict,
    /// The entry has that revision now.
    Saved(u64),
    /// It has another revision than was named.
    Stale,
    /// Who has the lock, and the revision.
    Seen(Option<usize>, u64),
    /// The same, and how many changes and releases of others' locks were recorded.
    Counted(Option<usize>, u64, usize, usize),
}

/// The model. A broken one shows that the judge notices.
#[derive(Debug, Clone, Copy, Default)]
pub struct LockModel {
    /// Gives a lock also where somebody else has it.
    pub gives_twice: bool,
    /// Lets others save past a lock.
    pub saves_past: bool,
    /// Records no release by force.
    pub forgets_records: bool,
}

/// Who has the lock.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Held {
    session: usize,
    user: usize,
    token: usize,
}

/// The entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    held: Option<Held>,
    revision: u64,
    forced: usize,
}

impl Model for LockModel {
    type Request = LockRequest;
    type Answer = LockAnswer;
    type State = Entry;

    fn begin(&self) -> Entry {
        Entry { held: None, revision: 1, forced: 0 }
    }

    fn is_idle(&self, answer: &LockAnswer) -> bool {
        !matches!(answer, LockAnswer::Done | LockAnswer::Saved(_))
    }

    fn step(&self, state: &Entry, number: usize, request: &LockRequest) -> (Entry, LockAnswer) {
        let LockRequest { session, user, ref act } = *request;
        let mut after = state.clone();
        let other = state.held.as_ref().is_some_and(|held| held.session != session);
        let own = state.held.as_ref().is_some_and(|held| held.user == user);
        let token_fits = |token: Option<usize>| {
            token.is_none_or(|token| state.held.as_ref().is_some_and(|held| held.token == token))
        };
        let holder = state.held.as_ref().map(|held| held.user);
        let answer = match *act {
            LockAct::Take if other && !self.gives_twice => LockAnswer::Held,
            LockAct::Take => {
                after.held = Some(Held { session, user, token: number });
                LockAnswer::Done
            }
            LockAct::Renew(_) if state.held.is_none() => LockAnswer::Conflict,
            LockAct::Renew(_) if other => LockAnswer::Held,
            LockAct::Renew(token) if !token_fits(token) => LockAnswer::Conflict,
            LockAct::Renew(token) => {
                after.held = Some(Held { session, user, token: token.unwrap_or(number) });
                LockAnswer::Done
            }
            LockAct::Release(_) if state.held.is_none() => LockAnswer::Done,
            LockAct::Release(_) if !own => LockAnswer::Held,
            LockAct::Release(token) if !token_fits(token) => LockAnswer::Conflict,
            LockAct::Release(_) => {
                after.held = None;
                LockAnswer::Done
            }
            LockAct::Force => {
                after.held = None;
                after.forced += usize::from(state.held.is_some() && !own && !self.forgets_records);
                LockAnswer::Done
            }
            LockAct::Save(_) if other && !self.saves_past => LockAnswer::Held,
            LockAct::Save(revision) if revision != state.revision => LockAnswer::Stale,
            LockAct::Save(_) => {
                after.revision += 1;
                LockAnswer::Saved(after.revision)
            }
            LockAct::Look => LockAnswer::Seen(holder, state.revision),
            LockAct::Count => {
                let changes = usize::try_from(state.revision - 1).unwrap_or(0);
                LockAnswer::Counted(holder, state.revision, changes, state.forced)
            }
        };
        (after, answer)
    }
}
