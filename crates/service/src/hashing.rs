//! Password hashing on a bounded pool: at most as many at once as there are cores, so that a flood of sign-ins
//! takes neither all memory nor all threads from those who are signed in.

use std::{sync::Arc, thread::available_parallelism};

use tokio::sync::Semaphore;

use crate::error::ServiceError;

/// How many may wait; more are turned away, since whoever waits that long has gone.
const WAITING: usize = 256;

/// The pool.
#[derive(Debug, Clone)]
pub struct HashingPool {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl HashingPool {
    /// A pool for other long work, one at a time.
    pub fn single() -> Self {
        Self { running: Arc::new(Semaphore::new(1)), waiting: Arc::new(Semaphore::new(4)) }
    }

    /// The same, where as many may wait as for sign-ins: for work of which everybody has one at a time.
    pub fn one_by_one() -> Self {
        Self { running: Arc::new(Semaphore::new(1)), waiting: Arc::new(Semaphore::new(WAITING)) }
    }
}

impl Default for HashingPool {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        // One core is left to those who are signed in.
        Self {
            running: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
            waiting: Arc::new(Semaphore::new(WAITING)),
        }
    }
}

impl HashingPool {
    /// Runs `work` (a password hash) when it is its turn.
    ///
    /// # Errors
    /// [`ServiceError::RateLimited`] where too many wait already.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let _place = self.waiting.try_acquire().map_err(|_| ServiceError::RateLimited { seconds: 2 })?;
        self.run_in_time(work).await
    }

    /// The same for work that is never turned away, however many wait: for what has a place of its own, so that only few
    /// come to it.
    ///
    /// # Errors
    /// [`ServiceError::Internal`] where the work itself breaks off.
    pub async fn run_in_time<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let permit = Arc::clone(&self.running).acquire_owned().await;
        tokio::task::spawn_blocking(move || {
            let answer = work();
            drop(permit);
            answer
        })
        .await
        .map_err(|_| ServiceError::Internal("a password hash failed".into()))
    }
}
