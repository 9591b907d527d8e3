//! What people and programs are told, and what waits to be told: notices, choices, mails and calls on their way,
//! subscriptions, webhooks, and how far the audit was told of. Everything but ids and revisions is encrypted.
//!
//! Ids are of version 7, so that their order is that of time.

use strongroom_domain::id::{DatabaseId, UserId};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    rows::{RowBytes, Table},
    scope::SERVER,
    scopes::to_integer,
    writer::Write,
};

/// The kinds of rows. The numbers are on disk: one is never changed and never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Telling {
    /// How far a chain of the audit, or the clock, was told of: in the revision, without a record.
    Position = 1,
    /// Something that a person is told. Owner: the person. Revision 1: not read, 2: read.
    Notice = 2,
    /// What a person wants by mail. Owner and item: the person.
    Choice = 3,
    /// A mail or a call on its way. Owner: the person or the webhook.
    Outgoing = 4,
    /// A subscription. Owner: the person.
    Subscription = 5,
    /// A webhook. Owner and item: itself.
    Webhook = 6,
    /// What became of a call. Owner: the webhook.
    Call = 7,
    /// A warning on its way to an address that an account has or had. Owner: the person, who may be gone.
    Warning = 8,
}

impl Telling {
    /// Those with a record.
    pub const SEALED: [Self; 7] = [
        Self::Notice,
        Self::Choice,
        Self::Outgoing,
        Self::Subscription,
        Self::Webhook,
        Self::Call,
        Self::Warning,
    ];

    fn number(self) -> i64 {
        i64::from(self as u8)
    }

    fn row(self, owner: &[u8; 16], item: &[u8; 16], revision: i64) -> Vec<u8> {
        counted(self.number(), owner, item, revision)
    }
}

fn counted(kind: i64, owner: &[u8; 16], item: &[u8; 16], revision: i64) -> Vec<u8> {
    RowBytes::of(Table::Telling).integer(kind).bytes(owner).bytes(item).integer(revision).done()
}

/// A row as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellingRow {
    /// Whose it is.
    pub owner: [u8; 16],
    /// Which.
    pub item: [u8; 16],
    /// From 1.
    pub revision: u64,
    /// Encrypted.
    pub record: Vec<u8>,
}

/// Sets a row; its revision must be the next one (1 at first).
///
/// # Errors
/// [`StoreError::Changed`] where another change came first, or the row is gone.
pub fn put(write: &mut Write<'_>, kind: Telling, row: &TellingRow) -> Result<(), StoreError> {
    let revision = to_integer(row.revision)?;
    let old = revision_of(write, kind, &row.owner, &row.item)?;
    if old.unwrap_or(0) + 1 != revision {
        return Err(StoreError::Changed);
    }
    store(write, kind, row, old)
}

fn store(write: &mut Write<'_>, kind: Telling, row: &TellingRow, old: Option<i64>) -> Result<(), StoreError> {
    let revision = to_integer(row.revision)?;
    write.execute(
        "INSERT INTO tellings (kind, owner_id, item_id, revision, record) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kind, owner_id, item_id)
         DO UPDATE SET revision = excluded.revision, record = excluded.record",
        &[
            Value::from(kind.number()),
            (&row.owner).into(),
            (&row.item).into(),
            revision.into(),
            row.record.as_slice().into(),
        ],
    )?;
    if let Some(old) = old {
        write.scopes().remove_rule_row(SERVER, &kind.row(&row.owner, &row.item, old))?;
    }
    write.scopes().add_rule_row(SERVER, &kind.row(&row.owner, &row.item, revision))
}

/// Gives a row another ciphertext of the same revision, when the server key changes.
pub(crate) fn put_record(
    write: &mut Write<'_>,
    kind: Telling,
    row: &TellingRow,
    record: &[u8],
) -> Result<(), StoreError> {
    write.execute(
        "UPDATE tellings SET record = $1 WHERE kind = $2 AND owner_id = $3 AND item_id = $4",
        &[Value::from(record), kind.number().into(), (&row.owner).into(), (&row.item).into()],
    )?;
    Ok(())
}

fn revision_of(
    query: &mut dyn Query,
    kind: Telling,
    owner: &[u8; 16],
    item: &[u8; 16],
) -> Result<Option<i64>, StoreError> {
    let mut revision = None;
    query.query(
        "SELECT revision FROM tellings WHERE kind = $1 AND owner_id = $2 AND item_id = $3",
        &[Value::from(kind.number()), owner.into(), item.into()],
        &mut |row| {
            revision = Some(row.integer(0)?);
            Ok(())
        },
    )?;
    Ok(revision)
}

