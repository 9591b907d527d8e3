//! The rules of Strongroom.
//!
//! Pure and synchronous: no I/O, no clock, no randomness. The instant of a decision and new ids are
//! arguments. This crate depends on no other crate of the project.

pub mod account;
pub mod administration;
pub mod audit;
pub mod database;
pub mod entry;
pub mod escape;
pub mod id;
pub mod licence;
pub mod limits;
pub mod lock;
pub mod name;
pub mod notice;
pub mod password;
pub mod retention;
pub mod rights;
pub mod seal;
pub mod time;
