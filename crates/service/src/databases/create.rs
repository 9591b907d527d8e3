//! Making databases.

use std::sync::Arc;

use strongroom_crypto::{digest::SetDigest, key::DataKey, recovery::RecoveryCode};
use strongroom_domain::{
    account::Principal,
    administration::{self, Administers, ServerAction},
    audit::{Event, Marking, Who},
    database::Assignment,
    id::{DatabaseId, GroupId, UserId},
    name::Name,
    retention::Retention,
    rights::{Marks, PermissionSet},
    time::Period,
};
use strongroom_store::{
    Raises, RuleRows, Write,
    databases::{self as rows, DatabaseRow, WrapRow},
    open_content, proof, rules,
};
use zeroize::Zeroizing;

use super::{
    keys::NO_KEY_YET,
    state::{Content, Database},
};
use crate::{
    accounts::{groups::description, state::AccountChange, users::invalid},
    audit::Note,
    caller::Caller,
    error::ServiceError,
    grants::Grants,
    import::Imports,
    records::{self, DatabaseRecord, Owner},
    service::{Memory, Service, account_change},
};

/// How many private databases people may make for themselves.
const OWN_PRIVATE: usize = 20;

/// Whose the new database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewOwner {
    /// A standard database.
    Nobody,
    /// The caller's own.
    Caller,
    /// Another user's: its key is made when that user signs in next.
    User(UserId),
    /// A group's.
    Group(GroupId),
}

impl NewOwner {
    /// A user or a group as the owner.
    pub const fn of(principal: Principal) -> Self {
        match principal {
            Principal::User(user) => Self::User(user),
            Principal::Group(group) => Self::Group(group),
        }
    }
}

/// A new database.
#[derive(Debug, Clone)]
pub struct NewDatabase {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Whose it is.
    pub owner: NewOwner,
    /// Opens it beside, or instead of, the server.
    pub master_password: Option<Zeroizing<String>>,
    /// Whether the server opens it by itself at start; a standard database that has no master password always.
    pub opens_at_start: bool,
}

/// What is written of a new database, besides what an import brings.
pub(crate) struct Planned {
    pub id: DatabaseId,
    pub record: DatabaseRecord,
    pub sealed: Vec<u8>,
    pub wraps: Vec<WrapRow>,
    pub key: Option<Arc<DataKey>>,
    pub recovery_code: Option<RecoveryCode>,
    pub assignment: Option<Assignment>,
}

