//! What changed for one person: the feed of a database, and the stream of everything that a client follows.
//!
//! Nothing here decides: what a person is told of, at the moment of telling, is what the one decision function shows
//! them then. What they do not see any more is told by its id alone, and only if they were told of it before.

mod cursors;
mod feed;
mod follow;
mod log;
mod sight;
mod sights;

pub(crate) use cursors::Cursors;
pub use cursors::{Cursor, ParseCursorError};
pub use feed::{Changes, LockChange};
pub use follow::{Follower, Told};
pub(crate) use log::{ChangeLog, Released, Touched};
pub(crate) use sights::Sights;
