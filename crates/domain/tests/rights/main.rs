//! Tests of the rights engine from outside.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod random;
mod world;

mod changes;
mod explanations;
mod golden;
mod handing_out;
mod handing_out_worlds;
mod many;
mod members;
mod properties;
mod supposing;
mod worked_cases;
