//! Imports as jobs: a file is uploaded once, looked at as often as its importer likes, and then run while the importer
//! may go away.
//!
//! A file that waits is in memory only, never on disk: it is gone a quarter of an hour after it came, with a restart, or
//! when it ran. A few wait on a server, two for one person ([`super::seats`]). A job is its owner's alone; to everybody else
//! it is not there.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
};

use parking_lot::Mutex;
use strongroom_domain::{
    id::{DatabaseId, ImportId, ObjectId, UserId},
    rights::Permission,
    time::Instant,
};
use strongroom_formats::csv;

use super::{
    How, ImportFile,
    incoming::{Progress, room_for},
    kept::{ImportRecord, Kept},
    rights::{RightsPreview, check_count},
    runs::Runs,
    seats::{Seat, Seats},
    source::Source,
    tally::Tally,
};
use crate::{
    caller::Caller, error::ServiceError, objects::may_come_from, second_passwords::Entered, service::Service,
};

/// A file waits this long after it came, whatever is changed about its job; what did not work out is told as long.
pub const WAITING_SECONDS: i64 = 15 * 60;

/// Where something is to come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportTarget {
    /// Into a folder (absent: the root) of a database.
    Folder(DatabaseId, Option<ObjectId>),
    /// Into a new standard database of that name.
    New(String),
}

/// How a file is to be imported.
#[derive(Debug, Clone)]
pub struct ImportSettings {
    /// Where to.
    pub target: ImportTarget,
    /// Entries that are there already are left out.
    pub skip_duplicates: bool,
    /// What is in the file's bin comes into the bin; otherwise it is left out.
    pub take_bin: bool,
    /// The rights that an archive brings are set in the new database; otherwise they are left out.
    pub take_rights: bool,
    /// How a table is read.
    pub table: csv::Settings,
}

/// What a run would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What comes in; absent while it is not known what the columns of a table hold.
    pub tally: Option<Tally>,
    /// What a table looks like.
    pub table: Option<csv::Look>,
    /// What the rights of an archive come to in a new database; absent where it has none, and for another target.
    pub rights: Option<RightsPreview>,
}

/// An import as its owner sees it.
#[derive(Debug, Clone)]
pub struct ImportView {
    /// Its id.
    pub id: ImportId,
    /// The format of the file.
    pub format: String,
    /// When it was uploaded; of one that ran when it began to run, of one that did not work out when it ended.
    pub at: Instant,
    /// Where it stands.
    pub stage: StageView,
}

/// Where an import stands.
#[derive(Debug, Clone)]
pub enum StageView {
    /// It waits to be run.
    Ready(ImportSettings, Arc<Preview>),
    /// It runs: so many objects of so many are written.
    Running(ImportTarget, u64, u64),
    /// It did not work out, and nothing came in.
    Failed(ImportTarget, String),
    /// It ran, and maybe was undone.
    Done(DatabaseId, Kept),
}

/// The jobs of a server.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    all: Mutex<HashMap<ImportId, Job>>,
    seats: Seats,
    pub(super) runs: Runs,
}

#[derive(Debug)]
struct Job {
    owner: UserId,
    at: Instant,
    format: &'static str,
    settings: ImportSettings,
    /// How often the settings were changed: a run is of those that it was decided by.
    changes: u64,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Ready { file: Arc<File>, preview: Arc<Preview> },
    Running(Arc<Progress>),
    Failed(String),
}

/// A file on its seat.
#[derive(Debug)]
struct File {
    source: Source,
    _seat: Seat,
}

impl Job {
    fn view(&self, id: ImportId) -> ImportView {
        let target = || self.settings.target.clone();
        let stage = match &self.stage {
            Stage::Ready { preview, .. } => StageView::Ready(self.settings.clone(), Arc::clone(preview)),
            Stage::Running(progress) => StageView::Running(
                target(),
                progress.done.load(Ordering::Relaxed),
                progress.total.load(Ordering::Relaxed),
            ),
            Stage::Failed(reason) => StageView::Failed(target(), reason.clone()),
        };
        ImportView { id, format: self.format.to_owned(), at: self.at, stage }
    }

