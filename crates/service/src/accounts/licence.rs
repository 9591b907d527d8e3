//! The licence: how many accounts there may be.

use std::sync::Arc;

use strongroom_crypto::signing::{PublicKey, Purpose, Signature};
use strongroom_domain::{
    administration::{self, Administers, ServerAction},
    audit::Event,
    licence::{self, Licence, LicenceFile},
    time::Instant,
};
use strongroom_store::{Write, proof, settings};

use super::state::{AccountChange, Accounts, Revised};
use crate::{
    caller::Caller,
    error::ServiceError,
    records,
    service::{Service, account_change},
};

const SETTING: &str = "licence";

/// The licence as it counts now.
#[derive(Debug, Clone)]
pub struct LicenceView {
    /// How many accounts there may be.
    pub seats: u32,
    /// How many there are.
    pub used: u32,
    /// The licence, where there is one.
    pub licence: Option<Licence>,
}

impl Service {
    /// The licence, for those who may read it.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without a role for it.
    pub fn licence(&self, caller: &Caller) -> Result<LicenceView, ServiceError> {
        let accounts = self.memory.accounts.read();
        let _: Administers = administration::server(accounts.actor(caller.user)?, ServerAction::ReadLicence)?;
        let (licence, used) = (stored(&accounts), used(&accounts));
        Ok(LicenceView { seats: licence::seats(used, licence.as_ref(), caller.now), used, licence })
    }

    /// Takes a licence file whose issuer the configuration trusts.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] for anything else; a role that is lacking.
    pub async fn set_licence(&self, caller: &Caller, file: &[u8]) -> Result<LicenceView, ServiceError> {
        {
            let accounts = self.memory.accounts.read();
            let _: Administers =
                administration::server(accounts.actor(caller.user)?, ServerAction::ChangeLicence)?;
        }
        let parsed =
            LicenceFile::read(file).map_err(|error| ServiceError::Invalid(error.to_string().into()))?;
        self.check_issuer(&parsed)?;
        let stored = file.to_vec();
        self.decided(|| {
            let accounts = self.memory.accounts.read();
            let proof = administration::server(accounts.actor(caller.user)?, ServerAction::ChangeLicence)?;
            let revision = accounts.next_setting_revision(SETTING);
            let place = records::setting_place(SETTING, revision);
            let sealed = records::seal(&self.keys.directory, &place, &stored)?;
            let (memory, note, stored) = (Arc::clone(&self.memory), self.note(caller), stored.clone());
            let event = Event::LicenceSet { licence: parsed.licence.id.clone(), seats: parsed.licence.seats };
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                settings::put(write, SETTING, revision, &sealed)?;
                note.server(write, event)?;
                let change =
                    AccountChange::PutSetting(SETTING.to_owned(), Revised { revision, record: stored });
                account_change(write, &memory, change)?;
                Ok(())
            })
        })
        .await?;
        self.licence(caller)
    }

    fn check_issuer(&self, file: &LicenceFile) -> Result<(), ServiceError> {
        let refused =
            || ServiceError::Invalid("the licence is not signed by an issuer that this server trusts".into());
        let signature = Signature::from_text(&file.signature).map_err(|_| refused())?;
        let signed = file.licence.signed_bytes();
        let trusted = self.settings.licence_issuers.iter().filter_map(|key| PublicKey::from_bytes(key).ok());
        let genuine = trusted
            .filter(|key| key.id() == file.key_id)
            .any(|key| key.verify(Purpose::Licence, &signed, &signature).is_ok());
        if genuine { Ok(()) } else { Err(refused()) }
    }

    /// Refuses another account beyond the seats.
    pub(crate) fn may_add_account(&self, accounts: &Accounts, now: Instant) -> Result<(), ServiceError> {
        licence::may_add(used(accounts), stored(accounts).as_ref(), now)
            .map_err(|error| ServiceError::LicenceLimit { seats: error.seats.into() })
    }
}

fn used(accounts: &Accounts) -> u32 {
    u32::try_from(accounts.users().count()).unwrap_or(u32::MAX)
}

fn stored(accounts: &Accounts) -> Option<Licence> {
    let file = LicenceFile::read(&accounts.setting(SETTING)?.record).ok()?;
    Some(file.licence)
}
