//! The feed of one database: what changed for the caller since a cursor.

use std::{collections::HashSet, sync::Arc};

use strongroom_domain::{
    id::{DatabaseId, ObjectId, UserId},
    lock::Lock,
    rights::{Permission, ServerRules, Slot, View},
};
use strongroom_store::locks::LockRow;

use super::{
    cursors::{Cursor, Stand},
    log::{Between, Released},
    sight::Sight,
};
use crate::{caller::Caller, databases::state::DatabaseState, error::ServiceError, service::Service};

/// What changed for a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Where the person stood is not known any more, or was never said: what the person knows is to be forgotten. Where a
    /// cursor was sent, the rest is a full answer: `changed` is everything that is shown.
    pub reset: bool,
    /// What is shown and changed, or is shown otherwise than before, parents before their children.
    pub changed: Vec<ObjectId>,
    /// What the person was told of and does not see any more.
    pub gone: Vec<ObjectId>,
    /// What is shown whole and whose lock was taken or ended.
    pub locks: Vec<LockChange>,
    /// What the person sees in the bin is something else than before.
    pub bin: bool,
}

impl Changes {
    /// Whether there is nothing to tell of objects in their places.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.gone.is_empty()
    }
}

/// What became of the lock of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockChange {
    /// The object.
    pub object: ObjectId,
    /// Its lock now.
    pub lock: Option<Lock>,
    /// Who ended the lock that the person held: told to nobody else.
    pub released_by: Option<UserId>,
}

impl Service {
    /// The present place in the changes of a database: made before a listing is read, so that nothing falls in between.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller sees no database; [`ServiceError::DatabaseClosed`].
    pub fn cursor(&self, caller: &Caller, database: DatabaseId) -> Result<Cursor, ServiceError> {
        let stand = self.viewed(caller, database, |view, state, rules| {
            may_follow(view, state)?;
            let sight = self.sights.shared(Sight::now(view, state));
            Ok(stand(view, state, rules, (sight, self.grants_shown(caller, view, state, rules))))
        })?;
        self.cursors.give(stand)
    }

    /// Whether it is known where a cursor of the caller stands. Where it is not, [`Self::changes`] gives a full answer,
    /// which is as long as the database is large.
    ///
    /// # Errors
    /// As [`Self::cursor`].
    pub fn remembers(
        &self,
        caller: &Caller,
        database: DatabaseId,
        cursor: Cursor,
    ) -> Result<bool, ServiceError> {
        let stand = self.cursors.find(cursor, caller.user, database);
        self.viewed(caller, database, |view, state, _| {
            may_follow(view, state)?;
            Ok(stand.is_some_and(|stand| state.log.remembers(stand.position)))
        })
    }

    /// What changed for the caller since a cursor: a full answer where that is not known any more. Absent: a cursor to
    /// begin with, and nothing else.
    ///
    /// # Errors
    /// As [`Self::cursor`].
    pub fn changes(
        &self,
        caller: &Caller,
        database: DatabaseId,
        since: Option<Cursor>,
    ) -> Result<(Changes, Cursor), ServiceError> {
        let known = since.and_then(|it| Some((it, self.cursors.find(it, caller.user, database)?)));
        let (changes, next) =
            self.changes_behind(caller, database, known.as_ref().map(|(_, stand)| stand), since.is_some())?;
        let cursor = match (next, known) {
            (Some(next), _) => self.cursors.give(next)?,
            (None, Some((cursor, _))) => cursor,
            (None, None) => self.cursor(caller, database)?,
        };
        Ok((changes, cursor))
    }

    /// What changed since a stand, and the stand after it where that is another. `full`: everything is named where the
    /// stand is not known.
    pub(super) fn changes_behind(
        &self,
        caller: &Caller,
        database: DatabaseId,
        before: Option<&Stand>,
        full: bool,
    ) -> Result<(Changes, Option<Stand>), ServiceError> {
        self.viewed(caller, database, |view, state, rules| {
            may_follow(view, state)?;
            let between = before.and_then(|before| Some((before, state.log.since(before.position)?)));
            let Some((before, between)) = between else {
                let sight = self.sights.shared(Sight::now(view, state));
                let all = if full { everything(view, &sight, state) } else { Changes::default() };
                let anew = Changes { reset: true, ..all };
                let shown = (sight, self.grants_shown(caller, view, state, rules));
                return Ok((anew, Some(stand(view, state, rules, shown))));
            };
            let same_rules = between.content_only
                && before.server_sequence == rules.sequence()
                && view.boundaries().range(before.at..=view.now()).next().is_none();
            if same_rules && between.content.is_empty() && between.locks.is_empty() {
                return Ok((Changes::default(), None));
            }
            if same_rules {
                let changed = changed_content(before, &between, state);
                let locks = changed_locks(view, &before.sight, &between, state);
                let next = stand(view, state, rules, (Arc::clone(&before.sight), before.grants));
                return Ok((Changes { changed, locks, ..Changes::default() }, Some(next)));
            }
            let sight = Sight::now(view, state);
            let locks = changed_locks(view, &sight, &between, state);
            let changes = Changes { locks, ..differences(before, &between, &sight, state) };
            let shown = (self.sights.shared(sight), self.grants_shown(caller, view, state, rules));
            Ok((changes, Some(stand(view, state, rules, shown))))
        })
    }

