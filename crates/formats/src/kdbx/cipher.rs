//! Decryption of the payload as a stream. For KDBX 4 only authenticated blocks come this far.

use std::io::{self, ErrorKind, Read};

use aes::{
    Aes256,
    cipher::{BlockModeDecrypt as _, KeyIvInit as _, StreamCipher as _, inout::InOutBuf},
};
use chacha20::ChaCha20;
use twofish::Twofish;
use zeroize::Zeroizing;

use super::header::Cipher;
use crate::{ImportError, Place, wiped};

/// A multiple of the block size.
const BUFFER: usize = 8 << 10;
const BLOCK: usize = 16;

enum Engine {
    Aes(Box<cbc::Decryptor<Aes256>>),
    Twofish(Box<cbc::Decryptor<Twofish>>),
    ChaCha20(Box<ChaCha20>),
}

/// Gives the plain bytes of what `source` gives. The padding of CBC is checked and taken off.
pub(super) struct DecryptReader<R> {
    source: R,
    engine: Engine,
    buffer: Zeroizing<Vec<u8>>,
    at: usize,
    end: usize,
    /// CBC: the last block read, held back until it is known whether it is the last of all.
    held: Option<[u8; BLOCK]>,
    ended: bool,
}

impl<R: Read> DecryptReader<R> {
    pub(super) fn new(source: R, cipher: Cipher, key: &[u8; 32], iv: &[u8]) -> Result<Self, ImportError> {
        let wrong_size = |_| ImportError::damaged(Place::Header, "a field has the wrong size");
        let engine = match cipher {
            Cipher::Aes256Cbc => {
                Engine::Aes(Box::new(cbc::Decryptor::new_from_slices(key, iv).map_err(wrong_size)?))
            }
            Cipher::TwofishCbc => {
                Engine::Twofish(Box::new(cbc::Decryptor::new_from_slices(key, iv).map_err(wrong_size)?))
            }
            Cipher::ChaCha20 => {
                Engine::ChaCha20(Box::new(ChaCha20::new_from_slices(key, iv).map_err(wrong_size)?))
            }
        };
        Ok(Self { source, engine, buffer: wiped::buffer(BUFFER), at: 0, end: 0, held: None, ended: false })
    }

    /// Fills the buffer with plain bytes; with none at the end.
    fn fill(&mut self) -> io::Result<()> {
        (self.at, self.end) = (0, 0);
        let mut have = 0;
        if let Some(held) = self.held.take() {
            self.buffer.get_mut(..BLOCK).unwrap_or_default().copy_from_slice(&held);
            have = BLOCK;
        }
        while have < BUFFER {
            match self.source.read(self.buffer.get_mut(have..).unwrap_or_default()) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(count) => have += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if matches!(self.engine, Engine::ChaCha20(_)) {
            self.end = have;
            return self.decrypt(have);
        }
        if have % BLOCK != 0 || have == 0 {
            return Err(ImportError::damaged(Place::Payload, "it ends within a block of the cipher").into());
        }
        if self.ended {
            self.decrypt(have)?;
            self.end = have.saturating_sub(self.padding(have)?);
        } else {
            self.end = have - BLOCK;
            self.held = self.buffer.get(self.end..have).and_then(|block| block.try_into().ok());
            self.decrypt(self.end)?;
        }
        Ok(())
    }

    fn decrypt(&mut self, count: usize) -> io::Result<()> {
        let bytes = self.buffer.get_mut(..count).unwrap_or_default();
        match &mut self.engine {
            Engine::Aes(cbc) => cbc.decrypt_blocks_inout(InOutBuf::from(bytes).into_chunks().0),
            Engine::Twofish(cbc) => cbc.decrypt_blocks_inout(InOutBuf::from(bytes).into_chunks().0),
            Engine::ChaCha20(stream) => stream
                .try_apply_keystream(bytes)
                .map_err(|_| ImportError::damaged(Place::Payload, "it is longer than its cipher allows"))?,
        }
        Ok(())
    }

    /// The size of the padding (PKCS #7) at the end of `count` plain bytes.
    fn padding(&self, count: usize) -> io::Result<usize> {
        let block = self.buffer.get(count.saturating_sub(BLOCK)..count).unwrap_or_default();
        let size = block.last().map_or(0, |byte| usize::from(*byte));
        let padding = block.get(BLOCK.saturating_sub(size)..).unwrap_or_default();
        if !(1..=BLOCK).contains(&size) || padding.iter().any(|byte| usize::from(*byte) != size) {
            return Err(ImportError::damaged(Place::Payload, "its padding is wrong").into());
        }
        Ok(size)
    }
}

impl<R: Read> Read for DecryptReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.end && !self.ended {
            self.fill()?;
        }
        let count = self.buffer.get(self.at..self.end).unwrap_or_default().read(out)?;
        self.at += count;
        Ok(count)
    }
}
