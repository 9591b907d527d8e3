//! Instants and days as other programs write them. What carries no zone is taken as UTC: files do not say theirs.

use jiff::{Timestamp, ToSpan as _, civil, tz::TimeZone};
use strongroom_domain::time::Instant;

/// Larger numbers are milliseconds since 1970, smaller ones seconds.
const MILLISECONDS: i64 = 100_000_000_000;

/// An instant in any of the notations that exports use: RFC 3339, `2026-01-31 12:00:00`, `31.01.2026 12:00`,
/// `01/31/2026`, seconds or milliseconds since 1970.
pub(crate) fn parse(text: &str) -> Option<Instant> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return if number.abs() >= MILLISECONDS { from_millis(number) } else { from_seconds(number) };
    }
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    if text.contains('.') {
        return parse_as("dd.mm.yyyy hh:mm:ss", text);
    }
    let order = if text.contains('/') { "mm/dd/yyyy hh:mm:ss" } else { "yyyy-mm-dd hh:mm:ss" };
    parse_as(order, text)
}

/// An instant in the order that `format` names with the letters `y`, `m` and `d`; what follows the day is hours,
/// minutes and seconds.
pub(crate) fn parse_as(format: &str, text: &str) -> Option<Instant> {
    let text = text.trim();
    let (day, time) = text.split_once([' ', 'T']).map_or((text, ""), |(day, time)| (day, time.trim()));
    let mut order: Vec<char> = Vec::new();
    for letter in format.to_ascii_lowercase().chars().filter(|c| matches!(c, 'y' | 'm' | 'd')) {
        if !order.contains(&letter) {
            order.push(letter);
        }
    }
    let parts: Vec<i16> = day.split(['.', '/', '-']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let part = |letter| order.iter().position(|known| *known == letter).and_then(|at| parts.get(at)).copied();
    let (year, month, day) = (part('y')?, part('m')?, part('d')?);
    if parts.len() != 3 {
        return None;
    }
    let date = civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let mut clock = [0_i8; 3];
    let mut found = time.split(':').filter(|part| !part.is_empty());
    for part in &mut clock {
        *part = found.next().map_or(Some(0), |text| text.parse().ok())?;
    }
    if found.next().is_some() {
        return None;
    }
    let [hour, minute, second] = clock;
    let time = civil::Time::new(hour, minute, second, 0).ok()?;
    instant(date.to_datetime(time))
}

/// Seconds since 1970.
pub(crate) fn from_seconds(seconds: i64) -> Option<Instant> {
    Some(Instant::from_micros(Timestamp::from_second(seconds).ok()?.as_microsecond()))
}

/// Milliseconds since 1970.
pub(crate) fn from_millis(millis: i64) -> Option<Instant> {
    Some(Instant::from_micros(Timestamp::from_millisecond(millis).ok()?.as_microsecond()))
}

/// A day of spreadsheets: days since 1899-12-30. `None` where it is none between the years 1900 and 9999.
pub(crate) fn spreadsheet_day(text: &str) -> Option<String> {
    let days: i64 = text.trim().parse().ok()?;
    if !(1..3_000_000).contains(&days) {
        return None;
    }
    civil::date(1899, 12, 30).checked_add(days.days()).ok().map(|date| date.to_string())
}

/// The day of an instant, `2026-01-31`.
pub(crate) fn day(instant: Instant) -> Option<String> {
    let stamp = Timestamp::from_microsecond(instant.micros()).ok()?;
    Some(TimeZone::UTC.to_datetime(stamp).date().to_string())
}

fn instant(at: civil::DateTime) -> Option<Instant> {
    Some(Instant::from_micros(TimeZone::UTC.to_timestamp(at).ok()?.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_gives_the_same_instant() {
        let noon = Some(Instant::from_micros(1_769_860_800_000_000));
        for text in [
            "2026-01-31T12:00:00Z",
            "2026-01-31T13:00:00+01:00",
            "2026-01-31 12:00:00",
            "2026-01-31 12:00",
            "31.01.2026 12:00:00",
            "01/31/2026 12:00:00",
            "1769860800",
            "1769860800000",
        ] {
            assert_eq!(parse(text), noon, "{text}");
        }
        assert_eq!(parse_as("dd/mm/yyyy hh:mm:ss", "31/01/2026 12:00:00"), noon);
        assert_eq!(parse_as("yyyy.mm.dd", "2026.01.31").and_then(day).as_deref(), Some("2026-01-31"));
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for text in [
            "",
            "soon",
            "00.00.0000",
            "31.02.2026",
            "1.1",
            "2026-01-31 25:00",
            "1.2.3.4",
            "99999999999999999999",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(spreadsheet_day("45790").as_deref(), Some("2025-05-13"));
        for text in ["0", "-1", "x", "9999999999999999999", "2999999"] {
            assert_eq!(spreadsheet_day(text), None, "{text}");
        }
    }
}
