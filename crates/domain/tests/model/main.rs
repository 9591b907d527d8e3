//! A slow, plain model of the rights specification, and the comparison of the engine with it.
//!
//! The model (`decision`) is written from the specification alone, sentence by sentence; nothing in it was
//! taken from the engine. Small random worlds (`generate`) are decided by both, and every difference is a
//! failure that prints a seed and the smallest world that still shows it (`shrink`).
//!
//! `STRONGROOM_SEED=123` replays one world and prints it; `STRONGROOM_WORLDS=1000000` changes how many are tried.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "this is a test: what is out of order shall stop it, and it prints what it measured"
)]

mod by_hand;
mod census;
mod compare;
mod decision;
mod dice;
mod engine;
mod explained;
mod generate;
mod grown;
mod membership;
mod person;
mod properties;
mod shrink;
mod sight;
mod worked_cases;
mod world;
