//! What a person asked for, taken apart.

mod parse;

use strongroom_domain::time::Instant;

use crate::{edits, rank::Classes};

/// Characters of a query at most.
pub const MAX_CHARACTERS: usize = 500;
/// Parts of a query at most: words, phrases and operators.
pub const MAX_CLAUSES: usize = 32;
/// Words in all of it at most.
const MAX_WORDS: usize = 64;

/// Why a text is no query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Too many characters.
    #[error("a search has at most {MAX_CHARACTERS} characters")]
    TooLong,
    /// Too many parts.
    #[error("a search has at most {MAX_CLAUSES} words and operators")]
    TooMany,
    /// An operator with a value that it does not take.
    #[error("`{operator}:` takes {takes}; put it in quotes to look for it as a text")]
    Value {
        /// The operator.
        operator: &'static str,
        /// What it takes.
        takes: &'static str,
    },
}

/// A query. All of its clauses must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub(crate) clauses: Vec<Clause>,
    /// Stands for the title that the words without an operator would be; 0 without any.
    pub(crate) mark: u32,
}

/// One part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    /// It must not hold.
    pub negative: bool,
    pub want: Want,
}

/// What an object must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Want {
    /// Words.
    Text(Text),
    /// A tag, by its key.
    Tag(Vec<u8>),
    /// A category, by its key.
    Category(Vec<u8>),
    /// A type, by its key.
    Type(Vec<u8>),
    /// A folder above it, by its title: one of the folders that the caller of a search finds, by number.
    Folder(usize, Text),
    /// A time of expiry.
    Expires(Expiry),
}

/// Words to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// In their order; none only in a literal text of nothing but punctuation.
    pub words: Vec<String>,
    /// Where.
    pub classes: Classes,
    pub form: Form,
}

/// How words are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// One word; what begins with it, holds it, or is nearly it will do.
    Plain,
    /// One word, as it is.
    Whole,
    /// This text, as it stands, from the beginning of a word on; `whole`: to the end of one.
    Literal { text: String, whole: bool },
}

/// When an object expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// Before an instant.
    Before(Instant),
    /// At an instant or later.
    From(Instant),
    /// At any time.
    Sometime,
    /// At none.
    Never,
}

impl Query {
    /// Takes a text apart. What is no operator is looked for as it is.
    ///
    /// # Errors
    /// [`QueryError`] for more than is looked for at once, and for an operator with a value that it does not take.
    pub fn parse(text: &str, now: Instant) -> Result<Self, QueryError> {
        parse::parse(text, now)
    }

    /// Whether nothing is asked for. Such a query finds nothing.
    pub const fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Whether a hit of an index has to be looked at before it is one: words stand in an index without their order.
    pub(crate) fn is_uncertain(&self) -> bool {
        self.clauses.iter().any(|clause| matches!(&clause.want, Want::Text(text) if text.literal().is_some()))
    }

    /// Whether a word is asked for that may be misspelt.
    pub fn corrects(&self) -> bool {
        self.clauses.iter().any(|clause| match &clause.want {
            Want::Text(Text { form: Form::Plain, words, .. }) if !clause.negative => {
                words.iter().any(|word| edits::allowed(word) > 0)
            }
            _ => false,
        })
    }

    /// Whether it is asked when objects end.
    pub fn asks_for_ends(&self) -> bool {
        self.clauses.iter().any(|clause| matches!(clause.want, Want::Expires(_)))
    }

    /// Whether folders are named by operators.
    pub fn names_folders(&self) -> bool {
        self.clauses.iter().any(|clause| matches!(clause.want, Want::Folder(..)))
    }

    /// Texts that every hit holds as they stand, but for case and accents.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.clauses.iter().filter(|clause| !clause.negative).filter_map(|clause| match &clause.want {
            Want::Text(text) => text.literal(),
            _ => None,
        })
    }

    /// The queries for the folders that operators name, in the order of their numbers.
    pub fn folders(&self) -> Vec<Query> {
        let titles = self.clauses.iter().filter_map(|clause| match &clause.want {
            Want::Folder(_, text) => Some(text.clone()),
            _ => None,
        });
        let only =
            |text| Query { clauses: vec![Clause { negative: false, want: Want::Text(text) }], mark: 0 };
        titles.map(only).collect()
    }
}

impl Text {
    pub fn literal(&self) -> Option<&str> {
        match &self.form {
            Form::Literal { text, .. } => Some(text),
            Form::Plain | Form::Whole => None,
        }
    }
}

impl Expiry {
    pub fn holds(self, valid_to: Option<Instant>) -> bool {
        match (self, valid_to) {
            (Self::Never, valid_to) => valid_to.is_none(),
            (_, None) => false,
            (Self::Before(instant), Some(valid_to)) => valid_to < instant,
            (Self::From(instant), Some(valid_to)) => valid_to >= instant,
            (Self::Sometime, Some(_)) => true,
        }
    }
}
