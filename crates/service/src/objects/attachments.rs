//! The attachments of an entry: their names, and their content chunk by chunk.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use strongroom_crypto::{
    envelope::{Place, RecordKind},
    key::DataKeys,
    stream::{Attachment, Decryptor, HEADER_BYTES, chunks},
};
use strongroom_domain::{
    audit::Event,
    id::{AttachmentId, DatabaseId, ObjectId, SecondKeyId},
    rights::{Granted, Permission, Target},
};
use strongroom_store::{Write, attachments as rows, proof};
use zeroize::Zeroizing;

use crate::{caller::Caller, error::ServiceError, records, second_passwords::Cover, service::Service};

/// What is known of an attachment; encrypted on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRecord {
    /// The name that it came with: data, never a path.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// What the decryptor begins with.
    pub header: Vec<u8>,
    /// The second password's object key that its content is encrypted under as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<SecondKeyId>,
}

/// An attachment as it is listed.
#[derive(Debug, Clone)]
pub struct AttachmentView {
    /// Its id.
    pub id: AttachmentId,
    /// The name that it came with.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The content of an attachment, to be read chunk by chunk. The right was decided, and the record of it written,
/// when this was made.
pub struct AttachmentStream {
    granted: Granted,
    object: ObjectId,
    id: AttachmentId,
    decryptor: Decryptor,
    next: u64,
    count: u64,
    /// The name that it came with.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Service {
    /// The attachments of an entry.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Forbidden`].
    pub fn attachments(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
    ) -> Result<Vec<AttachmentView>, ServiceError> {
        let (granted, keys, _) = self.may_read_attachments(caller, database, object)?;
        let rows = self.store.read(|query| rows::of_object(query, &granted, object))?;
        rows.iter()
            .map(|row| {
                let record = open_record(&keys, database, row)?;
                Ok(AttachmentView { id: row.id, name: record.name, bytes: record.bytes })
            })
            .collect()
    }

    /// Begins to read an attachment.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Forbidden`], [`ServiceError::AuditUnavailable`].
    pub async fn attachment(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
        id: AttachmentId,
    ) -> Result<AttachmentStream, ServiceError> {
        let (_, _, cover) = self.may_read_attachments(caller, database, object)?;
        let unlocked = self.unlocked(caller, database, |_, _| Ok(vec![cover])).await?;
        self.decided(|| {
            let (granted, keys, cover) = self.may_read_attachments(caller, database, object)?;
            let layer = unlocked.layer(&cover)?;
            let rows = self.store.read(|query| rows::of_object(query, &granted, object))?;
            let row = rows.iter().find(|row| row.id == id).ok_or(ServiceError::NotFound)?;
            let record = open_record(&keys, database, row)?;
            let of = Attachment {
                database: database.to_bytes(),
                object: object.to_bytes(),
                attachment: id.to_bytes(),
            };
            layer.is_of(record.under)?;
            let decryptor = layer
                .decryptor(&keys, &of, &record.header)
                .ok_or_else(|| ServiceError::Damaged(format!("attachment {id} does not open").into()))?;
            let note = self.note(caller);
            let stream = AttachmentStream {
                granted,
                object,
                id,
                decryptor,
                next: 0,
                count: chunks(record.bytes),
                name: record.name,
                bytes: record.bytes,
            };
            Ok(move |write: &mut Write<'_>| -> Result<AttachmentStream, ServiceError> {
                proof::still_holds(write, &granted)?;
                note.database(write, database, Event::AttachmentRead { object, attachment: id })?;
                Ok(stream)
            })
        })
        .await
        .map_err(|error| match error {
            ServiceError::Unavailable | ServiceError::Stopped => ServiceError::AuditUnavailable,
            other => other,
        })
    }

    /// The next piece of an attachment; `None` at its end.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] names the chunk that does not open.
    pub fn next_piece(
        &self,
        stream: &mut AttachmentStream,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, ServiceError> {
        if stream.next == stream.count {
            return Ok(None);
        }
        let (number, last) = (stream.next, stream.next + 1 == stream.count);
        let damaged = || {
            ServiceError::Damaged(format!("chunk {number} of attachment {} does not open", stream.id).into())
        };
        let sealed = self
            .store
            .read(|query| rows::chunk(query, &stream.granted, stream.object, stream.id, number))?
            .ok_or_else(damaged)?;
        let number = u32::try_from(number).map_err(|_| damaged())?;
        let piece = stream.decryptor.chunk(number, last, &sealed).map_err(|_| damaged())?;
        stream.next += 1;
        Ok(Some(piece))
    }

    fn may_read_attachments(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
    ) -> Result<(Granted, Arc<DataKeys>, Cover), ServiceError> {
        self.viewed(caller, database, |view, state, _| {
            if state.is_in_bin(object) {
                return Err(ServiceError::NotFound);
            }
            let granted = view.require(Target::Object(object), Permission::ReadEntries)?;
            Ok((granted, Arc::clone(&state.open()?.keys), state.cover(Some(object))?))
        })
    }
}

/// Where the record of an attachment stands.
pub(crate) const fn record_place(database: DatabaseId, id: AttachmentId) -> Place {
    Place::new(database.to_bytes(), id.to_bytes(), RecordKind::AttachmentSummary, 1)
}

pub(crate) fn open_record(
    keys: &DataKeys,
    database: DatabaseId,
    row: &rows::AttachmentRow,
) -> Result<AttachmentRecord, ServiceError> {
    let record: AttachmentRecord =
        records::open(&keys.summary, &record_place(database, row.id), &row.record)?;
    if record.header.len() == HEADER_BYTES {
        Ok(record)
    } else {
        Err(ServiceError::Damaged("an attachment's header".into()))
    }
}
