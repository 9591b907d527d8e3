//! Secrets come by prompt, standard input or file, and never as an argument: arguments stand in the list
//! of processes and in the history of the shell.

use std::{
    fs,
    io::{self, BufRead, IsTerminal, Read},
    path::{Path, PathBuf},
};

use strongroom_api::SecretText;
use zeroize::Zeroizing;

use crate::error::CliError;

/// The longest secret that is read: the longest field of the API.
const LIMIT: u64 = 64 * 1024;

/// Where a password comes from; by default a prompt.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct PasswordSource {
    /// Read the password from standard input, one line
    #[arg(long)]
    pub password_stdin: bool,
    /// Read the password from a file
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    pub password_file: Option<PathBuf>,
}

impl PasswordSource {
    /// Reads the password, asking with `question` where nothing else is said.
    pub fn read(&self, question: &str) -> Result<SecretText, CliError> {
        match self.given()? {
            Some(password) => Ok(password),
            None => prompt(question),
        }
    }

    /// As [`PasswordSource::read`] for a new password: a prompt asks twice.
    pub fn read_new(&self, question: &str) -> Result<SecretText, CliError> {
        match self.given()? {
            Some(password) => Ok(password),
            None => prompt_twice(question),
        }
    }

    /// Whether a source is named.
    pub const fn is_given(&self) -> bool {
        self.password_stdin || self.password_file.is_some()
    }

    /// The password where a source is named.
    pub fn given(&self) -> Result<Option<SecretText>, CliError> {
        match &self.password_file {
            Some(path) => from_file(path).map(Some),
            None if self.password_stdin => from_stdin().map(Some),
            None => Ok(None),
        }
    }
}

/// Asks on the terminal, without an echo.
pub fn prompt(question: &str) -> Result<SecretText, CliError> {
    if !io::stdin().is_terminal() {
        return Err(CliError::Usage(format!(
            "{} is needed and there is no terminal to ask on: give it by standard input or file (see --help)",
            small_first(question)
        )));
    }
    rpassword::prompt_password(format!("{question}: "))
        .map(SecretText::from)
        .map_err(CliError::io("can not read from the terminal"))
}

/// Within a sentence: names in it stay as they are.
fn small_first(question: &str) -> String {
    let mut letters = question.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Asks twice, so that a slip is noticed.
pub fn prompt_twice(question: &str) -> Result<SecretText, CliError> {
    let first = prompt(question)?;
    let second = prompt(&format!("{question} (again)"))?;
    if first.expose() == second.expose() {
        Ok(first)
    } else {
        Err(CliError::Usage("the two entries differ; nothing was changed".into()))
    }
}

/// The next line of standard input. Several secrets are several lines.
pub fn from_stdin() -> Result<SecretText, CliError> {
    let mut line = Zeroizing::new(String::new());
    let read = io::stdin()
        .lock()
        .take(LIMIT + 1)
        .read_line(&mut line)
        .map_err(CliError::io("can not read standard input"))?;
    if read == 0 {
        return Err(CliError::Usage("standard input ended before the password".into()));
    }
    bounded(&line)?;
    Ok(SecretText::new(without_line_end(&line)))
}

/// The content of a file. If it is a single line, its line end is not part of the secret; a longer text, such
/// as a key, is taken as it is.
pub fn from_file(path: &Path) -> Result<SecretText, CliError> {
    let what = || format!("can not read {}", path.display());
    let file = fs::File::open(path).map_err(CliError::io(what()))?;
    let mut text = Zeroizing::new(String::new());
    file.take(LIMIT + 1).read_to_string(&mut text).map_err(CliError::io(what()))?;
    bounded(&text)?;
    let line = without_line_end(&text);
    Ok(if line.contains('\n') { SecretText::from(text) } else { SecretText::new(line) })
}

fn bounded(text: &str) -> Result<(), CliError> {
    if u64::try_from(text.len()).is_ok_and(|length| length <= LIMIT) {
        Ok(())
    } else {
        Err(CliError::Usage("the secret is longer than 64 KiB".into()))
    }
}

fn without_line_end(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_one_line_loses_its_line_end_and_a_longer_one_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        for (content, secret) in
            [("pass word\n", "pass word"), ("x\r\n", "x"), ("", ""), (" x ", " x "), ("a\nb\n", "a\nb\n")]
        {
            fs::write(&path, content).unwrap();
            assert_eq!(from_file(&path).unwrap().expose(), secret, "{content:?}");
        }
    }

    #[test]
    fn a_secret_has_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, "x".repeat(64 * 1024)).unwrap();
        assert!(from_file(&path).is_ok());
        fs::write(&path, "x".repeat(64 * 1024 + 1)).unwrap();
        assert!(from_file(&path).is_err());
    }

    #[test]
    fn a_question_within_a_sentence_keeps_its_names() {
        assert_eq!(small_first("Password of Backup/Firma.KDBX"), "password of Backup/Firma.KDBX");
        assert_eq!(small_first(""), "");
    }
}
