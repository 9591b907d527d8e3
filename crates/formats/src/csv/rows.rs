//! The rows of a table: cells apart by a delimiter, in quotes where they hold one, a quote or a line end (RFC 4180).

use zeroize::Zeroizing;

use crate::{ImportError, Place};

/// Cells of one row.
const CELLS: usize = 1_000;

/// The delimiters that are told from each other.
pub(super) const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Reads row after row.
pub(super) struct Rows<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    delimiter: char,
    line: u64,
}

/// The cells of a row.
pub(super) type Row = Vec<Zeroizing<String>>;

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str, delimiter: char) -> Self {
        Self { rest: text.chars().peekable(), delimiter, line: 1 }
    }

    /// The next row that is not empty, and the line it begins in, from 1.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Row)>, ImportError> {
        loop {
            let line = self.line;
            let Some(row) = self.row()? else { return Ok(None) };
            if row.iter().any(|cell| !cell.is_empty()) {
                return Ok(Some((line, row)));
            }
        }
    }

    fn row(&mut self) -> Result<Option<Row>, ImportError> {
        if self.rest.peek().is_none() {
            return Ok(None);
        }
        let mut row = Vec::new();
        loop {
            if row.len() >= CELLS {
                return Err(ImportError::limit("cells of a row", CELLS as u64));
            }
            let cell = if self.rest.next_if_eq(&'"').is_some() { self.quoted()? } else { self.plain() };
            row.push(cell);
            match self.rest.next() {
                Some(c) if c == self.delimiter => {}
                Some('\r') => {
                    self.rest.next_if_eq(&'\n');
                    break;
                }
                None | Some('\n') => break,
                Some(_) => return Err(self.damaged("something follows the quote that ends a cell")),
            }
        }
        self.line += 1;
        Ok(Some(row))
    }

    /// Up to the delimiter or the end of the line.
    fn plain(&mut self) -> Zeroizing<String> {
        let mut cell = Cell::default();
        while let Some(c) = self.rest.next_if(|c| *c != self.delimiter && !matches!(c, '\r' | '\n')) {
            cell.push(c);
        }
        cell.0
    }

    /// After the quote that begins a cell: up to the one that ends it.
    fn quoted(&mut self) -> Result<Zeroizing<String>, ImportError> {
        let (mut cell, begun) = (Cell::default(), self.line);
        loop {
            match self.rest.next() {
                Some('"') if self.rest.next_if_eq(&'"').is_some() => cell.push('"'),
                Some('"') => return Ok(cell.0),
                Some(c) => {
                    self.line += u64::from(c == '\n');
                    cell.push(c);
                }
                None => {
                    return Err(ImportError::damaged(Place::Line(begun), "a quoted cell has no end"));
                }
            }
        }
    }

    fn damaged(&self, reason: &'static str) -> ImportError {
        ImportError::damaged(Place::Line(self.line), reason)
    }
}

/// A text that leaves nothing behind when it grows.
#[derive(Default)]
struct Cell(Zeroizing<String>);

impl Cell {
    fn push(&mut self, c: char) {
        if self.0.capacity() - self.0.len() < c.len_utf8() {
            let mut larger = Zeroizing::new(String::with_capacity(self.0.capacity().max(16) * 2));
            larger.push_str(&self.0);
            std::mem::swap(&mut self.0, &mut larger);
        }
        self.0.push(c);
    }
}

/// The delimiter that stands most often in the first row, outside of quotes; `,` where none does.
pub(super) fn guess_delimiter(text: &str) -> char {
    let (mut counts, mut quoted) = ([0_u64; DELIMITERS.len()], false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted && counts.iter().any(|count| *count > 0) => break,
            _ if quoted => {}
            _ => {
                for (count, delimiter) in counts.iter_mut().zip(DELIMITERS) {
                    *count += u64::from(c == delimiter);
                }
            }
        }
    }
    let best = counts.iter().zip(DELIMITERS).rev().max_by_key(|(count, _)| **count);
    best.filter(|(count, _)| **count > 0).map_or(',', |(_, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<(u64, Vec<String>)>, String> {
        let mut rows = Rows::new(text, guess_delimiter(text));
        let mut all = Vec::new();
        while let Some((line, row)) = rows.next().map_err(|error| error.to_string())? {
            all.push((line, row.iter().map(|cell| cell.to_string()).collect()));
        }
        Ok(all)
    }

    #[test]
    fn quotes_delimiters_and_line_ends() {
        let row = |line, cells: &[&str]| (line, cells.iter().map(|cell| (*cell).to_owned()).collect());
        let cases: [(&str, Vec<(u64, Vec<String>)>); 7] = [
            ("a,b\r\nc,d\r\n", vec![row(1, &["a", "b"]), row(2, &["c", "d"])]),
            ("a;\"b\n;\"\"c\"\rd;e", vec![row(1, &["a", "b\n;\"c"]), row(3, &["d", "e"])]),
            ("a\tb\n\n\t\nc\td", vec![row(1, &["a", "b"]), row(4, &["c", "d"])]),
            ("a|\"b,c,d\"\n", vec![row(1, &["a", "b,c,d"])]),
            ("in\"ner,x\n", vec![row(1, &["in\"ner", "x"])]),
            ("\"\",\"\"\n,\n", vec![]),
            ("", vec![]),
        ];
        for (text, wanted) in cases {
            assert_eq!(rows(text).unwrap(), wanted, "{text:?}");
        }
    }

    // attack: I7
    #[test]
    fn i7_quotes_without_an_end_are_refused() {
        assert_eq!(
            rows("a,b\nc,\"d\n\n").unwrap_err(),
            "the file is damaged at line 2: a quoted cell has no end"
        );
        assert!(rows("\"a\"b,c").unwrap_err().contains("something follows the quote"));
        assert!(rows(&",".repeat(1_001)).unwrap_err().contains("cells of a row"));
    }
}
