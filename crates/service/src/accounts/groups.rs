//! Groups and their members.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    administration::{self, AdministeredGroup, Administers, GroupAction, MembershipAction, ServerAction},
    audit::Event,
    database::DatabaseKind,
    id::{GroupId, UserId},
    limits,
    name::Name,
};
use strongroom_store::{
    Write,
    accounts::{self, Kind, RecordRow},
    proof,
};

use super::{
    state::{AccountChange, Accounts, Revised, must_read_accounts, name_index, names_of_changed},
    users::{end_principal, invalid, name_taken},
};
use crate::{
    caller::Caller,
    error::ServiceError,
    records::{self, GroupRecord},
    service::{Service, account_change},
};

pub(crate) const NAMES: &str = "groups.name";

/// A new group.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// A disabled group counts for nothing.
    pub enabled: bool,
    /// Members are changed by super administrators only.
    pub protected: bool,
}

/// A change of a group: what is absent stays, an inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct GroupChange {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<Option<String>>,
    /// Enabled or disabled.
    pub enabled: Option<bool>,
    /// Protected or not.
    pub protected: Option<bool>,
}

/// A group as it is shown to those who may see it.
#[derive(Debug, Clone)]
pub struct GroupView {
    /// Its id.
    pub id: GroupId,
    /// Its revision.
    pub revision: u64,
    /// What it holds.
    pub record: GroupRecord,
    /// Marked as protected, or the owner of a private database.
    pub protected: bool,
    /// Its members by name.
    pub members: Vec<(UserId, String)>,
}

impl Service {
    /// All groups, by name.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without a role for it.
    pub fn groups(&self, caller: &Caller, q: Option<&str>) -> Result<Vec<GroupView>, ServiceError> {
        let accounts = self.memory.accounts.read();
        let _: Administers =
            administration::server(accounts.actor(caller.user)?, ServerAction::ReadAccounts)?;
        let wanted = q.map(strongroom_domain::name::fold);
        let mut found: Vec<_> = accounts
            .groups()
            .map(|(id, group)| (strongroom_domain::name::fold(&group.record.name), id))
            .filter(|(name, _)| wanted.as_ref().is_none_or(|q| name.contains(q.as_str())))
            .collect();
        found.sort();
        found.into_iter().map(|(_, id)| self.group_view(&accounts, id)).collect()
    }

    /// One group.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] without a role for it.
    pub fn group(&self, caller: &Caller, id: GroupId) -> Result<GroupView, ServiceError> {
        let accounts = self.memory.accounts.read();
        must_read_accounts(accounts.actor(caller.user)?)?;
        self.group_view(&accounts, id)
    }

    /// The group after a change that is made: what was written, where it was deleted since.
    fn group_after_change(&self, id: GroupId, written: Revised<GroupRecord>) -> GroupView {
        let accounts = self.memory.accounts.read();
        self.group_view(&accounts, id).unwrap_or_else(|_| GroupView {
            id,
            revision: written.revision,
            protected: written.record.protected,
            record: written.record,
            members: Vec::new(),
        })
    }

    fn group_view(&self, accounts: &Accounts, id: GroupId) -> Result<GroupView, ServiceError> {
        let group = accounts.group(id).ok_or(ServiceError::NotFound)?;
        let mut members: Vec<_> = accounts
            .members(id)
            .into_iter()
            .filter_map(|user| Some((user, accounts.name_of(Principal::User(user))?.to_owned())))
            .collect();
        members.sort_by(|a, b| a.1.cmp(&b.1));
        let protected = group.record.protected || self.owns_private_database(id);
        Ok(GroupView { id, revision: group.revision, record: group.record.clone(), protected, members })
    }

    pub(crate) fn owns_private_database(&self, id: GroupId) -> bool {
        let databases = self.memory.databases.read();
        databases.values().any(|database| database.kind() == DatabaseKind::PrivateOfGroup(id))
    }

    fn administered(&self, accounts: &Accounts, id: GroupId) -> Result<AdministeredGroup, ServiceError> {
        accounts.administered_group(id, self.owns_private_database(id))
    }

