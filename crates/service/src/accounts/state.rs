//! Accounts, groups, policies and settings in memory, as of the last commit.

use std::{collections::HashMap, sync::Arc};

use strongroom_crypto::{digest::sha256, key::ServerKeys};
use strongroom_domain::{
    account::{Account, Directory, Group, Principal, Role},
    administration::{self, Actor, AdministeredGroup, AdministeredUser, ServerAction},
    id::{GroupId, UserId},
    name,
    rights::{Policies, ServerRules},
};
use strongroom_store::ServerRows;

use crate::{
    error::ServiceError,
    records::{self, GroupRecord, UserRecord},
    settings::StoredPolicies,
};

/// A record with its revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised<T> {
    /// From 1.
    pub revision: u64,
    /// What it holds.
    pub record: T,
}

impl<T> Revised<T> {
    /// This, if it is at `revision` (absent: whatever it is at).
    ///
    /// # Errors
    /// [`ServiceError::RevisionConflict`] tells which it is at.
    pub fn at(&self, revision: Option<u64>) -> Result<&Self, ServiceError> {
        match revision {
            Some(revision) if revision != self.revision => {
                Err(ServiceError::RevisionConflict { current: self.revision })
            }
            _ => Ok(self),
        }
    }
}

/// The names of the properties that differ, for the record of a change.
pub(crate) fn names_of_changed<const N: usize>(properties: [(&str, bool); N]) -> Vec<String> {
    properties.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name.to_owned()).collect()
}

/// To who may not read accounts and groups, those of others are not there.
pub(super) fn must_read_accounts(actor: Actor<'_>) -> Result<(), ServiceError> {
    let read = administration::server(actor, ServerAction::ReadAccounts);
    read.map(|_| ()).map_err(|_| ServiceError::NotFound)
}

/// Everything of the server that decisions and lists need.
#[derive(Debug)]
pub struct Accounts {
    rules: Arc<ServerRules>,
    users: HashMap<UserId, Revised<UserRecord>>,
    user_names: HashMap<String, UserId>,
    groups: HashMap<GroupId, Revised<GroupRecord>>,
    group_names: HashMap<String, GroupId>,
    settings: HashMap<String, Revised<Vec<u8>>>,
}

/// The name under which the policies are stored.
pub const POLICIES: &str = "policies";

impl Accounts {
    /// From the rows of the store.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] names a record that does not open.
    pub fn load(keys: &ServerKeys, rows: &ServerRows) -> Result<Self, ServiceError> {
        let mut directory = Directory::default();
        let mut accounts = Self {
            rules: Arc::new(ServerRules::new(Directory::default(), Policies::default(), 0)),
            users: HashMap::new(),
            user_names: HashMap::new(),
            groups: HashMap::new(),
            group_names: HashMap::new(),
            settings: HashMap::new(),
        };
        for row in &rows.users {
            let id = UserId::from_bytes(row.id);
            let record: UserRecord =
                records::open(&keys.directory, &records::user_place(id, row.revision), &row.record)?;
            directory.users.insert(id, account_of(&record));
            accounts.user_names.insert(name::fold(&record.username), id);
            accounts.users.insert(id, Revised { revision: row.revision, record });
        }
        for row in &rows.groups {
            let id = GroupId::from_bytes(row.id);
            let record: GroupRecord =
                records::open(&keys.directory, &records::group_place(id, row.revision), &row.record)?;
            directory.groups.insert(id, group_of(&record));
            accounts.group_names.insert(name::fold(&record.name), id);
            accounts.groups.insert(id, Revised { revision: row.revision, record });
        }
        for (group, user) in &rows.members {
            if let Some(group) = directory.groups.get_mut(group) {
                group.members.insert(*user);
            }
        }
        for row in &rows.settings {
            let record: Vec<u8> = records::open(
                &keys.directory,
                &records::setting_place(&row.name, row.revision),
                &row.record,
            )?;
            accounts.settings.insert(row.name.clone(), Revised { revision: row.revision, record });
        }
        // Looked at now, so that a damaged record stops the start and not a sign-in.
        let _ = accounts.server_settings()?;
        let policies = accounts.stored_policies()?;
        accounts.rules = Arc::new(ServerRules::new(directory, policies, rows.scope.rules_sequence));
        Ok(accounts)
    }

