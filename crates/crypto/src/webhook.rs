//! Signatures of calls to webhooks, by which the one who is called knows that it was this server, and when.
//!
//! The format is that of Standard Webhooks (standardwebhooks.com), so that receivers find a library for it:
//!
//! ```text
//! secret    = "whsec_" base64(32 random bytes)
//! signature = "v1," base64(HMAC-SHA256(secret bytes, id "." timestamp "." body))
//! ```
//!
//! This module must never show a secret but through [`WebhookSecret::expose`].

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::random::{self, RandomError};

const PREFIX: &str = "whsec_";
const BYTES: usize = 32;
/// Characters of the base64 text of 32 bytes.
const TEXT: usize = 44;

/// A text that is no secret of a webhook. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the secret of a webhook")]
pub struct ParseWebhookSecretError;

/// What the calls of one webhook are signed with; wiped when dropped.
#[derive(Clone)]
pub struct WebhookSecret(Zeroizing<[u8; BYTES]>);

impl WebhookSecret {
    /// A new secret from the operating system's generator.
    ///
    /// # Errors
    /// [`RandomError`] if the generator fails.
    pub fn generate() -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        random::fill(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    /// The text, to be handed to whoever is called.
    pub fn expose(&self) -> Zeroizing<String> {
        // The whole length at once: a text that grows leaves copies of itself behind.
        let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + TEXT));
        text.push_str(PREFIX);
        STANDARD.encode_string(self.0.as_ref(), &mut text);
        text
    }

    /// From that text.
    ///
    /// # Errors
    /// [`ParseWebhookSecretError`] for anything that [`Self::expose`] does not give.
    pub fn parse(text: &str) -> Result<Self, ParseWebhookSecretError> {
        let body = text.strip_prefix(PREFIX).filter(|body| body.len() == TEXT);
        let mut room = Zeroizing::new([0; BYTES + 1]);
        let read = STANDARD.decode_slice(body.ok_or(ParseWebhookSecretError)?, room.as_mut());
        match (read, room.first_chunk()) {
            (Ok(BYTES), Some(bytes)) => Ok(Self(Zeroizing::new(*bytes))),
            _ => Err(ParseWebhookSecretError),
        }
    }

    /// The signature of a call, for its header: of its id, the seconds since 1970 at which it is made, and its body.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        signature(self.0.as_ref(), id, timestamp, body)
    }
}

fn signature(secret: &[u8], id: &str, timestamp: i64, body: &[u8]) -> String {
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        // INVARIANT: HMAC takes a key of any length.
        return String::new();
    };
    let timestamp = timestamp.to_string();
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
    let signed = parts.into_iter().fold(mac, |mac, part| mac.chain_update(part));
    format!("v1,{}", STANDARD.encode(signed.finalize().into_bytes()))
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in the documentation of Svix, who began the format; checked with Python's `hmac`.
    #[test]
    fn the_signature_is_that_of_standard_webhooks() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed =
            signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_survives_its_text_and_is_not_shown() {
        let secret = WebhookSecret::generate().unwrap();
        let again = WebhookSecret::parse(&secret.expose()).unwrap();
        assert_eq!(again.sign("a", 1, b"b"), secret.sign("a", 1, b"b"));
        assert_eq!(format!("{secret:?}"), "WebhookSecret(..)");
        for bad in ["", "whsec_", "whsec_AAAA", &secret.expose()[6..], &format!("{}A", &*secret.expose())] {
            assert!(WebhookSecret::parse(bad).is_err(), "{bad}");
        }
    }

    // attack: I5
    #[test]
    fn every_part_counts() {
        let secret = WebhookSecret::generate().unwrap();
        let all = [
            secret.sign("a", 1, b"b"),
            secret.sign("b", 1, b"b"),
            secret.sign("a", 2, b"b"),
            secret.sign("a", 1, b"c"),
            WebhookSecret::generate().unwrap().sign("a", 1, b"b"),
        ];
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
    }
}
