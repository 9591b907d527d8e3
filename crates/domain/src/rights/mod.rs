//! Who may do what: the one decision function.
//!
//! Listing, search, export, the change feed, counters and error texts all ask it, and nothing else
//! decides. It takes the rules, the person and an instant, and touches no I/O.

mod grant;
mod marks;
mod permission;
mod policy;

pub use grant::{Grant, Seal, SealState};
pub use marks::{ContradictionError, Marks};
pub use permission::{Permission, PermissionSet};
pub use policy::{Policies, PolicyState};
