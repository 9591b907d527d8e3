//! The blocks a payload is cut into. A block's bytes are given on only after its hash was found right.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::keys::Keys;
use crate::{ImportError, Limits, Place, wiped};

/// A block read so far. Its memory grows with what the file really has, not with what it claims.
struct Block {
    bytes: Zeroizing<Vec<u8>>,
    scratch: Zeroizing<Vec<u8>>,
    at: usize,
    index: u64,
    ceiling: u64,
    ended: bool,
}

impl Block {
    fn new(limits: &Limits) -> Self {
        Self {
            bytes: Zeroizing::new(Vec::new()),
            scratch: wiped::buffer(8 << 10),
            at: 0,
            index: 0,
            ceiling: limits.file_bytes,
            ended: false,
        }
    }

    fn damaged(&self, reason: &'static str) -> ImportError {
        ImportError::damaged(Place::Block(self.index), reason)
    }

    fn exact(&self, source: &mut impl Read, out: &mut [u8]) -> io::Result<()> {
        source.read_exact(out).map_err(|error| ImportError::at_end(error, Place::Block(self.index)).into())
    }

    fn load(&mut self, source: &mut impl Read, length: u32) -> io::Result<()> {
        self.at = 0;
        self.bytes.clear();
        if u64::from(length) > self.ceiling {
            return Err(ImportError::limit("size of a block in bytes", self.ceiling).into());
        }
        let mut left = length as usize;
        while left > 0 {
            let size = left.min(self.scratch.len());
            let part = self.scratch.get_mut(..size).unwrap_or_default();
            let place = Place::Block(self.index);
            source.read_exact(part).map_err(|error| ImportError::at_end(error, place))?;
            wiped::append(&mut self.bytes, part);
            left -= size;
        }
        Ok(())
    }

    fn give(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.get(self.at..).unwrap_or_default().read(out)?;
        self.at += count;
        Ok(count)
    }

    fn is_used_up(&self) -> bool {
        self.at >= self.bytes.len()
    }
}

/// KDBX 4: each block has a keyed hash over its number, size and bytes; an empty one is the last.
pub(super) struct HmacBlocks<'a, R> {
    source: R,
    keys: &'a Keys,
    block: Block,
}

impl<'a, R: Read> HmacBlocks<'a, R> {
    pub(super) fn new(source: R, keys: &'a Keys, limits: &Limits) -> Self {
        Self { source, keys, block: Block::new(limits) }
    }

    fn next(&mut self) -> io::Result<()> {
        let (mut tag, mut length) = ([0; 32], [0; 4]);
        self.block.exact(&mut self.source, &mut tag)?;
        self.block.exact(&mut self.source, &mut length)?;
        self.block.load(&mut self.source, u32::from_le_bytes(length))?;
        if !self.keys.authenticates_block(self.block.index, &self.block.bytes, &tag) {
            return Err(self.block.damaged("its hash does not fit").into());
        }
        self.block.index += 1;
        self.block.ended = self.block.bytes.is_empty();
        Ok(())
    }
}

impl<R: Read> Read for HmacBlocks<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.block.is_used_up() && !self.block.ended {
            self.next()?;
        }
        self.block.give(out)
    }
}

/// KDBX 3: each decrypted block has its number and a hash; an empty one with a hash of zeros is the last, and
/// nothing may follow it.
pub(super) struct HashedBlocks<R> {
    source: R,
    block: Block,
}

impl<R: Read> HashedBlocks<R> {
    pub(super) fn new(source: R, limits: &Limits) -> Self {
        Self { source, block: Block::new(limits) }
    }

    fn next(&mut self) -> io::Result<()> {
        let (mut index, mut hash, mut length) = ([0; 4], [0; 32], [0; 4]);
        self.block.exact(&mut self.source, &mut index)?;
        self.block.exact(&mut self.source, &mut hash)?;
        self.block.exact(&mut self.source, &mut length)?;
        if u64::from(u32::from_le_bytes(index)) != self.block.index {
            return Err(self.block.damaged("its number is wrong").into());
        }
        self.block.load(&mut self.source, u32::from_le_bytes(length))?;
        let expected =
            if self.block.bytes.is_empty() { [0; 32] } else { Sha256::digest(&*self.block.bytes).into() };
        if hash != expected {
            return Err(self.block.damaged("its hash does not fit").into());
        }
        self.block.ended = self.block.bytes.is_empty();
        if self.block.ended && self.source.read(&mut [0])? != 0 {
            return Err(self.block.damaged("something follows the last block").into());
        }
        self.block.index += 1;
        Ok(())
    }
}

impl<R: Read> Read for HashedBlocks<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.block.is_used_up() && !self.block.ended {
            self.next()?;
        }
        self.block.give(out)
    }
}
