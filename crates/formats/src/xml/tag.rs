//! What stands between `<` and `>`: start and end tags, instructions, comments, CDATA. Document types are refused.

use std::io::Read;

use super::XmlReader;
use crate::{ImportError, wiped};

/// Bytes of an element's or attribute's name.
const NAME: usize = 128;
/// Bytes of an attribute's value.
const VALUE: usize = 4096;
/// Attributes of one element.
const ATTRIBUTES: usize = 16;

impl<R: Read> XmlReader<R> {
    /// Skips a byte order mark. Other encodings than UTF-8 are refused here, as far as a mark shows them.
    pub(super) fn byte_order_mark(&mut self) -> Result<(), ImportError> {
        match self.peek()? {
            Some(0xef) => {
                for expected in [0xef, 0xbb, 0xbf] {
                    self.take(expected)?;
                }
                Ok(())
            }
            Some(0xfe | 0xff | 0) => Err(other_encoding()),
            _ => Ok(()),
        }
    }

    /// After `<`: takes a start tag with its attributes.
    pub(super) fn start_tag(&mut self) -> Result<&'static str, ImportError> {
        if self.starts.len() >= self.max_depth {
            return Err(ImportError::limit("nested elements", self.max_depth as u64));
        }
        let start = self.open.len();
        let mut name = Vec::new();
        self.name(&mut name)?;
        let wanted = if self.any_case { name.to_ascii_lowercase() } else { name.clone() };
        let known = match self.names.binary_search_by(|known| known.as_bytes().cmp(&wanted)) {
            Ok(index) => self.names.get(index).copied().unwrap_or(""),
            Err(_) => "",
        };
        self.open.extend_from_slice(&name);
        self.starts.push((start, known));
        self.attributes.clear();
        loop {
            self.space()?;
            match self.peek()? {
                Some(b'>') => {
                    self.bump();
                    return Ok(known);
                }
                Some(b'/') => {
                    self.bump();
                    self.take(b'>')?;
                    self.empty = true;
                    return Ok(known);
                }
                _ => self.one_attribute()?,
            }
        }
    }

    /// At `/` of an end tag: takes it and closes the element it belongs to.
    pub(super) fn end_tag(&mut self) -> Result<(), ImportError> {
        self.bump();
        let mut name = Vec::new();
        self.name(&mut name)?;
        self.space()?;
        self.take(b'>')?;
        let start = self.starts.last().map(|(start, _)| *start);
        if start.and_then(|start| self.open.get(start..)) != Some(name.as_slice()) {
            return Err(self.damaged("an end tag does not fit"));
        }
        self.pop();
        Ok(())
    }

    fn one_attribute(&mut self) -> Result<(), ImportError> {
        if self.attributes.len() >= ATTRIBUTES {
            return Err(ImportError::limit("attributes of an element", ATTRIBUTES as u64));
        }
        let mut name = Vec::new();
        self.name(&mut name)?;
        self.space()?;
        self.take(b'=')?;
        self.space()?;
        let quote = match self.peek()? {
            Some(quote @ (b'"' | b'\'')) => quote,
            _ => return Err(self.damaged("an attribute has no value")),
        };
        self.bump();
        let mut value = Vec::new();
        loop {
            match self.peek()? {
                Some(byte) if byte == quote => break,
                Some(b'&') => {
                    let c = self.entity()?;
                    value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(b'<') | None => return Err(self.damaged("an attribute has no end")),
                Some(byte) => {
                    value.push(byte);
                    self.bump();
                }
            }
            if value.len() > VALUE {
                return Err(ImportError::limit("size of an attribute in bytes", VALUE as u64));
            }
        }
        self.bump();
        let (Ok(name), Ok(value)) = (String::from_utf8(name), String::from_utf8(value)) else {
            return Err(self.damaged("an attribute is not UTF-8"));
        };
        if self.attribute(&name).is_some() {
            return Err(self.damaged("an element has the same attribute twice"));
        }
        self.attributes.push((name, value));
        Ok(())
    }

    fn name(&mut self, name: &mut Vec<u8>) -> Result<(), ImportError> {
        loop {
            match self.peek()? {
                Some(byte) if is_name(byte) && name.len() < NAME => name.push(byte),
                Some(byte) if is_name(byte) => {
                    return Err(ImportError::limit("size of a name in bytes", NAME as u64));
                }
                _ if name.is_empty() => return Err(self.damaged("a name is missing")),
                _ => return Ok(()),
            }
            self.bump();
        }
    }

    fn space(&mut self) -> Result<(), ImportError> {
        while self.peek()?.is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.bump();
        }
        Ok(())
    }

    fn take(&mut self, expected: u8) -> Result<(), ImportError> {
        if self.peek()? != Some(expected) {
            return Err(self.damaged("a tag is not well formed"));
        }
        self.bump();
        Ok(())
    }

    /// At `?`: skips an instruction, after a look at the encoding that an XML declaration names.
    pub(super) fn instruction(&mut self) -> Result<(), ImportError> {
        self.bump();
        let mut start = Vec::new();
        let mut last = 0;
        loop {
            let byte = self.peek()?.ok_or_else(|| self.damaged("the document ends too early"))?;
            self.bump();
            if (last, byte) == (b'?', b'>') {
                break;
            }
            if start.len() < 256 {
                start.push(byte.to_ascii_lowercase());
            }
            last = byte;
        }
        let declaration = String::from_utf8_lossy(&start);
        match declaration.split_once("encoding") {
            Some((_, rest)) if declaration.starts_with("xml ") => {
                let name = rest.trim_start_matches([' ', '=', '"', '\'']);
                let utf8 = name.starts_with("utf-8") || name.starts_with("us-ascii");
                if utf8 { Ok(()) } else { Err(other_encoding()) }
            }
            _ => Ok(()),
        }
    }

    /// At `!`: skips a comment, or takes CDATA as text where text may be (`text` is how much of it);
    /// refuses anything else, document types above all.
    pub(super) fn declaration(&mut self, text: Option<usize>) -> Result<(), ImportError> {
        self.bump();
        match self.peek()? {
            Some(b'-') => {
                self.take(b'-')?;
                self.take(b'-')?;
                self.until([b'-', b'-'], None)
            }
            Some(b'[') if text.is_some() => {
                for expected in b"[CDATA[" {
                    self.take(*expected)?;
                }
                self.until([b']', b']'], text.filter(|max| *max > 0))
            }
            _ => Err(self.damaged("a document type or a misplaced section is not allowed")),
        }
    }

    /// Reads up to `end` and `>`. With `keep`, what stands before is text, and so many bytes of it may be.
    fn until(&mut self, end: [u8; 2], keep: Option<usize>) -> Result<(), ImportError> {
        let mut last = [0; 2];
        loop {
            let byte = self.peek()?.ok_or_else(|| self.damaged("the document ends too early"))?;
            self.bump();
            if last == end && byte == b'>' {
                let kept = self.text.len().saturating_sub(2);
                if keep.is_some() {
                    self.text.truncate(kept);
                }
                return Ok(());
            }
            if let Some(max) = keep {
                if self.text.len() >= max {
                    return Err(ImportError::limit("size of one value in bytes", max as u64));
                }
                wiped::append(&mut self.text, &[byte]);
            }
            last = [last[1], byte];
        }
    }
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | 0x80..)
}

fn other_encoding() -> ImportError {
    ImportError::Unsupported("xml in another encoding than UTF-8".into())
}
