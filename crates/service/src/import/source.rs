//! A file that was taken in: read once, within limits, and held in memory until it is imported or dropped.

use std::fmt;

use strongroom_crypto::key::DataKeys;
use strongroom_domain::{id::DatabaseId, retention::Retention, time::Instant};
use strongroom_formats::{
    self as formats, Bundle, Credentials, Format, Limits, csv,
    export::{Rights, Tree},
};
use zeroize::Zeroizing;

use super::{
    ARCHIVE, ImportFile,
    build::{Builder, Built, Into},
    tally::Tally,
};
use crate::{
    error::ServiceError,
    export::{is_archive, open_archive},
    second_passwords::Layer,
};

/// What is known of the file. Wiped when dropped.
pub(super) enum Source {
    /// Read.
    Bundle(Format, Bundle),
    /// A table, as it came: what its columns hold can still be said.
    Table(Zeroizing<Vec<u8>>),
    /// An archive of the product's own, opened.
    Archive(Tree),
}

impl Source {
    /// Reads a file. Key derivation and decryption take seconds: off the threads that answer requests.
    ///
    /// # Errors
    /// [`ServiceError::Import`] says what is wrong with it; [`ServiceError::WrongMasterPassword`].
    pub fn read(file: ImportFile) -> Result<Self, ServiceError> {
        let ImportFile { format, bytes, credentials } = file;
        let bytes = Zeroizing::new(bytes);
        let archive = match format {
            Some(ImportFormat::Archive) => true,
            Some(ImportFormat::Of(_)) => false,
            None => is_archive(&bytes),
        };
        if archive {
            let none = || {
                let text = "an archive opens by its password: send `master_password`";
                ServiceError::Invalid(text.into()).at("master_password")
            };
            let password = credentials.password.as_ref().ok_or_else(none)?;
            return Ok(Self::Archive(open_archive(&bytes, password, &Limits::default())?));
        }
        let format = match format {
            Some(ImportFormat::Of(format)) => Some(format),
            _ => formats::sniff(&bytes),
        };
        match format {
            None => Err(ServiceError::Import(
                "the file is of no format that is known by its content: say which it is".into(),
            )),
            Some(Format::Csv) => Ok(Self::Table(bytes)),
            Some(format) => Ok(Self::Bundle(format, read(format, &bytes, &credentials)?)),
        }
    }

    /// The format, as it is called on the wire and in the audit.
    pub const fn format(&self) -> &'static str {
        match self {
            Self::Bundle(format, _) => format.as_str(),
            Self::Table(_) => Format::Csv.as_str(),
            Self::Archive(_) => ARCHIVE,
        }
    }

    /// Bytes that it takes in memory, roughly.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Bundle(_, bundle) => bundle.bytes(),
            Self::Table(bytes) => bytes.len() as u64,
            Self::Archive(tree) => tree.bytes(),
        }
    }

    /// The rights that an archive brings.
    pub const fn rights(&self) -> Option<&Rights> {
        match self {
            Self::Archive(tree) => tree.rights.as_ref(),
            Self::Bundle(..) | Self::Table(_) => None,
        }
    }

    /// What the database of an archive is for, and how long it keeps things.
    pub fn kept(&self) -> (Option<String>, Option<Retention>) {
        let Self::Archive(tree) = self else { return (None, None) };
        let description = Some(tree.description.to_string()).filter(|text| !text.is_empty());
        (description, tree.about.as_ref().map(|about| about.retention))
    }

    /// What a table looks like; absent for what is none.
    pub fn look(&self, table: &csv::Settings) -> Result<Option<csv::Look>, ServiceError> {
        match self {
            Self::Table(bytes) => {
                Ok(Some(csv::look(bytes.as_slice(), table, &Limits::default()).map_err(refused)?))
            }
            Self::Bundle(..) | Self::Archive(_) => Ok(None),
        }
    }

    /// Builds everything that comes in; without keys it is counted only.
    pub fn build(
        &self,
        table: &csv::Settings,
        database: DatabaseId,
        keys: Option<(&DataKeys, &Layer)>,
        now: Instant,
        into: Into,
    ) -> Result<(Built, Tally), ServiceError> {
        let builder = Builder::new(database, keys, now, into);
        match self {
            Self::Bundle(_, bundle) => builder.build(bundle),
            Self::Archive(tree) => builder.restore(tree),
            Self::Table(bytes) => {
                let bundle = csv::read(bytes.as_slice(), table, &Limits::default()).map_err(refused)?;
                builder.build(&bundle)
            }
        }
    }
}

fn read(format: Format, bytes: &[u8], credentials: &Credentials) -> Result<Bundle, ServiceError> {
    formats::read(format, bytes, credentials, &Limits::default()).map_err(refused)
}

fn refused(error: formats::ImportError) -> ServiceError {
    match error {
        formats::ImportError::WrongKey => ServiceError::WrongMasterPassword,
        error => ServiceError::Import(error.to_string().into()),
    }
}

/// Shows the format, nothing else.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.format()).finish()
    }
}

/// A format that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// Of another program.
    Of(Format),
    /// The product's own.
    Archive,
}

impl std::str::FromStr for ImportFormat {
    type Err = formats::ParseFormatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == ARCHIVE { Ok(Self::Archive) } else { text.parse().map(Self::Of) }
    }
}
