//! The clock of this machine, and instants as people write them: in the time zone of this machine.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use strongroom_domain::time::Instant;

use crate::error::CliError;

/// The length of `2026-01-31`.
const DAY_LENGTH: usize = 10;

/// Now.
pub fn now() -> Instant {
    Instant::from_micros(Timestamp::now().as_microsecond())
}

/// How many whole seconds are left until `end`; 0 when it is over.
pub fn seconds_until(end: Instant) -> u64 {
    u64::try_from((end.micros() - now().micros()) / 1_000_000).unwrap_or(0)
}

/// An instant in RFC 3339, a local time (`2026-01-31 12:00`), or a day (its first instant here).
///
/// # Errors
/// [`CliError::Usage`].
pub fn instant(text: &str) -> Result<Instant, CliError> {
    instant_in(text, here())
}

/// The end of a period: as [`instant`], and a day counts to its end: the first instant of the next.
///
/// # Errors
/// [`CliError::Usage`].
pub fn end(text: &str) -> Result<Instant, CliError> {
    end_in(text, here())
}

/// An instant for people: minutes, in local time.
pub fn shown(instant: Instant) -> String {
    written(instant, "%Y-%m-%d %H:%M %Z", here())
}

/// An instant for people, to the second.
pub fn exact(instant: Instant) -> String {
    written(instant, "%Y-%m-%d %H:%M:%S %Z", here())
}

/// The time of the day to the second, of what is over soon.
pub fn moment(instant: Instant) -> String {
    written(instant, "%H:%M:%S", here())
}

/// The end of a period for people. What ends with a day is told by that day, as it was said.
pub fn end_shown(instant: Instant) -> String {
    end_shown_in(instant, here())
}

/// The time zone of this machine; UTC where it has none.
fn here() -> TimeZone {
    TimeZone::try_system().unwrap_or(TimeZone::UTC)
}

fn instant_in(text: &str, zone: TimeZone) -> Result<Instant, CliError> {
    if let Ok(instant) = text.parse::<Instant>() {
        return Ok(instant);
    }
    let local = match day(text) {
        Some(day) => Some(day.at(0, 0, 0, 0)),
        None => text.parse::<DateTime>().ok(),
    };
    local.and_then(|local| at(local, &zone)).ok_or_else(|| {
        let forms = "`2026-01-31`, `2026-01-31 12:00` or `2026-01-31T12:00:00Z`";
        CliError::Usage(format!("not an instant: expected {forms}"))
    })
}

fn end_in(text: &str, zone: TimeZone) -> Result<Instant, CliError> {
    let next = day(text).and_then(|day| day.tomorrow().ok());
    match next.and_then(|next| at(next.at(0, 0, 0, 0), &zone)) {
        Some(end) => Ok(end),
        None => instant_in(text, zone),
    }
}

fn day(text: &str) -> Option<Date> {
    (text.len() == DAY_LENGTH).then(|| text.parse().ok()).flatten()
}

fn at(local: DateTime, zone: &TimeZone) -> Option<Instant> {
    let timestamp = zone.to_timestamp(local).ok()?;
    Some(Instant::from_micros(timestamp.as_microsecond()))
}

fn written(instant: Instant, form: &str, zone: TimeZone) -> String {
    match Timestamp::from_microsecond(instant.micros()) {
        Ok(timestamp) => timestamp.to_zoned_datetime(zone).strftime(form).to_string(),
        Err(_) => instant.to_string(),
    }
}

fn end_shown_in(instant: Instant, zone: TimeZone) -> String {
    let zoned =
        Timestamp::from_microsecond(instant.micros()).ok().map(|it| it.to_zoned_datetime(zone.clone()));
    let midnight = zoned.filter(|it| it.start_of_day().is_ok_and(|start| start == *it));
    match midnight.and_then(|it| it.date().yesterday().ok()) {
        Some(day) => format!("end of {day}"),
        None => written(instant, "%Y-%m-%d %H:%M %Z", zone),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz;

    use super::*;

    fn utc(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_instants_are_read_where_the_machine_is() {
        let east = TimeZone::fixed(tz::offset(2));
        let read = |text| instant_in(text, east.clone());
        assert_eq!(read("2026-01-31").unwrap(), utc("2026-01-30T22:00:00Z"));
        assert_eq!(read("2026-01-31 12:30").unwrap(), utc("2026-01-31T10:30:00Z"));
        assert_eq!(read("2026-01-31T12:00:00Z").unwrap(), utc("2026-01-31T12:00:00Z"));
        for wrong in ["31.1.2026", "", "2026-02-29", "2026-1-1", "tomorrow"] {
            assert!(read(wrong).is_err() && end_in(wrong, east.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_ends_with_a_day_is_told_by_that_day() {
        for zone in [TimeZone::UTC, TimeZone::fixed(tz::offset(-5)), TimeZone::fixed(tz::offset(12))] {
            let end = end_in("2026-12-10", zone.clone()).unwrap();
            assert_eq!(end, instant_in("2026-12-11", zone.clone()).unwrap());
            assert_eq!(end_shown_in(end, zone.clone()), "end of 2026-12-10");
        }
        assert_eq!(end_in("2028-02-29", TimeZone::UTC).unwrap(), utc("2028-03-01T00:00:00Z"));
        let named = end_in("2026-01-31T12:00:00Z", TimeZone::UTC).unwrap();
        assert_eq!(end_shown_in(named, TimeZone::UTC), "2026-01-31 12:00 UTC");
    }

    #[test]
    fn an_instant_is_shown_in_local_time_and_says_which() {
        let at = utc("2026-01-31T12:34:56Z");
        assert_eq!(written(at, "%Y-%m-%d %H:%M %Z", TimeZone::UTC), "2026-01-31 12:34 UTC");
        let east = TimeZone::fixed(tz::offset(2));
        assert_eq!(written(at, "%Y-%m-%d %H:%M %Z", east), "2026-01-31 14:34 +02");
    }
}
