//! Finding objects: in one database or in all that the caller may open, and those that expire.
//!
//! What counts of an object, and whether it counts at all, is what the one decision function shows the caller at this
//! instant; it is decided before anything is counted, ranked or cut off. The index is of all objects, so it is asked
//! only with that at hand. A question is asked to a copy, so that it holds up no change.

mod ask;
mod expiring;
mod found;
mod indexer;
mod question;
mod raised;
mod taken;
mod words;

pub(crate) use ask::parsed;
pub use ask::{After, SearchRequest, Searched};
pub use expiring::{End, Expiring, MOST_DAYS};
pub use found::Found;
pub(crate) use found::found;
pub(crate) use indexer::Indexer;
pub(crate) use question::Question;
pub(crate) use raised::Raised;
pub(crate) use taken::{Taken, sight};
pub(crate) use words::Words;
