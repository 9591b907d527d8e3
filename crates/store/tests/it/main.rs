//! The conformance suite of the store: what every engine must do, told through its API; and what must hold for the
//! embedded engine when disks fill, syncs fail, processes are killed and files are tampered with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test ends where something is not as it must be"
)]

mod accounts;
mod audit;
mod bin;
mod child;
mod content;
mod databases;
mod faults;
mod group_commit;
mod kill;
mod objects;
mod process;
mod rekey;
mod rules;
mod second_passwords;
mod server;
mod staging;
mod survey;
mod tamper;
mod world;
