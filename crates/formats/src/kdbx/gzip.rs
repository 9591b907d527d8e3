//! Decompression as a stream, with a count of what comes out.
//!
//! The window of the decompressor holds decrypted bytes; it is kept here, where it is wiped, and not in a
//! library that does not wipe it.

use std::io::{self, Read};

use flate2::Crc;
use miniz_oxide::inflate::{
    TINFLStatus,
    core::{DecompressorOxide, decompress, inflate_flags::TINFL_FLAG_HAS_MORE_INPUT},
};
use zeroize::Zeroizing;

use crate::{ImportError, Place, budget::Unpacked, wiped};

/// The window of deflate, which is also where it writes to.
const WINDOW: usize = 32 << 10;
const INPUT: usize = 8 << 10;
/// Bytes of the optional parts of a gzip header.
const HEADER_BYTES: usize = 64 << 10;

/// The payload of a file or an attachment: compressed or plain, counted.
pub(super) enum Payload<R> {
    Plain(R, Unpacked),
    Gzip(Box<GzipReader<R>>, Unpacked),
}

impl<R: Read> Payload<R> {
    pub(super) fn new(source: R, compressed: bool, unpacked: Unpacked) -> Self {
        if compressed {
            Self::Gzip(Box::new(GzipReader::new(source)), unpacked)
        } else {
            Self::Plain(source, unpacked)
        }
    }
}

impl<R: Read> Read for Payload<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let (count, unpacked) = match self {
            Self::Plain(source, unpacked) => (source.read(out)?, unpacked),
            Self::Gzip(source, unpacked) => (source.read(out)?, unpacked),
        };
        unpacked.charge(count)?;
        Ok(count)
    }
}

/// One gzip member (RFC 1952), its checksum checked, and nothing after it.
pub(super) struct GzipReader<R> {
    source: R,
    input: Zeroizing<Vec<u8>>,
    input_at: usize,
    input_end: usize,
    inflate: DecompressorOxide,
    window: Zeroizing<Vec<u8>>,
    /// What is in the window and not given on yet.
    at: usize,
    end: usize,
    crc: Crc,
    begun: bool,
    ended: bool,
}

impl<R: Read> GzipReader<R> {
    fn new(source: R) -> Self {
        Self {
            source,
            input: wiped::buffer(INPUT),
            input_at: 0,
            input_end: 0,
            inflate: DecompressorOxide::new(),
            window: wiped::buffer(WINDOW),
            at: 0,
            end: 0,
            crc: Crc::new(),
            begun: false,
            ended: false,
        }
    }

    /// The next byte of the compressed stream; `None` at its end.
    fn byte(&mut self) -> io::Result<Option<u8>> {
        if self.input_at >= self.input_end {
            self.input_end = self.source.read(&mut self.input)?;
            self.input_at = 0;
        }
        let byte = self.input.get(self.input_at..self.input_end).and_then(|rest| rest.first().copied());
        self.input_at += usize::from(byte.is_some());
        Ok(byte)
    }

    fn number<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.byte()?.ok_or_else(|| damaged("it ends too early"))?;
        }
        Ok(bytes)
    }

    fn header(&mut self) -> io::Result<()> {
        let [first, second, method, flags] = self.number()?;
        if [first, second, method] != [0x1f, 0x8b, 8] || flags & 0xe0 != 0 {
            return Err(damaged("it is not gzip").into());
        }
        self.number::<6>()?;
        if flags & 4 != 0 {
            for _ in 0..u16::from_le_bytes(self.number()?) {
                self.number::<1>()?;
            }
        }
        for part in [8, 16] {
            let mut left = HEADER_BYTES;
            while flags & part != 0 && self.number()? != [0] {
                left = left.checked_sub(1).ok_or_else(|| damaged("its header is too long"))?;
            }
        }
        if flags & 2 != 0 {
            self.number::<2>()?;
        }
        Ok(())
    }

    fn trailer(&mut self) -> io::Result<()> {
        let crc = u32::from_le_bytes(self.number()?);
        let size = u32::from_le_bytes(self.number()?);
        if (crc, size) != (self.crc.sum(), self.crc.amount()) {
            return Err(damaged("its checksum does not fit").into());
        }
        match self.byte()? {
            None => Ok(()),
            Some(_) => Err(damaged("something follows its end").into()),
        }
    }

    /// Decompresses into the window until there is something there, or the end.
    fn fill(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            self.header()?;
        }
        if self.end >= WINDOW {
            (self.at, self.end) = (0, 0);
        }
        if self.input_at >= self.input_end {
            self.input_end = self.source.read(&mut self.input)?;
            self.input_at = 0;
        }
        let input = self.input.get(self.input_at..self.input_end).unwrap_or_default();
        let flags = if input.is_empty() { 0 } else { TINFL_FLAG_HAS_MORE_INPUT };
        let (status, taken, made) = decompress(&mut self.inflate, input, &mut self.window, self.end, flags);
        self.input_at += taken;
        self.end += made;
        self.crc.update(self.window.get(self.at..self.end).unwrap_or_default());
        match status {
            TINFLStatus::Done => {
                self.ended = true;
                self.trailer()
            }
            TINFLStatus::HasMoreOutput | TINFLStatus::NeedsMoreInput => Ok(()),
            TINFLStatus::FailedCannotMakeProgress => Err(damaged("it ends too early").into()),
            _ => Err(damaged("it is not well formed").into()),
        }
    }
}

impl<R: Read> Read for GzipReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.end && !self.ended {
            self.fill()?;
        }
        let count = self.window.get(self.at..self.end).unwrap_or_default().read(out)?;
        self.at += count;
        Ok(count)
    }
}

const fn damaged(reason: &'static str) -> ImportError {
    ImportError::damaged(Place::Compression, reason)
}
