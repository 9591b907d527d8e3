//! Audit chains: one for the server and one for each database. A record is never changed or deleted.

use strongroom_crypto::chain::{Head, RecordHash};
use strongroom_domain::id::DatabaseId;

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    scope::{SERVER, Scope},
    scopes::to_integer,
    writer::Write,
};

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// From 1, without a gap.
    pub number: u64,
    /// SHA-256 over the hash before it and the record.
    pub hash: [u8; 32],
    /// The record.
    pub body: Vec<u8>,
}

/// Appends a record in the same transaction as the change that it tells of.
///
/// # Errors
/// What the engine says; then the change does not happen either. [`StoreError::Damaged`] where the chain has
/// records behind its head.
pub fn append(write: &mut Write<'_>, scope_id: DatabaseId, body: &[u8]) -> Result<u64, StoreError> {
    let scope = write.scope(scope_id)?;
    scope.audit = scope.audit.after(body);
    let Head { number, hash: RecordHash(hash), .. } = scope.audit;
    let written = write.execute(
        "INSERT INTO audit (database_id, number, hash, body) VALUES ($1, $2, $3, $4)",
        &[Value::from(&scope_id.to_bytes()), to_integer(number)?.into(), (&hash).into(), body.into()],
    );
    if let Err(error) = written {
        let error = match error {
            StoreError::Conflict => {
                StoreError::damaged(format!("the audit chain of {scope_id} has records behind its head"))
            }
            error => error,
        };
        // The head went on: a change that goes on without its record must not be kept.
        write.scopes().mark_broken(&error);
        return Err(error);
    }
    Ok(number)
}

/// Every chain that there is.
///
/// # Errors
/// What the engine says.
pub fn chains(query: &mut dyn Query) -> Result<Vec<DatabaseId>, StoreError> {
    let mut chains = Vec::new();
    query.query("SELECT database_id FROM scopes ORDER BY database_id", &[], &mut |row| {
        chains.push(DatabaseId::from_bytes(row.array(0)?));
        Ok(())
    })?;
    Ok(chains)
}

/// At most `limit` records before number `before` (absent: from the newest), newest first.
///
/// # Errors
/// What the engine says.
pub fn page(
    query: &mut dyn Query,
    scope: DatabaseId,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let before = before.map_or(Ok(i64::MAX), to_integer)?;
    let mut rows = Vec::new();
    query.query(
        "SELECT number, hash, body FROM audit WHERE database_id = $1 AND number < $2
         ORDER BY number DESC LIMIT $3",
        &[Value::from(&scope.to_bytes()), before.into(), i64::from(limit).into()],
        &mut |row| {
            rows.push(read(row)?);
            Ok(())
        },
    )?;
    Ok(rows)
}

/// At most `limit` records behind number `after`, the oldest first.
///
/// # Errors
/// What the engine says.
pub fn since(
    query: &mut dyn Query,
    scope: DatabaseId,
    after: u64,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let mut rows = Vec::new();
    query.query(
        "SELECT number, hash, body FROM audit WHERE database_id = $1 AND number > $2
         ORDER BY number LIMIT $3",
        &[Value::from(&scope.to_bytes()), to_integer(after)?.into(), i64::from(limit).into()],
        &mut |row| {
            rows.push(read(row)?);
            Ok(())
        },
    )?;
    Ok(rows)
}

fn read(row: &impl Row) -> Result<AuditRow, StoreError> {
    Ok(AuditRow { number: row.number(0)?, hash: row.array(1)?, body: row.bytes(2)?.to_vec() })
}

/// The first thing in a chain that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// The record of that number is missing, was changed (or one before it was), or does not belong there.
    Record(u64),
    /// The chain ends after the first number; the second was its last.
    Tail(u64, u64),
}

