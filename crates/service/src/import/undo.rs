//! Undoing an import: what it brought goes, as it came. What somebody changed, moved away or is editing stays, and so
//! does a folder with anything in it that stays or that the import did not bring: nobody's work is lost by it.
//!
//! What goes is out of sight in one commit, with a record for each object, and purged piece by piece afterwards. It is a
//! purge, with the rights that a purge needs: others may have come to rely on what came in, and granted or sealed it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use strongroom_domain::{
    audit::Event,
    id::{AttachmentId, DatabaseId, ImportId, ObjectId},
    rights::{Cause, Granted, Permission, Refusal, Target, View},
    time::Instant,
};
use strongroom_store::{
    Raises, Write, attachments,
    imports::{self as rows, ImportRow, ImportState, Item, ItemKind, files_of},
    locks,
};

use super::kept::{ImportRecord, Kept, Undone, import_place};
use crate::{
    caller::Caller,
    databases::state::DatabaseState,
    error::ServiceError,
    records,
    service::{Service, account_change},
};

/// An import that brought more is not undone at once: each object that goes is a record in the same commit.
const AT_ONCE: usize = 100_000;

/// What undoing comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoView {
    /// Folders and entries that go.
    pub removed: u64,
    /// Those that stay: because somebody changed, moved or edits them, or because something stays in them.
    pub kept: u64,
}

/// What was decided.
struct Plan {
    proofs: Vec<Granted>,
    kept: u64,
    /// What others edit elsewhere.
    edited: Vec<ObjectId>,
    before: Kept,
}

