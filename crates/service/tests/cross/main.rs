//! Every use case that takes an id, asked by ten people about every object of two databases: what is answered is
//! compared with the slow model of the rights, never with the engine.
//!
//! Changes name a revision that never was, and new objects have no title: so whoever is allowed gets past the rights
//! and is stopped by what comes after them, and nothing changes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used)]
#![allow(dead_code, reason = "the model and the stage are shared with tests that use more of them")]

#[path = "../../../domain/tests/model/decision.rs"]
mod decision;
#[path = "../../../domain/tests/model/person.rs"]
mod person;
#[path = "../../../domain/tests/model/sight.rs"]
mod sight;
#[path = "../it/world.rs"]
mod stage;
mod table;
#[path = "../../../domain/tests/model/world.rs"]
mod world;
