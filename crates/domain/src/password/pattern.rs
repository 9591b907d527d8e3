//! Passwords after a pattern, for systems that ask for a form such as `LLL-0000`.
//!
//! | in a pattern | gives |
//! | --- | --- |
//! | `l`, `u` | a small, a capital letter |
//! | `a` | a letter of either size |
//! | `d`, `h` | a digit; a hexadecimal digit |
//! | `n` | a letter or digit |
//! | `s` | a symbol |
//! | `x` | any of these |
//! | `c`, `v` | a small consonant, a small vowel |
//! | `{8}` | what stands before it eight times in all, each time drawn anew |
//! | `\` | the next character as it is |
//!
//! Any other letter is a mistake; everything else stands for itself.

use zeroize::Zeroizing;

use super::{
    GenerateError, Generated,
    characters::{DIGITS, LOWER, SYMBOLS, UPPER},
    random::{self, Source},
};

/// The longest password of a pattern.
const LONGEST: usize = 256;

/// One place of the password: what may stand there.
type Choices = Vec<char>;

/// A pattern that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    places: Vec<Choices>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`GenerateError::Pattern`] with the place of the mistake, or a length outside 1 to 256.
    pub fn parse(pattern: &str) -> Result<Self, GenerateError> {
        let mut places: Vec<Choices> = Vec::new();
        let mut rest = (1..).zip(pattern.chars());
        while let Some((number, c)) = rest.next() {
            match c {
                '\\' => {
                    let (_, literal) = rest.next().ok_or(GenerateError::Pattern(number))?;
                    places.push(literal_at(number + 1, literal)?);
                }
                '{' => {
                    let again = places.last().cloned().ok_or(GenerateError::Pattern(number))?;
                    let times = repetitions(&mut rest).ok_or(GenerateError::Pattern(number))?;
                    places.extend(std::iter::repeat_n(again, times - 1));
                }
                '}' => return Err(GenerateError::Pattern(number)),
                c => places.push(match class(c) {
                    Some(choices) => choices,
                    None if c.is_alphabetic() => return Err(GenerateError::Pattern(number)),
                    None => literal_at(number, c)?,
                }),
            }
            if places.len() > LONGEST {
                return Err(GenerateError::Length { least: 1, most: LONGEST });
            }
        }
        if places.is_empty() {
            Err(GenerateError::Length { least: 1, most: LONGEST })
        } else {
            Ok(Self { places })
        }
    }

    /// Makes a password of this form.
    ///
    /// # Errors
    /// [`GenerateError::Randomness`] where the source is broken.
    pub fn generate(&self, random: &mut Source<'_>) -> Result<Generated, GenerateError> {
        let mut text = Zeroizing::new(String::with_capacity(self.places.len() * 4));
        for choices in &self.places {
            text.push(random::pick(random, choices)?);
        }
        let bits = self.places.iter().map(|choices| (choices.len() as f64).log2()).sum();
        Ok(Generated { text, bits })
    }
}

fn literal_at(number: usize, c: char) -> Result<Choices, GenerateError> {
    if c.is_control() { Err(GenerateError::Pattern(number)) } else { Ok(vec![c]) }
}

/// The number before the closing brace: 1 to 256.
fn repetitions(rest: &mut impl Iterator<Item = (usize, char)>) -> Option<usize> {
    let mut times = 0_usize;
    loop {
        match rest.next()?.1 {
            '}' => return if (1..=LONGEST).contains(&times) { Some(times) } else { None },
            digit => {
                let digit = usize::try_from(digit.to_digit(10)?).ok()?;
                times = times.checked_mul(10)?.checked_add(digit).filter(|times| *times <= LONGEST)?;
            }
        }
    }
}

fn class(c: char) -> Option<Choices> {
    let of = |sets: &[&str]| Some(sets.iter().flat_map(|set| set.chars()).collect());
    match c {
        'l' => of(&[LOWER]),
        'u' => of(&[UPPER]),
        'a' => of(&[LOWER, UPPER]),
        'd' => of(&[DIGITS]),
        'h' => of(&[DIGITS, "abcdef"]),
        'n' => of(&[LOWER, UPPER, DIGITS]),
        's' => of(&[SYMBOLS]),
        'x' => of(&[LOWER, UPPER, DIGITS, SYMBOLS]),
        'c' => of(&["bcdfghjklmnpqrstvwxyz"]),
        'v' => of(&["aeiou"]),
        _ => None,
    }
}
