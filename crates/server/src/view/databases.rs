//! Databases.

use strongroom_api::databases::{Database, DatabaseKind, DatabaseState, NewDatabaseAnswer};
use strongroom_domain::{account::Principal, database};
use strongroom_service::{Service, databases::DatabaseView};
use zeroize::Zeroizing;

use super::principal_ref;

/// A database as the caller sees it.
pub fn database(service: &Service, view: DatabaseView) -> Database {
    let (kind, owner) = match view.kind {
        database::DatabaseKind::Standard => (DatabaseKind::Standard, None),
        database::DatabaseKind::PrivateOfUser(id) => (DatabaseKind::Private, Some(Principal::User(id))),
        database::DatabaseKind::PrivateOfGroup(id) => (DatabaseKind::Private, Some(Principal::Group(id))),
    };
    let named = |owner| service.principal_name(owner).map(|name| principal_ref(owner, name));
    Database {
        id: view.id.uuid(),
        name: view.record.name,
        description: view.record.description,
        kind,
        owner: owner.and_then(named),
        state: if view.open { DatabaseState::Open } else { DatabaseState::Closed },
        has_master_password: view.has_master_password,
        open_at_start: view.opens_at_start,
        revision: view.revision,
        created_at: view.record.created_at,
        modified_at: view.record.modified_at,
        rights: view.rights.iter().collect(),
        administers: view.administers,
    }
}

/// A new database, with its recovery code where it has one.
pub fn new_database(
    service: &Service,
    view: DatabaseView,
    code: Option<Zeroizing<String>>,
) -> NewDatabaseAnswer {
    NewDatabaseAnswer { database: database(service, view), recovery_code: code.map(Into::into) }
}
