//! Search without I/O, clock or rights: what a query means, what an object offers to it, how hits are ranked, and an
//! index in memory that finds them.
//!
//! - [`Query`] is what a person typed, taken apart. There is no error but for one that is too long.
//! - [`Judge`] says of one object whether it is a hit and how good a one. That is the meaning of a query.
//! - [`Index`] gives the same answer for many objects without looking at each of them.
//!
//! It never decides who sees what: the caller says of each row how much of it may count ([`Sight`]), and what may not
//! count has no part in a hit, a rank or the question whether misspellings are looked for.
//!
//! It is never written to disk: words stand in it in clear.

mod document;
mod edits;
mod fold;
mod index;
mod judge;
mod overlay;
mod query;
mod rank;
mod segment;
mod sight;
mod words;

pub use document::Document;
pub use fold::fold;
pub use index::{FEW_HITS, Frozen, Hit, Index, Merging, Search, Source, TooCommon};
pub use judge::{Judge, Subject};
pub use query::{MAX_CHARACTERS, MAX_CLAUSES, Query, QueryError};
pub use rank::Rank;
pub use segment::{Segment, SegmentBuilder};
pub use sight::Sight;
