//! Grants of a database and how far people have come with their seals. Ids and revisions stand in clear, everything
//! else is in the encrypted records. They are counted under a key of the server like assignments and rules, so that
//! decisions can be made while their database is closed.

use strongroom_domain::{
    id::{DatabaseId, GrantId, ObjectId, UserId},
    rights::{Granted, Permission},
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    proof,
    rows::{RowBytes, Table},
    scopes::to_integer,
    writer::Write,
};

/// A grant as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// Its id.
    pub id: GrantId,
    /// The folder or entry.
    pub object: ObjectId,
    /// From 1; counts changes of the record.
    pub revision: u64,
    /// Everything else, encrypted.
    pub record: Vec<u8>,
}

/// How far a person has come with the seal of a grant, as it is stored. Without a row: sealed, and nobody has asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressRow {
    /// The grant.
    pub grant: GrantId,
    /// The person.
    pub person: UserId,
    /// From 1; counts changes of the record.
    pub revision: u64,
    /// Everything else, encrypted.
    pub record: Vec<u8>,
}

fn grant_bytes(id: GrantId, object: ObjectId, revision: i64) -> Vec<u8> {
    RowBytes::of(Table::Grant).bytes(&id.to_bytes()).bytes(&object.to_bytes()).integer(revision).done()
}

fn progress_bytes(grant: GrantId, person: UserId, revision: i64) -> Vec<u8> {
    RowBytes::of(Table::SealProgress)
        .bytes(&grant.to_bytes())
        .bytes(&person.to_bytes())
        .integer(revision)
        .done()
}

/// Adds a grant on an object on which granting was granted.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision.
pub fn insert(write: &mut Write<'_>, granted: &Granted, row: &GrantRow) -> Result<(), StoreError> {
    proof::fresh(write, granted, Permission::GrantAccess, Some(row.object))?;
    let (database, revision) = (granted.database(), to_integer(row.revision)?);
    write.execute(
        "INSERT INTO grants (database_id, grant_id, object_id, revision, record) VALUES ($1, $2, $3, $4, $5)",
        &[
            Value::from(&database.to_bytes()),
            (&row.id.to_bytes()).into(),
            (&row.object.to_bytes()).into(),
            revision.into(),
            row.record.as_slice().into(),
        ],
    )?;
    write.scopes().add_rule_row(database, &grant_bytes(row.id, row.object, revision))
}

/// Replaces the record of a grant by its next revision.
///
/// # Errors
/// [`StoreError::Changed`] where the grant is gone, or `row.revision` is not the next one.
pub fn update(write: &mut Write<'_>, database: DatabaseId, row: &GrantRow) -> Result<(), StoreError> {
    let (object, old) = found(write, database, row.id)?.ok_or(StoreError::Changed)?;
    let revision = to_integer(row.revision)?;
    if old + 1 != revision || object != row.object {
        return Err(StoreError::Changed);
    }
    write.execute(
        "UPDATE grants SET revision = $1, record = $2 WHERE database_id = $3 AND grant_id = $4",
        &[
            Value::from(revision),
            row.record.as_slice().into(),
            (&database.to_bytes()).into(),
            (&row.id.to_bytes()).into(),
        ],
    )?;
    write.scopes().remove_rule_row(database, &grant_bytes(row.id, object, old))?;
    write.scopes().add_rule_row(database, &grant_bytes(row.id, object, revision))
}

/// Ends a grant for good, with what people have come to with its seal. Says whether it was there.
///
/// # Errors
/// What the engine says.
pub fn delete(write: &mut Write<'_>, database: DatabaseId, id: GrantId) -> Result<bool, StoreError> {
    let Some((object, revision)) = found(write, database, id)? else { return Ok(false) };
    clear_progress(write, database, id)?;
    write.execute(
        "DELETE FROM grants WHERE database_id = $1 AND grant_id = $2",
        &[Value::from(&database.to_bytes()), (&id.to_bytes()).into()],
    )?;
    write.scopes().remove_rule_row(database, &grant_bytes(id, object, revision))?;
    Ok(true)
}

/// Ends the grants of one object, with the object.
///
/// # Errors
/// What the engine says.
pub fn delete_of_object(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
) -> Result<(), StoreError> {
    let mut grants = Vec::new();
    write.query(
        "SELECT grant_id FROM grants WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            grants.push(GrantId::from_bytes(row.array(0)?));
            Ok(())
        },
    )?;
    grants.into_iter().try_for_each(|grant| delete(write, database, grant).map(drop))
}

