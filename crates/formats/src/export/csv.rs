//! CSV (RFC 4180): a line for each entry, a column for each field. Two modes, because a file that keeps every byte and
//! one that a spreadsheet may open can not be the same.
//!
//! A program that opens CSV runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end as a formula, and one
//! set to another separator splits the line where the writer did not. [`CsvMode::Spreadsheet`] therefore puts an
//! apostrophe before each such beginning, also behind every character that some program takes for a separator, and
//! quotes every cell. This holds for names of columns as for values, wherever the text comes from.
//!
//! History, icons and the content of attachments have no place here; an attachment's name has.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io::Write,
};

use strongroom_domain::entry::{FieldKind, Importance};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{ExportError, Object, Tree};

/// For whom a file of CSV is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvMode {
    /// For programs: each value is in the file exactly as it is.
    Data,
    /// For spreadsheets: nothing in it begins like a formula. Values that did are not as they were.
    Spreadsheet,
}

/// The columns that are always there, in their order.
const FIXED: [&str; 16] = [
    "folder",
    "title",
    "type",
    "username",
    "password",
    "url",
    "totp",
    "notes",
    "tags",
    "category",
    "importance",
    "warning",
    "valid_to",
    "created_at",
    "modified_at",
    "attachments",
];
/// Columns for other fields; what goes beyond stands as `name: value` lines in the last.
const OTHERS: usize = 500;
const REST: &str = "other_fields";

/// Writes the entries of `tree`.
///
/// # Errors
/// [`ExportError::Write`].
pub fn write(tree: &Tree, mode: CsvMode, out: &mut dyn Write) -> Result<(), ExportError> {
    let columns = Columns::of(tree);
    let folders = Folders::of(tree);
    if mode == CsvMode::Spreadsheet {
        // Without this mark spreadsheets take UTF-8 for something else.
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut line = Line { out, mode, first: true };
    for name in FIXED.iter().copied().chain(columns.titles.iter().map(String::as_str)) {
        line.cell(name)?;
    }
    if columns.has_rest {
        line.cell(REST)?;
    }
    line.end()?;
    for entry in tree.objects.iter().filter(|object| !object.is_folder) {
        let row = Row { entry, columns: &columns };
        line.cell(&folders.path(entry.parent))?;
        row.fixed(&mut line)?;
        row.others(&mut line)?;
        line.end()?;
    }
    out.flush()?;
    Ok(())
}

/// The columns for fields that not every entry has.
struct Columns {
    names: Vec<String>,
    titles: Vec<String>,
    has_rest: bool,
}

impl Columns {
    fn of(tree: &Tree) -> Self {
        let entries = tree.objects.iter().filter(|object| !object.is_folder);
        let fields = entries.flat_map(|entry| &entry.present.fields);
        let names: BTreeSet<&str> =
            fields.filter(|field| !has_column(field)).map(|field| field.name.as_str()).collect();
        let has_rest = names.len() > OTHERS;
        let names: Vec<String> = names.into_iter().take(OTHERS).map(str::to_owned).collect();
        let mut taken: HashSet<String> = FIXED.iter().map(|name| (*name).to_owned()).collect();
        taken.insert(REST.to_owned());
        // Names of fields come first, so that a column that had to be renamed takes no other's name.
        taken.extend(names.iter().filter(|name| !FIXED.contains(&name.as_str())).cloned());
        let titles = names.iter().map(|name| {
            if !FIXED.contains(&name.as_str()) && name != REST {
                return name.clone();
            }
            let mut title = format!("{name} (field)");
            while !taken.insert(title.clone()) {
                title.push('_');
            }
            title
        });
        Self { titles: titles.collect(), names, has_rest }
    }
}

/// Whether a field stands in a column of its own that is always there.
fn has_column(field: &strongroom_domain::entry::Field) -> bool {
    !field.custom && matches!(field.name.as_str(), "username" | "password" | "url" | "totp" | "notes")
}

struct Row<'a> {
    entry: &'a Object,
    columns: &'a Columns,
}

impl Row<'_> {
    fn fixed(&self, line: &mut Line<'_>) -> Result<(), ExportError> {
        let present = &self.entry.present;
        let properties = &present.properties;
        line.cell(&properties.title)?;
        line.cell(properties.entry_type.as_deref().unwrap_or_default())?;
        for name in ["username", "password", "url", "totp", "notes"] {
            line.cell(present.of_type(name).map_or("", |field| field.value.as_str()))?;
        }
        line.cell(&joined(properties.tags.iter().map(String::as_str), ';'))?;
        line.cell(properties.category.as_deref().unwrap_or_default())?;
        line.cell(match properties.importance {
            Importance::Low => "low",
            Importance::Normal => "normal",
            Importance::High => "high",
        })?;
        line.cell(properties.warning.as_ref().map_or("", |warning| warning.text.as_str()))?;
        line.cell(&properties.valid_to.map(|at| at.to_string()).unwrap_or_default())?;
        line.cell(&present.created_at.to_string())?;
        line.cell(&present.modified_at.to_string())?;
        line.cell(&joined(self.entry.attachments.iter().map(|file| file.name.as_str()), ';'))
    }

    fn others(&self, line: &mut Line<'_>) -> Result<(), ExportError> {
        let fields: HashMap<&str, &strongroom_domain::entry::Field> = self
            .entry
            .present
            .fields
            .iter()
            .filter(|field| !has_column(field))
            .map(|field| (field.name.as_str(), field))
            .collect();
        for name in &self.columns.names {
            match fields.get(name.as_str()) {
                Some(field) => line.cell(&self.value(field))?,
                None => line.cell("")?,
            }
        }
        if !self.columns.has_rest {
            return Ok(());
        }
        let listed: HashSet<&str> = self.columns.names.iter().map(String::as_str).collect();
        let rest = self.entry.present.fields.iter();
        let rest = rest.filter(|field| !has_column(field) && !listed.contains(field.name.as_str()));
        let size = rest.clone().map(|field| field.name.len() + field.value.len() + 3).sum();
        let mut text = Zeroizing::new(String::with_capacity(size));
        for field in rest {
            for part in [field.name.as_str(), ": ", field.value.as_str(), "\n"] {
                text.push_str(part);
            }
        }
        line.cell(&text)
    }

    /// The value of a field; of one that names an attachment, the attachment's name.
    fn value(&self, field: &strongroom_domain::entry::Field) -> Zeroizing<String> {
        if field.kind == FieldKind::File
            && let Ok(id) = field.value.parse::<Uuid>()
            && let Some(file) = self.entry.attachments.iter().find(|file| file.id == id)
        {
            return Zeroizing::new(file.name.clone());
        }
        field.value.clone()
    }
}

