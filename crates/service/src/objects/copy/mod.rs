//! Copying objects, with everything below them, within a database or into another one: all or nothing.
//!
//! A copy is a new object: it starts with the rights of where it is put, at revision 1, without rules, grants, seals,
//! locks and history. What is read only through a seal is not copied; what lies in the bin stays there. What a second
//! password covers is opened with it, and its copy is covered by the same one; what is free comes under what covers the new
//! place.
//!
//! First it is decided what goes, then all of it is opened and sealed anew under the target's keys (attachments chunk by
//! chunk, staged in the store), then one transaction makes the copies, if every right and every original is as it was.

mod choose;
mod recrypt;

use std::{collections::HashSet, sync::Arc};

use strongroom_domain::{
    audit::Event,
    database::ObjectKind,
    id::{AttachmentId, DatabaseId, ObjectId},
};
use strongroom_store::{Raises, Write, attachments as attachment_rows, copies::Copying, objects as rows};

pub(super) use self::choose::{Choice, choose};
use self::recrypt::{Prepared, Sealing};
use super::{Named, ObjectView, attachments::Waiting, create::take_in, named};
use crate::{
    audit::Note, caller::Caller, databases::state::Database, error::ServiceError, second_passwords::Layer,
    service::Service,
};

/// How often everything is sealed anew because what is copied changed meanwhile.
const TRIES: usize = 3;

/// Where copies go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyTo {
    /// The database; absent: the one of the originals.
    pub database: Option<DatabaseId>,
    /// The folder; absent: the root.
    pub parent: Option<ObjectId>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The named objects that were copied by themselves, each with its copy.
    pub tops: Vec<(ObjectId, ObjectId)>,
    /// How many objects were made in all.
    pub objects: u64,
    /// How many attachments were copied along.
    pub attachments: u64,
}

impl Service {
    /// Copies an object.
    ///
    /// # Errors
    /// As [`Self::copy_objects`].
    pub async fn copy_object(
        self: &Arc<Self>,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        to: CopyTo,
    ) -> Result<ObjectView, ServiceError> {
        let copied = self.copy_objects(caller, database, &[Named { id, revision: None }], to).await?;
        let (_, copy) = copied.tops.into_iter().next().ok_or(ServiceError::NotFound)?;
        let target = to.database.unwrap_or(database);
        let known = self.object(caller, database, id).map(ObjectView::name_only).unwrap_or(ObjectView {
            id: copy,
            database: target,
            parent: to.parent,
            kind: ObjectKind::Entry,
            title: String::new(),
            entry_type: None,
            details: None,
            seal: None,
        });
        let known = ObjectView { id: copy, database: target, parent: to.parent, ..known };
        Ok(super::read::after_change(self.object(caller, target, copy), known))
    }

    /// Copies objects, in the order in which they are named. What stands below another of them is copied with that.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where one of them, the folder or the database is hidden, whichever it is;
    /// [`ServiceError::Forbidden`] where something in them may not be read, or only through a seal;
    /// [`ServiceError::InvalidTarget`] for a folder below what is copied; [`ServiceError::LimitReached`],
    /// [`ServiceError::TooLarge`]; [`ServiceError::RateLimited`] where the caller, or all together, send too many files
    /// already; [`ServiceError::Busy`] where the originals were changed all the time.
    pub async fn copy_objects(
        self: &Arc<Self>,
        caller: &Caller,
        database: DatabaseId,
        named: &[Named],
        to: CopyTo,
    ) -> Result<Copied, ServiceError> {
        named::check(named)?;
        let _turn = self.arranging.turn(caller.user).await;
        for _ in 0..TRIES {
            let choice = choose(self, caller, database, named, to)?;
            let covers = choice.chosen.iter().map(|chosen| chosen.cover.clone()).collect();
            let originals = self.unlocked(caller, choice.from, |_, _| Ok(covers)).await?;
            let place = self.over_place(caller, &choice).await?;
            let copied = self.second_passwords_of_copies(caller, &originals, choice.from, choice.to).await?;
            let sealing = Sealing::new(self, caller, choice, (originals, copied, place));
            match sealing.run().await {
                Ok(prepared) => {
                    let prepared = Arc::new(prepared);
                    match self.make_copies(caller, named, &prepared).await {
                        Ok(Some(copied)) => {
                            prepared.staged.iter().for_each(|waiting| waiting.settle());
                            return Ok(copied);
                        }
                        Ok(None) => self.discard(&prepared.staged).await,
                        Err(error) => {
                            self.discard(&prepared.staged).await;
                            return Err(error);
                        }
                    }
                }
                Err((staged, error)) => {
                    self.discard(&staged).await;
                    match error {
                        // Changed a moment ago, and memory has yet to follow; or chosen anew without what is gone.
                        ServiceError::Stale => self.settle().await?,
                        error => return Err(error),
                    }
                }
            }
        }
        Err(ServiceError::Busy)
    }

