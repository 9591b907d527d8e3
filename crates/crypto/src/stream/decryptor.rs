//! Sealed chunks in, content out: any chunk by its number, or all of them in order.

use chacha20poly1305::{Tag, aead::AeadInOut as _};
use zeroize::Zeroizing;

use super::{Attachment, CHUNK_BYTES, ChunkError, HEADER_BYTES, PREFIX, Sealing, TAG_BYTES, VERSION};
use crate::{OpenError, key::StreamKey};

/// Opens chunks of one attachment, in any order.
pub struct Decryptor {
    sealing: Sealing,
}

impl Decryptor {
    /// From the header that [`super::Encryptor::header`] gave. Whether it is genuine shows with the chunks.
    ///
    /// # Errors
    /// [`OpenError`] for a header of another length or version.
    pub fn new(key: &StreamKey, of: &Attachment, header: &[u8]) -> Result<Self, OpenError> {
        let header: &[u8; HEADER_BYTES] = header.try_into().map_err(|_| OpenError)?;
        match header.split_first_chunk::<1>() {
            Some(([VERSION], prefix)) => {
                let prefix: [u8; PREFIX] = prefix.try_into().map_err(|_| OpenError)?;
                Ok(Self { sealing: Sealing::new(key, of, prefix) })
            }
            _ => Err(OpenError),
        }
    }

    /// Opens chunk `number`, which is the `last` one or is not. Whoever asks for a range takes the number of
    /// chunks from the attachment's sealed length ([`super::chunks`]).
    ///
    /// # Errors
    /// [`ChunkError`] if this is not that chunk.
    pub fn chunk(&self, number: u32, last: bool, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, ChunkError> {
        let error = ChunkError { number };
        let (body, tag) = sealed.split_last_chunk::<TAG_BYTES>().ok_or(error)?;
        let fits = match body.len() {
            0 => last && number == 0,
            CHUNK_BYTES => true,
            length => last && length < CHUNK_BYTES,
        };
        if !fits {
            return Err(error);
        }
        let mut content = Zeroizing::new(body.to_vec());
        self.sealing
            .cipher
            .decrypt_inout_detached(
                &self.sealing.nonce(number, last),
                &self.sealing.bound,
                content.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .map_err(|_| error)?;
        Ok(content)
    }

    /// Opens all chunks from the first to the last, and notices if the last is missing.
    pub fn in_order(self) -> InOrder {
        InOrder { decryptor: self, number: 0, ended: false }
    }
}

impl std::fmt::Debug for Decryptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decryptor(..)")
    }
}

/// Opens the chunks of one attachment one after the other.
#[derive(Debug)]
pub struct InOrder {
    decryptor: Decryptor,
    number: u32,
    ended: bool,
}

impl InOrder {
    /// Opens the next chunk; `last` if no more follow.
    ///
    /// # Errors
    /// [`ChunkError`] if it is not the next one of this attachment.
    pub fn next(&mut self, last: bool, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, ChunkError> {
        let error = ChunkError { number: self.number };
        if self.ended {
            return Err(error);
        }
        let content = self.decryptor.chunk(self.number, last, sealed)?;
        self.ended = last;
        self.number = self.number.checked_add(1).ok_or(error)?;
        Ok(content)
    }

    /// To be asked at the end: whether the last chunk has come. What was given before must not be taken for
    /// the whole attachment otherwise.
    ///
    /// # Errors
    /// [`ChunkError`] with the number of the chunk that is missing.
    pub fn finish(self) -> Result<(), ChunkError> {
        if self.ended { Ok(()) } else { Err(ChunkError { number: self.number }) }
    }
}
