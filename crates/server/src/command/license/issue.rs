//! `strongroomd license issue`: signs a licence with a local issuing key.

use std::{io::Write, path::PathBuf, str::FromStr};

use anyhow::Context;
use clap::Args;
use strongroom_crypto::{
    key::KEY_TEXT_LIMIT,
    random,
    signing::{Purpose, SigningKey},
};
use strongroom_domain::{
    licence::{Licence, LicenceFile},
    time::Instant,
};

use crate::files;

/// Options of the command.
#[derive(Debug, Args)]
pub struct Issue {
    /// The issuing key, as `license new-key` makes it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Who gets the licence
    #[arg(long, value_name = "NAME")]
    holder: String,
    /// How many accounts there may be
    #[arg(long, value_name = "NUMBER")]
    seats: u32,
    /// The first day or instant it counts; now if absent
    #[arg(long, value_name = "WHEN")]
    valid_from: Option<When>,
    /// The last day, or the instant from which it counts no more; without end if absent
    #[arg(long, value_name = "WHEN")]
    valid_to: Option<When>,
    /// Where to write the licence; standard output if absent
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A day such as `2027-12-31`, in UTC, or an instant such as `2027-12-31T12:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Its first instant.
    Day(Instant),
    Instant(Instant),
}

const DAY_SECONDS: i64 = 86_400;

impl FromStr for When {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(instant) = text.parse() {
            return Ok(Self::Instant(instant));
        }
        let expected = "expected a day such as `2027-12-31` or an instant such as `2027-12-31T12:00:00Z`";
        format!("{text}T00:00:00Z").parse().map(Self::Day).map_err(|_| expected)
    }
}

impl When {
    const fn from(self) -> Instant {
        match self {
            Self::Day(first) | Self::Instant(first) => first,
        }
    }

    /// A day counts to its end.
    const fn to(self) -> Instant {
        match self {
            Self::Day(first) => first.plus_seconds(DAY_SECONDS),
            Self::Instant(end) => end,
        }
    }
}

impl Issue {
    /// Writes the licence.
    pub fn run(self) -> anyhow::Result<()> {
        let path = self.key.display();
        let text = files::read_secret(&self.key, KEY_TEXT_LIMIT).with_context(|| {
            format!("cannot read the issuing key `{path}`; `strongroomd license new-key` makes one")
        })?;
        let key = SigningKey::from_text(&text).with_context(|| format!("`{path}`"))?;
        let now = Instant::from_micros(jiff::Timestamp::now().as_microsecond());
        let file = self.sign(&key, now)?;
        match &self.out {
            Some(out) => files::write_whole(out, 0o644, file.to_text().as_bytes())
                .with_context(|| format!("cannot write `{}`", out.display())),
            None => Ok(std::io::stdout().lock().write_all(file.to_text().as_bytes())?),
        }
    }

    fn sign(&self, key: &SigningKey, now: Instant) -> anyhow::Result<LicenceFile> {
        let licence = Licence {
            id: uuid::Uuid::from_bytes(random::uuid_v7(now.micros())?).to_string(),
            holder: self.holder.clone(),
            seats: self.seats,
            valid_from: self.valid_from.map_or(now, When::from),
            valid_to: self.valid_to.map(When::to),
            issued_at: now,
        };
        licence.check()?;
        let signature = key.sign(Purpose::Licence, &licence.signed_bytes()).to_text();
        Ok(LicenceFile { licence, key_id: key.public().id(), signature })
    }
}

#[cfg(test)]
mod tests {
    use strongroom_crypto::signing::{PublicKey, Signature};

    use super::*;

    fn issue(seats: u32, from: Option<&str>, to: Option<&str>) -> Issue {
        let when = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let (valid_from, valid_to) = (when(from), when(to));
        Issue { key: "key".into(), holder: "Example Ltd".into(), seats, valid_from, valid_to, out: None }
    }

    #[test]
    fn a_licence_verifies_after_a_trip_through_its_file() {
        let key = SigningKey::generate().unwrap();
        let now: Instant = "2026-11-23T10:00:00Z".parse().unwrap();
        let text = issue(25, None, Some("2027-12-31")).sign(&key, now).unwrap().to_text();
        let read = LicenceFile::read(text.as_bytes()).unwrap();
        assert_eq!(read.licence.seats, 25);
        assert_eq!(read.licence.valid_from, now);
        assert_eq!(
            read.licence.valid_to,
            Some("2028-01-01T00:00:00Z".parse().unwrap()),
            "to the end of the day"
        );
        let public = PublicKey::from_text(&key.public().to_text()).unwrap();
        let signature = Signature::from_text(&read.signature).unwrap();
        public.verify(Purpose::Licence, &read.licence.signed_bytes(), &signature).unwrap();
        let more = Licence { seats: 26, ..read.licence };
        assert!(public.verify(Purpose::Licence, &more.signed_bytes(), &signature).is_err());
    }

    #[test]
    fn impossible_licences_are_not_issued() {
        let key = SigningKey::generate().unwrap();
        let now: Instant = "2026-11-23T10:00:00Z".parse().unwrap();
        assert!(issue(0, None, None).sign(&key, now).is_err());
        assert!(issue(5, None, Some("2026-11-22")).sign(&key, now).is_err());
        assert!("31.12.2027".parse::<When>().is_err());
        assert!("2027-02-30".parse::<When>().is_err());
    }
}
