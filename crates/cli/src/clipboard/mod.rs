//! The clipboard of the desktop, through the programs that desktops have for it.
//!
//! A value goes to them by standard input, never as an argument. Clearing is done by a process of its own,
//! which knows only a digest of the value and clears only what still matches it.

mod program;

use std::{
    env,
    io::{Read, Write},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use sha2::{Digest, Sha256};
use strongroom_api::SecretText;
use subtle::ConstantTimeEq;

pub use program::Clipboard;

use crate::error::CliError;

/// Random bytes in front of the value, so that the digest of a weak password tells nothing.
const SALT: usize = 16;

/// Starts the process that clears the clipboard after `seconds`.
///
/// # Errors
/// [`CliError::Io`] when it can not be started.
pub fn clear_in_background(value: &SecretText, seconds: u64) -> Result<(), CliError> {
    let mut salt = [0_u8; SALT];
    getrandom::fill(&mut salt).map_err(|error| CliError::Failed(format!("no random numbers: {error}")))?;
    let program = env::current_exe().map_err(CliError::io("can not find this program"))?;
    let mut command = Command::new(program);
    command.arg("clear-clipboard").arg(seconds.to_string());
    command.env_remove("STRONGROOM_TOKEN").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // A group of its own, so that an interrupt of the terminal does not reach it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let what = "can not start the clearing of the clipboard";
    let mut child = command.spawn().map_err(CliError::io(what))?;
    let mut input = child.stdin.take().ok_or_else(|| CliError::Failed(what.into()))?;
    input
        .write_all(&salt)
        .and_then(|()| input.write_all(&digest(&salt, value.expose())))
        .map_err(CliError::io(what))
}

/// Reads salt and digest from standard input, waits, and clears what still matches.
///
/// # Errors
/// [`CliError`] of the clipboard; nobody sees it.
pub fn clear_later(wait: Duration) -> Result<(), CliError> {
    let mut input = [0_u8; SALT + 32];
    std::io::stdin().read_exact(&mut input).map_err(CliError::io("can not read"))?;
    let (salt, expected) = input.split_at(SALT);
    thread::sleep(wait);
    let clipboard = Clipboard::find()?;
    if let Some(held) = clipboard.read()
        && digest(salt, &held).ct_eq(expected).into()
    {
        clipboard.write("")?;
    }
    Ok(())
}

fn digest(salt: &[u8], value: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(value).finalize().into()
}
