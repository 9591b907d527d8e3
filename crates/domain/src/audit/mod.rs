//! The vocabulary of the audit: what is recorded, by whom, and in which bytes.
//!
//! A record holds ids, words of this vocabulary and numbers. It never holds a secret value, and no text that a person
//! wrote: such texts (a reason, the name of a custom field, the address of a client) are a [`Written`], which is
//! sealed first and stands in the record as ciphertext. Records are chained by the hash of [`Record::encode`], so
//! the encoding of an old record never changes: a new need is a new event, a new optional field, or a new version.

mod event;
mod parts;
mod record;
mod topic;
mod written;

pub use event::Event;
pub use parts::{FieldNames, Giving, Marking, Outcome, Purpose, RuleKept, Who};
pub use record::{Actor, ClientKind, DecodeRecordError, Record, Version};
pub use topic::{SEALS, TOPICS, Topic, events_of, told_as};
pub use written::{DecodeWrittenError, Written};

#[cfg(test)]
mod tests;
