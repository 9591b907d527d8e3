//! `strongroom completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{arguments::Arguments, context::Context, error::CliError};

/// Prints a completion script, for example for `~/.local/share/bash-completion/completions/strongroom`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub fn run(context: &Context, arguments: &Completions) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "strongroom", &mut script);
    let script = String::from_utf8(script).map_err(|_| CliError::Failed("the script is not text".into()))?;
    context.out.block("", &script)
}
