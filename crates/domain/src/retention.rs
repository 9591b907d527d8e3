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

/// A version that was replaced less than so many days ago is never one too many: nobody gets rid of a history by saving.
pub const SPARED_DAYS: u32 = 30;
/// Of an object of which a number of versions is kept, no more than this are kept for being spared, unless the number
/// itself is higher.
pub const SPARED_VERSIONS: u32 = 1_000;

const SECONDS_A_DAY: i64 = 24 * 60 * 60;

/// The limits of one database. Absent: kept for ever, as in a record that was stored before there were limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// So many days after it was put there, what is in the bin is gone: 1 to [`DAYS`].
    pub bin_days: Option<u32>,
    /// So many earlier versions of an object are kept, the latest, and those that are spared: 1 to [`VERSIONS`].
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

impl Retention {
    /// No limit at all.
    pub const FOR_EVER: Self = Self { bin_days: None, history_versions: None, history_days: None };

    /// What a database is made with: a month in the bin, and a hundred versions of whatever age.
    pub const OF_A_NEW_DATABASE: Self =
        Self { bin_days: Some(30), history_versions: Some(100), history_days: None };

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
        let by_number = self.is_among_the_latest(later) || now < after(replaced, SPARED_DAYS);
        by_number && self.history_days.is_none_or(|days| now < after(replaced, days))
    }

    /// Whether a version with `later` kept versions after it is kept, however old it is.
    pub fn keeps_at_any_age(self, later: usize) -> bool {
        self.history_days.is_none() && self.is_among_the_latest(later)
    }

    fn is_among_the_latest(self, later: usize) -> bool {
        self.history_versions.is_none_or(|most| usize::try_from(most).is_ok_and(|most| later < most))
    }

    /// The most versions of one object with those that are spared: no save makes more of them. Absent: no limit.
    pub fn most_versions(self) -> Option<u32> {
        self.history_versions.map(|most| most.max(SPARED_VERSIONS))
    }

    /// Whether any of these is shorter than it was `before`: something that was kept may be gone.
    pub fn lowers(self, before: Self) -> bool {
        let lower = |after: Option<u32>, before: Option<u32>| {
            after.is_some_and(|after| before.is_none_or(|before| after < before))
        };
        lower(self.bin_days, before.bin_days)
            || lower(self.history_versions, before.history_versions)
            || lower(self.history_days, before.history_days)
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
        let month = Retention::OF_A_NEW_DATABASE;
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
        let limits = Retention { history_versions: Some(2), history_days: Some(40), ..Retention::FOR_EVER };
        assert!(limits.keeps_version(1, day(0), day(39)));
        assert!(!limits.keeps_version(2, day(0), day(30)), "two later ones are kept");
        assert!(!limits.keeps_version(0, day(0), day(40)), "too old, though it is the latest");
        assert!(!limits.keeps_at_any_age(0));
        let new = Retention::OF_A_NEW_DATABASE;
        assert!(new.keeps_version(99, day(0), day(90_000)) && new.keeps_at_any_age(99));
        assert!(!new.keeps_version(100, day(0), day(30)) && !new.keeps_at_any_age(100));
        let all = Retention::FOR_EVER;
        assert!(all.keeps_version(usize::MAX, day(0), day(90_000)) && all.keeps_at_any_age(usize::MAX));
    }

    #[test]
    fn a_version_that_was_replaced_a_moment_ago_is_never_one_too_many() {
        let new = Retention::OF_A_NEW_DATABASE;
        assert!(new.keeps_version(usize::MAX, day(3), day(33).plus_seconds(-1)));
        assert!(!new.keeps_version(100, day(3), day(33)));
        let short = Retention { history_days: Some(1), ..new };
        assert!(!short.keeps_version(0, day(3), day(4)), "who limits the age means it");
        assert_eq!(new.most_versions(), Some(1_000));
        assert_eq!(Retention { history_versions: Some(5_000), ..new }.most_versions(), Some(5_000));
        assert_eq!(Retention::FOR_EVER.most_versions(), None);
    }

    #[test]
    fn a_limit_where_there_was_none_is_a_lower_one() {
        let new = Retention::OF_A_NEW_DATABASE;
        assert!(new.lowers(Retention::FOR_EVER) && !Retention::FOR_EVER.lowers(new) && !new.lowers(new));
        for lower in [
            Retention { bin_days: Some(29), history_versions: None, ..new },
            Retention { history_versions: Some(99), bin_days: None, ..new },
            Retention { history_days: Some(DAYS), bin_days: None, ..new },
        ] {
            assert!(lower.lowers(new), "{lower:?}");
        }
        assert!(!Retention { bin_days: Some(31), history_versions: Some(101), ..new }.lowers(new));
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

    /// It is stored in the record of each database: absent members and `null` are no limit.
    #[test]
    fn what_was_stored_before_there_were_limits_has_none() {
        assert_eq!(serde_json::from_str::<Retention>("{}").unwrap(), Retention::FOR_EVER);
        assert_eq!(Retention::default(), Retention::FOR_EVER);
        let stored = serde_json::to_string(&Retention::FOR_EVER).unwrap();
        assert_eq!(stored, r#"{"bin_days":null,"history_versions":null,"history_days":null}"#);
        assert_eq!(serde_json::from_str::<Retention>(&stored).unwrap(), Retention::FOR_EVER);
    }
}
