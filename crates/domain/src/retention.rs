//! How long a database keeps what nobody asked for any more: what is in its bin, and the earlier versions of its
//! objects.
//!
//! By the clock of the decision: what is over its time is gone for everybody at that instant, whether or not anybody
//! has put it away.

use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// The most days that can be set; who wants more sets no limit.
pub const DAYS: u32 = 36_500;
/// The most versions of an object that can be set; who wants more sets no limit.
pub const VERSIONS: u32 = 10_000;

const SECONDS_A_DAY: i64 = 24 * 60 * 60;

/// The limits of one database. Absent: kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// So many days after it was put there, what is in the bin is gone: 1 to [`DAYS`].
    pub bin_days: Option<u32>,
    /// At most so many earlier versions of an object are kept, the latest: 1 to [`VERSIONS`].
    pub history_versions: Option<u32>,
    /// So many days after it was replaced, an earlier version is gone: 1 to [`DAYS`].
    pub history_days: Option<u32>,
}

/// A limit that can not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is 1 to {most}, or null for no limit")]
pub struct RetentionError {
    /// Which.
    pub name: &'static str,
    /// The most that it can be.
    pub most: u32,
}

impl Default for Retention {
    /// A month in the bin, and a hundred versions of whatever age.
    fn default() -> Self {
        Self { bin_days: Some(30), history_versions: Some(100), history_days: None }
    }
}

impl Retention {
    /// No limit at all.
    pub const FOR_EVER: Self = Self { bin_days: None, history_versions: None, history_days: None };

    /// Whether each limit is one that can be set.
    ///
    /// # Errors
    /// [`RetentionError`] names the first that is not.
    pub fn check(self) -> Result<Self, RetentionError> {
        let limits = [
            ("bin_days", self.bin_days, DAYS),
            ("history_versions", self.history_versions, VERSIONS),
            ("history_days", self.history_days, DAYS),
        ];
        for (name, limit, most) in limits {
            if limit.is_some_and(|limit| !(1..=most).contains(&limit)) {
                return Err(RetentionError { name, most });
            }
        }
        Ok(self)
    }

    /// The first instant at which something is gone that was put into the bin at `binned`.
    pub fn bin_until(self, binned: Instant) -> Option<Instant> {
        self.bin_days.map(|days| after(binned, days))
    }

    /// Whether something that was put into the bin at `binned` is still there at `now`.
    pub fn keeps_in_bin(self, binned: Instant, now: Instant) -> bool {
        self.bin_until(binned).is_none_or(|until| now < until)
    }

    /// Whether a version is kept at `now` that was replaced at `replaced` and has `later` kept versions after it.
    pub fn keeps_version(self, later: usize, replaced: Instant, now: Instant) -> bool {
        let among_the_latest =
            self.history_versions.is_none_or(|most| usize::try_from(most).is_ok_and(|most| later < most));
        among_the_latest && self.history_days.is_none_or(|days| now < after(replaced, days))
    }
}

fn after(at: Instant, days: u32) -> Instant {
    at.plus_seconds(i64::from(days).saturating_mul(SECONDS_A_DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> Instant {
        Instant::from_micros(0).plus_seconds(number * SECONDS_A_DAY)
    }

    // attack: P6
    #[test]
    fn what_is_in_the_bin_is_gone_at_the_very_second() {
        let month = Retention::default();
        assert_eq!(month.bin_until(day(3)), Some(day(33)));
        assert!(month.keeps_in_bin(day(3), day(33).plus_seconds(-1)));
        assert!(!month.keeps_in_bin(day(3), day(33)));
        assert!(month.keeps_in_bin(day(3), day(2)), "the clock was set back: it is kept");
        assert!(Retention::FOR_EVER.keeps_in_bin(day(0), Instant::from_micros(i64::MAX)));
        // 2038 and later.
        assert!(
            month.keeps_in_bin(day(40_000), day(40_029)) && !month.keeps_in_bin(day(40_000), day(40_030))
        );
    }

    #[test]
    fn a_version_is_kept_by_its_number_and_by_its_age_together() {
        let limits = Retention { history_versions: Some(2), history_days: Some(10), ..Retention::default() };
        assert!(limits.keeps_version(1, day(0), day(9)));
        assert!(!limits.keeps_version(2, day(0), day(0)), "two later ones are kept");
        assert!(!limits.keeps_version(0, day(0), day(10)), "too old, though it is the latest");
        assert!(Retention::default().keeps_version(99, day(0), day(90_000)));
        assert!(!Retention::default().keeps_version(100, day(0), day(0)));
        assert!(Retention::FOR_EVER.keeps_version(usize::MAX, day(0), day(90_000)));
    }

    #[test]
    fn limits_have_limits() {
        let bin = |days| Retention { bin_days: days, ..Retention::default() }.check();
        assert!([None, Some(1), Some(DAYS)].into_iter().all(|days| bin(days).is_ok()));
        for days in [0, DAYS + 1, u32::MAX] {
            assert_eq!(bin(Some(days)), Err(RetentionError { name: "bin_days", most: DAYS }));
        }
        let versions = |most| Retention { history_versions: Some(most), ..Retention::default() }.check();
        assert!(versions(0).is_err() && versions(VERSIONS).is_ok() && versions(VERSIONS + 1).is_err());
    }

    /// It is stored in the record of each database: absent members mean the defaults, and `null` is no limit.
    #[test]
    fn what_was_stored_before_there_were_limits_has_the_defaults() {
        assert_eq!(serde_json::from_str::<Retention>("{}").unwrap(), Retention::default());
        let stored = serde_json::to_string(&Retention::FOR_EVER).unwrap();
        assert_eq!(stored, r#"{"bin_days":null,"history_versions":null,"history_days":null}"#);
        assert_eq!(serde_json::from_str::<Retention>(&stored).unwrap(), Retention::FOR_EVER);
    }
}
