//! The values of secret fields, and their stored form.
//!
//! The stored form is not JSON: a JSON reader keeps unescaped copies of what it reads, and those would stay in memory
//! after the values are wiped. It is: version 1 (one byte), the number of fields (four bytes, big endian), then for
//! each field its name and its value, each as a length (four bytes, big endian) and UTF-8.

use std::fmt;

use zeroize::Zeroizing;

use crate::limits;

const VERSION: u8 = 1;

/// The values of the secret fields of one object, in the order of its fields. Wiped when dropped.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    fields: Vec<(String, Zeroizing<String>)>,
}

/// Stored bytes are no secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored secrets are damaged")]
pub struct DecodeSecretsError;

impl Secrets {
    /// The value of a secret field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// Names and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether the object has no secret field.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(super) fn push(&mut self, name: String, value: Zeroizing<String>) {
        self.fields.push((name, value));
    }

    pub(super) fn into_fields(self) -> Vec<(String, Zeroizing<String>)> {
        self.fields
    }

    /// The stored form.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let size = self.fields.iter().map(|(name, value)| 8 + name.len() + value.len()).sum::<usize>() + 5;
        // Of the final size at once: a vector that grows leaves copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(size));
        bytes.push(VERSION);
        bytes.extend_from_slice(&length(self.fields.len()));
        for text in self.fields.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]) {
            bytes.extend_from_slice(&length(text.len()));
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }

    /// From the stored form.
    ///
    /// # Errors
    /// [`DecodeSecretsError`] for anything that [`Secrets::to_bytes`] does not make.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeSecretsError> {
        let rest = bytes.strip_prefix(&[VERSION]).ok_or(DecodeSecretsError)?;
        let (count, mut rest) = number(rest)?;
        if count > limits::FIELDS {
            return Err(DecodeSecretsError);
        }
        let mut fields = Vec::with_capacity(count);
        for _ in 0..count {
            let (name, after_name) = text(rest)?;
            let (value, after_value) = text(after_name)?;
            fields.push((name.to_owned(), Zeroizing::new(value.to_owned())));
            rest = after_value;
        }
        if rest.is_empty() { Ok(Self { fields }) } else { Err(DecodeSecretsError) }
    }
}

/// Lengths are far below four bytes' worth: values are limited to 64 KiB and fields to 200.
fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

fn number(bytes: &[u8]) -> Result<(usize, &[u8]), DecodeSecretsError> {
    let (four, rest) = bytes.split_first_chunk::<4>().ok_or(DecodeSecretsError)?;
    let number = usize::try_from(u32::from_be_bytes(*four)).map_err(|_| DecodeSecretsError)?;
    Ok((number, rest))
}

fn text(bytes: &[u8]) -> Result<(&str, &[u8]), DecodeSecretsError> {
    let (length, rest) = number(bytes)?;
    let (text, rest) = rest.split_at_checked(length).ok_or(DecodeSecretsError)?;
    Ok((std::str::from_utf8(text).map_err(|_| DecodeSecretsError)?, rest))
}

/// Shows neither names nor values.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(..)")
    }
}
