//! What a person with `access_entries` sees of an object, and its stored form.
//!
//! The stored form is also the form in which listings carry it, so it has the names of the API, and leaves out what
//! is absent or as usual. Equal summaries have equal bytes.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{FieldKind, Importance, Warning};
use crate::time::Instant;

/// A field without the value of a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FieldSummary {
    /// Its name, unique in the object.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether only a reveal shows the value.
    pub secret: bool,
    /// Whether it was added by a person, beside the fields of the type.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub custom: bool,
    /// The value; absent exactly where the field is secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Everything of an object but the values of secret fields.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Summary {
    /// The type of an entry; absent in a folder.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub entry_type: Option<String>,
    /// The title.
    pub title: String,
    /// The tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How important it is.
    #[serde(default, skip_serializing_if = "Importance::is_normal")]
    pub importance: Importance,
    /// The name of an icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// A reminder; decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Instant>,
    /// Shown before use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<Warning>,
    /// Left out of exports and local copies.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub online_only: bool,
    /// The fields in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldSummary>,
}

/// Stored bytes are no summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored summary is damaged")]
pub struct DecodeSummaryError;

impl Summary {
    /// The stored form: one line of JSON, an object.
    pub fn to_json(&self) -> Vec<u8> {
        // Names are text and no value can fail, so there is nothing to report.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// From the stored form.
    ///
    /// # Errors
    /// [`DecodeSummaryError`] where it is no summary, or shows the value of a secret field.
    pub fn from_json(bytes: &[u8]) -> Result<Self, DecodeSummaryError> {
        let summary: Self = serde_json::from_slice(bytes).map_err(|_| DecodeSummaryError)?;
        // INVARIANT: a secret has no value here, everything else has one.
        if summary.fields.iter().all(|field| field.secret == field.value.is_none()) {
            Ok(summary)
        } else {
            Err(DecodeSummaryError)
        }
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&FieldSummary> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Shows nothing that people wrote.
impl fmt::Debug for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Summary").field("fields", &self.fields.len()).finish_non_exhaustive()
    }
}

/// Shows nothing that people wrote.
impl fmt::Debug for FieldSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldSummary")
            .field("kind", &self.kind)
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}
