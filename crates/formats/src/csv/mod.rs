//! Tables with a delimiter: any columns, encoding and delimiter told by looking, quoted line ends.
//!
//! A cell is never thrown away without a word: what no column of the entry takes becomes a custom field. Cells are
//! data: one that begins like a formula is taken as it is, and made harmless where a table is written.

mod columns;
mod look;
mod rows;
mod secrets;

use std::io::Read;

use strongroom_domain::entry::{FieldKind, Importance};
use zeroize::Zeroizing;

use self::rows::{DELIMITERS, Row, Rows, guess_delimiter};
pub use self::{
    columns::{Column, ParseColumnError},
    look::{ColumnLook, Look, look},
};
pub use crate::encoding::Encoding;
use crate::{
    Bundle, ImportError, Limits, WarningCode,
    assemble::{Assembly, Draft, Tree},
    encoding, moment,
};

/// What a person says about a table. All of it may be left out.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The encoding; absent: told by the bytes.
    pub encoding: Option<Encoding>,
    /// One of `,` `;` tab `|`; absent: the one that stands most often in the first row.
    pub delimiter: Option<char>,
    /// Whether the first row holds names; absent: whether one of them is known.
    pub header: Option<bool>,
    /// What each column holds, from the left; absent: told by the names of the first row. Columns beyond become custom
    /// fields.
    pub columns: Option<Vec<Column>>,
    /// What stands between the names of folders in a path; absent: `/`, or `\` in tables of LastPass.
    pub folder_separator: Option<char>,
}

/// How a table is read: what was told, and what was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Plan {
    /// The encoding.
    pub encoding: Encoding,
    /// The delimiter.
    pub delimiter: char,
    /// Whether the first row holds names.
    pub header: bool,
    /// Name and meaning of each column, from the left. Without a header the names are numbers.
    pub columns: Vec<(String, Column)>,
}

/// Whether a file looks like a table: text of several columns with a known name among the first row's.
pub fn sniff(start: &[u8]) -> bool {
    let start = start.get(..start.len().min(64 << 10)).unwrap_or_default();
    // A cut in the middle of a character must not make UTF-8 anything else.
    let end = (0..4)
        .map(|less| start.len().saturating_sub(less))
        .find(|end| start.get(..*end).is_some_and(|part| Encoding::detect(part) != Encoding::Windows1252));
    let start = start.get(..end.unwrap_or(start.len())).unwrap_or_default();
    let encoding = Encoding::detect(start);
    let start =
        if encoding == Encoding::Utf8 { start } else { start.get(..start.len() & !1).unwrap_or_default() };
    let Ok(text) = encoding::text(start, encoding) else { return false };
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("sep=")).unwrap_or("");
    if first.starts_with(['{', '[', '<']) || first.contains('\0') {
        return false;
    }
    let delimiter = guess_delimiter(first);
    let known = |cell: &str| Column::known(cell.trim().trim_matches('"')).is_some();
    first.split(delimiter).filter(|cell| known(cell)).count() >= 2
}

/// Reads a whole table.
///
/// # Errors
/// [`ImportError`]: a quote without an end, a limit, or [`ImportError::UnknownColumns`].
pub fn read(file: impl Read, settings: &Settings, limits: &Limits) -> Result<Bundle, ImportError> {
    let bytes = encoding::whole(file, limits)?;
    let encoding = settings.encoding.unwrap_or_else(|| Encoding::detect(&bytes));
    let text = encoding::text(&bytes, encoding)?;
    drop(bytes);
    let mut table = Table::open(&text, encoding, settings)?;
    let mut assembly = Assembly::new(limits);
    for (name, column) in &table.plan.columns {
        match column {
            Column::LeftOut => assembly.warn(WarningCode::ColumnLeftOut, name),
            Column::Custom => assembly.warn(WarningCode::ColumnNotSecret, name),
            _ => {}
        }
    }
    let mut tree = Tree::new();
    while let Some(row) = table.next()? {
        let entry = Entry::new(row, &table.plan);
        let names = entry.folder.split(table.separator);
        let at = tree.open(names, &mut assembly)?;
        let entry = assembly.entry(entry.draft, Vec::new(), None)?;
        tree.push(at, entry);
    }
    assembly.path.clear();
    Ok(assembly.finish(None, tree.finish()))
}

/// A table whose columns are known.
struct Table<'t> {
    rows: Rows<'t>,
    first: Option<Row>,
    plan: Plan,
    separator: char,
}

