//! The time, as a port: the rules take an instant and never ask for one.

use std::time::{SystemTime, UNIX_EPOCH};

use strongroom_domain::time::Instant;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant in UTC.
    fn now(&self) -> Instant;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}
