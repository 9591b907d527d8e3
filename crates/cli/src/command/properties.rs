//! The options of `add` and `edit` for what is no field: tags, category, importance, reminder, warning, online only.

use clap::Args;
use strongroom_api::objects::{Importance, Warning, WarningLevel};
use strongroom_domain::time::Instant;

use crate::{clock, error::CliError};

/// Properties of an entry or a folder.
#[derive(Debug, Default, Args)]
pub struct Properties {
    /// A tag; several times for several
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Category
    #[arg(long)]
    pub category: Option<String>,
    /// How much it matters
    #[arg(long, value_parser = importance, value_name = "low|normal|high")]
    pub importance: Option<Importance>,
    /// Until when it need not be renewed: an instant, or a day through its end
    #[arg(long, value_name = "INSTANT")]
    pub valid_to: Option<String>,
    /// What a person is told before using it: info:TEXT is shown, confirm:TEXT is to be confirmed, type:TEXT to be typed
    #[arg(long, value_parser = warning, value_name = "info|confirm|type:TEXT")]
    pub warning: Option<Warning>,
    /// Never in a local copy or an export; `--online-only=false` allows both again
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub online_only: Option<bool>,
}

impl Properties {
    /// Until when it need not be renewed.
    ///
    /// # Errors
    /// [`CliError::Usage`].
    pub fn end(&self) -> Result<Option<Instant>, CliError> {
        self.valid_to.as_deref().map(clock::end).transpose()
    }
}

fn importance(text: &str) -> Result<Importance, String> {
    match text {
        "low" => Ok(Importance::Low),
        "normal" => Ok(Importance::Normal),
        "high" => Ok(Importance::High),
        _ => Err("expected low, normal or high".into()),
    }
}

fn warning(text: &str) -> Result<Warning, String> {
    let expected = || "expected info:TEXT, confirm:TEXT or type:TEXT".to_owned();
    let (level, text) = text.split_once(':').ok_or_else(expected)?;
    let level = match level {
        "info" => WarningLevel::Info,
        "confirm" => WarningLevel::Confirm,
        "type" => WarningLevel::Type,
        _ => return Err(expected()),
    };
    let text = text.trim();
    if text.is_empty() { Err(expected()) } else { Ok(Warning { level, text: text.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_has_a_level_and_a_text() {
        let read = warning("confirm: ask Ann: first").unwrap();
        assert_eq!((read.level, read.text.as_str()), (WarningLevel::Confirm, "ask Ann: first"));
        for wrong in ["", "info", "info:", "loud:x", ":x"] {
            assert!(warning(wrong).is_err(), "{wrong}");
        }
    }
}
