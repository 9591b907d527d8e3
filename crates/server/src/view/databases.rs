//! Databases.

use serde::Serialize;
use strongroom_api::{
    SecretText,
    databases::{Database, DatabaseKind, DatabaseState, NewDatabaseAnswer, PatchRetention, Retention},
};
use strongroom_domain::{account::Principal, database, id::DatabaseId, retention as domain};
use strongroom_service::{
    Caller, Service,
    databases::{DatabaseView, RetentionChange},
};
use uuid::Uuid;
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
        has_recovery_code: view.has_recovery_code,
        second_password: view.second_password,
        revision: view.revision,
        created_at: view.record.created_at,
        modified_at: view.record.modified_at,
        rights: view.rights.iter().collect(),
        administers: view.administers,
        retention: view.inside.then(|| retention(view.record.retention)),
    }
}

fn retention(limits: domain::Retention) -> Retention {
    let domain::Retention { bin_days, history_versions, history_days } = limits;
    Retention { bin_days, history_versions, history_days }
}

/// A change of how long things are kept.
pub fn retention_change(change: Option<PatchRetention>) -> RetentionChange {
    let PatchRetention { bin_days, history_versions, history_days } = change.unwrap_or_default();
    RetentionChange { bin_days, history_versions, history_days }
}

/// A database that was made, with its recovery code where it has one.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum MadeDatabase {
    /// As its maker sees it.
    Seen(Box<NewDatabaseAnswer>),
    /// Its maker does not see it any more. The code that opens it is told now or never.
    Unseen {
        /// Its id.
        id: Uuid,
        /// As in [`NewDatabaseAnswer`].
        #[serde(skip_serializing_if = "Option::is_none")]
        recovery_code: Option<SecretText>,
    },
}

/// Databases that were made together, as one page.
#[derive(Debug, Serialize)]
pub struct MadeDatabases {
    items: Vec<MadeDatabase>,
    next: Option<()>,
}

impl MadeDatabases {
    /// All of them.
    pub fn whole(items: Vec<MadeDatabase>) -> Self {
        Self { items, next: None }
    }
}

impl MadeDatabase {
    /// As `caller` sees it now.
    pub fn of(service: &Service, caller: &Caller, id: DatabaseId, code: Option<Zeroizing<String>>) -> Self {
        let recovery_code = code.map(SecretText::from);
        match service.database_view(caller, id) {
            Ok(view) => {
                Self::Seen(Box::new(NewDatabaseAnswer { database: database(service, view), recovery_code }))
            }
            Err(_) => Self::Unseen { id: id.uuid(), recovery_code },
        }
    }

    /// Its revision.
    pub fn revision(&self) -> u64 {
        match self {
            Self::Seen(answer) => answer.database.revision,
            Self::Unseen { .. } => 1,
        }
    }
}
