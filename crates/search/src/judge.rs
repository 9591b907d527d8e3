//! The meaning of a query: whether one object is a hit, how good a one, and where it was met. An index must give the
//! same answer.

use strongroom_domain::{database::ObjectKind, entry::Summary, time::Instant};

use crate::{
    document::{FOLDER, Part, category_key, parts, tag_key, type_key},
    edits,
    query::{Clause, Form, Query, Text, Want},
    rank::{Class, Classes, Likeness, Rank, best_score, score},
    sight::Sight,
    words::{is_border, words},
};

/// An object as far as it may count.
#[derive(Debug)]
pub struct Subject {
    parts: Vec<Part>,
    mark: u32,
    tags: Vec<Vec<u8>>,
    category: Option<Vec<u8>>,
    entry_type: Option<Vec<u8>>,
    valid_to: Option<Instant>,
    sight: Sight,
    /// For each folder that the query names, whether the object lies in one.
    within: Vec<bool>,
}

impl Subject {
    /// Takes what may count of an object; `within` says for each folder of the query ([`Query::folders`]) whether the
    /// object lies below one that was found for it.
    pub fn new(kind: ObjectKind, summary: &Summary, sight: Sight, within: Vec<bool>) -> Self {
        let mut parts = parts(summary);
        if sight < Sight::Everything {
            parts.truncate(usize::from(sight >= Sight::Title));
        }
        let everything = sight == Sight::Everything;
        let entry_type = match kind {
            ObjectKind::Folder => Some(FOLDER),
            ObjectKind::Entry => summary.entry_type.as_deref(),
        };
        Self {
            mark: parts.first().map_or(0, |title| crate::document::title_mark(words(title.text()))),
            parts,
            tags: summary.tags.iter().filter(|_| everything).map(|tag| tag_key(tag)).collect(),
            category: summary.category.as_deref().filter(|_| everything).map(category_key),
            entry_type: entry_type.filter(|_| sight >= Sight::TitleAndType).map(type_key),
            valid_to: summary.valid_to,
            sight,
            within,
        }
    }
}

/// Judges objects by a query.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    query: &'a Query,
    misspelt: bool,
}

impl<'a> Judge<'a> {
    /// By the query as it was typed, or with words that are nearly those.
    pub const fn new(query: &'a Query, misspelt: bool) -> Self {
        Self { query, misspelt }
    }

    /// How good a hit the object is; `None`: it is none.
    pub fn rank(&self, subject: &Subject) -> Option<Rank> {
        if subject.sight == Sight::Nothing || self.query.is_empty() {
            return None;
        }
        let mut sum = 0;
        for Clause { negative, want } in &self.query.clauses {
            let found = self.meets(want, subject, *negative);
            match (found, negative) {
                (Some(score), false) => sum += u32::from(score),
                (None, true) => {}
                _ => return None,
            }
        }
        let whole_title = self.query.mark != 0 && self.query.mark == subject.mark;
        Some(Rank::new(sum, whole_title, !self.misspelt))
    }

    /// The score by which a clause holds.
    fn meets(&self, want: &Want, subject: &Subject, negative: bool) -> Option<u8> {
        let holds = |it: bool| it.then_some(0);
        match want {
            Want::Text(text) => self.finds(text, subject, negative),
            Want::Tag(key) => holds(subject.tags.contains(key)),
            Want::Category(key) => holds(subject.category.as_ref() == Some(key)),
            Want::Type(key) => holds(subject.entry_type.as_ref() == Some(key)),
            Want::Folder(number, _) => holds(subject.within.get(*number).copied().unwrap_or_default()),
            Want::Expires(expiry) => {
                holds(subject.sight == Sight::Everything && expiry.holds(subject.valid_to))
            }
        }
    }

    fn finds(&self, text: &Text, subject: &Subject, negative: bool) -> Option<u8> {
        let first = text.words.first().map(String::as_str).unwrap_or_default();
        let best = match &text.form {
            Form::Plain => {
                let most = if self.misspelt && !negative { edits::allowed(first) } else { 0 };
                let scores = subject
                    .words(text.classes)
                    .filter_map(|(word, class)| Some(score(likeness(first, word, most)?, class)));
                scores.max()?
            }
            Form::Whole => {
                let same = subject.words(text.classes).filter(|(word, _)| *word == first);
                same.map(|(_, class)| score(Likeness::Same, class)).max()?
            }
            Form::Literal { text: literal, whole } => {
                let common = common_classes(text, *whole, subject);
                let there = subject.parts.iter().filter(|part| !part.classes.and(text.classes).is_empty());
                let mut there = there.filter(|part| holds(part.text(), literal, *whole));
                if common.is_empty() || there.next().is_none() {
                    return None;
                }
                best_score(Likeness::Beginning, common)
            }
        };
        Some(best)
    }

