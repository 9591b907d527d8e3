//! The data folder belongs to one process.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};

use crate::error::OpenError;

/// Holds the lock on a data folder until it is dropped. The system releases it when the process ends, however
/// it ends.
#[derive(Debug)]
pub struct FolderLock {
    file: File,
}

impl Drop for FolderLock {
    /// Closing alone would not do: a process that is being started shares the open file until it runs its program.
    fn drop(&mut self) {
        if let Err(error) = flock(&self.file, FlockOperation::Unlock) {
            tracing::warn!(%error, "the data folder could not be unlocked");
        }
    }
}

impl FolderLock {
    /// Makes `folder` (0700) if it is not there, and locks it.
    ///
    /// # Errors
    /// [`OpenError::InUse`] names the process that has it.
    pub fn take(folder: &Path) -> Result<Self, OpenError> {
        if !folder.exists() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(folder.join("lock"))?;
        if let Err(error) = flock(&file, FlockOperation::NonBlockingLockExclusive) {
            if error != Errno::WOULDBLOCK {
                return Err(OpenError::Folder(error.into()));
            }
            let mut holder = String::new();
            let _ = (&file).take(32).read_to_string(&mut holder);
            let holder = holder.trim();
            let holder = if holder.is_empty() { "unknown".to_owned() } else { format!("process {holder}") };
            return Err(OpenError::InUse(holder));
        }
        // The number is for the refusal's text alone: a full disk is no reason not to start.
        if let Err(error) = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())) {
            tracing::warn!(%error, "the lock of the data folder does not name this process");
        }
        Ok(Self { file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_holder_and_the_refusal_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = FolderLock::take(folder.path()).unwrap();
        let refused = FolderLock::take(folder.path()).unwrap_err().to_string();
        assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
        // What a started process has of the open file does not keep the lock.
        let _shared = first.file.try_clone().unwrap();
        drop(first);
        FolderLock::take(folder.path()).unwrap();
    }
}
