//! Tests of the importers from outside: real files of other programs, crafted hostile ones, random damage.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod craft;
mod damage;
mod export;
mod exports;
mod fits;
mod hostile;
mod keys;
mod meaning;
mod mutation;
mod onepux;
mod oracle;
mod real_files;
mod snapshot;