impl Service {
    /// Makes an empty database; of a private one of the caller's own also the recovery code, which is shown once.
    ///
    /// # Errors
    /// A role that is lacking, or what is wrong with it.
    pub async fn create_database(
        &self,
        caller: &Caller,
        new: NewDatabase,
    ) -> Result<(DatabaseId, Option<Zeroizing<String>>), ServiceError> {
        let _ = self.may_create_database(caller, new.owner)?;
        let planned = Arc::new(self.plan_database(caller, &new).await?);
        self.decided(|| {
            let proof = self.may_create_database(caller, new.owner)?;
            let (planned, memory, note) = (Arc::clone(&planned), Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                write_database(write, &planned, &note, &memory)?;
                publish_when_durable(write, &memory, &planned)
            })
        })
        .await?;
        Ok((planned.id, planned.recovery_code.as_ref().map(RecoveryCode::expose)))
    }

    /// Makes one private database for each of many users and groups: all or none. Where the caller is among them, the
    /// recovery code of that one stands with it.
    ///
    /// # Errors
    /// A role that is lacking, an account that is not there.
    pub async fn create_private_databases(
        &self,
        caller: &Caller,
        name: &str,
        description: Option<&str>,
        owners: &[Principal],
    ) -> Result<Vec<(DatabaseId, Option<Zeroizing<String>>)>, ServiceError> {
        let mut all = Vec::with_capacity(owners.len());
        for owner in owners {
            let new = NewDatabase {
                name: name.to_owned(),
                description: description.map(str::to_owned),
                owner: NewOwner::of(*owner),
                master_password: None,
                // Of a group's: the key of a user's private database is never the server's to use.
                opens_at_start: true,
            };
            let _ = self.may_create_database(caller, new.owner)?;
            all.push(self.plan_database(caller, &new).await?);
        }
        let all = Arc::new(all);
        self.decided(|| {
            let mut proofs = Vec::new();
            for owner in owners {
                proofs.push(self.may_create_database(caller, NewOwner::of(*owner))?);
            }
            let (all, memory, note) = (Arc::clone(&all), Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                // All before the first: each of them changes what the next proof is of.
                for proof in &proofs {
                    proof::unchanged(write, proof.server_sequence(), None)?;
                }
                for planned in all.iter() {
                    write_database(write, planned, &note, &memory)?;
                    publish_when_durable(write, &memory, planned)?;
                }
                Ok(())
            })
        })
        .await?;
        let told = |planned: &Planned| (planned.id, planned.recovery_code.as_ref().map(RecoveryCode::expose));
        Ok(all.iter().map(told).collect())
    }

    pub(crate) fn may_create_database(
        &self,
        caller: &Caller,
        owner: NewOwner,
    ) -> Result<Administers, ServiceError> {
        let accounts = self.memory.accounts.read();
        let action = match owner {
            NewOwner::Nobody => ServerAction::CreateStandardDatabase,
            NewOwner::Caller => ServerAction::CreateOwnPrivateDatabase,
            NewOwner::User(user) if user == caller.user => ServerAction::CreateOwnPrivateDatabase,
            NewOwner::User(_) => ServerAction::CreatePrivateDatabaseForUser,
            NewOwner::Group(_) => ServerAction::CreatePrivateDatabaseForGroup,
        };
        let proof = administration::server(accounts.actor(caller.user)?, action)?;
        let there = match owner {
            NewOwner::User(user) => accounts.user(user).is_some(),
            NewOwner::Group(group) => accounts.group(group).is_some(),
            NewOwner::Nobody | NewOwner::Caller => true,
        };
        let owned = || self.databases_owned_by(caller.user).len();
        if action == ServerAction::CreateOwnPrivateDatabase && owned() >= OWN_PRIVATE {
            let what = "nobody has that many private databases of their own".into();
            return Err(ServiceError::LimitReached { what, limit: OWN_PRIVATE });
        }
        if there { Ok(proof) } else { Err(ServiceError::NotFound) }
    }

    /// Makes keys and records. Takes a run of Argon2id where there is a master password.
    pub(crate) async fn plan_database(
        &self,
        caller: &Caller,
        new: &NewDatabase,
    ) -> Result<Planned, ServiceError> {
        self.plan_keeping(caller, new, Retention::OF_A_NEW_DATABASE).await
    }

    /// The same for an import, which keeps things as long as the database did that it comes from, or else every version that
    /// it brings until somebody sets a limit.
    pub(crate) async fn plan_import(
        &self,
        caller: &Caller,
        new: &NewDatabase,
        retention: Option<Retention>,
    ) -> Result<Planned, ServiceError> {
        let unlimited = Retention { history_versions: None, ..Retention::OF_A_NEW_DATABASE };
        self.plan_keeping(caller, new, retention.unwrap_or(unlimited)).await
    }

    async fn plan_keeping(
        &self,
        caller: &Caller,
        new: &NewDatabase,
        retention: Retention,
    ) -> Result<Planned, ServiceError> {
        let id: DatabaseId = self.new_id(caller.now)?;
        let owner = match new.owner {
            NewOwner::Nobody => Owner::Nobody,
            NewOwner::Caller => Owner::User(caller.user),
            NewOwner::User(user) => Owner::User(user),
            NewOwner::Group(group) => Owner::Group(group),
        };
        let has_key = !matches!(owner, Owner::User(user) if user != caller.user);
        let generation = if has_key { NO_KEY_YET + 1 } else { NO_KEY_YET };
        let record = DatabaseRecord {
            name: Name::parse(&new.name).map_err(|error| invalid(&error).at("/name"))?.as_str().to_owned(),
            description: description(new.description.as_deref())?,
            owner,
            key_generation: generation,
            created_at: caller.now,
            created_by: caller.user,
            modified_at: caller.now,
            retention,
        };
        let sealed = records::seal(&self.keys.directory, &records::database_place(id, 1), &record)?;
        let mut planned = Planned {
            id,
            record,
            sealed,
            wraps: Vec::new(),
            key: None,
            recovery_code: None,
            assignment: (owner == Owner::Nobody).then(|| makers_place(caller.user)),
        };
        if has_key {
            self.plan_key(caller, new, &mut planned).await?;
        } else if new.master_password.is_some() {
            let text = "the database has no key yet that a master password could open";
            return Err(ServiceError::Invalid(text.into()).at("/master_password"));
        }
        Ok(planned)
    }

    async fn plan_key(
        &self,
        caller: &Caller,
        new: &NewDatabase,
        planned: &mut Planned,
    ) -> Result<(), ServiceError> {
        let (id, generation, key) = (planned.id, planned.record.key_generation, DataKey::generate()?);
        if let Some(password) = new.master_password.clone() {
            planned.wraps.push(self.wrap_for_master_password(id, generation, &key, password).await?);
        }
        if matches!(planned.record.owner, Owner::User(_)) {
            let owner = self.memory.owner_keys.read().get(&caller.user).cloned();
            let owner = owner.ok_or_else(|| {
                ServiceError::Conflict("sign in again first: the key comes from your password".into())
            })?;
            planned.wraps.push(Self::wrap_for_owner(id, generation, &key, &owner)?);
            let code = RecoveryCode::generate()?;
            planned.wraps.push(Self::wrap_for_recovery(id, generation, &key, &code)?);
            planned.recovery_code = Some(code);
        } else if new.opens_at_start || new.master_password.is_none() {
            planned.wraps.push(self.wrap_for_server(id, generation, &key)?);
        }
        planned.key = Some(Arc::new(key));
        Ok(())
    }
}