    fn stored_policies(&self) -> Result<Policies, ServiceError> {
        match self.settings.get(POLICIES) {
            Some(stored) => StoredPolicies::decode(&stored.record),
            None => Ok(Policies::default()),
        }
    }

    /// What decisions rest on.
    pub fn rules(&self) -> &Arc<ServerRules> {
        &self.rules
    }

    /// A user.
    pub fn user(&self, id: UserId) -> Option<&Revised<UserRecord>> {
        self.users.get(&id)
    }

    /// The user of that name, however it is spelled.
    pub fn user_named(&self, text: &str) -> Option<UserId> {
        self.user_names.get(&name::fold(text)).copied()
    }

    /// Every user.
    pub fn users(&self) -> impl Iterator<Item = (UserId, &Revised<UserRecord>)> {
        self.users.iter().map(|(id, user)| (*id, user))
    }

    /// A group.
    pub fn group(&self, id: GroupId) -> Option<&Revised<GroupRecord>> {
        self.groups.get(&id)
    }

    /// The group of that name, however it is spelled.
    pub fn group_named(&self, text: &str) -> Option<GroupId> {
        self.group_names.get(&name::fold(text)).copied()
    }

    /// Every group.
    pub fn groups(&self) -> impl Iterator<Item = (GroupId, &Revised<GroupRecord>)> {
        self.groups.iter().map(|(id, group)| (*id, group))
    }

    /// The members of a group that still exist.
    pub fn members(&self, id: GroupId) -> Vec<UserId> {
        let group = self.rules.directory().groups.get(&id);
        let members = group.into_iter().flat_map(|group| &group.members);
        members.copied().filter(|user| self.users.contains_key(user)).collect()
    }

    /// A setting's stored form.
    pub fn setting(&self, name: &str) -> Option<&Revised<Vec<u8>>> {
        self.settings.get(name)
    }

    /// The revision that the next change of a setting has.
    pub fn next_setting_revision(&self, name: &str) -> u64 {
        self.settings.get(name).map_or(1, |setting| setting.revision + 1)
    }

    /// The name of a user or group.
    pub fn name_of(&self, principal: Principal) -> Option<&str> {
        match principal {
            Principal::User(id) => self.users.get(&id).map(|user| user.record.username.as_str()),
            Principal::Group(id) => self.groups.get(&id).map(|group| group.record.name.as_str()),
        }
    }

    /// The user or group with that id. An id belongs to one of them only.
    pub fn principal(&self, id: uuid::Uuid) -> Option<Principal> {
        let (user, group) = (UserId::from(id), GroupId::from(id));
        if self.users.contains_key(&user) {
            Some(Principal::User(user))
        } else {
            self.groups.contains_key(&group).then_some(Principal::Group(group))
        }
    }

