//! Taking out what an import brought, as far as nobody made it their own.

use std::collections::{HashMap, HashSet};

use strongroom_crypto::digest::sha256;
use strongroom_domain::{
    id::{AttachmentId, DatabaseId, ObjectId},
    rights::{Granted, Permission},
};

use super::{ImportRow, ImportState, Item, ItemKind, get, items, replace};
use crate::{
    attachments,
    engine::{Query, Row, Value},
    error::StoreError,
    grants, locks, proof, rules,
    writer::Write,
};

/// How many items stand in a row.
const PIECE: usize = 200;

/// What the files of an object are told by: a digest of their ids.
pub fn files_of(ids: &mut [AttachmentId]) -> [u8; 8] {
    if ids.is_empty() {
        return [0; 8];
    }
    ids.sort_unstable();
    let digest = sha256(&ids.iter().flat_map(|id| id.to_bytes()).collect::<Vec<u8>>());
    digest.first_chunk().copied().unwrap_or_default()
}

/// Takes what an import brought out of sight, by the right to delete each of it, with its rules, grants and locks. What
/// is not among `proofs` stays. It is purged by [`super::discard`].
///
/// # Errors
/// [`StoreError::Stale`] where the rules changed since the decision, or anything of it was changed or something was put
/// into it; [`StoreError::Unproven`] where the import did not bring it; [`StoreError::Changed`] where the import is
/// not there any more.
pub fn withdraw(
    write: &mut Write<'_>,
    database: DatabaseId,
    proofs: &[Granted],
    after: &ImportRow,
) -> Result<(), StoreError> {
    let going = proven(write, database, proofs)?;
    let before = get(write, database, after.id)?.ok_or(StoreError::Changed)?;
    if before.state != ImportState::There || after.state != ImportState::GoingOut {
        return Err(StoreError::Changed);
    }
    if before.revision + 1 != after.revision {
        return Err(StoreError::Stale);
    }
    let mut known = HashMap::new();
    for item in super::items(write, database, after.id)? {
        if item.kind == ItemKind::Object && going.contains(&item.id) {
            known.insert(item.id, item);
        }
    }
    if known.len() != going.len() {
        return Err(StoreError::Unproven);
    }
    as_they_came(write, database, &known)?;
    for object in with_rules(write, database)?.intersection(&going) {
        rules::delete_of_object(write, database, *object)?;
        grants::delete_of_object(write, database, *object)?;
        locks::delete_of_object(write, database, *object)?;
    }
    items::delete_all(write, database, after.id)?;
    let list: Vec<Item> = known.into_values().collect();
    for (number, piece) in (1..).zip(list.chunks(PIECE)) {
        items::insert(write, database, after.id, number, piece)?;
    }
    replace(write, database, &before, after)
}

/// The objects of the proofs, all of one decision that still holds.
fn proven(
    write: &mut Write<'_>,
    database: DatabaseId,
    proofs: &[Granted],
) -> Result<HashSet<ObjectId>, StoreError> {
    let Some(first) = proofs.first() else { return Ok(HashSet::new()) };
    let mut objects = HashSet::with_capacity(proofs.len());
    for granted in proofs {
        let of_one = (granted.user(), granted.database(), granted.sequence(), granted.server_sequence())
            == (first.user(), database, first.sequence(), first.server_sequence());
        let object = granted.object().filter(|_| of_one && granted.permission() == Permission::DeleteEntries);
        objects.insert(object.ok_or(StoreError::Unproven)?);
    }
    proof::still_holds(write, first)?;
    Ok(objects)
}

/// Every one of them is still at the revision and with the files that it came with, and nothing else is in any.
fn as_they_came(
    query: &mut dyn Query,
    database: DatabaseId,
    known: &HashMap<ObjectId, Item>,
) -> Result<(), StoreError> {
    let mut stale = false;
    let mut found = 0;
    query.query(
        "SELECT object_id, revision, parent_id FROM objects WHERE database_id = $1",
        &[Value::from(&database.to_bytes())],
        &mut |row| {
            let object = ObjectId::from_bytes(row.array(0)?);
            if let Some(item) = known.get(&object) {
                found += 1;
                stale |= row.number(1)? != item.revision;
            } else if row.optional_bytes(2)?.is_some() {
                stale |= known.contains_key(&ObjectId::from_bytes(row.array(2)?));
            }
            Ok(())
        },
    )?;
    let mut files: HashMap<ObjectId, Vec<AttachmentId>> = HashMap::new();
    attachments::ids(query, database, &mut |object, file| {
        if known.contains_key(&object) {
            files.entry(object).or_default().push(file);
        }
    })?;
    let mut same = |item: &Item| {
        let ids = files.get_mut(&item.id).map_or(&mut [][..], |ids| ids);
        files_of(ids) == item.files
    };
    let all_same = known.values().all(&mut same);
    if stale || found != known.len() || !all_same { Err(StoreError::Stale) } else { Ok(()) }
}

/// The objects of a database on which there are rules, grants or locks.
fn with_rules(query: &mut dyn Query, database: DatabaseId) -> Result<HashSet<ObjectId>, StoreError> {
    let mut found = HashSet::new();
    for sql in [
        "SELECT object_id FROM object_rules WHERE database_id = $1",
        "SELECT object_id FROM grants WHERE database_id = $1",
        "SELECT object_id FROM entry_locks WHERE database_id = $1",
    ] {
        query.query(sql, &[Value::from(&database.to_bytes())], &mut |row| {
            found.insert(ObjectId::from_bytes(row.array(0)?));
            Ok(())
        })?;
    }
    Ok(found)
}
