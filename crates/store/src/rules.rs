//! Assignments and object rules of a database. They stand in clear (ids and marks only) and are counted under a
//! key of the server, so that they can be changed while their database is closed.

use strongroom_domain::{
    account::Principal,
    database::{Assignment, ObjectRule},
    id::{DatabaseId, GroupId, ObjectId, UserId},
    rights::{Marks, PermissionSet},
    time::{Instant, Period},
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    rows::{RowBytes, Table},
    writer::Write,
};

fn kind_of(principal: Principal) -> i64 {
    match principal {
        Principal::User(_) => 0,
        Principal::Group(_) => 1,
    }
}

fn principal_of(kind: i64, id: [u8; 16]) -> Result<Principal, StoreError> {
    match kind {
        0 => Ok(Principal::User(UserId::from_bytes(id))),
        1 => Ok(Principal::Group(GroupId::from_bytes(id))),
        _ => Err(StoreError::damaged("an unknown kind of principal in a rule")),
    }
}

fn marks_of(allow: i64, deny: i64) -> Result<Marks, StoreError> {
    let set = |bits: i64| u32::try_from(bits).ok().and_then(PermissionSet::from_bits);
    match (set(allow), set(deny)) {
        (Some(allow), Some(deny)) => Marks::new(allow, deny).ok(),
        _ => None,
    }
    .ok_or_else(|| StoreError::damaged("impossible marks in a rule"))
}

fn assignment_bytes(it: &Assignment) -> Vec<u8> {
    RowBytes::of(Table::Assignment)
        .integer(kind_of(it.principal))
        .bytes(&it.principal.to_bytes())
        .optional_integer(it.period.from.map(Instant::micros))
        .optional_integer(it.period.to.map(Instant::micros))
        .integer(it.marks.allow().bits().into())
        .integer(it.marks.deny().bits().into())
        .done()
}

fn rule_bytes(it: &ObjectRule) -> Vec<u8> {
    RowBytes::of(Table::ObjectRule)
        .bytes(&it.object.to_bytes())
        .integer(kind_of(it.principal))
        .bytes(&it.principal.to_bytes())
        .integer(it.marks.allow().bits().into())
        .integer(it.marks.deny().bits().into())
        .done()
}

/// Sets a principal's assignment and returns the one before.
///
/// # Errors
/// What the engine says.
pub fn put_assignment(
    write: &mut Write<'_>,
    database: DatabaseId,
    assignment: &Assignment,
) -> Result<Option<Assignment>, StoreError> {
    let old = delete_assignment(write, database, assignment.principal)?;
    write.execute(
        "INSERT INTO assignments (database_id, principal_kind, principal_id, valid_from, valid_to, allow, deny)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            Value::from(&database.to_bytes()),
            kind_of(assignment.principal).into(),
            (&assignment.principal.to_bytes()).into(),
            assignment.period.from.map(Instant::micros).into(),
            assignment.period.to.map(Instant::micros).into(),
            i64::from(assignment.marks.allow().bits()).into(),
            i64::from(assignment.marks.deny().bits()).into(),
        ],
    )?;
    write.scopes().add_rule_row(database, &assignment_bytes(assignment))?;
    Ok(old)
}

/// Deletes a principal's assignment and returns it. The principal's object rules are another call.
///
/// # Errors
/// What the engine says.
pub fn delete_assignment(
    write: &mut Write<'_>,
    database: DatabaseId,
    principal: Principal,
) -> Result<Option<Assignment>, StoreError> {
    let mut old = None;
    write.query(
        "SELECT principal_kind, principal_id, valid_from, valid_to, allow, deny FROM assignments
         WHERE database_id = $1 AND principal_kind = $2 AND principal_id = $3",
        &[Value::from(&database.to_bytes()), kind_of(principal).into(), (&principal.to_bytes()).into()],
        &mut |row| {
            old = Some(read_assignment(row)?);
            Ok(())
        },
    )?;
    if let Some(old) = &old {
        write.execute(
            "DELETE FROM assignments WHERE database_id = $1 AND principal_kind = $2 AND principal_id = $3",
            &[Value::from(&database.to_bytes()), kind_of(principal).into(), (&principal.to_bytes()).into()],
        )?;
        write.scopes().remove_rule_row(database, &assignment_bytes(old))?;
    }
    Ok(old)
}

/// Sets a principal's marks on one object and returns the rule before.
///
/// # Errors
/// What the engine says.
pub fn put_rule(
    write: &mut Write<'_>,
    database: DatabaseId,
    rule: &ObjectRule,
) -> Result<Option<ObjectRule>, StoreError> {
    let old = delete_rule(write, database, rule.object, rule.principal)?;
    write.execute(
        "INSERT INTO object_rules (database_id, object_id, principal_kind, principal_id, allow, deny)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            Value::from(&database.to_bytes()),
            (&rule.object.to_bytes()).into(),
            kind_of(rule.principal).into(),
            (&rule.principal.to_bytes()).into(),
            i64::from(rule.marks.allow().bits()).into(),
            i64::from(rule.marks.deny().bits()).into(),
        ],
    )?;
    write.scopes().add_rule_row(database, &rule_bytes(rule))?;
    Ok(old)
}

