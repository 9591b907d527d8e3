//! What is tested from outside of the crate: its sources, and the memory of a process that used it.

// The lints know `#[test]` functions as tests, but not the functions beside them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod generators;
mod hostile;
mod wiping;
