//! How a row counts in a digest: a tag for its table, then its identity and what the digest ties down, each with
//! its length, so that no two rows of any table encode alike. What is encrypted is tied down by its revision,
//! which its associated data holds; what stands in clear is counted itself. Never change an encoding: it is on disk.
//!
//! Not counted: audit records (their chain holds them), chunks of attachments (their stream holds them), the list of
//! attachments on their way (it decides nothing but what is tidied, and never touches one that has a row), and kept
//! answers of repeated requests, which are many, sealed, and whose loss costs no more than their expiry does.

/// Separates these encodings from any other use of the same key.
pub(crate) const COUNTED: &str = "strongroom row v1";

/// The tables that are counted.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(crate) enum Table {
    User = 1,
    Credential = 2,
    Group = 3,
    Member = 4,
    Setting = 5,
    Session = 6,
    Database = 7,
    KeyWrap = 8,
    Assignment = 9,
    ObjectRule = 10,
    Object = 11,
    Version = 12,
    Attachment = 13,
    Icon = 14,
    Scope = 15,
    Tries = 16,
    Grant = 17,
    SealProgress = 18,
    Lock = 19,
    SecondPassword = 20,
    Telling = 22,
    PersonalList = 30,
    Binned = 32,
    Import = 28,
    ImportItems = 29,
}

/// Builds one encoding.
pub(crate) struct RowBytes(Vec<u8>);

impl RowBytes {
    pub(crate) fn of(table: Table) -> Self {
        let mut bytes = Vec::with_capacity(96);
        bytes.push(table as u8);
        Self(bytes)
    }

    #[must_use]
    pub(crate) fn bytes(mut self, value: &[u8]) -> Self {
        self.0.extend_from_slice(&(value.len() as u64).to_be_bytes());
        self.0.extend_from_slice(value);
        self
    }

    /// Absent bytes are another thing than any bytes, empty ones included.
    #[must_use]
    pub(crate) fn optional_bytes(mut self, value: Option<&[u8; 16]>) -> Self {
        match value {
            Some(value) => {
                self.0.push(3);
                self.bytes(value)
            }
            None => {
                self.0.push(2);
                self
            }
        }
    }

    #[must_use]
    pub(crate) fn integer(mut self, value: i64) -> Self {
        self.0.push(1);
        self.0.extend_from_slice(&value.to_be_bytes());
        self
    }

    #[must_use]
    pub(crate) fn boolean(self, value: bool) -> Self {
        self.integer(value.into())
    }

    #[must_use]
    pub(crate) fn optional_integer(mut self, value: Option<i64>) -> Self {
        match value {
            Some(value) => self.integer(value),
            None => {
                self.0.push(0);
                self
            }
        }
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_and_zero_and_moved_borders_differ() {
        let row = |table| RowBytes::of(table);
        let all = [
            row(Table::Object).optional_integer(None).done(),
            row(Table::Object).optional_integer(Some(0)).done(),
            row(Table::Object).optional_bytes(None).done(),
            row(Table::Object).optional_bytes(Some(&[0; 16])).done(),
            row(Table::Object).bytes(b"ab").bytes(b"c").done(),
            row(Table::Object).bytes(b"a").bytes(b"bc").done(),
            row(Table::Version).bytes(b"a").bytes(b"bc").done(),
        ];
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}
