//! What an object offers to a search: its texts, folded, and the words of them.

use strongroom_domain::{
    database::ObjectKind,
    entry::{FieldKind, FieldSummary, Summary},
    time::Instant,
};

use crate::{
    fold::fold,
    rank::{Class, Classes},
    words::words,
};

/// Keys of whole values begin with a byte that no word begins with.
const TAG: u8 = 1;
const CATEGORY: u8 = 2;
const TYPE: u8 = 3;

/// Bytes of a key at most: whole values that are longer are told apart by their beginnings alone.
const LONGEST_KEY: usize = 200;

/// The first key of a word.
pub const FIRST_WORD: u8 = 0x20;

/// What stands for a folder where entries have a type.
pub const FOLDER: &str = "folder";

fn key(of: u8, value: &str) -> Vec<u8> {
    let folded = fold(value);
    let mut key = vec![of];
    for (n, word) in folded.split_whitespace().enumerate() {
        if n > 0 {
            key.push(b' ');
        }
        key.extend_from_slice(word.as_bytes());
    }
    key.truncate(LONGEST_KEY);
    key
}

/// The key of a whole tag.
pub fn tag_key(tag: &str) -> Vec<u8> {
    key(TAG, tag)
}

/// The key of a whole category.
pub fn category_key(category: &str) -> Vec<u8> {
    key(CATEGORY, category)
}

/// The key of a type.
pub fn type_key(name: &str) -> Vec<u8> {
    key(TYPE, name)
}

/// A number that stands for a title, whatever its case and punctuation; 0 for one without words.
pub fn title_mark<'a>(words: impl Iterator<Item = &'a str>) -> u32 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut any = false;
    let hash = words.fold(0xcbf2_9ce4_8422_2325, |hash, word| {
        any = true;
        word.bytes().chain([b' ']).fold(hash, step)
    });
    let [a, b, c, d, e, f, g, h] = hash.to_be_bytes();
    let mark = u32::from_be_bytes([a, b, c, d]) ^ u32::from_be_bytes([e, f, g, h]);
    if any { mark.max(1) } else { 0 }
}

/// One text of an object, folded.
#[derive(Debug, Clone)]
pub struct Part {
    /// `title`, `tags`, `category`, or the name of the field.
    pub name: String,
    /// The classes that its words have.
    pub classes: Classes,
    text: String,
    class: Class,
    /// Where in the text the host of an address stands.
    host: std::ops::Range<usize>,
}

impl Part {
    fn new(name: &str, class: Class, text: &str) -> Self {
        let text = fold(text).into_owned();
        let classes = if class == Class::Title { Classes::TITLE } else { Classes(class.bit()) };
        Self { name: name.to_owned(), classes, text, class, host: 0..0 }
    }

    fn of_field(field: &FieldSummary, value: &str) -> Self {
        match field.kind {
            FieldKind::Url => {
                let part = Self::new(&field.name, Class::Path, value);
                let host = host_in(&part.text);
                Self { host, classes: Classes::ADDRESS, ..part }
            }
            FieldKind::Email => Self::new(&field.name, Class::User, value),
            _ if field.name == "username" => Self::new(&field.name, Class::User, value),
            _ => Self::new(&field.name, Class::Rest, value),
        }
    }

    /// Whether it is a tag, and not a field of that name.
    pub fn is_tag(&self) -> bool {
        self.class == Class::Tag && self.name == "tags"
    }

