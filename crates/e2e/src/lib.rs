//! Drives the real binaries as a person would: a server process on loopback, and people at command lines of their
//! own. Used by the end-to-end tests and by the demo; it knows nothing that a user could not know.

pub mod history;
mod licence;
mod person;
mod server;
mod session;

pub use licence::Licence;
pub use person::{Outcome, Person};
pub use server::Server;
pub use session::{Answer, Session};