    fn is_over(&self, now: Instant) -> bool {
        !matches!(self.stage, Stage::Running(_)) && self.at.plus_seconds(WAITING_SECONDS) <= now
    }
}

impl Jobs {
    /// Drops what waited for too long.
    pub fn forget(&self, now: Instant) {
        // Files are wiped when the lock is free again.
        let over: Vec<Job> = {
            let mut all = self.all.lock();
            let ids: Vec<ImportId> =
                all.iter().filter(|(_, job)| job.is_over(now)).map(|(id, _)| *id).collect();
            ids.into_iter().filter_map(|id| all.remove(&id)).collect()
        };
        drop(over);
    }
}

impl Service {
    /// A place for a file of the caller's, to be asked for before it is taken in. `announced`: how many bytes are to come,
    /// where that was said.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] for who may import nowhere; [`ServiceError::RateLimited`] where too much waits.
    pub fn seat_for_import(&self, caller: &Caller, announced: Option<u64>) -> Result<Seat, ServiceError> {
        self.may_import_somewhere(caller)?;
        self.import_jobs.forget(self.now());
        self.import_jobs.seats.take(caller.user, announced, self.settings.import_bytes)
    }

    /// Whether there is anything that the caller may import into. What is refused is the same whatever there is.
    fn may_import_somewhere(&self, caller: &Caller) -> Result<(), ServiceError> {
        let Err(refused) = self.may_import(caller) else { return Ok(()) };
        let into = |database: &DatabaseId| {
            let may = self.viewed(caller, *database, |view, state, _| {
                state.open()?;
                may_come_from(view, caller)?;
                Ok(view.has_somewhere(Permission::AddEntries))
            });
            may.unwrap_or(false)
        };
        if self.database_ids().iter().any(into) { Ok(()) } else { Err(refused) }
    }

    /// Takes a file in and tells what a run would do. Nothing is written.
    ///
    /// # Errors
    /// What is lacking for it; [`ServiceError::Import`] says what is wrong with the file; [`ServiceError::TooLarge`] where
    /// it unpacks to too much.
    pub async fn prepare_import(
        &self,
        caller: &Caller,
        mut seat: Seat,
        file: ImportFile,
        settings: ImportSettings,
    ) -> Result<ImportView, ServiceError> {
        // Before the key derivation that the file wants.
        self.may_import_there(caller, &settings.target)?;
        let turn = self.importing.turn(caller.user).await;
        let source = self.importing.pool().run(move || Source::read(file)).await??;
        seat.weigh(source.bytes())?;
        let file = Arc::new(File { source, _seat: seat });
        let preview = self.preview_of(caller, &file, &settings).await?;
        drop(turn);
        let id: ImportId = self.new_id(caller.now)?;
        let format = file.source.format();
        let stage = Stage::Ready { file, preview: Arc::new(preview) };
        let job = Job { owner: caller.user, at: caller.now, format, settings, changes: 0, stage };
        let view = job.view(id);
        self.import_jobs.all.lock().insert(id, job);
        Ok(view)
    }

    /// Changes how a waiting file is to be imported, and tells what a run would do then. It waits no longer for that.
    /// Changes of one person come one after the other, each to what the one before left.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Conflict`] where it runs or ran; what `change` says.
    pub async fn change_import<E: From<ServiceError>>(
        &self,
        caller: &Caller,
        id: ImportId,
        change: impl FnOnce(&mut ImportSettings) -> Result<(), E> + Send,
    ) -> Result<ImportView, E> {
        let _turn = self.importing.turn(caller.user).await;
        let (file, mut settings, changes) = self.waiting_file(caller, id)?;
        change(&mut settings)?;
        self.may_import_there(caller, &settings.target)?;
        let preview = Arc::new(self.preview_of(caller, &file, &settings).await?);
        let mut all = self.import_jobs.all.lock();
        let Some(job) = all.get_mut(&id).filter(|job| !job.is_over(self.now())) else {
            drop(all);
            return Err(self.no_job(caller, id).into());
        };
        match &mut job.stage {
            Stage::Ready { preview: shown, .. } if job.changes == changes => *shown = preview,
            _ => return Err(not_waiting().into()),
        }
        (job.settings, job.changes) = (settings, changes + 1);
        Ok(job.view(id))
    }

