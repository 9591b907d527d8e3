//! `strongroom login`.

use clap::Args;
use strongroom_api::{
    ErrorCode, SecretText,
    auth::{ClientKind, LoginAnswer, LoginRequest, SecondFactor},
};

use crate::{
    ask,
    client::{Client, ServerAddress},
    clock,
    context::Context,
    error::CliError,
    profile::SavedSession,
    secret_input::{self, PasswordSource},
};

/// Signs in.
#[derive(Debug, Args)]
pub struct Login {
    /// User name
    #[arg(long, short)]
    username: Option<String>,
    #[command(flatten)]
    password: PasswordSource,
}

/// Signs in and keeps the session.
pub fn run(context: &Context, arguments: &Login) -> Result<(), CliError> {
    let server = context.server_or_ask()?;
    let client = context.introduce(server.clone())?;
    let username = match &arguments.username {
        Some(name) => name.clone(),
        None => ask::line("User name", "--username")?,
    };
    let password = arguments.password.read("Password")?;
    let answer = sign_in(context, &client, &server, username, password)?;
    context.out.either(&serde_json::json!({ "server": server.to_string(), "user": answer.user, "expires_at": answer.expires_at }), |out| {
        out.say(format!(
            "signed in to {server} as {}, until {} at the latest",
            answer.user.username,
            clock::shown(answer.expires_at)
        ))
    })?;
    if answer.user.must_change_password {
        context.out.note("your password must be changed first: `strongroom password`");
    }
    Ok(())
}

/// Signs in, asking for a second factor where the account has one, and keeps the session.
pub(super) fn sign_in(
    context: &Context,
    client: &Client,
    server: &ServerAddress,
    username: String,
    password: SecretText,
) -> Result<LoginAnswer, CliError> {
    let mut request = LoginRequest { username, password, client: Some(ClientKind::Cli), second_factor: None };
    let answer: LoginAnswer = match client.post_once(&["auth", "login"], &request) {
        Err(CliError::Api(problem)) if problem.code == ErrorCode::SecondFactorRequired => {
            request.second_factor = Some(second_factor(problem.kinds.unwrap_or_default())?);
            client.post_once(&["auth", "login"], &request)?
        }
        answered => answered?,
    };
    let token = answer.token.clone().ok_or_else(|| CliError::Answer("it holds no token".into()))?;
    let session =
        SavedSession { username: answer.user.username.clone(), token, expires_at: answer.expires_at };
    context.keep(server, session)?;
    Ok(answer)
}

fn second_factor(kinds: Vec<String>) -> Result<SecondFactor, CliError> {
    // A code is what a terminal can take; the others need a browser.
    let kind = kinds.into_iter().find(|kind| matches!(kind.as_str(), "totp" | "recovery_code")).ok_or_else(
        || CliError::Failed("the second factor of this account can not be used from the command line".into()),
    )?;
    let code = secret_input::prompt(&format!("Second factor ({kind})"))?;
    Ok(SecondFactor { kind, code })
}
