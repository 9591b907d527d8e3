//! What a move, a copy or other rules would do, before it is done: who gains and who loses sight. Every check is made as for the real
//! thing, nothing is changed, and the rights are those of the one decision function on the tree as it would be.
//!
//! Everybody who may do it is told what it does to their own rights and how many others it concerns; who those are is told
//! to those who may see the rights of the database. A copy takes nothing from anybody and need not be looked at for that:
//! who sees where it is put is told to those alone, in numbers too.

use std::sync::Arc;

use strongroom_domain::{
    administration::DatabaseAction,
    id::{DatabaseId, UserId},
    rights::{Moving, Permission, PermissionSet, Supposition, View},
};

use super::{
    CopyTo, Moved, Named,
    copy::choose,
    named,
    relocate::{gains_nothing, plan},
};
use crate::{caller::Caller, error::ServiceError, service::Service};

/// So many people are named.
pub(crate) const NAMED_PEOPLE: usize = 1_000;
/// So often rights may be compared for one preview: some tenths of a second of work.
pub(crate) const COMPARED: usize = 1_000_000;
/// So often they are compared before others come to the database.
pub(crate) const AT_ONCE: usize = 20_000;
/// How often a preview begins again because rules changed under it.
const TRIES: usize = 3;

/// What would happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How many objects would be moved or made, or stand at and below what is set otherwise, everything below included.
    pub objects: u64,
    /// What the caller would have then on some of them (of other rules at the database too), and has not now; of a copy, all that the caller would have.
    pub gained: PermissionSet,
    /// What the caller has now on some of them, and would not have then.
    pub lost: PermissionSet,
    /// How many others would see something then that they do not see now; of a copy for those alone who may see the rights
    /// of the database.
    pub gain_sight: Option<u64>,
    /// How many others would not see something then that they see now; told to the same.
    pub lose_sight: Option<u64>,
    /// The others whose rights would be different, by name; absent for those who may not see the rights of the database.
    pub people: Option<Vec<PersonEffect>>,
    /// How many more there are of them than are named.
    pub more: u64,
    /// The revision of the rights of the database that it was worked out by; of policies theirs.
    pub revision: u64,
}

/// What would happen to the rights of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEffect {
    /// Who.
    pub user: UserId,
    /// The name.
    pub username: String,
    /// What they would have then on some of the objects, and have not now.
    pub gained: PermissionSet,
    /// What they have now on some of the objects, and would not have then.
    pub lost: PermissionSet,
}

/// What is supposed.
pub(crate) enum Supposed {
    Moved(Moving),
    MadeIn(Option<strongroom_domain::id::ObjectId>),
    /// Other rules.
    Ruled(Box<Supposition>),
}

impl Supposed {
    /// What a person would gain and lose.
    pub(crate) fn of(&self, view: &View<'_>) -> (PermissionSet, PermissionSet) {
        match self {
            Self::Moved(moving) => {
                let effect = view.effect_of(moving);
                (effect.gained, effect.lost)
            }
            Self::MadeIn(folder) => {
                (view.on_new(*folder).unwrap_or(PermissionSet::EMPTY), PermissionSet::EMPTY)
            }
            Self::Ruled(supposed) => view.effect_of_settings(supposed),
        }
    }

    fn spots(&self) -> usize {
        match self {
            Self::Moved(moving) => moving.spots().max(1),
            Self::MadeIn(_) => 1,
            Self::Ruled(supposed) => supposed.spots(),
        }
    }
}

/// What was decided for the caller, and under which rules.
pub(crate) struct Allowed<T = ()> {
    pub(crate) database: DatabaseId,
    pub(crate) supposed: Supposed,
    pub(crate) sequence: u64,
    /// Of accounts, groups and policies.
    pub(crate) server_sequence: u64,
    pub(crate) objects: u64,
    pub(crate) own: (PermissionSet, PermissionSet),
    /// What else is told.
    pub(crate) told: T,
}

/// Whether rights may be compared at so many spots for so many people.
///
/// # Errors
/// [`ServiceError::LimitReached`]
pub(crate) fn may_compare(people: usize, spots: usize) -> Result<(), ServiceError> {
    if people.saturating_mul(spots) <= COMPARED {
        return Ok(());
    }
    let what = "too many rules are set in it to tell who gains and who loses; ask for parts of it";
    Err(ServiceError::LimitReached { what: what.into(), limit: COMPARED })
}

impl Service {
    /// What moving objects would do.
    ///
    /// # Errors
    /// As [`Self::move_objects`]; [`ServiceError::LimitReached`] where rights would have to be compared too often.
    pub async fn preview_move(
        self: &Arc<Self>,
        caller: &Caller,
        database: DatabaseId,
        named: Vec<Named>,
        to: Moved,
    ) -> Result<Preview, ServiceError> {
        named::check(&named)?;
        self.preview(caller, move |service, caller| {
            service.viewed(caller, database, |view, state, rules| {
                plan(view, state, caller, &named, to)?;
                let tops = named::tops(&state.index, &named);
                let objects = tops.iter().map(|top| state.index.walk(Some(*top)).count() as u64).sum();
                let supposed = Supposed::Moved(gains_nothing(view, state, &tops, to.parent)?);
                let own = supposed.of(view);
                let (sequence, server_sequence) = (state.index.sequence(), rules.sequence());
                Ok(Allowed { database, supposed, sequence, server_sequence, objects, own, told: () })
            })
        })
        .await
    }

