//! An attachment on its way into the store: encrypted as it comes, chunk by chunk, and never whole in memory. Until it is
//! given a row it belongs to nothing and nobody can read it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use parking_lot::Mutex;
use strongroom_crypto::{
    key::DataKeys,
    stream::{Attachment, Encryptor, HEADER_BYTES},
};
use strongroom_domain::{
    id::{AttachmentId, DatabaseId, ObjectId, SecondKeyId},
    rights::Granted,
    time::Instant,
};
use strongroom_store::attachments::{self as rows, AttachmentRow};

use super::{AttachmentRecord, record_place};
use crate::{error::ServiceError, records, second_passwords::Layer, service::Service};

/// Chunks that are held before they are written together: a mebibyte.
const HELD: usize = 16;

/// Attachments that nobody waits for any more, and that are still in the store.
#[derive(Debug, Clone, Default)]
pub(crate) struct Abandoned(Arc<Mutex<Vec<(DatabaseId, AttachmentId)>>>);

impl Abandoned {
    /// Takes them out.
    pub(in crate::objects) fn take(&self) -> Vec<(DatabaseId, AttachmentId)> {
        std::mem::take(&mut self.0.lock())
    }
}

/// An attachment that waits in the store for its row. If it is let go of before it was settled, it is abandoned: also
/// where the request for it is, whose client hung up.
#[derive(Debug)]
pub(in crate::objects) struct Waiting {
    of: Abandoned,
    database: DatabaseId,
    id: AttachmentId,
    settled: AtomicBool,
}

impl Waiting {
    /// Which it is.
    pub const fn which(&self) -> (DatabaseId, AttachmentId) {
        (self.database, self.id)
    }

    /// It has its row, or is put away.
    pub fn settle(&self) {
        self.settled.store(true, Ordering::Relaxed);
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if !*self.settled.get_mut() {
            self.of.0.lock().push(self.which());
        }
    }
}

/// An attachment whose chunks have come.
#[derive(Debug, Clone)]
pub(in crate::objects) struct Staged {
    /// What is to be added.
    pub row: AttachmentRow,
    /// Its length in bytes.
    pub bytes: u64,
    /// The second password's object key that it is encrypted under.
    pub under: Option<SecondKeyId>,
}

/// An attachment on its way.
pub(in crate::objects) struct Staging {
    service: Arc<Service>,
    keys: Arc<DataKeys>,
    granted: Granted,
    id: AttachmentId,
    waiting: Arc<Waiting>,
    under: Option<SecondKeyId>,
    header: [u8; HEADER_BYTES],
    /// Gone with the last chunk.
    encryptor: Option<Encryptor>,
    held: Vec<Vec<u8>>,
    written: u64,
    bytes: u64,
}

impl Staging {
    /// Begins one for an object, which may have yet to be made.
    pub fn begin(
        service: &Arc<Service>,
        (keys, layer): (&Arc<DataKeys>, &Layer),
        granted: Granted,
        object: ObjectId,
        now: Instant,
    ) -> Result<Self, ServiceError> {
        let id: AttachmentId = service.new_id(now)?;
        let of = Attachment {
            database: granted.database().to_bytes(),
            object: object.to_bytes(),
            attachment: id.to_bytes(),
        };
        let encryptor = layer.encryptor(keys, &of)?;
        Ok(Self {
            service: Arc::clone(service),
            keys: Arc::clone(keys),
            granted,
            id,
            waiting: Arc::new(Waiting {
                of: service.abandoned.clone(),
                database: granted.database(),
                id,
                settled: AtomicBool::default(),
            }),
            under: layer.under(),
            header: encryptor.header(),
            encryptor: Some(encryptor),
            held: Vec::with_capacity(HELD),
            written: 0,
            bytes: 0,
        })
    }

    /// Its id.
    pub const fn id(&self) -> AttachmentId {
        self.id
    }

    /// That it waits.
    pub fn waiting(&self) -> Arc<Waiting> {
        Arc::clone(&self.waiting)
    }

    /// How much has come.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next bytes; says whether some were written, which is a moment to look whether they still may come.
    pub async fn push(&mut self, mut content: &[u8]) -> Result<bool, ServiceError> {
        self.bytes = self.bytes.saturating_add(content.len() as u64);
        let mut wrote = false;
        loop {
            let encryptor = self.encryptor.as_mut().ok_or_else(ended)?;
            let Some(chunk) = encryptor.push(&mut content)? else { break };
            self.held.push(chunk);
            if self.held.len() == HELD {
                self.write().await?;
                wrote = true;
            }
        }
        Ok(wrote)
    }

    /// Writes the last chunk; gives what is to be added.
    pub async fn finish(mut self, name: &str) -> Result<Staged, ServiceError> {
        let record = AttachmentRecord {
            name: name.to_owned(),
            bytes: self.bytes,
            header: self.header.to_vec(),
            under: self.under,
        };
        let place = record_place(self.granted.database(), self.id);
        let record = records::seal(&self.keys.summary, &place, &record)?;
        self.held.push(self.encryptor.take().ok_or_else(ended)?.finish()?);
        self.write().await?;
        Ok(Staged { row: AttachmentRow { id: self.id, record }, bytes: self.bytes, under: self.under })
    }

    async fn write(&mut self) -> Result<(), ServiceError> {
        let (granted, id, first) = (self.granted, self.id, self.written);
        let chunks = std::mem::replace(&mut self.held, Vec::with_capacity(HELD));
        self.written += chunks.len() as u64;
        let written = self.service.store.write(move |write| rows::stage(write, &granted, id, first, &chunks));
        match written.await {
            Ok(()) => Ok(()),
            // The database was deleted.
            Err(strongroom_store::StoreError::Changed) => Err(ServiceError::NotFound),
            Err(error) => Err(error.into()),
        }
    }
}

fn ended() -> ServiceError {
    ServiceError::Internal("an attachment came to its end twice".into())
}
