//! Files of other programs: what they hold, read as a stream and within limits.
//!
//! Every importer gives the same thing, a [`Bundle`]: folders, entries and their history, attachments and a
//! list of what could not be taken over. A file is either read whole or refused with an [`ImportError`] that
//! says what is wrong and where; there is no half result.
//!
//! This crate never touches a store, a network or a clock, never trusts a length or a cost that a file
//! claims before it has compared it with a [`Limits`] ceiling, and never puts a value of an entry into an
//! error, a warning or a `Debug` text. Buffers that held decrypted bytes are wiped.

mod budget;
mod bundle;
mod credentials;
mod error;
pub mod export;
mod fit;
pub mod kdbx;
mod limits;
mod source;
mod totp;
mod warning;
mod wiped;
mod xml;

use std::{fmt, io::Read, str::FromStr};

pub use bundle::{Attachment, Bundle, Counts, CustomIcon, Entry, EntryVersion, Field, Folder, Icon, Times};
pub use credentials::Credentials;
pub use error::{ImportError, Place};
pub use limits::Limits;
pub use strongroom_domain::{entry::FieldKind, time::Instant};
pub use warning::{Warning, WarningCode};

/// A file format that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The database of KeePass 2, KeePassXC and their relatives: KDBX 3.1, 4.0 and 4.1.
    Kdbx,
}

/// A text that names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known import format: expected `kdbx`")]
pub struct ParseFormatError;

impl Format {
    /// The name of the format in the HTTP API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kdbx => "kdbx",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = ParseFormatError;

    fn from_str(text: &str) -> Result<Self, ParseFormatError> {
        match text {
            "kdbx" => Ok(Self::Kdbx),
            _ => Err(ParseFormatError),
        }
    }
}

/// The format of a file by its first bytes; 12 are enough. `None` if it is none that can be imported.
pub fn sniff(start: &[u8]) -> Option<Format> {
    kdbx::sniff(start).then_some(Format::Kdbx)
}

/// Reads a whole file of `format`.
///
/// This takes as long as the file's key derivation wants (seconds, by design) and as much memory, within
/// `limits`: call it off the threads that answer requests.
///
/// # Errors
///
/// [`ImportError`]; see there. Nothing of the file is returned then.
pub fn read(
    format: Format,
    reader: impl Read,
    credentials: &Credentials,
    limits: &Limits,
) -> Result<Bundle, ImportError> {
    match format {
        Format::Kdbx => kdbx::read(reader, credentials, limits),
    }
}
