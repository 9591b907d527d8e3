//! Signatures: Ed25519 (RFC 8032) over a purpose and a message.
//!
//! ```text
//! signed = "strongroom signature v1\0" | length of purpose (1 byte) | purpose | message
//! ```
//!
//! The purpose keeps a signature that was made for one thing from being shown for another. Verification is
//! strict: a signature has one form only, and public keys of small order are refused.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    key::{self, KEY_BYTES, Key, KeyTextError},
    random::RandomError,
};

/// What is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The heads of the audit chains ([`crate::chain::encode_heads`]).
    AuditHeads,
    /// A licence.
    Licence,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::AuditHeads => b"audit heads",
            Self::Licence => b"licence",
        }
    }

    fn signed(self, message: &[u8]) -> Vec<u8> {
        let label = self.label();
        let length = u8::try_from(label.len()).unwrap_or(u8::MAX);
        [b"strongroom signature v1\0", [length].as_slice(), label, message].concat()
    }
}

/// A signature was not made by this key for this purpose and message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature is not by this key, or not for this")]
pub struct SignatureError;

/// A text is not a public key or a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseSigningTextError {
    /// Not a public key's text, or a key that must not be used.
    #[error("not a public key: expected `ed25519:` and 43 characters of base64url")]
    PublicKey,
    /// Not a signature's text.
    #[error("not a signature: expected 86 characters of base64url")]
    Signature,
}

const KEY_LABEL: &str = "strongroom-signing-key-1";

/// A signing key; wiped when dropped.
#[derive(PartialEq, Eq)]
pub struct SigningKey(Key);

impl SigningKey {
    /// A new key from the operating system's generator.
    ///
    /// # Errors
    /// [`RandomError`] if the generator fails.
    pub fn generate() -> Result<Self, RandomError> {
        Key::generate().map(Self)
    }

    /// From the seed of RFC 8032 (its "private key").
    pub fn from_seed(seed: &[u8; KEY_BYTES]) -> Self {
        Self(Key::copy_of(seed))
    }

    /// The seed, to be sealed ([`crate::envelope::RecordKind::SigningSeed`]).
    pub fn expose_seed(&self) -> &[u8; KEY_BYTES] {
        self.0.bytes()
    }

    /// The text of a key file, as of the server key: `strongroom-signing-key-1`, seed, checksum.
    pub fn to_text(&self) -> Zeroizing<String> {
        key::write_text(KEY_LABEL, &self.0)
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// [`KeyTextError`] tells a text that never was a key from a damaged key.
    pub fn from_text(text: &[u8]) -> Result<Self, KeyTextError> {
        key::read_text(KEY_LABEL, text).map(Self)
    }

    fn dalek(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(self.0.bytes())
    }

    /// The key that verifies what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.dalek().verifying_key())
    }

    /// Signs `message` for `purpose`.
    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> Signature {
        Signature(self.dalek().sign(&purpose.signed(message)).to_bytes())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// Verifies signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// From its 32 bytes.
    ///
    /// # Errors
    /// [`ParseSigningTextError::PublicKey`] for what is no point of the curve, or one of small order, under
    /// which one signature would fit many messages.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, ParseSigningTextError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| ParseSigningTextError::PublicKey)?;
        if key.is_weak() { Err(ParseSigningTextError::PublicKey) } else { Ok(Self(key)) }
    }

    /// Its 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// As it stands in a configuration: `ed25519:` and base64url.
    pub fn to_text(&self) -> String {
        format!("ed25519:{}", URL_SAFE_NO_PAD.encode(self.to_bytes()))
    }

    /// Reads what [`PublicKey::to_text`] gave.
    ///
    /// # Errors
    /// [`ParseSigningTextError::PublicKey`] for everything else.
    pub fn from_text(text: &str) -> Result<Self, ParseSigningTextError> {
        let body = text.strip_prefix("ed25519:").ok_or(ParseSigningTextError::PublicKey)?;
        Self::from_bytes(&decode(body).ok_or(ParseSigningTextError::PublicKey)?)
    }

    /// A short name: the first eight bytes of its SHA-256, in hex. Names, and proves nothing.
    pub fn id(&self) -> String {
        let hash: [u8; 32] = Sha256::digest(self.to_bytes()).into();
        hex::encode(hash.split_at(8).0)
    }

    /// Checks that `signature` was made by this key over `message` for `purpose`.
    ///
    /// # Errors
    /// [`SignatureError`] otherwise.
    pub fn verify(
        &self,
        purpose: Purpose,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), SignatureError> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(&purpose.signed(message), &signature).map_err(|_| SignatureError)
    }
}

/// A signature: 64 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl Signature {
    /// Base64url without padding, 86 characters.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Reads what [`Signature::to_text`] gave.
    ///
    /// # Errors
    /// [`ParseSigningTextError::Signature`] for everything else.
    pub fn from_text(text: &str) -> Result<Self, ParseSigningTextError> {
        decode(text).map(Self).ok_or(ParseSigningTextError::Signature)
    }
}

/// Exactly `N` bytes of base64url.
fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() > N * 2 {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests;
