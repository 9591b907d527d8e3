//! Why a JSON value is not the request that was expected: a place and a complaint, made of words that the
//! program knows and nothing that the caller wrote.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

/// A value that does not fit its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    pointer: String,
    complaint: Complaint,
}

/// What is wrong with the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Complaint {
    /// Of another type, or outside its range: what was expected.
    Expected(String),
    /// Not one of the words of a list.
    OneOf(&'static [&'static str]),
    /// The object has a field that is none of these.
    UnknownField {
        /// The fields that the object may have.
        known: &'static [&'static str],
        /// The one of them that was probably meant.
        meant: Option<&'static str>,
    },
    /// The object lacks this field.
    Missing(&'static str),
    /// A field is given twice under different spellings.
    Twice(&'static str),
    /// Refused by a type of the API: a fixed sentence of [`FIXED`], or nothing more to say.
    Invalid(&'static str),
}

/// Sentences of the API's own types that may be shown as they are, since they never vary with the value.
const FIXED: &[&str] = &[
    "not an id: expected a UUID such as `01890a5d-ac96-774b-bcce-b302099a8057`",
    "not an instant: expected RFC 3339 such as `2026-01-31T12:00:00Z`",
    "invalid type, expected a string",
];

impl Misfit {
    /// The JSON pointer (RFC 6901) of the value; empty for the whole document.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong with it.
    pub fn complaint(&self) -> &Complaint {
        &self.complaint
    }

    /// The same complaint, seen from the object or array around the value.
    #[must_use]
    pub fn within(mut self, step: &str) -> Self {
        let tame =
            step.len() <= 64 && step.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        let step = if tame { step } else { "*" };
        self.pointer.insert_str(0, step);
        self.pointer.insert(0, '/');
        self
    }

    fn new(complaint: Complaint) -> Self {
        Self { pointer: String::new(), complaint }
    }
}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        let fixed = FIXED.iter().find(|fixed| **fixed == message);
        Self::new(Complaint::Invalid(fixed.copied().unwrap_or("not a valid value here")))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Complaint::Expected(expected.to_string()))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Complaint::Expected(expected.to_string()))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(Complaint::Expected(expected.to_string()))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Complaint::OneOf(expected))
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        let meant = known.iter().copied().find(|known| nearly(known, field));
        Self::new(Complaint::UnknownField { known, meant })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Complaint::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(Complaint::Twice(field))
    }
}

impl std::error::Error for Misfit {}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.complaint {
            Complaint::Expected(expected) => write!(f, "expected {expected}")?,
            Complaint::OneOf(words) => write!(f, "expected one of {}", Words(words))?,
            Complaint::UnknownField { known: [], .. } => write!(f, "unknown field: there are none here")?,
            Complaint::UnknownField { known, meant: None } => {
                write!(f, "unknown field: there are only {}", Words(known))?;
            }
            Complaint::UnknownField { meant: Some(meant), .. } => {
                write!(f, "unknown field: did you mean `{meant}`?")?;
            }
            Complaint::Missing(field) => write!(f, "the field `{field}` is missing")?,
            Complaint::Twice(field) => write!(f, "the field `{field}` is given twice")?,
            Complaint::Invalid(sentence) => f.write_str(sentence)?,
        }
        if self.pointer.is_empty() { Ok(()) } else { write!(f, " (at `{}`)", self.pointer) }
    }
}

struct Words(&'static [&'static str]);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, word) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}`{word}`")?;
        }
        Ok(())
    }
}

/// Whether `written` is `known` but for one or two slips: the restricted edit distance is at most 2, and
/// less than half of the word. Only then is a suggestion of use.
fn nearly(known: &str, written: &str) -> bool {
    let (known, written) = (known.as_bytes(), written.as_bytes());
    if written.len() > 64 || known.len().abs_diff(written.len()) > 2 {
        return false;
    }
    let mut row: Vec<usize> = (0..=written.len()).collect();
    for (i, a) in known.iter().enumerate() {
        let mut diagonal = std::mem::replace(row.first_mut().unwrap_or(&mut 0), i + 1);
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(written) {
            let best = (diagonal + usize::from(!a.eq_ignore_ascii_case(b))).min(*cell + 1).min(left + 1);
            diagonal = std::mem::replace(cell, best);
            left = best;
        }
    }
    row.last().is_some_and(|&distance| distance <= 2 && distance * 2 < known.len())
}
