//! Makes what a file holds fit the limits of `strongroom_domain`, for every importer alike.
//!
//! Nothing is lost on the way: a value that no field takes becomes an attachment, a title that was cut stays whole
//! in a field, a taken name gets a number. Each change is told as a warning.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use strongroom_domain::{
    entry::{FieldKind, check_value},
    limits::{self, check_block, check_line},
};
use zeroize::Zeroizing;

use crate::{Attachment, Field, WarningCode};

/// The title of an object without one.
pub(crate) const UNTITLED: &str = "Untitled";

/// A text on one line within `limit` characters: `None` if it is already, otherwise with spaces for control
/// characters, and cut. Of a text in which nothing is seen nothing is left.
pub(crate) fn line(text: &str, limit: usize) -> Option<String> {
    if check_line(text, limit).is_ok() {
        return None;
    }
    let spaced = text.trim().chars().take(limit).map(|c| if breaks_line(c) { ' ' } else { c });
    let fitting = spaced.collect::<String>().trim().to_owned();
    Some(if limits::is_blank(&fitting) { String::new() } else { fitting })
}

/// A text of several lines: `None` if it is one already, otherwise with spaces for control characters.
pub(crate) fn block(text: &str) -> Option<Zeroizing<String>> {
    if check_block(text, usize::MAX).is_ok() {
        return None;
    }
    // A space is no longer than what it stands for, so this never grows and leaves no copy behind.
    let mut fitting = Zeroizing::new(String::with_capacity(text.len()));
    let fits = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    fitting.extend(text.chars().map(|c| if fits(c) { c } else { ' ' }));
    Some(fitting)
}

/// Tags within their limits, each once, and whether they had to be changed for that.
pub(crate) fn tags<'a>(words: impl Iterator<Item = &'a str>) -> (Vec<String>, bool) {
    let (mut tags, mut seen, mut changed) = (Vec::new(), HashSet::new(), false);
    for word in words.map(str::trim).filter(|word| !word.is_empty()) {
        let fitting = line(word, limits::TAG);
        changed |= fitting.is_some() || tags.len() >= limits::TAGS;
        let tag = fitting.unwrap_or_else(|| word.to_owned());
        if !tag.is_empty() && tags.len() < limits::TAGS && seen.insert(tag.clone()) {
            tags.push(tag);
        }
    }
    (tags, changed)
}

/// The fields of one version of an entry as they are put together.
pub(crate) struct FieldList {
    /// Its title.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Values that no field takes.
    pub attachments: Vec<Attachment>,
    /// Kinds and items.
    pub warnings: Vec<(WarningCode, String)>,
    /// Names in use, and the number to try next for each.
    taken: HashMap<String, u64>,
}

impl FieldList {
    /// For an entry whose type has fields of the names `reserved`.
    pub(crate) fn new(title: &str, reserved: &[&str]) -> Self {
        let mut list = Self {
            title: title.to_owned(),
            fields: Vec::new(),
            attachments: Vec::new(),
            warnings: Vec::new(),
            taken: reserved.iter().map(|name| ((*name).to_owned(), 2)).collect(),
        };
        if let Some(fitting) = line(title, limits::TITLE) {
            list.title = fitting;
            if list.title.is_empty() {
                UNTITLED.clone_into(&mut list.title);
                list.warn(WarningCode::TitleMissing, "");
            } else {
                list.warn(WarningCode::NameChanged, "");
                list.custom("Title".to_owned(), false, Zeroizing::new(title.to_owned()));
            }
        }
        list
    }

    /// Tells a warning about the entry.
    pub(crate) fn warn(&mut self, code: WarningCode, item: &str) {
        self.warnings.push((code, item.to_owned()));
    }

    /// Adds a field of the entry's type; where its kind does not take the value, as a custom field with the name it
    /// has in the file. Empty ones are left out.
    pub(crate) fn standard(
        &mut self,
        name: &'static str,
        kind: FieldKind,
        secret: bool,
        name_in_file: &str,
        value: Zeroizing<String>,
    ) {
        if value.is_empty() {
            return;
        }
        if check_value(kind, &value).is_ok() {
            self.fields.push(Field { name: Cow::Borrowed(name), kind, secret, custom: false, value });
        } else {
            self.warn(WarningCode::FieldRenamed, name_in_file);
            self.custom(name_in_file.to_owned(), secret, value);
        }
    }

    /// Adds a custom field of `kind` where that takes the value, otherwise as [`Self::custom`] does.
    pub(crate) fn custom_of(
        &mut self,
        kind: FieldKind,
        name: String,
        secret: bool,
        value: Zeroizing<String>,
    ) {
        if kind == FieldKind::File || check_value(kind, &value).is_err() {
            return self.custom(name, secret || kind.is_always_secret(), value);
        }
        let secret = secret || kind.is_always_secret();
        let name = Cow::Owned(self.free_name(name));
        self.fields.push(Field { name, kind, secret, custom: true, value });
    }

