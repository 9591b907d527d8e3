//! What goes over the wire: the requests and answers of the HTTP API and its error codes, shared by the
//! server and the command line client.
//!
//! Types only. Nothing here decides, stores or talks to anybody, and a type never checks more than its
//! shape: ranges and rights are judged by the server. Every request refuses unknown fields, so that a
//! mistyped field is never lost, and every secret is a [`SecretText`], so that no `Debug` shows it.

pub mod assignments;
pub mod attachments;
pub mod audit;
pub mod auth;
pub mod bin;
pub mod changes;
pub mod databases;
pub mod entry_types;
pub mod export;
pub mod grants;
pub mod groups;
pub mod history;
pub mod import;
pub mod imports;
pub mod license;
pub mod list;
pub mod locks;
pub mod many;
pub mod notices;
pub mod objects;
pub mod patch;
pub mod policies;
pub mod principals;
pub mod problem;
pub mod reach;
pub mod reveal;
pub mod rights;
pub mod rights_change;
pub mod rights_preview;
pub mod rules;
pub mod schema;
pub mod search;
pub mod second_passwords;
pub mod secret;
pub mod server;
pub mod settings;
pub mod subscriptions;
pub mod users;
pub mod webhooks;

pub use list::Page;
pub use patch::Patch;
pub use problem::{ErrorCode, Problem};
pub use secret::SecretText;
