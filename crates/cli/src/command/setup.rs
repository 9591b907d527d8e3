//! `strongroom setup`: the first super administrator.

use std::path::PathBuf;

use clap::Args;
use strongroom_api::{
    SecretText,
    server::{SetupAnswer, SetupRequest},
};

use super::login;
use crate::{
    ask,
    context::Context,
    error::CliError,
    secret_input::{self, PasswordSource},
};

/// Makes the first super administrator, with the token from the setup link.
#[derive(Debug, Args)]
pub struct Setup {
    /// Name of the first super administrator
    #[arg(long, short)]
    username: Option<String>,
    /// Read the setup token from a file, such as `setup-token` in the server's data folder
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Read the setup token from standard input, one line, before a password
    #[arg(long, conflicts_with = "token_file")]
    token_stdin: bool,
    #[command(flatten)]
    password: PasswordSource,
}

/// Sets the server up and signs in.
pub fn run(context: &Context, arguments: &Setup) -> Result<(), CliError> {
    let server = context.server_or_ask()?;
    let client = context.introduce(server.clone())?;
    let setup_token = token(arguments)?;
    let username = match &arguments.username {
        Some(name) => name.clone(),
        None => ask::line("User name of the first super administrator", "--username")?,
    };
    let password = arguments.password.read_new("Password")?;
    let request = SetupRequest { setup_token, username: username.clone(), password: password.clone() };
    let made: SetupAnswer = client.post_once(&["setup"], &request)?;
    login::sign_in(context, &client, &server, username, password)?;
    context.out.either(&made, |out| {
        out.say(format!("{} is the first super administrator of {server} and signed in", made.username))?;
        out.say(format!("everything lies in {} on the server: back it up", made.data_folder))?;
        out.say("next: `strongroom admin users add NAME`, `strongroom import FILE --name NAME`")
    })
}

/// The token, also where the whole setup link was given.
fn token(arguments: &Setup) -> Result<SecretText, CliError> {
    let given = match &arguments.token_file {
        Some(path) => secret_input::from_file(path)?,
        None if arguments.token_stdin => secret_input::from_stdin()?,
        None => secret_input::prompt("Setup link or token")?,
    };
    let text = given.expose().trim();
    Ok(SecretText::new(text.rsplit('#').next().unwrap_or(text)))
}