impl Service {
    /// Undoes an import of the caller's, or tells what that would come to (`dry_run`).
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Conflict`] where it was undone already, or can not be any more;
    /// [`ServiceError::Forbidden`] where the caller does not administer the database, or may not delete all that would
    /// go, and then nothing goes; [`ServiceError::LimitReached`].
    pub async fn undo_import(
        self: &Arc<Self>,
        caller: &Caller,
        id: ImportId,
        dry_run: bool,
    ) -> Result<UndoView, ServiceError> {
        let (database, _) = self.kept_import(caller, id)?;
        if dry_run {
            let plan = self.plan_undo(caller, database, id)?;
            return Ok(UndoView { removed: plan.proofs.len() as u64, kept: plan.kept });
        }
        let view = self
            .decided(|| {
                let plan = self.plan_undo(caller, database, id)?;
                let view = UndoView { removed: plan.proofs.len() as u64, kept: plan.kept };
                let undone = Undone { at: caller.now, removed: view.removed, kept: view.kept };
                let record = ImportRecord { undone: Some(undone), ..plan.before.record };
                let revision = plan.before.revision + 1;
                let sealed =
                    records::seal(&self.keys.directory, &import_place(database, id, revision), &record)?;
                let after = ImportRow { id, state: ImportState::GoingOut, revision, record: sealed };
                let (note, in_memory) = (self.note(caller), self.database(database)?);
                let (session, now) = (caller.session.id, caller.now);
                let Plan { proofs, edited, .. } = plan;
                // Children before their parents.
                let gone: Vec<ObjectId> = proofs.iter().rev().filter_map(Granted::object).collect();
                Ok(move |write: &mut Write<'_>| -> Result<UndoView, ServiceError> {
                    locks::no_others(write, database, (session, now), &edited)?;
                    rows::withdraw(write, database, &proofs, &after)?;
                    let UndoView { removed, kept } = view;
                    for object in &gone {
                        note.database(
                            write,
                            database,
                            Event::ObjectPurged { object: *object, within: None },
                        )?;
                    }
                    note.database(write, database, Event::ImportUndone { import: id, removed, kept })?;
                    let sequence = write.raise(database, Raises::Rules)?;
                    let kept = Kept::new(ImportState::GoingOut, revision, record);
                    write.when_durable(move || {
                        in_memory.change(|state| {
                            state.forget(sequence, &gone);
                            state.index.set_sequence(sequence);
                            state.imports.put(id, kept);
                        });
                    });
                    Ok(view)
                })
            })
            .await?;
        let service = Arc::clone(self);
        tokio::spawn(async move { service.purge_import(database, id).await });
        Ok(view)
    }

    fn plan_undo(&self, caller: &Caller, database: DatabaseId, id: ImportId) -> Result<Plan, ServiceError> {
        let items = self.store.read(|query| rows::items(query, database, id))?;
        let items: HashMap<ObjectId, Item> = items
            .into_iter()
            .filter(|item| item.kind == ItemKind::Object)
            .map(|item| (item.id, item))
            .collect();
        let mut files: HashMap<ObjectId, Vec<AttachmentId>> = HashMap::new();
        self.store.read(|query| {
            attachments::ids(query, database, &mut |object, file| {
                if items.contains_key(&object) {
                    files.entry(object).or_default().push(file);
                }
            })
        })?;
        self.viewed(caller, database, |view, state, _| {
            // As for every purge. Who administers also sees all that came in, so that nothing is told by what stays.
            let _ = view.require(Target::Database, Permission::GrantAdminRights)?;
            let before = state.imports.get(id).cloned().ok_or(ServiceError::NotFound)?;
            if before.state != ImportState::There {
                return Err(ServiceError::Conflict("the import was undone already".into()));
            }
            if before.until() <= caller.now {
                return Err(ServiceError::Conflict("it is too late to undo the import".into()));
            }
            let content = state.open()?;
            let mut batch = Batch {
                items,
                files,
                parent: before.record.parent,
                edited: HashSet::new(),
                second: HashSet::new(),
            };
            batch.edited = state.locks.kept_from(caller.session.id, caller.now);
            let second = |id: &&ObjectId| content.second.of(Some(**id)).is_some();
            batch.second = batch.items.keys().filter(second).copied().collect();
            let (going, kept) = batch.split(state);
            if going.len() > AT_ONCE {
                let what = "too much came in to be undone at once; delete it folder by folder".into();
                return Err(ServiceError::LimitReached { what, limit: AT_ONCE });
            }
            let proofs = proofs(view, &going)?;
            let edited = batch.edited.into_iter().collect();
            Ok(Plan { proofs, kept, edited, before })
        })
    }

    /// An import of the caller's that ran, with its database; only while the caller has access to that.
    pub(super) fn kept_import(
        &self,
        caller: &Caller,
        id: ImportId,
    ) -> Result<(DatabaseId, Kept), ServiceError> {
        let found = self.kept_imports(caller).into_iter().find(|(known, ..)| *known == id);
        found.map(|(_, database, kept)| (database, kept)).ok_or(ServiceError::NotFound)
    }

    pub(super) fn kept_imports(&self, caller: &Caller) -> Vec<(ImportId, DatabaseId, Kept)> {
        let mut found = Vec::new();
        for database in self.database_ids() {
            let of_database = self.viewed(caller, database, |view, state, _| {
                let _ = view.require(Target::Database, Permission::AccessDatabase)?;
                let own = state.imports.iter().filter(|(_, kept)| {
                    kept.record.by == caller.user
                        && kept.state != ImportState::ComingIn
                        && caller.now < kept.until()
                });
                Ok(own.map(|(id, kept)| (id, database, kept.clone())).collect::<Vec<_>>())
            });
            found.extend(of_database.into_iter().flatten());
        }
        found
    }

    /// Purges what is going out; what fails is tried again by [`Self::tidy_imports`].
    async fn purge_import(&self, database: DatabaseId, id: ImportId) {
        match self.discard_import(database, id).await {
            Ok(()) => self.settled_import(database, id),
            Err(error) => tracing::warn!(%error, "what was undone could not be purged yet"),
        }
    }

    fn settled_import(&self, database: DatabaseId, id: ImportId) {
        let Ok(database) = self.database(database) else { return };
        database.change(|state| match state.imports.get(id).cloned() {
            Some(kept) if kept.state == ImportState::GoingOut => {
                state.imports.put(id, Kept { state: ImportState::Gone, ..kept });
            }
            Some(kept) if kept.state == ImportState::ComingIn => state.imports.remove(id),
            _ => {}
        });
    }

    /// Drops files that waited for too long, purges what runs that did not work out and an ended process left pending, and
    /// forgets what can not be undone any more.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn tidy_imports(&self, now: Instant) -> Result<(), ServiceError> {
        self.import_jobs.forget(now);
        self.put_away_left().await;
        for id in self.database_ids() {
            let Ok(database) = self.database(id) else { continue };
            let (pending, over) = {
                let state = database.read();
                let open = state.content.is_some();
                let pending = state.imports.iter().filter(|(_, kept)| open && kept.state.is_pending());
                let over = state.imports.iter();
                let over = over.filter(|(_, kept)| !kept.state.is_pending() && kept.until() <= now);
                let ids = |(id, _): (ImportId, &Kept)| id;
                (pending.map(ids).collect::<Vec<_>>(), over.map(ids).collect::<Vec<_>>())
            };
            for import in pending {
                self.discard_import(id, import).await?;
                self.settled_import(id, import);
            }
            for import in over {
                let database = Arc::clone(&database);
                self.store
                    .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                        rows::forget(write, id, import)?;
                        write.raise(id, Raises::Content)?;
                        write.when_durable(move || database.change(|state| state.imports.remove(import)));
                        Ok(())
                    })
                    .await?;
            }
        }
        Ok(())
    }

    /// Deletes a database of which not everything came in: it was never there for anybody.
    pub(crate) async fn discard_database(&self, id: DatabaseId) -> Result<(), ServiceError> {
        let note = self.note_of(strongroom_domain::audit::Actor::Server, None, self.now());
        let memory = Arc::clone(&self.memory);
        let done = self
            .store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                note.database(write, id, Event::DatabaseDeleted {})?;
                strongroom_store::databases::delete(write, id)?;
                account_change(write, &memory, crate::accounts::state::AccountChange::Nothing)?;
                write.raise(id, Raises::Rules)?;
                Ok(())
            })
            .await;
        match done {
            // It had not even begun.
            Err(ServiceError::Stale) => Ok(()),
            done => done,
        }
    }
}

/// What an import brought.
struct Batch {
    items: HashMap<ObjectId, Item>,
    files: HashMap<ObjectId, Vec<AttachmentId>>,
    parent: Option<ObjectId>,
    /// What others edit.
    edited: HashSet<ObjectId>,
    /// What somebody gave a second password of its own.
    second: HashSet<ObjectId>,
}

impl Batch {
    /// What goes, a folder before what is in it, and how much of what is still there stays.
    fn split(&mut self, state: &DatabaseState) -> (Vec<ObjectId>, u64) {
        let nodes: Vec<_> =
            state.index.walk(None).filter_map(|slot| Some((slot, state.index.node(slot)?))).collect();
        // From the top: what was moved away stays, with everything in it.
        let mut away: HashSet<ObjectId> = HashSet::new();
        let mut touched: HashSet<ObjectId> = HashSet::new();
        for (slot, node) in &nodes {
            let Some(item) = self.items.get(&node.id) else { continue };
            let inside = node.parent.is_some_and(|parent| self.items.contains_key(&parent));
            let moved = !inside && node.parent != self.parent;
            if moved || node.parent.is_some_and(|parent| away.contains(&parent)) {
                away.insert(node.id);
            }
            let same_files =
                files_of(self.files.get_mut(&node.id).map_or(&mut [][..], |files| files)) == item.files;
            let same = state.placed(*slot).is_some_and(|placed| placed.revision == item.revision);
            let covered = self.second.contains(&node.id);
            if away.contains(&node.id) || !same || !same_files || covered || self.edited.contains(&node.id) {
                touched.insert(node.id);
            }
        }
        // From below: a folder stays with anything that stays in it.
        let (mut going, mut kept, mut needed) = (Vec::new(), 0, HashSet::new());
        for (_, node) in nodes.iter().rev() {
            let of_batch = self.items.contains_key(&node.id);
            if of_batch && !touched.contains(&node.id) && !needed.contains(&node.id) {
                going.push(node.id);
                continue;
            }
            kept += u64::from(of_batch);
            needed.extend(node.parent);
        }
        going.reverse();
        (going, kept)
    }
}

/// The right to delete each of them. What the caller does not see is not named.
fn proofs(view: &View<'_>, going: &[ObjectId]) -> Result<Vec<Granted>, ServiceError> {
    let permission = Permission::DeleteEntries;
    going
        .iter()
        .map(|object| {
            view.require(Target::Object(*object), permission).map_err(|refusal| match refusal {
                Refusal::NotFound => ServiceError::Forbidden { permission, because: Some(Cause::Below) },
                refusal => refusal.into(),
            })
        })
        .collect()
}
