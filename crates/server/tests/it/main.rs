//! The server as its clients meet it: the real listener on loopback, asked in raw bytes where bytes matter.

// Helpers of tests are tests too: they fail by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod accounts;
mod assets;
mod bodies;
mod bounds;
mod compression;
mod content;
mod http2;
mod logs;
mod mended;
mod needs;
mod openapi;
mod outside;
mod paths;
mod program;
mod repeats;
mod sessions;
mod settings;
mod smuggling;
mod tls;
mod world;
