//! What the parts of the bench have in common: a client without comfort, load, and what Linux tells of a process.

#![allow(clippy::print_stdout)]

pub mod connection;
pub mod load;
pub mod process;
pub mod result_file;
