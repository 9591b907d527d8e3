//! Who may do what: the one decision function.
//!
//! Listing, search, export, the change feed, counters and error texts all ask it, and nothing else
//! decides. It takes the rules, the person and an instant, and touches no I/O.

mod cause;
mod decide;
mod explain;
mod grant;
mod granted;
mod handing_out;
mod index;
mod listing;
mod looks;
mod marks;
mod moving;
mod permission;
mod policy;
mod server;
mod supposing;
mod view;

pub use cause::Cause;
pub use explain::Explanation;
pub use grant::{Grant, Seal, SealState, Standing};
pub use granted::{Extent, Granted, Refusal, Target};
pub use handing_out::{HandingOut, RuleChange};
pub use index::{Change, ChangeError, Children, CompileError, Index, MAX_FOLDER_LEVELS, Slot, Walk};
pub use listing::{Listing, Visibility};
pub use looks::{Look, PlaceLook, PrincipalView};
pub use marks::{ContradictionError, Marks};
pub use moving::{Effect, Moving, TooManyComparisons};
pub use permission::{Permission, PermissionSet};
pub use policy::{Policies, PolicyState};
pub use server::ServerRules;
pub use supposing::{SettingChange, Supposition};
pub use view::{MoveEffect, View};
