//! The server-wide state of each permission.

use std::{collections::BTreeMap, sync::Arc};

use strongroom_domain::{
    administration::{self, Administers, ServerAction},
    audit::Event,
    rights::{Permission, Policies, PolicyState},
};
use strongroom_store::{Write, proof, settings};

use super::state::{AccountChange, POLICIES, Revised};
use crate::{
    caller::Caller,
    error::ServiceError,
    records,
    service::{Service, account_change},
    settings::StoredPolicies,
};

impl Service {
    /// The policies and their revision (0: those of a new server).
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without a role for it.
    pub fn policies(&self, caller: &Caller) -> Result<(Policies, u64), ServiceError> {
        let accounts = self.memory.accounts.read();
        let _: Administers =
            administration::server(accounts.actor(caller.user)?, ServerAction::ReadPolicies)?;
        let revision = accounts.setting(POLICIES).map_or(0, |setting| setting.revision);
        Ok((*accounts.rules().policies(), revision))
    }

    /// Replaces all policies.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] unless exactly the sixteen are named; a role that is lacking.
    pub async fn set_policies(
        &self,
        caller: &Caller,
        revision: Option<u64>,
        states: &BTreeMap<Permission, PolicyState>,
    ) -> Result<(), ServiceError> {
        let named: Vec<_> = states.keys().copied().collect();
        if !Permission::DATABASE.iter().all(|permission| named.contains(permission)) || named.len() != 16 {
            let text = "all sixteen permissions are named, and nothing else";
            return Err(ServiceError::Invalid(text.into()).at("/permissions"));
        }
        let policies = states
            .iter()
            .fold(Policies::UNDEFINED, |policies, (permission, state)| policies.with(*permission, *state));
        self.put_policies(caller, revision, policies).await
    }

    /// Restores the policies of a new server.
    ///
    /// # Errors
    /// A role that is lacking.
    pub async fn restore_policies(&self, caller: &Caller) -> Result<(), ServiceError> {
        self.put_policies(caller, None, Policies::default()).await
    }

    pub(crate) async fn put_policies(
        &self,
        caller: &Caller,
        expected: Option<u64>,
        policies: Policies,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let accounts = self.memory.accounts.read();
            let proof = administration::server(accounts.actor(caller.user)?, ServerAction::ChangePolicies)?;
            let revision = accounts.next_setting_revision(POLICIES);
            if expected.is_some_and(|expected| expected + 1 != revision) {
                return Err(ServiceError::RevisionConflict { current: revision - 1 });
            }
            let before = *accounts.rules().policies();
            let stored = StoredPolicies::encode(&policies);
            let place = records::setting_place(POLICIES, revision);
            let sealed = records::seal(&self.keys.directory, &place, &stored)?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                if before == policies {
                    return Ok(());
                }
                settings::put(write, POLICIES, revision, &sealed)?;
                let (before, after) = (states(&before), states(&policies));
                note.server(write, Event::PoliciesChanged { before, after })?;
                let stored = Revised { revision, record: stored };
                account_change(write, &memory, AccountChange::PutPolicies(policies, stored))?;
                Ok(())
            })
        })
        .await
    }
}

fn states(policies: &Policies) -> BTreeMap<Permission, PolicyState> {
    Permission::DATABASE.into_iter().map(|permission| (permission, policies.state(permission))).collect()
}
