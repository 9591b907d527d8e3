//! Columns that line up, also for wide characters.

use unicode_width::UnicodeWidthStr;

use super::{Span, faint, plain};

/// Between two columns.
const GAP: usize = 2;

/// Rows under headings.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<Span>>,
}

impl Table {
    /// With headings.
    pub fn new<const N: usize>(headings: [&str; N]) -> Self {
        Self { rows: vec![headings.map(faint).into()] }
    }

    /// Without headings.
    pub fn bare() -> Self {
        Self::default()
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [Span; N]) {
        self.rows.push(cells.into());
    }

    /// The rows with their columns filled up; the last column is left as it is.
    pub(super) fn lines(&self) -> Vec<Vec<Span>> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| self.rows.iter().filter_map(|row| row.get(column)).map(width).max().unwrap_or(0))
            .collect();
        self.rows.iter().map(|row| fill(row, &widths)).collect()
    }
}

fn fill(row: &[Span], widths: &[usize]) -> Vec<Span> {
    let last = row.len().saturating_sub(1);
    let mut line = Vec::with_capacity(row.len() * 2);
    for (column, (cell, width_of_column)) in row.iter().zip(widths).enumerate() {
        line.push(cell.clone());
        if column < last {
            line.push(plain(" ".repeat(width_of_column.saturating_sub(width(cell)) + GAP)));
        }
    }
    line
}

fn width(cell: &Span) -> usize {
    cell.shown().width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_for_wide_and_escaped_text() {
        let mut table = Table::new(["name", "id"]);
        table.row([plain("株式"), plain("1")]);
        table.row([plain("a\tb"), plain("2")]);
        let lines: Vec<String> =
            table.lines().iter().map(|line| line.iter().map(Span::shown).collect()).collect();
        assert_eq!(lines, ["name  id", "株式  1", "a\\tb  2"]);
    }
}