/// Deletes a principal's marks on one object and returns them.
///
/// # Errors
/// What the engine says.
pub fn delete_rule(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    principal: Principal,
) -> Result<Option<ObjectRule>, StoreError> {
    let mut old = None;
    write.query(
        "SELECT object_id, principal_kind, principal_id, allow, deny FROM object_rules
         WHERE database_id = $1 AND object_id = $2 AND principal_kind = $3 AND principal_id = $4",
        &[
            Value::from(&database.to_bytes()),
            (&object.to_bytes()).into(),
            kind_of(principal).into(),
            (&principal.to_bytes()).into(),
        ],
        &mut |row| {
            old = Some(read_rule(row)?);
            Ok(())
        },
    )?;
    if let Some(old) = &old {
        remove_rule(write, database, old)?;
    }
    Ok(old)
}

fn remove_rule(write: &mut Write<'_>, database: DatabaseId, rule: &ObjectRule) -> Result<(), StoreError> {
    write.execute(
        "DELETE FROM object_rules
         WHERE database_id = $1 AND object_id = $2 AND principal_kind = $3 AND principal_id = $4",
        &[
            Value::from(&database.to_bytes()),
            (&rule.object.to_bytes()).into(),
            kind_of(rule.principal).into(),
            (&rule.principal.to_bytes()).into(),
        ],
    )?;
    write.scopes().remove_rule_row(database, &rule_bytes(rule))
}

/// Deletes everything that a database holds for a principal: its assignment and its object rules. Says whether
/// there was anything.
///
/// # Errors
/// What the engine says.
pub fn delete_principal(
    write: &mut Write<'_>,
    database: DatabaseId,
    principal: Principal,
) -> Result<bool, StoreError> {
    let assigned = delete_assignment(write, database, principal)?.is_some();
    let mut rules = Vec::new();
    write.query(
        "SELECT object_id, principal_kind, principal_id, allow, deny FROM object_rules
         WHERE database_id = $1 AND principal_kind = $2 AND principal_id = $3",
        &[Value::from(&database.to_bytes()), kind_of(principal).into(), (&principal.to_bytes()).into()],
        &mut |row| {
            rules.push(read_rule(row)?);
            Ok(())
        },
    )?;
    for rule in &rules {
        remove_rule(write, database, rule)?;
    }
    Ok(assigned || !rules.is_empty())
}

/// Deletes the rules on one object, with the object.
///
/// # Errors
/// What the engine says.
pub fn delete_of_object(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
) -> Result<(), StoreError> {
    let mut rules = Vec::new();
    write.query(
        "SELECT object_id, principal_kind, principal_id, allow, deny FROM object_rules
         WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            rules.push(read_rule(row)?);
            Ok(())
        },
    )?;
    rules.iter().try_for_each(|rule| remove_rule(write, database, rule))
}

fn read_assignment(row: &impl Row) -> Result<Assignment, StoreError> {
    Ok(Assignment {
        principal: principal_of(row.integer(0)?, row.array(1)?)?,
        period: Period {
            from: row.optional_integer(2)?.map(Instant::from_micros),
            to: row.optional_integer(3)?.map(Instant::from_micros),
        },
        marks: marks_of(row.integer(4)?, row.integer(5)?)?,
    })
}

fn read_rule(row: &impl Row) -> Result<ObjectRule, StoreError> {
    Ok(ObjectRule {
        object: ObjectId::from_bytes(row.array(0)?),
        principal: principal_of(row.integer(1)?, row.array(2)?)?,
        marks: marks_of(row.integer(3)?, row.integer(4)?)?,
    })
}

/// Every assignment and rule of a database as they stand. They were checked when the database was loaded.
///
/// # Errors
/// What the engine says.
pub fn of_database(
    query: &mut dyn Query,
    database: DatabaseId,
) -> Result<(Vec<Assignment>, Vec<ObjectRule>), StoreError> {
    load(query, database, &mut |_| {})
}

/// Every assignment and rule of a database.
pub(crate) fn load(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
) -> Result<(Vec<Assignment>, Vec<ObjectRule>), StoreError> {
    let (mut assignments, mut rules) = (Vec::new(), Vec::new());
    query.query(
        "SELECT principal_kind, principal_id, valid_from, valid_to, allow, deny FROM assignments
         WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let assignment = read_assignment(row)?;
            count(&assignment_bytes(&assignment));
            assignments.push(assignment);
            Ok(())
        },
    )?;
    query.query(
        "SELECT object_id, principal_kind, principal_id, allow, deny FROM object_rules WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let rule = read_rule(row)?;
            count(&rule_bytes(&rule));
            rules.push(rule);
            Ok(())
        },
    )?;
    Ok((assignments, rules))
}
