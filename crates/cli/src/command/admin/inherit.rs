//! `strongroom admin inherit`.

use clap::{Args, ValueEnum};
use strongroom_api::rules;

use super::dry_run;
use crate::{
    context::Context,
    error::CliError,
    object::{self, Address, Located},
};

/// Turns inheritance on or off. Off: allows from above do not reach the object; denies always do.
#[derive(Debug, Args)]
pub struct Inherit {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// on or off
    switch: Switch,
    /// Change nothing; tell who would gain and who would lose what
    #[arg(long)]
    dry_run: bool,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// Allows from above reach the object
    On,
    /// They do not
    Off,
}

/// Turns it.
pub fn run(context: &Context, arguments: &Inherit) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let ids = (database.id.to_string(), found.id.to_string());
    let request = rules::Inheritance { on: arguments.switch == Switch::On };
    let path = Located::resource(&ids, &["inheritance"]);
    if arguments.dry_run {
        return dry_run::put(context, &client, &path, &request);
    }
    client.put(&path, &request)?;
    context.out.either(&request, |out| {
        out.say(format!("inheritance of {} is {}", found.title, if request.on { "on" } else { "off" }))
    })
}
