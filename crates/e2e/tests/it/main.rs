//! The founding story with the real binaries.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used)]

mod clock;
mod feed;
mod files;
mod history;
mod imports;
mod moving;
mod rights;
mod seals;
mod second_password;
mod stage;
mod story;
mod told;
mod watch;
