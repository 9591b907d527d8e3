//! Databases as a whole: their record, the wraps of their data key, and their deletion.

use std::collections::HashSet;

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::{Granted, Permission},
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    proof,
    rows::{RowBytes, Table},
    scope::SERVER,
    scopes::to_integer,
    writer::Write,
};

/// A database's encrypted record: name, description, kind, owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseRow {
    /// Which.
    pub id: DatabaseId,
    /// From 1.
    pub revision: u64,
    /// Encrypted under a key of the server.
    pub record: Vec<u8>,
}

/// A wrapped data key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrapRow {
    /// Of which database.
    pub database: DatabaseId,
    /// By which key: the numbers of `strongroom_crypto::wrap`.
    pub kind: u8,
    /// The wrapped key with what is needed to derive the wrapping one.
    pub wrapped: Vec<u8>,
}

/// The right to have things of a database be gone sooner: what a purge of each of them needs.
#[derive(Debug)]
pub struct MayShorten {
    /// To administer the rights of the database.
    pub administers: Granted,
    /// To delete at the root.
    pub top: Granted,
    /// To delete each object at the root, with everything below it.
    pub roots: Vec<Granted>,
}

fn row_bytes(id: DatabaseId, revision: i64) -> Vec<u8> {
    RowBytes::of(Table::Database).bytes(&id.to_bytes()).integer(revision).done()
}

/// A scope's existence; it outlives its database, for the audit chain's sake.
fn scope_bytes(id: DatabaseId) -> Vec<u8> {
    RowBytes::of(Table::Scope).bytes(&id.to_bytes()).done()
}

fn wrap_bytes(id: DatabaseId, kind: i64, wrapped: &[u8]) -> Vec<u8> {
    RowBytes::of(Table::KeyWrap).bytes(&id.to_bytes()).integer(kind).bytes(wrapped).done()
}

/// Adds a database with a scope of its own.
///
/// # Errors
/// [`StoreError::Conflict`] where the id is taken, or was by a database that is deleted.
pub fn insert(write: &mut Write<'_>, row: &DatabaseRow) -> Result<(), StoreError> {
    let revision = to_integer(row.revision)?;
    write.execute(
        "INSERT INTO databases (database_id, revision, record) VALUES ($1, $2, $3)",
        &[Value::from(&row.id.to_bytes()), revision.into(), row.record.as_slice().into()],
    )?;
    let created = write.scopes().create(row.id);
    if let Err(error) = &created {
        write.scopes().mark_broken(error);
    }
    created?;
    write.scopes().add_rule_row(SERVER, &scope_bytes(row.id))?;
    write.scopes().add_rule_row(SERVER, &row_bytes(row.id, revision))
}

/// Replaces a database's record; `row.revision` must be the next one.
///
/// # Errors
/// [`StoreError::Changed`] where another change came first.
pub fn update(write: &mut Write<'_>, row: &DatabaseRow) -> Result<(), StoreError> {
    let revision = to_integer(row.revision)?;
    let old = revision_of(write, row.id)?;
    if old + 1 != revision {
        return Err(StoreError::Changed);
    }
    write.execute(
        "UPDATE databases SET revision = $1, record = $2 WHERE database_id = $3",
        &[revision.into(), row.record.as_slice().into(), Value::from(&row.id.to_bytes())],
    )?;
    write.scopes().remove_rule_row(SERVER, &row_bytes(row.id, old))?;
    write.scopes().add_rule_row(SERVER, &row_bytes(row.id, revision))
}

/// Whoever shortens how long things of a database are kept may purge all of them.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision, or an object at the root is new;
/// [`StoreError::Unproven`] where the rights are of something else.
pub fn may_shorten(write: &mut Write<'_>, id: DatabaseId, may: &MayShorten) -> Result<(), StoreError> {
    let MayShorten { administers, top, roots } = may;
    proof::fresh(write, administers, Permission::GrantAdminRights, None)?;
    proof::fresh(write, top, Permission::DeleteEntries, None)?;
    let mut proven = HashSet::new();
    for root in roots {
        proof::fresh(write, root, Permission::DeleteEntries, root.object())?;
        if !root.extent().below {
            return Err(StoreError::Unproven);
        }
        proven.extend(root.object());
    }
    let mut proofs = [administers, top].into_iter().chain(roots);
    if !proofs.all(|proof| proof.database() == id && proof.user() == top.user()) {
        return Err(StoreError::Unproven);
    }
    let mut lacking = false;
    write.query(
        "SELECT object_id FROM objects WHERE database_id = $1 AND parent_id IS NULL",
        &[Value::from(&id.to_bytes())],
        &mut |row| {
            lacking |= !proven.contains(&ObjectId::from_bytes(row.array(0)?));
            Ok(())
        },
    )?;
    if lacking { Err(StoreError::Stale) } else { Ok(()) }
}

fn revision_of(write: &mut Write<'_>, id: DatabaseId) -> Result<i64, StoreError> {
    let mut found = None;
    write.query(
        "SELECT revision FROM databases WHERE database_id = $1",
        &[Value::from(&id.to_bytes())],
        &mut |row| {
            found = Some(row.integer(0)?);
            Ok(())
        },
    )?;
    found.ok_or(StoreError::Changed)
}

/// The record of a database is still at `revision`; the wraps of its key were made for the key that it names.
///
/// # Errors
/// [`StoreError::Stale`] where it was changed, [`StoreError::Changed`] where it was deleted.
pub fn at_revision(write: &mut Write<'_>, id: DatabaseId, revision: u64) -> Result<(), StoreError> {
    if revision_of(write, id)? == to_integer(revision)? { Ok(()) } else { Err(StoreError::Stale) }
}

