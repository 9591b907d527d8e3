//! The run of the machine, by which a process knows how much time went by at least since another one kept the time,
//! whatever the clock was set to meanwhile.

use std::{fs, time::Duration};

use strongroom_domain::time::Instant;

use super::timeline::KEPT_EVERY_SECONDS;
use crate::error::ServiceError;

/// Bytes of what is kept of it: id, microseconds, instant.
const BYTES: usize = 16 + 8 + 8;

/// A run of the machine since it was switched on, and how long it lasts, with the time that it slept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boot {
    /// Another one for each run.
    pub id: [u8; 16],
    /// Since its beginning.
    pub lasts: Duration,
}

impl Boot {
    /// As Linux tells it; `None` elsewhere.
    pub fn present() -> Option<Self> {
        let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let lasts = fs::read_to_string("/proc/uptime").ok()?;
        let seconds = lasts.split_whitespace().next()?.parse().ok()?;
        Some(Self {
            id: uuid::Uuid::parse_str(id.trim()).ok()?.into_bytes(),
            lasts: Duration::try_from_secs_f64(seconds).ok()?,
        })
    }
}

/// The run in which a time was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptIn {
    /// The run, as it was then.
    pub boot: Boot,
    /// The time.
    pub at: Instant,
}

impl KeptIn {
    /// To its bytes.
    pub fn encode(&self) -> Vec<u8> {
        let micros = u64::try_from(self.boot.lasts.as_micros()).unwrap_or(u64::MAX);
        [&self.boot.id[..], &micros.to_be_bytes(), &self.at.micros().to_be_bytes()].concat()
    }

    /// From them.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] for others.
    pub fn decode(bytes: &[u8]) -> Result<Self, ServiceError> {
        let damaged = || ServiceError::Damaged("the run of the machine has an unknown form".into());
        let bytes: &[u8; BYTES] = bytes.try_into().map_err(|_| damaged())?;
        let (id, rest) = bytes.split_first_chunk::<16>().ok_or_else(damaged)?;
        let (micros, at) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
        let at = at.try_into().map_err(|_| damaged())?;
        let lasts = Duration::from_micros(u64::from_be_bytes(*micros));
        Ok(Self { boot: Boot { id: *id, lasts }, at: Instant::from_micros(i64::from_be_bytes(at)) })
    }

    /// What the time is at least, by how long the machine runs: more went by than the run lasts since, and more than the
    /// present run lasts where that is another one. No more is added than may have gone by unseen before a kill; by more,
    /// a run that tells nonsense would move the time.
    pub fn least(&self, present: Option<Boot>) -> Instant {
        let gone = match present {
            Some(present) if present.id == self.boot.id => present.lasts.saturating_sub(self.boot.lasts),
            Some(present) => present.lasts,
            None => Duration::ZERO,
        };
        let most = i64::try_from(gone.as_micros()).unwrap_or(i64::MAX).min(KEPT_EVERY_SECONDS * 1_000_000);
        Instant::from_micros(self.at.micros().saturating_add(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boot(id: u8, seconds: u64) -> Boot {
        Boot { id: [id; 16], lasts: Duration::from_secs(seconds) }
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(0).plus_seconds(seconds)
    }

    // attack: P6
    #[test]
    fn the_time_is_at_least_what_the_machine_ran_since_and_never_half_a_minute_more() {
        let kept = KeptIn { boot: boot(1, 500), at: at(10_000) };
        for (present, least) in [
            (Some(boot(1, 500)), 10_000),
            (Some(boot(1, 512)), 10_012),
            (Some(boot(1, 9_000)), 10_030),
            // Switched on again: at least as long ago as that.
            (Some(boot(2, 12)), 10_012),
            (Some(boot(2, 600)), 10_030),
            // Nonsense, or nothing.
            (Some(boot(1, 3)), 10_000),
            (None, 10_000),
        ] {
            assert_eq!(kept.least(present), at(least), "{present:?}");
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_nothing_else_is_read() {
        let kept = KeptIn { boot: boot(7, 123_456_789), at: at(1_800_000_000) };
        let bytes = kept.encode();
        assert_eq!(KeptIn::decode(&bytes).unwrap(), kept);
        for wrong in [&bytes[1..], &[&bytes[..], &[0]].concat()[..], &[]] {
            assert!(KeptIn::decode(wrong).is_err());
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_machine_tells_its_run() {
        let (first, second) = (Boot::present().unwrap(), Boot::present().unwrap());
        assert!(first.id == second.id && first.lasts <= second.lasts && first.lasts > Duration::ZERO);
    }
}
