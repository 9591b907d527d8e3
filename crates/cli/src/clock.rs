//! The clock of this machine, and instants as people write them.

use strongroom_domain::time::Instant;

use crate::error::CliError;

const DAY_SECONDS: i64 = 86_400;

/// Now.
pub fn now() -> Instant {
    Instant::from_micros(jiff::Timestamp::now().as_microsecond())
}

/// How many whole seconds are left until `end`; 0 when it is over.
pub fn seconds_until(end: Instant) -> u64 {
    u64::try_from((end.micros() - now().micros()) / 1_000_000).unwrap_or(0)
}

/// An instant in RFC 3339, or a day (its first instant in UTC).
///
/// # Errors
/// [`CliError::Usage`].
pub fn instant(text: &str) -> Result<Instant, CliError> {
    text.parse::<Instant>().or_else(|_| format!("{text}T00:00:00Z").parse::<Instant>()).map_err(|_| {
        CliError::Usage("not an instant: expected `2026-01-31` or `2026-01-31T12:00:00Z`".into())
    })
}

/// The end of a period, in RFC 3339, or a day, which counts to its end (in UTC): the first instant of the next.
///
/// # Errors
/// [`CliError::Usage`].
pub fn end(text: &str) -> Result<Instant, CliError> {
    let named = instant(text)?;
    let is_day = text.parse::<Instant>().is_err();
    Ok(if is_day { named.plus_seconds(DAY_SECONDS) } else { named })
}

/// An instant for people: minutes in UTC.
pub fn shown(instant: Instant) -> String {
    let text = instant.to_string();
    match (text.get(..10), text.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_are_read() {
        assert_eq!(instant("2026-01-31").unwrap(), instant("2026-01-31T01:00:00+01:00").unwrap());
        assert!(instant("31.1.2026").is_err() && instant("").is_err());
        assert_eq!(end("2028-02-29").unwrap(), instant("2028-03-01").unwrap(), "through that day");
        assert_eq!(end("2026-12-31").unwrap(), instant("2027-01-01").unwrap());
        assert_eq!(end("2026-01-31T12:00:00Z").unwrap(), instant("2026-01-31T12:00:00Z").unwrap());
        assert!(end("2026-02-29").is_err() && end("").is_err());
        assert_eq!(shown(instant("2026-01-31T12:34:56Z").unwrap()), "2026-01-31 12:34 UTC");
    }
}
