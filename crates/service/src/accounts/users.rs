//! Accounts of people.

use std::collections::BTreeSet;

use strongroom_domain::{
    account::{Principal, Role},
    administration::{self, Administers, ServerAction, UserAction},
    audit::{Event, Marking},
    id::{DatabaseId, UserId},
    limits,
    name::Name,
    rights::Change,
    time::Instant,
};
use strongroom_store::{
    StoreError, Write,
    accounts::{self, Kind, RecordRow},
    proof, rules, sessions,
};
use zeroize::Zeroizing;

use super::{
    passwords::PasswordRow,
    state::{AccountChange, Accounts, Revised, must_read_accounts, name_index, names_of_changed},
};
use crate::{
    audit::Note,
    caller::Caller,
    error::ServiceError,
    records::{self, UserRecord},
    service::{Service, account_change},
};

/// The column of the blind index of user names.
pub(crate) const NAMES: &str = "users.name";

/// A new account.
#[derive(Debug, Clone, Default)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: String,
    /// Without one nobody can sign in to the account yet.
    pub password: Option<Zeroizing<String>>,
    /// The person's name.
    pub full_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// Whether it is disabled from the start.
    pub disabled: bool,
    /// The password must be changed at the first sign-in; absent: yes.
    pub must_change_password: Option<bool>,
}

impl NewUser {
    /// An enabled account without a password.
    pub fn named(username: &str) -> Self {
        Self { username: username.to_owned(), must_change_password: Some(false), ..Self::default() }
    }
}

/// A change of an account: what is absent stays, an inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// The name to sign in with.
    pub username: Option<String>,
    /// Sets a new password, which ends the person's sessions.
    pub password: Option<Zeroizing<String>>,
    /// The person's name.
    pub full_name: Option<Option<String>>,
    /// E-mail address.
    pub email: Option<Option<String>>,
    /// Department.
    pub department: Option<Option<String>>,
    /// Roles.
    pub roles: Option<BTreeSet<Role>>,
    /// Enabled or disabled.
    pub enabled: Option<bool>,
    /// Whether the password must be changed at the next sign-in.
    pub must_change_password: Option<bool>,
}

/// An account as it is shown to those who may see it.
#[derive(Debug, Clone)]
pub struct UserView {
    /// Its id.
    pub id: UserId,
    /// Its revision.
    pub revision: u64,
    /// What it holds.
    pub record: UserRecord,
    /// Whether there is a password to sign in with.
    pub has_password: bool,
    /// The beginning of the latest session that still lives.
    pub last_sign_in_at: Option<Instant>,
    /// The groups it belongs to.
    pub groups: Vec<(strongroom_domain::id::GroupId, String)>,
}

impl Service {
    /// All accounts, by name.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without a role for it.
    pub fn users(&self, caller: &Caller, q: Option<&str>) -> Result<Vec<UserView>, ServiceError> {
        let accounts = self.memory.accounts.read();
        let _: Administers =
            administration::server(accounts.actor(caller.user)?, ServerAction::ReadAccounts)?;
        let wanted = q.map(strongroom_domain::name::fold);
        let matches = |text: &str| {
            wanted.as_ref().is_none_or(|q| strongroom_domain::name::fold(text).contains(q.as_str()))
        };
        let mut found: Vec<_> = accounts
            .users()
            .filter(|(_, user)| {
                matches(&user.record.username) || user.record.full_name.as_deref().is_some_and(matches)
            })
            .map(|(id, _)| id)
            .collect();
        found.sort_by_cached_key(|id| {
            accounts.user(*id).map(|user| strongroom_domain::name::fold(&user.record.username))
        });
        found.into_iter().map(|id| self.user_view(&accounts, id)).collect()
    }

    /// One account: one's own, or anybody's for those with a role.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for others without a role.
    pub fn user(&self, caller: &Caller, id: UserId) -> Result<UserView, ServiceError> {
        let accounts = self.memory.accounts.read();
        if id != caller.user {
            must_read_accounts(accounts.actor(caller.user)?)?;
        }
        self.user_view(&accounts, id)
    }

    /// The account after a change that is made. Whatever keeps it from being shown (it was deleted since, the store
    /// does not read), what was written is told: an error would say that nothing was done.
    fn user_after_change(&self, id: UserId, written: Revised<UserRecord>, has_password: bool) -> UserView {
        let accounts = self.memory.accounts.read();
        self.user_view(&accounts, id).unwrap_or_else(|_| UserView {
            id,
            revision: written.revision,
            record: written.record,
            has_password,
            last_sign_in_at: None,
            groups: Vec::new(),
        })
    }

