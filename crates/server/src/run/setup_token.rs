//! The setup token in the data folder, for whoever did not see the first line of the log: it lets the first super
//! administrator be made, and is gone afterwards.

use std::{fs, io, path::Path};

use zeroize::Zeroizing;

use crate::files;

/// Its name in the data folder.
const FILE: &str = "setup-token";

/// Writes the token of this start; removes an older one where there is none any more.
pub fn keep(data: &Path, token: Option<&Zeroizing<String>>) -> io::Result<()> {
    match token {
        Some(token) => {
            files::write_whole(&data.join(FILE), 0o600, format!("{}\n", token.as_str()).as_bytes())
        }
        None => forget(data),
    }
}

/// Removes the token.
///
/// # Errors
///
/// What the system says.
pub fn forget(data: &Path) -> io::Result<()> {
    match fs::remove_file(data.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
