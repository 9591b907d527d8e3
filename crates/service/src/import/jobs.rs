//! Imports as jobs: a file is uploaded once, looked at as often as its importer likes, and then run while the importer
//! may go away.
//!
//! A file that waits is in memory only, never on disk: it is gone after a quarter of an hour, with a restart, or when it
//! ran. A few wait on a server, two for one person. A job is its owner's alone; to everybody else it is not there.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
};

use parking_lot::Mutex;
use strongroom_domain::{
    id::{DatabaseId, ImportId, ObjectId, UserId},
    time::Instant,
};
use strongroom_formats::csv;

use super::{
    ImportFile,
    incoming::Progress,
    kept::{ImportRecord, Kept},
    rights::RightsPreview,
    source::Source,
    tally::Tally,
};
use crate::{caller::Caller, error::ServiceError, second_passwords::Entered, service::Service};

/// Files that wait or run on a server.
const FILES: usize = 4;
/// Those of one person.
const OF_ONE: usize = 2;
/// A file waits this long after it was last asked to be anything else.
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
    /// What the rights of an archive come to; absent where it has none.
    pub rights: Option<RightsPreview>,
}

/// An import as its owner sees it.
#[derive(Debug, Clone)]
pub struct ImportView {
    /// Its id.
    pub id: ImportId,
    /// The format of the file.
    pub format: String,
    /// When it was uploaded or last changed; of one that ran when it began to run.
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

/// A place for a file, given back when dropped.
#[derive(Debug)]
pub struct Seat {
    owner: UserId,
    taken: Arc<Mutex<HashMap<UserId, usize>>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.taken.lock();
        if let Some(count) = taken.get_mut(&self.owner) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.owner);
            }
        }
    }
}

/// The jobs of a server.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    all: Mutex<HashMap<ImportId, Job>>,
    taken: Arc<Mutex<HashMap<UserId, usize>>>,
}

#[derive(Debug)]
struct Job {
    owner: UserId,
    at: Instant,
    format: &'static str,
    settings: ImportSettings,
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

    /// The file of a job that waits and is the caller's.
    fn waiting(&self, caller: &Caller, id: ImportId) -> Result<(Arc<File>, ImportSettings), ServiceError> {
        let all = self.all.lock();
        let job = all.get(&id).filter(|job| job.owner == caller.user && !job.is_over(caller.now));
        match job {
            Some(Job { stage: Stage::Ready { file, .. }, settings, .. }) => {
                Ok((Arc::clone(file), settings.clone()))
            }
            Some(_) => Err(ServiceError::Conflict("the import is not waiting any more".into())),
            None => Err(ServiceError::NotFound),
        }
    }
}

impl Service {
    /// A place for a file of the caller's, to be asked for before it is taken in.
    ///
    /// # Errors
    /// [`ServiceError::RateLimited`] where too many files wait.
    pub fn seat_for_import(&self, caller: &Caller) -> Result<Seat, ServiceError> {
        self.import_jobs.forget(self.now());
        let mut taken = self.import_jobs.taken.lock();
        let own = taken.get(&caller.user).copied().unwrap_or_default();
        if own >= OF_ONE || taken.values().sum::<usize>() >= FILES {
            return Err(ServiceError::RateLimited { seconds: 60 });
        }
        taken.insert(caller.user, own + 1);
        Ok(Seat { owner: caller.user, taken: Arc::clone(&self.import_jobs.taken) })
    }

    /// Takes a file in and tells what a run would do. Nothing is written.
    ///
    /// # Errors
    /// What is lacking for it; [`ServiceError::Import`] says what is wrong with the file.
    pub async fn prepare_import(
        &self,
        caller: &Caller,
        seat: Seat,
        file: ImportFile,
        settings: ImportSettings,
    ) -> Result<ImportView, ServiceError> {
        // Before the key derivation that the file wants.
        self.may_import_there(caller, &settings.target)?;
        let source = self.importing.run(move || Source::read(file)).await??;
        let file = Arc::new(File { source, _seat: seat });
        let preview = self.preview_of(caller, &file, &settings).await?;
        let id: ImportId = self.new_id(caller.now)?;
        let format = file.source.format();
        let stage = Stage::Ready { file, preview: Arc::new(preview) };
        let job = Job { owner: caller.user, at: caller.now, format, settings, stage };
        let view = job.view(id);
        self.import_jobs.all.lock().insert(id, job);
        Ok(view)
    }

