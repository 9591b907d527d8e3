//! What a folder or an entry holds: types and fields as tables of data, values and their limits, and the two parts
//! in which content is kept.
//!
//! The *summary* is what a person with `access_entries` sees; the *secrets* are what only `read_entries` gives. They
//! are encrypted apart. [`Content`] is the whole; [`Content::split`] is the only way from the whole to the parts, so
//! that nothing secret can slip into a summary.

mod content;
mod draft;
mod field;
mod kind;
mod secrets;
mod summary;
pub mod totp;
mod types;
mod value;

pub use content::{Content, Importance, MergeError, Properties, Warning, WarningLevel};
pub use draft::{ContentError, Draft, FieldDraft};
pub use field::Field;
pub use kind::FieldKind;
pub use secrets::{DecodeSecretsError, Secrets};
pub use summary::{DecodeSummaryError, FieldSummary, Summary};
pub use types::{EntryType, FieldDefinition, TypeError, Types, folder_type};
pub use value::{ValueError, check_value, is_openable};

#[cfg(test)]
mod tests;
