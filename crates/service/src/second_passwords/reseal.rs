//! From one layer to another: what the store rewrites, content by content. In memory is one secret, or one piece of an
//! attachment, at a time.

use std::sync::Arc;

use strongroom_crypto::{
    key::DataKeys,
    stream::{Attachment, Encryptor, InOrder, chunks},
};
use strongroom_domain::id::{AttachmentId, DatabaseId, ObjectId};
use strongroom_store::{attachments::AttachmentRow, second_passwords::Reseal};

use super::Layer;
use crate::{
    error::ServiceError,
    objects::{AttachmentRecord, open_record, record_place},
    records,
};

/// So many secrets and attachments are encrypted anew at once: all other changes wait meanwhile.
const REWRITTEN: u64 = 50_000;
/// And so many bytes of them.
const REWRITTEN_BYTES: u64 = 128 << 20;

/// Encrypts anew what is under one layer.
pub(crate) struct Resealing {
    keys: Arc<DataKeys>,
    database: DatabaseId,
    from: Layer,
    to: Layer,
    /// How many secrets and attachments it was.
    pub rewritten: u64,
    bytes: u64,
    passing: Option<Passing>,
}

/// An attachment on its way.
struct Passing {
    decryptor: InOrder,
    encryptor: Encryptor,
    /// Chunks that are still to come.
    left: u64,
}

impl Resealing {
    /// From a layer to another.
    pub const fn new(keys: Arc<DataKeys>, database: DatabaseId, from: Layer, to: Layer) -> Self {
        Self { keys, database, from, to, rewritten: 0, bytes: 0, passing: None }
    }

    fn charge(&mut self, contents: u64, bytes: usize) -> Result<(), ServiceError> {
        self.rewritten += contents;
        self.bytes += bytes as u64;
        if self.rewritten > REWRITTEN || self.bytes > REWRITTEN_BYTES {
            return Err(ServiceError::LimitReached {
                what: format!(
                    "at most {REWRITTEN} secrets and {} MiB are encrypted anew at once; do it folder by folder",
                    REWRITTEN_BYTES >> 20
                )
                .into(),
                limit: usize::try_from(REWRITTEN).unwrap_or(usize::MAX),
            });
        }
        Ok(())
    }
}

fn damaged(what: &str, id: impl std::fmt::Display) -> ServiceError {
    ServiceError::Damaged(format!("{what} {id} does not open").into())
}

impl Reseal for Resealing {
    type Error = ServiceError;

    fn secret(&mut self, object: ObjectId, revision: u64, sealed: &[u8]) -> Result<Vec<u8>, ServiceError> {
        self.charge(1, sealed.len())?;
        let plain = self.from.open(&self.keys, self.database, object, revision, sealed);
        let plain = plain.ok_or_else(|| damaged("the secret of object", object))?;
        self.to.seal(&self.keys, self.database, object, revision, &plain)
    }

    fn attachment(
        &mut self,
        object: ObjectId,
        attachment: AttachmentId,
        record: &[u8],
    ) -> Result<Vec<u8>, ServiceError> {
        self.charge(1, record.len())?;
        let of = Attachment {
            database: self.database.to_bytes(),
            object: object.to_bytes(),
            attachment: attachment.to_bytes(),
        };
        let row = AttachmentRow { id: attachment, record: record.to_vec() };
        let record = open_record(&self.keys, self.database, &row)?;
        if record.under != self.from.under() {
            return Err(damaged("attachment", attachment));
        }
        let decryptor = self.from.decryptor(&self.keys, &of, &record.header);
        let decryptor = decryptor.ok_or_else(|| damaged("attachment", attachment))?.in_order();
        let encryptor = self.to.encryptor(&self.keys, &of)?;
        let record =
            AttachmentRecord { header: encryptor.header().to_vec(), under: self.to.under(), ..record };
        self.passing = Some(Passing { decryptor, encryptor, left: chunks(record.bytes) });
        records::seal(&self.keys.summary, &record_place(self.database, attachment), &record)
    }

    fn chunk(&mut self, sealed: &[u8]) -> Result<Option<Vec<u8>>, ServiceError> {
        self.charge(0, sealed.len())?;
        let missing = || ServiceError::Damaged("a chunk of an attachment does not open".into());
        let passing = self.passing.as_mut().ok_or_else(missing)?;
        passing.left = passing.left.checked_sub(1).ok_or_else(missing)?;
        let piece = passing.decryptor.next(passing.left == 0, sealed).map_err(|_| missing())?;
        let mut rest = piece.as_slice();
        let ready = passing.encryptor.push(&mut rest)?;
        // A chunk that was full was given; what came takes its place.
        if ready.is_some() && passing.encryptor.push(&mut rest)?.is_some() {
            return Err(ServiceError::Internal("a chunk of an attachment is too long".into()));
        }
        Ok(ready)
    }

    fn last_chunk(&mut self) -> Result<Vec<u8>, ServiceError> {
        let missing = || ServiceError::Damaged("an attachment ends too early".into());
        let Passing { decryptor, encryptor, .. } = self.passing.take().ok_or_else(missing)?;
        decryptor.finish().map_err(|_| missing())?;
        Ok(encryptor.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use strongroom_crypto::key::DataKey;

    use super::*;

    #[test]
    fn too_many_secrets_and_too_many_bytes_are_refused() {
        let (database, object) = (DatabaseId::from_bytes([1; 16]), ObjectId::from_bytes([2; 16]));
        let keys = Arc::new(DataKey::generate().unwrap().subkeys(database.to_bytes()));
        let bare = Layer::uncovered();
        let sealed = bare.seal(&keys, database, object, 1, b"hunter2").unwrap();
        let at = |rewritten, bytes| {
            let layers = (Layer::uncovered(), Layer::uncovered());
            let fresh = Resealing::new(Arc::clone(&keys), database, layers.0, layers.1);
            let mut reseal = Resealing { rewritten, bytes, ..fresh };
            reseal.secret(object, 1, &sealed)
        };
        let last = at(REWRITTEN - 1, REWRITTEN_BYTES - sealed.len() as u64).unwrap();
        assert_eq!(&**bare.open(&keys, database, object, 1, &last).unwrap(), b"hunter2");
        for (rewritten, bytes) in [(REWRITTEN, 0), (0, REWRITTEN_BYTES)] {
            assert!(matches!(at(rewritten, bytes), Err(ServiceError::LimitReached { .. })));
        }
    }
}
