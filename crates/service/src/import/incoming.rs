//! Writing what comes in: piece by piece, so that others come in between, and seen from the last commit on.
//!
//! Each piece is decided anew, at its own instant. Whatever ends it before the last commit, a kill included, leaves
//! nothing to be seen, and what was written is purged.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use strongroom_domain::{
    administration::Administers,
    audit::{Event, Marking},
    database::ObjectKind,
    id::{DatabaseId, ImportId, ObjectId},
    limits,
    rights::{Granted, Target},
    time::Period,
};
use strongroom_store::{
    Raises, RuleRows, Write,
    imports::{self as rows, ImportRow, ImportState, Warrant},
    proof, rules,
    scope::Scope,
};

use super::{
    build::Built,
    kept::{ImportRecord, Kept, import_place},
    rights::{Brought, Wanted},
    runs::Left,
};
use crate::{
    audit::Note,
    caller::Caller,
    databases::{
        create::{Planned, loaded, write_database},
        state::{DatabaseState, Held},
    },
    error::ServiceError,
    objects::{may_add, take_in},
    records,
    service::Service,
};

/// Objects of a piece.
const OBJECTS: usize = 200;
/// Bytes of a piece, unless one object alone has more.
const BYTES: usize = 4 << 20;

/// Where something comes in.
#[derive(Clone)]
pub(super) enum Place {
    /// Into a folder (or the root) of a database that is there.
    Folder(DatabaseId, Option<ObjectId>),
    /// Into a database that is made for it.
    New(Arc<Planned>),
}

impl Place {
    pub fn database(&self) -> DatabaseId {
        match self {
            Self::Folder(database, _) => *database,
            Self::New(planned) => planned.id,
        }
    }
}

/// How far it has come.
#[derive(Debug, Default)]
pub struct Progress {
    /// Objects that are written.
    pub done: AtomicU64,
    /// Objects that there are.
    pub total: AtomicU64,
}

/// The proof of one decision.
enum Proof {
    Adding(Granted),
    Making(Administers, DatabaseId),
}

impl Proof {
    const fn warrant(&self) -> Warrant<'_> {
        match self {
            Self::Adding(granted) => Warrant::Adding(granted),
            Self::Making(administers, database) => Warrant::Making(administers, *database),
        }
    }
}

/// Everything that is to be written.
pub(super) struct Load {
    pub id: ImportId,
    pub place: Place,
    pub built: Built,
    /// The rights of the archive, where they are to be taken.
    pub wanted: Option<Wanted>,
    /// What they are in the new database.
    pub brought: Brought,
    pub record: ImportRecord,
    pub event: Event,
}

impl Service {
    /// Writes all of it, or nothing that anybody ever sees.
    ///
    /// # Errors
    /// What is lacking for it by then; what the store says.
    pub(super) async fn bring_in(
        &self,
        caller: &Caller,
        load: &Arc<Load>,
        progress: &Progress,
    ) -> Result<(), ServiceError> {
        progress.total.store(load.built.objects.len() as u64, Ordering::Relaxed);
        let done = self.write_in(caller, load, progress).await;
        if done.is_err() {
            self.put_run_away(match &load.place {
                Place::Folder(database, _) => Left::Pieces(*database, load.id),
                Place::New(planned) => Left::Database(planned.id),
            })
            .await;
        }
        done
    }