    /// What copying objects would do.
    ///
    /// # Errors
    /// As [`Self::copy_objects`].
    pub async fn preview_copy(
        self: &Arc<Self>,
        caller: &Caller,
        database: DatabaseId,
        named: Vec<Named>,
        to: CopyTo,
    ) -> Result<Preview, ServiceError> {
        named::check(&named)?;
        self.preview(caller, move |service, caller| {
            let choice = choose(service, caller, database, &named, to)?;
            let supposed = Supposed::MadeIn(to.parent);
            service.viewed(caller, choice.to, |view, state, rules| {
                let (sequence, server_sequence) = (state.index.sequence(), rules.sequence());
                let (database, own, objects) = (choice.to, supposed.of(view), choice.chosen.len() as u64);
                Ok(Allowed { database, supposed, sequence, server_sequence, objects, own, told: () })
            })
        })
        .await
    }

    async fn preview(
        self: &Arc<Self>,
        caller: &Caller,
        allowed: impl Fn(&Self, &Caller) -> Result<Allowed, ServiceError> + Send + Sync + 'static,
    ) -> Result<Preview, ServiceError> {
        Ok(self.preview_with(caller, allowed).await?.0)
    }

    /// Tells what would happen, and what `allowed` tells besides.
    pub(crate) async fn preview_with<T: Send + 'static>(
        self: &Arc<Self>,
        caller: &Caller,
        allowed: impl Fn(&Self, &Caller) -> Result<Allowed<T>, ServiceError> + Send + Sync + 'static,
    ) -> Result<(Preview, T), ServiceError> {
        let (service, caller) = (Arc::clone(self), caller.clone());
        let _turn = self.foretelling.turn(caller.user).await;
        let work = self.foretelling.pool().run(move || {
            for _ in 0..TRIES {
                let told = allowed(&service, &caller)
                    .and_then(|allowed| Ok((service.foretell(&caller, &allowed)?, allowed.told)));
                match told {
                    Err(ServiceError::Stale) => {}
                    told => return told,
                }
            }
            Err(ServiceError::Busy)
        });
        work.await?.map_err(|error| self.naming_holder(error))
    }

    /// Compares the rights of everybody else, some people at a time, so that nobody waits for the database meanwhile.
    fn foretell<T>(&self, caller: &Caller, allowed: &Allowed<T>) -> Result<Preview, ServiceError> {
        let sees_rights =
            self.administers_database(caller, allowed.database, DatabaseAction::SeeRights).is_ok();
        let counted = sees_rights || matches!(allowed.supposed, Supposed::Moved(_));
        let (rules, people) = {
            let accounts = self.memory.accounts.read();
            let people: Vec<UserId> = accounts
                .users()
                .map(|(user, _)| user)
                .filter(|user| counted && *user != caller.user)
                .collect();
            (Arc::clone(accounts.rules()), people)
        };
        // As at a change: what was decided for the caller holds under the rules of the server that it was decided by.
        if rules.sequence() != allowed.server_sequence {
            return Err(ServiceError::Stale);
        }
        let spots = allowed.supposed.spots();
        may_compare(people.len(), spots)?;
        let database = self.database(allowed.database)?;
        let (mut gain_sight, mut lose_sight, mut found) = (0_u64, 0_u64, Vec::new());
        for some in people.chunks((AT_ONCE / spots).max(1)) {
            let state = database.read();
            if state.index.sequence() != allowed.sequence {
                return Err(ServiceError::Stale);
            }
            for user in some {
                let (gained, lost) = allowed.supposed.of(&state.index.view(&rules, *user, caller.now));
                gain_sight += u64::from(gained.has(Permission::AccessEntries));
                lose_sight += u64::from(lost.has(Permission::AccessEntries));
                if sees_rights && !(gained.is_empty() && lost.is_empty()) {
                    found.push((*user, gained, lost));
                }
            }
        }
        let (gained, lost) = allowed.own;
        let more = found.len().saturating_sub(NAMED_PEOPLE) as u64;
        let people = sees_rights.then(|| self.named_people(found));
        let [gain_sight, lose_sight] = [gain_sight, lose_sight].map(|count| counted.then_some(count));
        let (objects, revision) = (allowed.objects, allowed.sequence);
        Ok(Preview { objects, gained, lost, gain_sight, lose_sight, people, more, revision })
    }

    pub(crate) fn named_people(
        &self,
        found: Vec<(UserId, PermissionSet, PermissionSet)>,
    ) -> Vec<PersonEffect> {
        let accounts = self.memory.accounts.read();
        let named = found.into_iter().filter_map(|(user, gained, lost)| {
            let username = accounts.user(user)?.record.username.clone();
            Some(PersonEffect { user, username, gained, lost })
        });
        let mut people: Vec<PersonEffect> = named.collect();
        people.sort_by(|a, b| (&a.username, a.user).cmp(&(&b.username, b.user)));
        people.truncate(NAMED_PEOPLE);
        people
    }
}
