//! Characters of a document: text runs, line ends, entities, and which characters may be there at all.

use std::io::Read;

use super::XmlReader;
use crate::{ImportError, wiped};

impl<R: Read> XmlReader<R> {
    /// Takes plain characters up to the next that means something.
    pub(super) fn text_run(&mut self, max: usize) -> Result<(), ImportError> {
        loop {
            if self.peek()?.is_none() {
                return Ok(());
            }
            let rest = self.buffer.get(self.at..self.end).unwrap_or_default();
            let stop = rest.iter().position(|byte| matches!(byte, b'<' | b'&' | b'\r'));
            let run = rest.get(..stop.unwrap_or(rest.len())).unwrap_or_default();
            if self.text.len().saturating_add(run.len()) > max {
                return Err(ImportError::limit("size of one value in bytes", max as u64));
            }
            wiped::append(&mut self.text, run);
            self.at = self.at.saturating_add(run.len());
            if stop.is_some() {
                return Ok(());
            }
        }
    }

    /// XML turns `\r\n` and a lone `\r` into `\n`.
    pub(super) fn line_end(&mut self) -> Result<(), ImportError> {
        self.bump();
        if self.peek()? == Some(b'\n') {
            self.bump();
        }
        wiped::append(&mut self.text, b"\n");
        Ok(())
    }

    /// Takes `&...;`: one of the five names or a character's number.
    pub(super) fn entity(&mut self) -> Result<char, ImportError> {
        self.bump();
        let mut name = Vec::new();
        loop {
            match self.peek()? {
                Some(b';') => break,
                Some(byte) if name.len() < 10 => name.push(byte),
                _ => return Err(self.damaged("an entity has no end")),
            }
            self.bump();
        }
        self.bump();
        let known = match name.as_slice() {
            b"amp" => Some('&'),
            b"lt" => Some('<'),
            b"gt" => Some('>'),
            b"quot" => Some('"'),
            b"apos" => Some('\''),
            [b'#', b'x', digits @ ..] => number(digits, 16),
            [b'#', digits @ ..] => number(digits, 10),
            _ => None,
        };
        known.filter(|c| is_xml(*c)).ok_or_else(|| self.damaged("an entity is not one of XML's own"))
    }

    /// The text must be UTF-8 and hold no character that XML forbids.
    pub(super) fn check_text(&self) -> Result<(), ImportError> {
        let text = std::str::from_utf8(&self.text).map_err(|_| self.damaged("a text is not UTF-8"))?;
        if text.bytes().any(|byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) {
            return Err(self.damaged("a text holds a control character"));
        }
        Ok(())
    }
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)
}

const fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