    /// Makes a group.
    ///
    /// # Errors
    /// [`ServiceError::NameTaken`], a role that is lacking, or what is wrong with it.
    pub async fn create_group(&self, caller: &Caller, new: NewGroup) -> Result<GroupView, ServiceError> {
        let id: GroupId = self.new_id(caller.now)?;
        let record = GroupRecord {
            name: Name::parse(&new.name).map_err(|error| invalid(&error).at("/name"))?.as_str().to_owned(),
            description: description(new.description.as_deref())?,
            enabled: new.enabled,
            protected: new.protected,
            created_at: caller.now,
            modified_at: caller.now,
        };
        let row = self.sealed_group(id, 1, &record)?;
        self.decided(|| {
            let accounts = self.memory.accounts.read();
            let action =
                if new.protected { ServerAction::CreateProtectedGroup } else { ServerAction::CreateGroup };
            let proof = administration::server(accounts.actor(caller.user)?, action)?;
            if accounts.group_named(&record.name).is_some() {
                return Err(ServiceError::NameTaken);
            }
            let (row, record, new_protected) = (row.clone(), record.clone(), new.protected);
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                accounts::insert(write, Kind::Group, &row).map_err(name_taken)?;
                note.server(write, Event::GroupCreated { group: id, protected: new_protected })?;
                account_change(write, &memory, AccountChange::PutGroup(id, Revised { revision: 1, record }))?;
                Ok(())
            })
        })
        .await?;
        Ok(self.group_after_change(id, Revised { revision: 1, record }))
    }

    fn sealed_group(
        &self,
        id: GroupId,
        revision: u64,
        record: &GroupRecord,
    ) -> Result<RecordRow, ServiceError> {
        Ok(RecordRow {
            id: id.to_bytes(),
            name_index: name_index(&self.keys, NAMES, &record.name),
            revision,
            record: records::seal(&self.keys.directory, &records::group_place(id, revision), record)?,
        })
    }

    /// Changes a group that is at `revision` (absent: whatever it is at).
    ///
    /// # Errors
    /// What is lacking for any of the changes; then none is made.
    pub async fn change_group(
        &self,
        caller: &Caller,
        id: GroupId,
        revision: Option<u64>,
        change: GroupChange,
    ) -> Result<GroupView, ServiceError> {
        let written = self
            .decided(|| {
                let accounts = self.memory.accounts.read();
                let actor = accounts.actor(caller.user)?;
                must_read_accounts(actor)?;
                let subject = self.administered(&accounts, id)?;
                let old = accounts.group(id).ok_or(ServiceError::NotFound)?.at(revision)?;
                let mut proofs = vec![administration::group(actor, GroupAction::ChangeProfile, subject)?];
                if change.enabled.is_some_and(|enabled| enabled != old.record.enabled) {
                    proofs.push(administration::group(actor, GroupAction::ChangeEnabled, subject)?);
                }
                match change.protected {
                    Some(true) if !old.record.protected => {
                        proofs.push(administration::group(actor, GroupAction::Protect, subject)?);
                    }
                    Some(false) if old.record.protected => {
                        proofs.push(administration::group(actor, GroupAction::Unprotect, subject)?);
                    }
                    _ => {}
                }
                let record = changed_record(&accounts, id, &old.record, &change, caller)?;
                let row = self.sealed_group(id, old.revision + 1, &record)?;
                let properties = changed_properties(&old.record, &record);
                let unchanged = properties.is_empty().then(|| old.clone());
                drop(accounts);
                let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
                Ok(move |write: &mut Write<'_>| -> Result<Revised<GroupRecord>, ServiceError> {
                    for proof in &proofs {
                        proof::unchanged(write, proof.server_sequence(), None)?;
                    }
                    if let Some(group) = unchanged {
                        return Ok(group);
                    }
                    accounts::update(write, Kind::Group, &row).map_err(name_taken)?;
                    note.server(write, Event::GroupChanged { group: id, properties })?;
                    let group = Revised { revision: row.revision, record };
                    account_change(write, &memory, AccountChange::PutGroup(id, group.clone()))?;
                    Ok(group)
                })
            })
            .await?;
        Ok(self.group_after_change(id, written))
    }

    /// Deletes a group with its memberships, assignments and rules, in one transaction.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], or what is lacking for it.
    pub async fn delete_group(
        &self,
        caller: &Caller,
        id: GroupId,
        revision: Option<u64>,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let accounts = self.memory.accounts.read();
            let actor = accounts.actor(caller.user)?;
            must_read_accounts(actor)?;
            let proof = administration::group(actor, GroupAction::Delete, self.administered(&accounts, id)?)?;
            accounts.group(id).ok_or(ServiceError::NotFound)?.at(revision)?;
            let members: Vec<UserId> = accounts
                .rules()
                .directory()
                .groups
                .get(&id)
                .map(|group| group.members.iter().copied().collect())
                .unwrap_or_default();
            drop(accounts);
            let databases = self.database_ids();
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                for member in members {
                    accounts::remove_member(write, id, member)?;
                }
                end_principal(write, &memory, &databases, Principal::Group(id), &note)?;
                accounts::delete(write, Kind::Group, &id.to_bytes())?;
                note.server(write, Event::GroupDeleted { group: id })?;
                account_change(write, &memory, AccountChange::DeleteGroup(id))?;
                Ok(())
            })
        })
        .await
    }

    /// Makes a user a member of a group, or ends that. Nothing happens where it is so already.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], or what is lacking for it.
    pub async fn set_member(
        &self,
        caller: &Caller,
        group: GroupId,
        user: UserId,
        member: bool,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let accounts = self.memory.accounts.read();
            let actor = accounts.actor(caller.user)?;
            must_read_accounts(actor)?;
            let subject = self.administered(&accounts, group)?;
            let _ = accounts.administered_user(user)?;
            let action = if member { MembershipAction::Add } else { MembershipAction::Remove };
            let proof = administration::membership(actor, action, subject, user)?;
            let is_member = accounts.members(group).contains(&user);
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            let (keys, databases) = (Arc::clone(&self.keys), self.database_ids());
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                if is_member == member {
                    return Ok(());
                }
                if member {
                    accounts::add_member(write, group, user)?;
                    note.server(write, Event::MemberAdded { group, user })?;
                    account_change(write, &memory, AccountChange::AddMember(group, user))?;
                } else {
                    accounts::remove_member(write, group, user)?;
                    for database in databases {
                        crate::grants::seal_for_leaver(
                            write,
                            (&keys, &memory, &note),
                            database,
                            group,
                            user,
                        )?;
                    }
                    note.server(write, Event::MemberRemoved { group, user })?;
                    account_change(write, &memory, AccountChange::RemoveMember(group, user))?;
                }
                Ok(())
            })
        })
        .await
    }
}