    fn user_view(&self, accounts: &Accounts, id: UserId) -> Result<UserView, ServiceError> {
        let user = accounts.user(id).ok_or(ServiceError::NotFound)?;
        let mut groups: Vec<_> = accounts
            .groups()
            .filter(|(group, _)| {
                accounts.rules().directory().groups.get(group).is_some_and(|it| it.members.contains(&id))
            })
            .map(|(group, it)| (group, it.record.name.clone()))
            .collect();
        groups.sort_by(|a, b| a.1.cmp(&b.1));
        let sessions = self.memory.sessions.read();
        let has_password = self.store.read(|query| accounts::credential(query, id))?.is_some();
        Ok(UserView {
            id,
            revision: user.revision,
            record: user.record.clone(),
            has_password,
            last_sign_in_at: sessions.of_user(id).iter().map(|session| session.created_at).max(),
            groups,
        })
    }

    /// Makes an account.
    ///
    /// # Errors
    /// [`ServiceError::NameTaken`], [`ServiceError::LicenceLimit`], a role that is lacking, or what is wrong with it.
    pub async fn create_user(&self, caller: &Caller, new: NewUser) -> Result<UserView, ServiceError> {
        let id: UserId = self.new_id(caller.now)?;
        let _ = self.may_create(caller, &new)?;
        let (record, row) = self.user_row(id, &new, caller.now)?;
        let password = match new.password.clone() {
            Some(password) => Some(self.password_row(id, password).await?.sealed),
            None => None,
        };
        self.decided(|| {
            let proof = self.may_create(caller, &new)?;
            let (row, record, password) = (row.clone(), record.clone(), password.clone());
            let (memory, note) = (std::sync::Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                accounts::insert(write, Kind::User, &row).map_err(name_taken)?;
                if let Some(sealed) = &password {
                    accounts::put_credential(write, id, 1, sealed)?;
                }
                note.server(write, Event::UserCreated { user: id, roles: record.roles.clone() })?;
                account_change(write, &memory, AccountChange::PutUser(id, Revised { revision: 1, record }))?;
                Ok(())
            })
        })
        .await?;
        Ok(self.user_after_change(id, Revised { revision: 1, record }, password.is_some()))
    }

    fn may_create(&self, caller: &Caller, new: &NewUser) -> Result<Administers, ServiceError> {
        let accounts = self.memory.accounts.read();
        let actor = accounts.actor(caller.user)?;
        let action =
            if new.roles.is_empty() { ServerAction::CreateUser } else { ServerAction::CreateUserWithRole };
        let proof = administration::server(actor, action)?;
        self.may_add_account(&accounts, caller.now)?;
        if accounts.user_named(&new.username).is_some() {
            return Err(ServiceError::NameTaken);
        }
        Ok(proof)
    }

    /// The record and the row of a new account.
    pub(crate) fn user_row(
        &self,
        id: UserId,
        new: &NewUser,
        now: Instant,
    ) -> Result<(UserRecord, RecordRow), ServiceError> {
        let name = Name::parse(&new.username).map_err(|error| invalid(&error).at("/username"))?;
        let record = UserRecord {
            username: name.as_str().to_owned(),
            full_name: line(new.full_name.as_deref()).map_err(|error| error.at("/full_name"))?,
            email: line(new.email.as_deref()).map_err(|error| error.at("/email"))?,
            department: line(new.department.as_deref()).map_err(|error| error.at("/department"))?,
            roles: new.roles.clone(),
            enabled: !new.disabled,
            enabled_at: None,
            must_change_password: new.must_change_password.unwrap_or(true),
            created_at: now,
            modified_at: now,
        };
        let row = self.sealed_user(id, 1, &record)?;
        Ok((record, row))
    }

    fn sealed_user(&self, id: UserId, revision: u64, record: &UserRecord) -> Result<RecordRow, ServiceError> {
        Ok(RecordRow {
            id: id.to_bytes(),
            name_index: name_index(&self.keys, NAMES, &record.username),
            revision,
            record: records::seal(&self.keys.directory, &records::user_place(id, revision), record)?,
        })
    }

    /// Changes an account that is at `revision` (absent: whatever it is at).
    ///
    /// # Errors
    /// What is lacking for any of the changes; then none is made.
    pub async fn change_user(
        &self,
        caller: &Caller,
        id: UserId,
        revision: Option<u64>,
        change: UserChange,
    ) -> Result<UserView, ServiceError> {
        self.may_change(caller, id, &change)?;
        let password = match change.password.clone() {
            Some(password) => {
                let next = self.password_record(id)?.map_or(1, |(revision, _)| revision + 1);
                let row = self.password_row_of(id, password, next).await;
                Some((next, row.map_err(|error| error.at("/password"))?))
            }
            None => None,
        };
        let password: Option<(u64, Vec<u8>)> =
            password.map(|(next, row): (u64, PasswordRow)| (next, row.sealed));
        let written = self
            .decided(|| {
                let proofs = self.may_change(caller, id, &change)?;
                let (old, record) = self.changed_record(caller, id, revision, &change)?;
                let row = self.sealed_user(id, old.revision + 1, &record)?;
                let ends = ends_sessions(&old.record, &record, password.is_some());
                let events = events_of(id, &old.record, &record, password.is_some());
                let warnings =
                    self.warnings_of((caller.user, id), (&old.record, &record), password.is_some())?;
                let unchanged = events.is_empty();
                let (memory, note) = (std::sync::Arc::clone(&self.memory), self.note(caller));
                let password = password.clone();
                Ok(move |write: &mut Write<'_>| -> Result<Revised<UserRecord>, ServiceError> {
                    for proof in &proofs {
                        proof::unchanged(write, proof.server_sequence(), None)?;
                    }
                    if unchanged {
                        return Ok(old);
                    }
                    accounts::update(write, Kind::User, &row).map_err(name_taken)?;
                    if let Some((revision, sealed)) = &password {
                        accounts::put_credential(write, id, *revision, sealed)?;
                    }
                    if ends {
                        crate::sign_in::end_sessions(write, &memory, sessions::Which::OfUser(id, None))?;
                    }
                    for event in events {
                        note.server(write, event)?;
                    }
                    crate::notices::put_warnings(write, id, &warnings)?;
                    let user = Revised { revision: row.revision, record };
                    account_change(write, &memory, AccountChange::PutUser(id, user.clone()))?;
                    Ok(user)
                })
            })
            .await?;
        // The change is made, whatever becomes of what follows it; what stays open is closed when things are tidied.
        if let Err(error) = self.close_private_without_session(id).await {
            tracing::error!(%error, "private databases could not be closed");
        }
        Ok(self.user_after_change(id, written, password.is_some()))
    }

    fn may_change(
        &self,
        caller: &Caller,
        id: UserId,
        change: &UserChange,
    ) -> Result<Vec<Administers>, ServiceError> {
        let accounts = self.memory.accounts.read();
        let actor = accounts.actor(caller.user)?;
        if id != caller.user {
            must_read_accounts(actor)?;
        }
        let subject = accounts.administered_user(id)?;
        let current = &accounts.user(id).ok_or(ServiceError::NotFound)?.record;
        let mut actions = Vec::new();
        if change.username.is_some() || change.full_name.is_some() || change.department.is_some() {
            actions.push(UserAction::ChangeProfile);
        }
        if change.email.is_some() {
            actions.push(UserAction::ChangeAddress);
        }
        if change.password.is_some() || change.must_change_password.is_some() {
            actions.push(UserAction::ResetPassword);
        }
        match change.enabled {
            Some(true) if !current.enabled => actions.push(UserAction::Enable),
            Some(false) if current.enabled => actions.push(UserAction::Disable),
            _ => {}
        }
        if let Some(roles) = change.roles.as_ref().filter(|roles| **roles != current.roles) {
            // Only losing the role can leave the server without a super administrator.
            actions.push(if roles.contains(&Role::SuperAdministrator) {
                UserAction::MakeSuperAdministrator
            } else {
                UserAction::ChangeRoles
            });
        }
        if actions.is_empty() {
            actions.push(UserAction::ChangeProfile);
        }
        actions.into_iter().map(|action| Ok(administration::user(actor, action, subject)?)).collect()
    }

    fn changed_record(
        &self,
        caller: &Caller,
        id: UserId,
        revision: Option<u64>,
        change: &UserChange,
    ) -> Result<(Revised<UserRecord>, UserRecord), ServiceError> {
        let accounts = self.memory.accounts.read();
        let old = accounts.user(id).ok_or(ServiceError::NotFound)?.at(revision)?.clone();
        let mut record = old.record.clone();
        if let Some(username) = &change.username {
            let name = Name::parse(username).map_err(|error| invalid(&error).at("/username"))?;
            if accounts.user_named(name.as_str()).is_some_and(|other| other != id) {
                return Err(ServiceError::NameTaken);
            }
            name.as_str().clone_into(&mut record.username);
        }
        if let Some(full_name) = &change.full_name {
            record.full_name = line(full_name.as_deref()).map_err(|error| error.at("/full_name"))?;
        }
        if let Some(email) = &change.email {
            record.email = line(email.as_deref()).map_err(|error| error.at("/email"))?;
        }
        if let Some(department) = &change.department {
            record.department = line(department.as_deref()).map_err(|error| error.at("/department"))?;
        }
        if let Some(roles) = &change.roles {
            record.roles.clone_from(roles);
        }
        if let Some(enabled) = change.enabled {
            if enabled && !record.enabled {
                record.enabled_at = Some(caller.now);
            }
            record.enabled = enabled;
        }
        if let Some(must) = change.must_change_password.or(change.password.is_some().then_some(true)) {
            record.must_change_password = must;
        }
        record.modified_at = caller.now;
        Ok((old, record))
    }

    /// Deletes an account with its memberships, assignments, rules and sessions, in one transaction. Its private
    /// databases stay, closed to everybody, until an administrator deletes them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], or what is lacking for it.
    pub async fn delete_user(
        &self,
        caller: &Caller,
        id: UserId,
        revision: Option<u64>,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let accounts = self.memory.accounts.read();
            let actor = accounts.actor(caller.user)?;
            must_read_accounts(actor)?;
            let proof = administration::user(actor, UserAction::Delete, accounts.administered_user(id)?)?;
            accounts.user(id).ok_or(ServiceError::NotFound)?.at(revision)?;
            let groups: Vec<_> = accounts
                .rules()
                .directory()
                .groups
                .iter()
                .filter(|(_, group)| group.members.contains(&id))
                .map(|(group, _)| *group)
                .collect();
            drop(accounts);
            let databases = self.database_ids();
            let (memory, note) = (std::sync::Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                for group in &groups {
                    accounts::remove_member(write, *group, id)?;
                }
                strongroom_store::tellings::delete_of_person(write, id)?;
                crate::sign_in::end_sessions(write, &memory, sessions::Which::OfUser(id, None))?;
                end_principal(write, &memory, &databases, Principal::User(id), &note)?;
                accounts::delete_credential(write, id)?;
                strongroom_store::personal::delete_of(write, id)?;
                {
                    let memory = std::sync::Arc::clone(&memory);
                    write.when_durable(move || memory.personal.write().forget(id));
                }
                accounts::delete(write, Kind::User, &id.to_bytes())?;
                note.server(write, Event::UserDeleted { user: id, groups })?;
                account_change(write, &memory, AccountChange::DeleteUser(id))?;
                Ok(())
            })
        })
        .await?;
        self.close_private_without_session(id).await
    }
}

