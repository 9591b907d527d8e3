//! Administering the rights of a database, and telling what they come to.

mod assignments;
mod effective;
mod foretold;
mod policies;
mod reach;
mod rules;
pub(crate) mod standing;
mod together;

pub use effective::{Effective, EffectiveQuery, Who, WhoEntry};
pub use foretold::{Asked, Foretold, OtherLooks, SUPPOSED_CHANGES, Setting};
pub use reach::Reach;
use strongroom_domain::{
    administration::DatabaseAction,
    database::{Assignment, ObjectRule},
    id::DatabaseId,
};
pub use together::RightsChanged;

use crate::{caller::Caller, error::ServiceError, service::Service};

impl Service {
    /// The assignments of a database, for those who administer it.
    ///
    /// # Errors
    /// What is lacking for it.
    pub fn assignments(&self, caller: &Caller, id: DatabaseId) -> Result<Vec<Assignment>, ServiceError> {
        let _ = self.administers_database(caller, id, DatabaseAction::SeeRights)?;
        Ok(self.stored_rules(id)?.0)
    }

    pub(crate) fn stored_rules(
        &self,
        id: DatabaseId,
    ) -> Result<(Vec<Assignment>, Vec<ObjectRule>), ServiceError> {
        Ok(self.store.read(|query| strongroom_store::rules::of_database(query, id))?)
    }
}
