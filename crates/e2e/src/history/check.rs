//! Is there an order? The search of Wing and Gong (1993), with the memory of Lowe (2017): what was done already and the
//! state that it led to are looked at once.

use std::{collections::HashSet, fmt::Debug, hash::Hash};

/// What one object does, one request after the other.
pub trait Model {
    /// What is asked.
    type Request: Clone + Debug;
    /// What is answered.
    type Answer: Clone + Debug + PartialEq;
    /// What the object is in between.
    type State: Clone + Debug + Eq + Hash;

    /// Before the first request.
    fn begin(&self) -> Self::State;

    /// What the request with that number makes of the object, and what is answered.
    fn step(
        &self,
        state: &Self::State,
        number: usize,
        request: &Self::Request,
    ) -> (Self::State, Self::Answer);

    /// Whether a request that is answered so never changes anything, whatever the state: a look, a refusal.
    fn is_idle(&self, answer: &Self::Answer) -> bool;
}

/// A request of a history.
#[derive(Debug, Clone)]
pub struct Call<R, A> {
    /// Names it: no other call of the history has the same.
    pub number: usize,
    /// When it was sent.
    pub invoked: u64,
    /// When its answer was there; of a lost one, when it can not come about any more.
    pub returned: u64,
    /// What was asked.
    pub request: R,
    /// What was answered; `None`: it was lost.
    pub answer: Option<A>,
}

/// What the judge says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There is an order.
    Right,
    /// There is none: an order of at most so many of the calls, the state that it leads to, and the calls of which none
    /// fits behind it.
    Wrong {
        /// The numbers of the calls that fit, in their order.
        order: Vec<usize>,
        /// The state behind them.
        state: String,
        /// The numbers of those that would have to be next.
        next: Vec<usize>,
    },
}

/// Looks for an order of the calls in which the model gives their answers.
pub fn check<M: Model>(model: &M, calls: &[Call<M::Request, M::Answer>]) -> Verdict {
    let mut search = Search {
        model,
        calls,
        seen: HashSet::new(),
        done: vec![0; calls.len().div_ceil(64)],
        order: Vec::new(),
        furthest: None,
    };
    match search.from(&model.begin()) {
        true => Verdict::Right,
        false => {
            let (order, state, next) = search.furthest.unwrap_or_default();
            Verdict::Wrong { order, state, next }
        }
    }
}

struct Search<'a, M: Model> {
    model: &'a M,
    calls: &'a [Call<M::Request, M::Answer>],
    seen: HashSet<(Vec<u64>, M::State)>,
    /// A bit for each call.
    done: Vec<u64>,
    order: Vec<usize>,
    furthest: Option<(Vec<usize>, String, Vec<usize>)>,
}

impl<M: Model> Search<'_, M> {
    fn from(&mut self, state: &M::State) -> bool {
        let Some(next) = self.next() else { return true };
        if let Some(at) = next.iter().copied().find(|at| self.is_idle(*at, state)) {
            // Whatever follows, follows as well with this call before it: it does nothing at any other place either.
            return self.with(at, state.clone());
        }
        for at in &next {
            let Some(call) = self.calls.get(*at) else { continue };
            let (after, answer) = self.model.step(state, call.number, &call.request);
            let fits = call.answer.as_ref().is_none_or(|given| *given == answer);
            let never = call.answer.is_none().then(|| state.clone());
            for state in fits.then_some(after).into_iter().chain(never) {
                if self.with(*at, state) {
                    return true;
                }
            }
        }
        if self.furthest.as_ref().is_none_or(|(order, ..)| order.len() < self.order.len()) {
            let numbers = next.iter().filter_map(|at| self.calls.get(*at)).map(|call| call.number).collect();
            self.furthest = Some((self.order.clone(), format!("{state:?}"), numbers));
        }
        false
    }

    /// The calls that may be next: they were sent before the first of the others was answered. `None`: all are done.
    fn next(&self) -> Option<Vec<usize>> {
        let open = || self.calls.iter().enumerate().filter(|(at, _)| !self.is_done(*at));
        let first = open().map(|(_, call)| call.returned).min()?;
        Some(open().filter(|(_, call)| call.invoked <= first).map(|(at, _)| at).collect())
    }

    fn is_idle(&self, at: usize, state: &M::State) -> bool {
        let Some(call) = self.calls.get(at) else { return false };
        let Some(given) = call.answer.as_ref().filter(|given| self.model.is_idle(given)) else {
            return false;
        };
        self.model.step(state, call.number, &call.request) == (state.clone(), given.clone())
    }

    /// Goes on with a call done, which led to `state`.
    fn with(&mut self, at: usize, state: M::State) -> bool {
        let Some(number) = self.calls.get(at).map(|call| call.number) else { return false };
        self.turn(at);
        self.order.push(number);
        let found = self.seen.insert((self.done.clone(), state.clone())) && self.from(&state);
        self.order.pop();
        self.turn(at);
        found
    }

    fn is_done(&self, at: usize) -> bool {
        self.done.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    fn turn(&mut self, at: usize) {
        if let Some(bits) = self.done.get_mut(at / 64) {
            *bits ^= 1 << (at % 64);
        }
    }
}
