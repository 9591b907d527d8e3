//! How much room the store takes on its disk, and how much is left.

use std::{fs, io, path::Path};

use rustix::fs::statvfs;

use crate::engine::sqlite::FILE;

/// The room of a data folder, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// What the store takes: its file, and the log that belongs to it.
    pub store: u64,
    /// What is free on the disk for this process.
    pub free: u64,
    /// The whole disk.
    pub size: u64,
}

/// Looks at the disk that a data folder is on.
///
/// # Errors
/// What the system says.
pub fn of_folder(folder: &Path) -> io::Result<Disk> {
    let disk = statvfs(folder)?;
    let log = match fs::metadata(folder.join(format!("{FILE}-wal"))) {
        Ok(log) => log.len(),
        // After a clean start nothing may have been written yet.
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => return Err(error),
    };
    Ok(Disk {
        store: fs::metadata(folder.join(FILE))?.len().saturating_add(log),
        free: disk.f_bavail.saturating_mul(disk.f_frsize),
        size: disk.f_blocks.saturating_mul(disk.f_frsize),
    })
}
