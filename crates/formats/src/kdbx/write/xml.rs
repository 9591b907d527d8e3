//! The document as text: elements, escaped text, protected values. Nothing that people wrote can become an element, and
//! what XML has no character for goes as a protected value, where it is bytes.

use std::io::{self, Write};

use base64::{Engine as _, display::Base64Display, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::kdbx::inner::InnerStream;

/// Writes elements in the order of the document, which is also that of the key stream.
pub(super) struct XmlWriter<W> {
    out: W,
    stream: InnerStream,
}

impl<W: Write> XmlWriter<W> {
    pub(super) fn new(mut out: W, stream: InnerStream) -> io::Result<Self> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n")?;
        Ok(Self { out, stream })
    }

    pub(super) fn open(&mut self, element: &str) -> io::Result<()> {
        write!(self.out, "<{element}>")
    }

    pub(super) fn close(&mut self, element: &str) -> io::Result<()> {
        write!(self.out, "</{element}>")
    }

    /// An element that holds nothing but the attribute, such as `Value` with `Ref`.
    pub(super) fn reference(&mut self, element: &str, attribute: &str, value: usize) -> io::Result<()> {
        write!(self.out, "<{element} {attribute}=\"{value}\"/>")
    }

    /// An element with a text. A character that XML does not know is replaced: [`Self::value`] keeps it.
    pub(super) fn text(&mut self, element: &str, text: &str) -> io::Result<()> {
        self.open(element)?;
        self.escaped(text)?;
        self.close(element)
    }

    /// An element with bytes.
    pub(super) fn bytes(&mut self, element: &str, bytes: &[u8]) -> io::Result<()> {
        write!(self.out, "<{element}>{}</{element}>", Base64Display::new(bytes, &STANDARD))
    }

    /// A `Value`: encrypted once more if it is secret, or has a character that XML does not know.
    pub(super) fn value(&mut self, text: &str, secret: bool) -> io::Result<()> {
        if !secret && text.chars().all(is_xml) {
            return self.text("Value", text);
        }
        let mut bytes = Zeroizing::new(text.as_bytes().to_vec());
        self.stream.apply(&mut bytes).ok_or(io::ErrorKind::FileTooLarge)?;
        self.out.write_all(b"<Value Protected=\"True\">")?;
        self.out.write_all(STANDARD.encode(&*bytes).as_bytes())?;
        self.close("Value")
    }

    fn escaped(&mut self, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| matches!(c, '&' | '<' | '>' | '"' | '\r') || !is_xml(c)) {
            let (plain, from) = rest.split_at(at);
            self.out.write_all(plain.as_bytes())?;
            let mut left = from.chars();
            self.out.write_all(match left.next() {
                Some('&') => b"&amp;",
                Some('<') => b"&lt;",
                Some('>') => b"&gt;",
                Some('"') => b"&quot;",
                // As it is, a reader would make a line feed of it.
                Some('\r') => b"&#xD;",
                _ => "\u{fffd}".as_bytes(),
            })?;
            rest = left.as_str();
        }
        self.out.write_all(rest.as_bytes())
    }
}

const fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
