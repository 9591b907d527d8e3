//! The wall: what hands out a ciphertext or changes an object demands a [`Granted`], which only the decision
//! function can make. Here it is checked that the proof is of this very thing, and still fresh.

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::{Granted, Permission},
};

use crate::{error::StoreError, scope::SERVER, writer::Write};

/// The proof is of this object (reading of its ciphertexts by whoever may read, use or change it).
pub(crate) fn of_object(granted: &Granted, object: ObjectId) -> Result<(), StoreError> {
    let reading = matches!(
        granted.permission(),
        Permission::AccessEntries | Permission::ReadEntries | Permission::ModifyEntries
    );
    if reading && granted.object() == Some(object) { Ok(()) } else { Err(StoreError::Unproven) }
}

/// The proof is of reading or changing this object: its history and its attachments.
pub(crate) fn of_reading(granted: &Granted, object: ObjectId) -> Result<(), StoreError> {
    match granted.permission() {
        Permission::AccessEntries => Err(StoreError::Unproven),
        _ => of_object(granted, object),
    }
}

/// The proof is of this permission on this object (absent: the root), and no rule has changed since.
pub(crate) fn fresh(
    write: &mut Write<'_>,
    granted: &Granted,
    permission: Permission,
    object: Option<ObjectId>,
) -> Result<(), StoreError> {
    if granted.permission() != permission || granted.object() != object {
        return Err(StoreError::Unproven);
    }
    still_holds(write, granted)
}

/// No rule has changed since the decision, neither of the database nor of the server.
///
/// # Errors
/// [`StoreError::Stale`] where one did: decide again. [`StoreError::Changed`] where the database was deleted.
pub fn still_holds(write: &mut Write<'_>, granted: &Granted) -> Result<(), StoreError> {
    unchanged(write, granted.server_sequence(), Some((granted.database(), granted.sequence())))
}

/// Neither accounts, groups and policies (`server`) nor the rules of a database changed since a decision that
/// rests on these sequences.
///
/// # Errors
/// [`StoreError::Stale`] where they did: decide again.
pub fn unchanged(
    write: &mut Write<'_>,
    server: u64,
    database: Option<(DatabaseId, u64)>,
) -> Result<(), StoreError> {
    let fits = write.scope(SERVER)?.rules_sequence == server
        && match database {
            Some((id, sequence)) => {
                let scope = write.scope(id)?;
                if scope.deleted {
                    return Err(StoreError::Changed);
                }
                scope.rules_sequence == sequence
            }
            None => true,
        };
    if fits { Ok(()) } else { Err(StoreError::Stale) }
}
