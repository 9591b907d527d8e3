//! Instants and periods. All times are UTC.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time: microseconds since 1970-01-01T00:00:00Z, so that it is exact in every store.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// Why a text is not an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an instant: expected RFC 3339 such as `2026-01-31T12:00:00Z`")]
pub struct ParseInstantError;

impl Instant {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant moved by `seconds`, which may be negative; stops at the ends of the range.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

impl FromStr for Instant {
    type Err = ParseInstantError;

    /// Any RFC 3339 offset is accepted and converted; digits below a microsecond are cut off.
    fn from_str(text: &str) -> Result<Self, ParseInstantError> {
        let stamp: jiff::Timestamp = text.parse().map_err(|_| ParseInstantError)?;
        Ok(Self(stamp.as_microsecond()))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(stamp) => stamp.fmt(f),
            Err(_) => f.write_str("out of range"),
        }
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instant({self})")
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A span of time, half open: `[from, to)`. An absent end is unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Period {
    /// The first instant inside.
    pub from: Option<Instant>,
    /// The first instant that is outside again.
    pub to: Option<Instant>,
}

impl Period {
    /// The period without ends.
    pub const ALWAYS: Self = Self { from: None, to: None };

    /// Whether `now` lies inside.
    pub fn contains(&self, now: Instant) -> bool {
        self.from.is_none_or(|from| from <= now) && self.to.is_none_or(|to| now < to)
    }

    /// Whether every instant of `inner` lies inside this period.
    pub fn covers(&self, inner: &Period) -> bool {
        let starts = self.from.is_none_or(|outer| inner.from.is_some_and(|inner| outer <= inner));
        let ends = self.to.is_none_or(|outer| inner.to.is_some_and(|inner| inner <= outer));
        starts && ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_half_open() {
        let at = |s: &str| s.parse::<Instant>().unwrap();
        let period = Period { from: Some(at("2026-01-01T00:00:00Z")), to: Some(at("2026-02-01T00:00:00Z")) };
        assert!(!period.contains(at("2025-12-31T23:59:59.999999Z")));
        assert!(period.contains(at("2026-01-01T00:00:00Z")));
        assert!(period.contains(at("2026-02-01T00:59:59+01:00")), "another offset is the same instant");
        assert!(!period.contains(at("2026-02-01T00:00:00Z")), "the end is outside");
    }

    #[test]
    fn instants_keep_microseconds_through_text() {
        let at: Instant = "2038-01-19T03:14:08.123456Z".parse().unwrap();
        assert_eq!(at.to_string(), "2038-01-19T03:14:08.123456Z");
        assert_eq!(at.to_string().parse::<Instant>().unwrap(), at);
        assert!("2026-01-31".parse::<Instant>().is_err(), "a date alone is not an instant");
    }

    #[test]
    fn covering_respects_absent_ends() {
        let at = |s| Some(Instant::from_micros(s));
        assert!(Period::ALWAYS.covers(&Period { from: at(1), to: None }));
        assert!(!Period { from: None, to: at(9) }.covers(&Period::ALWAYS));
        assert!(Period { from: at(1), to: at(9) }.covers(&Period { from: at(1), to: at(9) }));
    }
}
