//! Finding objects: in one database or in all that the caller may open, and those that expire.
//!
//! What counts of an object, and whether it counts at all, is what the one decision function shows the caller at this
//! instant; it is decided before anything is counted, ranked or cut off. The index is of all objects, so it is asked
//! only with that at hand.

mod ask;
mod expiring;
mod found;
mod indexer;
mod question;
mod words;

pub(crate) use ask::parsed;
pub use ask::{After, SearchRequest, Searched};
pub use expiring::MOST_DAYS;
pub use found::Found;
pub(crate) use found::found;
pub(crate) use indexer::Indexer;
pub(crate) use question::{Question, sights};
pub(crate) use words::Words;
