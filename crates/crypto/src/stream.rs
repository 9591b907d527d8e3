//! Streams: attachments, encrypted in chunks of 64 KiB, never whole in memory.
//!
//! The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) over XChaCha20-Poly1305:
//!
//! ```text
//! header = version (1 byte, 1) | prefix (19 random bytes)
//! chunk  = ciphertext of up to 65536 bytes | tag (16)
//! nonce  = prefix | number of the chunk (4, big endian, from 0) | 1 if it is the last, else 0
//! bound  = "SRA1" | database (16) | object (16) | attachment (16)
//! ```
//!
//! All chunks but the last are full; the last holds at least a byte, unless the attachment is empty. So a
//! chunk opens at its own number of its own attachment only, and chunks that were cut off, put in another
//! order, doubled or appended are noticed, also when one chunk alone is asked for. An attachment never
//! changes: another content is another attachment with another id and prefix. The length of an attachment is
//! not hidden.

mod decryptor;
mod encryptor;
#[cfg(test)]
mod tests;

pub use decryptor::{Decryptor, InOrder};
pub use encryptor::Encryptor;

use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};

use crate::{Id, key::StreamKey};

/// Bytes of content in every chunk but the last.
pub const CHUNK_BYTES: usize = 64 * 1024;

/// Bytes that sealing adds to a chunk.
pub const TAG_BYTES: usize = 16;

/// Bytes of a stream's header.
pub const HEADER_BYTES: usize = 1 + PREFIX;

const VERSION: u8 = 1;
const PREFIX: usize = 19;
const BOUND: usize = 4 + 3 * 16;

/// Whose content a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attachment {
    /// The database.
    pub database: Id,
    /// The entry that it belongs to.
    pub object: Id,
    /// The attachment.
    pub attachment: Id,
}

/// A chunk does not open: wrong key, wrong place, wrong order, cut off or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("chunk {number} does not open")]
pub struct ChunkError {
    /// Which chunk, from 0.
    pub number: u32,
}

/// The number of chunks of an attachment of `length` bytes.
pub const fn chunks(length: u64) -> u64 {
    let full = length.div_ceil(CHUNK_BYTES as u64);
    if full == 0 { 1 } else { full }
}

/// Where byte `offset` of the content lies: the number of its chunk and the place within it.
pub const fn locate(offset: u64) -> (u64, usize) {
    // The remainder is below 65536.
    (offset / CHUNK_BYTES as u64, (offset % CHUNK_BYTES as u64) as usize)
}

/// What every chunk of one stream is sealed with. The cipher wipes its key when dropped.
struct Sealing {
    cipher: Box<XChaCha20Poly1305>,
    prefix: [u8; PREFIX],
    bound: [u8; BOUND],
}

impl Sealing {
    fn new(key: &StreamKey, of: &Attachment, prefix: [u8; PREFIX]) -> Self {
        let mut bound = [0; BOUND];
        let parts = b"SRA1".iter().copied().chain(of.database).chain(of.object).chain(of.attachment);
        for (to, from) in bound.iter_mut().zip(parts) {
            *to = from;
        }
        Self { cipher: Box::new(XChaCha20Poly1305::new(key.0.bytes().into())), prefix, bound }
    }

    fn nonce(&self, number: u32, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        let parts = self.prefix.into_iter().chain(number.to_be_bytes()).chain([u8::from(last)]);
        for (to, from) in nonce.iter_mut().zip(parts) {
            *to = from;
        }
        XNonce::from(nonce)
    }
}