fn changed_record(
    accounts: &Accounts,
    id: GroupId,
    old: &GroupRecord,
    change: &GroupChange,
    caller: &Caller,
) -> Result<GroupRecord, ServiceError> {
    let mut record = GroupRecord { modified_at: caller.now, ..old.clone() };
    if let Some(name) = &change.name {
        let name = Name::parse(name).map_err(|error| invalid(&error).at("/name"))?;
        if accounts.group_named(name.as_str()).is_some_and(|other| other != id) {
            return Err(ServiceError::NameTaken);
        }
        name.as_str().clone_into(&mut record.name);
    }
    if let Some(text) = &change.description {
        record.description = description(text.as_deref())?;
    }
    record.enabled = change.enabled.unwrap_or(record.enabled);
    record.protected = change.protected.unwrap_or(record.protected);
    Ok(record)
}

/// An optional description; an empty one is none.
pub(crate) fn description(text: Option<&str>) -> Result<Option<String>, ServiceError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    limits::check_block(text, limits::DESCRIPTION).map_err(|error| invalid(&error).at("/description"))?;
    Ok(Some(text.to_owned()))
}

fn changed_properties(old: &GroupRecord, new: &GroupRecord) -> Vec<String> {
    names_of_changed([
        ("name", old.name != new.name),
        ("description", old.description != new.description),
        ("enabled", old.enabled != new.enabled),
        ("protected", old.protected != new.protected),
    ])
}
