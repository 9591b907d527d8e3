//! Content in pieces of any length in, sealed chunks out.

use chacha20poly1305::aead::AeadInOut as _;
use zeroize::Zeroizing;

use super::{Attachment, CHUNK_BYTES, HEADER_BYTES, PREFIX, Sealing, TAG_BYTES, VERSION};
use crate::{
    SealError,
    key::StreamKey,
    random::{self, RandomError},
};

/// Seals an attachment from its first byte to its last. Holds at most one chunk.
pub struct Encryptor {
    sealing: Sealing,
    /// The number of the chunk that is being filled.
    number: u32,
    /// What it holds so far; it never grows beyond its first allocation.
    filling: Zeroizing<Vec<u8>>,
}

impl Encryptor {
    /// Begins the stream of an attachment.
    ///
    /// # Errors
    /// [`RandomError`] if the generator fails.
    pub fn new(key: &StreamKey, of: &Attachment) -> Result<Self, RandomError> {
        Ok(Self::with_prefix(key, of, random::bytes()?))
    }

    pub(super) fn with_prefix(key: &StreamKey, of: &Attachment, prefix: [u8; PREFIX]) -> Self {
        Self {
            sealing: Sealing::new(key, of, prefix),
            number: 0,
            filling: Zeroizing::new(Vec::with_capacity(CHUNK_BYTES)),
        }
    }

    /// What is kept beside the chunks, to open them.
    pub fn header(&self) -> [u8; HEADER_BYTES] {
        let mut header = [VERSION; HEADER_BYTES];
        if let Some(prefix) = header.last_chunk_mut() {
            *prefix = self.sealing.prefix;
        }
        header
    }

    /// Takes bytes from the front of `content` and gives the next chunk once it is known that it is full and
    /// not the last. Call it until it gives none; then `content` is used up.
    ///
    /// # Errors
    /// [`SealError::TooLong`] beyond 2^32 chunks (256 TiB).
    pub fn push(&mut self, content: &mut &[u8]) -> Result<Option<Vec<u8>>, SealError> {
        if content.is_empty() {
            return Ok(None);
        }
        if self.filling.len() == CHUNK_BYTES {
            let sealed = self.seal(false)?;
            self.number = self.number.checked_add(1).ok_or(SealError::TooLong { limit: usize::MAX })?;
            self.filling.clear();
            return Ok(Some(sealed));
        }
        let room = CHUNK_BYTES - self.filling.len();
        let (taken, left) = content.split_at_checked(room).unwrap_or((content, &[]));
        self.filling.extend_from_slice(taken);
        *content = left;
        // Full, and there is more: the next turn seals it.
        if left.is_empty() { Ok(None) } else { self.push(content) }
    }

    /// Ends the stream: gives its last chunk.
    ///
    /// # Errors
    /// [`SealError`] does not happen here, but is the cipher's to report.
    pub fn finish(self) -> Result<Vec<u8>, SealError> {
        self.seal(true)
    }

    fn seal(&self, last: bool) -> Result<Vec<u8>, SealError> {
        let mut sealed = Zeroizing::new(Vec::with_capacity(self.filling.len() + TAG_BYTES));
        sealed.extend_from_slice(&self.filling);
        let nonce = self.sealing.nonce(self.number, last);
        let tag = self
            .sealing
            .cipher
            .encrypt_inout_detached(&nonce, &self.sealing.bound, sealed.as_mut_slice().into())
            .map_err(|_| SealError::TooLong { limit: CHUNK_BYTES })?;
        sealed.extend_from_slice(&tag);
        Ok(std::mem::take(&mut *sealed))
    }
}

impl std::fmt::Debug for Encryptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encryptor").field("number", &self.number).finish_non_exhaustive()
    }
}
