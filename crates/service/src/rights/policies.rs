//! What other policies of the server would do, before they are set. Told are the databases whose rights the one who asks may
//! see; private ones are not among them.

use std::{collections::HashMap, sync::Arc};

use strongroom_domain::{
    administration::{self, Administers, DatabaseAction, ServerAction},
    id::UserId,
    rights::{Permission, PermissionSet, Policies, ServerRules},
};

use crate::{
    caller::Caller,
    error::ServiceError,
    objects::{AT_ONCE, COMPARED, NAMED_PEOPLE, Preview},
    service::Service,
};

/// What each person would gain and lose, and how many objects were looked at.
type Effects = (HashMap<UserId, (PermissionSet, PermissionSet)>, u64);

impl Service {
    /// What other policies would do.
    ///
    /// # Errors
    /// A role that is lacking; [`ServiceError::LimitReached`] where rights would have to be compared too often.
    pub(crate) async fn preview_policies(
        self: &Arc<Self>,
        caller: &Caller,
        policies: Policies,
    ) -> Result<Preview, ServiceError> {
        let (service, caller) = (Arc::clone(self), caller.clone());
        let _turn = self.foretelling.turn(caller.user).await;
        self.foretelling.pool().run(move || service.foretell_policies(&caller, policies)).await?
    }

    fn foretell_policies(&self, caller: &Caller, policies: Policies) -> Result<Preview, ServiceError> {
        let (_, revision) = self.policies(caller)?;
        let (rules, users) = {
            let accounts = self.memory.accounts.read();
            let _: Administers =
                administration::server(accounts.actor(caller.user)?, ServerAction::ChangePolicies)?;
            let users: Vec<UserId> = accounts.users().map(|(user, _)| user).collect();
            (Arc::clone(accounts.rules()), users)
        };
        let (mut effects, objects) =
            self.effects_everywhere(caller, (&rules, &rules.with_policies(policies)), &users)?;
        let nothing = (PermissionSet::EMPTY, PermissionSet::EMPTY);
        let (gained, lost) = effects.remove(&caller.user).unwrap_or(nothing);
        let others = effects.into_iter().filter(|(_, effect)| *effect != nothing);
        let found: Vec<_> = others.map(|(user, (gained, lost))| (user, gained, lost)).collect();
        let sees = |set: PermissionSet| set.has(Permission::AccessEntries);
        let gain_sight = Some(found.iter().filter(|(_, gained, _)| sees(*gained)).count() as u64);
        let lose_sight = Some(found.iter().filter(|(_, _, lost)| sees(*lost)).count() as u64);
        let more = found.len().saturating_sub(NAMED_PEOPLE) as u64;
        let people = Some(self.named_people(found));
        Ok(Preview { objects, gained, lost, gain_sight, lose_sight, people, more, revision })
    }

    fn effects_everywhere(
        &self,
        caller: &Caller,
        (now, then): (&ServerRules, &ServerRules),
        users: &[UserId],
    ) -> Result<Effects, ServiceError> {
        let (mut effects, mut objects, mut compared) = (HashMap::new(), 0, 0_usize);
        let told = |id: &_| self.administers_database(caller, *id, DatabaseAction::SeeRights).is_ok();
        for id in self.database_ids().into_iter().filter(told) {
            let Ok(database) = self.database(id) else { continue };
            let spots = {
                let state = database.read();
                objects += state.index.len() as u64;
                state.index.spots()
            };
            compared = compared.saturating_add(spots.saturating_mul(users.len()));
            if compared > COMPARED {
                return Err(ServiceError::LimitReached {
                    what: "too many rules are set on this server to tell who gains and who loses".into(),
                    limit: COMPARED,
                });
            }
            // Some people at a time, so that nobody waits for the database meanwhile.
            for some in users.chunks((AT_ONCE / spots).max(1)) {
                let state = database.read();
                for user in some {
                    let view = state.index.view(now, *user, caller.now);
                    let (gained, lost) = view.effect_of_server_rules(then);
                    let sum = effects.entry(*user).or_insert((PermissionSet::EMPTY, PermissionSet::EMPTY));
                    *sum = (sum.0.union(gained), sum.1.union(lost));
                }
            }
        }
        Ok((effects, objects))
    }
}