fn found(
    write: &mut Write<'_>,
    database: DatabaseId,
    id: GrantId,
) -> Result<Option<(ObjectId, i64)>, StoreError> {
    let mut found = None;
    write.query(
        "SELECT object_id, revision FROM grants WHERE database_id = $1 AND grant_id = $2",
        &[Value::from(&database.to_bytes()), (&id.to_bytes()).into()],
        &mut |row| {
            found = Some((ObjectId::from_bytes(row.array(0)?), row.integer(1)?));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Sets how far a person has come; `row.revision` must be the next one (1 at first).
///
/// # Errors
/// [`StoreError::Changed`] where somebody else was first, or the grant is gone.
pub fn put_progress(
    write: &mut Write<'_>,
    database: DatabaseId,
    row: &ProgressRow,
) -> Result<(), StoreError> {
    found(write, database, row.grant)?.ok_or(StoreError::Changed)?;
    let old = progress_revision(write, database, row.grant, row.person)?;
    let revision = to_integer(row.revision)?;
    if old.unwrap_or(0) + 1 != revision {
        return Err(StoreError::Changed);
    }
    write.execute(
        "INSERT INTO seal_progress (database_id, grant_id, person_id, revision, record)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (database_id, grant_id, person_id)
         DO UPDATE SET revision = excluded.revision, record = excluded.record",
        &[
            Value::from(&database.to_bytes()),
            (&row.grant.to_bytes()).into(),
            (&row.person.to_bytes()).into(),
            revision.into(),
            row.record.as_slice().into(),
        ],
    )?;
    if let Some(old) = old {
        write.scopes().remove_rule_row(database, &progress_bytes(row.grant, row.person, old))?;
    }
    write.scopes().add_rule_row(database, &progress_bytes(row.grant, row.person, revision))
}

// Never while the grant lives: its next revision would be 1 again, and an old record of revision 1 would fit.
fn delete_progress(
    write: &mut Write<'_>,
    database: DatabaseId,
    grant: GrantId,
    person: UserId,
) -> Result<bool, StoreError> {
    let Some(old) = progress_revision(write, database, grant, person)? else { return Ok(false) };
    write.execute(
        "DELETE FROM seal_progress WHERE database_id = $1 AND grant_id = $2 AND person_id = $3",
        &[Value::from(&database.to_bytes()), (&grant.to_bytes()).into(), (&person.to_bytes()).into()],
    )?;
    write.scopes().remove_rule_row(database, &progress_bytes(grant, person, old))?;
    Ok(true)
}

fn clear_progress(write: &mut Write<'_>, database: DatabaseId, grant: GrantId) -> Result<(), StoreError> {
    let mut people = Vec::new();
    write.query(
        "SELECT person_id FROM seal_progress WHERE database_id = $1 AND grant_id = $2",
        &[Value::from(&database.to_bytes()), (&grant.to_bytes()).into()],
        &mut |row| {
            people.push(UserId::from_bytes(row.array(0)?));
            Ok(())
        },
    )?;
    people.into_iter().try_for_each(|person| delete_progress(write, database, grant, person).map(drop))
}

fn progress_revision(
    write: &mut Write<'_>,
    database: DatabaseId,
    grant: GrantId,
    person: UserId,
) -> Result<Option<i64>, StoreError> {
    let mut revision = None;
    write.query(
        "SELECT revision FROM seal_progress WHERE database_id = $1 AND grant_id = $2 AND person_id = $3",
        &[Value::from(&database.to_bytes()), (&grant.to_bytes()).into(), (&person.to_bytes()).into()],
        &mut |row| {
            revision = Some(row.integer(0)?);
            Ok(())
        },
    )?;
    Ok(revision)
}

/// Puts the same record, sealed under another key, in the place of the old one: of a grant, or of a person's progress.
pub(crate) fn put_record(
    write: &mut Write<'_>,
    database: DatabaseId,
    grant: GrantId,
    person: Option<UserId>,
    record: &[u8],
) -> Result<(), StoreError> {
    let (database, grant) = (database.to_bytes(), grant.to_bytes());
    let written = match person.map(UserId::to_bytes) {
        None => write.execute(
            "UPDATE grants SET record = $1 WHERE database_id = $2 AND grant_id = $3",
            &[Value::from(record), (&database).into(), (&grant).into()],
        )?,
        Some(person) => write.execute(
            "UPDATE seal_progress SET record = $1 WHERE database_id = $2 AND grant_id = $3 AND person_id = $4",
            &[Value::from(record), (&database).into(), (&grant).into(), (&person).into()],
        )?,
    };
    if written == 1 { Ok(()) } else { Err(StoreError::damaged("a row is gone while it is sealed anew")) }
}

/// Every grant of a database, and everybody's progress with their seals.
pub(crate) fn load(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
) -> Result<(Vec<GrantRow>, Vec<ProgressRow>), StoreError> {
    let (mut grants, mut progress) = (Vec::new(), Vec::new());
    query.query(
        "SELECT grant_id, object_id, revision, record FROM grants WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let grant = GrantRow {
                id: GrantId::from_bytes(row.array(0)?),
                object: ObjectId::from_bytes(row.array(1)?),
                revision: row.number(2)?,
                record: row.bytes(3)?.to_vec(),
            };
            count(&grant_bytes(grant.id, grant.object, row.integer(2)?));
            grants.push(grant);
            Ok(())
        },
    )?;
    query.query(
        "SELECT grant_id, person_id, revision, record FROM seal_progress WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let person = ProgressRow {
                grant: GrantId::from_bytes(row.array(0)?),
                person: UserId::from_bytes(row.array(1)?),
                revision: row.number(2)?,
                record: row.bytes(3)?.to_vec(),
            };
            count(&progress_bytes(person.grant, person.person, row.integer(2)?));
            progress.push(person);
            Ok(())
        },
    )?;
    Ok((grants, progress))
}
