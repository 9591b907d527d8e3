//! The SHA-256 fingerprint of a certificate.

use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// SHA-256 over a certificate in DER. Shown as the server and browsers show it.
#[derive(Clone, Copy)]
pub struct Fingerprint([u8; 32]);

/// Why a text is not a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a fingerprint: expected `SHA256:` and 64 hexadecimal digits, as the server prints it")]
pub struct ParseFingerprintError;

impl Fingerprint {
    /// Of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

impl PartialEq for Fingerprint {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Fingerprint {}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SHA256:")?;
        for (place, byte) in self.0.iter().enumerate() {
            let colon = if place == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = ParseFingerprintError;

    /// Hexadecimal digits, with or without colons between the bytes, or Base64; `SHA256:` may be left out.
    fn from_str(text: &str) -> Result<Self, ParseFingerprintError> {
        let text = text.trim();
        let digits = match text.get(..7) {
            Some(prefix) if prefix.eq_ignore_ascii_case("sha256:") => text.get(7..).unwrap_or_default(),
            _ => text,
        };
        let bytes = hex::decode(digits.replace(':', ""))
            .or_else(|_| BASE64_STANDARD_NO_PAD.decode(digits.trim_end_matches('=')))
            .map_err(|_| ParseFingerprintError)?;
        bytes.try_into().map(Self).map_err(|_| ParseFingerprintError)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_spelling_is_read() {
        let fingerprint = Fingerprint::of(b"certificate");
        let hex = hex::encode(fingerprint.0);
        let colons =
            hex.as_bytes().chunks(2).map(|byte| std::str::from_utf8(byte).unwrap()).collect::<Vec<_>>();
        for text in [
            fingerprint.to_string(),
            hex.to_uppercase(),
            format!("sha256:{}", colons.join(":")),
            format!("SHA256:{}", BASE64_STANDARD_NO_PAD.encode(fingerprint.0)),
        ] {
            assert_eq!(text.parse::<Fingerprint>().unwrap(), fingerprint, "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "SHA256:", "SHA256:abcd", "SHA1:00", &"0".repeat(63), &"0".repeat(66), "sha256ö"] {
            assert!(text.parse::<Fingerprint>().is_err(), "{text}");
        }
    }
}
