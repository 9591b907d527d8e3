//! The licence: how many accounts there may be.
//!
//! A licence never locks anybody out and never takes an account away: it only decides whether *another* account may be
//! made. The file is JSON, signed over [`Licence::signed_bytes`] with an issuing key (Ed25519) that the configuration
//! trusts; signing and checking is not done here.

use serde::{Deserialize, Serialize};

use crate::{
    limits::{self, TextError},
    time::Instant,
};

/// The seats of a server without a licence.
pub const SEATS_WITHOUT: u32 = 3;

/// What an issuer promises to a holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Names this licence, among all of its issuer.
    pub id: String,
    /// To whom it is given.
    pub holder: String,
    /// How many accounts there may be, disabled ones included.
    pub seats: u32,
    /// The first instant at which it is valid.
    pub valid_from: Instant,
    /// The first instant at which it is valid no more; absent: it has no end.
    pub valid_to: Option<Instant>,
    /// When it was issued.
    pub issued_at: Instant,
}

/// A licence file: the licence, by whom it is signed, and the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceFile {
    /// What is signed.
    pub licence: Licence,
    /// Which issuing key signed it.
    pub key_id: String,
    /// The signature over [`Licence::signed_bytes`], in the text form of signatures.
    pub signature: String,
}

/// The largest licence file in bytes.
const FILE_BYTES: usize = 16 * 1024;

/// Why a licence is refused, before its signature is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LicenceError {
    /// Not a licence file.
    #[error("this is not a licence file")]
    Form,
    /// The id or the holder.
    #[error("the id or the holder {0}")]
    Text(#[from] TextError),
    /// No seats.
    #[error("a licence has at least one seat")]
    NoSeats,
    /// It ends before it begins.
    #[error("the licence ends before it begins")]
    Period,
}

impl Licence {
    /// Checks what an issuer wrote.
    ///
    /// # Errors
    /// [`LicenceError`]
    pub fn check(&self) -> Result<(), LicenceError> {
        limits::check_line(&self.id, limits::NAME)?;
        limits::check_line(&self.holder, limits::NAME)?;
        if self.seats == 0 {
            return Err(LicenceError::NoSeats);
        }
        if self.valid_to.is_some_and(|end| end <= self.valid_from) {
            return Err(LicenceError::Period);
        }
        Ok(())
    }

    /// The bytes that are signed: compact JSON with its members in the order of this type, nothing left out. They are
    /// made from what was read, never taken from the file, so that spelling and order in the file do not matter.
    pub fn signed_bytes(&self) -> Vec<u8> {
        // Texts, numbers and instants can not fail to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether it is valid at `now`.
    pub fn is_valid(&self, now: Instant) -> bool {
        self.valid_from <= now && self.valid_to.is_none_or(|end| now < end)
    }
}

impl LicenceFile {
    /// Reads a file of at most 16 KiB. The signature is yet to be checked.
    ///
    /// # Errors
    /// [`LicenceError`]
    pub fn read(bytes: &[u8]) -> Result<Self, LicenceError> {
        if bytes.len() > FILE_BYTES {
            return Err(LicenceError::Form);
        }
        let file: Self = serde_json::from_slice(bytes).map_err(|_| LicenceError::Form)?;
        file.licence.check()?;
        Ok(file)
    }

    /// The file as people get it: indented JSON, ending in a line feed.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// No further account may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("all {seats} seats are taken")]
pub struct LicenceLimitError {
    /// How many accounts there may be.
    pub seats: u32,
}

/// How many accounts there may be at `now`: without a licence three; with a valid one its seats; with one that is
/// over, or not valid yet, those that are used, so that nobody is locked out and nobody comes in. `used` counts
/// every account, disabled ones included.
pub fn seats(used: u32, licence: Option<&Licence>, now: Instant) -> u32 {
    match licence {
        None => SEATS_WITHOUT,
        Some(licence) if licence.is_valid(now) => licence.seats,
        Some(_) => used,
    }
}

/// Whether another account may be made beside the `used` ones.
///
/// # Errors
/// [`LicenceLimitError`] with the seats there are.
pub fn may_add(used: u32, licence: Option<&Licence>, now: Instant) -> Result<(), LicenceLimitError> {
    let seats = seats(used, licence, now);
    if used < seats { Ok(()) } else { Err(LicenceLimitError { seats }) }
}

#[cfg(test)]
mod tests;
