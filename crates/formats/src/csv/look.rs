//! What a table looks like, for the person who says what its columns hold. Values of columns that may hold a secret are
//! counted and never shown; what a column holds that nobody has named yet is not known, so it is not shown either.

use std::io::Read;

use super::{Column, Encoding, Plan, Settings, Table, encoding};
use crate::{ImportError, Limits};

/// Values of a column that are shown.
const SAMPLES: usize = 3;
/// Characters of a value that are shown.
const SAMPLE: usize = 60;

/// How a table would be read, and what is in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Look {
    /// How it would be read.
    pub plan: Plan,
    /// Whether that is enough to read it: what the columns hold was told, or shows by their names.
    pub is_known: bool,
    /// Rows, without that of the names.
    pub rows: u64,
    /// What is in each column.
    pub columns: Vec<ColumnLook>,
}

/// What is in a column.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ColumnLook {
    /// How many rows have something in it.
    pub filled: u64,
    /// The first values, cut; empty where they may be secret.
    pub samples: Vec<String>,
}

/// Looks through a whole table.
///
/// # Errors
/// As for [`super::read`], but not for columns of which nobody has said what they hold.
pub fn look(file: impl Read, settings: &Settings, limits: &Limits) -> Result<Look, ImportError> {
    let bytes = encoding::whole(file, limits)?;
    let told = settings.encoding.unwrap_or_else(|| Encoding::detect(&bytes));
    let text = encoding::text(&bytes, told)?;
    drop(bytes);
    let unnamed = Settings { columns: Some(Vec::new()), ..settings.clone() };
    let (mut table, is_known) = match Table::open(&text, told, settings) {
        Err(ImportError::UnknownColumns) => (Table::open(&text, told, &unnamed)?, false),
        opened => (opened?, true),
    };
    let mut columns = vec![ColumnLook::default(); table.plan.columns.len()];
    let mut rows = 0;
    while let Some(row) = table.next()? {
        rows += 1;
        if rows > limits.objects {
            return Err(ImportError::limit("folders and entries", limits.objects));
        }
        for ((column, (_, meaning)), cell) in columns.iter_mut().zip(&table.plan.columns).zip(&row) {
            if cell.is_empty() {
                continue;
            }
            column.filled += 1;
            if is_harmless(*meaning) && column.samples.len() < SAMPLES {
                column.samples.push(cell.chars().take(SAMPLE).collect());
            }
        }
    }
    Ok(Look { plan: table.plan, is_known, rows, columns })
}

/// Whether everybody who sees an entry sees what such a column holds.
const fn is_harmless(column: Column) -> bool {
    matches!(
        column,
        Column::Title
            | Column::Username
            | Column::Folder
            | Column::Tags
            | Column::Category
            | Column::Favourite
            | Column::Type
            | Column::Importance
            | Column::Created
            | Column::Modified
            | Column::Expires
    )
}

/// Shows how much, never what.
impl std::fmt::Debug for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Look").field("plan", &self.plan).field("rows", &self.rows).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(text: &str, settings: &Settings) -> Look {
        look(text.as_bytes(), settings, &Limits::default()).unwrap()
    }

    // attack: D1
    #[test]
    fn secrets_and_columns_nobody_named_are_counted_and_not_shown() {
        let table = "Title,Password,Kunde\nMail,hunter2,4711\nWiki,,\n";
        let it = looked(table, &Settings::default());
        assert!(it.is_known && it.rows == 2);
        assert_eq!(it.columns[0].samples, ["Mail", "Wiki"]);
        assert_eq!((it.columns[1].filled, it.columns[1].samples.len()), (1, 0));
        assert_eq!((it.columns[2].filled, it.columns[2].samples.len()), (1, 0));
        let unknown = looked("a;b\nMail;hunter2\n", &Settings::default());
        assert!(!unknown.is_known && !unknown.plan.header && unknown.rows == 2);
        assert!(unknown.columns.iter().all(|column| column.samples.is_empty()));
        let named = Settings {
            header: Some(true),
            columns: Some(vec![Column::Title, Column::Password]),
            ..Settings::default()
        };
        let it = looked("a;b\nMail;hunter2\n", &named);
        assert_eq!(
            (it.is_known, it.rows, it.columns[0].samples.as_slice()),
            (true, 1, &["Mail".to_owned()][..])
        );
        assert!(it.columns[1].samples.is_empty());
    }
}
