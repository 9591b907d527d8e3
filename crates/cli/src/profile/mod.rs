//! What the client keeps between runs: pinned certificates and session tokens, in the user's
//! configuration folder, readable by the user alone.

mod pins;
mod private_file;
mod sessions;

use std::{env, path::PathBuf};

pub use pins::Pins;
pub use sessions::{SavedSession, Sessions};

use crate::error::CliError;

/// The folder.
#[derive(Debug, Clone)]
pub struct Profile {
    folder: PathBuf,
}

impl Profile {
    /// `$STRONGROOM_CONFIG_DIR`, or `strongroom` below the user's configuration folder.
    ///
    /// # Errors
    /// [`CliError::Failed`] when the environment names no home.
    pub fn locate() -> Result<Self, CliError> {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = set("STRONGROOM_CONFIG_DIR")
            .or_else(|| set("XDG_CONFIG_HOME").map(|path| path.join("strongroom")))
            .or_else(|| set("APPDATA").map(|path| path.join("strongroom")))
            .or_else(|| set("HOME").map(|path| path.join(".config").join("strongroom")))
            .ok_or_else(|| CliError::Failed("no home folder: set STRONGROOM_CONFIG_DIR".into()))?;
        Ok(Self { folder })
    }

    /// In a given folder.
    #[cfg(test)]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The pinned certificates.
    pub fn pins(&self) -> Result<Pins, CliError> {
        Pins::read(self.folder.join("pins.json"))
    }

    /// The sessions.
    pub fn sessions(&self) -> Result<Sessions, CliError> {
        Sessions::read(self.folder.join("sessions.json"))
    }
}
