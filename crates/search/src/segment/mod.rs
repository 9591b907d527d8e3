//! A part of an index that does not change: terms in order, and the rows that have them.
//!
//! Sixteen terms are a block. Within it each term is told by what differs from the one before, followed by its rows:
//!
//! ```text
//! shared: u8   own: u8   own bytes   classes: u8   rows
//! ```
//!
//! Where the highest bit of `classes` is set, there is one row: a number. Otherwise a length in bytes follows, and for
//! each class a list: either the gaps between rows, or a bit for each row from the first on, whichever is smaller.
//! Numbers have seven bits a byte.

mod build;
mod find;
mod rows;

pub use build::{SegmentBuilder, merge};
pub use rows::Rows;

/// Terms of a block.
const BLOCK: usize = 16;

/// Set beside the classes of a term that one row has.
const SINGLE: u8 = 0x80;

/// A part of an index.
#[derive(Default)]
pub struct Segment {
    bytes: Box<[u8]>,
    blocks: Box<[Block]>,
    documents: usize,
    terms: usize,
}

/// Where a block begins, and what can be told of it without reading it.
#[derive(Debug, Clone, Copy)]
struct Block {
    start: u64,
    signature: Signature,
}

/// Which letters, and which pairs of letters, terms have: what is not in here is not in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Signature {
    letters: u64,
    pairs: u64,
}

impl Signature {
    fn of(term: &[u8]) -> Self {
        let mut signature = Self::default();
        let mut before = None;
        for byte in term {
            signature.letters |= 1
                << match byte {
                    b'a'..=b'z' => byte - b'a',
                    b'0'..=b'9' => byte - b'0' + 26,
                    other => 36 + other % 28,
                };
            if let Some(before) = before {
                signature.pairs |= 1 << ((u32::from(before) * 37 + u32::from(*byte)) % 64);
            }
            before = Some(*byte);
        }
        signature
    }

    const fn with(self, other: Self) -> Self {
        Self { letters: self.letters | other.letters, pairs: self.pairs | other.pairs }
    }

    const fn holds(self, other: Self) -> bool {
        self.letters & other.letters == other.letters && self.pairs & other.pairs == other.pairs
    }
}

impl Segment {
    /// How many documents it was made of.
    pub const fn documents(&self) -> usize {
        self.documents
    }

    /// How many different terms they had.
    pub const fn terms(&self) -> usize {
        self.terms
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.bytes.len() + size_of_val(&*self.blocks)
    }
}

/// Shows nothing that people wrote.
impl std::fmt::Debug for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segment")
            .field("documents", &self.documents)
            .field("terms", &self.terms)
            .finish_non_exhaustive()
    }
}
