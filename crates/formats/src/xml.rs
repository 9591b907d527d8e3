//! A pull parser for the XML of import files: elements, attributes, text, CDATA; in UTF-8.
//!
//! It never holds more than one element's text, knows no document types and no entities but the five of XML,
//! and wipes its buffers, which a general parser does not: what it reads are passwords.

mod chars;
mod tag;

use std::io::{ErrorKind, Read};

use zeroize::Zeroizing;

use crate::{ImportError, Place, wiped};

const BUFFER: usize = 8 << 10;

/// Where an element begins and ends while reading, and its text.
///
/// Names are looked up in a fixed, sorted table; an element that is not in it is called `""`.
pub(crate) struct XmlReader<R> {
    source: R,
    buffer: Zeroizing<Vec<u8>>,
    at: usize,
    end: usize,
    /// Position in the document of the buffer's start.
    before: u64,
    names: &'static [&'static str],
    /// Names are looked up in lower case.
    any_case: bool,
    /// The open elements: their names as written, one after the other, and where each starts.
    open: Vec<u8>,
    starts: Vec<(usize, &'static str)>,
    max_depth: usize,
    attributes: Vec<(String, String)>,
    text: Zeroizing<Vec<u8>>,
    /// The element just begun was written `<name/>`.
    empty: bool,
    /// Text that was passed over held something.
    passed_text: bool,
}

