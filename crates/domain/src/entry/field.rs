//! One field with its value.

use std::fmt;

use zeroize::Zeroizing;

use super::FieldKind;

/// A field with its value. Values are text in every kind, in the spelling that [`super::check_value`] asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, unique in the object.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether only a reveal shows the value.
    pub secret: bool,
    /// Whether it was added by a person, beside the fields of the type.
    pub custom: bool,
    /// The value. Wiped when dropped, whether or not the field is secret.
    pub value: Zeroizing<String>,
}

/// Shows no value: a field that is not secret today may hold one all the same.
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("secret", &self.secret)
            .field("custom", &self.custom)
            .finish_non_exhaustive()
    }
}
