//! Questions to the person at the terminal. Without a terminal nothing is assumed.

use std::io::{self, BufRead, IsTerminal, Write};

use strongroom_domain::escape;

use crate::error::CliError;

/// Whether there is somebody to ask.
pub fn possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a line; `option` names what to give instead where there is nobody to ask.
///
/// # Errors
/// [`CliError::Usage`] without a terminal.
pub fn line(question: &str, option: &str) -> Result<String, CliError> {
    if !possible() {
        return Err(CliError::Usage(format!("there is no terminal to ask on: give {option}")));
    }
    write_question(&format!("{question}: "))?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(CliError::io("can not read from the terminal"))?;
    Ok(answer.trim().to_owned())
}

/// Asks for a `yes`. Anything else is a no.
///
/// # Errors
/// As [`line`].
pub fn yes(question: &str, option: &str) -> Result<bool, CliError> {
    let answer = line(&format!("{question} Type yes to go on"), option)?;
    Ok(answer.eq_ignore_ascii_case("yes"))
}

fn write_question(question: &str) -> Result<(), CliError> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{}", escape::terminal(question))
        .and_then(|()| stderr.flush())
        .map_err(CliError::io("can not write to the terminal"))
}
