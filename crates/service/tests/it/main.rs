//! The use cases against a real store in a folder of their own.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used)]

mod accounts;
mod attaching;
mod audit;
mod binned;
mod changes;
mod clock;
mod copying;
mod databases;
mod exporting;
mod foretelling;
mod founding_story;
mod grants;
mod handing_out;
mod history;
mod import_jobs;
mod importing;
mod licence;
mod locks;
mod many;
mod mended;
mod mended_imports;
mod mended_many;
mod mended_opening;
mod notices;
mod personal;
mod previewing;
mod rest;
mod reverting;
mod search;
mod second_passwords;
mod server_key;
mod signing_in;
mod together;
mod unchanged;
mod whole;
mod world;
