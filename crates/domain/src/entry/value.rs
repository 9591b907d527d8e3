//! Which values a field takes. An error says what was expected and never repeats the value.

use super::{FieldKind, totp};
use crate::{
    id::AttachmentId,
    limits::{self, TextError},
};

/// Why a value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// More than 64 KiB.
    #[error("is longer than {} bytes", limits::FIELD_BYTES)]
    TooLong,
    /// A character that this kind does not take.
    #[error("holds the character U+{:04X}, which the kind `{kind}` does not take", u32::from(*.character))]
    Character {
        /// The kind of the field.
        kind: FieldKind,
        /// The character.
        character: char,
    },
    /// Not what the kind asks for.
    #[error("is not {expected}")]
    Form {
        /// What is expected, with an example.
        expected: &'static str,
    },
}

/// Checks a value for a field of `kind`. The empty value is taken in every kind.
///
/// | kind | taken |
/// | --- | --- |
/// | `text`, `url`, `email`, `file` | one line |
/// | `multiline`, `password` | several lines; no other control characters |
/// | `url` | any scheme, or none: what may be opened is asked of [`is_openable`] |
/// | `email` | something, `@`, something; no spaces |
/// | `date` | a day that exists, `2026-01-31` |
/// | `number` | 1 to 40 digits, maybe after `-` |
/// | `decimal` | as `number`, maybe with `.` and 1 to 40 digits |
/// | `boolean` | `true` or `false` |
/// | `totp` | an `otpauth://totp/` address or a base32 secret |
/// | `file` | the id of an attachment |
///
/// # Errors
/// [`ValueError`]
pub fn check_value(kind: FieldKind, value: &str) -> Result<(), ValueError> {
    if value.len() > limits::FIELD_BYTES {
        return Err(ValueError::TooLong);
    }
    check_characters(kind, value)?;
    if value.is_empty() { Ok(()) } else { check_form(kind, value) }
}

fn check_characters(kind: FieldKind, value: &str) -> Result<(), ValueError> {
    let checked = match kind {
        FieldKind::Multiline | FieldKind::Password => limits::check_block(value, usize::MAX),
        _ => limits::check_optional_line(value, usize::MAX),
    };
    match checked {
        Err(TextError::Control(character)) => Err(ValueError::Character { kind, character }),
        _ => Ok(()),
    }
}

fn check_form(kind: FieldKind, value: &str) -> Result<(), ValueError> {
    let (fits, expected) = match kind {
        FieldKind::Text | FieldKind::Multiline | FieldKind::Password | FieldKind::Url => return Ok(()),
        FieldKind::Email => (is_email(value), "an e-mail address such as `name@example.org`"),
        FieldKind::Date => (is_date(value), "a day such as `2026-01-31`"),
        FieldKind::Number => (is_number(value), "a whole number such as `42`"),
        FieldKind::Decimal => (is_decimal(value), "a number such as `12.50`"),
        FieldKind::Boolean => (matches!(value, "true" | "false"), "`true` or `false`"),
        FieldKind::Totp => {
            (totp::Totp::parse(value).is_ok(), "an `otpauth://totp/` address or a base32 secret")
        }
        FieldKind::File => (value.parse::<AttachmentId>().is_ok(), "the id of an attachment"),
    };
    if fits { Ok(()) } else { Err(ValueError::Form { expected }) }
}

/// Loose on purpose: which addresses exist only a mail server knows.
fn is_email(value: &str) -> bool {
    let sides = value.rsplit_once('@');
    !value.contains(char::is_whitespace)
        && sides.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

fn is_date(value: &str) -> bool {
    value.len() == 10
        && value.starts_with(|c: char| c.is_ascii_digit())
        && value.parse::<jiff::civil::Date>().is_ok()
}

fn is_digits(value: &str) -> bool {
    (1..=40).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_number(value: &str) -> bool {
    is_digits(value.strip_prefix('-').unwrap_or(value))
}

fn is_decimal(value: &str) -> bool {
    match value.split_once('.') {
        Some((whole, fraction)) => is_number(whole) && is_digits(fraction),
        None => is_number(value),
    }
}

/// Whether a client may open the address of a `url` field: `http`, `https`, `ssh` and `rdp` only, in any case.
/// `javascript:`, `data:`, `file:` and what has no scheme are shown as text and never opened.
pub fn is_openable(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let has_odd = url.contains(|c: char| c.is_control() || c.is_whitespace());
    !has_odd && scheme.is_some_and(|scheme| matches!(scheme.as_str(), "http" | "https" | "ssh" | "rdp"))
}
