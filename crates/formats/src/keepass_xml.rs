//! The XML export of KeePass 2 and KeePassXC: the document of a KDBX file, with nothing around it.

use std::io::Read;

use crate::{Bundle, ImportError, Limits, kdbx, source::Source, xml};

/// Whether a file starts like one of these exports.
pub fn sniff(start: &[u8]) -> bool {
    xml::first_element(start).is_some_and(|name| name == "KeePassFile")
}

/// Reads a whole export. Values that are marked as encrypted have no key here and are refused.
///
/// # Errors
/// [`ImportError`]; see there.
pub fn read(file: impl Read, limits: &Limits) -> Result<Bundle, ImportError> {
    kdbx::read_document(Source::new(file, limits), limits)
}
