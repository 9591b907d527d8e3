//! The seal of a grant: a state for each person, the events that change it, and who may cause them.
//!
//! Pure, like all of this crate: whether somebody is an approver or an administrator at this instant is asked of the
//! rights engine by the caller and handed in. What never happens here: a transition that the table of the
//! specification ("Grants and seals") does not have, and a vote of somebody on access of their own.

mod machine;
mod progress;
mod terms;
mod votes;

#[cfg(test)]
mod tests;

pub use machine::{Acting, Asked, SealEvent, SealRefusal, Step, step};
pub use progress::{Progress, SealEnd};
pub use terms::{SealTerms, SealTermsError, SealTimes};
pub use votes::{ALWAYS, Approvers, Votes};
