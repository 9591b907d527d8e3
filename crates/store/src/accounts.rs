//! Users, their credentials, groups and memberships. Records are encrypted; names are found by a blind index.

use strongroom_domain::id::{GroupId, UserId};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    rows::{RowBytes, Table},
    scope::SERVER,
    scopes::to_integer,
    writer::Write,
};

/// An encrypted row of a user or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// The sixteen bytes of the id.
    pub id: [u8; 16],
    /// Keyed hash of the folded name; unique.
    pub name_index: [u8; 32],
    /// From 1.
    pub revision: u64,
    /// Encrypted.
    pub record: Vec<u8>,
}

/// The two tables of that form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Users.
    User,
    /// Groups.
    Group,
}

struct Statements {
    table: Table,
    select: &'static str,
    select_one: &'static str,
    insert: &'static str,
    update: &'static str,
    delete: &'static str,
}

impl Kind {
    fn statements(self) -> Statements {
        match self {
            Self::User => Statements {
                table: Table::User,
                select: "SELECT user_id, name_index, revision, record FROM users",
                select_one: "SELECT name_index, revision FROM users WHERE user_id = $1",
                insert: "INSERT INTO users (user_id, name_index, revision, record) VALUES ($1, $2, $3, $4)",
                update: "UPDATE users SET name_index = $1, revision = $2, record = $3 WHERE user_id = $4",
                delete: "DELETE FROM users WHERE user_id = $1",
            },
            Self::Group => Statements {
                table: Table::Group,
                select: "SELECT group_id, name_index, revision, record FROM groups",
                select_one: "SELECT name_index, revision FROM groups WHERE group_id = $1",
                insert: "INSERT INTO groups (group_id, name_index, revision, record) VALUES ($1, $2, $3, $4)",
                update: "UPDATE groups SET name_index = $1, revision = $2, record = $3 WHERE group_id = $4",
                delete: "DELETE FROM groups WHERE group_id = $1",
            },
        }
    }

    fn row(self, id: &[u8; 16], name_index: &[u8; 32], revision: i64) -> Vec<u8> {
        RowBytes::of(self.statements().table).bytes(id).bytes(name_index).integer(revision).done()
    }
}

/// Adds a user or group.
///
/// # Errors
/// [`StoreError::Conflict`] where the name or the id is taken.
pub fn insert(write: &mut Write<'_>, kind: Kind, row: &RecordRow) -> Result<(), StoreError> {
    let revision = to_integer(row.revision)?;
    write.execute(
        kind.statements().insert,
        &[Value::from(&row.id), (&row.name_index).into(), revision.into(), row.record.as_slice().into()],
    )?;
    write.scopes().add_rule_row(SERVER, &kind.row(&row.id, &row.name_index, revision))
}

/// Replaces a user or group; `row.revision` must be the next one.
///
/// # Errors
/// [`StoreError::Changed`] where another change came first; [`StoreError::Conflict`] where the name is taken.
pub fn update(write: &mut Write<'_>, kind: Kind, row: &RecordRow) -> Result<(), StoreError> {
    let revision = to_integer(row.revision)?;
    let (old_index, old_revision) = found(write, kind, &row.id)?.ok_or(StoreError::Changed)?;
    if old_revision + 1 != revision {
        return Err(StoreError::Changed);
    }
    write.execute(
        kind.statements().update,
        &[(&row.name_index).into(), revision.into(), row.record.as_slice().into(), Value::from(&row.id)],
    )?;
    write.scopes().remove_rule_row(SERVER, &kind.row(&row.id, &old_index, old_revision))?;
    write.scopes().add_rule_row(SERVER, &kind.row(&row.id, &row.name_index, revision))
}

/// Deletes a user or group, but nothing that belongs to it.
///
/// # Errors
/// [`StoreError::Changed`] where it is not there any more.
pub fn delete(write: &mut Write<'_>, kind: Kind, id: &[u8; 16]) -> Result<(), StoreError> {
    let (name_index, revision) = found(write, kind, id)?.ok_or(StoreError::Changed)?;
    write.execute(kind.statements().delete, &[Value::from(id)])?;
    write.scopes().remove_rule_row(SERVER, &kind.row(id, &name_index, revision))
}

fn found(write: &mut Write<'_>, kind: Kind, id: &[u8; 16]) -> Result<Option<([u8; 32], i64)>, StoreError> {
    let mut found = None;
    write.query(kind.statements().select_one, &[Value::from(id)], &mut |row| {
        found = Some((row.array(0)?, row.integer(1)?));
        Ok(())
    })?;
    Ok(found)
}

/// Whether there is any user.
///
/// # Errors
/// What the engine says.
pub fn any_user(query: &mut dyn Query) -> Result<bool, StoreError> {
    let mut any = false;
    query.query("SELECT user_id FROM users LIMIT 1", &[], &mut |_| {
        any = true;
        Ok(())
    })?;
    Ok(any)
}

