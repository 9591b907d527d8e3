//! How well a password stands against guessing, as `zxcvbn` judges it: by the words, names, dates and patterns in it,
//! not by the kinds of its characters.

use zxcvbn::zxcvbn;

/// A judgement. Holds nothing of the password.
#[derive(Debug, Clone, PartialEq)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (very hard to guess).
    pub score: u8,
    /// The binary logarithm of the guesses that a good guesser needs.
    pub bits: f64,
    /// What is wrong with it, in one English sentence.
    pub warning: Option<String>,
    /// What would make it better, in English sentences.
    pub suggestions: Vec<String>,
}

/// Judges a password. `known` are words that a guesser tries first: names of the person, the company, the server.
///
/// Only the first hundred characters count, so that the time stays bounded.
pub fn strength(password: &str, known: &[&str]) -> Strength {
    let judged = zxcvbn(password, known);
    let feedback = judged.feedback();
    Strength {
        score: u8::from(judged.score()),
        bits: judged.guesses_log10() * std::f64::consts::LOG2_10,
        warning: feedback.and_then(|feedback| feedback.warning()).map(|warning| warning.to_string()),
        suggestions: feedback
            .map(|feedback| feedback.suggestions().iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
    }
}