/// Removes a row; says whether there was one.
///
/// # Errors
/// What the engine says.
pub fn delete(
    write: &mut Write<'_>,
    kind: Telling,
    owner: &[u8; 16],
    item: &[u8; 16],
) -> Result<bool, StoreError> {
    let Some(old) = revision_of(write, kind, owner, item)? else { return Ok(false) };
    write.execute(
        "DELETE FROM tellings WHERE kind = $1 AND owner_id = $2 AND item_id = $3",
        &[Value::from(kind.number()), owner.into(), item.into()],
    )?;
    write.scopes().remove_rule_row(SERVER, &kind.row(owner, item, old))?;
    Ok(true)
}

/// Removes all rows of a kind and an owner.
///
/// # Errors
/// What the engine says.
pub fn delete_of(write: &mut Write<'_>, kind: Telling, owner: &[u8; 16]) -> Result<(), StoreError> {
    for row in of(write, kind, *owner, None, u32::MAX)? {
        delete(write, kind, owner, &row.item)?;
    }
    Ok(())
}

/// Removes everything that a deleted person was or was to be told, and wanted to be told. Warnings stay: whoever took an
/// account over could else end them by deleting it.
///
/// # Errors
/// What the engine says.
pub fn delete_of_person(write: &mut Write<'_>, person: UserId) -> Result<(), StoreError> {
    for kind in [Telling::Notice, Telling::Choice, Telling::Outgoing, Telling::Subscription] {
        delete_of(write, kind, &person.to_bytes())?;
    }
    Ok(())
}

/// Removes all but the newest `keep` rows of a kind and an owner, and all that are older than the id `oldest`.
///
/// # Errors
/// What the engine says.
pub fn trim(
    write: &mut Write<'_>,
    kind: Telling,
    owner: &[u8; 16],
    keep: usize,
    oldest: &[u8; 16],
) -> Result<(), StoreError> {
    let mut items: Vec<[u8; 16]> = Vec::new();
    write.query(
        "SELECT item_id FROM tellings WHERE kind = $1 AND owner_id = $2 ORDER BY item_id DESC",
        &[Value::from(kind.number()), owner.into()],
        &mut |row| {
            items.push(row.array(0)?);
            Ok(())
        },
    )?;
    for (at, item) in items.iter().enumerate() {
        if at >= keep || item < oldest {
            delete(write, kind, owner, item)?;
        }
    }
    Ok(())
}

/// One row.
///
/// # Errors
/// What the engine says.
pub fn get(
    query: &mut dyn Query,
    kind: Telling,
    owner: &[u8; 16],
    item: &[u8; 16],
) -> Result<Option<TellingRow>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT owner_id, item_id, revision, record FROM tellings
         WHERE kind = $1 AND owner_id = $2 AND item_id = $3",
        &[Value::from(kind.number()), owner.into(), item.into()],
        &mut |row| {
            found = Some(read(row)?);
            Ok(())
        },
    )?;
    Ok(found)
}

/// At most `limit` rows of a kind and an owner before the id `before` (absent: from the newest), newest first.
///
/// # Errors
/// What the engine says.
pub fn of(
    query: &mut dyn Query,
    kind: Telling,
    owner: [u8; 16],
    before: Option<[u8; 16]>,
    limit: u32,
) -> Result<Vec<TellingRow>, StoreError> {
    let mut rows = Vec::new();
    query.query(
        "SELECT owner_id, item_id, revision, record FROM tellings
         WHERE kind = $1 AND owner_id = $2 AND ($3 = 0 OR item_id < $4) ORDER BY item_id DESC LIMIT $5",
        &[
            Value::from(kind.number()),
            (&owner).into(),
            i64::from(before.is_some()).into(),
            (&before.unwrap_or_default()).into(),
            i64::from(limit).into(),
        ],
        &mut |row| {
            rows.push(read(row)?);
            Ok(())
        },
    )?;
    Ok(rows)
}

/// At most `limit` rows of a kind and an owner, the oldest first.
///
/// # Errors
/// What the engine says.
pub fn oldest(
    query: &mut dyn Query,
    kind: Telling,
    owner: [u8; 16],
    limit: u32,
) -> Result<Vec<TellingRow>, StoreError> {
    let mut rows = Vec::new();
    query.query(
        "SELECT owner_id, item_id, revision, record FROM tellings
         WHERE kind = $1 AND owner_id = $2 ORDER BY item_id LIMIT $3",
        &[Value::from(kind.number()), (&owner).into(), i64::from(limit).into()],
        &mut |row| {
            rows.push(read(row)?);
            Ok(())
        },
    )?;
    Ok(rows)
}

