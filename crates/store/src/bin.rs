//! The bin: who put what there, taking it out again, and deleting it for good.
//!
//! What is in the bin stands where it stood, with everything below it; the row of the object says since when. Here is
//! who put it there, counted like content.

use std::collections::{HashMap, HashSet};

use strongroom_domain::{
    id::{DatabaseId, ObjectId, UserId},
    rights::{Granted, Permission},
    time::Instant,
};

use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    objects::{self, Place, place_of},
    proof,
    rows::{RowBytes, Table},
    writer::Write,
};

fn row_bytes(object: ObjectId, user: UserId) -> Vec<u8> {
    RowBytes::of(Table::Binned).bytes(&object.to_bytes()).bytes(&user.to_bytes()).done()
}

/// Notes who put an object into the bin.
pub(crate) fn note(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    user: UserId,
) -> Result<(), StoreError> {
    forget(write, database, object)?;
    write.execute(
        "INSERT INTO binned (database_id, object_id, user_id) VALUES ($1, $2, $3)",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into(), (&user.to_bytes()).into()],
    )?;
    write.scopes().content_row(database, None, Some(&row_bytes(object, user)))
}

/// Forgets who put an object into the bin: it is not there any more.
pub(crate) fn forget(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
) -> Result<(), StoreError> {
    let mut found = None;
    let (database_id, object_id) = (database.to_bytes(), object.to_bytes());
    let key = [Value::from(&database_id), (&object_id).into()];
    let of_object = "SELECT user_id FROM binned WHERE database_id = $1 AND object_id = $2";
    write.query(of_object, &key, &mut |row| {
        found = Some(UserId::from_bytes(row.array(0)?));
        Ok(())
    })?;
    let Some(user) = found else { return Ok(()) };
    write.execute("DELETE FROM binned WHERE database_id = $1 AND object_id = $2", &key)?;
    write.scopes().content_row(database, Some(&row_bytes(object, user)), None)
}

/// Who put what into the bin of a database, as far as that is known.
///
/// # Errors
/// What the engine says.
pub fn deleters(
    query: &mut dyn Query,
    database: DatabaseId,
) -> Result<HashMap<ObjectId, UserId>, StoreError> {
    let mut found = HashMap::new();
    query.query(
        "SELECT object_id, user_id FROM binned WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            found.insert(ObjectId::from_bytes(row.array(0)?), UserId::from_bytes(row.array(1)?));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Takes an object out of the bin, back to where it was or to another folder: by the right to take it away and the right
/// to add it there, of the same person. Everything that went with it comes back with it.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision; [`StoreError::Unproven`] where the two rights do not
/// belong together, or the object was not put into the bin; [`StoreError::Covered`] where a second password covers the
/// new place and none the old one.
pub fn restore(
    write: &mut Write<'_>,
    removal: &Granted,
    addition: &Granted,
    object: ObjectId,
    position: i64,
) -> Result<(), StoreError> {
    let database = removal.database();
    proof::fresh(write, removal, Permission::DeleteEntries, Some(object))?;
    let parent = addition.object();
    proof::fresh(write, addition, Permission::AddEntries, parent)?;
    if addition.database() != database || addition.user() != removal.user() {
        return Err(StoreError::Unproven);
    }
    let (place, _) = place_of(write, database, object)?.ok_or(StoreError::Changed)?;
    if place.bin_at.is_none() {
        return Err(StoreError::Unproven);
    }
    forget(write, database, object)?;
    objects::replace_place(write, database, object, None, |place| Place {
        parent,
        position,
        bin_at: None,
        ..place
    })
}

/// Deletes what was put into the bin for good, with everything `below` it (parents before their children): content,
/// versions, attachments, rules, grants and locks. `removal` is the right to take it away, of a folder with all that is
/// below; `administers` that to administer the rights of the database.
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision; [`StoreError::Unproven`] where the rights are of
/// something else, or the objects are not in the bin; [`StoreError::Changed`] where one is gone.
pub fn purge(
    write: &mut Write<'_>,
    removal: &Granted,
    administers: &Granted,
    object: ObjectId,
    below: &[ObjectId],
) -> Result<(), StoreError> {
    proof::fresh(write, removal, Permission::DeleteEntries, Some(object))?;
    proof::fresh(write, administers, Permission::GrantAdminRights, None)?;
    let database = removal.database();
    let together = administers.database() == database && administers.user() == removal.user();
    if !together || !(below.is_empty() || removal.extent().below) {
        return Err(StoreError::Unproven);
    }
    let within = |place: &Place| place.bin_at.is_some();
    delete(write, database, object, below.iter().rev().chain([&object]), within)
}

/// Deletes for good what is over its time in the bin: `object` was put there at `since` or before. That is nobody's right
/// and needs none. `gone` are it or things below it, children before their parents, so that a large folder goes
/// piece by piece. `sequence` is that of the rules under which they were found.
///
/// # Errors
/// As [`purge`].
pub fn purge_over(
    write: &mut Write<'_>,
    (database, sequence): (DatabaseId, u64),
    object: ObjectId,
    gone: &[ObjectId],
    since: Instant,
) -> Result<(), StoreError> {
    let scope = write.scope(database)?;
    if scope.deleted {
        return Err(StoreError::Changed);
    }
    if scope.rules_sequence != sequence {
        return Err(StoreError::Stale);
    }
    delete(write, database, object, gone.iter(), |place| place.bin_at.is_some_and(|at| at <= since))
}

/// Deletes each of `gone`, all of which must be `top` or stand below it, where `top` is as it should be.
fn delete<'a>(
    write: &mut Write<'_>,
    database: DatabaseId,
    top: ObjectId,
    gone: impl Iterator<Item = &'a ObjectId>,
    is_as_it_should: impl FnOnce(&Place) -> bool,
) -> Result<(), StoreError> {
    let (place, _) = place_of(write, database, top)?.ok_or(StoreError::Changed)?;
    if !is_as_it_should(&place) {
        return Err(StoreError::Unproven);
    }
    let mut within = HashSet::from([top]);
    for object in gone {
        stands_within(write, database, *object, &mut within)?;
        forget(write, database, *object)?;
        objects::delete(write, database, *object)?;
    }
    Ok(())
}

/// The object is one of `within`, or stands below one of them; then those on the way are.
fn stands_within(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    within: &mut HashSet<ObjectId>,
) -> Result<(), StoreError> {
    let (mut at, mut way) = (object, Vec::new());
    while !within.contains(&at) {
        way.push(at);
        let (place, _) = place_of(write, database, at)?.ok_or(StoreError::Changed)?;
        at = place.parent.ok_or(StoreError::Unproven)?;
        // Damaged rows could go round in a circle.
        if way.contains(&at) {
            return Err(StoreError::damaged("an object stands below itself"));
        }
    }
    within.extend(way);
    Ok(())
}

/// Counts who put what into the bin of a database.
pub(crate) fn count(
    query: &mut dyn Query,
    database: DatabaseId,
    count: &mut dyn FnMut(&[u8]),
) -> Result<(), StoreError> {
    query.query(
        "SELECT object_id, user_id FROM binned WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            count(&row_bytes(ObjectId::from_bytes(row.array(0)?), UserId::from_bytes(row.array(1)?)));
            Ok(())
        },
    )
}
