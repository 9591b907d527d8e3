//! How one permission of a user or a group stands on all of a database.

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    id::DatabaseId,
    rights::{Look, Permission, PlaceLook},
};

use crate::{caller::Caller, error::ServiceError, service::Service};

/// Where a principal gets to.
#[derive(Debug, Clone)]
pub struct Reach {
    /// At the database.
    pub at_database: Look,
    /// On each object on which something is set, in the order of their ids; every other has [`Look::below`] of the nearest
    /// one above it.
    pub looks: Vec<PlaceLook>,
}

impl Service {
    /// How a permission of somebody stands on each object, for those who administer the rights.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there is no such user or group, or what is lacking for it.
    pub fn reach(
        &self,
        caller: &Caller,
        id: DatabaseId,
        principal: Principal,
        permission: Permission,
    ) -> Result<Reach, ServiceError> {
        let _ = self.administers_database(caller, id, DatabaseAction::SeeRights)?;
        self.must_be_there(principal)?;
        let rules = self.rules();
        let database = self.database(id)?;
        let state = database.read();
        let view = state.index.principal(&rules, principal, caller.now);
        Ok(Reach { at_database: view.look_at_database(permission), looks: view.looks(permission) })
    }
}
