//! How one permission of a user or a group stands on all of a database.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    id::{DatabaseId, ObjectId},
    rights::{Look, Permission, PlaceLook},
};

use crate::{caller::Caller, error::ServiceError, service::Service};

/// Where a principal gets to.
#[derive(Debug, Clone)]
pub struct Reach {
    /// At the database.
    pub at_database: Look,
    /// On objects on which something is set, in the order of their ids; every other has [`Look::below`] of the nearest
    /// one above it.
    pub looks: Vec<PlaceLook>,
    /// Whether there are more behind these.
    pub more: bool,
}

impl Service {
    /// How a permission of somebody stands on each object, for those who administer the rights: so many objects at most,
    /// behind one of them. No others are looked at.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there is no such user or group, or what is lacking for it.
    pub async fn reach(
        self: &Arc<Self>,
        caller: &Caller,
        id: DatabaseId,
        (principal, permission): (Principal, Permission),
        (limit, after): (usize, Option<ObjectId>),
    ) -> Result<Reach, ServiceError> {
        let (service, caller) = (Arc::clone(self), caller.clone());
        let _turn = self.foretelling.turn(caller.user).await;
        let work = move || {
            let _ = service.administers_database(&caller, id, DatabaseAction::SeeRights)?;
            service.must_be_there(principal)?;
            let rules = service.rules();
            let database = service.database(id)?;
            let state = database.read();
            let mut objects = state.index.set_objects_behind(after, limit.saturating_add(1));
            let more = objects.len() > limit;
            objects.truncate(limit);
            let view = state.index.principal(&rules, principal, caller.now);
            let looks =
                objects.into_iter().filter_map(|object| view.place_look(object, permission)).collect();
            Ok(Reach { at_database: view.look_at_database(permission), looks, more })
        };
        self.foretelling.pool().run(work).await?
    }
}
