//! The thread that writes: it takes the changes that wait, runs each inside a savepoint, commits them together,
//! and only then tells each caller (group commit). While one commit reaches the disk, the next changes gather.
//!
//! A caller is never told of a change, nor of a refusal, before the commit it belongs to: either may rest on what
//! an earlier change of the same commit did. A change that panics is undone, and the thread lives on.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    thread,
};

use strongroom_domain::id::DatabaseId;
use tokio::sync::oneshot;

use crate::{
    engine::{
        Execute, Query, Value,
        sqlite::{Sqlite, SqliteRow},
    },
    error::StoreError,
    figures::Observed,
    scope::Scope,
    scopes::Scopes,
};

/// At most this many changes share one commit, which bounds how long the first of them waits.
const BATCH: usize = 256;

type Publish = Box<dyn FnOnce() + Send>;
type Tell = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// What a change came to, before its commit.
struct Outcome {
    /// Off: the change is to be undone.
    keep: bool,
    /// Tells the caller, once it is known what became of the commit.
    tell: Tell,
}

/// A change that waits to be written.
trait Job: Send {
    /// Runs the change.
    fn run(self: Box<Self>, write: &mut Write<'_>) -> Outcome;
    /// Tells the caller that the change was not even begun.
    fn refuse(self: Box<Self>, reason: StoreError);
}

struct Change<F, T, E> {
    change: F,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Change<F, T, E>
where
    F: FnOnce(&mut Write<'_>) -> Result<T, E> + Send,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    fn run(self: Box<Self>, write: &mut Write<'_>) -> Outcome {
        let Self { change, answer } = *self;
        // Safe to go on after a panic: whatever the change touched of the store is undone with it.
        let result = catch_unwind(AssertUnwindSafe(|| change(write))).unwrap_or_else(|_| {
            let what = "a change failed inside of the program; nothing of it was written";
            Err(StoreError::Unavailable(what.into()).into())
        });
        // A caller that went away is no reason not to commit: failed sends are of no interest.
        Outcome {
            keep: result.is_ok(),
            tell: Box::new(move |durable| {
                let _ = answer.send(durable.map_err(E::from).and(result));
            }),
        }
    }

    fn refuse(self: Box<Self>, reason: StoreError) {
        let _ = self.answer.send(Err(reason.into()));
    }
}

/// What a change alters, besides the rows themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raises {
    /// Content only: no decision can come out differently by it.
    Content,
    /// Rules, the tree, accounts or policies: decisions made before are made again.
    Rules,
}

/// One change on its way into a commit.
pub struct Write<'a> {
    engine: &'a mut Sqlite,
    scopes: &'a mut Scopes,
    publish: Vec<Publish>,
}

impl Write<'_> {
    /// Runs `publish` once the change is on disk and before its caller is told, in the order of the commits: the
    /// place where memory follows the disk. It does not run if the change is undone.
    pub fn when_durable(&mut self, publish: impl FnOnce() + Send + 'static) {
        self.publish.push(Box::new(publish));
    }

    /// The scope as this change sees it, with what earlier changes of the same commit did.
    pub(crate) fn scope(&mut self, id: DatabaseId) -> Result<&mut Scope, StoreError> {
        self.scopes.touch(id)
    }

    pub(crate) fn scopes(&mut self) -> &mut Scopes {
        self.scopes
    }

    pub(crate) fn with_scopes<T>(&mut self, work: impl FnOnce(&mut Scopes, &mut dyn Query) -> T) -> T {
        work(self.scopes, self.engine)
    }

    /// Notes that this change alters the scope, and returns its sequence after it.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where the database was deleted.
    pub fn raise(&mut self, id: DatabaseId, change: Raises) -> Result<u64, StoreError> {
        let scope = self.scopes.touch(id)?;
        scope.sequence += 1;
        if change == Raises::Rules {
            scope.rules_sequence = scope.sequence;
        }
        Ok(scope.sequence)
    }

    /// The sequences of a scope as this change sees them: of any change, and of the last change of rules.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where the database was deleted.
    pub fn sequences(&mut self, id: DatabaseId) -> Result<(u64, u64), StoreError> {
        let scope = self.scopes.touch(id)?;
        Ok((scope.sequence, scope.rules_sequence))
    }

    /// The state of a scope as this change sees it, for memory to follow.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where there is no such scope.
    pub fn scope_of(&mut self, id: DatabaseId) -> Result<Scope, StoreError> {
        self.scopes.touch(id).cloned()
    }

    /// The number that the next audit record of a chain has.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where there is no such scope.
    pub fn next_audit_number(&mut self, id: DatabaseId) -> Result<u64, StoreError> {
        Ok(self.scopes.touch(id)?.audit.number + 1)
    }

    /// The heads of all audit chains.
    pub fn heads(&mut self) -> Vec<strongroom_crypto::chain::Head> {
        self.scopes.all().into_iter().map(|(_, scope)| scope.audit).collect()
    }
}

impl Query for Write<'_> {
    fn query(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&SqliteRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.engine.query(sql, parameters, each)
    }
}

impl Execute for Write<'_> {
    fn execute(&mut self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, StoreError> {
        // A row that is taken already changed nothing; after any other failure a change may be half done.
        self.engine.execute(sql, parameters).inspect_err(|error| {
            if !matches!(error, StoreError::Conflict) {
                self.scopes.mark_broken(error);
            }
        })
    }
}

