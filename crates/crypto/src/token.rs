//! Tokens: 256 random bits that let their holder in, as text.
//!
//! Only the SHA-256 of a token is kept. A token has so much randomness that neither a salt nor a slow hash
//! would add anything. This module must never show a token but through [`Token::expose`].

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::random::{self, RandomError};

const BYTES: usize = 32;

/// Length of the base64url text of 32 bytes, without padding.
const TEXT: usize = 43;

/// What a token is for. A token of one kind is never taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TokenKind {
    /// Carries a signed-in session.
    Session = 1,
    /// Lets the first super administrator be made.
    Setup = 2,
    /// Guards the changes of a session that is carried by a cookie.
    Csrf = 3,
    /// Renews or releases the lock on an object that is being edited.
    Lock = 4,
}

impl TokenKind {
    /// The four characters that tokens of this kind begin with, so that a leaked one is recognised by
    /// scanners and a mixed-up one by people.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "srs_",
            Self::Setup => "srt_",
            Self::Csrf => "src_",
            Self::Lock => "srl_",
        }
    }
}

/// Why a text is not a token. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token of this kind")]
pub struct ParseTokenError;

/// A token in the hands of whoever presents it; wiped when dropped.
pub struct Token {
    kind: TokenKind,
    /// Prefix and base64url, 47 characters.
    text: Zeroizing<String>,
}

impl Token {
    /// A new token from the operating system's generator.
    ///
    /// # Errors
    /// [`RandomError`] if the generator fails.
    pub fn generate(kind: TokenKind) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        random::fill(bytes.as_mut())?;
        Ok(Self::from_bytes(kind, &bytes))
    }

    fn from_bytes(kind: TokenKind, bytes: &[u8; BYTES]) -> Self {
        // The whole length at once: a text that grows leaves copies of itself behind.
        let mut text = Zeroizing::new(String::with_capacity(kind.prefix().len() + TEXT));
        text.push_str(kind.prefix());
        URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
        Self { kind, text }
    }

    /// Reads a token of `kind` from a text. One token has one spelling: nothing is trimmed, folded or padded.
    ///
    /// # Errors
    /// [`ParseTokenError`] for everything that [`Token::generate`] could not have given for this kind.
    pub fn parse(kind: TokenKind, text: &str) -> Result<Self, ParseTokenError> {
        let body = text.strip_prefix(kind.prefix()).ok_or(ParseTokenError)?;
        if body.len() != TEXT {
            return Err(ParseTokenError);
        }
        // The decoder asks for room for a full last group, which a token does not fill.
        let mut room = Zeroizing::new([0; BYTES + 1]);
        let read = URL_SAFE_NO_PAD.decode_slice(body, room.as_mut()).map_err(|_| ParseTokenError)?;
        match room.first_chunk() {
            Some(bytes) if read == BYTES => Ok(Self::from_bytes(kind, bytes)),
            _ => Err(ParseTokenError),
        }
    }

    /// The text, to be handed to its holder.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// What it is for.
    pub const fn kind(&self) -> TokenKind {
        self.kind
    }

    /// What the store keeps instead of the token: SHA-256 of its text, which the prefix makes its kind's own.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.text.as_bytes()).into())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// The SHA-256 of a token: enough to recognise it, not enough to present it. Compared in constant time.
#[derive(Clone, Copy)]
pub struct TokenHash([u8; BYTES]);

impl TokenHash {
    /// From the bytes that the store kept.
    pub const fn from_bytes(bytes: [u8; BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes that the store keeps and looks up. Looking up by hash tells an attacker nothing: to steer
    /// the hash's first bytes a token must be found that has them.
    pub const fn to_bytes(self) -> [u8; BYTES] {
        self.0
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenHash {}

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting() -> [u8; 32] {
        std::array::from_fn(|i| u8::try_from(i).unwrap())
    }

    #[test]
    fn text_and_hash_are_those_of_the_committed_vector() {
        let token = Token::from_bytes(TokenKind::Session, &counting());
        assert_eq!(token.expose(), "srs_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
        assert_eq!(hex::encode(token.hash().to_bytes()), VECTOR);
    }

    /// `printf %s srs_AAEC...Hh8 | sha256sum`
    const VECTOR: &str = "e176931f73a64f9f23734c4a5d525b531039c9a77589236e2cf305b280cc2b91";

    #[test]
    fn a_token_survives_its_text() {
        for kind in [TokenKind::Session, TokenKind::Setup, TokenKind::Csrf, TokenKind::Lock] {
            let token = Token::generate(kind).unwrap();
            assert_eq!(token.expose().len(), 47);
            let again = Token::parse(kind, token.expose()).unwrap();
            assert_eq!(again.hash(), token.hash());
            assert_eq!(again.kind(), kind);
        }
    }

    // attack: C5
    #[test]
    fn tokens_differ() {
        let hash = |_| Token::generate(TokenKind::Session).unwrap().hash().to_bytes();
        let hashes: std::collections::BTreeSet<_> = (0..1000).map(hash).collect();
        assert_eq!(hashes.len(), 1000);
    }

    #[test]
    fn one_token_has_one_spelling() {
        let token = Token::generate(TokenKind::Session).unwrap();
        let good = token.expose();
        let mut last_bits = good.to_owned();
        // 43 characters carry 258 bits; the two beyond 256 must be zero.
        let last = last_bits.pop().unwrap();
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        last_bits.push(alphabet.chars().nth(alphabet.find(last).unwrap() + 1).unwrap());
        for bad in [
            String::new(),
            "srs_".to_owned(),
            good[4..].to_owned(),
            good.replacen("srs_", "srt_", 1),
            good.replacen("srs_", "SRS_", 1),
            format!("{good} "),
            format!(" {good}"),
            format!("{good}="),
            format!("{good}A"),
            good[..46].to_owned(),
            format!("{}+", &good[..46]),
            format!("{}\u{e9}", &good[..45]),
            last_bits,
            "srs_".repeat(100_000),
        ] {
            assert!(Token::parse(TokenKind::Session, &bad).is_err(), "{bad:.60}");
        }
    }

    // attack: D1, D4
    #[test]
    fn neither_debug_nor_error_shows_a_token() {
        let token = Token::generate(TokenKind::Setup).unwrap();
        let shown = format!("{token:?} {:?} {}", token.hash(), ParseTokenError);
        assert_eq!(shown, "Token { kind: Setup, .. } TokenHash(..) not a token of this kind");
    }
}
