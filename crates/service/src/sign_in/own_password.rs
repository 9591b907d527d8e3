//! Changing the own password.

use std::sync::Arc;

use strongroom_domain::audit::Event;
use strongroom_store::{Write, accounts, proof, sessions as rows};
use zeroize::Zeroizing;

use super::{
    end_sessions,
    login::{Checked, overtaken},
    tries::{Counters, Guessed},
};
use crate::{
    accounts::state::{AccountChange, Revised},
    caller::Caller,
    databases::keys::{OwnerKey, put_wrap_if_there},
    error::ServiceError,
    records,
    service::{Service, account_change},
};

impl Service {
    /// Changes the caller's password. Every other session of the caller ends, and the caller's private databases
    /// are wrapped under the new password.
    ///
    /// # Errors
    /// [`ServiceError::InvalidCredentials`] for a wrong present password, which counts as a try.
    pub async fn change_own_password(
        &self,
        caller: &Caller,
        current: Zeroizing<String>,
        new: Zeroizing<String>,
    ) -> Result<(), ServiceError> {
        Self::check_new_password(&new).map_err(|error| error.at("/new_password"))?;
        let username = {
            let accounts = self.memory.accounts.read();
            accounts.user(caller.user).ok_or(ServiceError::NotSignedIn)?.record.username.clone()
        };
        let counters = Counters::new(&self.keys, Guessed::Account(&username), caller.address);
        let counted = counters.count(&self.store, caller.now).await?;
        let checked = self.check_password(Some(caller.user), current).await?;
        let Checked { revision, owner: old, .. } = checked.ok_or(ServiceError::InvalidCredentials)?;
        let row = self.password_row_of(caller.user, new, revision + 1).await?;
        let rewraps = self.rewraps(caller.user, &old, &row)?;
        let owner = OwnerKey { record: row.record.to_bytes(), key: Arc::clone(&row.key) };
        let sealed = row.sealed;
        self.decided(|| {
            let accounts = self.memory.accounts.read();
            let sequence = accounts.rules().sequence();
            let user = accounts.user(caller.user).filter(|user| user.record.enabled);
            let user = user.ok_or(ServiceError::NotSignedIn)?;
            let mut record = user.record.clone();
            record.must_change_password = false;
            record.modified_at = caller.now;
            let user_row = accounts::RecordRow {
                id: caller.user.to_bytes(),
                name_index: crate::accounts::state::name_index(
                    &self.keys,
                    crate::accounts::users::NAMES,
                    &record.username,
                ),
                revision: user.revision + 1,
                record: records::seal(
                    &self.keys.directory,
                    &records::user_place(caller.user, user.revision + 1),
                    &record,
                )?,
            };
            let (sealed, rewraps, counted) = (sealed.clone(), rewraps.clone(), counted.clone());
            let (memory, note, caller) = (Arc::clone(&self.memory), self.note(caller), caller.clone());
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, sequence, None)?;
                counted.succeeded(write)?;
                accounts::put_credential(write, caller.user, revision + 1, &sealed).map_err(overtaken)?;
                for wrap in &rewraps {
                    put_wrap_if_there(write, wrap)?;
                }
                accounts::update(write, accounts::Kind::User, &user_row)?;
                let others = rows::Which::OfUser(caller.user, Some(caller.session.id));
                end_sessions(write, &memory, others)?;
                note.server(write, Event::PasswordChanged {})?;
                let user = Revised { revision: user_row.revision, record };
                account_change(write, &memory, AccountChange::PutUser(caller.user, user))?;
                Ok(())
            })
        })
        .await?;
        let gate = self.private_gates.of(caller.user);
        let _one_at_a_time = gate.lock().await;
        self.hold_owner_key(caller.user, &owner);
        Ok(())
    }
}
