//! The kinds of fields.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a field holds. It decides how a client draws the field and which values are taken
/// ([`super::check_value`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    #[default]
    Text,
    /// Several lines.
    Multiline,
    /// A password, PIN or key: always secret.
    Password,
    /// An address to open.
    Url,
    /// An e-mail address.
    Email,
    /// A day, `2026-01-31`.
    Date,
    /// A whole number.
    Number,
    /// A number with a decimal point.
    Decimal,
    /// `true` or `false`.
    Boolean,
    /// The secret of time-based codes: always secret.
    Totp,
    /// The id of an attachment of the entry.
    File,
}

impl FieldKind {
    /// All eleven.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Multiline,
        Self::Password,
        Self::Url,
        Self::Email,
        Self::Date,
        Self::Number,
        Self::Decimal,
        Self::Boolean,
        Self::Totp,
        Self::File,
    ];

    /// The name used in the API and in stored content.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Multiline => "multiline",
            Self::Password => "password",
            Self::Url => "url",
            Self::Email => "email",
            Self::Date => "date",
            Self::Number => "number",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Totp => "totp",
            Self::File => "file",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a field of this kind is secret wherever it stands.
    pub const fn is_always_secret(self) -> bool {
        matches!(self, Self::Password | Self::Totp)
    }
}

impl fmt::Display for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
