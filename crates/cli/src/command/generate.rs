//! `strongroom generate`: a password, made here and sent nowhere.

use clap::Args;
use strongroom_api::SecretText;
use strongroom_domain::password::{Characters, GenerateError, Generated, Passphrase, Pattern};

use crate::{context::Context, error::CliError};

/// Generates a password.
#[derive(Debug, Args)]
pub struct Generate {
    #[command(flatten)]
    recipe: Recipe,
}

/// How a password is made.
#[derive(Debug, Clone, Default, Args)]
pub struct Recipe {
    /// How many characters
    #[arg(long, value_name = "CHARACTERS", default_value_t = 20)]
    pub length: usize,
    /// No symbols
    #[arg(long)]
    pub no_symbols: bool,
    /// No digits
    #[arg(long)]
    pub no_digits: bool,
    /// No capital letters
    #[arg(long)]
    pub no_capitals: bool,
    /// No characters that look alike, such as 0 and O
    #[arg(long)]
    pub no_lookalikes: bool,
    /// A passphrase of this many words instead
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["no_symbols", "no_digits", "no_capitals", "no_lookalikes"])]
    pub words: Option<usize>,
    /// After a pattern instead: l u a letters, d h digits, s symbol, n x any, {8} repeats, \ as it is
    #[arg(long, conflicts_with = "words")]
    pub pattern: Option<String>,
}

impl Recipe {
    /// Makes a password.
    ///
    /// # Errors
    /// [`CliError::Usage`] where the recipe gives none, [`CliError::Failed`] without randomness.
    pub fn generate(&self) -> Result<SecretText, CliError> {
        self.made().map(|made| SecretText::from(made.text))
    }

    fn made(&self) -> Result<Generated, CliError> {
        let mut broken = None;
        let mut random = |bytes: &mut [u8]| {
            if let Err(error) = getrandom::fill(bytes) {
                broken = Some(error);
            }
        };
        let made = match (&self.pattern, self.words) {
            (Some(pattern), _) => Pattern::parse(pattern).and_then(|pattern| pattern.generate(&mut random)),
            (None, Some(words)) => Passphrase { words, ..Passphrase::default() }.generate(&mut random),
            (None, None) => self.characters().generate(&mut random),
        };
        // What was made without randomness must not be used.
        if let Some(error) = broken {
            return Err(CliError::Failed(format!("no random numbers: {error}")));
        }
        made.map_err(|error: GenerateError| CliError::Usage(error.to_string()))
    }

    fn characters(&self) -> Characters {
        Characters {
            length: self.length,
            lower: true,
            upper: !self.no_capitals,
            digits: !self.no_digits,
            symbols: !self.no_symbols,
            avoid_lookalikes: self.no_lookalikes,
            exclude: String::new(),
        }
    }
}

/// Prints one; how strong it is goes to standard error, so that the password can be piped.
pub fn run(context: &Context, arguments: &Generate) -> Result<(), CliError> {
    let made = arguments.recipe.made()?;
    let document = serde_json::json!({ "password": made.text.as_str(), "bits": made.bits.floor() });
    context.out.either(&document, |out| out.exact(&made.text))?;
    context.out.note(&format!("{:.0} bits", made.bits.floor()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipes_give_what_they_say() {
        let recipe = Recipe { length: 30, no_symbols: true, no_capitals: true, ..Recipe::default() };
        let password = recipe.generate().unwrap();
        assert_eq!(password.expose().len(), 30);
        assert!(password.expose().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        let phrase = Recipe { words: Some(5), ..Recipe::default() }.generate().unwrap();
        assert_eq!(phrase.expose().split('-').count(), 5);
        let pattern = Recipe { pattern: Some("lll-dddd".into()), ..Recipe::default() }.generate().unwrap();
        assert_eq!((pattern.expose().len(), pattern.expose().as_bytes()[3]), (8, b'-'));
    }

    #[test]
    fn a_recipe_without_characters_is_refused() {
        assert!(Recipe { length: 1, ..Recipe::default() }.generate().is_err());
        assert!(Recipe { words: Some(0), ..Recipe::default() }.generate().is_err());
    }
}
