//! Looking terms up: one, those with a beginning, those that hold something, and those that are nearly a word.

use super::{
    BLOCK, Segment, Signature,
    rows::{Bytes, Rows},
};
use crate::{document::FIRST_WORD, edits::Comparison, judge::is_long_enough, rank::Likeness};

/// Terms one after the other.
pub struct Terms<'a> {
    segment: &'a Segment,
    /// The block of the next term, and how many of its terms were read.
    block: usize,
    read: usize,
    bytes: Bytes<'a>,
    term: Vec<u8>,
    /// How many bytes the term shares with the one before.
    shared: usize,
    rows: Option<Rows<'a>>,
}

impl<'a> Terms<'a> {
    fn at(segment: &'a Segment, block: usize) -> Self {
        let bytes = segment.block_bytes(block);
        Self { segment, block, read: 0, bytes, term: Vec::new(), shared: 0, rows: None }
    }

    /// Goes to the next term; `false`: there is none.
    pub fn next(&mut self) -> bool {
        if self.read == BLOCK {
            *self = Self { term: std::mem::take(&mut self.term), ..Self::at(self.segment, self.block + 1) };
        }
        self.step().is_some()
    }

    fn step(&mut self) -> Option<()> {
        let shared = usize::from(self.bytes.byte()?);
        let own = usize::from(self.bytes.byte()?);
        let own = self.bytes.take(own)?;
        // In front of a block nothing is shared, though the term before may have begun alike.
        self.shared = if self.read == 0 {
            self.term.iter().zip(own).take_while(|(one, other)| one == other).count()
        } else {
            shared
        };
        self.term.truncate(shared);
        self.term.extend_from_slice(own);
        self.rows = Rows::read(&mut self.bytes);
        self.read += 1;
        Some(())
    }

    pub fn term(&self) -> &[u8] {
        &self.term
    }

    pub const fn rows(&self) -> Option<Rows<'a>> {
        self.rows
    }

    /// Goes on to the first term that comes after all with this beginning.
    fn pass(&mut self, beginning: &[u8]) -> bool {
        loop {
            if self.read == BLOCK || self.bytes.0.is_empty() {
                let next = self.segment.head(self.block + 1);
                if next.is_some_and(|head| head.starts_with(beginning)) {
                    *self = self.segment.after(beginning, self.block + 1);
                }
            }
            if !self.next() {
                return false;
            }
            if !self.term.starts_with(beginning) {
                return true;
            }
        }
    }
}

