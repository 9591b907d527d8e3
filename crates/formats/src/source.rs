//! The file as it comes in, never more of it than the ceiling.

use std::io::{self, Read};

use crate::{ImportError, Limits};

/// Reads from `inner` and fails as soon as it gives more than the ceiling.
pub(crate) struct Source<R> {
    inner: R,
    left: u64,
    limit: u64,
}

impl<R: Read> Source<R> {
    pub(crate) fn new(inner: R, limits: &Limits) -> Self {
        Self { inner, left: limits.file_bytes, limit: limits.file_bytes }
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        let left = self.left.checked_sub(count as u64);
        self.left = left.ok_or(ImportError::limit("file size in bytes", self.limit))?;
        Ok(count)
    }
}
