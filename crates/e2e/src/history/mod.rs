//! Recorded histories: many clients at once against one server, with kills in between, and a judge who says whether all
//! that was answered can have come about one after the other.
//!
//! Each request has the instants at which it was sent and answered. A history is right if there is an order of its
//! requests, each at some moment between its two instants, in which a small sequential model gives exactly the
//! answers that were given (linearizability). A request whose answer was lost in a kill came about before the kill or
//! not at all.

mod check;
mod dice;
mod locks;
mod play;
mod seals;
mod stage;

pub use check::{Call, Model, Verdict, check};
pub use dice::Dice;
pub use locks::{LockAct, LockAnswer, LockModel, LockRequest};
pub use play::{Options, Report, run};
pub use seals::{SealAct, SealAnswer, SealModel, SealRequest};
