//! Making passwords and judging them.
//!
//! Randomness is an argument: a function that fills bytes from the operating system's generator. Everything drawn
//! from it is drawn without bias. What is made is wiped when dropped.

mod characters;
mod passphrase;
mod pattern;
mod random;
mod strength;

use std::fmt;

pub use characters::Characters;
pub use passphrase::{Passphrase, WORDS};
pub use pattern::Pattern;
pub use strength::{Strength, strength};
use zeroize::Zeroizing;

/// A password that was made, and how much chance went into it.
#[derive(Clone, PartialEq)]
pub struct Generated {
    /// The password.
    pub text: Zeroizing<String>,
    /// The binary logarithm of the number of passwords that could have come out, all equally likely.
    pub bits: f64,
}

/// Shows no password.
impl fmt::Debug for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generated").field("bits", &self.bits).finish_non_exhaustive()
    }
}

/// Why no password was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GenerateError {
    /// A length outside the range.
    #[error("the length must be {least} to {most}")]
    Length {
        /// The shortest.
        least: usize,
        /// The longest.
        most: usize,
    },
    /// No class of characters is chosen, or nothing is left of one.
    #[error("no characters are left to choose from")]
    NoCharacters,
    /// A separator of more than five characters, or with control characters.
    #[error("the separator must be up to 5 characters without control characters")]
    Separator,
    /// A pattern that does not follow the rules; counted from 1 in characters.
    #[error("character {0} of the pattern is not understood")]
    Pattern(usize),
    /// The source of randomness gives the same again and again.
    #[error("the source of randomness is broken")]
    Randomness,
}

#[cfg(test)]
mod tests;