    /// Whoever acts.
    ///
    /// # Errors
    /// [`ServiceError::NotSignedIn`] where the account is gone.
    pub fn actor(&self, id: UserId) -> Result<Actor<'_>, ServiceError> {
        let account = self.rules.directory().users.get(&id).ok_or(ServiceError::NotSignedIn)?;
        Ok(Actor { id, account, server_sequence: self.rules.sequence() })
    }

    /// A user that something is done to.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there is none.
    pub fn administered_user(&self, id: UserId) -> Result<AdministeredUser<'_>, ServiceError> {
        let account = self.rules.directory().users.get(&id).ok_or(ServiceError::NotFound)?;
        Ok(AdministeredUser { id, account, other_super_administrators: self.super_administrators(Some(id)) })
    }

    /// A group that something is done to.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there is none.
    pub fn administered_group(
        &self,
        id: GroupId,
        owns_private_database: bool,
    ) -> Result<AdministeredGroup, ServiceError> {
        let group = self.groups.get(&id).ok_or(ServiceError::NotFound)?;
        Ok(AdministeredGroup { id, protected: group.record.protected, owns_private_database })
    }

    /// How many enabled super administrators there are besides `except`.
    pub fn super_administrators(&self, except: Option<UserId>) -> usize {
        let users = self.rules.directory().users.iter();
        users
            .filter(|(id, account)| Some(**id) != except && account.enabled)
            .filter(|(_, account)| account.roles.contains(&Role::SuperAdministrator))
            .count()
    }

    /// Takes over a setting that was written while nothing else was going on.
    pub fn put_setting(&mut self, sequence: u64, name: &str, stored: Revised<Vec<u8>>) {
        self.apply(sequence, AccountChange::PutSetting(name.to_owned(), stored));
    }

    /// Takes over a committed change with the sequence that it has.
    pub fn apply(&mut self, sequence: u64, change: AccountChange) {
        let mut directory = self.rules.directory().clone();
        let mut policies = *self.rules.policies();
        match change {
            AccountChange::PutUser(id, user) => {
                if let Some(old) = self.users.get(&id) {
                    self.user_names.remove(&name::fold(&old.record.username));
                }
                directory.users.insert(id, account_of(&user.record));
                self.user_names.insert(name::fold(&user.record.username), id);
                self.users.insert(id, user);
            }
            AccountChange::DeleteUser(id) => {
                if let Some(old) = self.users.remove(&id) {
                    self.user_names.remove(&name::fold(&old.record.username));
                }
                directory.users.remove(&id);
                for group in directory.groups.values_mut() {
                    group.members.remove(&id);
                }
            }
            AccountChange::PutGroup(id, group) => {
                if let Some(old) = self.groups.get(&id) {
                    self.group_names.remove(&name::fold(&old.record.name));
                }
                let entry = directory.groups.entry(id).or_default();
                entry.enabled = group.record.enabled;
                entry.protected = group.record.protected;
                self.group_names.insert(name::fold(&group.record.name), id);
                self.groups.insert(id, group);
            }
            AccountChange::DeleteGroup(id) => {
                if let Some(old) = self.groups.remove(&id) {
                    self.group_names.remove(&name::fold(&old.record.name));
                }
                directory.groups.remove(&id);
            }
            AccountChange::AddMember(group, user) => {
                directory.groups.entry(group).or_default().members.insert(user);
            }
            AccountChange::RemoveMember(group, user) => {
                directory.groups.entry(group).or_default().members.remove(&user);
            }
            AccountChange::PutPolicies(new, stored) => {
                policies = new;
                self.settings.insert(POLICIES.to_owned(), stored);
            }
            AccountChange::PutSetting(name, stored) => {
                self.settings.insert(name, stored);
            }
            AccountChange::Nothing => {}
        }
        self.rules = Arc::new(ServerRules::new(directory, policies, sequence));
    }
}

/// A committed change of accounts, groups, policies or settings.
#[derive(Debug)]
pub enum AccountChange {
    /// A new or changed user.
    PutUser(UserId, Revised<UserRecord>),
    /// A user is gone.
    DeleteUser(UserId),
    /// A new or changed group.
    PutGroup(GroupId, Revised<GroupRecord>),
    /// A group is gone.
    DeleteGroup(GroupId),
    /// A membership began.
    AddMember(GroupId, UserId),
    /// A membership ended.
    RemoveMember(GroupId, UserId),
    /// New policies.
    PutPolicies(Policies, Revised<Vec<u8>>),
    /// Another setting.
    PutSetting(String, Revised<Vec<u8>>),
    /// Only the sequence moved.
    Nothing,
}

fn account_of(record: &UserRecord) -> Account {
    Account { enabled: record.enabled, roles: record.roles.clone(), enabled_at: record.enabled_at }
}

fn group_of(record: &GroupRecord) -> Group {
    Group { enabled: record.enabled, protected: record.protected, ..Group::default() }
}

/// The blind index of a folded name, unique among users or among groups.
pub fn name_index(keys: &ServerKeys, column: &'static str, text: &str) -> [u8; 32] {
    keys.blind_index.blind_index(column, name::fold(text).as_bytes())
}

/// A key for a counter or a kept answer: names nothing on disk.
pub fn keyed(keys: &ServerKeys, column: &'static str, parts: &[&[u8]]) -> [u8; 32] {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&sha256(part));
    }
    keys.blind_index.blind_index(column, &bytes)
}
