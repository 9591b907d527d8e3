//! What an import could not take over, or had to change. A warning names objects and fields for the person
//! who imports, who may see them; it never holds a value, and it is no text for a log.

use std::fmt;

/// One thing that is not in the bundle as it was in the file.
#[derive(Clone, PartialEq, Eq)]
pub struct Warning {
    /// What happened.
    pub code: WarningCode,
    /// The titles from the root's child down to the object, joined by ` / `; empty for the file itself.
    /// Control characters are replaced, long ones are cut.
    pub place: String,
    /// The name of the field, attachment or setting meant; empty where the code says all.
    pub item: String,
}

/// The kinds of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningCode {
    /// Auto-type sequences are not taken over.
    AutoType,
    /// Colours are not taken over.
    Colours,
    /// Data of a plugin or program is not taken over; the item is its key.
    CustomData,
    /// The value holds placeholders, which stay as they are and are not filled in.
    Placeholder,
    /// The value refers to a field of another entry, and stays as it is.
    Reference,
    /// The one-time password setting could not be understood and stays as custom fields.
    OneTimePassword,
    /// The field's name was taken, or its value needed another kind of field; the item is its new name.
    FieldRenamed,
    /// No field takes the value (too long, or with control characters), and it became an attachment; the item is
    /// the attachment's name.
    FieldAsAttachment,
    /// The name or text was too long or held control characters, and was changed to fit.
    NameChanged,
    /// A tag was too long, held control characters, or there were too many.
    Tags,
    /// The object had no title and got one.
    TitleMissing,
    /// The id was used before in the file; the object has none now.
    DuplicateId,
    /// The time could not be understood and is left out.
    Time,
    /// The icon is not in the file and is left out.
    IconMissing,
    /// The file calls its root the recycle bin; no folder is treated as one.
    RecycleBin,
    /// The file has no header hash, so its header and protected values could not be checked.
    HeaderHashMissing,
    /// The content of a file is not in the export; the item is the file's name.
    FileMissing,
    /// The entry was in several folders of the file; the item is one that it is not in now.
    SeveralFolders,
    /// The type of the entry is not known here; the item is the type's name in the file.
    UnknownType,
    /// A row has more cells than there are columns; the item is the name of the field that holds one.
    ExtraCell,
    /// The column has no name and is taken as a field; the item is the field's name.
    ColumnUnnamed,
    /// The column is left out, as was asked for; the item is its name.
    ColumnLeftOut,
    /// The column is taken over as a field that is no secret: it is shown and found; the item is its name.
    ColumnNotSecret,
    /// Grants, with and without seals, are in no archive; the item is how many there were.
    GrantsLeftOut,
    /// Whoever made the archive saw more than is in it; the item is how many objects.
    ObjectsLeftOut,
    /// Who made or changed something is not known here; the item is how many people.
    AuthorsUnknown,
    /// The description and the limits of a database are not taken over into another one.
    DatabaseSettings,
}

