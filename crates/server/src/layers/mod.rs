//! What lies around every route: bounds on paths, hosts and time, panics, compression.

mod compression;
mod guard;
mod time;

pub use compression::{NoCompression, compression, only_reading};
pub use guard::{clean_host, clean_path};
pub use time::in_time;