    /// Whether it is the category.
    pub fn is_category(&self) -> bool {
        self.class == Class::Tag && self.name == "category"
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its words and their classes.
    pub fn words(&self) -> impl Iterator<Item = (&str, Class)> {
        let start = self.text.as_ptr() as usize;
        words(&self.text).enumerate().map(move |(n, word)| {
            let class = match self.class {
                Class::Title if n == 0 => Class::TitleStart,
                Class::Path if self.host.contains(&(word.as_ptr() as usize - start)) => Class::Host,
                class => class,
            };
            (word, class)
        })
    }
}

/// The host within an address: behind the scheme and a user, up to the path.
pub fn host_in(address: &str) -> std::ops::Range<usize> {
    let start = address.find("://").map_or(0, |at| at + 3);
    let rest = address.get(start..).unwrap_or_default();
    let end = start + rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let authority = address.get(start..end).unwrap_or_default();
    start + authority.rfind('@').map_or(0, |at| at + 1)..end
}

/// The texts in which words are looked for.
pub fn parts(summary: &Summary) -> Vec<Part> {
    let mut parts = vec![Part::new("title", Class::Title, &summary.title)];
    parts.extend(summary.tags.iter().map(|tag| Part::new("tags", Class::Tag, tag)));
    parts.extend(summary.category.iter().map(|category| Part::new("category", Class::Tag, category)));
    let shown = |field: &FieldSummary| {
        let value = field.value.as_deref().filter(|value| !field.secret && !value.is_empty())?;
        Some(Part::of_field(field, value))
    };
    parts.extend(summary.fields.iter().filter_map(shown));
    parts
}

/// The words of one object, for an index.
#[derive(Debug, Clone, Default)]
pub struct Document {
    bytes: Vec<u8>,
    /// Where each term ends, and its classes; sorted by term, none twice.
    terms: Vec<(u32, Classes)>,
    /// Stands for the title.
    pub(crate) mark: u32,
    /// When it expires.
    pub(crate) valid_to: Option<Instant>,
}

impl Document {
    /// Of an object.
    pub fn new(kind: ObjectKind, summary: &Summary) -> Self {
        let parts = parts(summary);
        let mark = parts.first().map_or(0, |title| title_mark(words(title.text())));
        let mut terms: Vec<(Vec<u8>, u8)> = Vec::new();
        for (word, class) in parts.iter().flat_map(Part::words) {
            terms.push((word.as_bytes().to_vec(), class.bit()));
        }
        // What is looked up whole counts in no class.
        let entry_type = match kind {
            ObjectKind::Folder => Some(FOLDER),
            ObjectKind::Entry => summary.entry_type.as_deref(),
        };
        let whole = summary.tags.iter().map(|tag| tag_key(tag));
        let whole = whole.chain(summary.category.iter().map(|category| category_key(category)));
        terms.extend(whole.chain(entry_type.map(type_key)).map(|key| (key, Class::Rest.bit())));
        terms.sort_unstable();
        let mut document = Self { mark, valid_to: summary.valid_to, ..Self::default() };
        for (term, class) in terms {
            document.push(&term, Classes(class));
        }
        document.bytes.shrink_to_fit();
        document.terms.shrink_to_fit();
        document
    }

    fn push(&mut self, term: &[u8], class: Classes) {
        let again = self.terms().last().is_some_and(|(last, _)| last == term);
        match self.terms.last_mut() {
            Some((_, classes)) if again => *classes = classes.or(class),
            _ => {
                self.bytes.extend_from_slice(term);
                // INVARIANT: a summary is far below 4 GiB.
                self.terms.push((u32::try_from(self.bytes.len()).unwrap_or(u32::MAX), class));
            }
        }
    }

    /// The terms in order, with their classes.
    pub(crate) fn terms(&self) -> impl DoubleEndedIterator<Item = (&[u8], Classes)> {
        (0..self.terms.len()).filter_map(|n| {
            let (end, classes) = *self.terms.get(n)?;
            let start = n.checked_sub(1).and_then(|n| self.terms.get(n)).map_or(0, |(end, _)| *end);
            Some((self.bytes.get(start as usize..end as usize)?, classes))
        })
    }

    pub(crate) const fn heap_bytes(&self) -> usize {
        self.bytes.capacity() + self.terms.capacity() * size_of::<(u32, Classes)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_is_found() {
        for (address, host) in [
            ("https://mail.example.org/login", "mail.example.org"),
            ("https://bob:x@mail.example.org:8443?a=@b", "mail.example.org:8443"),
            ("mail.example.org", "mail.example.org"),
            ("mail.example.org/a@b", "mail.example.org"),
            ("ssh://", ""),
        ] {
            assert_eq!(address.get(host_in(address)).unwrap(), host, "{address}");
        }
    }

    #[test]
    fn marks_of_titles_look_past_punctuation_only() {
        let mark = |title: &str| title_mark(words(title));
        assert_eq!(mark("mail server"), mark(" mail-server."));
        assert_ne!(mark("mail server"), mark("mailserver"));
        assert_eq!(mark("%"), 0);
    }
}
