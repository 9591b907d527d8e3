//! Files of other programs: what they hold, read as a stream and within limits.
//!
//! Every importer gives the same thing, a [`Bundle`]: folders, entries and their history, attachments and a
//! list of what could not be taken over. A file is either read whole or refused with an [`ImportError`] that
//! says what is wrong and where; there is no half result.
//!
//! This crate never touches a store, a network or a clock, never trusts a length or a cost that a file
//! claims before it has compared it with a [`Limits`] ceiling, and never puts a value of an entry into an
//! error, a warning or a `Debug` text. Buffers that held decrypted bytes are wiped.

mod assemble;
pub mod bitwarden;
mod budget;
mod bundle;
mod credentials;
pub mod csv;
mod encoding;
mod error;
pub mod export;
mod fit;
mod json;
pub mod kdbx;
pub mod keepass_xml;
mod limits;
mod moment;
pub mod onepux;
pub mod password_depot;
mod source;
mod totp;
mod warning;
mod weight;
mod wiped;
mod xml;

use std::{fmt, io::Read, str::FromStr};

pub use bundle::{
    Attachment, Bundle, Counts, CustomIcon, Entry, EntryVersion, Field, Folder, Icon, Marks, Times,
};
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
    /// A table with a delimiter.
    Csv,
    /// The XML export of Password Depot 10 to 19.
    PasswordDepotXml,
    /// The unencrypted XML export of KeePass 2 and KeePassXC.
    KeepassXml,
    /// The unencrypted JSON export of Bitwarden.
    BitwardenJson,
    /// The export of 1Password 8.
    OnePux,
}

/// A text that names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a known import format: expected `kdbx`, `csv`, `password_depot_xml`, `keepass_xml`, `bitwarden_json` or `1pux`"
)]
pub struct ParseFormatError;

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Kdbx, Self::Csv, Self::PasswordDepotXml, Self::KeepassXml, Self::BitwardenJson, Self::OnePux];

    /// The name of the format in the HTTP API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kdbx => "kdbx",
            Self::Csv => "csv",
            Self::PasswordDepotXml => "password_depot_xml",
            Self::KeepassXml => "keepass_xml",
            Self::BitwardenJson => "bitwarden_json",
            Self::OnePux => "1pux",
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
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or(ParseFormatError)
    }
}

/// The format of a file by its first bytes; 64 KiB are enough. `None` if it is none that can be imported.
pub fn sniff(start: &[u8]) -> Option<Format> {
    Format::ALL.into_iter().find(|format| match format {
        Format::Kdbx => kdbx::sniff(start),
        Format::Csv => csv::sniff(start),
        Format::PasswordDepotXml => password_depot::sniff(start),
        Format::KeepassXml => keepass_xml::sniff(start),
        Format::BitwardenJson => bitwarden::sniff(start),
        Format::OnePux => onepux::sniff(start),
    })
}

/// Reads a whole file of `format`. A table is read by the names of its columns; [`csv::read`] takes more.
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
        Format::Csv => csv::read(reader, &csv::Settings::default(), limits),
        Format::PasswordDepotXml => password_depot::read(reader, limits),
        Format::KeepassXml => keepass_xml::read(reader, limits),
        Format::BitwardenJson => bitwarden::read(reader, limits),
        Format::OnePux => onepux::read(reader, limits),
    }
}
