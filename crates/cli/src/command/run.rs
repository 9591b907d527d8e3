//! `strongroom run`: a program with fields in its environment, so that no secret stands in a script.

use std::process::{Command, ExitCode};

use clap::Args;
use strongroom_api::{SecretText, reveal::Purpose};

use super::show::Seen;
use crate::{
    context::Context,
    error::CliError,
    object::{self, FieldAddress},
};

/// Runs a command with fields in its environment.
#[derive(Debug, Args)]
pub struct Run {
    /// A variable and the field it gets; of a one-time code field the code of this moment
    #[arg(long = "env", short = 'e', value_name = "NAME=DATABASE/FOLDER/ENTRY#FIELD", required = true)]
    variables: Vec<String>,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// Runs it. On Unix this process becomes the command; elsewhere its exit code is passed on.
pub fn run(context: &Context, arguments: &Run) -> Result<ExitCode, CliError> {
    let wanted = arguments.variables.iter().map(|text| variable(text)).collect::<Result<Vec<_>, _>>()?;
    let (program, options) =
        arguments.command.split_first().ok_or_else(|| CliError::Usage("no command to run".into()))?;
    let client = context.client()?;
    let mut command = Command::new(program);
    command.args(options).env_remove("STRONGROOM_TOKEN");
    for (name, address) in wanted {
        let (database, found) = object::locate_object(&client, &address.object)?;
        let entry = Seen::present(&client, database.id, found.id)?;
        let value: SecretText = entry.value(&client, &address.field, Purpose::Copy, false)?;
        if value.expose().contains('\0') {
            return Err(CliError::Failed(format!(
                "the field `{}` can not stand in an environment",
                address.field
            )));
        }
        command.env(name, value.expose());
    }
    start(command, program)
}

fn variable(text: &str) -> Result<(&str, FieldAddress), CliError> {
    let expected = || CliError::Usage("expected --env NAME=DATABASE/FOLDER/ENTRY#FIELD".into());
    let (name, address) = text.split_once('=').ok_or_else(expected)?;
    let good = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(good) || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(CliError::Usage("the name of a variable is letters, digits and _".into()));
    }
    Ok((name, address.parse()?))
}

#[cfg(unix)]
fn start(mut command: Command, program: &str) -> Result<ExitCode, CliError> {
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    Err(CliError::Io { what: format!("can not run `{program}`"), source: error })
}

#[cfg(not(unix))]
fn start(mut command: Command, program: &str) -> Result<ExitCode, CliError> {
    let status = command.status().map_err(CliError::io(format!("can not run `{program}`")))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_read() {
        let (name, address) = variable("DB_PASS=IT/a=b#password").unwrap();
        assert_eq!(
            (name, address.object.path.as_slice(), address.field.as_str()),
            ("DB_PASS", ["a=b".to_string()].as_slice(), "password")
        );
        for text in ["", "X", "=IT/x#y", "1X=IT/x#y", "A-B=IT/x#y", "X=IT/x"] {
            assert!(variable(text).is_err(), "{text}");
        }
    }
}
