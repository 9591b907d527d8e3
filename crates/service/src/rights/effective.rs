//! What the rights come to: for one person, with reasons, now or at another instant; and who has access to an object.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    id::{DatabaseId, ObjectId, UserId},
    rights::{Explanation, Permission, PermissionSet, Target, View},
    time::Instant,
};

use crate::{
    accounts::settings::Openers, caller::Caller, databases::state::DatabaseState, error::ServiceError,
    service::Service,
};

/// What is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct EffectiveQuery {
    /// Whose rights: of a group those of somebody who is in it and in no other; absent: the caller's.
    pub principal: Option<Principal>,
    /// On what; absent: the database.
    pub object: Option<ObjectId>,
    /// When, under the present rules; absent: now.
    pub at: Option<Instant>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Effective {
    /// Whose rights.
    pub principal: Principal,
    /// When.
    pub at: Instant,
    /// Exactly the eight permissions of an object, or the sixteen of the database, each with its reason.
    pub permissions: Vec<Explanation>,
}

/// Who has access to an object, as far as the asker is told.
#[derive(Debug, Clone)]
pub struct Who {
    /// How many people there are.
    pub count: usize,
    /// Them by name; empty where the asker is told their number alone.
    pub people: Vec<WhoEntry>,
}

/// A person with access to an object.
#[derive(Debug, Clone)]
pub struct WhoEntry {
    /// Who.
    pub user: UserId,
    /// The name.
    pub username: String,
    /// What they may do; nothing is told of it but to those who administer.
    pub rights: PermissionSet,
    /// Why they see it; only for those who administer.
    pub because: Option<Explanation>,
}

/// How much is told of who has access.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Number,
    Names,
    Everything,
}

impl Service {
    /// Effective rights with their reasons: one's own on what one sees, anybody's for those who administer.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller may not know of it.
    pub fn effective_rights(
        &self,
        caller: &Caller,
        id: DatabaseId,
        query: EffectiveQuery,
    ) -> Result<Effective, ServiceError> {
        let caller_self = Principal::User(caller.user);
        let principal = query.principal.unwrap_or(caller_self);
        let at = query.at.unwrap_or(caller.now);
        let sees_rights = self.administers_database(caller, id, DatabaseAction::SeeRights);
        if principal != caller_self {
            let _ = sees_rights?;
            self.must_be_there(principal)?;
        } else if sees_rights.is_err() {
            self.viewed(caller, id, |view, state, _| own_target(view, state, query.object))?;
        }
        let rules = self.rules();
        let database = self.database(id)?;
        let state = database.read();
        let target = match query.object {
            Some(object) if state.index.slot(object).is_none() => return Err(ServiceError::NotFound),
            Some(object) => Target::Object(object),
            None => Target::Database,
        };
        let permissions = state.index.principal(&rules, principal, at).explain(target);
        Ok(Effective { principal, at, permissions })
    }

    /// Everybody with access to an object: with rights and reasons for those who administer its database, for those who
    /// read it their number, and their names where the settings say so. Whom a seal still keeps out does not count.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller may not know of it, or that reading is lacking.
    pub async fn who(
        self: &Arc<Self>,
        caller: &Caller,
        id: DatabaseId,
        object: ObjectId,
    ) -> Result<Who, ServiceError> {
        // A decision about everybody: one at a time for each asker, and off the threads of others.
        let (service, caller) = (Arc::clone(self), caller.clone());
        let _turn = self.foretelling.turn(caller.user).await;
        self.foretelling.pool().run(move || service.who_now(&caller, id, object)).await?
    }

    fn who_now(&self, caller: &Caller, id: DatabaseId, object: ObjectId) -> Result<Who, ServiceError> {
        let administers = self.administers_database(caller, id, DatabaseAction::SeeRights).is_ok();
        // One state of accounts, groups and policies for the decision on the asker and for those on everybody else.
        let accounts = self.memory.accounts.read();
        let rules = Arc::clone(accounts.rules());
        let database = self.database(id)?;
        let state = database.read();
        let told = if !administers {
            must_read(&state.index.view(&rules, caller.user, caller.now), &state, object)?;
            match accounts.server_settings()?.openers {
                Openers::Number => Told::Number,
                Openers::Names => Told::Names,
            }
        } else if state.index.slot(object).is_some() {
            Told::Everything
        } else {
            return Err(ServiceError::NotFound);
        };
        let mut found = Who { count: 0, people: Vec::new() };
        for (user, account) in accounts.users() {
            let view = state.index.view(&rules, user, caller.now);
            let rights = view.object(object).unwrap_or(PermissionSet::EMPTY);
            if rights.is_empty() {
                continue;
            }
            found.count += 1;
            if told == Told::Number {
                continue;
            }
            let username = account.record.username.clone();
            found.people.push(match told {
                Told::Everything => WhoEntry { user, username, rights, because: why_seen(&view, object) },
                _ => WhoEntry { user, username, rights: PermissionSet::EMPTY, because: None },
            });
        }
        Ok(found)
    }
}

/// Why the person of the view sees the object.
fn why_seen(view: &View<'_>, object: ObjectId) -> Option<Explanation> {
    let explained = view.explain(Target::Object(object));
    explained.into_iter().find(|it| it.permission == Permission::AccessEntries)
}

/// Who else can open an object is told to those who read it.
fn must_read(view: &View<'_>, state: &DatabaseState, object: ObjectId) -> Result<(), ServiceError> {
    crate::objects::seen(view, state, object)?;
    let _ = state.open()?;
    let _ = view.require(Target::Object(object), Permission::ReadEntries)?;
    Ok(())
}

/// One's own rights are told on what one sees.
fn own_target(view: &View<'_>, state: &DatabaseState, object: Option<ObjectId>) -> Result<(), ServiceError> {
    if !view.database().has(Permission::AccessDatabase) {
        return Err(ServiceError::NotFound);
    }
    match object {
        Some(object) => crate::objects::seen(view, state, object).map(|_| ()),
        None => Ok(()),
    }
}