    /// What the caller is shown of grants. Those who administer are told of everything that is set.
    fn grants_shown(
        &self,
        caller: &Caller,
        view: &View<'_>,
        state: &DatabaseState,
        rules: &ServerRules,
    ) -> Option<u64> {
        let seen = || {
            let here = self.standpoint_at(rules, state, view.now());
            self.sights.mark(&self.grants_seen(&here, state, caller, false, None))
        };
        (!view.sees_tree()).then(seen)
    }
}

fn stand(
    view: &View<'_>,
    state: &DatabaseState,
    rules: &ServerRules,
    (sight, grants): (Arc<Sight>, Option<u64>),
) -> Stand {
    Stand {
        user: view.user(),
        database: state.index.id(),
        position: state.log.position(),
        server_sequence: rules.sequence(),
        at: view.now(),
        rights: view.database(),
        settings: view.sees_tree().then_some(state.settings),
        grants,
        sight,
    }
}

fn may_follow(view: &View<'_>, state: &DatabaseState) -> Result<(), ServiceError> {
    if !view.sees_tree() && !view.database().has(Permission::AccessDatabase) {
        return Err(ServiceError::NotFound);
    }
    state.open().map(|_| ())
}

/// Everything that is shown, in tree order, and every lock on it.
fn everything(view: &View<'_>, now: &Sight, state: &DatabaseState) -> Changes {
    let shown = state.index.walk(None).filter(|slot| now.shows(*slot));
    let changed = shown.filter_map(|slot| state.index.node(slot)).map(|node| node.id).collect();
    let locked = state.locks.all_live(view.now());
    let seen = locked.filter(|row| state.index.slot(row.object).is_some_and(|slot| now.shows_whole(slot)));
    let change = |row: &LockRow| LockChange { object: row.object, lock: Some(row.lock), released_by: None };
    Changes { changed, locks: seen.map(change).collect(), bin: true, ..Changes::default() }
}

/// Only content changed, so that who sees what is as it was. Of what is a name or a seal to the person nothing is told:
/// what changed is most likely what they do not see.
fn changed_content(before: &Stand, between: &Between, state: &DatabaseState) -> Vec<ObjectId> {
    let shown = between.content.iter().filter(|slot| before.sight.shows_whole(**slot));
    shown.filter_map(|slot| state.index.node(*slot)).map(|node| node.id).collect()
}

/// The locks of what is shown whole now. A lock is no part of a name or a seal.
fn changed_locks(view: &View<'_>, now: &Sight, between: &Between, state: &DatabaseState) -> Vec<LockChange> {
    let shown = between.locks.iter().filter(|(slot, _)| now.shows_whole(**slot));
    let change = |(slot, released): (&Slot, &Vec<Released>)| {
        let object = state.index.node(*slot)?.id;
        let released = released.iter().rev().find(|released| released.holder == view.user());
        let lock = state.locks.live(object, view.now()).copied();
        Some(LockChange { object, lock, released_by: released.map(|released| released.by) })
    };
    shown.filter_map(change).collect()
}

fn differences(before: &Stand, between: &Between, now: &Sight, state: &DatabaseState) -> Changes {
    let difference = before.sight.compare(now, state);
    let id = |slot: Slot| state.index.node(slot).map(|node| node.id);
    // A slot whose object was removed for good may have another by now: that one was never told of.
    let removed = between.removed.iter().filter(|(slot, _)| before.sight.shows(**slot));
    let mut gone: Vec<ObjectId> = removed.map(|(_, object)| *object).collect();
    let unseen = difference.gone.into_iter().filter(|slot| !between.removed.contains_key(slot));
    gone.extend(unseen.filter_map(id));
    gone.sort_unstable();
    let mut wanted: HashSet<Slot> = difference.changed.into_iter().collect();
    wanted.extend(between.tree.iter().filter(|slot| now.shows(**slot)));
    wanted.extend(between.content.iter().filter(|slot| now.shows_whole(**slot)));
    // In tree order, so that a client can put each below what it knows already.
    let in_order = state.index.walk(None).filter(|slot| wanted.contains(slot));
    let bin = before.sight.bin() != now.bin();
    Changes { changed: in_order.filter_map(id).collect(), gone, bin, ..Changes::default() }
}
