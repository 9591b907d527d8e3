//! Password records of accounts: made and checked on the bounded pool.

use std::sync::Arc;

use strongroom_crypto::{
    envelope,
    key::{KeyEncryptionKey, ServerKeys},
    password::{Params, PasswordError, PasswordRecord},
};
use strongroom_domain::id::UserId;
use strongroom_store::{Store, accounts};
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
        self.password_row_of(user, password, 1).await.map_err(|error| error.at("/password"))
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

/// Records that no password fits, one for each cost that a record has or new ones get. Only records of today's cost are
/// made while the server runs, so that these are all there can be.
///
/// # Errors
/// What the store says; [`ServiceError::Internal`] where the operating system gives no randomness.
pub(crate) fn nobodies(
    store: &Store,
    keys: &ServerKeys,
    today: Params,
) -> Result<Vec<PasswordRecord>, ServiceError> {
    let mut costs = vec![today];
    for (user, revision, sealed) in store.read(|query| accounts::credentials(query))? {
        let place = records::password_place(user, revision);
        let plain = envelope::open(&keys.directory, &place, &sealed).ok();
        // One that does not open lets nobody in, whoever tries.
        let Some(record) = plain.and_then(|plain| PasswordRecord::from_bytes(&plain).ok()) else { continue };
        if !costs.contains(record.params()) {
            costs.push(*record.params());
        }
    }
    costs.into_iter().map(|cost| Ok(PasswordRecord::of_nobody(cost)?)).collect()
}

/// What is checked in one try: a record for each cost in use, that of the account in the place of nobody's. It comes
/// first, so that the others are left out when the password is right.
pub(crate) fn records_of_a_try(
    account: Option<PasswordRecord>,
    nobodies: &[PasswordRecord],
) -> Vec<PasswordRecord> {
    let cost = account.as_ref().map(|record| *record.params());
    let others = nobodies.iter().filter(|nobody| Some(*nobody.params()) != cost);
    account.into_iter().chain(others.cloned()).collect()
}

pub(crate) fn from_password_error(error: &PasswordError) -> ServiceError {
    match error {
        PasswordError::Empty => ServiceError::Invalid("the password is empty".into()),
        PasswordError::TooLong => ServiceError::Invalid("the password is too long".into()),
        other => ServiceError::Internal(other.to_string().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn costs(records: &[PasswordRecord]) -> Vec<String> {
        let mut costs: Vec<String> = records.iter().map(|record| format!("{:?}", record.params())).collect();
        costs.sort();
        costs
    }

    // attack: B5
    #[test]
    fn every_name_is_the_same_work_also_after_the_cost_was_raised() {
        let raised = Params::new(20 * 1024, 3, 1).unwrap();
        let nobody = |cost| PasswordRecord::of_nobody(cost).unwrap();
        let nobodies = [nobody(raised), nobody(Params::FLOOR)];
        let unknown = costs(&records_of_a_try(None, &nobodies));
        assert_eq!(unknown.len(), 2);
        for cost in [raised, Params::FLOOR] {
            let account = nobody(cost);
            let bytes = account.to_bytes();
            let records = records_of_a_try(Some(account), &nobodies);
            assert_eq!(records[0].to_bytes(), bytes, "the account's own comes first");
            assert_eq!(costs(&records), unknown);
        }
    }
}