impl<R: Read> XmlReader<R> {
    /// `names` must be sorted. `max_depth` is the number of elements that may be open at once.
    pub(crate) fn new(source: R, names: &'static [&'static str], max_depth: usize) -> Self {
        Self {
            source,
            buffer: wiped::buffer(BUFFER),
            at: 0,
            end: 0,
            before: 0,
            names,
            any_case: false,
            open: Vec::new(),
            starts: Vec::new(),
            max_depth,
            attributes: Vec::new(),
            text: Zeroizing::new(Vec::new()),
            empty: false,
            passed_text: false,
        }
    }

    /// Takes names of elements and attributes in upper and lower case alike; the table must be in lower case.
    pub(crate) fn in_any_case(mut self) -> Self {
        self.any_case = true;
        self
    }

    /// Reads up to and into the one element at the top.
    pub(crate) fn root(&mut self) -> Result<&'static str, ImportError> {
        self.byte_order_mark()?;
        self.child()?.ok_or_else(|| self.damaged("it has no content"))
    }

    /// Goes on to the next child of the open element. `None`: there is none, and the element is closed now.
    pub(crate) fn child(&mut self) -> Result<Option<&'static str>, ImportError> {
        self.next_child(false)
    }

    /// Like [`Self::child`], but passes over text, for elements that nobody reads.
    pub(crate) fn child_skipping_text(&mut self) -> Result<Option<&'static str>, ImportError> {
        self.next_child(true)
    }

    /// The name of the open element as written.
    pub(crate) fn written_name(&self) -> String {
        let start = self.starts.last().map_or(0, |(start, _)| *start);
        String::from_utf8_lossy(self.open.get(start..).unwrap_or_default()).into_owned()
    }

    /// Passes over the open element and all in it. Whether there was anything in it.
    pub(crate) fn pass(&mut self) -> Result<bool, ImportError> {
        let floor = self.depth().saturating_sub(1);
        self.passed_text = false;
        while self.depth() > floor {
            self.child_skipping_text()?;
        }
        Ok(self.passed_text)
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.starts.len()
    }

    /// An attribute of the element just begun.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let is_it = |key: &str| key == name || self.any_case && key.eq_ignore_ascii_case(name);
        self.attributes.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value.as_str())
    }

    /// Reads to the end of the open element, which may hold only text; at most `max` bytes.
    /// [`Self::last_text`] has it then.
    pub(crate) fn text(&mut self, max: usize) -> Result<(), ImportError> {
        self.text.clear();
        if self.close_empty() {
            return Ok(());
        }
        loop {
            self.text_run(max)?;
            match self.peek()? {
                Some(b'&') => {
                    let c = self.entity()?;
                    wiped::append(&mut self.text, c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(b'\r') => self.line_end()?,
                Some(b'<') => {
                    self.bump();
                    match self.peek()? {
                        Some(b'/') => {
                            self.end_tag()?;
                            return self.check_text();
                        }
                        Some(b'?') => self.instruction()?,
                        Some(b'!') => self.declaration(Some(max))?,
                        _ => return Err(self.damaged("an element stands where only text may")),
                    }
                }
                _ => return Err(self.damaged("the document ends too early")),
            }
        }
    }

    /// The text of the element read last.
    pub(crate) fn last_text(&self) -> &[u8] {
        &self.text
    }

    /// Reads what follows the top element, which must be nothing, and with it the end of the layers below,
    /// so that they have checked all of the file.
    pub(crate) fn finish(&mut self) -> Result<(), ImportError> {
        match self.child()? {
            None => Ok(()),
            Some(_) => Err(self.damaged("something follows the end of the document")),
        }
    }

    /// A `Damaged` error for the place where the reader is.
    pub(crate) fn damaged(&self, reason: &'static str) -> ImportError {
        let offset = self.before.saturating_add(self.at as u64);
        let element = self.starts.iter().rev().map(|(_, name)| *name).find(|name| !name.is_empty());
        ImportError::damaged(Place::Xml { offset, element: element.unwrap_or("") }, reason)
    }

    fn next_child(&mut self, skip_text: bool) -> Result<Option<&'static str>, ImportError> {
        if self.close_empty() {
            return Ok(None);
        }
        loop {
            match self.peek()? {
                None if self.starts.is_empty() => return Ok(None),
                None => return Err(self.damaged("the document ends too early")),
                Some(b'<') => {
                    self.bump();
                    match self.peek()? {
                        Some(b'/') => {
                            self.end_tag()?;
                            return Ok(None);
                        }
                        Some(b'?') => self.instruction()?,
                        Some(b'!') => self.declaration(skip_text.then_some(0))?,
                        _ => return self.start_tag().map(Some),
                    }
                }
                Some(byte) if skip_text || byte.is_ascii_whitespace() => {
                    self.passed_text |= !byte.is_ascii_whitespace();
                    self.bump();
                }
                Some(_) => return Err(self.damaged("text stands where only elements may")),
            }
        }
    }

    /// Closes the element just begun if it was written `<name/>`.
    fn close_empty(&mut self) -> bool {
        let empty = std::mem::take(&mut self.empty);
        if empty {
            self.pop();
        }
        empty
    }

    fn pop(&mut self) {
        if let Some((start, _)) = self.starts.pop() {
            self.open.truncate(start);
        }
        self.attributes.clear();
    }

    /// The next byte, not taken yet; `None` at the end of the document.
    fn peek(&mut self) -> Result<Option<u8>, ImportError> {
        if self.at >= self.end {
            self.fill()?;
        }
        Ok(self.rest().first().copied())
    }

    fn bump(&mut self) {
        self.at = self.at.saturating_add(1).min(self.end);
    }

    /// What is left in the buffer.
    fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..self.end).unwrap_or_default()
    }

    fn fill(&mut self) -> Result<(), ImportError> {
        self.before = self.before.saturating_add(self.end as u64);
        self.at = 0;
        self.end = 0;
        loop {
            match self.source.read(&mut self.buffer) {
                Ok(count) => {
                    self.end = count;
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// The name of the element that a document begins with, as far as `start` shows it.
pub(crate) fn first_element(start: &[u8]) -> Option<String> {
    let start = start.get(..start.len().min(64 << 10)).unwrap_or_default();
    let mut reader = XmlReader::new(start, &[], 2);
    reader.root().ok()?;
    Some(reader.written_name())
}
