//! The sessions of this user, one a server, and which server is meant when none is named.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};
use strongroom_api::SecretText;
use strongroom_domain::time::Instant;

use super::private_file;
use crate::{client::ServerAddress, error::CliError};

/// A session that was begun by `strongroom login`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSession {
    /// Who signed in.
    pub username: String,
    /// The token.
    pub token: SecretText,
    /// When it ends at the latest.
    pub expires_at: Instant,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    /// The server that was signed in to last.
    current: Option<String>,
    sessions: BTreeMap<String, SavedSession>,
}

/// All sessions.
#[derive(Debug)]
pub struct Sessions {
    path: PathBuf,
    saved: Saved,
}

impl Sessions {
    pub(super) fn read(path: PathBuf) -> Result<Self, CliError> {
        let saved = private_file::read(&path)?;
        Ok(Self { path, saved })
    }

    /// The server that was signed in to last.
    pub fn current(&self) -> Result<Option<ServerAddress>, CliError> {
        self.saved.current.as_deref().map(ServerAddress::parse).transpose()
    }

    /// The session for a server.
    pub fn get(&self, server: &ServerAddress) -> Option<&SavedSession> {
        self.saved.sessions.get(&server.to_string())
    }

    /// Keeps a session and makes its server the current one.
    ///
    /// # Errors
    /// [`CliError::Io`].
    pub fn begin(&mut self, server: &ServerAddress, session: SavedSession) -> Result<(), CliError> {
        self.saved.sessions.insert(server.to_string(), session);
        self.saved.current = Some(server.to_string());
        private_file::write(&self.path, &self.saved)
    }

    /// Forgets the session for a server; the server stays the current one, so that the next sign-in need not
    /// name it.
    ///
    /// # Errors
    /// [`CliError::Io`].
    pub fn end(&mut self, server: &ServerAddress) -> Result<(), CliError> {
        self.saved.sessions.remove(&server.to_string());
        private_file::write(&self.path, &self.saved)
    }
}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;

    use super::*;

    #[test]
    fn the_last_server_is_meant_until_another_is_signed_in_to() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(folder.path());
        let (one, two) = (ServerAddress::parse("one").unwrap(), ServerAddress::parse("two").unwrap());
        let session = || SavedSession {
            username: "ann".into(),
            token: "token".into(),
            expires_at: Instant::from_micros(0),
        };
        profile.sessions().unwrap().begin(&one, session()).unwrap();
        profile.sessions().unwrap().begin(&two, session()).unwrap();
        assert_eq!(profile.sessions().unwrap().current().unwrap(), Some(two.clone()));
        assert!(profile.sessions().unwrap().get(&one).is_some());
        profile.sessions().unwrap().end(&two).unwrap();
        assert!(profile.sessions().unwrap().get(&two).is_none());
        assert_eq!(profile.sessions().unwrap().current().unwrap(), Some(two));
    }

    // attack: D1
    #[cfg(unix)]
    #[test]
    fn a_token_that_others_can_read_is_not_used() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(folder.path());
        let one = ServerAddress::parse("one").unwrap();
        let session =
            SavedSession { username: "ann".into(), token: "t".into(), expires_at: Instant::from_micros(0) };
        profile.sessions().unwrap().begin(&one, session).unwrap();
        let path = folder.path().join("sessions.json");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(profile.sessions(), Err(CliError::ExposedFile(_))));
    }
}