    /// Changes how a waiting file is to be imported, and tells what a run would do then.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Conflict`] where it runs or ran.
    pub async fn change_import(
        &self,
        caller: &Caller,
        id: ImportId,
        change: impl FnOnce(&mut ImportSettings) + Send,
    ) -> Result<ImportView, ServiceError> {
        self.only_waiting(caller, id)?;
        let (file, mut settings) = self.import_jobs.waiting(caller, id)?;
        change(&mut settings);
        self.may_import_there(caller, &settings.target)?;
        let preview = Arc::new(self.preview_of(caller, &file, &settings).await?);
        let mut all = self.import_jobs.all.lock();
        let job = all.get_mut(&id).ok_or(ServiceError::NotFound)?;
        match &mut job.stage {
            Stage::Ready { preview: shown, .. } => *shown = preview,
            _ => return Err(ServiceError::Conflict("the import is not waiting any more".into())),
        }
        (job.settings, job.at) = (settings, caller.now);
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
        self.only_waiting(caller, id)?;
        let (_, settings) = self.import_jobs.waiting(caller, id)?;
        self.may_import_there(caller, &settings.target)?;
        let layer = self.layer_there(caller, &settings.target).await?;
        let progress = Arc::new(Progress::default());
        let (file, settings, view) = {
            let mut all = self.import_jobs.all.lock();
            let job = all.get_mut(&id).ok_or(ServiceError::NotFound)?;
            let ready = match &job.stage {
                Stage::Ready { preview, .. } if preview.tally.is_none() => {
                    return Err(ServiceError::Conflict(
                        "say first what the columns of the table hold".into(),
                    ));
                }
                Stage::Ready { file, .. } => Arc::clone(file),
                _ => return Err(ServiceError::Conflict("the import is not waiting any more".into())),
            };
            job.stage = Stage::Running(Arc::clone(&progress));
            job.at = caller.now;
            (ready, job.settings.clone(), job.view(id))
        };
        // The second password is forgotten with the request; what it opened ends with the run.
        let caller = Caller { second_password: Entered::default(), ..caller.clone() };
        let service = Arc::clone(self);
        tokio::spawn(async move {
            let done = service.import_now(&caller, id, file.source_of(), (&settings, layer), &progress).await;
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
        self.only_waiting(caller, id)?;
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
            _ => Err(ServiceError::NotFound),
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

    /// What ran is no job any more.
    fn only_waiting(&self, caller: &Caller, id: ImportId) -> Result<(), ServiceError> {
        let is_job = self.import_jobs.all.lock().contains_key(&id);
        if !is_job && self.kept_import(caller, id).is_ok() {
            return Err(ServiceError::Conflict("the import ran already".into()));
        }
        Ok(())
    }

    async fn preview_of(
        &self,
        caller: &Caller,
        file: &Arc<File>,
        settings: &ImportSettings,
    ) -> Result<Preview, ServiceError> {
        let (database, into) = self.ground(caller, settings)?;
        let rights = file.source.rights().map(|rights| self.match_rights(rights).preview);
        if settings.take_rights {
            check_rights(settings, rights.as_ref())?;
        }
        let (file, table, now) = (Arc::clone(file), settings.table.clone(), caller.now);
        let preview = self
            .importing
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
            self.check_room(settings, tally)?;
        }
        Ok(preview)
    }
}

/// Whether rights can be taken at all.
fn check_rights(settings: &ImportSettings, rights: Option<&RightsPreview>) -> Result<(), ServiceError> {
    let refused = |text: &'static str| Err(ServiceError::Invalid(text.into()));
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