/// Every user or group; adds what was read to the digest of the server.
///
/// # Errors
/// What the engine says.
pub(crate) fn load(
    query: &mut dyn Query,
    kind: Kind,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<RecordRow>, StoreError> {
    let mut rows = Vec::new();
    query.query(kind.statements().select, &[], &mut |row| {
        let record = RecordRow {
            id: row.array(0)?,
            name_index: row.array(1)?,
            revision: row.number(2)?,
            record: row.bytes(3)?.to_vec(),
        };
        count(&kind.row(&record.id, &record.name_index, row.integer(2)?));
        rows.push(record);
        Ok(())
    })?;
    Ok(rows)
}

fn member_row(group: GroupId, user: UserId) -> Vec<u8> {
    RowBytes::of(Table::Member).bytes(&group.to_bytes()).bytes(&user.to_bytes()).done()
}

/// Makes a user a member of a group.
///
/// # Errors
/// [`StoreError::Conflict`] where the user is one already.
pub fn add_member(write: &mut Write<'_>, group: GroupId, user: UserId) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO group_members (group_id, user_id) VALUES ($1, $2)",
        &[Value::from(&group.to_bytes()), (&user.to_bytes()).into()],
    )?;
    write.scopes().add_rule_row(SERVER, &member_row(group, user))
}

/// Ends a membership; says whether there was one.
///
/// # Errors
/// What the engine says.
pub fn remove_member(write: &mut Write<'_>, group: GroupId, user: UserId) -> Result<bool, StoreError> {
    let removed = write.execute(
        "DELETE FROM group_members WHERE group_id = $1 AND user_id = $2",
        &[Value::from(&group.to_bytes()), (&user.to_bytes()).into()],
    )?;
    if removed > 0 {
        write.scopes().remove_rule_row(SERVER, &member_row(group, user))?;
    }
    Ok(removed > 0)
}

/// Every membership.
pub(crate) fn load_members(
    query: &mut dyn Query,
    count: &mut dyn FnMut(&[u8]),
) -> Result<Vec<(GroupId, UserId)>, StoreError> {
    let mut members = Vec::new();
    query.query("SELECT group_id, user_id FROM group_members", &[], &mut |row| {
        let (group, user) = (GroupId::from_bytes(row.array(0)?), UserId::from_bytes(row.array(1)?));
        count(&member_row(group, user));
        members.push((group, user));
        Ok(())
    })?;
    Ok(members)
}

fn credential_row(user: UserId, revision: i64) -> Vec<u8> {
    RowBytes::of(Table::Credential).bytes(&user.to_bytes()).integer(revision).done()
}

/// Sets a user's encrypted password record; `revision` must be the next one (1 at first).
///
/// # Errors
/// [`StoreError::Changed`] where another change came first.
pub fn put_credential(
    write: &mut Write<'_>,
    user: UserId,
    revision: u64,
    record: &[u8],
) -> Result<(), StoreError> {
    let revision = to_integer(revision)?;
    let old = credential_revision(write, user)?;
    if old.unwrap_or(0) + 1 != revision {
        return Err(StoreError::Changed);
    }
    write.execute(
        "INSERT INTO credentials (user_id, revision, record) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET revision = excluded.revision, record = excluded.record",
        &[Value::from(&user.to_bytes()), revision.into(), record.into()],
    )?;
    if let Some(old) = old {
        write.scopes().remove_rule_row(SERVER, &credential_row(user, old))?;
    }
    write.scopes().add_rule_row(SERVER, &credential_row(user, revision))
}

/// Deletes a user's password record, if there is one.
///
/// # Errors
/// What the engine says.
pub fn delete_credential(write: &mut Write<'_>, user: UserId) -> Result<(), StoreError> {
    let Some(old) = credential_revision(write, user)? else { return Ok(()) };
    write.execute("DELETE FROM credentials WHERE user_id = $1", &[Value::from(&user.to_bytes())])?;
    write.scopes().remove_rule_row(SERVER, &credential_row(user, old))
}

fn credential_revision(write: &mut Write<'_>, user: UserId) -> Result<Option<i64>, StoreError> {
    let mut revision = None;
    write.query(
        "SELECT revision FROM credentials WHERE user_id = $1",
        &[Value::from(&user.to_bytes())],
        &mut |row| {
            revision = Some(row.integer(0)?);
            Ok(())
        },
    )?;
    Ok(revision)
}

/// A user's encrypted password record with its revision; absent where the user has none.
///
/// # Errors
/// What the engine says.
pub fn credential(query: &mut dyn Query, user: UserId) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
    let mut found = None;
    query.query(
        "SELECT revision, record FROM credentials WHERE user_id = $1",
        &[Value::from(&user.to_bytes())],
        &mut |row| {
            found = Some((row.number(0)?, row.bytes(1)?.to_vec()));
            Ok(())
        },
    )?;
    Ok(found)
}

/// A user's encrypted password record with its revision.
pub type Credential = (UserId, u64, Vec<u8>);

/// Every password record.
///
/// # Errors
/// What the engine says.
pub fn credentials(query: &mut dyn Query) -> Result<Vec<Credential>, StoreError> {
    let mut rows = Vec::new();
    query.query("SELECT user_id, revision, record FROM credentials", &[], &mut |row| {
        rows.push((UserId::from_bytes(row.array(0)?), row.number(1)?, row.bytes(2)?.to_vec()));
        Ok(())
    })?;
    Ok(rows)
}

/// Counts every credential.
pub(crate) fn count_credentials(
    query: &mut dyn Query,
    count: &mut dyn FnMut(&[u8]),
) -> Result<(), StoreError> {
    query.query("SELECT user_id, revision FROM credentials", &[], &mut |row| {
        count(&credential_row(UserId::from_bytes(row.array(0)?), row.integer(1)?));
        Ok(())
    })
}
