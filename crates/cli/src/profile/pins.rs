//! Which certificate each server has. A pin is made by the person and never replaced without them.

use std::{collections::BTreeMap, path::PathBuf};

use super::private_file;
use crate::{
    client::{Fingerprint, ServerAddress},
    error::CliError,
};

/// The pins, by address.
#[derive(Debug)]
pub struct Pins {
    path: PathBuf,
    by_server: BTreeMap<String, Fingerprint>,
}

impl Pins {
    pub(super) fn read(path: PathBuf) -> Result<Self, CliError> {
        let by_server = private_file::read(&path)?;
        Ok(Self { path, by_server })
    }

    /// The pin of a server.
    pub fn get(&self, server: &ServerAddress) -> Option<Fingerprint> {
        self.by_server.get(&server.to_string()).copied()
    }

    /// Pins a server and saves.
    ///
    /// # Errors
    /// [`CliError::Io`].
    pub fn set(&mut self, server: &ServerAddress, fingerprint: Fingerprint) -> Result<(), CliError> {
        self.by_server.insert(server.to_string(), fingerprint);
        private_file::write(&self.path, &self.by_server)
    }
}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;

    use super::*;

    #[test]
    fn pins_stay_and_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(folder.path().join("new"));
        let server = ServerAddress::parse("vault:1").unwrap();
        assert_eq!(profile.pins().unwrap().get(&server), None);
        profile.pins().unwrap().set(&server, Fingerprint::of(b"one")).unwrap();
        assert_eq!(profile.pins().unwrap().get(&server), Some(Fingerprint::of(b"one")));
        let other_port = ServerAddress::parse("vault:2").unwrap();
        assert_eq!(profile.pins().unwrap().get(&other_port), None, "a pin is for one port");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &str| {
                std::fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777
            };
            assert_eq!((mode("new"), mode("new/pins.json")), (0o700, 0o600));
        }
    }

    #[test]
    fn a_damaged_file_is_an_error_and_not_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(folder.path());
        let server = ServerAddress::parse("vault").unwrap();
        profile.pins().unwrap().set(&server, Fingerprint::of(b"one")).unwrap();
        std::fs::write(folder.path().join("pins.json"), b"{\"https://vault\": \"SHA25").unwrap();
        assert!(matches!(profile.pins(), Err(CliError::Failed(_))));
    }
}
