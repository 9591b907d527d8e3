//! What goes out of a database, and the formats it goes out in.
//!
//! A [`Tree`] holds what somebody may take along, decided before it came here: this module leaves nothing out and adds
//! nothing, knows no rights, no store and no clock, and takes randomness as an argument. Values are wiped when dropped,
//! and `Debug` shows sizes alone.

mod csv;
mod digest;
mod json;
mod parse;
mod rights;

use std::{fmt, io};

use serde::{Deserialize, Serialize};
use strongroom_domain::{
    entry::{Field, Properties},
    id::UserId,
    retention::Retention,
    time::Instant,
};
use uuid::Uuid;
use zeroize::Zeroizing;

pub use self::{
    csv::{CsvMode, write as write_csv},
    digest::digest,
    json::{NAME as JSON_NAME, VERSION as JSON_VERSION, write as write_json},
    parse::read as read_json,
    rights::{Assigned, Named, Rights, Ruled, rights_digest},
};
pub use crate::kdbx::write::{KdbxCost, KdbxRandomness, write as write_kdbx};

/// Everything that goes out.
pub struct Tree {
    /// The id of the database.
    pub database: Uuid,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Zeroizing<String>,
    /// When it went out.
    pub made_at: Instant,
    /// Folders and entries: a folder before what is in it, siblings in their order.
    pub objects: Vec<Object>,
    /// Images that the icon `custom:<id>` of an object names.
    pub icons: Vec<Icon>,
    /// Who may do what there, where that goes along.
    pub rights: Option<Rights>,
    /// What an archive has besides.
    pub about: Option<About>,
}

/// What an archive has of a database besides its objects and rights.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// How long it keeps what is in its bin, and earlier versions.
    pub retention: Retention,
    /// What the people are called who made or changed what is in it.
    pub people: Vec<Named>,
    /// Objects that whoever made the archive saw, and that are not in it.
    pub objects_left_out: u64,
    /// Grants on what is in it, with and without seals: they are in no archive.
    pub grants_left_out: u64,
}

/// A folder or an entry.
pub struct Object {
    /// Its id.
    pub id: Uuid,
    /// The folder that it is in; absent: at the top, also where its folder does not go out.
    pub parent: Option<Uuid>,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// Of a folder whose name alone is known to whom it goes out: there is a title and nothing else.
    pub name_only: bool,
    /// When it was put into the bin, by itself; what is below it went with it.
    pub bin_at: Option<Instant>,
    /// As it is now.
    pub present: Version,
    /// As it was, oldest first; of a folder in an archive alone.
    pub history: Vec<Version>,
    /// The files of an entry.
    pub attachments: Vec<File>,
}

/// An object at one revision.
pub struct Version {
    /// From 1.
    pub revision: u64,
    /// Everything but the fields.
    pub properties: Properties,
    /// The fields in their order.
    pub fields: Vec<Field>,
    /// When the object was made.
    pub created_at: Instant,
    /// When it became as it is here.
    pub modified_at: Instant,
    /// Who made the object; told by an archive alone.
    pub created_by: Option<UserId>,
    /// Who made it as it is here; told by an archive alone.
    pub modified_by: Option<UserId>,
}

/// A file of an entry.
pub struct File {
    /// Its id, which a field of the kind `file` names.
    pub id: Uuid,
    /// The name that it came with: data, never a path.
    pub name: String,
    /// Its content.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// An image.
pub struct Icon {
    /// What names it.
    pub id: Uuid,
    /// The image.
    pub bytes: Vec<u8>,
}

/// Why nothing, or only the beginning, was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The settings of the key derivation are no such.
    #[error("the settings of the key derivation are out of range")]
    Cost,
    /// What it was written to took no more.
    #[error("the file could not be written: {0}")]
    Write(io::ErrorKind),
    /// More than the format holds.
    #[error("{0}")]
    TooLarge(&'static str),
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Write(error.kind())
    }
}

impl Version {
    /// The value of a field of the object's type, if it is there and not empty.
    pub(crate) fn of_type(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name && !field.custom && !field.value.is_empty())
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree").field("objects", &self.objects.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("id", &self.id)
            .field("history", &self.history.len())
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Version").field("fields", &self.fields.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Icon").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}