impl WarningCode {
    /// A stable name for machines.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AutoType => "auto_type",
            Self::Colours => "colours",
            Self::CustomData => "custom_data",
            Self::Placeholder => "placeholder",
            Self::Reference => "reference",
            Self::OneTimePassword => "one_time_password",
            Self::FieldRenamed => "field_renamed",
            Self::FieldAsAttachment => "field_as_attachment",
            Self::NameChanged => "name_changed",
            Self::Tags => "tags",
            Self::TitleMissing => "title_missing",
            Self::DuplicateId => "duplicate_id",
            Self::Time => "time",
            Self::IconMissing => "icon_missing",
            Self::RecycleBin => "recycle_bin",
            Self::HeaderHashMissing => "header_hash_missing",
            Self::FileMissing => "file_missing",
            Self::SeveralFolders => "several_folders",
            Self::UnknownType => "unknown_type",
            Self::ExtraCell => "extra_cell",
            Self::ColumnUnnamed => "column_unnamed",
            Self::ColumnLeftOut => "column_left_out",
            Self::ColumnNotSecret => "column_not_secret",
            Self::GrantsLeftOut => "grants_left_out",
            Self::ObjectsLeftOut => "objects_left_out",
            Self::AuthorsUnknown => "authors_unknown",
            Self::DatabaseSettings => "database_settings",
        }
    }

    /// Whether the bundle differs from the file here, also where nobody looks, as in the history.
    pub(crate) const fn changes_content(self) -> bool {
        matches!(
            self,
            Self::FieldRenamed
                | Self::FieldAsAttachment
                | Self::NameChanged
                | Self::Tags
                | Self::OneTimePassword
        )
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::AutoType => "auto-type settings are not taken over",
            Self::Colours => "colours are not taken over",
            Self::CustomData => "data of another program is not taken over",
            Self::Placeholder => "placeholders stay as they are and are not filled in",
            Self::Reference => "a reference to another entry stays as it is",
            Self::OneTimePassword => "a one-time password setting could not be understood",
            Self::FieldRenamed => "a field has another name now",
            Self::FieldAsAttachment => "no field takes a value, it became an attachment",
            Self::NameChanged => "a name was changed to fit",
            Self::Tags => "tags were changed to fit",
            Self::TitleMissing => "a title was missing",
            Self::DuplicateId => "an id was used twice in the file",
            Self::Time => "a time could not be understood",
            Self::IconMissing => "an icon is not in the file",
            Self::RecycleBin => "the file calls its root the recycle bin",
            Self::HeaderHashMissing => "the file has no hash of its header, which could not be checked",
            Self::FileMissing => "the content of a file is not in the export",
            Self::SeveralFolders => "it was in several folders and is in the first now",
            Self::UnknownType => "its type is not known here",
            Self::ExtraCell => "a row has more cells than there are columns",
            Self::ColumnUnnamed => "a column has no name",
            Self::ColumnLeftOut => "a column is left out, as was asked for",
            Self::ColumnNotSecret => "a column is taken over as a field that is not secret",
            Self::GrantsLeftOut => "grants and seals are in no archive",
            Self::ObjectsLeftOut => "the archive does not have everything that its maker saw",
            Self::AuthorsUnknown => "who made or changed something is not known here",
            Self::DatabaseSettings => "description and limits of the archive's database are not taken over",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "`{}`: ", self.place)?;
        }
        f.write_str(self.code.sentence())?;
        if !self.item.is_empty() {
            write!(f, " (`{}`)", self.item)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Warning").field("code", &self.code).finish_non_exhaustive()
    }
}

/// The warnings of one import, with a ceiling on how many are kept.
pub(crate) struct WarningList {
    kept: Vec<Warning>,
    left_out: u64,
    ceiling: usize,
}

impl WarningList {
    pub(crate) const fn new(ceiling: usize) -> Self {
        Self { kept: Vec::new(), left_out: 0, ceiling }
    }

    /// Adds one about the object at `path`, unless the very same was the last.
    pub(crate) fn add(&mut self, code: WarningCode, path: &[String], item: &str) {
        if self.kept.len() >= self.ceiling {
            self.left_out = self.left_out.saturating_add(1);
            return;
        }
        let place = path.iter().map(|title| shown(title)).collect::<Vec<_>>().join(" / ");
        let warning = Warning { code, place, item: shown(item) };
        if self.kept.last() != Some(&warning) {
            self.kept.push(warning);
        }
    }

    pub(crate) fn into_parts(self) -> (Vec<Warning>, u64) {
        (self.kept, self.left_out)
    }
}

/// A name fit for a line of text: no control or direction characters, at most 100 characters.
fn shown(name: &str) -> String {
    let mut text: String =
        name.chars().take(100).map(|c| if is_harmless(c) { c } else { '\u{fffd}' }).collect();
    if name.chars().nth(100).is_some() {
        text.push('…');
    }
    text
}

fn is_harmless(c: char) -> bool {
    let direction =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
    !(c.is_control() || direction || matches!(c, '\u{2028}' | '\u{2029}'))
}
