//! Signing the heads of all chains together. Whoever notes a signed head elsewhere can tell later whether the store
//! was rolled back as a whole.

use strongroom_crypto::{
    chain::{Head, encode_heads},
    envelope::{self, Place, RecordKind},
    key::ServerKeys,
    signing::{Purpose, SigningKey},
};
use strongroom_store::{Store, Write, audit as rows, settings};

use crate::{
    accounts::state::{Accounts, Revised},
    error::ServiceError,
    records,
    service::{Service, account_change_at_start},
};

/// The setting that holds the encrypted seed of the signing key.
pub(crate) const SETTING: &str = "audit.signing_seed";

/// Where the seed stands.
pub(crate) const SEED: Place = Place::of_server([0; 16], RecordKind::SigningSeed, 1);

/// The server's signing key; made at the first start.
pub(crate) async fn signing_key(
    store: &Store,
    keys: &ServerKeys,
    accounts: &mut Accounts,
) -> Result<SigningKey, ServiceError> {
    let damaged = || ServiceError::Damaged("the signing key does not open".into());
    if let Some(stored) = accounts.setting(SETTING) {
        let seed = envelope::open(&keys.signing_seed, &SEED, &stored.record).map_err(|_| damaged())?;
        let seed: &[u8; 32] = seed.as_slice().try_into().map_err(|_| damaged())?;
        return Ok(SigningKey::from_seed(seed));
    }
    let key = SigningKey::generate()?;
    let record = envelope::seal(&keys.signing_seed, &SEED, key.expose_seed())?;
    let sealed = records::seal(&keys.directory, &records::setting_place(SETTING, 1), &record)?;
    let sequence = store
        .write(move |write| -> Result<u64, ServiceError> {
            settings::put(write, SETTING, 1, &sealed)?;
            Ok(account_change_at_start(write)?)
        })
        .await?;
    accounts.put_setting(sequence, SETTING, Revised { revision: 1, record });
    Ok(key)
}

/// Heads of all chains at one instant, with the server's signature over them.
#[derive(Debug, Clone)]
pub struct SignedHeads {
    /// Counts signings, from 1.
    pub number: u64,
    /// The signed bytes.
    pub document: Vec<u8>,
    /// The signature.
    pub signature: [u8; 64],
    /// The heads in the document.
    pub heads: Vec<Head>,
}

impl Service {
    /// The public key that checks the signatures of heads.
    pub fn signing_public_key(&self) -> String {
        self.signing.public().to_text()
    }

    /// Signs the heads of all chains as they are now, and keeps the signature.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sign_heads(&self) -> Result<SignedHeads, ServiceError> {
        let now = self.now();
        let signing = SigningKey::from_seed(self.signing.expose_seed());
        self.store
            .write(move |write: &mut Write<'_>| -> Result<SignedHeads, ServiceError> {
                let heads = write.heads();
                let document = encode_heads(now.micros(), &heads);
                let signature = signing.sign(Purpose::AuditHeads, &document).0;
                let number = rows::heads_kept(write)? + 1;
                rows::keep_heads(write, number, &document, &signature)?;
                Ok(SignedHeads { number, document, signature, heads })
            })
            .await
    }
}
