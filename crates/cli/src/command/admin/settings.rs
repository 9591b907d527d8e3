//! `strongroom admin settings`.

use clap::{Subcommand, ValueEnum};
use strongroom_api::settings::{Openers, PutSettings, ServerSettings};

use crate::{
    context::Context,
    error::CliError,
    output::{Output, Table, plain},
};

/// What the server asks of everybody's clients, and lets readers know.
#[derive(Debug, Subcommand)]
pub enum Settings {
    /// Show the settings
    Show,
    /// Change settings; what is not named stays
    Set {
        /// Seconds until a client clears a secret from the clipboard, 5 to 600
        #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(5..=600))]
        clipboard_seconds: Option<u16>,
        /// What readers are told of who can open an entry
        #[arg(long, value_name = "WHAT", required_unless_present = "clipboard_seconds")]
        openers: Option<Told>,
    },
}

/// What readers are told.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Told {
    /// How many people can
    Number,
    /// Their names as well
    Names,
}

/// Does what was asked.
pub fn run(context: &Context, command: &Settings) -> Result<(), CliError> {
    let client = context.client()?;
    let now: ServerSettings = client.get(&["settings"], &())?;
    let settings = match *command {
        Settings::Show => now,
        Settings::Set { clipboard_seconds, openers } => {
            let openers = openers.map_or(now.openers, |told| match told {
                Told::Number => Openers::Number,
                Told::Names => Openers::Names,
            });
            let clipboard_seconds = clipboard_seconds.unwrap_or(now.clipboard_seconds);
            client.put(&["settings"], &PutSettings { clipboard_seconds, openers })?.json()?
        }
    };
    context.out.either(&settings, |out| print(out, settings))
}

fn print(out: &Output, settings: ServerSettings) -> Result<(), CliError> {
    let openers = match settings.openers {
        Openers::Number => "number",
        Openers::Names => "names",
    };
    let mut table = Table::new(["setting", "value"]);
    table.row([plain("clipboard_seconds"), plain(settings.clipboard_seconds.to_string())]);
    table.row([plain("openers"), plain(openers)]);
    out.table(&table)
}