    /// What lies over copies that nothing else covers: asked for only where there are such.
    async fn over_place(&self, caller: &Caller, choice: &Choice) -> Result<Layer, ServiceError> {
        if !choice.rests_on_place() {
            return Ok(Layer::uncovered());
        }
        let covers = vec![choice.target_cover.clone()];
        let opened = self.unlocked(caller, choice.to, |_, _| Ok(covers)).await?;
        opened.layer(&choice.target_cover)
    }

    /// Makes what was sealed; absent where other things are to be copied by now.
    async fn make_copies(
        self: &Arc<Self>,
        caller: &Caller,
        named: &[Named],
        prepared: &Arc<Prepared>,
    ) -> Result<Option<Copied>, ServiceError> {
        // Sealing may have taken long: it is decided at the present instant, for a session that is still live.
        let caller = self.again(caller)?;
        let (service, named, prepared) = (Arc::clone(self), named.to_vec(), Arc::clone(prepared));
        service
            .decided_aside(self.arranging.pool(), move |service| {
                let from = prepared.choice.from;
                let again = choose(service, &caller, from, &named, prepared.choice.asked)?;
                let same = prepared.choice.is_as(&again);
                let (target, note) = (service.database(again.to)?, service.note(&caller));
                let prepared = Arc::clone(&prepared);
                Ok(move |write: &mut Write<'_>| -> Result<Option<Copied>, ServiceError> {
                    if !same {
                        return Ok(None);
                    }
                    write_copies(write, &again, &prepared, &target, &note)
                })
            })
            .await
    }

    /// Puts away what was staged for nothing. What can not be put away now is abandoned, and put away later.
    pub(super) async fn discard(&self, staged: &[Arc<Waiting>]) {
        let which = staged.iter().map(|waiting| waiting.which()).collect();
        match self.put_away(which).await {
            Ok(()) => staged.iter().for_each(|waiting| waiting.settle()),
            Err(error) => {
                tracing::warn!(%error, "attachments that did not come to their end are put away later");
            }
        }
    }

    /// Puts away the attachments that nobody waits for any more: their requests were broken off by who made them.
    ///
    /// # Errors
    /// What the store says; they are put away at the next start then.
    pub async fn put_abandoned_away(&self) -> Result<(), ServiceError> {
        self.put_away(self.abandoned.take()).await
    }

    async fn put_away(&self, staged: Vec<(DatabaseId, AttachmentId)>) -> Result<(), ServiceError> {
        if staged.is_empty() {
            return Ok(());
        }
        // Whatever was on its way to the store for them is before this in its queue.
        let put_away = self.store.write(move |write| -> Result<(), ServiceError> {
            staged.iter().try_for_each(|(database, id)| {
                attachment_rows::discard(write, *database, *id).map_err(ServiceError::from)
            })
        });
        put_away.await
    }
}

fn write_copies(
    write: &mut Write<'_>,
    choice: &Choice,
    prepared: &Prepared,
    target: &Arc<Database>,
    note: &Note,
) -> Result<Option<Copied>, ServiceError> {
    let mut copying = Copying::begin(write, &choice.addition)?;
    for (id, record) in &prepared.icons {
        copying.icon(write, *id, record)?;
    }
    let elsewhere = (choice.from != choice.to).then_some(choice.to);
    let mut attachments = 0;
    for (chosen, copy) in choice.chosen.iter().zip(&prepared.copies) {
        rows::at_revision(write, choice.from, chosen.source, chosen.revision)?;
        copying.object(write, &chosen.reading, &copy.place, &copy.sealed, copy.second.as_ref())?;
        let of_original = attachment_rows::of_object(write, &chosen.reading, chosen.source)?;
        let copied: HashSet<_> = copy.attachments.iter().map(|(original, _)| *original).collect();
        if of_original.len() != copied.len() || of_original.iter().any(|row| !copied.contains(&row.id)) {
            return Ok(None);
        }
        for (_, row) in &copy.attachments {
            copying.attachment(write, copy.place.id, row, copy.sealed.under)?;
        }
        attachments += copied.len() as u64;
        let event = Event::ObjectCopied {
            object: chosen.source,
            copy: copy.place.id,
            to: copy.place.parent,
            database: elsewhere,
            attachments: copied.len() as u64,
        };
        note.database(write, choice.from, event)?;
        if elsewhere.is_some() {
            // Whoever reads the chain of the target sees where it comes to be, not where it comes from.
            let made = Event::ObjectCreated { object: copy.place.id, parent: copy.place.parent, revision: 1 };
            note.database(write, choice.to, made)?;
        }
    }
    write.raise(choice.to, Raises::Content)?;
    let tops = prepared.tops(choice);
    let objects = prepared.copies.len() as u64;
    let made = |copy: &recrypt::Copy| (copy.place, copy.held.clone(), copy.second.clone());
    let made: Vec<_> = prepared.copies.iter().map(made).collect();
    let target = Arc::clone(target);
    write.when_durable(move || {
        target.change(|state| {
            for (place, held, second) in made {
                take_in(state, &place, held);
                state.cover_made(place.id, second);
            }
        });
    });
    Ok(Some(Copied { tops, objects, attachments }))
}
