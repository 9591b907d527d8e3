//! The whole of what an object holds, and the way between the whole and its two parts.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Field, FieldSummary, Secrets, Summary};
use crate::time::Instant;

/// How important an entry is to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Importance {
    /// Below the others.
    Low,
    /// As most.
    #[default]
    Normal,
    /// Above the others.
    High,
}

impl Importance {
    pub(super) fn is_normal(&self) -> bool {
        *self == Self::Normal
    }
}

/// What a client does with the warning of an entry before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningLevel {
    /// Shows it.
    Info,
    /// Asks for a confirmation.
    Confirm,
    /// Has the person type the title.
    Type,
}

/// A text that people see before they use an entry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// What a client does with it.
    pub level: WarningLevel,
    /// 1 to 4,000 characters.
    pub text: String,
}

/// Everything of an object but its fields.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Properties {
    /// The type of an entry; absent in a folder.
    pub entry_type: Option<String>,
    /// 1 to 500 characters.
    pub title: String,
    /// Up to 100, of 1 to 100 characters each.
    pub tags: Vec<String>,
    /// Up to 500 characters.
    pub category: Option<String>,
    /// How important it is.
    pub importance: Importance,
    /// The name of an icon, up to 100 characters.
    pub icon: Option<String>,
    /// A reminder; decides nothing.
    pub valid_to: Option<Instant>,
    /// Shown before use.
    pub warning: Option<Warning>,
    /// Left out of exports and local copies.
    pub online_only: bool,
}

/// The whole of what an object holds. INVARIANT: made by [`Content::check`] or [`Content::merge`], so within all
/// limits, with the fields of the type in its order before the custom ones, and no name twice.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    pub(super) properties: Properties,
    pub(super) fields: Vec<Field>,
}

/// The two parts of an object do not belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the summary and the secrets do not name the same secret fields")]
pub struct MergeError;

impl Content {
    /// Everything but the fields.
    pub const fn properties(&self) -> &Properties {
        &self.properties
    }

    /// The fields in their order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The two parts in which it is encrypted: everything but the values of secret fields, and those.
    pub fn split(self) -> (Summary, Secrets) {
        let Properties {
            entry_type,
            title,
            tags,
            category,
            importance,
            icon,
            valid_to,
            warning,
            online_only,
        } = self.properties;
        let mut secrets = Secrets::default();
        let mut fields = Vec::with_capacity(self.fields.len());
        for Field { name, kind, secret, custom, mut value } in self.fields {
            let shown = if secret {
                secrets.push(name.clone(), value);
                None
            } else {
                Some(std::mem::take(&mut *value))
            };
            fields.push(FieldSummary { name, kind, secret, custom, value: shown });
        }
        let summary = Summary {
            entry_type,
            title,
            tags,
            category,
            importance,
            icon,
            valid_to,
            warning,
            online_only,
            fields,
        };
        (summary, secrets)
    }

    /// The whole from its parts.
    ///
    /// # Errors
    /// [`MergeError`] where they do not name the same secret fields in the same order.
    pub fn merge(summary: Summary, secrets: Secrets) -> Result<Self, MergeError> {
        let Summary {
            entry_type,
            title,
            tags,
            category,
            importance,
            icon,
            valid_to,
            warning,
            online_only,
            fields,
        } = summary;
        let mut values = secrets.into_fields().into_iter();
        let mut whole = Vec::with_capacity(fields.len());
        for FieldSummary { name, kind, secret, custom, value } in fields {
            let value = match value {
                Some(value) => value.into(),
                None => values.next().filter(|(of, _)| *of == name).ok_or(MergeError)?.1,
            };
            whole.push(Field { name, kind, secret, custom, value });
        }
        if values.next().is_some() {
            return Err(MergeError);
        }
        let properties = Properties {
            entry_type,
            title,
            tags,
            category,
            importance,
            icon,
            valid_to,
            warning,
            online_only,
        };
        Ok(Self { properties, fields: whole })
    }
}

/// Shows nothing that people wrote.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("fields", &self.fields.len()).finish_non_exhaustive()
    }
}

/// Shows nothing that people wrote.
impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Properties").finish_non_exhaustive()
    }
}

/// Shows nothing that people wrote.
impl fmt::Debug for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Warning").field("level", &self.level).finish_non_exhaustive()
    }
}
