//! Settings of the server that are kept in the store: what it asks of everybody's clients, and lets readers know.

use std::sync::Arc;

use strongroom_domain::{
    administration::{self, ServerAction},
    audit::Event,
};
use strongroom_store::{Write, proof, settings};

use super::state::{AccountChange, Accounts, Revised, names_of_changed};
use crate::{
    caller::Caller,
    error::ServiceError,
    records,
    service::{Service, account_change},
};

/// The name under which they are stored.
const SETTING: &str = "settings";

/// The form in which they are stored: a byte for the form, one for who is named, two for the seconds.
const FORM: u8 = 1;

/// What those who read an object, and administer nothing, are told of who else can open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Openers {
    /// How many people there are.
    #[default]
    Number,
    /// Their names as well.
    Names,
}

/// The settings of the server that are changed while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerSettings {
    /// After so many seconds a client clears a secret from the clipboard.
    pub clipboard_seconds: u16,
    /// What readers are told of who can open an object.
    pub openers: Openers,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self { clipboard_seconds: 20, openers: Openers::default() }
    }
}

impl ServerSettings {
    /// The fewest seconds: enough to change to another window and paste.
    pub const CLIPBOARD_LEAST: u16 = 5;
    /// The most seconds.
    pub const CLIPBOARD_MOST: u16 = 600;

    fn check(self) -> Result<Self, ServiceError> {
        if (Self::CLIPBOARD_LEAST..=Self::CLIPBOARD_MOST).contains(&self.clipboard_seconds) {
            return Ok(self);
        }
        let (least, most) = (Self::CLIPBOARD_LEAST, Self::CLIPBOARD_MOST);
        Err(ServiceError::Invalid(format!("`clipboard_seconds` must be {least} to {most}").into()))
    }

    fn encode(self) -> Vec<u8> {
        let openers = match self.openers {
            Openers::Number => 0,
            Openers::Names => 1,
        };
        let [high, low] = self.clipboard_seconds.to_be_bytes();
        vec![FORM, openers, high, low]
    }

    fn decode(bytes: &[u8]) -> Result<Self, ServiceError> {
        let damaged = || ServiceError::Damaged("the stored settings have an unknown form".into());
        let [FORM, openers, high, low] = *bytes else { return Err(damaged()) };
        let openers = match openers {
            0 => Openers::Number,
            1 => Openers::Names,
            _ => return Err(damaged()),
        };
        Self { clipboard_seconds: u16::from_be_bytes([high, low]), openers }.check().map_err(|_| damaged())
    }
}

impl Accounts {
    /// The settings that clients and readers go by.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] where the stored bytes are none.
    pub(crate) fn server_settings(&self) -> Result<ServerSettings, ServiceError> {
        self.setting(SETTING).map_or(Ok(ServerSettings::default()), |it| ServerSettings::decode(&it.record))
    }
}

impl Service {
    /// The settings and their revision (0: those of a new server). Everybody who is signed in goes by them.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] where the stored bytes are none.
    pub fn server_settings(&self) -> Result<(ServerSettings, u64), ServiceError> {
        let accounts = self.memory.accounts.read();
        let revision = accounts.setting(SETTING).map_or(0, |setting| setting.revision);
        Ok((accounts.server_settings()?, revision))
    }

    /// Replaces them; `expected` is the revision that the change builds on.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] out of range, [`ServiceError::RevisionConflict`]; a role that is lacking.
    pub async fn set_server_settings(
        &self,
        caller: &Caller,
        expected: Option<u64>,
        wanted: ServerSettings,
    ) -> Result<(), ServiceError> {
        self.decided(|| {
            let accounts = self.memory.accounts.read();
            let proof = administration::server(accounts.actor(caller.user)?, ServerAction::ChangeSettings)?;
            let record = wanted.check()?.encode();
            let before = accounts.server_settings()?;
            let revision = accounts.next_setting_revision(SETTING);
            if expected.is_some_and(|expected| expected + 1 != revision) {
                return Err(ServiceError::RevisionConflict { current: revision - 1 });
            }
            let changed = names_of_changed([
                ("clipboard_seconds", before.clipboard_seconds != wanted.clipboard_seconds),
                ("openers", before.openers != wanted.openers),
            ]);
            let place = records::setting_place(SETTING, revision);
            let sealed = records::seal(&self.keys.directory, &place, &record)?;
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                if changed.is_empty() {
                    return Ok(());
                }
                settings::put(write, SETTING, revision, &sealed)?;
                note.server(write, Event::SettingsChanged { settings: changed })?;
                let stored = Revised { revision, record };
                account_change(write, &memory, AccountChange::PutSetting(SETTING.to_owned(), stored))?;
                Ok(())
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back_and_nothing_else_opens() {
        for (clipboard_seconds, openers) in
            [(5, Openers::Number), (20, Openers::Names), (600, Openers::Names)]
        {
            let settings = ServerSettings { clipboard_seconds, openers };
            assert_eq!(ServerSettings::decode(&settings.encode()).unwrap(), settings);
        }
        assert_eq!(ServerSettings::default().encode(), [1, 0, 0, 20], "an encoding never changes");
        for bytes in [&[][..], &[1, 0, 0], &[2, 0, 0, 20], &[1, 2, 0, 20], &[1, 0, 0, 4], &[1, 0, 2, 89]] {
            assert!(ServerSettings::decode(bytes).is_err(), "{bytes:?}");
        }
    }
}
