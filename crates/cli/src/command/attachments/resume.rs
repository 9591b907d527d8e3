//! Saving a file piece by piece, so that what broke off goes on where it stopped.

use std::{io::ErrorKind, path::Path};

use super::{exists, part::Part};
use crate::{client::Client, context::Context, error::CliError, exit::Exit};

/// How often a broken download goes on by itself.
const TRIES: usize = 4;

/// Saves the file of that path and id, which has `size` bytes.
pub fn save(
    context: &Context,
    client: &Client,
    (path, id): (&[&str], &str),
    size: u64,
    out: &Path,
    force: bool,
) -> Result<(), CliError> {
    let what = || format!("can not write {}", out.display());
    let mut part = Part::open(out, id, size).map_err(CliError::io(what()))?;
    let mut tries = 0;
    while part.length() < size || size == 0 {
        if part.length() > 0 {
            context.out.note(&format!("going on after {} of {size} bytes", part.length()));
        }
        let Err(error) = fetch(client, (path, id), size, &mut part) else { break };
        tries += 1;
        // As much as was told, and still not its end: it is not what was told.
        if part.length() >= size {
            part.clear().map_err(CliError::io(what()))?;
        }
        // What is not there or not allowed will not be so a moment later.
        if tries == TRIES || !matches!(error.exit(), Exit::Unreachable | Exit::Failure) {
            part.leave();
            return Err(error);
        }
    }
    match part.keep(out, force) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(exists(out)),
        kept => kept.map_err(CliError::io(what())),
    }
}

fn fetch(client: &Client, (path, id): (&[&str], &str), size: u64, part: &mut Part) -> Result<(), CliError> {
    let have = part.length();
    let answer = client.download(path, have, id)?;
    if answer.is_part() {
        return answer.copy_to(part, size.saturating_sub(have));
    }
    // All of it comes, from the first byte on.
    part.clear().map_err(CliError::io("can not begin the file again"))?;
    answer.copy_to(part, size)
}