    /// Runs a waiting import. It goes on by itself; [`Self::import_job`] tells how far it is.
    ///
    /// # Errors
    /// What is lacking for it, a second password included; [`ServiceError::Conflict`] where it runs or ran, or where it is not known what the columns
    /// of a table hold.
    pub async fn run_import(
        self: &Arc<Self>,
        caller: &Caller,
        id: ImportId,
    ) -> Result<ImportView, ServiceError> {
        let (_, settings, changes) = self.waiting_file(caller, id)?;
        self.may_import_there(caller, &settings.target)?;
        let layer = self.layer_there(caller, &settings.target).await?;
        let progress = Arc::new(Progress::default());
        let (file, rights, view) = {
            let mut all = self.import_jobs.all.lock();
            let Some(job) = all.get_mut(&id) else {
                drop(all);
                return Err(self.no_job(caller, id));
            };
            let (file, preview) = match &job.stage {
                Stage::Ready { file, preview } => (Arc::clone(file), Arc::clone(preview)),
                _ => return Err(not_waiting()),
            };
            if job.changes != changes {
                // What was decided is of other settings, the second password included.
                return Err(ServiceError::Conflict(
                    "it was changed in the meantime: look at it again".into(),
                ));
            }
            if preview.tally.is_none() {
                let text = "say first what the columns of the table hold";
                return Err(ServiceError::Conflict(text.into()));
            }
            job.stage = Stage::Running(Arc::clone(&progress));
            job.at = caller.now;
            (file, preview.rights.clone().filter(|_| settings.take_rights), job.view(id))
        };
        // The second password is forgotten with the request; what it opened ends with the run.
        let caller = Caller { second_password: Entered::default(), ..caller.clone() };
        let service = Arc::clone(self);
        tokio::spawn(async move {
            let how = How { settings: &settings, layer, rights };
            let done = service.import_now(&caller, id, file.source_of(), how, &progress).await;
            drop(file);
            let mut all = service.import_jobs.all.lock();
            match done {
                // What it did stands with its database from now on.
                Ok(_) => drop(all.remove(&id)),
                Err(error) => {
                    if let Some(job) = all.get_mut(&id) {
                        job.stage = Stage::Failed(error.to_string());
                        job.at = service.now();
                    }
                }
            }
        });
        Ok(view)
    }

    /// Drops a waiting import, or one that did not work out.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Conflict`] where it runs or ran.
    pub fn drop_import(&self, caller: &Caller, id: ImportId) -> Result<(), ServiceError> {
        let mut all = self.import_jobs.all.lock();
        match all.get(&id) {
            Some(job) if job.owner == caller.user && !matches!(job.stage, Stage::Running(_)) => {
                let dropped = all.remove(&id);
                drop(all);
                drop(dropped);
                Ok(())
            }
            Some(job) if job.owner == caller.user => {
                Err(ServiceError::Conflict("the import runs already".into()))
            }
            _ => {
                drop(all);
                Err(self.no_job(caller, id))
            }
        }
    }