impl Segment {
    fn block_bytes(&self, block: usize) -> Bytes<'_> {
        let start = self.blocks.get(block).and_then(|block| usize::try_from(block.start).ok());
        Bytes(start.and_then(|start| self.bytes.get(start..)).unwrap_or_default())
    }

    /// The first term of a block.
    fn head(&self, block: usize) -> Option<&[u8]> {
        let mut bytes = self.block_bytes(block);
        let _ = bytes.byte()?;
        let own = usize::from(bytes.byte()?);
        bytes.take(own)
    }

    /// The terms from the last block on whose first term is `before` what is looked for.
    fn terms_where(&self, from: usize, before: impl Fn(&[u8]) -> bool) -> Terms<'_> {
        let (mut low, mut high) = (from, self.blocks.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.head(middle).is_some_and(&before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Terms::at(self, low.saturating_sub(1).max(from.saturating_sub(1)))
    }

    /// The terms from one on; those before it in its block come first.
    fn near(&self, term: &[u8]) -> Terms<'_> {
        self.terms_where(0, |head| head <= term)
    }

    /// The terms behind all with a beginning; a few with it may come first.
    fn after(&self, beginning: &[u8], from: usize) -> Terms<'_> {
        self.terms_where(from, |head| head <= beginning || head.starts_with(beginning))
    }

    /// The terms from one on. To be asked for the next before anything is read.
    pub fn terms_from(&self, term: &[u8]) -> Terms<'_> {
        let mut terms = self.near(term);
        loop {
            let before = (terms.bytes, terms.block, terms.read, terms.term.clone());
            if !terms.next() || terms.term() >= term {
                (terms.bytes, terms.block, terms.read, terms.term) = before;
                return terms;
            }
        }
    }

    /// The rows of a term.
    pub fn rows_of(&self, term: &[u8]) -> Option<Rows<'_>> {
        let mut terms = self.near(term);
        while terms.next() {
            match terms.term().cmp(term) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => return terms.rows(),
                std::cmp::Ordering::Greater => return None,
            }
        }
        None
    }

    /// Gives the rows of each word that begins with what is wanted or holds it.
    pub fn like(&self, wanted: &str, mut each: impl FnMut(Likeness, Rows<'_>)) {
        self.beginning(wanted, &mut each);
        if is_long_enough(wanted) {
            self.holding(wanted.as_bytes(), |rows| each(Likeness::Within, rows));
        }
    }

    /// Gives the rows of each word that begins with what is wanted.
    pub fn beginning(&self, wanted: &str, mut each: impl FnMut(Likeness, Rows<'_>)) {
        let bytes = wanted.as_bytes();
        let mut terms = self.near(bytes);
        while terms.next() {
            if terms.term() >= bytes {
                if !terms.term().starts_with(bytes) {
                    break;
                }
                let same = terms.term().len() == bytes.len();
                let likeness = if same { Likeness::Same } else { Likeness::Beginning };
                terms.rows().into_iter().for_each(|rows| each(likeness, rows));
            }
        }
    }

    /// Gives the rows of each word that holds what is wanted and does not begin with it.
    fn holding(&self, wanted: &[u8], mut each: impl FnMut(Rows<'_>)) {
        let signature = Signature::of(wanted);
        let may = self.blocks.iter().enumerate().filter(|(_, block)| block.signature.holds(signature));
        for (number, _) in may {
            let mut terms = Terms::at(self, number);
            while terms.read < BLOCK && terms.step().is_some() {
                let term = terms.term();
                let word = term.first().is_some_and(|first| *first >= FIRST_WORD);
                if word && term.len() > wanted.len() && !term.starts_with(wanted) && contains(term, wanted) {
                    terms.rows().into_iter().for_each(&mut each);
                }
            }
        }
    }

    /// Gives the rows of each word that is not like what is wanted but nearly it.
    pub fn nearly(&self, wanted: &str, most: u8, mut each: impl FnMut(Rows<'_>)) {
        let mut comparison = Comparison::new(wanted, most);
        // Where each letter that was read ends.
        let mut ends: Vec<usize> = Vec::new();
        let mut terms = self.terms_from(&[FIRST_WORD]);
        let mut there = terms.next();
        while there {
            let shared = ends.iter().take_while(|end| **end <= terms.shared).count();
            ends.truncate(shared);
            comparison.back_to(shared);
            let from = ends.last().copied().unwrap_or_default();
            let Some(rest) = terms.term().get(from..).and_then(|rest| std::str::from_utf8(rest).ok()) else {
                there = terms.next();
                continue;
            };
            let mut far = None;
            for (at, letter) in rest.char_indices() {
                ends.push(from + at + letter.len_utf8());
                if !comparison.read(letter) {
                    far = ends.last().copied();
                    break;
                }
            }
            let Some(far) = far else {
                let word = terms.term();
                let like = word.starts_with(wanted.as_bytes())
                    || (is_long_enough(wanted) && contains(word, wanted.as_bytes()));
                if comparison.is_near() && !like {
                    terms.rows().into_iter().for_each(&mut each);
                }
                there = terms.next();
                continue;
            };
            // No word that begins so is near enough.
            let beginning = terms.term().get(..far).unwrap_or_default().to_vec();
            there = terms.pass(&beginning);
            // It may have gone past many: what is shared is shared with the last one that was read.
            terms.shared =
                terms.term().iter().zip(&beginning).take_while(|(one, other)| one == other).count();
            let kept = ends.iter().take_while(|end| **end <= terms.shared).count();
            terms.shared = kept.checked_sub(1).and_then(|n| ends.get(n)).copied().unwrap_or_default();
        }
    }
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    let Some((first, _)) = wanted.split_first() else { return true };
    let begins = text.iter().enumerate().filter(|(_, byte)| *byte == first);
    begins.into_iter().any(|(at, _)| text.get(at..).is_some_and(|rest| rest.starts_with(wanted)))
}
