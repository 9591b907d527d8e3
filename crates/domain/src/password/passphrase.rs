//! Passphrases of words.
//!
//! The words are the English list of BIP 39 (2,048 words, no two of which begin with the same four letters), as the
//! `bip39` crate publishes it under CC0 1.0.

use std::sync::LazyLock;

use zeroize::Zeroizing;

use super::{
    GenerateError, Generated,
    random::{self, Source},
};

/// The words: eleven bits each.
pub static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("words.txt").split_whitespace().collect());

/// The least and the most words of a passphrase.
const LENGTHS: (usize, usize) = (3, 24);
const SEPARATOR: usize = 5;

/// How a passphrase is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passphrase {
    /// 3 to 24 words.
    pub words: usize,
    /// What stands between them: up to five characters.
    pub separator: String,
    /// Whether each word begins with a capital letter. Adds nothing to the bits.
    pub capitals: bool,
    /// Whether a digit follows one of the words.
    pub digit: bool,
}

impl Default for Passphrase {
    /// Six words with hyphens: 66 bits.
    fn default() -> Self {
        Self { words: 6, separator: "-".to_owned(), capitals: false, digit: false }
    }
}

impl Passphrase {
    /// Makes one.
    ///
    /// # Errors
    /// [`GenerateError`]: the length, the separator, or a broken source of randomness.
    pub fn generate(&self, random: &mut Source<'_>) -> Result<Generated, GenerateError> {
        let (least, most) = LENGTHS;
        if !(least..=most).contains(&self.words) {
            return Err(GenerateError::Length { least, most });
        }
        if self.separator.chars().count() > SEPARATOR || self.separator.contains(char::is_control) {
            return Err(GenerateError::Separator);
        }
        let digit = if self.digit {
            Some((random::below(random, self.words)?, random::below(random, 10)?))
        } else {
            None
        };
        // The longest word has eight letters: the text never grows past this, and leaves no copies behind.
        let mut text = Zeroizing::new(String::with_capacity(self.words * (8 + self.separator.len()) + 1));
        for number in 0..self.words {
            if number > 0 {
                text.push_str(&self.separator);
            }
            self.push_word(&mut text, random::pick(random, &WORDS)?);
            if let Some((_, digit)) = digit.filter(|(after, _)| *after == number) {
                text.extend(char::from_digit(u32::try_from(digit).unwrap_or(0), 10));
            }
        }
        Ok(Generated { text, bits: self.bits() })
    }

    fn push_word(&self, text: &mut String, word: &str) {
        let mut letters = word.chars();
        if self.capitals {
            text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        }
        text.push_str(letters.as_str());
    }

    fn bits(&self) -> f64 {
        let digit = if self.digit { (self.words as f64 * 10.0).log2() } else { 0.0 };
        self.words as f64 * (WORDS.len() as f64).log2() + digit
    }
}
