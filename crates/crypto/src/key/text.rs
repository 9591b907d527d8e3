//! Keys as one line of text: a label with the format's version, the key, a checksum.
//!
//! The checksum is there so that a damaged file is told from a wrong one before anybody mourns a database;
//! it protects nothing. Errors must never repeat any part of the text.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{KEY_BYTES, Key};

/// The longest text, in bytes, that is looked at as a key. Whoever reads a key from a file need not read more
/// than one byte beyond this.
pub const KEY_TEXT_LIMIT: usize = 512;

/// Length of the base64url text of 32 bytes, without padding.
const BODY: usize = 43;

/// Why a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextError {
    /// The text does not begin as keys of this kind do.
    #[error("not a key of this kind: expected one line that begins with `{label}`")]
    NotAKey {
        /// What such a key begins with.
        label: &'static str,
    },
    /// It begins as a key, but some of it is missing or changed.
    #[error("the key is damaged: its checksum does not fit")]
    Damaged,
}

fn checksum(label: &str, key: &Key) -> [u8; 4] {
    let hash = Sha256::new()
        .chain_update(b"strongroom key text checksum\0")
        .chain_update(label)
        .chain_update([0])
        .chain_update(key.bytes())
        .finalize();
    let [a, b, c, d, ..]: [u8; 32] = hash.into();
    [a, b, c, d]
}

/// `label`, the key in base64url and its checksum in hex, with a line feed at the end.
pub(crate) fn write(label: &'static str, key: &Key) -> Zeroizing<String> {
    // The whole length at once: a text that grows leaves copies of itself behind.
    let mut text = Zeroizing::new(String::with_capacity(label.len() + BODY + 16));
    text.push_str(label);
    text.push(' ');
    URL_SAFE_NO_PAD.encode_string(key.bytes(), &mut text);
    text.push(' ');
    text.push_str(&hex::encode(checksum(label, key)));
    text.push('\n');
    text
}

/// Reads what [`write`] wrote, with ASCII white space around it.
pub(crate) fn read(label: &'static str, text: &[u8]) -> Result<Key, KeyTextError> {
    let text = text.trim_ascii();
    if text.len() > KEY_TEXT_LIMIT {
        return Err(KeyTextError::NotAKey { label });
    }
    let rest = text.strip_prefix(label.as_bytes()).ok_or(KeyTextError::NotAKey { label })?;
    let rest = rest.strip_prefix(b" ").ok_or(KeyTextError::NotAKey { label })?;
    let (body, rest) = rest.split_at_checked(BODY).ok_or(KeyTextError::Damaged)?;
    let sum = rest.strip_prefix(b" ").ok_or(KeyTextError::Damaged)?;

    // The decoder asks for room for a full last group, which 32 bytes do not fill.
    let mut room = Zeroizing::new([0; KEY_BYTES + 1]);
    let read = URL_SAFE_NO_PAD.decode_slice(body, room.as_mut()).map_err(|_| KeyTextError::Damaged)?;
    let key = match room.first_chunk() {
        Some(bytes) if read == KEY_BYTES => Key::copy_of(bytes),
        _ => return Err(KeyTextError::Damaged),
    };
    if sum != hex::encode(checksum(label, &key)).as_bytes() {
        return Err(KeyTextError::Damaged);
    }
    Ok(key)
}
