//! The thin layer over a database engine: the only code that knows which one it is.
//!
//! SQL above this layer is one text for every engine: parameters are `$1, $2, …` in the order of their first
//! appearance, types are `BIGINT`, `TEXT` and `BYTEA`, and there are no engine's own functions. Ids are sixteen
//! bytes, instants microseconds, booleans 0 or 1.

pub mod migrate;
pub mod sqlite;

use crate::error::StoreError;

/// A parameter of a statement.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// NULL.
    Null,
    /// BIGINT.
    Integer(i64),
    /// TEXT.
    Text(&'a str),
    /// BYTEA.
    Bytes(&'a [u8]),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row of an answer. Columns count from 0; a column of another type than asked for is damage.
pub trait Row {
    /// A BIGINT that may be NULL.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds something else.
    fn optional_integer(&self, column: usize) -> Result<Option<i64>, StoreError>;

    /// A BYTEA that may be NULL.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds something else.
    fn optional_bytes(&self, column: usize) -> Result<Option<&[u8]>, StoreError>;

    /// A BIGINT.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds NULL or something else.
    fn integer(&self, column: usize) -> Result<i64, StoreError> {
        self.optional_integer(column)?.ok_or_else(|| StoreError::damaged("a number is missing in a row"))
    }

    /// A BIGINT that counts something: from 0.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds NULL, something else or a negative number.
    fn number(&self, column: usize) -> Result<u64, StoreError> {
        u64::try_from(self.integer(column)?)
            .map_err(|_| StoreError::damaged("a negative number in a row that counts"))
    }

    /// A boolean, kept as 0 or 1.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds anything else.
    fn boolean(&self, column: usize) -> Result<bool, StoreError> {
        match self.integer(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(StoreError::damaged("neither yes nor no in a row")),
        }
    }

    /// A BYTEA.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds NULL or something else.
    fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        self.optional_bytes(column)?.ok_or_else(|| StoreError::damaged("bytes are missing in a row"))
    }

    /// A BYTEA of exactly `N` bytes, such as an id or a hash.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the column holds anything else.
    fn array<const N: usize>(&self, column: usize) -> Result<[u8; N], StoreError>
    where
        Self: Sized,
    {
        array_of(self.bytes(column)?)
    }
}

/// `bytes` as an array of `N`.
pub(crate) fn array_of<const N: usize>(bytes: &[u8]) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::damaged("bytes of another length than expected in a row"))
}

/// What reads.
pub trait Query {
    /// Runs `sql` and gives each row to `each`.
    ///
    /// # Errors
    /// What the engine or `each` says.
    fn query(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&sqlite::SqliteRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;
}

/// What reads and writes, inside one transaction.
pub trait Execute: Query {
    /// Runs `sql` and returns the number of rows that it changed.
    ///
    /// # Errors
    /// What the engine says; a broken uniqueness as [`StoreError::Conflict`].
    fn execute(&mut self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, StoreError>;
}
