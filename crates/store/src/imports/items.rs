//! What an import brought: ids with what they looked like, many to a row.

use strongroom_domain::id::{DatabaseId, ImportId, ObjectId};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    rows::{RowBytes, Table},
    scopes::to_integer,
    writer::Write,
};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A folder or an entry.
    Object = 0,
    /// A custom icon.
    Icon = 1,
}

/// One thing that an import brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its id; of an icon the icon's.
    pub id: ObjectId,
    /// The revision that it came with.
    pub revision: u64,
    /// A digest of the ids of the files that it came with.
    pub files: [u8; 8],
}

/// Bytes of one item.
const ITEM: usize = 1 + 16 + 8 + 8;

impl Item {
    pub(super) const fn icon(id: ObjectId) -> Self {
        Self { kind: ItemKind::Icon, id, revision: 1, files: [0; 8] }
    }

    pub(super) fn encode(list: &[Self]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(list.len() * ITEM);
        for item in list {
            bytes.push(item.kind as u8);
            bytes.extend_from_slice(&item.id.to_bytes());
            bytes.extend_from_slice(&item.revision.to_be_bytes());
            bytes.extend_from_slice(&item.files);
        }
        bytes
    }

    fn decode(bytes: &[u8]) -> Result<Vec<Self>, StoreError> {
        let damaged = || StoreError::damaged("a list of what was imported has an unknown form");
        let (items, rest) = bytes.as_chunks::<ITEM>();
        if !rest.is_empty() {
            return Err(damaged());
        }
        let one = |bytes: &[u8; ITEM]| {
            let (&[kind], rest) = bytes.split_first_chunk::<1>()?;
            let (id, rest) = rest.split_first_chunk::<16>()?;
            let (revision, files) = rest.split_first_chunk::<8>()?;
            let kind = match kind {
                0 => ItemKind::Object,
                1 => ItemKind::Icon,
                _ => return None,
            };
            let revision = u64::from_be_bytes(*revision);
            Some(Self { kind, id: ObjectId::from_bytes(*id), revision, files: *files.first_chunk()? })
        };
        items.iter().map(|bytes| one(bytes).ok_or_else(damaged)).collect()
    }
}

pub(super) fn row_bytes(import: ImportId, number: u64, items: &[u8]) -> Vec<u8> {
    RowBytes::of(Table::ImportItems)
        .bytes(&import.to_bytes())
        .integer(number.cast_signed())
        .bytes(items)
        .done()
}

pub(super) fn insert(
    write: &mut Write<'_>,
    database: DatabaseId,
    import: ImportId,
    number: u64,
    list: &[Item],
) -> Result<(), StoreError> {
    let bytes = Item::encode(list);
    write.execute(
        "INSERT INTO import_items (database_id, import_id, number, items) VALUES ($1, $2, $3, $4)",
        &[
            Value::from(&database.to_bytes()),
            (&import.to_bytes()).into(),
            to_integer(number)?.into(),
            bytes.as_slice().into(),
        ],
    )?;
    write.scopes().add_rule_row(database, &row_bytes(import, number, &bytes))
}

pub(super) fn delete(
    write: &mut Write<'_>,
    database: DatabaseId,
    import: ImportId,
    number: u64,
    list: &[Item],
) -> Result<(), StoreError> {
    write.execute(
        "DELETE FROM import_items WHERE database_id = $1 AND import_id = $2 AND number = $3",
        &[Value::from(&database.to_bytes()), (&import.to_bytes()).into(), to_integer(number)?.into()],
    )?;
    write.scopes().remove_rule_row(database, &row_bytes(import, number, &Item::encode(list)))
}

pub(super) fn delete_all(
    write: &mut Write<'_>,
    database: DatabaseId,
    import: ImportId,
) -> Result<(), StoreError> {
    let mut lists = Vec::new();
    each(write, database, Some(import), &mut |_, number, list| lists.push((number, list)))?;
    lists.iter().try_for_each(|(number, list)| delete(write, database, import, *number, list))
}

/// The list with the highest number.
pub(super) fn last(
    query: &mut dyn Query,
    database: DatabaseId,
    import: ImportId,
) -> Result<Option<(u64, Vec<Item>)>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT number, items FROM import_items WHERE database_id = $1 AND import_id = $2
         ORDER BY number DESC LIMIT 1",
        &[Value::from(&database.to_bytes()), (&import.to_bytes()).into()],
        &mut |row| {
            found = Some((row.number(0)?, Item::decode(row.bytes(1)?)?));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Gives every list of one import, or of all of a database, to `take`.
pub(super) fn each(
    query: &mut dyn Query,
    database: DatabaseId,
    import: Option<ImportId>,
    take: &mut dyn FnMut(ImportId, u64, Vec<Item>),
) -> Result<(), StoreError> {
    let database = database.to_bytes();
    let import = import.map(ImportId::to_bytes);
    let mut parameters = vec![Value::from(&database)];
    let sql = match &import {
        Some(import) => {
            parameters.push(import.into());
            "SELECT import_id, number, items FROM import_items WHERE database_id = $1 AND import_id = $2
             ORDER BY number"
        }
        None => "SELECT import_id, number, items FROM import_items WHERE database_id = $1",
    };
    query.query(sql, &parameters, &mut |row| {
        take(ImportId::from_bytes(row.array(0)?), row.number(1)?, Item::decode(row.bytes(2)?)?);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_and_nothing_else_is_taken_for_them() {
        let item = |n| Item {
            kind: ItemKind::Object,
            id: ObjectId::from_bytes([n; 16]),
            revision: u64::from(n) << 40,
            files: [n; 8],
        };
        let list = [item(1), Item::icon(ObjectId::from_bytes([3; 16])), item(2)];
        let bytes = Item::encode(&list);
        assert_eq!(Item::decode(&bytes).unwrap(), list);
        assert_eq!(Item::decode(&[]).unwrap(), []);
        assert!(Item::decode(&bytes[1..]).is_err());
        let mut other = bytes;
        other[0] = 2;
        assert!(Item::decode(&other).is_err());
    }
}
