//! The documents that changed lately, as they are: few enough to be looked at one by one.

use std::collections::BTreeMap;

use crate::{
    document::{Document, FIRST_WORD},
    rank::Classes,
    segment::{Segment, SegmentBuilder},
};

/// Documents by row.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    documents: BTreeMap<u32, Document>,
}

impl Overlay {
    pub fn put(&mut self, row: u32, document: Document) {
        self.documents.insert(row, document);
    }

    pub fn remove(&mut self, row: u32) {
        self.documents.remove(&row);
    }

    pub fn has(&self, row: u32) -> bool {
        self.documents.contains_key(&row)
    }

    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Gives each row that has the term.
    pub fn same(&self, term: &[u8], mut each: impl FnMut(u32, Classes)) {
        for (row, document) in &self.documents {
            document.terms().filter(|(own, _)| *own == term).for_each(|(_, classes)| each(*row, classes));
        }
    }

    /// Gives each word of each row.
    pub fn words(&self, mut each: impl FnMut(u32, &str, Classes)) {
        for (row, document) in &self.documents {
            let words = document.terms().filter(|(term, _)| term.first() >= Some(&FIRST_WORD));
            for (word, classes) in words {
                if let Ok(word) = std::str::from_utf8(word) {
                    each(*row, word, classes);
                }
            }
        }
    }

    pub fn pack(&self) -> Segment {
        let mut builder = SegmentBuilder::default();
        self.documents.iter().for_each(|(row, document)| builder.add(*row, document));
        builder.build()
    }

    pub fn heap_bytes(&self) -> usize {
        self.documents.values().map(|document| document.heap_bytes() + size_of::<(u32, Document)>()).sum()
    }
}
