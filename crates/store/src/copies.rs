//! Writing copies: new objects that hold what somebody may take along from others. One proof says that they may be added
//! where they come to stand, another for each that its original may be read without help of a seal.

use std::collections::HashSet;

use strongroom_domain::{
    id::{ObjectId, SecondKeyId},
    rights::{Granted, Permission},
};

use crate::{
    attachments::{self, AttachmentRow},
    error::StoreError,
    icons,
    objects::{self, Place, Sealed},
    proof,
    second_passwords::SecondRow,
    writer::Write,
};

/// The copies of one transaction.
pub struct Copying<'a> {
    addition: &'a Granted,
    made: HashSet<ObjectId>,
}

impl<'a> Copying<'a> {
    /// Begins to copy to where adding was granted.
    ///
    /// # Errors
    /// [`StoreError::Stale`] where the rules changed since the decision.
    pub fn begin(write: &mut Write<'_>, addition: &'a Granted) -> Result<Self, StoreError> {
        proof::fresh(write, addition, Permission::AddEntries, addition.object())?;
        Ok(Self { addition, made: HashSet::new() })
    }

    /// Adds the copy of what `reading` is of: to that folder, or into a folder that was copied before it. `second` is the
    /// second password that the copy has itself.
    ///
    /// # Errors
    /// [`StoreError::Stale`] where the rules of the original changed since the decision; [`StoreError::Unproven`] where the
    /// two proofs do not belong together, or of another place, or the second password is not the copy's.
    pub fn object(
        &mut self,
        write: &mut Write<'_>,
        reading: &Granted,
        place: &Place,
        sealed: &Sealed,
        second: Option<&SecondRow>,
    ) -> Result<(), StoreError> {
        let may_leave = reading.permission() == Permission::ReadEntries && reading.extent().outgoing;
        let of_one = reading.object().is_some() && reading.user() == self.addition.user();
        let here = place.parent == self.addition.object();
        let within = place.parent.is_some_and(|parent| self.made.contains(&parent));
        if !(may_leave && of_one && (here || within)) {
            return Err(StoreError::Unproven);
        }
        proof::still_holds(write, reading)?;
        let database = self.addition.database();
        match second {
            None => objects::insert_row(write, database, place, sealed)?,
            Some(second) => objects::insert_covered_row(write, database, place, sealed, second)?,
        }
        self.made.insert(place.id);
        Ok(())
    }

    /// Gives a staged attachment to a copy.
    ///
    /// # Errors
    /// [`StoreError::Unproven`] where that is no copy; [`StoreError::Changed`] where it was discarded.
    pub fn attachment(
        &self,
        write: &mut Write<'_>,
        copy: ObjectId,
        row: &AttachmentRow,
        under: Option<SecondKeyId>,
    ) -> Result<(), StoreError> {
        if !self.made.contains(&copy) {
            return Err(StoreError::Unproven);
        }
        attachments::settle(write, self.addition.database(), copy, row, under)
    }

    /// Adds an icon that copies name.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the id is taken.
    pub fn icon(&self, write: &mut Write<'_>, id: ObjectId, record: &[u8]) -> Result<(), StoreError> {
        icons::insert_row(write, self.addition.database(), id, record)
    }
}