/// Walks a chain from its first record to the head that is expected. Records behind it are of later changes, or do
/// not belong there: only [`crate::Store::verify_audit`] can tell.
///
/// # Errors
/// What the engine says.
pub fn verify(query: &mut dyn Query, id: DatabaseId, last: &Head) -> Result<Option<Misfit>, StoreError> {
    let (mut head, mut misfit) = (Head::start(id.to_bytes()), None);
    query.query(
        "SELECT number, hash, body FROM audit WHERE database_id = $1 AND number <= $2 ORDER BY number",
        &[Value::from(&id.to_bytes()), to_integer(last.number)?.into()],
        &mut |row| {
            let record = read(row)?;
            let next = head.after(&record.body);
            if misfit.is_none() && (record.number != next.number || record.hash != next.hash.0) {
                misfit = Some(Misfit::Record(next.number));
            }
            head = next;
            Ok(())
        },
    )?;
    Ok(match misfit {
        Some(misfit) => Some(misfit),
        None if head.number != last.number => Some(Misfit::Tail(head.number, last.number)),
        None if head != *last => Some(Misfit::Record(head.number)),
        None => None,
    })
}

/// The first record behind the head of `scope`, which must be of the same snapshot.
pub(crate) fn surplus(
    query: &mut dyn Query,
    id: DatabaseId,
    scope: &Scope,
) -> Result<Option<Misfit>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT number FROM audit WHERE database_id = $1 AND number > $2 ORDER BY number LIMIT 1",
        &[Value::from(&id.to_bytes()), to_integer(scope.audit.number)?.into()],
        &mut |row| {
            found = Some(Misfit::Record(row.number(0)?));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Keeps a signed document of heads; `number` must be the next one (1 at first).
///
/// # Errors
/// [`StoreError::Changed`] where another one came first.
pub fn keep_heads(
    write: &mut Write<'_>,
    number: u64,
    document: &[u8],
    signature: &[u8],
) -> Result<(), StoreError> {
    if write.scope(SERVER)?.heads + 1 != number {
        return Err(StoreError::Changed);
    }
    write.execute(
        "INSERT INTO audit_heads (number, document, signature) VALUES ($1, $2, $3)",
        &[Value::from(to_integer(number)?), document.into(), signature.into()],
    )?;
    write.scope(SERVER)?.heads = number;
    Ok(())
}

/// How many documents of heads were kept so far; so the number of the last one.
///
/// # Errors
/// What the engine says.
pub fn heads_kept(write: &mut Write<'_>) -> Result<u64, StoreError> {
    Ok(write.scope(SERVER)?.heads)
}

/// Signed heads as they are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadsRow {
    /// From 1.
    pub number: u64,
    /// The signed bytes.
    pub document: Vec<u8>,
    /// Ed25519.
    pub signature: Vec<u8>,
}

/// As many documents of heads are there as the server's scope has counted.
pub(crate) fn check_heads(query: &mut dyn Query, server: &Scope) -> Result<(), StoreError> {
    let (mut rows, mut last) = (0, None);
    query.query("SELECT COUNT(*), MAX(number) FROM audit_heads", &[], &mut |row| {
        (rows, last) = (row.number(0)?, row.optional_integer(1)?);
        Ok(())
    })?;
    let expected = if server.heads == 0 { None } else { Some(to_integer(server.heads)?) };
    if rows == server.heads && last == expected {
        Ok(())
    } else {
        Err(StoreError::damaged("signed heads of audit chains were removed or added outside of the server"))
    }
}

/// All signed documents of heads, oldest first.
///
/// # Errors
/// [`StoreError::Damaged`] where one is missing between others.
pub fn heads(query: &mut dyn Query) -> Result<Vec<HeadsRow>, StoreError> {
    let mut rows = Vec::new();
    query.query("SELECT number, document, signature FROM audit_heads ORDER BY number", &[], &mut |row| {
        let number = row.number(0)?;
        if number != rows.len() as u64 + 1 {
            return Err(StoreError::damaged(format!(
                "the signed heads of number {} are missing",
                rows.len() + 1
            )));
        }
        rows.push(HeadsRow { number, document: row.bytes(1)?.to_vec(), signature: row.bytes(2)?.to_vec() });
        Ok(())
    })?;
    Ok(rows)
}

/// The hash of one record, for comparing a chain with a head that was noted elsewhere.
///
/// # Errors
/// What the engine says.
pub fn hash_at(query: &mut dyn Query, id: DatabaseId, number: u64) -> Result<Option<[u8; 32]>, StoreError> {
    let mut hash = None;
    query.query(
        "SELECT hash FROM audit WHERE database_id = $1 AND number = $2",
        &[Value::from(&id.to_bytes()), to_integer(number)?.into()],
        &mut |row| {
            hash = Some(row.array(0)?);
            Ok(())
        },
    )?;
    Ok(hash)
}
