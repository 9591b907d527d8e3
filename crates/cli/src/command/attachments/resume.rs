//! Saving a file piece by piece, so that what broke off goes on where it stopped: what came so far stands beside its goal,
//! under a name with the id of the file, readable by its owner alone, and takes the name of its goal when it is whole.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::exists;
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
    let part = part_path(out, id);
    let what = || format!("can not write {}", part.display());
    let mut file = open(&part).map_err(CliError::io(what()))?;
    let mut tries = 0;
    loop {
        let have = file.metadata().map_err(CliError::io(what()))?.len();
        if have > size {
            // Of another file: begun again.
            file.set_len(0).map_err(CliError::io(what()))?;
            continue;
        }
        if have > 0 && have < size {
            context.out.note(&format!("going on after {have} of {size} bytes"));
        }
        if have == size && size > 0 {
            break;
        }
        match fetch(client, (path, id), size, have, &mut file) {
            Ok(()) => break,
            Err(error) => {
                tries += 1;
                // As much as was told, and still not its end: it is not what was told.
                if file.metadata().is_ok_and(|it| it.len() >= size) {
                    file.set_len(0).map_err(CliError::io(what()))?;
                }
                // What is not there or not allowed will not be so a moment later.
                if tries == TRIES || !matches!(error.exit(), Exit::Unreachable | Exit::Failure) {
                    if file.metadata().is_ok_and(|it| it.len() == 0) {
                        let _ = fs::remove_file(&part);
                    }
                    return Err(error);
                }
            }
        }
    }
    file.sync_all().map_err(CliError::io(what()))?;
    keep(&part, out, force)
}

fn fetch(
    client: &Client,
    (path, id): (&[&str], &str),
    size: u64,
    have: u64,
    file: &mut File,
) -> Result<(), CliError> {
    let answer = client.download(path, have, id)?;
    if answer.is_part() {
        return answer.copy_to(file, size.saturating_sub(have));
    }
    // All of it comes, from the first byte on.
    file.set_len(0).map_err(CliError::io("can not begin the file again"))?;
    answer.copy_to(file, size)
}

/// Beside the goal, and no goal of anybody else.
fn part_path(out: &Path, id: &str) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{id}.part"));
    out.with_file_name(name)
}

/// Always written at the end. One that is there must be a file of our own making: a link is not followed.
fn open(part: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.clone().create_new(true).open(part) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            if !fs::symlink_metadata(part)?.is_file() {
                return Err(ErrorKind::AlreadyExists.into());
            }
            options.open(part)
        }
        opened => opened,
    }
}

/// Gives it the name of its goal; without `force` only where nothing has that name by now.
fn keep(part: &Path, out: &Path, force: bool) -> Result<(), CliError> {
    let what = || format!("can not write {}", out.display());
    if force {
        return fs::rename(part, out).map_err(CliError::io(what()));
    }
    match fs::hard_link(part, out) {
        Ok(()) => fs::remove_file(part).map_err(CliError::io(what())),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(exists(out)),
        // Not every file system has links.
        Err(_) if out.symlink_metadata().is_err() => fs::rename(part, out).map_err(CliError::io(what())),
        Err(_) => Err(exists(out)),
    }
}