/// The place in a standard database of whoever makes it.
pub(crate) fn makers_place(maker: UserId) -> Assignment {
    Assignment {
        principal: Principal::User(maker),
        period: Period::ALWAYS,
        marks: Marks::allowing(PermissionSet::DATABASE),
    }
}

/// Writes a new database without objects. Whether its author may make it was checked in this transaction.
pub(crate) fn write_database(
    write: &mut Write<'_>,
    planned: &Planned,
    note: &Note,
    memory: &Arc<Memory>,
) -> Result<(), ServiceError> {
    rows::insert(write, &DatabaseRow { id: planned.id, revision: 1, record: planned.sealed.clone() })?;
    for wrap in &planned.wraps {
        rows::put_wrap(write, wrap)?;
    }
    if let Some(key) = &planned.key {
        let keys = Arc::new(key.subkeys(planned.id.to_bytes()));
        open_content(write, planned.id, keys, SetDigest::EMPTY)?;
    }
    let owner = match planned.record.owner {
        Owner::Nobody => None,
        Owner::User(user) => Some(Who::User(user)),
        Owner::Group(group) => Some(Who::Group(group)),
    };
    note.server(write, Event::DatabaseCreated { owner })?;
    note.database(write, planned.id, Event::DatabaseCreated { owner })?;
    if let Some(assignment) = &planned.assignment {
        rules::put_assignment(write, planned.id, assignment)?;
        let after = Marking::new(assignment.marks, assignment.period);
        let event = Event::AssignmentSet { principal: assignment.principal.into(), before: None, after };
        note.database(write, planned.id, event)?;
    }
    // Who owns a private database, and which databases there are, decides about accounts as well.
    account_change(write, memory, AccountChange::Nothing)?;
    write.raise(planned.id, Raises::Rules)?;
    Ok(())
}

/// Has an empty new database appear in memory once it is on disk.
fn publish_when_durable(
    write: &mut Write<'_>,
    memory: &Arc<Memory>,
    planned: &Planned,
) -> Result<(), ServiceError> {
    let scope = write.scope_of(planned.id)?;
    let rows = RuleRows {
        scope,
        assignments: planned.assignment.into_iter().collect(),
        rules: Vec::new(),
        grants: Vec::new(),
        progress: Vec::new(),
        locks: Vec::new(),
        imports: Vec::new(),
        places: Vec::new(),
    };
    let database = loaded(planned, rows);
    let memory = Arc::clone(memory);
    write.when_durable(move || {
        memory.databases.write().insert(database.id(), Arc::new(database));
    });
    Ok(())
}

/// The new database as it stands in memory, open if it has a key.
pub(crate) fn loaded(planned: &Planned, rows: RuleRows) -> Database {
    let database = Database::new(
        planned.id,
        1,
        planned.record.clone(),
        Ok((rows, Grants::default(), Imports::default())),
    );
    let has =
        |kind: strongroom_crypto::wrap::WrapKind| planned.wraps.iter().any(|wrap| wrap.kind == kind as u8);
    database.change(|state| {
        state.has_master_password = has(strongroom_crypto::wrap::WrapKind::MasterPassword);
        state.opens_at_start = has(strongroom_crypto::wrap::WrapKind::ServerKey);
        state.content = planned
            .key
            .as_ref()
            .map(|key| Content::new(Arc::clone(key), Arc::new(key.subkeys(planned.id.to_bytes()))));
    });
    database
}