/// Sets or replaces the wrap of one kind.
///
/// # Errors
/// [`StoreError::Changed`] where the database was deleted; nothing was written then.
pub fn put_wrap(write: &mut Write<'_>, row: &WrapRow) -> Result<(), StoreError> {
    // A key of a database that was deleted meanwhile is not kept.
    revision_of(write, row.database)?;
    delete_wrap(write, row.database, row.kind)?;
    let kind = i64::from(row.kind);
    write.execute(
        "INSERT INTO key_wraps (database_id, kind, wrapped) VALUES ($1, $2, $3)",
        &[Value::from(&row.database.to_bytes()), kind.into(), row.wrapped.as_slice().into()],
    )?;
    write.scopes().add_rule_row(SERVER, &wrap_bytes(row.database, kind, &row.wrapped))
}

/// Deletes the wrap of one kind, if there is one.
///
/// # Errors
/// What the engine says.
pub fn delete_wrap(write: &mut Write<'_>, database: DatabaseId, kind: u8) -> Result<(), StoreError> {
    let kind = i64::from(kind);
    for old in wraps_of(write, database)? {
        if i64::from(old.kind) == kind {
            write.execute(
                "DELETE FROM key_wraps WHERE database_id = $1 AND kind = $2",
                &[Value::from(&database.to_bytes()), kind.into()],
            )?;
            write.scopes().remove_rule_row(SERVER, &wrap_bytes(database, kind, &old.wrapped))?;
        }
    }
    Ok(())
}

/// The wraps of one database's data key.
///
/// # Errors
/// What the engine says.
pub fn wraps_of(query: &mut dyn Query, database: DatabaseId) -> Result<Vec<WrapRow>, StoreError> {
    let mut wraps = Vec::new();
    query.query(
        "SELECT database_id, kind, wrapped FROM key_wraps WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            wraps.push(wrap_row(row)?);
            Ok(())
        },
    )?;
    Ok(wraps)
}

fn wrap_row(row: &impl Row) -> Result<WrapRow, StoreError> {
    let kind =
        u8::try_from(row.integer(1)?).map_err(|_| StoreError::damaged("an unknown kind of key wrap"))?;
    Ok(WrapRow { database: DatabaseId::from_bytes(row.array(0)?), kind, wrapped: row.bytes(2)?.to_vec() })
}

/// Every database; counts the wraps of their keys and the scopes as well.
pub(crate) fn load(
    query: &mut dyn Query,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<DatabaseRow>, StoreError> {
    let mut rows = Vec::new();
    query.query("SELECT database_id, revision, record FROM databases", &[], &mut |row| {
        let id = DatabaseId::from_bytes(row.array(0)?);
        count(&row_bytes(id, row.integer(1)?));
        rows.push(DatabaseRow { id, revision: row.number(1)?, record: row.bytes(2)?.to_vec() });
        Ok(())
    })?;
    query.query("SELECT database_id, kind, wrapped FROM key_wraps", &[], &mut |row| {
        let wrap = wrap_row(row)?;
        count(&wrap_bytes(wrap.database, i64::from(wrap.kind), &wrap.wrapped));
        Ok(())
    })?;
    query.query(
        "SELECT database_id FROM scopes WHERE database_id <> $1",
        &[Value::from(&SERVER.to_bytes())],
        &mut |row| {
            count(&scope_bytes(DatabaseId::from_bytes(row.array(0)?)));
            Ok(())
        },
    )?;
    Ok(rows)
}

/// Deletes a database with everything in it but its audit chain, which tells that it was deleted. Its key
/// wraps go with it, so that nothing of it can be read even from pages that the engine has not yet overwritten.
///
/// # Errors
/// [`StoreError::Changed`] where it is not there any more.
pub fn delete(write: &mut Write<'_>, id: DatabaseId) -> Result<(), StoreError> {
    let revision = revision_of(write, id)?;
    for wrap in wraps_of(write, id)? {
        write.scopes().remove_rule_row(SERVER, &wrap_bytes(id, i64::from(wrap.kind), &wrap.wrapped))?;
    }
    let id_bytes = id.to_bytes();
    for sql in [
        "DELETE FROM key_wraps WHERE database_id = $1",
        "DELETE FROM assignments WHERE database_id = $1",
        "DELETE FROM object_rules WHERE database_id = $1",
        "DELETE FROM grants WHERE database_id = $1",
        "DELETE FROM seal_progress WHERE database_id = $1",
        "DELETE FROM entry_locks WHERE database_id = $1",
        "DELETE FROM second_passwords WHERE database_id = $1",
        "DELETE FROM imports WHERE database_id = $1",
        "DELETE FROM import_items WHERE database_id = $1",
        "DELETE FROM objects WHERE database_id = $1",
        "DELETE FROM versions WHERE database_id = $1",
        "DELETE FROM attachments WHERE database_id = $1",
        "DELETE FROM attachment_chunks WHERE database_id = $1",
        "DELETE FROM staged_attachments WHERE database_id = $1",
        "DELETE FROM icons WHERE database_id = $1",
        "DELETE FROM binned WHERE database_id = $1",
        "DELETE FROM databases WHERE database_id = $1",
        "UPDATE scopes SET content = NULL WHERE database_id = $1",
    ] {
        write.execute(sql, &[Value::from(&id_bytes)])?;
    }
    write.scopes().remove_rule_row(SERVER, &row_bytes(id, revision))?;
    write.scopes().bury(id)
}
