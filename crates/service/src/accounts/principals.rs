//! Choosing whom to share with: everybody who is signed in may search users and enabled groups by name.

use strongroom_domain::{
    account::Principal,
    administration::{self, Administers, ServerAction},
    id::UserId,
    name,
};

use crate::{caller::Caller, error::ServiceError, service::Service};

impl Service {
    /// Enabled users and groups whose name (or full name) holds `q`, by name; at most `limit`.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] for an account that is disabled.
    pub fn principals(
        &self,
        caller: &Caller,
        q: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(Principal, String, Option<String>)>, ServiceError> {
        let accounts = self.memory.accounts.read();
        let _: Administers =
            administration::server(accounts.actor(caller.user)?, ServerAction::SearchPrincipals)?;
        let wanted = q.map(name::fold).unwrap_or_default();
        let users = accounts.users().filter(|(_, user)| user.record.enabled).map(|(id, user)| {
            (Principal::User(id), user.record.username.clone(), user.record.full_name.clone())
        });
        let groups = accounts
            .groups()
            .filter(|(_, group)| group.record.enabled)
            .map(|(id, group)| (Principal::Group(id), group.record.name.clone(), None));
        let mut found: Vec<_> = users
            .chain(groups)
            .filter(|(_, text, full)| {
                name::fold(text).contains(&wanted)
                    || full.as_deref().is_some_and(|full| name::fold(full).contains(&wanted))
            })
            .collect();
        found.sort_by_cached_key(|it| (name::fold(&it.1), it.0));
        found.truncate(limit);
        Ok(found)
    }

    /// The name of a user or group, for explanations that the caller may see.
    pub fn principal_name(&self, principal: Principal) -> Option<String> {
        self.memory.accounts.read().name_of(principal).map(str::to_owned)
    }

    /// What a person is called by others: the full name, else the name of the account.
    pub(crate) fn person_called(&self, user: UserId) -> Option<String> {
        let accounts = self.memory.accounts.read();
        let record = &accounts.user(user)?.record;
        Some(record.full_name.as_ref().unwrap_or(&record.username).clone())
    }

    /// The user or group of that id, whoever asks: decisions come after.
    pub fn principal(&self, id: uuid::Uuid) -> Option<Principal> {
        self.memory.accounts.read().principal(id)
    }
}
