//! The rows that have a term, as they are kept.

use super::SINGLE;
use crate::rank::{Class, Classes};

/// Bytes that are read from the front.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn number(&mut self) -> Option<u32> {
        let (mut number, mut shift) = (0_u32, 0);
        loop {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

pub fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while let [low, ..] = number.to_le_bytes()
        && number > 0x7f
    {
        bytes.push(low | 0x80);
        number >>= 7;
    }
    let [low, ..] = number.to_le_bytes();
    bytes.push(low);
}

/// The rows of a term.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    pub classes: Classes,
    single: bool,
    bytes: Bytes<'a>,
}

impl<'a> Rows<'a> {
    /// What stands behind a term.
    pub fn read(bytes: &mut Bytes<'a>) -> Option<Self> {
        let first = bytes.byte()?;
        let (classes, single) = (Classes(first & !SINGLE), first & SINGLE != 0);
        if single {
            let start = bytes.0;
            bytes.number()?;
            let own = start.get(..start.len() - bytes.0.len())?;
            return Some(Self { classes, single, bytes: Bytes(own) });
        }
        let length = bytes.number()?;
        Some(Self { classes, single, bytes: Bytes(bytes.take(length as usize)?) })
    }

    /// Gives each row with a class in which it has the term.
    pub fn each(mut self, mut each: impl FnMut(u32, Class)) {
        // INVARIANT: these bytes were written by [`put`], so that nothing is missing.
        let _ = self.try_each(&mut each);
    }

    fn try_each(&mut self, each: &mut impl FnMut(u32, Class)) -> Option<()> {
        if self.single {
            let row = self.bytes.number()?;
            self.classes.iter().for_each(|class| each(row, class));
            return Some(());
        }
        for class in self.classes.iter() {
            let head = self.bytes.number()?;
            let mut row = self.bytes.number()?;
            let count = head >> 1;
            if head & 1 == 0 {
                each(row, class);
                for _ in 1..count {
                    row += self.bytes.number()?;
                    each(row, class);
                }
                continue;
            }
            for (n, byte) in (0_u32..).zip(self.bytes.take(count as usize)?) {
                let mut left = *byte;
                while left != 0 {
                    each(row + n * 8 + left.trailing_zeros(), class);
                    left &= left - 1;
                }
            }
        }
        Some(())
    }
}

/// Writes rows, sorted and without repetition, with the classes of each.
pub fn put(bytes: &mut Vec<u8>, rows: &[(u32, Classes)], room: &mut Vec<u8>) {
    if let [(row, classes)] = rows {
        bytes.push(classes.0 | SINGLE);
        put_number(bytes, *row);
        return;
    }
    let classes = rows.iter().fold(Classes::default(), |all, (_, classes)| all.or(*classes));
    bytes.push(classes.0);
    room.clear();
    for class in classes.iter() {
        let own = || rows.iter().filter(|(_, classes)| classes.has(class)).map(|(row, _)| *row);
        put_list(room, own);
    }
    // INVARIANT: a million rows in seven classes stay far below 4 GiB.
    put_number(bytes, u32::try_from(room.len()).unwrap_or(u32::MAX));
    bytes.extend_from_slice(room);
}

fn put_list<I: Iterator<Item = u32>>(bytes: &mut Vec<u8>, rows: impl Fn() -> I) {
    let Some(first) = rows().next() else { return };
    let (mut before, mut count, mut gaps) = (first, 0_u32, 0_u32);
    for row in rows() {
        count += 1;
        gaps += if count == 1 { 0 } else { length(row - before) };
        before = row;
    }
    let bits = (before - first) / 8 + 1;
    if bits >= gaps {
        put_number(bytes, count << 1);
        put_number(bytes, first);
        before = first;
        for row in rows().skip(1) {
            put_number(bytes, row - before);
            before = row;
        }
        return;
    }
    put_number(bytes, bits << 1 | 1);
    put_number(bytes, first);
    let (mut at, mut byte) = (0, 0_u8);
    for row in rows().map(|row| row - first) {
        while at < row / 8 {
            bytes.push(byte);
            (at, byte) = (at + 1, 0);
        }
        byte |= 1 << (row % 8);
    }
    bytes.push(byte);
}

const fn length(number: u32) -> u32 {
    match number {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        0x20_0000..0x1000_0000 => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn back(rows: &[(u32, Classes)]) -> Vec<(u32, Classes)> {
        let mut bytes = Vec::new();
        put(&mut bytes, rows, &mut Vec::new());
        bytes.push(0xff);
        let mut reader = Bytes(&bytes);
        let read = Rows::read(&mut reader).unwrap();
        assert_eq!(reader.0, [0xff], "what follows is left");
        let mut found = std::collections::BTreeMap::<u32, u8>::new();
        read.each(|row, class| *found.entry(row).or_default() |= class.bit());
        found.into_iter().map(|(row, classes)| (row, Classes(classes))).collect()
    }

    proptest! {
        #[test]
        fn rows_come_back(rows in proptest::collection::btree_map(
            prop_oneof![0..40_u32, 0..3_000_000_u32], 1..128_u8, 1..60,
        )) {
            let rows: Vec<_> = rows.into_iter().map(|(row, classes)| (row, Classes(classes))).collect();
            prop_assert_eq!(back(&rows), rows);
        }
    }

    #[test]
    fn what_nearly_all_have_takes_a_bit_each() {
        let rows: Vec<_> = (0..80_000).map(|row| (row, Classes(Class::Host.bit()))).collect();
        let mut bytes = Vec::new();
        put(&mut bytes, &rows, &mut Vec::new());
        assert!(bytes.len() < 10_020, "{}", bytes.len());
        assert_eq!(back(&rows), rows);
    }
}
