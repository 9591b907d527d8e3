//! Making segments: of documents, and of other segments.

use hashbrown::HashMap;

use super::{BLOCK, Block, Segment, Signature, find::Terms, rows::put};
use crate::{document::Document, rank::Classes};

/// Writes terms in their order.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    blocks: Vec<Block>,
    terms: usize,
    before: Vec<u8>,
    room: Vec<u8>,
}

impl Writer {
    fn term(&mut self, term: &[u8], rows: &[(u32, Classes)]) {
        if rows.is_empty() {
            return;
        }
        if self.terms.is_multiple_of(BLOCK) {
            self.before.clear();
            self.blocks.push(Block { start: self.bytes.len() as u64, signature: Signature::default() });
        }
        self.terms += 1;
        if let Some(block) = self.blocks.last_mut() {
            block.signature = block.signature.with(Signature::of(term));
        }
        let shared = self.before.iter().zip(term).take_while(|(one, other)| one == other).count();
        let own = term.get(shared..).unwrap_or_default();
        // INVARIANT: no term has more than 200 bytes.
        self.bytes.push(u8::try_from(shared).unwrap_or(u8::MAX));
        self.bytes.push(u8::try_from(own.len()).unwrap_or(u8::MAX));
        self.bytes.extend_from_slice(own);
        put(&mut self.bytes, rows, &mut self.room);
        self.before.truncate(shared);
        self.before.extend_from_slice(own);
    }

    fn done(self, documents: usize) -> Segment {
        Segment {
            bytes: self.bytes.into_boxed_slice(),
            blocks: self.blocks.into_boxed_slice(),
            documents,
            terms: self.terms,
        }
    }
}

/// Gathers documents for a segment.
#[derive(Default)]
pub struct SegmentBuilder {
    numbers: HashMap<Box<[u8]>, u32>,
    /// Term, row and classes.
    found: Vec<(u32, u32, Classes)>,
    documents: usize,
}

impl SegmentBuilder {
    /// Adds the document of a row; rows come in their order, none twice.
    pub fn add(&mut self, row: u32, document: &Document) {
        self.documents += 1;
        for (term, classes) in document.terms() {
            let number = match self.numbers.get(term) {
                Some(number) => *number,
                None => {
                    let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
                    self.numbers.insert(term.into(), next);
                    next
                }
            };
            self.found.push((number, row, classes));
        }
    }

    /// How many documents were added.
    pub const fn documents(&self) -> usize {
        self.documents
    }

    /// The segment.
    pub fn build(mut self) -> Segment {
        let mut terms: Vec<(Box<[u8]>, u32)> = self.numbers.into_iter().collect();
        terms.sort_unstable();
        // Stable by term: rows stay in their order.
        self.found.sort_by_key(|(number, ..)| *number);
        let mut starts = vec![0_usize; terms.len() + 1];
        for (number, ..) in &self.found {
            if let Some(next) = starts.get_mut(*number as usize + 1) {
                *next += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let (mut writer, mut rows) = (Writer::default(), Vec::new());
        for (term, number) in &terms {
            let number = *number as usize;
            let range = starts.get(number).copied().zip(starts.get(number + 1).copied());
            let own = range.and_then(|(start, end)| self.found.get(start..end)).unwrap_or_default();
            rows.clear();
            rows.extend(own.iter().map(|(_, row, classes)| (*row, *classes)));
            writer.term(term, &rows);
        }
        writer.done(self.documents)
    }
}

/// One segment of several, with the rows that `keeps` says still belong to each (by its place in the list).
pub fn merge(segments: &[&Segment], keeps: impl Fn(usize, u32) -> bool, documents: usize) -> Segment {
    let mut all: Vec<Terms<'_>> = segments.iter().map(|segment| segment.terms_from(&[])).collect();
    let mut current: Vec<bool> = all.iter_mut().map(Terms::next).collect();
    let (mut writer, mut term, mut rows) = (Writer::default(), Vec::new(), Vec::<(u32, u8)>::new());
    loop {
        let heads = all.iter().zip(&current).filter(|(_, there)| **there).map(|(terms, _)| terms.term());
        let Some(least) = heads.min() else { break };
        term.clear();
        term.extend_from_slice(least);
        rows.clear();
        for ((place, terms), there) in all.iter_mut().enumerate().zip(&mut current) {
            if *there && terms.term() == term.as_slice() {
                if let Some(own) = terms.rows() {
                    own.each(|row, class| {
                        if keeps(place, row) {
                            rows.push((row, class.bit()));
                        }
                    });
                }
                *there = terms.next();
            }
        }
        rows.sort_unstable();
        writer.term(&term, &joined(&rows));
    }
    writer.done(documents)
}

/// The classes of a row together.
fn joined(rows: &[(u32, u8)]) -> Vec<(u32, Classes)> {
    let by_row = rows.chunk_by(|(one, _), (other, _)| one == other);
    let join = |same: &[(u32, u8)]| {
        let classes = same.iter().fold(0, |all, (_, class)| all | class);
        Some((same.first()?.0, Classes(classes)))
    };
    by_row.filter_map(join).collect()
}
