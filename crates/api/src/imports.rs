//! Imports as jobs: a file is uploaded once, looked at, run, and undone.

use serde::{Deserialize, Serialize};
use strongroom_domain::time::Instant;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Patch, SecretText,
    import::{ImportCounts, ImportWarning},
    patch, schema,
};

/// The parts of `POST /imports`; only for the OpenAPI document, the server streams the parts.
#[derive(Debug, ToSchema)]
pub struct NewImportForm {
    /// The file to import.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// What kind of file it is; absent: told by its content.
    #[schema(example = "kdbx")]
    pub format: Option<String>,
    /// How to import it.
    pub settings: ImportSettings,
    /// The password of the file. Empty is not the same as absent.
    pub master_password: Option<SecretText>,
    /// The key file that belongs to it.
    #[schema(value_type = Option<String>, format = Binary)]
    pub key_file: Option<Vec<u8>>,
}

/// What happens to entries that are there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// They come in.
    #[default]
    Keep,
    /// They are left out.
    Skip,
}

/// What happens to what is in the file's bin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileBin {
    /// It is left out.
    #[default]
    LeaveOut,
    /// It comes into the bin.
    Take,
}

/// What happens to the rights that an archive brings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileRights {
    /// They are left out.
    #[default]
    LeaveOut,
    /// They are set in the new database, as far as the importer may hand them out.
    Take,
}

/// How to import a file: into `database`, at its root or in the folder `parent`; or as a new database called `name`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportSettings {
    /// The database to import into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Uuid>,
    /// The folder in it; absent: its root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    /// The name of a new database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What happens to entries that are there already: same type, title, user name and address, as far as you see them.
    #[serde(default)]
    pub duplicates: Duplicates,
    /// What happens to what is in the file's bin.
    #[serde(default)]
    pub bin: FileBin,
    /// What happens to the rights that an archive brings; taken into a new database only.
    #[serde(default)]
    pub rights: FileRights,
    /// How a table is read.
    #[serde(default)]
    pub table: TableSettings,
}

/// A change of how a waiting file is to be imported. What is absent stays; `database` or `name` names another target.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportChange {
    /// The database to import into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Uuid>,
    /// The folder in it; `null`: its root.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub parent: Patch<Uuid>,
    /// The name of a new database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What happens to entries that are there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<Duplicates>,
    /// What happens to what is in the file's bin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bin: Option<FileBin>,
    /// What happens to the rights that an archive brings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<FileRights>,
    /// How a table is read; all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableSettings>,
}

/// How a table is read. What is absent is told by looking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TableSettings {
    /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// `,`, `;`, `|` or a tab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Whether the first row holds names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// What each column holds, from the left: `title`, `username`, `password`, `url`, `totp`, `notes`, `folder`, `tags`,
    /// `category`, `favourite`, `type`, `importance`, `created`, `modified`, `expires`, `fields`, `custom`,
    /// `custom_secret`, `left_out`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// What stands between the names of folders in a path: one character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder_separator: Option<String>,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// It waits to be run, for a quarter of an hour from its upload.
    Ready,
    /// It runs, also when nobody looks.
    Running,
    /// It did not work out; nothing came in.
    Failed,
    /// It is there, and can be undone.
    Done,
    /// It was undone.
    Undone,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Import {
    /// Its id.
    pub id: Uuid,
    /// Where it stands.
    pub state: ImportState,
    /// The format of the file.
    pub format: String,
    /// When it was uploaded; of one that ran when it began to, of one that did not work out when it ended.
    #[schema(value_type = schema::Instant)]
    pub at: Instant,
    /// The database that it comes, or came, into; absent: a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Uuid>,
    /// The folder in it; absent: its root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    /// How it is to be imported, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<ImportSettings>,
    /// What a run would do, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<ImportPreview>,
    /// How far it is, while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<ImportProgress>,
    /// What came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<ImportCounts>,
    /// How many entries of the file did not come in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<u64>,
    /// Until when it can be undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub undo_until: Option<Instant>,
    /// What came of undoing it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<ImportUndo>,
    /// Why it did not work out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportProgress {
    /// Folders and entries that are written; nobody sees them before all are.
    pub done: u64,
    /// Folders and entries that there are; 0 while they are being prepared.
    pub total: u64,
}

/// What a run would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportPreview {
    /// What would come in; absent while it is not known what the columns of a table hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<ImportCounts>,
    /// Earlier versions that would come in.
    pub versions: u64,
    /// Entries that are there already.
    pub duplicates: u64,
    /// Those of them that would be left out.
    pub skipped: u64,
    /// Folders and entries of the file's bin that would be left out.
    pub in_bin: u64,
    /// Entries that can not be taken over.
    pub failed: u64,
    /// The first of those, with the reason.
    pub failures: Vec<ImportWarning>,
    /// What would not be taken over as it is.
    pub warnings: Vec<ImportWarning>,
    /// What a table looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// What the rights of an archive come to in a new database; absent where it has none, and for another target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<RightsPreview>,
}

/// What the rights of an archive come to here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RightsPreview {
    /// Assignments of somebody known here.
    pub assignments: u64,
    /// Rules of somebody known here.
    pub rules: u64,
    /// Folders and entries that inherit nothing from above.
    pub inheritance_off: u64,
    /// Who is known here.
    pub known: Vec<RightsOf>,
    /// Who is not. What is theirs is left out.
    pub unknown: Vec<RightsOf>,
    /// Somebody unknown was denied something: nothing of the rights can be taken, since it could be wider than it was.
    pub would_widen: bool,
}

/// A user or group of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RightsOf {
    /// What they are called here; of somebody who is not known here, in the archive.
    pub name: String,
    /// What the archive calls them, where that is something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_archive: Option<String>,
    /// Whether it is a group.
    pub group: bool,
    /// Whether only the name is the same here: look whether it is the same person or group.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_name: bool,
}

/// What a table looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Table {
    /// Its encoding.
    pub encoding: String,
    /// Its delimiter.
    pub delimiter: String,
    /// Whether its first row holds names.
    pub header: bool,
    /// Its rows, without that of the names.
    pub rows: u64,
    /// Whether it has to be said what its columns hold.
    pub needs_columns: bool,
    /// Its columns, from the left.
    pub columns: Vec<TableColumn>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TableColumn {
    /// Its name; without a row of names its number.
    pub name: String,
    /// What it holds.
    pub holds: String,
    /// How many rows have something in it.
    pub filled: u64,
    /// The first values; none where they may be secret, or where nobody said what they are.
    pub samples: Vec<String>,
}

/// What undoing an import comes, or came, to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportUndo {
    /// Folders and entries that go, for good.
    pub removed: u64,
    /// Those that stay: because somebody changed, moved or edits them, or because something stays in them.
    pub kept: u64,
    /// When; absent in a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub at: Option<Instant>,
}

/// The query of `POST /imports/{id}/undo`.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UndoQuery {
    /// Tells what it would come to, and does nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}
