//! The second passwords of copies. A copy of what is covered is covered by the same second password, wherever it comes to
//! stand: within a database by the wrap of its original, as what is moved; in another database by a new object key, wrapped
//! under the password that came with the request and has opened the original.

use std::sync::Arc;

use strongroom_crypto::{key::ObjectKey, random, second_password::SecondPassword};
use strongroom_domain::id::{DatabaseId, ObjectId, SecondKeyId};
use strongroom_store::second_passwords::SecondRow;

use super::{Cover, Layer, Unlocked, set::from_lock_error};
use crate::{caller::Caller, error::ServiceError, service::Service};

/// What covers the copies of covered originals. To be dropped with the request.
#[derive(Default)]
pub(crate) struct Copied(Vec<Pair>);

/// What covers an original, and what covers its copy.
struct Pair {
    original: Arc<SecondRow>,
    key: SecondKeyId,
    wrapped: Vec<u8>,
    object_key: Arc<ObjectKey>,
}

impl Copied {
    fn of(&self, original: &Cover) -> Result<&Pair, ServiceError> {
        let row = original.0.as_ref().ok_or(ServiceError::SecondPasswordRequired)?;
        let found = self.0.iter().find(|pair| pair.original.opens_like(row));
        found.ok_or(ServiceError::SecondPasswordRequired)
    }

    /// The layer of the copy of what `original` covers.
    ///
    /// # Errors
    /// [`ServiceError::SecondPasswordRequired`] where that was not opened.
    pub fn layer(&self, original: &Cover) -> Result<Layer, ServiceError> {
        let pair = self.of(original)?;
        Ok(Layer::under_key(pair.key, Arc::clone(&pair.object_key)))
    }

    /// The second password that `copy` has itself, where its original is covered by `original`.
    ///
    /// # Errors
    /// As [`Self::layer`].
    pub fn row(&self, original: &Cover, copy: ObjectId) -> Result<SecondRow, ServiceError> {
        let pair = self.of(original)?;
        Ok(SecondRow { holder: Some(copy), key: pair.key, wrapped: pair.wrapped.clone() })
    }
}

impl Service {
    /// What covers the copies in `to` of what `originals` opened. Takes a run of Argon2id for each second password where
    /// that is another database: a wrap is bound to its own.
    pub(crate) async fn second_passwords_of_copies(
        &self,
        caller: &Caller,
        originals: &Unlocked,
        from: DatabaseId,
        to: DatabaseId,
    ) -> Result<Copied, ServiceError> {
        let mut copied = Vec::with_capacity(originals.0.len());
        for (original, object_key) in &originals.0 {
            let original = Arc::clone(original);
            if from == to {
                let (key, wrapped) = (original.key, original.wrapped.clone());
                copied.push(Pair { original, key, wrapped, object_key: Arc::clone(object_key) });
                continue;
            }
            let given = caller.second_password.0.clone().ok_or(ServiceError::SecondPasswordRequired)?;
            let key = SecondKeyId::from_bytes(random::uuid_v7(caller.now.micros())?);
            let place = SecondPassword { database: to.to_bytes(), key: key.to_bytes() };
            let cost = self.settings.password_cost;
            let made = self.hashing.run(move || place.set(&given, cost)).await?;
            let (object_key, wrapped) = made.map_err(|error| from_lock_error(&error))?;
            copied.push(Pair { original, key, wrapped, object_key: Arc::new(object_key) });
        }
        Ok(Copied(copied))
    }
}
