//! Looking words up in all layers. What a layer says of a row that belongs to another is left out.

use super::{Index, Words};
use crate::{
    judge::likeness,
    overlay::Overlay,
    rank::{Class, Classes, Likeness},
    segment::{Rows, Segment},
};

/// The words of a layer.
enum Layer<'a> {
    Packed(&'a Segment),
    Loose(&'a Overlay),
}

impl Index {
    fn layers(&self) -> impl Iterator<Item = (u8, Layer<'_>)> {
        let closed = self.layers.iter().map(|layer| match &layer.words {
            Words::Packed(segment) => (layer.number, Layer::Packed(segment)),
            Words::Loose(overlay) => (layer.number, Layer::Loose(overlay)),
        });
        closed.chain([(self.open_number, Layer::Loose(&self.open))])
    }

    /// Gives each row that has the term, with the classes in which it has it.
    pub(super) fn same(&self, term: &[u8], each: &mut impl FnMut(u32, Class)) {
        for (number, layer) in self.layers() {
            match layer {
                Layer::Packed(segment) => {
                    segment.rows_of(term).into_iter().for_each(|rows| self.own(number, rows, &mut *each));
                }
                Layer::Loose(overlay) => overlay.same(term, |row, classes| {
                    self.own_classes(number, row, classes, &mut *each);
                }),
            }
        }
    }

    /// Gives each row that has a word with this beginning.
    pub(super) fn beginning(&self, wanted: &str, each: &mut impl FnMut(u32, Class)) {
        for (number, layer) in self.layers() {
            match layer {
                Layer::Packed(segment) => {
                    segment.beginning(wanted, |_, rows| self.own(number, rows, &mut *each));
                }
                Layer::Loose(overlay) => overlay.words(|row, word, classes| {
                    if word.starts_with(wanted) {
                        self.own_classes(number, row, classes, &mut *each);
                    }
                }),
            }
        }
    }

    /// Gives each row that has a word that is like what is wanted, or is nearly it, with so many mistakes at most.
    pub(super) fn like(&self, wanted: &str, most: u8, mut each: impl FnMut(u32, Likeness, Class)) {
        for (number, layer) in self.layers() {
            match layer {
                Layer::Packed(segment) => {
                    segment.like(wanted, |likeness, rows| {
                        self.own(number, rows, |row, class| each(row, likeness, class));
                    });
                    if most > 0 {
                        segment.nearly(wanted, most, |rows| {
                            self.own(number, rows, |row, class| each(row, Likeness::Misspelt, class));
                        });
                    }
                }
                Layer::Loose(overlay) => overlay.words(|row, word, classes| {
                    if let Some(likeness) = likeness(wanted, word, most) {
                        self.own_classes(number, row, classes, |row, class| each(row, likeness, class));
                    }
                }),
            }
        }
    }

    fn own(&self, number: u8, rows: Rows<'_>, mut each: impl FnMut(u32, Class)) {
        rows.each(|row, class| {
            if self.owners.get(row as usize) == Some(&number) {
                each(row, class);
            }
        });
    }

    fn own_classes(&self, number: u8, row: u32, classes: Classes, mut each: impl FnMut(u32, Class)) {
        if self.owner(row) == number {
            classes.iter().for_each(|class| each(row, class));
        }
    }
}
