//! The wraps of data keys: under the server key, a master password, the owner's password, a recovery code.

use std::sync::Arc;

use strongroom_crypto::{
    key::{DataKey, KeyEncryptionKey},
    password::{PasswordRecord, RECORD_BYTES, STRETCH_BYTES, Stretch},
    recovery::RecoveryCode,
    wrap::{WrapKind, WrapPlace},
};
use strongroom_domain::{
    database::DatabaseKind,
    id::{DatabaseId, UserId},
};
use strongroom_store::{
    StoreError, Write,
    databases::{WrapRow, put_wrap, wraps_of},
};
use zeroize::Zeroizing;

use crate::{
    accounts::passwords::{PasswordRow, from_password_error},
    error::ServiceError,
    service::Service,
};

/// The generation of a database that has no key yet: a private one whose owner has not signed in since it was made.
pub(crate) const NO_KEY_YET: u32 = 0;

impl Service {
    pub(crate) fn wrap_for_server(
        &self,
        id: DatabaseId,
        generation: u32,
        key: &DataKey,
    ) -> Result<WrapRow, ServiceError> {
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::ServerKey, generation);
        let wrapped = key.wrap(&self.keys.wrapping, &place)?;
        Ok(WrapRow { database: id, kind: WrapKind::ServerKey as u8, wrapped })
    }

    pub(crate) async fn wrap_for_master_password(
        &self,
        id: DatabaseId,
        generation: u32,
        key: &DataKey,
        password: Zeroizing<String>,
    ) -> Result<WrapRow, ServiceError> {
        Self::check_new_password(&password).map_err(|error| error.at("/master_password"))?;
        let stretch = Stretch::new(self.settings.password_cost)?;
        let kek = self.stretched(stretch, WrapKind::MasterPassword, password).await?;
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::MasterPassword, generation);
        let mut wrapped = stretch.to_bytes().to_vec();
        wrapped.extend(key.wrap(&kek, &place)?);
        Ok(WrapRow { database: id, kind: WrapKind::MasterPassword as u8, wrapped })
    }

    async fn stretched(
        &self,
        stretch: Stretch,
        kind: WrapKind,
        password: Zeroizing<String>,
    ) -> Result<KeyEncryptionKey, ServiceError> {
        let key = self.hashing.run(move || stretch.key(kind, &password)).await?;
        key.map_err(|error| from_password_error(&error))
    }

    /// Opens the wrap of the server key; `None` where there is none.
    pub(crate) fn key_by_server(
        &self,
        id: DatabaseId,
        generation: u32,
    ) -> Result<Option<DataKey>, ServiceError> {
        let Some(wrapped) = self.wrap_of(id, WrapKind::ServerKey)? else { return Ok(None) };
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::ServerKey, generation);
        let key = DataKey::open_wrapped(&self.keys.wrapping, &place, &wrapped).map_err(|_| {
            ServiceError::Damaged(
                format!("the key of database {id} does not open with the server key").into(),
            )
        })?;
        Ok(Some(key))
    }

    pub(crate) async fn key_by_master_password(
        &self,
        id: DatabaseId,
        generation: u32,
        password: Zeroizing<String>,
    ) -> Result<DataKey, ServiceError> {
        let wrong = || ServiceError::WrongMasterPassword;
        let stored = self.wrap_of(id, WrapKind::MasterPassword)?.ok_or_else(wrong)?;
        let (stretch, wrapped) = stored.split_at_checked(STRETCH_BYTES).ok_or_else(wrong)?;
        let stretch = Stretch::from_bytes(stretch).map_err(|_| {
            ServiceError::Damaged(format!("the master password of database {id} is damaged").into())
        })?;
        let kek = match self.stretched(stretch, WrapKind::MasterPassword, password).await {
            Err(ServiceError::Invalid(_)) => return Err(wrong()),
            other => other?,
        };
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::MasterPassword, generation);
        DataKey::open_wrapped(&kek, &place, wrapped).map_err(|_| wrong())
    }

    pub(crate) fn wrap_for_owner(
        id: DatabaseId,
        generation: u32,
        key: &DataKey,
        owner: &OwnerKey,
    ) -> Result<WrapRow, ServiceError> {
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::OwnerPassword, generation);
        let mut wrapped = owner.record.to_vec();
        wrapped.extend(key.wrap(&owner.key, &place)?);
        Ok(WrapRow { database: id, kind: WrapKind::OwnerPassword as u8, wrapped })
    }

    /// Opens the wrap of the owner's present password; `None` where there is none, or it is of an older password.
    pub(crate) fn key_by_owner(
        &self,
        id: DatabaseId,
        generation: u32,
        owner: &OwnerKey,
    ) -> Result<Option<DataKey>, ServiceError> {
        let Some(stored) = self.wrap_of(id, WrapKind::OwnerPassword)? else { return Ok(None) };
        let Some((record, wrapped)) = stored.split_at_checked(RECORD_BYTES) else { return Ok(None) };
        if record != owner.record {
            return Ok(None);
        }
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::OwnerPassword, generation);
        Ok(DataKey::open_wrapped(&owner.key, &place, wrapped).ok())
    }

    /// Opens the wrap of an earlier password of the owner.
    pub(crate) async fn key_by_old_password(
        &self,
        id: DatabaseId,
        generation: u32,
        owner: UserId,
        password: Zeroizing<String>,
    ) -> Result<DataKey, ServiceError> {
        let wrong = || ServiceError::WrongMasterPassword;
        let stored = self.wrap_of(id, WrapKind::OwnerPassword)?.ok_or_else(wrong)?;
        let (record, wrapped) = stored.split_at_checked(RECORD_BYTES).ok_or_else(wrong)?;
        let record = PasswordRecord::from_bytes(record).map_err(|_| wrong())?;
        let cost = self.settings.password_cost;
        let verified = self
            .hashing
            .run(move || record.verify(owner.to_bytes(), &password, &cost))
            .await?
            .map_err(|error| from_password_error(&error))?
            .ok_or_else(wrong)?;
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::OwnerPassword, generation);
        DataKey::open_wrapped(&verified.key, &place, wrapped).map_err(|_| wrong())
    }

    pub(crate) fn wrap_for_recovery(
        id: DatabaseId,
        generation: u32,
        key: &DataKey,
        code: &RecoveryCode,
    ) -> Result<WrapRow, ServiceError> {
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::RecoveryCode, generation);
        let wrapped = key.wrap(&code.key(id.to_bytes()), &place)?;
        Ok(WrapRow { database: id, kind: WrapKind::RecoveryCode as u8, wrapped })
    }

    pub(crate) fn key_by_recovery(
        &self,
        id: DatabaseId,
        generation: u32,
        code: &str,
    ) -> Result<DataKey, ServiceError> {
        let wrong = || ServiceError::WrongMasterPassword;
        let code = RecoveryCode::parse(code)
            .map_err(|error| ServiceError::Invalid(error.to_string().into()).at("/recovery_code"))?;
        let wrapped = self.wrap_of(id, WrapKind::RecoveryCode)?.ok_or_else(wrong)?;
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::RecoveryCode, generation);
        DataKey::open_wrapped(&code.key(id.to_bytes()), &place, &wrapped).map_err(|_| wrong())
    }

    pub(crate) fn wrap_of(&self, id: DatabaseId, kind: WrapKind) -> Result<Option<Vec<u8>>, ServiceError> {
        let wraps = self.store.read(|query| wraps_of(query, id))?;
        Ok(wraps.into_iter().find(|wrap| wrap.kind == kind as u8).map(|wrap| wrap.wrapped))
    }

    /// The wraps of a user's private databases under a new password, for those that open with the old one.
    pub(crate) fn rewraps(
        &self,
        user: UserId,
        old: &OwnerKey,
        new: &PasswordRow,
    ) -> Result<Vec<WrapRow>, ServiceError> {
        let new = OwnerKey { record: new.record.to_bytes(), key: Arc::clone(&new.key) };
        let mut wraps = Vec::new();
        for database in self.databases_owned_by(user) {
            let generation = database.read().record.key_generation;
            if let Some(key) = self.key_by_owner(database.id(), generation, old)? {
                wraps.push(Self::wrap_for_owner(database.id(), generation, &key, &new)?);
            }
        }
        Ok(wraps)
    }

    pub(crate) fn databases_owned_by(&self, user: UserId) -> Vec<Arc<super::state::Database>> {
        let databases = self.memory.databases.read();
        databases.values().filter(|it| it.kind() == DatabaseKind::PrivateOfUser(user)).cloned().collect()
    }
}

/// Writes the wrap of one of many databases; one that was deleted meanwhile needs none.
///
/// # Errors
/// What the engine says.
pub(crate) fn put_wrap_if_there(write: &mut Write<'_>, wrap: &WrapRow) -> Result<(), StoreError> {
    match put_wrap(write, wrap) {
        Err(StoreError::Changed) => Ok(()),
        other => other,
    }
}

/// The key that comes from an account's password, with the record that it comes from.
#[derive(Clone)]
pub(crate) struct OwnerKey {
    /// The password record, which says which password it was.
    pub record: [u8; RECORD_BYTES],
    /// The key.
    pub key: Arc<KeyEncryptionKey>,
}