    async fn write_in(
        &self,
        caller: &Caller,
        load: &Arc<Load>,
        progress: &Progress,
    ) -> Result<(), ServiceError> {
        let row = load.row(self)?;
        self.begin_import(caller, load, &row).await?;
        let members = Arc::new(load.built.members());
        for (number, piece) in (1_u64..).zip(load.pieces()) {
            self.decided(|| {
                let proof = self.still_may(caller, load)?;
                let (load, members, piece) = (Arc::clone(load), Arc::clone(&members), piece.clone());
                Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                    let objects = load.built.objects.get(piece).unwrap_or_default();
                    let icons = if number == 1 { &load.built.icons[..] } else { &[] };
                    rows::stage(write, proof.warrant(), (load.id, number), &members, objects, icons)?;
                    write.raise(load.place.database(), Raises::Content)?;
                    Ok(())
                })
            })
            .await?;
            progress.done.store(piece.end as u64, Ordering::Relaxed);
        }
        let judged = self.judged_aside(caller, load).await?;
        self.decided(|| {
            let proof = self.still_may(caller, load)?;
            let caller = self.again(caller)?;
            let (load, row, note) = (Arc::clone(load), row.clone(), self.note(&caller));
            let memory = Arc::clone(&self.memory);
            let there = match &load.place {
                Place::Folder(database, _) => Some(self.database(*database)?),
                Place::New(_) => None,
            };
            let brought = match &load.place {
                Place::New(planned) => {
                    // Whom the names of the archive stand for was decided before the first piece was written.
                    load.wanted.as_ref().map_or(Ok(()), |wanted| self.still_matched(wanted).map(|_| ()))?;
                    let rules = self.rules();
                    match &judged {
                        Some((sequence, brought)) if *sequence == rules.sequence() => brought.clone(),
                        // Somebody changed accounts or policies since.
                        _ => load.brought.judged(&rules, (caller.user, caller.now), planned, &load.built)?,
                    }
                }
                Place::Folder(..) => Brought::default(),
            };
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                let database = load.place.database();
                rows::finish(write, proof.warrant(), load.id)?;
                note.database(write, database, load.event.clone())?;
                set_rights(write, database, &note, &brought)?;
                let cut = load.built.objects.iter().filter(|object| !object.place.inheritance);
                for object in cut {
                    let event = Event::InheritanceSet { object: object.place.id, on: false };
                    note.database(write, database, event)?;
                }
                write.raise(database, Raises::Content)?;
                let there = match (&load.place, there) {
                    (Place::New(planned), _) => {
                        let scope = write.scope_of(database)?;
                        let fresh =
                            Arc::new(loaded(planned, rules_of(scope, planned, &load.built, &brought)));
                        write.when_durable({
                            let fresh = Arc::clone(&fresh);
                            move || {
                                memory.databases.write().insert(fresh.id(), fresh);
                            }
                        });
                        fresh
                    }
                    (_, Some(there)) => there,
                    (Place::Folder(..), None) => return Err(ServiceError::NotFound),
                };
                let kept = Kept::new(ImportState::There, row.revision, load.record.clone());
                write.when_durable(move || {
                    there.change(|state| {
                        for (object, held) in load.built.objects.iter().zip(&load.built.held) {
                            match &load.place {
                                Place::Folder(..) => take_in(state, &object.place, held.clone()),
                                Place::New(_) => hold(state, object.place.id, held.clone()),
                            }
                        }
                        state.imports.put(load.id, kept);
                    });
                });
                Ok(())
            })
        })
        .await
    }

    /// What of the rights the importer may hand out, worked out off the threads that answer others, and by which rules of
    /// the server.
    async fn judged_aside(
        &self,
        caller: &Caller,
        load: &Arc<Load>,
    ) -> Result<Option<(u64, Brought)>, ServiceError> {
        let (rules, load, who) = (self.rules(), Arc::clone(load), (caller.user, caller.now));
        let judge = move || match &load.place {
            Place::New(planned) => {
                let brought = load.brought.judged(&rules, who, planned, &load.built)?;
                Ok(Some((rules.sequence(), brought)))
            }
            Place::Folder(..) => Ok(None),
        };
        self.importing.pool().run_in_time(judge).await?
    }

    async fn begin_import(
        &self,
        caller: &Caller,
        load: &Arc<Load>,
        row: &ImportRow,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let proof = self.still_may(caller, load)?;
            let (load, row, note) = (Arc::clone(load), row.clone(), self.note(&self.again(caller)?));
            let memory = Arc::clone(&self.memory);
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                if let (Place::New(planned), Proof::Making(administers, _)) = (&load.place, &proof) {
                    proof::unchanged(write, administers.server_sequence(), None)?;
                    write_database(write, planned, &note, &memory)?;
                }
                rows::begin(write, proof.warrant(), &row)?;
                write.raise(load.place.database(), Raises::Content)?;
                Ok(())
            })
        })
        .await
    }

    /// The right to it, at this very instant: of a session that is live and an account that is enabled.
    fn still_may(&self, caller: &Caller, load: &Load) -> Result<Proof, ServiceError> {
        let caller = self.again(caller)?;
        match &load.place {
            Place::Folder(database, parent) => {
                let granted = self.viewed(&caller, *database, |view, state, _| {
                    let granted = may_add(view, state, &caller, (*parent, ObjectKind::Entry))?;
                    state.open()?;
                    room_for(state.index.len(), load.built.objects.len())?;
                    Ok(granted)
                })?;
                debug_assert_eq!(granted.target(), parent.map_or(Target::Database, Target::Object));
                Ok(Proof::Adding(granted))
            }
            Place::New(planned) => Ok(Proof::Making(self.may_make_of_file(&caller)?, planned.id)),
        }
    }

    /// Purges everything of an import that is pending.
    pub(super) async fn discard_import(
        &self,
        database: DatabaseId,
        import: ImportId,
    ) -> Result<(), ServiceError> {
        loop {
            let more = self
                .store
                .write(move |write: &mut Write<'_>| -> Result<bool, ServiceError> {
                    let more = rows::discard(write, database, import)?;
                    write.raise(database, Raises::Content)?;
                    Ok(more)
                })
                .await;
            match more {
                Ok(true) => {}
                // There is nothing of it, or somebody else was faster.
                Ok(false) | Err(ServiceError::Stale) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }
}

