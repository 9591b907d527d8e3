//! The time, as a port: the rules take an instant and never ask for one.
//!
//! The clock of the machine is not the time of the server. It may be set back, and then everything that has ended
//! would be there again; so the server has a [`Timeline`] of its own, which only goes forward.

mod boot;
mod kept;
mod timeline;

use std::{
    sync::LazyLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

pub use boot::Boot;
pub use kept::Accepted;
pub(crate) use kept::last_known;
use strongroom_domain::time::Instant;
pub(crate) use timeline::Timeline;

/// Tells what the clocks of the machine show.
pub trait Clock: Send + Sync {
    /// The present instant in UTC, as far as the machine knows.
    fn now(&self) -> Instant;

    /// The time since some moment, at the pace of a second in a second: nobody sets it.
    fn steady(&self) -> Duration;

    /// The run of the machine, where it tells: what two processes have in common.
    fn boot(&self) -> Option<Boot>;
}

/// The clocks of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    fn steady(&self) -> Duration {
        static BEGAN: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);
        BEGAN.elapsed()
    }

    fn boot(&self) -> Option<Boot> {
        Boot::present()
    }
}
