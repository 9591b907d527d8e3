//! From content to the two ciphertexts of an object, and back.

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::DataKeys,
};
use strongroom_domain::{
    entry::{Secrets, Summary},
    id::{DatabaseId, ObjectId},
};
use strongroom_store::objects::Sealed;

use crate::{databases::state::Held, error::ServiceError, second_passwords::Layer};

/// The ceiling of all of an object that is not secret.
const SUMMARY_BYTES: usize = 128 << 10;

/// How much one call on many objects may still seal: all of it is held in memory, and written in one transaction.
pub(super) struct SealedBytes {
    limit: usize,
    left: usize,
}

impl SealedBytes {
    /// Nothing sealed yet, of so many bytes.
    pub const fn of(limit: usize) -> Self {
        Self { limit, left: limit }
    }

    /// Takes in one more object.
    ///
    /// # Errors
    /// [`ServiceError::TooLarge`] where it does not fit beside the others.
    pub fn charge(&mut self, sealed: &Sealed) -> Result<(), ServiceError> {
        let bytes = sealed.summary.len() + sealed.secret.as_ref().map_or(0, Vec::len);
        self.left = self.left.checked_sub(bytes).ok_or_else(|| {
            let text = format!("one call seals at most {} bytes; name fewer objects", self.limit);
            ServiceError::TooLarge(text.into())
        })?;
        Ok(())
    }
}

/// Encrypts an object's summary and secrets for one revision; the secrets under the layer of what covers the object.
pub(crate) fn seal_object(
    keys: &DataKeys,
    layer: &Layer,
    database: DatabaseId,
    object: ObjectId,
    revision: u64,
    held: &Held,
    secrets: &Secrets,
) -> Result<Sealed, ServiceError> {
    // Summaries are held in memory: what is long goes into a secret field, the notes or an attachment.
    let plain = held.encode();
    if plain.len() > SUMMARY_BYTES {
        let text = format!("everything that is not secret comes to more than {SUMMARY_BYTES} bytes");
        return Err(ServiceError::TooLarge(text.into()));
    }
    let place = Place::new(database.to_bytes(), object.to_bytes(), RecordKind::ObjectSummary, revision);
    let summary = envelope::seal(&keys.summary, &place, &plain)?;
    let secret = if secrets.is_empty() {
        None
    } else {
        Some(layer.seal(keys, database, object, revision, &secrets.to_bytes())?)
    };
    Ok(Sealed { summary, secret, under: layer.under() })
}

/// Decrypts an object's secrets, which are under the layer of what covers the object.
pub(crate) fn open_secrets(
    keys: &DataKeys,
    layer: &Layer,
    database: DatabaseId,
    object: ObjectId,
    revision: u64,
    sealed: &Sealed,
) -> Result<Secrets, ServiceError> {
    layer.is_of(sealed.under)?;
    let Some(secret) = &sealed.secret else { return Ok(Secrets::default()) };
    let damaged = || {
        ServiceError::Damaged(
            format!("the secrets of object {object} of database {database} do not open").into(),
        )
    };
    let plain = layer.open(keys, database, object, revision, secret).ok_or_else(damaged)?;
    Secrets::from_bytes(&plain).map_err(|_| damaged())
}

/// The summary that is held of an object.
pub(crate) fn summary_of(held: &Held) -> Result<Summary, ServiceError> {
    Summary::from_json(&held.summary.json())
        .map_err(|_| ServiceError::Damaged("a summary has an unknown form".into()))
}
