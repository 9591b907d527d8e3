//! Folded texts as words: runs of letters and digits. What is between them separates.
//!
//! Scripts that are written without spaces have no words that could be told from the text, so each of their letters
//! is one; so is each emoji. Several of them in a row are found as they stand beside each other.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Longer runs are cut into words of this many bytes at most.
pub const LONGEST: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Character {
    /// Part of a word.
    Joined,
    /// A word of its own.
    Alone,
    /// Between words.
    Between,
}

fn character(c: char) -> Character {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() { Character::Joined } else { Character::Between };
    }
    match c {
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Character::Alone,
        _ if c.is_alphanumeric() => Character::Joined,
        _ if c.general_category() == GeneralCategory::OtherSymbol => Character::Alone,
        _ => Character::Between,
    }
}

/// Whether a word ends or begins between two neighbours.
pub fn is_border(before: Option<char>, after: Option<char>) -> bool {
    let joined = |c: Option<char>| c.map(character) == Some(Character::Joined);
    !(joined(before) && joined(after))
}

/// The words of a folded text, in their order.
pub fn words(text: &str) -> Words<'_> {
    Words { rest: text }
}

/// Made by [`words`].
#[derive(Debug, Clone)]
pub struct Words<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (start, first) = self.rest.char_indices().find(|(_, c)| character(*c) != Character::Between)?;
        let run = self.rest.get(start..)?;
        let end = if character(first) == Character::Alone {
            first.len_utf8()
        } else {
            let fits = |at: usize, c: char| character(c) == Character::Joined && at + c.len_utf8() <= LONGEST;
            run.char_indices().find(|(at, c)| !fits(*at, *c)).map_or(run.len(), |(at, _)| at)
        };
        let (word, rest) = run.split_at_checked(end)?;
        self.rest = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        words(text).collect()
    }

    #[test]
    fn letters_and_digits_make_words() {
        assert_eq!(all("https://mail-7.example.org/a_b"), ["https", "mail", "7", "example", "org", "a", "b"]);
        assert_eq!(all(" %% "), [""; 0]);
        assert_eq!(all("密码ab🔑"), ["密", "码", "ab", "🔑"]);
        assert_eq!(all("пароль"), ["пароль"]);
    }

    #[test]
    fn long_runs_are_cut_between_letters() {
        let text = "ü".repeat(50);
        assert_eq!(all(&text).iter().map(|word| word.len()).collect::<Vec<_>>(), [64, 36]);
    }
}