/// Titles of folders by id.
struct Folders<'a>(HashMap<Uuid, &'a Object>);

impl<'a> Folders<'a> {
    fn of(tree: &'a Tree) -> Self {
        Self(tree.objects.iter().filter(|it| it.is_folder).map(|folder| (folder.id, folder)).collect())
    }

    /// The titles from the top down to the folder.
    fn path(&self, folder: Option<Uuid>) -> String {
        let mut titles = Vec::new();
        let mut next = folder;
        while let Some(folder) = next.and_then(|id| self.0.get(&id))
            && titles.len() <= strongroom_domain::limits::FOLDER_LEVELS
        {
            titles.push(folder.present.properties.title.as_str());
            next = folder.parent;
        }
        titles.reverse();
        joined(titles.into_iter(), '/')
    }
}

/// Texts in one cell. A separator or backslash within a text has a backslash before it, so that they come apart again.
fn joined<'a>(texts: impl Iterator<Item = &'a str>, separator: char) -> String {
    let mut out = String::new();
    for (number, text) in texts.enumerate() {
        if number > 0 {
            out.push(separator);
        }
        for character in text.chars() {
            if character == separator || character == '\\' {
                out.push('\\');
            }
            out.push(character);
        }
    }
    out
}

/// One line on its way out. Nothing of it is kept.
struct Line<'a> {
    out: &'a mut dyn Write,
    mode: CsvMode,
    first: bool,
}

impl Line<'_> {
    fn cell(&mut self, text: &str) -> Result<(), ExportError> {
        if !std::mem::take(&mut self.first) {
            self.out.write_all(b",")?;
        }
        match self.mode {
            CsvMode::Data if text.contains([',', '"', '\r', '\n']) => self.quoted(text),
            CsvMode::Data => Ok(self.out.write_all(text.as_bytes())?),
            CsvMode::Spreadsheet => {
                let harmless = neutralised(text);
                self.quoted(&harmless)
            }
        }
    }

    fn quoted(&mut self, text: &str) -> Result<(), ExportError> {
        self.out.write_all(b"\"")?;
        for (number, part) in text.split('"').enumerate() {
            if number > 0 {
                self.out.write_all(b"\"\"")?;
            }
            self.out.write_all(part.as_bytes())?;
        }
        Ok(self.out.write_all(b"\"")?)
    }

    fn end(&mut self) -> Result<(), ExportError> {
        self.first = true;
        Ok(self.out.write_all(b"\r\n")?)
    }
}

/// The text with an apostrophe before everything that a spreadsheet may take for the beginning of a formula.
fn neutralised(text: &str) -> Zeroizing<String> {
    // Never more than twice as long: room for all at once leaves no copy behind.
    let mut out = Zeroizing::new(String::with_capacity(text.len() * 2));
    let mut at_start = true;
    for character in text.chars() {
        if at_start && begins_formula(character) {
            out.push('\'');
        }
        out.push(character);
        // White space is passed over by some programs, and so does not end a beginning.
        at_start = separates(character) || (at_start && is_passed_over(character));
    }
    out
}

const fn begins_formula(character: char) -> bool {
    // The full-width forms count as well where such text is written; DDE needs none of the others.
    matches!(character, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '−')
}

const fn separates(character: char) -> bool {
    matches!(character, ',' | ';' | '|' | '\t' | '\r' | '\n' | '"' | '\u{2028}' | '\u{2029}' | '\u{85}')
}

fn is_passed_over(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\'' | '\0' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: I1
    #[test]
    fn whatever_begins_like_a_formula_is_neutralised() {
        let cases = [
            ("", ""),
            ("plain", "plain"),
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            (" =1", " '=1"),
            ("\u{feff}=1", "\u{feff}'=1"),
            ("\u{a0}=1", "\u{a0}'=1"),
            ("a;=1", "a;'=1"),
            ("a|=1", "a|'=1"),
            ("a,=1", "a,'=1"),
            ("a\";=1", "a\";'=1"),
            ("a\"=1", "a\"'=1"),
            ("a\n=1", "a\n'=1"),
            ("a; \t@x", "a; '\t'@x"),
            ("＝1", "'＝1"),
            ("a-b=c+d@e", "a-b=c+d@e"),
            ("'=1", "''=1"),
        ];
        for (text, expected) in cases {
            assert_eq!(neutralised(text).as_str(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_joined_comes_apart_again() {
        assert_eq!(joined(["a/b", "c\\", "d"].into_iter(), '/'), "a\\/b/c\\\\/d");
        assert_eq!(joined(std::iter::empty(), '/'), "");
    }
}
