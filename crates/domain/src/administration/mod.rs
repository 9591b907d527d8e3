//! Who administers what: the section *Who administers* of the rights specification.
//!
//! Each function decides one question and answers with [`Administers`], a proof that only this module can make and
//! that whoever changes accounts, groups, policies or databases demands. Nothing here says who may read content:
//! that is decided in [`crate::rights`], and no role implies it but the super administrator's.
//!
//! A proof says that the *action* is allowed. What it hands out is a second question, asked of [`handing_out`].

mod database;
mod group;
mod handing_out;
mod preset;
mod proof;
mod rank;
mod server;
mod user;

pub use database::{AdministeredDatabase, DatabaseAction, database};
pub use group::{AdministeredGroup, GroupAction, MembershipAction, group, membership};
pub use handing_out::{HandsOutError, handing_out, handing_out_by};
pub use preset::{DatabasePreset, ObjectPreset};
pub use proof::{Action, Actor, Administers, AdministrationRefusal, Subject};
pub use rank::{Rank, rank};
pub use server::{ServerAction, server};
pub use user::{AdministeredUser, UserAction, user};

#[cfg(test)]
mod tests;
