//! Why a file was refused. Never holds a value, a title or a name out of the file.

use std::{borrow::Cow, fmt, io};

use crate::Format;

/// Why a file could not be imported. Nothing of it was taken over.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file does not start like a file of the named format.
    #[error("this is not a `{0}` file")]
    NotThisFormat(Format),
    /// The file is well formed, but uses something this reader does not know.
    #[error("{0} is not supported")]
    Unsupported(Cow<'static, str>),
    /// Nobody said what the columns of a table hold, and none has a name that is known.
    #[error("none of the columns has a known name: say which column holds what")]
    UnknownColumns,
    /// What was said about the columns does not fit the table.
    #[error("the columns do not fit the file: {0}")]
    Columns(&'static str),
    /// The file is intact, and the password or key file does not open it.
    #[error("the master password or the key file is wrong")]
    WrongKey,
    /// The file does not open, and its version (KDBX 3.1 and older) has nothing that tells a wrong key from
    /// a damaged file.
    #[error(
        "the master password or the key file is wrong, or the file is damaged: this version of the format \
         can not tell which"
    )]
    WrongKeyOrDamaged,
    /// The key file is not usable as one.
    #[error("the key file is damaged: {0}")]
    KeyFile(&'static str),
    /// The file is not what its writer wrote, or was never right.
    #[error("the file is damaged at {place}: {reason}")]
    Damaged {
        /// Where in the file.
        place: Place,
        /// What is wrong there.
        reason: &'static str,
    },
    /// The file asks for more than [`Limits`](crate::Limits) allows.
    #[error("the file goes beyond a limit: {what}, at most {limit}")]
    LimitExceeded {
        /// What is too large, too deep or too many, with its unit.
        what: &'static str,
        /// The ceiling.
        limit: u64,
    },
    /// The bytes of the file could not be read from where they come from.
    #[error("the file could not be read: {0}")]
    Read(io::ErrorKind),
}

/// Where in a file something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// The unencrypted header at the start.
    Header,
    /// The n-th block of the encrypted payload, from 0.
    Block(u64),
    /// The encryption of the payload.
    Payload,
    /// The compression of the payload or of an attachment.
    Compression,
    /// The inner header of a KDBX 4 payload.
    InnerHeader,
    /// What an export or archive holds.
    Content,
    /// A row of a table, by the line of text it begins in, from 1.
    Line(u64),
    /// A JSON document, in bytes from its start.
    Json(u64),
    /// The list of files in an archive, or one of them by its number in it, from 1.
    Archive(u64),
    /// The decrypted XML document.
    Xml {
        /// Bytes from the start of the document.
        offset: u64,
        /// The innermost known element there, empty at the top.
        element: &'static str,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("its header"),
            Self::Block(index) => write!(f, "payload block {index}"),
            Self::Payload => f.write_str("its encrypted payload"),
            Self::Compression => f.write_str("its compressed data"),
            Self::Content => f.write_str("its content"),
            Self::InnerHeader => f.write_str("its inner header"),
            Self::Line(line) => write!(f, "line {line}"),
            Self::Json(offset) => write!(f, "byte {offset} of its document"),
            Self::Archive(0) => f.write_str("its list of files"),
            Self::Archive(number) => write!(f, "file {number} in it"),
            Self::Xml { offset, element: "" } => write!(f, "byte {offset} of its document"),
            Self::Xml { offset, element } => write!(f, "byte {offset} of its document, in `{element}`"),
        }
    }
}

impl ImportError {
    pub(crate) const fn damaged(place: Place, reason: &'static str) -> Self {
        Self::Damaged { place, reason }
    }

    pub(crate) const fn limit(what: &'static str, limit: u64) -> Self {
        Self::LimitExceeded { what, limit }
    }

    /// Gives an unexpected end of data a place; leaves every other error as it is.
    pub(crate) fn at_end(error: io::Error, place: Place) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return Self::damaged(place, "the file ends too early");
        }
        error.into()
    }
}

/// The layers of a file are `Read`ers over each other, so their errors travel inside `io::Error`.
impl From<ImportError> for io::Error {
    fn from(error: ImportError) -> Self {
        Self::other(error)
    }
}

impl From<io::Error> for ImportError {
    fn from(error: io::Error) -> Self {
        error.downcast::<Self>().unwrap_or_else(|other| Self::Read(other.kind()))
    }
}