/// The queue in front of the thread.
pub(crate) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(engine: Sqlite, scopes: Scopes, observed: Arc<Observed>) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel();
        let mut state = WriterThread { engine, scopes, observed, stopped: None };
        let thread = thread::Builder::new().name("writer".to_owned()).spawn(move || state.run(&jobs))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Runs `change` in a transaction and returns when it is on disk, or undone with its error.
    pub(crate) async fn write<T, E>(
        &self,
        change: impl FnOnce(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, told) = oneshot::channel();
        let job = Box::new(Change { change, answer });
        let gone = || StoreError::Stopped("the writer has ended".into());
        self.queue.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

impl Drop for Writer {
    /// Waits until every queued change is on disk.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported by the panic hook; there is nothing left to undo here.
            let _ = thread.join();
        }
    }
}

struct WriterThread {
    engine: Sqlite,
    scopes: Scopes,
    observed: Arc<Observed>,
    /// Why nothing is written any more.
    stopped: Option<StoreError>,
}

/// Who waits for a commit.
#[derive(Default)]
struct Waiting {
    publish: Vec<Publish>,
    tells: Vec<Tell>,
    kept: u64,
    undone: u64,
}

impl WriterThread {
    fn run(&mut self, jobs: &mpsc::Receiver<Box<dyn Job>>) {
        while let Ok(first) = jobs.recv() {
            let mut batch = vec![first];
            while batch.len() < BATCH {
                let Ok(next) = jobs.try_recv() else { break };
                batch.push(next);
            }
            // Callers whose batch ends in a panic learn that the writer has ended; it has, for everything but
            // refusing.
            if catch_unwind(AssertUnwindSafe(|| self.commit(batch))).is_err() {
                self.abandon(&StoreError::Stopped("the writer failed inside of the program".into()));
            }
            self.tidy();
        }
        if self.stopped.is_some() {
            self.engine.leave_log();
        }
    }

    fn commit(&mut self, batch: Vec<Box<dyn Job>>) {
        let mut waiting = Waiting::default();
        let result = self.run_batch(batch, &mut waiting);
        let Waiting { publish, tells, kept, undone } = waiting;
        match &result {
            Ok(()) => {
                self.scopes.committed();
                self.observed.committed(kept, undone);
                publish.into_iter().for_each(|publish| self.publish(publish));
            }
            Err(error) => self.abandon(error),
        }
        tells.into_iter().for_each(|tell| tell(result.clone()));
    }

    /// Memory that does not follow the disk would decide by old rules: then nothing is written any more, and so,
    /// for want of an audit record, no secret is handed out.
    fn publish(&mut self, publish: Publish) {
        if catch_unwind(AssertUnwindSafe(publish)).is_err() {
            self.stop(&StoreError::Stopped("memory could not follow what was written".into()));
        }
    }

    fn run_batch(&mut self, batch: Vec<Box<dyn Job>>, waiting: &mut Waiting) -> Result<(), StoreError> {
        let mut state = match &self.stopped {
            Some(reason) => Err(reason.clone()),
            None => self.engine.begin(),
        };
        let alone = batch.len() == 1;
        for job in batch {
            match &state {
                Ok(()) => state = self.run_job(job, alone, waiting),
                Err(reason) => job.refuse(reason.clone()),
            }
        }
        state?;
        if self.engine.in_transaction() {
            self.scopes.write(&mut self.engine)?;
            self.engine.commit()?;
        }
        Ok(())
    }

    /// Runs one change of a transaction; one that is `alone` in it needs no savepoint. An error is one of the whole
    /// transaction.
    fn run_job(&mut self, job: Box<dyn Job>, alone: bool, waiting: &mut Waiting) -> Result<(), StoreError> {
        if !alone && let Err(reason) = self.engine.begin_change() {
            job.refuse(reason.clone());
            return Err(reason);
        }
        let mut write = Write { engine: &mut self.engine, scopes: &mut self.scopes, publish: Vec::new() };
        let Outcome { mut keep, mut tell } = job.run(&mut write);
        let publish = write.publish;
        // The engine gives up the whole transaction where the disk fails it: then nothing of the batch holds.
        if !self.engine.in_transaction() {
            waiting.tells.push(tell);
            let reason = self.engine.stopped();
            return Err(reason.unwrap_or(StoreError::Unavailable("the disk refused a change".into())));
        }
        if keep && let Err(broken) = self.scopes.keep() {
            keep = false;
            tell = Box::new(move |durable| tell(durable.and(Err(broken))));
        }
        waiting.tells.push(tell);
        if keep {
            waiting.kept += 1;
            waiting.publish.extend(publish);
            return if alone { Ok(()) } else { self.engine.keep_change() };
        }
        waiting.undone += 1;
        self.scopes.undo();
        if alone { self.engine.rollback() } else { self.engine.undo_change() }
    }

    /// Nothing of the batch holds. After a failed sync it is not known what is on disk, so nothing is ever
    /// written again by this process.
    fn abandon(&mut self, error: &StoreError) {
        self.scopes.abandon();
        if self.engine.rollback().is_err() {
            self.stop(&StoreError::Stopped("a transaction could not be rolled back".into()));
        }
        match error {
            StoreError::Stopped(_) => self.stop(error),
            _ => {
                tracing::warn!(%error, "a commit failed and was undone");
                self.observed.failed(error);
            }
        }
    }

    fn stop(&mut self, reason: &StoreError) {
        if self.stopped.is_none() {
            tracing::error!(%reason, "writing has stopped");
            self.stopped = Some(reason.clone());
            self.observed.failed(reason);
        }
    }

    /// What can wait until the callers have been told.
    fn tidy(&mut self) {
        if self.stopped.is_none()
            && let Err(error) = self.engine.checkpoint_if_due()
        {
            tracing::warn!(%error, "the write-ahead log could not be carried over");
        }
        // Whoever met the failed sync: it counts.
        if let Some(reason) = self.engine.stopped() {
            self.stop(&reason);
        }
    }
}
