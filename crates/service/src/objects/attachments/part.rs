//! Which part of a file is asked for.

use strongroom_crypto::stream::{CHUNK_BYTES, chunks, locate};

/// A part of a file, in bytes (RFC 9110, 14.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilePart {
    /// From the first to the last, both included; the last may lie behind the end.
    Within(u64, u64),
    /// From there to the end.
    From(u64),
    /// So many at the end.
    Last(u64),
}

/// What of a file is given: from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: u64,
    /// Behind the last byte.
    pub end: u64,
}

impl FilePart {
    /// What it is of a file of so many bytes; absent where none of it is there.
    pub const fn of(self, bytes: u64) -> Option<Span> {
        let span = match self {
            Self::Within(first, last) if first <= last => {
                let end = last.saturating_add(1);
                Span { start: first, end: if end < bytes { end } else { bytes } }
            }
            Self::Within(..) => return None,
            Self::From(first) => Span { start: first, end: bytes },
            Self::Last(count) => Span { start: bytes.saturating_sub(count), end: bytes },
        };
        if span.start < span.end { Some(span) } else { None }
    }
}

impl Span {
    /// How much it is, in bytes.
    pub const fn bytes(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// The numbers of the chunks that it lies in, the last of them not included.
    pub(super) const fn chunks(&self) -> (u64, u64) {
        if self.start == self.end {
            // Of an empty file its one chunk is read, which proves that it is whole.
            return (0, 1);
        }
        (locate(self.start).0, chunks(self.end))
    }

    /// The part of the content of chunk `number` that belongs to it.
    pub(super) fn within(&self, number: u64, content: &[u8]) -> std::ops::Range<usize> {
        let begin = number.saturating_mul(CHUNK_BYTES as u64);
        let place =
            |at: u64| usize::try_from(at.saturating_sub(begin)).unwrap_or(usize::MAX).min(content.len());
        place(self.start)..place(self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_of_the_standard() {
        let span = |start, end| Some(Span { start, end });
        for (part, bytes, expected) in [
            (FilePart::Within(0, 0), 10, span(0, 1)),
            (FilePart::Within(0, 9), 10, span(0, 10)),
            (FilePart::Within(3, u64::MAX), 10, span(3, 10)),
            (FilePart::Within(9, 9), 10, span(9, 10)),
            (FilePart::Within(10, 11), 10, None),
            (FilePart::Within(5, 4), 10, None),
            (FilePart::From(0), 10, span(0, 10)),
            (FilePart::From(9), 10, span(9, 10)),
            (FilePart::From(10), 10, None),
            (FilePart::From(u64::MAX), 10, None),
            (FilePart::Last(1), 10, span(9, 10)),
            (FilePart::Last(11), 10, span(0, 10)),
            (FilePart::Last(0), 10, None),
            (FilePart::From(0), 0, None),
            (FilePart::Last(1), 0, None),
        ] {
            assert_eq!(part.of(bytes), expected, "{part:?} of {bytes}");
        }
    }

    #[test]
    fn a_span_reads_the_chunks_that_it_needs_and_no_others() {
        const CHUNK: u64 = CHUNK_BYTES as u64;
        let cases = [
            ((0, 1), (0, 1)),
            ((0, CHUNK), (0, 1)),
            ((0, CHUNK + 1), (0, 2)),
            ((CHUNK - 1, CHUNK), (0, 1)),
            ((CHUNK, CHUNK + 1), (1, 2)),
            ((CHUNK - 1, CHUNK + 1), (0, 2)),
            ((5 * CHUNK, 7 * CHUNK), (5, 7)),
            ((0, 0), (0, 1)),
        ];
        for ((start, end), expected) in cases {
            assert_eq!(Span { start, end }.chunks(), expected, "{start}..{end}");
        }
        let whole = vec![0; CHUNK_BYTES];
        let span = Span { start: CHUNK - 2, end: CHUNK + 3 };
        assert_eq!(span.within(0, &whole), CHUNK_BYTES - 2..CHUNK_BYTES);
        assert_eq!(span.within(1, &whole), 0..3);
        assert_eq!(span.within(1, &whole[..2]), 0..2);
    }
}