/// Ends what every database holds for a deleted user or group.
pub(crate) fn end_principal(
    write: &mut Write<'_>,
    memory: &std::sync::Arc<crate::service::Memory>,
    databases: &[DatabaseId],
    principal: Principal,
    note: &Note,
) -> Result<(), ServiceError> {
    for database in databases {
        let assignment = match rules::delete_assignment(write, *database, principal) {
            // Deleted in the meantime, with all its rules.
            Err(StoreError::Changed) => continue,
            other => other?,
        };
        let had_rules = rules::delete_principal(write, *database, principal)?;
        let ended = crate::grants::end_grants_to(write, memory, *database, principal, note)?;
        if let Some(assignment) = assignment {
            let before = Marking::new(assignment.marks, assignment.period);
            // Nobody is there any more to give them back to.
            let event = Event::AssignmentRemoved { principal: principal.into(), before, rules: None };
            note.database(write, *database, event)?;
        }
        if assignment.is_some() || had_rules || ended {
            crate::databases::rules_change(write, memory, *database, Change::RemovePrincipal(principal))?;
        }
    }
    Ok(())
}

/// Something unique is taken: of users and groups that is the name.
pub(crate) fn name_taken(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict => ServiceError::NameTaken,
        other => other.into(),
    }
}

/// An optional line of text; an empty one is none.
pub(crate) fn line(text: Option<&str>) -> Result<Option<String>, ServiceError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    limits::check_line(text, limits::LINE).map_err(|error| invalid(&error))?;
    Ok(Some(text.to_owned()))
}

pub(crate) fn invalid(error: &impl std::error::Error) -> ServiceError {
    ServiceError::Invalid(error.to_string().into())
}

/// What the person could do before no longer holds, or somebody else set the password: sign in again.
fn ends_sessions(old: &UserRecord, new: &UserRecord, password: bool) -> bool {
    password || old.roles != new.roles || (old.enabled && !new.enabled)
}

fn events_of(user: UserId, old: &UserRecord, new: &UserRecord, password: bool) -> Vec<Event> {
    let properties = names_of_changed([
        ("username", old.username != new.username),
        ("full_name", old.full_name != new.full_name),
        ("email", old.email != new.email),
        ("department", old.department != new.department),
        ("must_change_password", old.must_change_password != new.must_change_password),
    ]);
    let mut events = Vec::new();
    if !properties.is_empty() {
        events.push(Event::UserChanged { user, properties });
    }
    if old.roles != new.roles {
        events.push(Event::RolesChanged { user, before: old.roles.clone(), after: new.roles.clone() });
    }
    if old.enabled != new.enabled {
        events.push(if new.enabled { Event::UserEnabled { user } } else { Event::UserDisabled { user } });
    }
    if password {
        events.push(Event::PasswordReset { user });
    }
    events
}
