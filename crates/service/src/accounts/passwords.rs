//! Password records of accounts: made and checked on the bounded pool.

use std::sync::Arc;

use strongroom_crypto::{
    envelope,
    key::KeyEncryptionKey,
    password::{PasswordError, PasswordRecord},
};
use strongroom_domain::id::UserId;
use strongroom_store::accounts;
use zeroize::Zeroizing;

use crate::{error::ServiceError, records, service::Service};

/// The least number of characters of a password.
pub const MINIMUM: usize = 10;

/// A new password record of a user, sealed for its first revision.
pub(crate) struct PasswordRow {
    pub sealed: Vec<u8>,
    pub record: PasswordRecord,
    /// Opens the user's private databases.
    pub key: Arc<KeyEncryptionKey>,
}

impl Service {
    /// Refuses what can not be a password.
    pub(crate) fn check_new_password(password: &str) -> Result<(), ServiceError> {
        if password.chars().count() < MINIMUM {
            return Err(ServiceError::Invalid(
                format!("a password has at least {MINIMUM} characters").into(),
            ));
        }
        if password.len() > strongroom_domain::limits::PASSWORD_BYTES {
            return Err(ServiceError::Invalid("the password is too long".into()));
        }
        Ok(())
    }

    /// Hashes a first password.
    pub(crate) async fn password_row(
        &self,
        user: UserId,
        password: Zeroizing<String>,
    ) -> Result<PasswordRow, ServiceError> {
        self.password_row_of(user, password, 1).await
    }

    /// Hashes a password for the given revision of the user's record.
    pub(crate) async fn password_row_of(
        &self,
        user: UserId,
        password: Zeroizing<String>,
        revision: u64,
    ) -> Result<PasswordRow, ServiceError> {
        Self::check_new_password(&password)?;
        let cost = self.settings.password_cost;
        let (record, key) = self
            .hashing
            .run(move || PasswordRecord::new(user.to_bytes(), &password, cost))
            .await?
            .map_err(|error| from_password_error(&error))?;
        let sealed = envelope::seal(
            &self.keys.directory,
            &records::password_place(user, revision),
            Zeroizing::new(record.to_bytes()).as_slice(),
        )?;
        Ok(PasswordRow { sealed, record, key: Arc::new(key) })
    }

    /// A user's password record with its revision; absent where the user has none.
    pub(crate) fn password_record(
        &self,
        user: UserId,
    ) -> Result<Option<(u64, PasswordRecord)>, ServiceError> {
        let Some((revision, sealed)) = self.store.read(|query| accounts::credential(query, user))? else {
            return Ok(None);
        };
        let damaged =
            || ServiceError::Damaged(format!("the password record of user {user} does not open").into());
        let place = records::password_place(user, revision);
        let plain = envelope::open(&self.keys.directory, &place, &sealed).map_err(|_| damaged())?;
        let record = PasswordRecord::from_bytes(&plain).map_err(|_| damaged())?;
        Ok(Some((revision, record)))
    }
}

pub(crate) fn from_password_error(error: &PasswordError) -> ServiceError {
    match error {
        PasswordError::Empty => ServiceError::Invalid("the password is empty".into()),
        PasswordError::TooLong => ServiceError::Invalid("the password is too long".into()),
        other => ServiceError::Internal(other.to_string().into()),
    }
}
