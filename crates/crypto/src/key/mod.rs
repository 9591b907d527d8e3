//! Keys: 32 random bytes each, wiped when dropped, one type per use.
//!
//! A key is never used for two things: the server key and the data keys do nothing but give subkeys
//! ([`ServerKeys`], [`DataKeys`]), each derived by HKDF-SHA256 (RFC 5869) under a label of its own, and each
//! subkey has a type that only the function it is meant for accepts. Keys lie on the heap, so that moving one
//! leaves no copy on the stack. This module must never give a key a `Debug` that shows it, a `Clone`, or an
//! equality that stops at the first difference.

mod subkeys;
mod text;

pub use subkeys::{AttachmentKey, DataKeys, ServerKeys};
pub use text::{KEY_TEXT_LIMIT, KeyTextError};
pub(crate) use text::{read as read_text, write as write_text};

use hkdf::Hkdf;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::random::{self, RandomError};

/// Bytes of every key.
pub const KEY_BYTES: usize = 32;

/// HKDF's salt, the same everywhere: what separates is the label.
const SALT: &[u8] = b"strongroom v1";

/// 32 secret bytes on the heap, wiped when dropped; the substance of all typed keys.
pub(crate) struct Key(Box<Zeroizing<[u8; KEY_BYTES]>>);

impl Key {
    pub(crate) fn zeros() -> Self {
        Self(Box::new(Zeroizing::new([0; KEY_BYTES])))
    }

    pub(crate) fn generate() -> Result<Self, RandomError> {
        let mut key = Self::zeros();
        random::fill(key.bytes_mut())?;
        Ok(key)
    }

    pub(crate) fn copy_of(bytes: &[u8; KEY_BYTES]) -> Self {
        let mut key = Self::zeros();
        key.bytes_mut().copy_from_slice(bytes);
        key
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; KEY_BYTES] {
        &mut self.0
    }

    /// HKDF-SHA256 with `parts` one after the other as info. The first part is a label; what follows it has
    /// a fixed length, so that no two infos are spelled alike.
    pub(crate) fn derive(secret: &[u8], parts: &[&[u8]]) -> Self {
        let mut key = Self::zeros();
        let derived = Hkdf::<Sha256>::new(Some(SALT), secret).expand_multi_info(parts, key.bytes_mut());
        // INVARIANT: HKDF-SHA256 gives up to 255 * 32 bytes, and 32 are asked for.
        debug_assert!(derived.is_ok());
        key
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().ct_eq(other.bytes()).into()
    }
}

impl Eq for Key {}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(PartialEq, Eq)]
        pub struct $name(pub(crate) Key);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

macro_rules! generated {
    ($($name:ident),*) => {$(
        impl $name {
            /// A new key from the operating system's generator.
            ///
            /// # Errors
            /// [`RandomError`] if the generator fails.
            pub fn generate() -> Result<Self, RandomError> {
                Key::generate().map(Self)
            }
        }
    )*};
}

keys! {
    /// The server's key: wraps the data keys and seals what belongs to no database. It lies in a file, a
    /// credential or the environment, never in a store and never in a backup.
    ServerKey;
    /// A database's key. Stored wrapped only ([`crate::wrap`]).
    DataKey;
    /// The key below a second password: it encrypts secrets before the data key does.
    ObjectKey;
    /// Wraps other keys, and nothing else.
    KeyEncryptionKey;
    /// Seals records ([`crate::envelope`]), and nothing else.
    EnvelopeKey;
    /// Seals the chunks of attachments ([`crate::stream`]), and nothing else.
    StreamKey;
    /// Keys blind indexes and set digests ([`crate::digest`]), and nothing else.
    MacKey;
}

generated!(ServerKey, DataKey, ObjectKey);

const SERVER_KEY_LABEL: &str = "strongroom-server-key-1";

impl ServerKey {
    /// The text of a key file: one line, label, key and checksum.
    ///
    /// ```text
    /// strongroom-server-key-1 <43 characters of base64url> <8 hex digits>
    /// ```
    pub fn to_text(&self) -> Zeroizing<String> {
        write_text(SERVER_KEY_LABEL, &self.0)
    }

    /// Reads the text of a key file. Space around it is ignored; nothing else is forgiven.
    ///
    /// # Errors
    /// [`KeyTextError`] tells a text that never was a key from a damaged key. Whether a sound key is the
    /// *right* one is told by [`ServerKey::fingerprint`].
    pub fn from_text(text: &[u8]) -> Result<Self, KeyTextError> {
        read_text(SERVER_KEY_LABEL, text).map(Self)
    }

    /// Names this key without telling it: a store that keeps it can say "this is another server's key".
    pub fn fingerprint(&self) -> [u8; 16] {
        let name = Key::derive(self.0.bytes(), &[b"server key fingerprint"]);
        let (half, _) = name.bytes().split_at(16);
        let mut fingerprint = [0; 16];
        fingerprint.copy_from_slice(half);
        fingerprint
    }
}

#[cfg(test)]
mod tests;
