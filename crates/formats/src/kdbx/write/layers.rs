//! The layers between the document and the file: compression, encryption, blocks with their keyed hashes. Each is ended
//! by `finish`, which gives the layer below; what is dropped before is no file.

use std::io::{self, Write};

use chacha20::{
    ChaCha20,
    cipher::{KeyIvInit as _, StreamCipher as _},
};
use flate2::Crc;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output, create_comp_flags_from_zip_params,
};
use zeroize::Zeroizing;

use super::Keys;
use crate::wiped;

/// As other programs have it.
const BLOCK: usize = 1 << 20;
const BUFFER: usize = 32 << 10;
/// A good deal smaller for not much time.
const LEVEL: i32 = 6;

/// Cuts what is written into blocks, each with a keyed hash over its number, size and bytes; an empty one is the last.
pub(super) struct Blocks<'a, W> {
    out: W,
    keys: &'a Keys,
    index: u64,
    /// Encrypted already.
    block: Vec<u8>,
}

impl<'a, W: Write> Blocks<'a, W> {
    pub(super) fn new(out: W, keys: &'a Keys) -> Self {
        Self { out, keys, index: 0, block: Vec::with_capacity(BLOCK) }
    }

    fn put(&mut self) -> io::Result<()> {
        let tag = self.keys.block_tag(self.index, &self.block);
        self.out.write_all(&tag)?;
        self.out.write_all(&u32::try_from(self.block.len()).unwrap_or(u32::MAX).to_le_bytes())?;
        self.out.write_all(&self.block)?;
        self.block.clear();
        self.index += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        if !self.block.is_empty() {
            self.put()?;
        }
        self.put()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Blocks<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (taken, _) = bytes.split_at(bytes.len().min(BLOCK - self.block.len()));
        self.block.extend_from_slice(taken);
        if self.block.len() == BLOCK {
            self.put()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Encrypts what is written.
pub(super) struct Encrypt<W> {
    out: W,
    cipher: Box<ChaCha20>,
    buffer: Zeroizing<Vec<u8>>,
}

impl<W: Write> Encrypt<W> {
    pub(super) fn new(out: W, key: &[u8; 32], iv: &[u8; 12]) -> Option<Self> {
        let cipher = Box::new(ChaCha20::new_from_slices(key, iv).ok()?);
        Some(Self { out, cipher, buffer: wiped::buffer(BUFFER) })
    }

    pub(super) fn finish(self) -> W {
        self.out
    }
}

impl<W: Write> Write for Encrypt<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let size = bytes.len().min(self.buffer.len());
        let part = self.buffer.get_mut(..size).unwrap_or_default();
        part.copy_from_slice(bytes.get(..size).unwrap_or_default());
        // 256 GiB: what goes beyond would have its key stream over again.
        self.cipher.try_apply_keystream(part).map_err(|_| io::ErrorKind::FileTooLarge)?;
        self.out.write_all(part)?;
        Ok(size)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Compresses what is written (RFC 1952). The window of the compressor is wiped at the end.
pub(super) struct Gzip<W: Write> {
    out: W,
    compressor: Box<CompressorOxide>,
    buffer: Zeroizing<Vec<u8>>,
    held: usize,
    crc: Crc,
}

impl<W: Write> Gzip<W> {
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])?;
        // Without the two bytes and the sum of zlib.
        let flags = create_comp_flags_from_zip_params(LEVEL, 0, 0);
        Ok(Self {
            out,
            compressor: Box::new(CompressorOxide::new(flags)),
            buffer: wiped::buffer(BUFFER),
            held: 0,
            crc: Crc::new(),
        })
    }

    fn compress(&mut self, flush: TDEFLFlush) -> io::Result<()> {
        let input = self.buffer.get(..self.held).unwrap_or_default();
        let (out, mut written) = (&mut self.out, Ok(()));
        let (status, _) = compress_to_output(&mut self.compressor, input, flush, |bytes| {
            written = out.write_all(bytes);
            written.is_ok()
        });
        written?;
        self.held = 0;
        match status {
            TDEFLStatus::Okay | TDEFLStatus::Done => Ok(()),
            _ => Err(io::Error::other("the compressor failed")),
        }
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.compress(TDEFLFlush::Finish)?;
        self.compressor.reset();
        let Self { mut out, crc, .. } = self;
        out.write_all(&crc.sum().to_le_bytes())?;
        out.write_all(&crc.amount().to_le_bytes())?;
        Ok(out)
    }
}

impl<W: Write> Write for Gzip<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.buffer.get_mut(self.held..).unwrap_or_default();
        let size = bytes.len().min(room.len());
        let (from, to) = (bytes.get(..size).unwrap_or_default(), room.get_mut(..size).unwrap_or_default());
        to.copy_from_slice(from);
        self.crc.update(from);
        self.held += size;
        if self.held == self.buffer.len() {
            self.compress(TDEFLFlush::None)?;
        }
        Ok(size)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
