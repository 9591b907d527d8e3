//! A file in memory: pieces that never grow, so that nothing of it is left behind when they are wiped, and a ceiling.

use std::{collections::VecDeque, io};

use zeroize::Zeroizing;

use crate::error::ServiceError;

/// Bytes of a piece.
const PIECE: usize = 256 << 10;
/// Bytes of one file, and of the content that it is made from.
pub(super) const FILE_BYTES: u64 = 512 << 20;

/// The content of a file, from its first piece to its last.
#[derive(Default)]
pub struct Pieces {
    pieces: VecDeque<Zeroizing<Vec<u8>>>,
    bytes: u64,
}

impl Pieces {
    /// Its length in bytes.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next piece out.
    pub fn next_piece(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        self.pieces.pop_front()
    }
}

impl io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.saturating_add(bytes.len() as u64) > FILE_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if self.pieces.back().is_none_or(|last| last.len() == PIECE) {
            self.pieces.push_back(Zeroizing::new(Vec::with_capacity(PIECE)));
        }
        let Some(last) = self.pieces.back_mut() else { return Ok(0) };
        let taken = bytes.get(..bytes.len().min(PIECE - last.len())).unwrap_or_default();
        last.extend_from_slice(taken);
        self.bytes += taken.len() as u64;
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Shows how much, never what.
impl std::fmt::Debug for Pieces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pieces").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

pub(super) fn too_large() -> ServiceError {
    let limit = FILE_BYTES >> 20;
    ServiceError::TooLarge(
        format!("the export would have more than {limit} MiB: choose fewer objects").into(),
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_is_written_comes_out_in_pieces() {
        let mut pieces = Pieces::default();
        let bytes: Vec<u8> = (0..PIECE * 2 + 5).map(|n| (n % 251) as u8).collect();
        bytes.chunks(1_000).for_each(|part| pieces.write_all(part).unwrap());
        assert_eq!(pieces.bytes(), bytes.len() as u64);
        let mut out = Vec::new();
        while let Some(piece) = pieces.next_piece() {
            assert!(piece.len() <= PIECE && piece.capacity() == PIECE);
            out.extend_from_slice(&piece);
        }
        assert_eq!(out, bytes);
    }

    // attack: R5
    #[test]
    fn there_is_a_ceiling() {
        let mut pieces = Pieces { bytes: FILE_BYTES - 1, ..Pieces::default() };
        pieces.write_all(b"1").unwrap();
        assert_eq!(pieces.write_all(b"2").unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}