/// Whether so many more objects have room. How many there are is not told: some of them may be hidden.
pub(super) fn room_for(there: usize, more: usize) -> Result<(), ServiceError> {
    if there.saturating_add(more) <= limits::OBJECTS {
        return Ok(());
    }
    Err(ServiceError::LimitReached {
        what: format!("the database has not room enough: it holds at most {} objects", limits::OBJECTS)
            .into(),
        limit: limits::OBJECTS,
    })
}

impl Load {
    fn row(&self, service: &Service) -> Result<ImportRow, ServiceError> {
        let place = import_place(self.place.database(), self.id, 1);
        let record = records::seal(&service.keys.directory, &place, &self.record)?;
        Ok(ImportRow { id: self.id, state: ImportState::ComingIn, revision: 1, record })
    }

    /// Pieces of the objects in their order; at least one, for the icons.
    fn pieces(&self) -> Vec<Range<usize>> {
        let size = |object: &rows::Incoming| {
            let sealed = |sealed: &strongroom_store::objects::Sealed| {
                sealed.summary.len() + sealed.secret.as_ref().map_or(0, Vec::len)
            };
            let versions: usize = object.versions.iter().map(|(_, version)| sealed(version)).sum();
            let files = object.attachments.iter().flat_map(|(_, chunks)| chunks);
            sealed(&object.sealed) + versions + files.map(Vec::len).sum::<usize>()
        };
        let (mut pieces, mut first, mut bytes) = (Vec::new(), 0, 0);
        for (at, object) in self.built.objects.iter().enumerate() {
            let more = size(object);
            if at > first && (at - first >= OBJECTS || bytes + more > BYTES) {
                pieces.push(first..at);
                (first, bytes) = (at, 0);
            }
            bytes += more;
        }
        pieces.push(first..self.built.objects.len());
        pieces
    }
}

/// What memory begins with of a database that was made for what comes in.
fn rules_of(scope: Scope, planned: &Planned, built: &Built, brought: &Brought) -> RuleRows {
    RuleRows {
        scope,
        assignments: planned.assignment.into_iter().chain(brought.assignments.iter().copied()).collect(),
        rules: brought.rules.clone(),
        grants: Vec::new(),
        progress: Vec::new(),
        locks: Vec::new(),
        imports: Vec::new(),
        places: built.objects.iter().map(|object| object.place).collect(),
    }
}

/// Has memory hold the summary of an object that is in the tree already.
fn hold(state: &mut DatabaseState, object: ObjectId, held: Held) {
    let Some(slot) = state.index.slot(object) else { return };
    if let Some(content) = &mut state.content {
        content.hold(slot, held);
    }
}

/// Sets rights that an archive brought, each with its record.
fn set_rights(
    write: &mut Write<'_>,
    database: DatabaseId,
    note: &Note,
    brought: &Brought,
) -> Result<(), ServiceError> {
    for it in &brought.assignments {
        rules::put_assignment(write, database, it)?;
        let after = Marking::new(it.marks, it.period);
        note.database(
            write,
            database,
            Event::AssignmentSet { principal: it.principal.into(), before: None, after },
        )?;
    }
    for it in &brought.rules {
        rules::put_rule(write, database, it)?;
        let after = Marking::new(it.marks, Period::ALWAYS);
        let (object, principal) = (it.object, it.principal.into());
        note.database(write, database, Event::RuleSet { object, principal, before: None, after })?;
    }
    if !(brought.assignments.is_empty() && brought.rules.is_empty()) {
        write.raise(database, Raises::Rules)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: A4
    #[test]
    fn what_has_no_room_tells_the_limit_and_not_how_much_is_there() {
        assert!(room_for(limits::OBJECTS - 5, 5).is_ok());
        let refused = |there, more| match room_for(there, more) {
            Err(ServiceError::LimitReached { what, limit }) => (what, limit),
            other => panic!("{other:?}"),
        };
        let told = refused(limits::OBJECTS, 1);
        for (there, more) in [(limits::OBJECTS - 5, 6), (17, limits::OBJECTS), (usize::MAX, usize::MAX)] {
            assert_eq!(refused(there, more), told);
        }
        assert_eq!(told.1, limits::OBJECTS);
        assert_eq!(told.0, format!("the database has not room enough: it holds at most {} objects", told.1));
    }
}