    /// One import of the caller's.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub fn import_job(&self, caller: &Caller, id: ImportId) -> Result<ImportView, ServiceError> {
        let waiting = {
            let all = self.import_jobs.all.lock();
            let own = all.get(&id).filter(|job| job.owner == caller.user && !job.is_over(caller.now));
            own.map(|job| job.view(id))
        };
        match waiting {
            Some(view) => Ok(view),
            None => self.kept_import(caller, id).map(|(database, kept)| done(id, database, kept)),
        }
    }

    /// The imports of the caller: those that wait or run, and those of the last thirty days in databases that the caller
    /// sees. The newest first.
    pub fn imports(&self, caller: &Caller) -> Vec<ImportView> {
        let mut found: Vec<ImportView> = {
            let all = self.import_jobs.all.lock();
            let own = all.iter().filter(|(_, job)| job.owner == caller.user && !job.is_over(caller.now));
            own.map(|(id, job)| job.view(*id)).collect()
        };
        found.extend(
            self.kept_imports(caller).into_iter().map(|(id, database, kept)| done(id, database, kept)),
        );
        found.sort_by_key(|view| std::cmp::Reverse(view.id));
        found.dedup_by_key(|view| view.id);
        found
    }

    /// The file of a job that waits and is the caller's, its settings, and how often they were changed.
    fn waiting_file(
        &self,
        caller: &Caller,
        id: ImportId,
    ) -> Result<(Arc<File>, ImportSettings, u64), ServiceError> {
        let all = self.import_jobs.all.lock();
        let job = all.get(&id).filter(|job| job.owner == caller.user && !job.is_over(caller.now));
        match job {
            Some(Job { stage: Stage::Ready { file, .. }, settings, changes, .. }) => {
                Ok((Arc::clone(file), settings.clone(), *changes))
            }
            Some(_) => Err(not_waiting()),
            None => {
                drop(all);
                Err(self.no_job(caller, id))
            }
        }
    }

    /// Why there is no such job: what ran is none any more.
    fn no_job(&self, caller: &Caller, id: ImportId) -> ServiceError {
        match self.kept_import(caller, id) {
            Ok(_) => ServiceError::Conflict("the import ran already".into()),
            Err(_) => ServiceError::NotFound,
        }
    }

    async fn preview_of(
        &self,
        caller: &Caller,
        file: &Arc<File>,
        settings: &ImportSettings,
    ) -> Result<Preview, ServiceError> {
        let (database, into) = self.ground(caller, settings)?;
        let (seen, rights) = (
            into.seen,
            match settings.target {
                ImportTarget::New(_) => file.source.rights().map(|rights| self.match_rights(rights).preview),
                // They can not be taken there: who is known here is told to nobody who need not know.
                ImportTarget::Folder(..) => None,
            },
        );
        if settings.take_rights {
            check_rights(settings, rights.as_ref())?;
            file.source.rights().map_or(Ok(()), check_count)?;
        }
        let (file, table, now) = (Arc::clone(file), settings.table.clone(), caller.now);
        let preview = self
            .importing
            .pool()
            .run(move || -> Result<Preview, ServiceError> {
                let look = file.source.look(&table)?;
                if look.as_ref().is_some_and(|look| !look.is_known) {
                    return Ok(Preview { tally: None, table: look, rights });
                }
                let (_, tally) = file.source.build(&table, database, None, now, into)?;
                Ok(Preview { tally: Some(tally), table: look, rights })
            })
            .await??;
        if let Some(tally) = &preview.tally {
            // Of what is there only what the caller sees counts: asked often enough, a dry run would tell how much more
            // there is. The run counts all of it, and leaves a record.
            room_for(seen, usize::try_from(tally.folders + tally.entries).unwrap_or(usize::MAX))?;
        }
        Ok(preview)
    }
}

fn not_waiting() -> ServiceError {
    ServiceError::Conflict("the import is not waiting any more".into())
}

/// Whether rights can be taken at all.
fn check_rights(settings: &ImportSettings, rights: Option<&RightsPreview>) -> Result<(), ServiceError> {
    let refused = |text: &'static str| Err(ServiceError::Invalid(text.into()).at("/rights"));
    match (&settings.target, rights) {
        (ImportTarget::Folder(..), _) => {
            refused("what comes into a database has the rights of its folder, and brings none along")
        }
        (_, None) => refused("the file has no rights to take"),
        (_, Some(rights)) if rights.would_widen => refused(
            "the rights of the archive deny something to somebody who is not known here: import it without them",
        ),
        _ => Ok(()),
    }
}

impl File {
    /// The file by itself, for work on another thread.
    fn source_of(self: &Arc<Self>) -> Arc<dyn AsRef<Source> + Send + Sync> {
        Arc::clone(self) as Arc<dyn AsRef<Source> + Send + Sync>
    }
}

impl AsRef<Source> for File {
    fn as_ref(&self) -> &Source {
        &self.source
    }
}

impl AsRef<Self> for Source {
    fn as_ref(&self) -> &Self {
        self
    }
}

fn done(id: ImportId, database: DatabaseId, kept: Kept) -> ImportView {
    let ImportRecord { at, format, .. } = kept.record.clone();
    ImportView { id, format, at, stage: StageView::Done(database, kept) }
}