/// Every row of a kind.
///
/// # Errors
/// What the engine says.
pub fn all(query: &mut dyn Query, kind: Telling) -> Result<Vec<TellingRow>, StoreError> {
    let mut rows = Vec::new();
    query.query(
        "SELECT owner_id, item_id, revision, record FROM tellings WHERE kind = $1 ORDER BY owner_id, item_id",
        &[Value::from(kind.number())],
        &mut |row| {
            rows.push(read(row)?);
            Ok(())
        },
    )?;
    Ok(rows)
}

fn read(row: &impl Row) -> Result<TellingRow, StoreError> {
    Ok(TellingRow {
        owner: row.array(0)?,
        item: row.array(1)?,
        revision: row.number(2)?,
        record: row.bytes(3)?.to_vec(),
    })
}

/// Whose rows of a kind there are.
///
/// # Errors
/// What the engine says.
pub fn owners(query: &mut dyn Query, kind: Telling) -> Result<Vec<[u8; 16]>, StoreError> {
    let mut owners = Vec::new();
    query.query(
        "SELECT DISTINCT owner_id FROM tellings WHERE kind = $1",
        &[Value::from(kind.number())],
        &mut |row| {
            owners.push(row.array(0)?);
            Ok(())
        },
    )?;
    Ok(owners)
}

/// How many rows of a kind and an owner there are at a revision; absent: at any.
///
/// # Errors
/// What the engine says.
pub fn count_of(
    query: &mut dyn Query,
    kind: Telling,
    owner: &[u8; 16],
    revision: Option<u64>,
) -> Result<u64, StoreError> {
    let mut count = 0;
    query.query(
        "SELECT COUNT(*) FROM tellings WHERE kind = $1 AND owner_id = $2 AND ($3 = 0 OR revision = $3)",
        &[Value::from(kind.number()), owner.into(), to_integer(revision.unwrap_or(0))?.into()],
        &mut |row| {
            count = row.number(0)?;
            Ok(())
        },
    )?;
    Ok(count)
}

/// The owner of the positions in chains of the audit.
const CHAINS: [u8; 16] = [0; 16];
/// The owner of the position of the clock.
const CLOCK: [u8; 16] = [1; 16];

/// How far everything was told of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Positions {
    /// Of each chain the number of the last record that was told of. A chain that is not here was not told of at all.
    pub chains: std::collections::HashMap<DatabaseId, u64>,
    /// The instant up to which ends were told of, in microseconds; absent: nothing was told of yet.
    pub clock: Option<i64>,
}

/// How far everything was told of.
///
/// # Errors
/// What the engine says.
pub fn positions(query: &mut dyn Query) -> Result<Positions, StoreError> {
    let mut positions = Positions::default();
    for row in all(query, Telling::Position)? {
        if !row.record.is_empty() {
            return Err(StoreError::damaged("a position holds something"));
        }
        if row.owner == CHAINS {
            positions.chains.insert(DatabaseId::from_bytes(row.item), row.revision);
        } else {
            positions.clock = Some(to_integer(row.revision)?);
        }
    }
    Ok(positions)
}

/// Moves the position in a chain from `before` (absent: there was none) to `after`.
///
/// # Errors
/// [`StoreError::Changed`] where it is not at `before`.
pub fn move_in_chain(
    write: &mut Write<'_>,
    chain: DatabaseId,
    before: Option<u64>,
    after: u64,
) -> Result<(), StoreError> {
    move_position(write, CHAINS, chain.to_bytes(), before.map(to_integer).transpose()?, to_integer(after)?)
}

/// Moves the position of the clock, in microseconds.
///
/// # Errors
/// [`StoreError::Changed`] where it is not at `before`.
pub fn move_clock(write: &mut Write<'_>, before: Option<i64>, after: i64) -> Result<(), StoreError> {
    move_position(write, CLOCK, CLOCK, before, after)
}

fn move_position(
    write: &mut Write<'_>,
    owner: [u8; 16],
    item: [u8; 16],
    before: Option<i64>,
    after: i64,
) -> Result<(), StoreError> {
    if revision_of(write, Telling::Position, &owner, &item)? != before {
        return Err(StoreError::Changed);
    }
    let revision =
        u64::try_from(after).map_err(|_| StoreError::damaged("a position before the beginning"))?;
    let row = TellingRow { owner, item, revision, record: Vec::new() };
    store(write, Telling::Position, &row, before)
}

/// Counts every row.
pub(crate) fn count(query: &mut dyn Query, count: &mut dyn FnMut(&[u8])) -> Result<(), StoreError> {
    query.query("SELECT kind, owner_id, item_id, revision FROM tellings", &[], &mut |row| {
        count(&counted(row.integer(0)?, &row.array(1)?, &row.array(2)?, row.integer(3)?));
        Ok(())
    })
}
