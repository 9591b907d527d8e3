//! Settings of the server, each an encrypted record under a name: policies, the licence, key material.

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    rows::{RowBytes, Table},
    scope::SERVER,
    scopes::to_integer,
    writer::Write,
};

fn row_bytes(name: &str, revision: i64) -> Vec<u8> {
    RowBytes::of(Table::Setting).bytes(name.as_bytes()).integer(revision).done()
}

/// The revision that the next change of a setting has.
///
/// # Errors
/// What the engine says.
pub fn next_revision(query: &mut dyn Query, name: &str) -> Result<u64, StoreError> {
    let mut revision = 0;
    query.query("SELECT revision FROM settings WHERE name = $1", &[name.into()], &mut |row| {
        revision = row.number(0)?;
        Ok(())
    })?;
    Ok(revision + 1)
}

/// Sets a record; `revision` must be the next one (1 at first).
///
/// # Errors
/// [`StoreError::Changed`] where another change came first.
pub fn put(write: &mut Write<'_>, name: &str, revision: u64, record: &[u8]) -> Result<(), StoreError> {
    let revision = to_integer(revision)?;
    let mut old = None;
    write.query("SELECT revision FROM settings WHERE name = $1", &[name.into()], &mut |row| {
        old = Some(row.integer(0)?);
        Ok(())
    })?;
    if old.unwrap_or(0) + 1 != revision {
        return Err(StoreError::Changed);
    }
    write.execute(
        "INSERT INTO settings (name, revision, record) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, record = excluded.record",
        &[name.into(), Value::from(revision), record.into()],
    )?;
    if let Some(old) = old {
        write.scopes().remove_rule_row(SERVER, &row_bytes(name, old))?;
    }
    write.scopes().add_rule_row(SERVER, &row_bytes(name, revision))
}

/// One setting as it is stored.
#[derive(Debug, Clone)]
pub struct SettingRow {
    /// Its name.
    pub name: String,
    /// From 1.
    pub revision: u64,
    /// Encrypted.
    pub record: Vec<u8>,
}

/// Every setting.
pub(crate) fn load(
    query: &mut dyn Query,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<SettingRow>, StoreError> {
    let mut rows = Vec::new();
    query.query("SELECT name, revision, record FROM settings", &[], &mut |row| {
        let name = String::from_utf8(row.bytes(0)?.to_vec())
            .map_err(|_| StoreError::damaged("the name of a setting is no text"))?;
        count(&row_bytes(&name, row.integer(1)?));
        rows.push(SettingRow { name, revision: row.number(1)?, record: row.bytes(2)?.to_vec() });
        Ok(())
    })?;
    Ok(rows)
}