impl<'t> Table<'t> {
    fn open(text: &'t str, encoding: Encoding, settings: &Settings) -> Result<Self, ImportError> {
        // Spreadsheets write the delimiter into a line of its own.
        let (told, text) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
            Some((told, rest)) => (told.trim_end_matches('\r').chars().next(), rest),
            None => (None, text),
        };
        let told = told.filter(|told| DELIMITERS.contains(told));
        let delimiter = settings.delimiter.or(told).unwrap_or_else(|| guess_delimiter(text));
        if !DELIMITERS.contains(&delimiter) {
            return Err(ImportError::Columns("the delimiter is one of `,`, `;`, tab and `|`"));
        }
        let mut rows = Rows::new(text, delimiter);
        let first = rows.next()?.map(|(_, row)| row).unwrap_or_default();
        let any_known = first.iter().any(|cell| Column::known(cell).is_some());
        let header = settings.header.unwrap_or(any_known);
        let asked = settings.columns.as_deref();
        if asked.is_none() && !(header && any_known) {
            return Err(ImportError::UnknownColumns);
        }
        let given = asked.map_or(0, <[Column]>::len);
        if given > first.len() {
            return Err(ImportError::Columns("there are fewer columns in the file than were named"));
        }
        let named = |index: usize| {
            let name = first.get(index).filter(|_| header).map_or("", |cell| cell.trim());
            if name.is_empty() { format!("Column {}", index + 1) } else { name.to_owned() }
        };
        let names: Vec<&str> = first.iter().map(|cell| cell.as_str()).filter(|_| header).collect();
        let told = Column::told(&names);
        let secret = |column: &Column| {
            matches!(column, Column::Password | Column::CustomSecret | Column::Totp | Column::Notes)
        };
        let meaning = |index: usize| {
            let told = told.get(index).copied().flatten();
            match asked.map(|asked| asked.get(index).copied()) {
                Some(Some(asked)) => asked,
                // Beyond those that were named, a field, but no secret in clear.
                Some(None) => told.filter(secret).map_or(Column::Custom, |_| Column::CustomSecret),
                None => told.unwrap_or(Column::Custom),
            }
        };
        let columns = (0..first.len()).map(|index| (named(index), meaning(index))).collect();
        // LastPass separates folders by a backslash, the others by a slash.
        let backslash = header && first.iter().any(|cell| cell.eq_ignore_ascii_case("grouping"));
        let usual = if backslash { '\\' } else { '/' };
        let separator = settings.folder_separator.unwrap_or(usual);
        let first = Some(first).filter(|first| !header && !first.is_empty());
        Ok(Self { rows, first, plan: Plan { encoding, delimiter, header, columns }, separator })
    }

    fn next(&mut self) -> Result<Option<Row>, ImportError> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => Ok(self.rows.next()?.map(|(_, row)| row)),
        }
    }
}

/// A row with its meaning.
struct Entry {
    folder: Zeroizing<String>,
    draft: Draft,
}

impl Entry {
    fn new(mut row: Row, plan: &Plan) -> Self {
        let cell = |row: &mut Row, wanted: Column| {
            let index = plan.columns.iter().position(|(_, column)| *column == wanted)?;
            let found = row.get_mut(index).map(std::mem::take)?;
            Some(found).filter(|text| !text.is_empty())
        };
        let title = cell(&mut row, Column::Title);
        let kind = cell(&mut row, Column::Type);
        let url = plan.columns.iter().position(|(_, column)| *column == Column::Url);
        let url = url.and_then(|index| row.get(index)).map_or("", |url| url.as_str());
        // LastPass writes its notes with this address.
        let is_note = url == "http://sn";
        let entry_type = entry_type(kind.as_ref().map_or("", |kind| kind.as_str()), is_note);
        let title = title.unwrap_or_else(|| Zeroizing::new(host(url).to_owned()));
        let mut draft = Draft::new(entry_type.unwrap_or("password"), &title);
        if let (None, Some(kind)) = (entry_type, &kind) {
            draft.fields.warn(WarningCode::UnknownType, kind);
        }
        if is_note {
            cell(&mut row, Column::Url);
        }
        let folder = cell(&mut row, Column::Folder).unwrap_or_default();
        let mut notes: Option<Zeroizing<String>> = None;
        for (index, value) in row.into_iter().enumerate().filter(|(_, value)| !value.is_empty()) {
            match plan.columns.get(index) {
                Some((_, Column::Notes)) => match &mut notes {
                    Some(before) => {
                        let joined = Zeroizing::new(format!("{}\n\n{}", before.as_str(), value.as_str()));
                        *before = joined;
                    }
                    None => notes = Some(value),
                },
                Some((name, column)) => take(&mut draft, *column, name, value),
                None => {
                    let name = format!("Column {}", index + 1);
                    draft.fields.warn(WarningCode::ExtraCell, &name);
                    draft.custom(FieldKind::Text, &name, false, value);
                }
            }
        }
        draft.set("notes", "Notes", notes.unwrap_or_default());
        Self { folder, draft }
    }
}

