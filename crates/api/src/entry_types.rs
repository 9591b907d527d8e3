//! The types of entries and their fields, so that a client can draw any of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::objects::FieldKind;

/// A type of entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntryType {
    /// Its name in requests, such as `password`.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Its fields, in the order to draw them.
    pub fields: Vec<EntryTypeField>,
}

/// A field that entries of a type have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntryTypeField {
    /// Its name in requests.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What values it takes.
    pub kind: FieldKind,
    /// Whether only a reveal gives its value.
    pub secret: bool,
}
