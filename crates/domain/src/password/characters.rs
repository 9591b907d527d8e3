//! Passwords of single characters.

use zeroize::Zeroizing;

use super::{
    GenerateError, Generated,
    random::{self, Source, TRIES},
};

pub(super) const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
pub(super) const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
pub(super) const DIGITS: &str = "0123456789";
/// The printable characters of ASCII that are neither letters, digits nor the space.
pub(super) const SYMBOLS: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
/// Characters that are easily taken for another when read or typed off.
const LOOKALIKES: &str = "0Oo1lI|`'\"5S2Z8B.,;:";

/// The shortest and the longest password of single characters.
const LENGTHS: (usize, usize) = (4, 256);

/// How a password of single characters is made: at least one of each chosen class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Characters {
    /// 4 to 256 characters.
    pub length: usize,
    /// Whether small letters are chosen.
    pub lower: bool,
    /// Whether capital letters are chosen.
    pub upper: bool,
    /// Whether digits are chosen.
    pub digits: bool,
    /// Whether symbols are chosen.
    pub symbols: bool,
    /// Leave out characters that look alike, such as `0` and `O`.
    pub avoid_lookalikes: bool,
    /// Leave out these as well.
    pub exclude: String,
}

impl Default for Characters {
    /// Twenty characters of all classes.
    fn default() -> Self {
        Self {
            length: 20,
            lower: true,
            upper: true,
            digits: true,
            symbols: true,
            avoid_lookalikes: false,
            exclude: String::new(),
        }
    }
}

impl Characters {
    /// Makes one. All passwords of the length that hold each class are equally likely: whole passwords are drawn
    /// until one holds every class, because putting a missing class in afterwards would favour some.
    ///
    /// # Errors
    /// [`GenerateError`]: the length, nothing to choose from, or a broken source of randomness.
    pub fn generate(&self, random: &mut Source<'_>) -> Result<Generated, GenerateError> {
        let (least, most) = LENGTHS;
        if !(least..=most).contains(&self.length) {
            return Err(GenerateError::Length { least, most });
        }
        let classes = self.classes();
        if classes.is_empty() || classes.iter().any(Vec::is_empty) {
            return Err(GenerateError::NoCharacters);
        }
        let alphabet = classes.concat();
        for _ in 0..TRIES {
            let mut text = Zeroizing::new(String::with_capacity(self.length));
            for _ in 0..self.length {
                text.push(random::pick(random, &alphabet)?);
            }
            if classes.iter().all(|class| text.contains(class.as_slice())) {
                return Ok(Generated { text, bits: self.bits(&classes) });
            }
        }
        Err(GenerateError::Randomness)
    }

    fn classes(&self) -> Vec<Vec<char>> {
        let chosen =
            [(self.lower, LOWER), (self.upper, UPPER), (self.digits, DIGITS), (self.symbols, SYMBOLS)];
        let left_out =
            |c: &char| self.exclude.contains(*c) || (self.avoid_lookalikes && LOOKALIKES.contains(*c));
        let kept = |c: &char| !left_out(c);
        chosen.iter().filter(|(on, _)| *on).map(|(_, class)| class.chars().filter(kept).collect()).collect()
    }

    /// The logarithm of how many passwords hold every class: all, less those that miss one, plus those that miss
    /// two, and so on.
    fn bits(&self, classes: &[Vec<char>]) -> f64 {
        let all = classes.iter().map(Vec::len).sum::<usize>() as f64;
        let length = self.length as f64;
        let mut share = 0.0;
        for missing in 0..1_u32 << classes.len() {
            let is_missing = |index: usize| missing & (1 << index) != 0;
            let left: usize = classes
                .iter()
                .enumerate()
                .filter(|(index, _)| !is_missing(*index))
                .map(|(_, class)| class.len())
                .sum();
            let sign = if missing.count_ones() % 2 == 0 { 1.0 } else { -1.0 };
            share += sign * (left as f64 / all).powf(length);
        }
        length * all.log2() + share.log2()
    }
}
