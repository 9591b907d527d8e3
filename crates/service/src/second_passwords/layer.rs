//! What lies between the content of an object and the data key.

use std::sync::Arc;

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::{DataKeys, ObjectKey},
    second_password,
    stream::{Attachment, Decryptor, Encryptor},
};
use strongroom_domain::id::{DatabaseId, ObjectId, SecondKeyId};
use zeroize::Zeroizing;

use crate::error::ServiceError;

/// An object key that was opened for one request, or none.
#[derive(Clone)]
pub(crate) struct Layer(Option<(SecondKeyId, Arc<ObjectKey>)>);

impl Layer {
    /// For what no second password covers. It opens nothing that one does, and the store takes nothing that was sealed
    /// with it where one does: both are refused by [`ServiceError::SecondPasswordRequired`].
    pub const fn uncovered() -> Self {
        Self(None)
    }

    pub(super) const fn under_key(id: SecondKeyId, key: Arc<ObjectKey>) -> Self {
        Self(Some((id, key)))
    }

    /// The object key's id; absent: nothing covers.
    pub fn under(&self) -> Option<SecondKeyId> {
        self.0.as_ref().map(|(id, _)| *id)
    }

    pub(super) fn into_key(self) -> Option<Arc<ObjectKey>> {
        self.0.map(|(_, key)| key)
    }

    /// What is stored is under this layer.
    ///
    /// # Errors
    /// [`ServiceError::SecondPasswordRequired`] where it is covered and this is not; [`ServiceError::Stale`] where it is
    /// covered otherwise, and memory has yet to follow.
    pub fn is_of(&self, stored: Option<SecondKeyId>) -> Result<(), ServiceError> {
        match (stored, self.under()) {
            (stored, under) if stored == under => Ok(()),
            (Some(_), None) => Err(ServiceError::SecondPasswordRequired),
            _ => Err(ServiceError::Stale),
        }
    }

    /// Encrypts the secrets of one revision of an object.
    pub fn seal(
        &self,
        keys: &DataKeys,
        database: DatabaseId,
        object: ObjectId,
        revision: u64,
        plain: &[u8],
    ) -> Result<Vec<u8>, ServiceError> {
        let (of, id) = (database.to_bytes(), object.to_bytes());
        let place = Place::new(of, id, RecordKind::ObjectSecret, revision);
        Ok(match &self.0 {
            None => envelope::seal(&keys.secret, &place, plain)?,
            Some((_, key)) => {
                let inner = second_password::seal(key, of, id, revision, plain)?;
                envelope::seal(&keys.secret, &place, &inner)?
            }
        })
    }

    /// Decrypts the secrets of one revision of an object; `None` where they do not open.
    pub fn open(
        &self,
        keys: &DataKeys,
        database: DatabaseId,
        object: ObjectId,
        revision: u64,
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (of, id) = (database.to_bytes(), object.to_bytes());
        let place = Place::new(of, id, RecordKind::ObjectSecret, revision);
        let opened = envelope::open(&keys.secret, &place, sealed).ok()?;
        match &self.0 {
            None => Some(opened),
            Some((_, key)) => second_password::open(key, of, id, revision, &opened).ok(),
        }
    }

    /// Encrypts an attachment.
    pub fn encryptor(&self, keys: &DataKeys, of: &Attachment) -> Result<Encryptor, ServiceError> {
        Ok(match &self.0 {
            None => Encryptor::new(keys.attachment.uncovered(), of)?,
            Some((_, key)) => Encryptor::new(&keys.attachment.covered(key, of.database), of)?,
        })
    }

    /// Decrypts an attachment; `None` for a header that is none.
    pub fn decryptor(&self, keys: &DataKeys, of: &Attachment, header: &[u8]) -> Option<Decryptor> {
        match &self.0 {
            None => Decryptor::new(keys.attachment.uncovered(), of, header).ok(),
            Some((_, key)) => Decryptor::new(&keys.attachment.covered(key, of.database), of, header).ok(),
        }
    }
}
