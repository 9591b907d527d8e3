//! Time-based one-time codes (RFC 6238 over HOTP, RFC 4226), from an `otpauth://` address or a base32 secret.
//!
//! Pure: the instant is an argument. The secret is wiped when dropped and shown by nothing.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

use crate::time::Instant;

/// The hash function of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Algorithm {
    /// What nearly everybody uses.
    #[default]
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// Why a text gives no codes. Never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TotpError {
    /// An `otpauth` address of another kind, such as `hotp`.
    #[error("is not an `otpauth://totp/` address")]
    NotTotp,
    /// No secret, or not 1 to 256 bytes in base32.
    #[error("has no secret of 1 to 256 bytes in base32")]
    Secret,
    /// Another hash function.
    #[error("names a hash function other than SHA1, SHA256 and SHA512")]
    Algorithm,
    /// Fewer than six digits or more than eight.
    #[error("asks for other than 6 to 8 digits")]
    Digits,
    /// A period outside 1 second to 1 hour.
    #[error("has a period outside 1 to 3600 seconds")]
    Period,
}

/// The longest secret.
const SECRET_BYTES: usize = 256;

/// What codes are made from.
#[derive(Clone, PartialEq, Eq)]
pub struct Totp {
    secret: Zeroizing<Vec<u8>>,
    algorithm: Algorithm,
    digits: u32,
    period: u32,
}

/// A code, and how long it is one.
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    /// Six to eight digits.
    pub digits: Zeroizing<String>,
    /// The length of the period in seconds.
    pub period: u32,
    /// The instant at which the next code follows.
    pub until: Instant,
}

impl Totp {
    /// From an `otpauth://totp/` address or a bare base32 secret (spaces, hyphens, padding and lower case are
    /// taken). A bare secret gives six digits every thirty seconds by SHA-1.
    ///
    /// # Errors
    /// [`TotpError`]
    pub fn parse(text: &str) -> Result<Self, TotpError> {
        match scheme(text) {
            None => Ok(Self {
                secret: base32(text).ok_or(TotpError::Secret)?,
                algorithm: Algorithm::default(),
                digits: 6,
                period: 30,
            }),
            Some(rest) => Self::from_address(rest),
        }
    }

    /// From what stands behind `otpauth://`. Parameters that are not known, such as `issuer`, are passed over; of a
    /// repeated one the first counts.
    fn from_address(rest: &str) -> Result<Self, TotpError> {
        let (path, query) = rest.split_once('?').ok_or(TotpError::Secret)?;
        let kind = path.split('/').next().unwrap_or_default();
        if !kind.eq_ignore_ascii_case("totp") {
            return Err(TotpError::NotTotp);
        }
        let query = query.split('#').next().unwrap_or_default();
        let parameter = |wanted: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value).next()
        };
        let number =
            |name: &str, otherwise: u32| parameter(name).map_or(Some(otherwise), |text| text.parse().ok());
        if parameter("encoder").is_some() {
            return Err(TotpError::Digits); // Steam's letters are no digits.
        }
        Ok(Self {
            secret: parameter("secret").and_then(base32).ok_or(TotpError::Secret)?,
            algorithm: parameter("algorithm").map_or(Ok(Algorithm::default()), algorithm)?,
            digits: number("digits", 6).filter(|digits| (6..=8).contains(digits)).ok_or(TotpError::Digits)?,
            period: number("period", 30)
                .filter(|period| (1..=3600).contains(period))
                .ok_or(TotpError::Period)?,
        })
    }

    /// The code at an instant, and until when it is one. Before 1970 the code of the first period.
    pub fn code(&self, at: Instant) -> Code {
        let seconds = u64::try_from(at.micros().div_euclid(1_000_000)).unwrap_or(0);
        let counter = seconds / u64::from(self.period);
        let value = self.truncated(counter) % 10_u32.pow(self.digits);
        let width = self.digits as usize;
        let next = counter.saturating_add(1).saturating_mul(u64::from(self.period)).saturating_mul(1_000_000);
        Code {
            digits: Zeroizing::new(format!("{value:0width$}")),
            period: self.period,
            until: Instant::from_micros(i64::try_from(next).unwrap_or(i64::MAX)),
        }
    }

    /// RFC 4226, section 5.3: four bytes of the MAC, at the place that its last four bits name.
    fn truncated(&self, counter: u64) -> u32 {
        let message = counter.to_be_bytes();
        let mac = match self.algorithm {
            Algorithm::Sha1 => mac::<Hmac<Sha1>>(&self.secret, &message),
            Algorithm::Sha256 => mac::<Hmac<Sha256>>(&self.secret, &message),
            Algorithm::Sha512 => mac::<Hmac<Sha512>>(&self.secret, &message),
        };
        let offset = usize::from(mac.last().copied().unwrap_or(0) & 0x0f);
        let four = mac.get(offset..offset + 4).and_then(|bytes| bytes.try_into().ok()).unwrap_or([0; 4]);
        u32::from_be_bytes(four) & 0x7fff_ffff
    }
}

fn mac<M: Mac + KeyInit>(secret: &[u8], message: &[u8]) -> Zeroizing<Vec<u8>> {
    // HMAC takes a key of any length, so the error arm is never taken; an empty MAC would give code 000000.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(secret) else { return Zeroizing::new(Vec::new()) };
    mac.update(message);
    Zeroizing::new(mac.finalize().into_bytes().to_vec())
}

fn scheme(text: &str) -> Option<&str> {
    const SCHEME: &str = "otpauth://";
    let head = text.get(..SCHEME.len())?;
    if head.eq_ignore_ascii_case(SCHEME) { text.get(SCHEME.len()..) } else { None }
}

fn algorithm(name: &str) -> Result<Algorithm, TotpError> {
    match name.to_ascii_uppercase().replace('-', "").as_str() {
        "SHA1" => Ok(Algorithm::Sha1),
        "SHA256" => Ok(Algorithm::Sha256),
        "SHA512" => Ok(Algorithm::Sha512),
        _ => Err(TotpError::Algorithm),
    }
}

/// RFC 4648 base32 without regard to case, spaces and hyphens; padding (also as `%3D`) only at the end. Left-over
/// bits are dropped, as authenticator programs do.
fn base32(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.trim_end_matches("%3D").trim_end_matches("%3d").trim_end_matches('=');
    let mut bytes = Zeroizing::new(Vec::with_capacity(SECRET_BYTES));
    let (mut bits, mut held) = (0_u32, 0_u32);
    for c in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
        let value = match c.to_ascii_uppercase() {
            c @ 'A'..='Z' => u32::from(c) - u32::from('A'),
            c @ '2'..='7' => u32::from(c) - u32::from('2') + 26,
            _ => return None,
        };
        bits = (bits << 5) | value;
        held += 5;
        if held >= 8 {
            if bytes.len() == SECRET_BYTES {
                return None; // Before the vector grows, which would leave a copy behind.
            }
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    if bytes.is_empty() { None } else { Some(bytes) }
}

impl fmt::Debug for Totp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Totp(..)")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

#[cfg(test)]
mod tests;