    /// The names of what was met: `title`, `tags`, `category`, and of fields.
    pub fn met(&self, subject: &Subject) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let wants = self.query.clauses.iter().filter(|clause| !clause.negative).map(|clause| &clause.want);
        for want in wants {
            let there = subject.parts.iter().filter(|part| self.is_met_in(want, part));
            names.extend(there.map(|part| part.name.clone()));
            if let Want::Type(key) = want
                && subject.entry_type.as_ref() == Some(key)
            {
                names.push("type".to_owned());
            }
            if matches!(want, Want::Expires(_)) && subject.valid_to.is_some() {
                names.push("valid_to".to_owned());
            }
        }
        let mut seen = hashbrown::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    fn is_met_in(&self, want: &Want, part: &Part) -> bool {
        match want {
            Want::Text(text) => {
                let first = text.words.first().map(String::as_str).unwrap_or_default();
                let mut own = part.words().filter(|(_, class)| text.classes.has(*class));
                match &text.form {
                    Form::Plain => {
                        let most = if self.misspelt { edits::allowed(first) } else { 0 };
                        own.any(|(word, _)| likeness(first, word, most).is_some())
                    }
                    Form::Whole => own.any(|(word, _)| word == first),
                    Form::Literal { text: literal, whole } => {
                        let there = !part.classes.and(text.classes).is_empty();
                        there && holds(part.text(), literal, *whole)
                    }
                }
            }
            Want::Tag(key) => part.is_tag() && tag_key(part.text()) == *key,
            Want::Category(key) => part.is_category() && category_key(part.text()) == *key,
            Want::Type(_) | Want::Folder(..) | Want::Expires(_) => false,
        }
    }
}

impl Subject {
    fn words(&self, classes: Classes) -> impl Iterator<Item = (&str, Class)> {
        self.parts.iter().flat_map(Part::words).filter(move |(_, class)| classes.has(*class))
    }
}

/// The classes in which each of the words stands.
fn common_classes(text: &Text, whole: bool, subject: &Subject) -> Classes {
    let (count, all) = (text.words.len(), text.classes.of_phrase());
    let common = text.words.iter().enumerate().fold(all, |common, (n, wanted)| {
        let fits =
            |word: &str| if n + 1 == count && !whole { word.starts_with(wanted) } else { word == wanted };
        let own = subject.words(text.classes).filter(|(word, _)| fits(word));
        let classes = own.fold(Classes::default(), |all, (_, class)| all.or(Classes(class.bit())));
        common.and(classes.of_phrase())
    });
    common.settled()
}

/// How a word answers to the one that was typed, with so many mistakes at most.
pub fn likeness(wanted: &str, word: &str, most: u8) -> Option<Likeness> {
    if let Some(rest) = word.strip_prefix(wanted) {
        return Some(if rest.is_empty() { Likeness::Same } else { Likeness::Beginning });
    }
    if is_long_enough(wanted) && word.contains(wanted) {
        return Some(Likeness::Within);
    }
    edits::is_near(wanted, word, most).then_some(Likeness::Misspelt)
}

/// Whether a word is looked for in the middle of others.
pub fn is_long_enough(wanted: &str) -> bool {
    wanted.chars().count() >= 3
}

/// Whether a text holds another from the beginning of a word on.
fn holds(text: &str, literal: &str, whole: bool) -> bool {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(literal)).map(|at| from + at) {
        let (before, behind) = (text.get(..at), text.get(at + literal.len()..));
        let before = before.and_then(|text| text.chars().next_back());
        let behind = behind.and_then(|text| text.chars().next());
        let ends = !whole || is_border(literal.chars().next_back(), behind);
        if ends && is_border(before, literal.chars().next()) {
            return true;
        }
        // Others may begin within this one.
        from = at + literal.chars().next().map_or(1, char::len_utf8);
    }
    false
}
