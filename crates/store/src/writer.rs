//! The thread that writes: it takes the changes that wait, runs each inside a savepoint, commits them together,
//! and only then tells each caller (group commit). While one commit reaches the disk, the next changes gather.

use std::{sync::mpsc, thread};

use strongroom_domain::id::DatabaseId;
use tokio::sync::oneshot;

use crate::{
    engine::{
        Execute, Query, Value,
        sqlite::{Sqlite, SqliteRow},
    },
    error::StoreError,
    scope::Scope,
    scopes::Scopes,
};

/// At most this many changes share one commit, which bounds how long the first of them waits.
const BATCH: usize = 256;

type Publish = Box<dyn FnOnce() + Send>;
type Tell = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A change that waits to be written.
trait Job: Send {
    /// Runs the change; `None` where it must be undone, having told its caller already.
    fn run(self: Box<Self>, write: &mut Write<'_>) -> Option<Tell>;
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
    // A caller that went away is no reason not to commit: failed sends are of no interest.
    fn run(self: Box<Self>, write: &mut Write<'_>) -> Option<Tell> {
        let Self { change, answer } = *self;
        match change(write) {
            Ok(value) => Some(Box::new(move |durable| {
                let _ = answer.send(durable.map(|()| value).map_err(E::from));
            })),
            Err(error) => {
                let _ = answer.send(Err(error));
                None
            }
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
        self.engine.execute(sql, parameters)
    }
}

/// The queue in front of the thread.
pub(crate) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(engine: Sqlite, scopes: Scopes) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel();
        let mut state = WriterThread { engine, scopes, stopped: None };
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
    /// Why nothing is written any more.
    stopped: Option<StoreError>,
}

impl WriterThread {
    fn run(&mut self, jobs: &mpsc::Receiver<Box<dyn Job>>) {
        while let Ok(first) = jobs.recv() {
            let mut batch = vec![first];
            while batch.len() < BATCH {
                let Ok(next) = jobs.try_recv() else { break };
                batch.push(next);
            }
            self.commit(batch);
        }
    }

    fn commit(&mut self, batch: Vec<Box<dyn Job>>) {
        let mut tells = Vec::with_capacity(batch.len());
        let mut publish = Vec::new();
        let result = self.run_batch(batch, &mut tells, &mut publish);
        match &result {
            Ok(()) => {
                self.scopes.committed();
                publish.into_iter().for_each(|publish| publish());
            }
            Err(error) => self.abandon(error),
        }
        tells.into_iter().for_each(|tell| tell(result.clone()));
    }

    fn run_batch(
        &mut self,
        batch: Vec<Box<dyn Job>>,
        tells: &mut Vec<Tell>,
        publish: &mut Vec<Publish>,
    ) -> Result<(), StoreError> {
        let mut state = match &self.stopped {
            Some(reason) => Err(reason.clone()),
            None => self.engine.batch("BEGIN IMMEDIATE"),
        };
        for job in batch {
            match &state {
                Ok(()) => state = self.run_job(job, tells, publish),
                Err(reason) => job.refuse(reason.clone()),
            }
        }
        state?;
        self.scopes.write(&mut self.engine)?;
        self.engine.batch("COMMIT")
    }

    fn run_job(
        &mut self,
        job: Box<dyn Job>,
        tells: &mut Vec<Tell>,
        publish: &mut Vec<Publish>,
    ) -> Result<(), StoreError> {
        self.engine.batch("SAVEPOINT change")?;
        let mut write = Write { engine: &mut self.engine, scopes: &mut self.scopes, publish: Vec::new() };
        let outcome = job.run(&mut write);
        let wants = write.publish;
        // The engine gives up the whole transaction where the disk fails it: then nothing of the batch holds.
        if !self.engine.in_transaction() {
            tells.extend(outcome);
            return Err(StoreError::Unavailable("the disk refused a change".into()));
        }
        match outcome {
            Some(tell) => {
                self.engine.batch("RELEASE change")?;
                self.scopes.keep();
                tells.push(tell);
                publish.extend(wants);
            }
            None => {
                self.engine.batch("ROLLBACK TO change; RELEASE change")?;
                self.scopes.undo();
            }
        }
        Ok(())
    }

    /// Nothing of the batch holds. After a failed sync it is not known what is on disk, so nothing is ever
    /// written again by this process.
    fn abandon(&mut self, error: &StoreError) {
        self.scopes.abandon();
        if self.engine.in_transaction() && self.engine.batch("ROLLBACK").is_err() {
            self.stopped = Some(StoreError::Stopped("a transaction could not be rolled back".into()));
        }
        if matches!(error, StoreError::Stopped(_)) {
            tracing::error!(%error, "writing has stopped");
            self.stopped = Some(error.clone());
        } else {
            tracing::warn!(%error, "a commit failed and was undone");
        }
    }
}
