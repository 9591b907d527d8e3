//! Names of users and groups: what may be one, when two are the same, and how tries on one are counted.
//!
//! A name is data: it never becomes part of a path or a query. It keeps the spelling that was chosen; what is
//! compared is its *folded* form, so that `Bob`, `bob ` and full-width `ＢＯＢ` can not be three people. Letters of
//! different scripts that look alike (Latin `a`, Cyrillic `а`) stay different: who shows names to people who decide
//! shows more than the name.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::limits::{self, TextError};

/// Folded names that nobody may take, because the product uses these words for something else.
const RESERVED: [&str; 5] = [".", "..", "system", "everyone", "anonymous"];

/// How many characters of a text are folded: more than any normal form of a name has.
const FOLDED: usize = 4 * limits::NAME;

/// Why a text can not be the name of a user or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Empty, too long, or with control characters.
    #[error("the name {0}")]
    Text(#[from] TextError),
    /// A character that is not seen and may deceive: an override of the writing direction, a zero-width space, a
    /// character without an agreed shape.
    #[error("the name holds U+{:04X}, which can not be seen or has no agreed shape", u32::from(*.0))]
    Deceiving(char),
    /// A word with a meaning of its own.
    #[error("the name is reserved")]
    Reserved,
}

/// The name of a user or a group, as it was chosen (in NFC, without spaces around it).
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    spelling: String,
    folded: String,
}

impl Name {
    /// Checks and takes a name of 1 to 200 characters.
    ///
    /// # Errors
    /// [`NameError`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        limits::check_line(text, limits::NAME)?;
        if let Some(c) = text.chars().find(|c| deceives(*c)) {
            return Err(NameError::Deceiving(c));
        }
        let folded = fold(text);
        if folded.is_empty() {
            return Err(NameError::Text(TextError::Empty));
        }
        if RESERVED.contains(&folded.as_str()) {
            return Err(NameError::Reserved);
        }
        Ok(Self { spelling: text.nfc().collect(), folded })
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.spelling
    }

    /// As it is compared: two users, or two groups, with the same folded name can not exist.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelling)
    }
}

/// Names are personal data and stay out of logs.
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(..)")
    }
}

/// The folded form of any text, for looking a name up: compatibility forms, case, spaces around and between, and
/// invisible characters do not count. `DOMAIN\user` and `user@domain` stay what they are. Of a text longer than a
/// name can be only the beginning is folded, so that a huge one costs nothing.
pub fn fold(text: &str) -> String {
    let visible = text.trim().chars().take(FOLDED).filter(|c| !ignorable(*c));
    // To small letters, to capitals and back joins what one step alone leaves apart: `ẞ`, `ß` and `SS`, both forms of
    // sigma, the long s. Letter by letter, so that no context counts.
    let small: String = visible.nfkc().flat_map(char::to_lowercase).collect();
    let capital: String = small.nfkc().flat_map(char::to_uppercase).collect();
    let small: String = capital.nfkc().flat_map(char::to_lowercase).filter(|c| !ignorable(*c)).collect();
    let folded: String = small.nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The key under which failed tries on a name are counted: all spellings that a directory takes for one account
/// count together (`Bob`, ` bob`, `CORP\bob`, `bob@corp.example`), so that a guesser gains no tries by varying them.
/// Different accounts may share a key, which only makes counting stricter. Takes any text, valid name or not.
pub fn limiter_key(text: &str) -> String {
    let folded = fold(text);
    let account = match folded.rsplit_once('\\') {
        Some((_, account)) if !account.trim().is_empty() => account,
        _ => &folded,
    };
    let account = match account.split_once('@') {
        Some((account, _)) if !account.trim().is_empty() => account,
        _ => account,
    };
    account.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// Marks and joiners that right-to-left scripts and Indic scripts need inside a name: kept, not compared.
fn ignorable(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{61c}' | '\u{34f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
        || (c.general_category() == GeneralCategory::Format)
}

/// What is refused in a name. Unassigned characters too: their folding may change with the next Unicode version,
/// and two names that are different today would then be one.
fn deceives(c: char) -> bool {
    match c.general_category() {
        GeneralCategory::Format => !matches!(c, '\u{200c}'..='\u{200f}' | '\u{61c}'),
        GeneralCategory::PrivateUse | GeneralCategory::Unassigned => true,
        // Letters without a shape: Hangul fillers.
        _ => matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'),
    }
}

#[cfg(test)]
mod tests;
