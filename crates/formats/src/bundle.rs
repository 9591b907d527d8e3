//! What an importer gives: the tree of a file in the words of the API, whatever program wrote it. Titles, tags and
//! fields are made to fit the limits of `strongroom_domain`, so that `Content::check` takes each entry and folder.
//!
//! Values are wiped when dropped. `Debug` shows sizes, never a title, a name or a value.

use std::{borrow::Cow, fmt, sync::Arc};

use strongroom_domain::{
    entry::{self, FieldKind, Importance},
    time::Instant,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Warning;

/// The whole content of a file.
pub struct Bundle {
    /// The name the file gives itself.
    pub name: Option<String>,
    /// The description the file gives itself.
    pub description: Zeroizing<String>,
    /// The top of the tree. Becomes the root of the database.
    pub root: Folder,
    /// Images that [`Icon::Custom`] names by their id.
    pub icons: Vec<CustomIcon>,
    /// What was not taken over, or not as it was; at most [`Limits::warnings`](crate::Limits::warnings).
    pub warnings: Vec<Warning>,
    /// How many warnings more there were.
    pub warnings_left_out: u64,
}

/// How much a bundle holds. History versions and their attachments are not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Folders below the root, the recycle bin itself left out.
    pub folders: u64,
    /// Entries, those in the recycle bin included.
    pub entries: u64,
    /// Attachments of those entries.
    pub attachments: u64,
}

/// A folder. Trees are at most [`Limits::depth`](crate::Limits::depth) levels deep, so recursion over them is safe.
#[derive(Default)]
pub struct Folder {
    /// Its name, fit for [`limits::TITLE`](strongroom_domain::limits::TITLE).
    pub title: String,
    /// A text about it, fit for a field of the kind `multiline`.
    pub notes: Zeroizing<String>,
    /// Its image, `None` for the usual one.
    pub icon: Option<Icon>,
    /// Its words for searching, within the limits of tags.
    pub tags: Vec<String>,
    /// When it was made, changed, and ends.
    pub times: Times,
    /// The folders in it, in the order of the file.
    pub folders: Vec<Folder>,
    /// The entries in it, in the order of the file.
    pub entries: Vec<Entry>,
    /// This is the recycle bin, and the file says it is in use.
    pub is_bin: bool,
    /// The id it had in the file, unless another object before it had the same.
    pub source_id: Option<Uuid>,
}

/// An entry in its present version, with its earlier ones.
pub struct Entry {
    /// Its name, fit for [`limits::TITLE`](strongroom_domain::limits::TITLE).
    pub title: String,
    /// The type in the words of the API, such as `password`.
    pub entry_type: &'static str,
    /// Its fields, those of the type first, within the limits of an entry and no name twice. Empty fields of the
    /// type are left out.
    pub fields: Vec<Field>,
    /// Its words for searching, within the limits of tags.
    pub tags: Vec<String>,
    /// Its image, `None` for the usual one.
    pub icon: Option<Icon>,
    /// What stands beside its fields.
    pub marks: Marks,
    /// When it was made, changed, and ends.
    pub times: Times,
    /// Its earlier versions, in the order of the file: oldest first.
    pub history: Vec<EntryVersion>,
    /// Files that belong to it.
    pub attachments: Vec<Attachment>,
    /// It is in the recycle bin.
    pub in_bin: bool,
    /// The id it had in the file, unless another object before it had the same.
    pub source_id: Option<Uuid>,
}

/// One earlier version of an entry.
#[derive(Default)]
pub struct EntryVersion {
    /// As in [`Entry::title`].
    pub title: String,
    /// As in [`Entry::fields`].
    pub fields: Vec<Field>,
    /// As in [`Entry::tags`].
    pub tags: Vec<String>,
    /// As in [`Entry::icon`].
    pub icon: Option<Icon>,
    /// As in [`Entry::marks`].
    pub marks: Marks,
    /// As in [`Entry::times`].
    pub times: Times,
    /// The files it had; their bytes are shared with other versions.
    pub attachments: Vec<Attachment>,
}

/// What stands beside the fields of an entry.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The category, fit for [`limits::LINE`](strongroom_domain::limits::LINE).
    pub category: Option<String>,
    /// How important it is.
    pub importance: Importance,
    /// A text that people see before they use the entry.
    pub warning: Option<entry::Warning>,
    /// It was a favourite of whoever wrote the file.
    pub favourite: bool,
}

/// Instants of an object; `None` where the file tells none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// When it was made.
    pub created: Option<Instant>,
    /// When it was last changed.
    pub modified: Option<Instant>,
    /// When it ends, if it does.
    pub valid_to: Option<Instant>,
}

/// One field of an entry.
#[derive(Clone)]
pub struct Field {
    /// The name of a field of the entry's type, or of a custom field.
    pub name: Cow<'static, str>,
    /// What kind of value it is.
    pub kind: FieldKind,
    /// Only a reveal may show it.
    pub secret: bool,
    /// Its name is the user's own.
    pub custom: bool,
    /// Its value, one that its kind takes.
    pub value: Zeroizing<String>,
}

/// A file that belongs to an entry.
#[derive(Clone)]
pub struct Attachment {
    /// Its name as the file has it: data, never a path to use.
    pub name: String,
    /// Its content; versions with the same attachment share it.
    pub bytes: Arc<Zeroizing<Vec<u8>>>,
}

/// The image of a folder or entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// A number in the set of the program that wrote the file.
    Standard(u32),
    /// One of [`Bundle::icons`].
    Custom(Uuid),
}

/// An image that the file brings along. Its bytes are whatever the file says, not checked to be an image.
pub struct CustomIcon {
    /// What [`Icon::Custom`] names.
    pub id: Uuid,
    /// A name, where the file has one.
    pub name: Option<String>,
    /// The image file.
    pub bytes: Vec<u8>,
}

impl Bundle {
    /// How much it holds.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.root.add_to(&mut counts);
        counts
    }
}

impl Folder {
    fn add_to(&self, counts: &mut Counts) {
        counts.entries += self.entries.len() as u64;
        counts.attachments += self.entries.iter().map(|entry| entry.attachments.len() as u64).sum::<u64>();
        for folder in &self.folders {
            counts.folders += u64::from(!folder.is_bin);
            folder.add_to(counts);
        }
    }
}

impl fmt::Debug for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bundle")
            .field("counts", &self.counts())
            .field("icons", &self.icons.len())
            .field("warnings", &self.warnings.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Marks").field("importance", &self.importance).finish_non_exhaustive()
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Folder")
            .field("folders", &self.folders.len())
            .field("entries", &self.entries.len())
            .field("is_bin", &self.is_bin)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("entry_type", &self.entry_type)
            .field("fields", &self.fields.len())
            .field("history", &self.history.len())
            .field("attachments", &self.attachments.len())
            .field("in_bin", &self.in_bin)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for EntryVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntryVersion").field("fields", &self.fields.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("kind", &self.kind)
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for CustomIcon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomIcon").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}
