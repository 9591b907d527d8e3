//! JSON: everything of the objects that go out, in the words of the HTTP API, so that a program can read it without
//! knowing this one.
//!
//! ```json
//! {"format": "strongroom", "version": 1, "exported_at": "2026-01-31T12:00:00Z",
//!  "database": {"id": "...", "name": "...", "description": "..."},
//!  "icons": [{"id": "...", "content": "base64"}],
//!  "objects": [
//!    {"id": "...", "parent": null, "kind": "folder", "revision": 1, "title": "...", "tags": [], ...},
//!    {"id": "...", "parent": "...", "kind": "entry", "type": "password", "revision": 3, "title": "...",
//!     "fields": [{"name": "password", "kind": "password", "secret": true, "value": "..."}],
//!     "created_at": "...", "modified_at": "...",
//!     "attachments": [{"id": "...", "name": "...", "size": 3, "content": "base64"}],
//!     "history": [{"revision": 1, "title": "...", "fields": [...], ...}]}]}
//! ```
//!
//! An archive says more (version 3): `about` the database, when an object was put into the bin, and by whom each version is.
//!
//! A folder stands before what is in it. What is absent is left out. A folder of which only the name is known has
//! `"stub": true`.

use std::{fmt, io::Write};

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use serde::{Serialize, Serializer};
use strongroom_domain::{
    entry::{Field, FieldKind, Importance, Warning},
    id::UserId,
    time::Instant,
};
use uuid::Uuid;

use super::{About, ExportError, File, Icon, Object, Rights, Tree, Version as Revision};

/// What a file says that it is.
pub const NAME: &str = "strongroom";
/// The version of the form that is written here.
pub const VERSION: u32 = 1;
/// The version that has the member `rights` as well.
pub const WITH_RIGHTS: u32 = 2;
/// The version of an archive: with `about`, `bin_at`, `created_by` and `modified_by`, and perhaps with `rights`.
pub const OF_AN_ARCHIVE: u32 = 3;

/// Writes the whole of `tree`.
///
/// # Errors
/// [`ExportError::Write`].
pub fn write(tree: &Tree, out: &mut dyn Write) -> Result<(), ExportError> {
    let document = Document {
        format: NAME,
        version: match (&tree.about, &tree.rights) {
            (Some(_), _) => OF_AN_ARCHIVE,
            (None, Some(_)) => WITH_RIGHTS,
            (None, None) => VERSION,
        },
        exported_at: tree.made_at,
        database: Database { id: tree.database, name: &tree.name, description: &tree.description },
        icons: Each(&tree.icons, icon),
        objects: Each(&tree.objects, object),
        rights: tree.rights.as_ref(),
        about: tree.about.as_ref(),
    };
    serde_json::to_writer(&mut *out, &document)
        .map_err(|error| ExportError::Write(error.io_error_kind().unwrap_or(std::io::ErrorKind::Other)))?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'a str,
    version: u32,
    exported_at: Instant,
    database: Database<'a>,
    icons: Each<'a, Icon, IconOut<'a>>,
    objects: Each<'a, Object, ObjectOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a Rights>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a About>,
}

#[derive(Serialize)]
struct Database<'a> {
    id: Uuid,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
}

#[derive(Serialize)]
struct IconOut<'a> {
    id: Uuid,
    content: Base64<'a>,
}

#[derive(Serialize)]
struct ObjectOut<'a> {
    id: Uuid,
    parent: Option<Uuid>,
    kind: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stub: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bin_at: Option<Instant>,
    #[serde(flatten)]
    present: VersionOut<'a>,
    #[serde(skip_serializing_if = "Each::is_empty")]
    attachments: Each<'a, File, FileOut<'a>>,
    #[serde(skip_serializing_if = "Each::is_empty")]
    history: Each<'a, Revision, VersionOut<'a>>,
}

#[derive(Serialize)]
struct VersionOut<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    entry_type: Option<&'a str>,
    revision: u64,
    title: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    importance: Importance,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<&'a Warning>,
    created_at: Instant,
    modified_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_by: Option<UserId>,
    fields: Each<'a, Field, FieldOut<'a>>,
}

#[derive(Serialize)]
struct FieldOut<'a> {
    name: &'a str,
    kind: FieldKind,
    secret: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    custom: bool,
    value: &'a str,
}

#[derive(Serialize)]
struct FileOut<'a> {
    id: Uuid,
    name: &'a str,
    size: u64,
    content: Base64<'a>,
}

fn icon(icon: &Icon) -> IconOut<'_> {
    IconOut { id: icon.id, content: Base64(&icon.bytes) }
}

fn object(object: &Object) -> ObjectOut<'_> {
    ObjectOut {
        id: object.id,
        parent: object.parent,
        kind: if object.is_folder { "folder" } else { "entry" },
        stub: object.name_only,
        bin_at: object.bin_at,
        present: version(&object.present),
        attachments: Each(&object.attachments, file),
        history: Each(&object.history, version),
    }
}

fn version(version: &Revision) -> VersionOut<'_> {
    let properties = &version.properties;
    VersionOut {
        entry_type: properties.entry_type.as_deref(),
        revision: version.revision,
        title: &properties.title,
        tags: &properties.tags,
        category: properties.category.as_deref(),
        importance: properties.importance,
        icon: properties.icon.as_deref(),
        valid_to: properties.valid_to,
        warning: properties.warning.as_ref(),
        created_at: version.created_at,
        modified_at: version.modified_at,
        created_by: version.created_by,
        modified_by: version.modified_by,
        fields: Each(&version.fields, field),
    }
}

fn field(field: &Field) -> FieldOut<'_> {
    let Field { name, kind, secret, custom, value } = field;
    FieldOut { name, kind: *kind, secret: *secret, custom: *custom, value }
}

fn file(file: &File) -> FileOut<'_> {
    FileOut { id: file.id, name: &file.name, size: file.bytes.len() as u64, content: Base64(&file.bytes) }
}

/// A list whose elements are made one by one while it is written.
struct Each<'a, T, O>(&'a [T], fn(&'a T) -> O);

impl<T, O> Each<'_, T, O> {
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T, O: Serialize> Serialize for Each<'_, T, O> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// Bytes, written as base64 piece by piece.
struct Base64<'a>(&'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Base64<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Base64Display::new(self.0, &STANDARD).fmt(f)
    }
}
