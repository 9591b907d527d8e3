//! The wall: what hands out a ciphertext or changes an object demands a [`Granted`], which only the decision
//! function can make. Here it is checked that the proof is of this very thing, and still fresh.

use strongroom_domain::{
    id::ObjectId,
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
/// [`StoreError::Stale`] where one did: decide again.
pub fn still_holds(write: &mut Write<'_>, granted: &Granted) -> Result<(), StoreError> {
    let database = write.scope(granted.database())?.rules_sequence;
    let server = write.scope(SERVER)?.rules_sequence;
    if (database, server) == (granted.sequence(), granted.server_sequence()) {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}
