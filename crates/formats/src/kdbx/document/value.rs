//! Single values: text, protected text, base64, times, ids. Each reads the open element to its end.

use std::io::Read;

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use strongroom_domain::time::Instant;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::DocumentReader;
use crate::{ImportError, WarningCode, wiped};

/// Bytes of a number, a time, an id, a switch or a reference.
const WORD: usize = 1024;
/// Seconds from 0001-01-01, which KDBX 4 counts from, to 1970-01-01.
const EPOCH: i64 = 62_135_596_800;

/// A value and whether the file marks it as secret.
pub(super) struct Value {
    pub text: Zeroizing<String>,
    pub protected: bool,
}

impl<R: Read> DocumentReader<'_, R> {
    /// A text of at most `max` bytes.
    pub(super) fn value(&mut self, max: usize) -> Result<Value, ImportError> {
        let marked = self.is_marked("ProtectInMemory");
        let (bytes, encrypted) = self.leaf(max)?;
        let text = wiped::into_text(bytes)
            .ok_or_else(|| self.xml.damaged("a protected value does not decrypt to text"))?;
        Ok(Value { text, protected: marked || encrypted })
    }

    /// A text that is no secret.
    pub(super) fn text(&mut self, max: usize) -> Result<Zeroizing<String>, ImportError> {
        Ok(self.value(max)?.text)
    }

    /// Bytes, at most `max`, written as base64, protected or not.
    pub(super) fn base64(&mut self, max: usize) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let (bytes, encrypted) = self.leaf(max.saturating_mul(2).saturating_add(64))?;
        let bytes = if encrypted {
            bytes
        } else {
            wiped::from_base64(&bytes).ok_or_else(|| self.xml.damaged("a value is not base64"))?
        };
        if bytes.len() > max {
            return Err(ImportError::limit("size of one value in bytes", max as u64));
        }
        Ok(bytes)
    }

    /// A switch. Whatever is not true is false.
    pub(super) fn switch(&mut self) -> Result<bool, ImportError> {
        Ok(is_true(&self.text(WORD)?))
    }

    /// A whole number; `None` if it is none.
    pub(super) fn number(&mut self) -> Result<Option<u32>, ImportError> {
        Ok(self.text(WORD)?.trim().parse().ok())
    }

    /// An id. The nil id, an empty element: `None`.
    pub(super) fn id(&mut self) -> Result<Option<Uuid>, ImportError> {
        let bytes = self.base64(WORD)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let id = Uuid::from_slice(&bytes).map_err(|_| self.xml.damaged("an id has the wrong size"))?;
        Ok(Some(id).filter(|id| !id.is_nil()))
    }

    /// An instant. What is none is left out with a warning.
    pub(super) fn instant(&mut self) -> Result<Option<Instant>, ImportError> {
        let text = self.text(WORD)?;
        let instant = parse_instant(text.trim()).map(Instant::from_micros);
        if instant.is_none() && !text.trim().is_empty() {
            self.warnings.add(WarningCode::Time, &self.path, "");
        }
        Ok(instant)
    }

    /// Passes over the open element and all in it, taking its share of the key stream.
    pub(super) fn skip(&mut self) -> Result<(), ImportError> {
        let floor = self.xml.depth().saturating_sub(1);
        let mut begun = true;
        while self.xml.depth() > floor {
            if begun && self.is_marked("Protected") {
                self.leaf(self.limits.attachment_bytes)?;
                begun = false;
            } else {
                begun = self.xml.child_skipping_text()?.is_some();
            }
        }
        Ok(())
    }

    /// Whether the element just begun has a true attribute of that name.
    pub(super) fn is_marked(&self, attribute: &str) -> bool {
        self.xml.attribute(attribute).is_some_and(is_true)
    }

    /// The bytes of an element without children, decrypted if they are protected, and whether they were.
    fn leaf(&mut self, max: usize) -> Result<(Zeroizing<Vec<u8>>, bool), ImportError> {
        if !self.is_marked("Protected") {
            self.xml.text(max)?;
            let mut bytes = Zeroizing::new(Vec::new());
            wiped::append(&mut bytes, self.xml.last_text());
            return Ok((bytes, false));
        }
        self.xml.text(max.saturating_mul(2).saturating_add(64))?;
        let mut bytes = wiped::from_base64(self.xml.last_text())
            .ok_or_else(|| self.xml.damaged("a protected value is not base64"))?;
        if bytes.len() > max {
            return Err(ImportError::limit("size of one value in bytes", max as u64));
        }
        let decrypted = self.context.stream.apply(&mut bytes);
        decrypted
            .ok_or_else(|| self.xml.damaged("a protected value has no key, or its key stream is used up"))?;
        Ok((bytes, true))
    }
}

fn is_true(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("true") || text.trim() == "1"
}

/// RFC 3339 (KDBX 3; without an offset it is UTC) or base64 of 64-bit seconds since the year 1 (KDBX 4).
fn parse_instant(text: &str) -> Option<i64> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_microsecond());
    }
    if let Ok(local) = text.parse::<DateTime>() {
        return Some(TimeZone::UTC.to_timestamp(local).ok()?.as_microsecond());
    }
    let bytes = wiped::from_base64(text.as_bytes())?;
    let seconds = i64::from_le_bytes(bytes.as_slice().try_into().ok()?).checked_sub(EPOCH)?;
    Some(Timestamp::from_second(seconds).ok()?.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_in_both_notations() {
        let cases = [
            ("2010-09-06T20:28:12Z", Some(1_283_804_892_000_000)),
            ("2010-09-06T22:28:12+02:00", Some(1_283_804_892_000_000)),
            ("2010-09-06T20:28:12", Some(1_283_804_892_000_000)),
            ("AIAukQ4AAAA=", Some((0x0e_912e_8000 - EPOCH) * 1_000_000)),
            ("0001-01-01T00:00:00Z", Some(-EPOCH * 1_000_000)),
            ("AAAAAAAAAAA=", Some(-EPOCH * 1_000_000)),
            ("//////////8=", Some((-1 - EPOCH) * 1_000_000)),
            ("////////f38=", None),
            ("yesterday", None),
            ("AAAA", None),
        ];
        for (text, micros) in cases {
            assert_eq!(parse_instant(text), micros, "{text}");
        }
    }
}
