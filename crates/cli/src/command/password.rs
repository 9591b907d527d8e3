//! `strongroom password`.

use std::path::PathBuf;

use clap::Args;
use strongroom_api::auth::ChangePassword;

use crate::{context::Context, error::CliError, secret_input};

/// Changes your password. Your other sessions end.
#[derive(Debug, Args)]
pub struct Password {
    /// Read the current and then the new password from standard input, one line each
    #[arg(long)]
    password_stdin: bool,
    /// Read the current password from a file
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    current_password_file: Option<PathBuf>,
    /// Read the new password from a file
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    new_password_file: Option<PathBuf>,
}

/// Changes the password.
pub fn run(context: &Context, arguments: &Password) -> Result<(), CliError> {
    let client = context.client()?;
    let current_password = match &arguments.current_password_file {
        Some(path) => secret_input::from_file(path)?,
        None if arguments.password_stdin => secret_input::from_stdin()?,
        None => secret_input::prompt("Current password")?,
    };
    let new_password = match &arguments.new_password_file {
        Some(path) => secret_input::from_file(path)?,
        None if arguments.password_stdin => secret_input::from_stdin()?,
        None => secret_input::prompt_twice("New password")?,
    };
    client.post_once_only(&["auth", "password"], &ChangePassword { current_password, new_password })?;
    context.out.either(&serde_json::json!({ "changed": true }), |out| {
        out.say("password changed; your other sessions have ended")
    })
}
