//! `strongroom second-password`: what the server itself can not read without.

use clap::{Args, Subcommand};
use strongroom_api::second_passwords::{RemoveSecondPassword, SetSecondPassword};

use crate::{
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address},
    secret_input::PasswordSource,
};

/// Sets, changes or removes a second password. It covers the secrets and files of an entry, or of everything below a
/// folder or a database, and nobody can read them without it: not even the server.
#[derive(Debug, Args)]
pub struct SecondPassword {
    /// What to do
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Set one where there is none
    Set(Named),
    /// Set another one; the present one is asked for
    Change(Named),
    /// Remove it; it is asked for
    Remove(Named),
}

#[derive(Debug, Args)]
struct Named {
    /// DATABASE, DATABASE/FOLDER or DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    #[command(flatten)]
    password: PasswordSource,
}

/// Runs it.
pub fn run(context: &Context, arguments: &SecondPassword) -> Result<(), CliError> {
    let client = context.client()?;
    match &arguments.what {
        What::Set(named) | What::Change(named) => {
            let (path, name) = locate(&client, &named.address)?;
            context.out.note(
                "There is no way around a second password: if it is lost, what it covers is lost, for you, the \
                 administrators and the server.",
            );
            let new = named.password.read_new("New second password")?;
            client.put(&borrowed(&path), &SetSecondPassword { current: None, new })?;
            told(context, &name, "is under its second password now", true)
        }
        What::Remove(named) => {
            let (path, name) = locate(&client, &named.address)?;
            let current = Some(named.password.read("Second password to remove")?);
            let body = RemoveSecondPassword { current };
            client.request("DELETE", &borrowed(&path)).body(&body)?.send()?;
            told(context, &name, "has no second password of its own any more", false)
        }
    }
}

/// The path of the API, and what to call it.
fn locate(client: &Client, address: &str) -> Result<(Vec<String>, String), CliError> {
    let located = object::locate(client, &address.parse::<Address>()?)?;
    let mut path = vec!["databases".to_owned(), located.database.id.to_string()];
    let name = match located.object {
        Some(found) => {
            path.extend(["objects".to_owned(), found.id.to_string()]);
            found.title
        }
        None => located.database.name,
    };
    path.push("second_password".to_owned());
    Ok((path, name))
}

fn borrowed(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

fn told(context: &Context, name: &str, what: &str, on: bool) -> Result<(), CliError> {
    context.out.either(&serde_json::json!({ "second_password": on }), |out| out.say(format!("{name} {what}")))
}
