//! Lists that belong to one person alone: favourites, and what was used last. A list is one encrypted record, with
//! nothing but ids in it; whose it is and its revision stand in clear and are counted.

use strongroom_domain::id::UserId;

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    rows::{RowBytes, Table},
    scope::SERVER,
    scopes::to_integer,
    writer::Write,
};

/// Which list. The numbers are on disk: one is never changed and never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum List {
    /// What the person marked.
    Favourites = 1,
    /// What the person used last.
    Recent = 2,
}

impl List {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Favourites, Self::Recent];

    fn number(self) -> i64 {
        i64::from(self as u8)
    }

    fn row(self, user: UserId, revision: i64) -> Vec<u8> {
        RowBytes::of(Table::PersonalList)
            .bytes(&user.to_bytes())
            .integer(self.number())
            .integer(revision)
            .done()
    }
}

/// A list as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalRow {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub list: List,
    /// From 1.
    pub revision: u64,
    /// Encrypted.
    pub record: Vec<u8>,
}

/// Sets a list; its revision must be the next one (1 at first).
///
/// # Errors
/// [`StoreError::Changed`] where another change came first, or the person is gone.
pub fn put(write: &mut Write<'_>, row: &PersonalRow) -> Result<(), StoreError> {
    let revision = to_integer(row.revision)?;
    let old = revision_of(write, row.user, row.list)?;
    if old.unwrap_or(0) + 1 != revision || !is_there(write, row.user)? {
        return Err(StoreError::Changed);
    }
    write.execute(
        "INSERT INTO personal_lists (user_id, list, revision, record) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, list) DO UPDATE SET revision = excluded.revision, record = excluded.record",
        &[
            Value::from(&row.user.to_bytes()),
            row.list.number().into(),
            revision.into(),
            row.record.as_slice().into(),
        ],
    )?;
    if let Some(old) = old {
        write.scopes().remove_rule_row(SERVER, &row.list.row(row.user, old))?;
    }
    write.scopes().add_rule_row(SERVER, &row.list.row(row.user, revision))
}

/// Gives a list another ciphertext of the same revision, when the server key changes.
pub(crate) fn put_record(write: &mut Write<'_>, row: &PersonalRow, record: &[u8]) -> Result<(), StoreError> {
    write.execute(
        "UPDATE personal_lists SET record = $1 WHERE user_id = $2 AND list = $3",
        &[Value::from(record), (&row.user.to_bytes()).into(), row.list.number().into()],
    )?;
    Ok(())
}

/// Removes the lists of a person who is deleted.
///
/// # Errors
/// What the engine says.
pub fn delete_of(write: &mut Write<'_>, user: UserId) -> Result<(), StoreError> {
    for list in List::ALL {
        if let Some(old) = revision_of(write, user, list)? {
            write.execute(
                "DELETE FROM personal_lists WHERE user_id = $1 AND list = $2",
                &[Value::from(&user.to_bytes()), list.number().into()],
            )?;
            write.scopes().remove_rule_row(SERVER, &list.row(user, old))?;
        }
    }
    Ok(())
}

fn is_there(query: &mut dyn Query, user: UserId) -> Result<bool, StoreError> {
    let mut there = false;
    query.query(
        "SELECT user_id FROM users WHERE user_id = $1",
        &[Value::from(&user.to_bytes())],
        &mut |_| {
            there = true;
            Ok(())
        },
    )?;
    Ok(there)
}

fn revision_of(query: &mut dyn Query, user: UserId, list: List) -> Result<Option<i64>, StoreError> {
    let mut revision = None;
    query.query(
        "SELECT revision FROM personal_lists WHERE user_id = $1 AND list = $2",
        &[Value::from(&user.to_bytes()), list.number().into()],
        &mut |row| {
            revision = Some(row.integer(0)?);
            Ok(())
        },
    )?;
    Ok(revision)
}

/// Every list.
pub(crate) fn load(
    query: &mut dyn Query,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<PersonalRow>, StoreError> {
    let mut rows = Vec::new();
    query.query("SELECT user_id, list, revision, record FROM personal_lists", &[], &mut |row| {
        let (user, number) = (UserId::from_bytes(row.array(0)?), row.integer(1)?);
        let list = List::ALL.into_iter().find(|list| list.number() == number);
        let list = list.ok_or_else(|| StoreError::damaged("a personal list is of no known kind"))?;
        count(&list.row(user, row.integer(2)?));
        rows.push(PersonalRow { user, list, revision: row.number(2)?, record: row.bytes(3)?.to_vec() });
        Ok(())
    })?;
    Ok(rows)
}
