//! Putting tags on many objects and taking them off: all or nothing. Each is a change of content like any other, with a
//! version of what was before.

use std::{collections::HashSet, sync::Arc};

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::{Extent, Permission, View},
};
use strongroom_store::Write;

use super::{
    Named, ObjectChange,
    change::{Loaded, Ready},
    named,
    sealing::SealedBytes,
};
use crate::{
    caller::Caller, databases::state::DatabaseState, error::ServiceError, locks::Guard,
    second_passwords::Unlocked, service::Service,
};

/// What to do with the tags of each object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagChange {
    /// Put on where they are not there yet, in this order, behind those that are.
    pub add: Vec<String>,
    /// Taken off where they are there.
    pub remove: Vec<String>,
}

impl Service {
    /// Changes the tags of objects; gives those that are others now, with their revisions. What has the tags already stays
    /// as it is.
    ///
    /// # Errors
    /// As [`Self::change_object`]; [`ServiceError::TooLarge`] where they hold too much together. If one of them can not be changed, none is, and which one is hidden is not told.
    pub async fn tag_objects(
        self: &Arc<Self>,
        caller: &Caller,
        database: DatabaseId,
        named: Vec<Named>,
        change: TagChange,
    ) -> Result<Vec<(ObjectId, u64)>, ServiceError> {
        named::check(&named)?;
        if change.add.is_empty() && change.remove.is_empty() {
            return Err(ServiceError::Invalid("name at least one tag to add or to remove".into()).at("/add"));
        }
        if change.add.iter().any(|tag| change.remove.contains(tag)) {
            return Err(ServiceError::Invalid("a tag is either added or removed".into()).at("/remove"));
        }
        let unlocked = self
            .unlocked(caller, database, |view, state| {
                may_tag(view, state, caller, &named)?;
                named.iter().map(|named| state.cover(Some(named.id))).collect()
            })
            .await?;
        let caller = caller.clone();
        // Each object is opened and sealed anew.
        let _turn = self.arranging.turn(caller.user).await;
        self.decided_aside(self.arranging.pool(), move |service| {
            let ready = service.ready_tags(&caller, database, &named, &change, &unlocked)?;
            let (in_memory, note) = (service.database(database)?, service.note(&caller));
            Ok(move |write: &mut Write<'_>| -> Result<Vec<(ObjectId, u64)>, ServiceError> {
                let write_one = |ready: Ready| {
                    let revision = ready.revision();
                    Ok((ready.write(write, &in_memory, note.clone())?.id, revision))
                };
                ready.into_iter().map(write_one).collect()
            })
        })
        .await
    }

    fn ready_tags(
        &self,
        caller: &Caller,
        database: DatabaseId,
        named: &[Named],
        change: &TagChange,
        unlocked: &Unlocked,
    ) -> Result<Vec<Ready>, ServiceError> {
        self.viewed(caller, database, |view, state, _| may_tag(view, state, caller, named))?;
        let mut ready = Vec::with_capacity(named.len());
        let mut budget = SealedBytes::of(self.settings.sealed_bytes);
        for named in named {
            let loaded = self.load_for_change(caller, database, named.id, named.revision, unlocked)?;
            if let Some(tags) = tags(&loaded, change) {
                let change = ObjectChange { tags: Some(tags), ..ObjectChange::default() };
                // Those that are there already hold: what does not is among the new ones.
                let misfit = |error: ServiceError| error.at_instead(Some("/add".into()));
                let one = self.ready(caller, database, loaded, &change).map_err(misfit)?;
                budget.charge(one.sealed())?;
                ready.push(one);
            }
        }
        Ok(ready)
    }
}

/// The right to change all of them, none of which is being edited by somebody else.
fn may_tag(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    named: &[Named],
) -> Result<(), ServiceError> {
    named::require(view, state, named, Permission::ModifyEntries, Extent::default())?;
    state.open()?;
    // Locks before revisions, as everywhere.
    named.iter().try_for_each(|named| Guard::for_change(state, caller, named.id).map(|_| ()))?;
    named::at_revisions(state, named).map(|_| ())
}

/// The tags that an object is to have, if they are others than those it has.
fn tags(loaded: &Loaded, change: &TagChange) -> Option<Vec<String>> {
    let before = &loaded.content.properties().tags;
    let removed: HashSet<&String> = change.remove.iter().collect();
    let mut after: Vec<String> = before.iter().filter(|tag| !removed.contains(tag)).cloned().collect();
    for tag in &change.add {
        if !after.contains(tag) {
            after.push(tag.clone());
        }
    }
    (after != *before).then_some(after)
}
