//! `strongroom copy`: a value to the clipboard, for a few seconds.

use std::{thread, time::Duration};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use strongroom_api::{reveal::Purpose, settings::ServerSettings};
use strongroom_domain::escape;

use super::show::Seen;
use crate::{
    clipboard::{self, Clipboard},
    context::Context,
    error::CliError,
    object::{self, Address},
};

/// Copies a field without showing it, and clears the clipboard if the value is still there after a while.
#[derive(Debug, Args)]
pub struct Copy {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// The field; of a one-time code field the code of this moment
    #[arg(long, short, value_name = "NAME", default_value = "password")]
    field: String,
    /// Seconds until the clipboard is cleared, where that is sooner than the server asks
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    clear: Option<u64>,
    /// Do not wait: the clipboard is cleared in the background
    #[arg(long)]
    no_wait: bool,
}

/// Copies.
pub fn run(context: &Context, arguments: &Copy) -> Result<(), CliError> {
    // Before the reveal, so that none is on record for nothing.
    let clipboard = Clipboard::find()?;
    let client = context.client()?;
    let longest = u64::from(client.get::<ServerSettings>(&["settings"], &())?.clipboard_seconds);
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let seen = Seen::present(&client, database.id, found.id)?;
    let value = seen.value(&client, &arguments.field, Purpose::Copy, false)?;
    let object = &seen.object;
    if value.is_empty() {
        return Err(CliError::Failed(format!(
            "the field `{}` of `{}` is empty",
            arguments.field, object.title
        )));
    }
    let clear = arguments.clear.map_or(longest, |wanted| wanted.min(longest));
    clipboard.write(value.expose())?;
    // The clearing is another process: it comes to pass even if this one is stopped or its window closed.
    clipboard::clear_in_background(&value, clear)?;
    drop(value);
    let summary =
        serde_json::json!({ "copied": arguments.field, "object": object.id, "clears_after": clear });
    context.out.either(&summary, |out| {
        out.say(format!(
            "copied {} of {}; the clipboard is cleared in {} s if it still holds it",
            arguments.field, object.title, clear
        ))
    })?;
    if !arguments.no_wait && !context.out.wants_json() {
        count_down(&escape::terminal(&arguments.field), clear);
        context
            .out
            .note("cleared, unless something else was copied meanwhile; clipboard histories may keep it");
    }
    Ok(())
}

/// Shows what is left; only on a terminal.
fn count_down(what: &str, seconds: u64) {
    let bar = ProgressBar::new(seconds).with_position(seconds);
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:20}] {pos} s") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(what.to_owned());
    for left in (0..seconds).rev() {
        bar.set_position(left + 1);
        thread::sleep(Duration::from_secs(1));
    }
    bar.finish_and_clear();
}

/// The process that clears later.
#[derive(Debug, Args)]
pub struct ClearClipboard {
    /// Seconds to wait
    seconds: u64,
}

/// Waits and clears.
pub fn clear_later(arguments: &ClearClipboard) -> Result<(), CliError> {
    clipboard::clear_later(Duration::from_secs(arguments.seconds.min(600)))
}