    /// Adds a custom field: of one line, of several, or an attachment, as the value needs it.
    pub(crate) fn custom(&mut self, name: String, secret: bool, value: Zeroizing<String>) {
        let kinds = [FieldKind::Text, FieldKind::Multiline];
        match kinds.into_iter().find(|kind| check_value(*kind, &value).is_ok()) {
            Some(kind) => {
                let name = Cow::Owned(self.free_name(name));
                self.fields.push(Field { name, kind, secret, custom: true, value });
            }
            None => {
                let stem = line(&name, limits::FIELD_NAME).unwrap_or(name);
                let file = format!("{}.txt", if stem.is_empty() { "Field" } else { stem.as_str() });
                self.warn(WarningCode::FieldAsAttachment, &file);
                let bytes = Arc::new(Zeroizing::new(value.as_bytes().to_vec()));
                self.attachments.push(Attachment { name: file, bytes });
            }
        }
    }

    /// The name itself, or with a number where it is taken.
    fn free_name(&mut self, name: String) -> String {
        // Room for the number.
        let fitting = line(&name, limits::FIELD_NAME.saturating_sub(8));
        let changed = fitting.is_some();
        let wanted = fitting.unwrap_or(name);
        let wanted = if wanted.is_empty() { "Field".to_owned() } else { wanted };
        let mut free = wanted.clone();
        while self.taken.contains_key(&free) {
            // Remembered from field to field: many of one name would take quadratic time otherwise.
            let next = self.taken.entry(wanted.clone()).or_insert(2);
            free = format!("{wanted} ({next})");
            *next += 1;
        }
        self.taken.insert(free.clone(), 2);
        if changed || free != wanted {
            self.warn(WarningCode::FieldRenamed, &free);
        }
        free
    }
}

fn breaks_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Zeroizing<String> {
        Zeroizing::new(value.to_owned())
    }

    #[test]
    fn titles_and_tags_are_made_to_fit_and_stay_whole_elsewhere() {
        assert_eq!(line("as it is ", 500), None);
        assert_eq!(line(" a\tb\u{2028}c\n", 500).as_deref(), Some("a b c"));
        assert_eq!(line("äöü", 2).as_deref(), Some("äö"));
        assert_eq!(line(" \n ", 500).as_deref(), Some(""));

        let long = "x".repeat(501);
        let list = FieldList::new(&long, &[]);
        assert_eq!(list.title, "x".repeat(500));
        assert_eq!((list.fields[0].name.as_ref(), list.fields[0].value.as_str()), ("Title", long.as_str()));
        assert_eq!(FieldList::new(" ", &[]).title, "Untitled");

        let many: Vec<String> = (0..101).map(|number| number.to_string()).collect();
        assert_eq!(
            tags(["a", " a ", "", "b\u{1}c"].into_iter()),
            (vec!["a".to_owned(), "b c".to_owned()], true)
        );
        assert_eq!(tags(many.iter().map(String::as_str)).0.len(), 100);
        assert!(tags(many.iter().map(String::as_str)).1);
    }

    #[test]
    fn every_value_finds_a_place() {
        let mut list = FieldList::new("t", &["username", "password"]);
        list.standard("username", FieldKind::Text, false, "UserName", text("two\nlines"));
        list.standard("password", FieldKind::Password, true, "Password", text(""));
        list.custom("password".into(), false, text("1"));
        list.custom("password".into(), false, text("2"));
        list.custom(String::new(), true, text("3"));
        list.custom("key".into(), true, text("nul\0"));
        list.custom("big".into(), true, text(&"x".repeat(limits::FIELD_BYTES + 1)));
        let got: Vec<_> = list.fields.iter().map(|field| (field.name.as_ref(), field.kind.name())).collect();
        let expected = [
            ("UserName", "multiline"),
            ("password (2)", "text"),
            ("password (3)", "text"),
            ("Field", "text"),
        ];
        assert_eq!(got, expected);
        let files: Vec<_> =
            list.attachments.iter().map(|file| (file.name.as_str(), file.bytes.len())).collect();
        assert_eq!(files, [("key.txt", 4), ("big.txt", limits::FIELD_BYTES + 1)]);
        assert_eq!(list.warnings.len(), 6);
        assert_eq!(block("a\r\n\tb"), None);
        assert_eq!(block("a\u{1b}\u{80}b\n").unwrap().as_str(), "a  b\n");
    }

    // attack: R2
    #[test]
    fn r2_many_fields_of_one_name_take_no_quadratic_time() {
        let mut list = FieldList::new("t", &[]);
        (0..50_000).for_each(|_| list.custom("k".into(), false, text("v")));
        assert_eq!(list.fields.last().unwrap().name, "k (50000)");
    }
}