/// Puts a cell where it belongs.
fn take(draft: &mut Draft, column: Column, name: &str, value: Zeroizing<String>) {
    let instant = |draft: &mut Draft| {
        let zero = value.trim().is_empty() || value.trim() == "0" || value.starts_with("00.00");
        let found = moment::parse(&value);
        if found.is_none() && !zero {
            draft.fields.warn(WarningCode::Time, name);
        }
        found.filter(|_| !zero)
    };
    match column {
        Column::Username => draft.set("username", name, value),
        Column::Password => draft.set("password", name, value),
        Column::Url => draft.set("url", name, value),
        Column::Totp => draft.set("totp", name, value),
        Column::Tags => draft.words.extend(value.split([',', ';']).map(str::to_owned)),
        Column::Category => draft.category(&value),
        Column::Favourite => draft.marks.favourite = is_true(&value),
        Column::Importance => match importance(&value) {
            Some(importance) => draft.marks.importance = importance,
            None => draft.custom(FieldKind::Text, name, false, value),
        },
        Column::Created => draft.times.created = instant(draft),
        Column::Modified => draft.times.modified = instant(draft),
        Column::Expires => draft.times.valid_to = instant(draft),
        Column::Fields => fields(draft, &value),
        Column::CustomSecret => draft.custom(FieldKind::Text, name, true, value),
        // A second column of a kind that an entry has once.
        Column::Custom | Column::Title | Column::Folder | Column::Type | Column::Notes => {
            draft.custom(FieldKind::Text, name, false, value);
        }
        Column::LeftOut => {}
    }
}

/// Lines `name: value`; a line without a name belongs to the value before it.
fn fields(draft: &mut Draft, text: &str) {
    let custom = |draft: &mut Draft, name: &str, value| {
        draft.custom(FieldKind::Text, name, secrets::is_said_by(name), value);
    };
    let mut open: Option<(String, Zeroizing<String>)> = None;
    for line in text.lines() {
        match (line.split_once(": "), &mut open) {
            (Some((name, value)), _) => {
                if let Some((name, value)) = open.replace((name.to_owned(), value.to_owned().into())) {
                    custom(draft, &name, value);
                }
            }
            (None, Some((_, value))) => *value = Zeroizing::new(format!("{}\n{line}", value.as_str())),
            (None, None) => open = Some(("Field".to_owned(), line.to_owned().into())),
        }
    }
    if let Some((name, value)) = open {
        custom(draft, &name, value);
    }
}

/// The type of an entry; `None` for one that is not known.
fn entry_type(text: &str, is_note: bool) -> Option<&'static str> {
    let types = strongroom_domain::entry::Types::default();
    if is_note {
        return Some("information");
    }
    match text.to_ascii_lowercase().as_str() {
        "" | "login" | "password" => Some("password"),
        "note" | "securenote" | "secure note" | "information" => Some("information"),
        name => types.get(name).and_then(|_| NAMES.into_iter().find(|known| *known == name)),
    }
}

/// The types of this program that a table can name, beside those above.
const NAMES: [&str; 11] = [
    "credit_card",
    "software_license",
    "identity",
    "banking",
    "encrypted_file",
    "document",
    "rdp",
    "putty",
    "teamviewer",
    "certificate",
    "ssh_key",
];

fn importance(text: &str) -> Option<Importance> {
    match text.trim().to_lowercase().as_str() {
        "0" | "high" | "hoch" => Some(Importance::High),
        "1" | "normal" | "medium" | "mittel" => Some(Importance::Normal),
        "2" | "low" | "niedrig" => Some(Importance::Low),
        _ => None,
    }
}

fn is_true(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "1" | "true" | "yes" | "ja" | "wahr" | "x" | "y")
}

/// The host of an address, as a title for what has none.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    host.rsplit_once('@').map_or(host, |(_, host)| host)
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan")
            .field("encoding", &self.encoding)
            .field("columns", &self.columns.len())
            .finish()
    }
}
