//! The attachments of an entry: their names, and their content chunk by chunk.
//!
//! The right to read is decided before the first byte, and again for each chunk: a right that ends, or a session, ends a
//! download that is under way.

mod add;
mod part;
mod staging;

use std::sync::Arc;

pub(super) use add::Turn;
pub use add::Upload;
pub(crate) use add::Uploading;
pub use part::{FilePart, Span};
use serde::{Deserialize, Serialize};
pub(crate) use staging::Abandoned;
pub(super) use staging::{Staging, Waiting};
use strongroom_crypto::{
    envelope::{Place, RecordKind},
    key::DataKeys,
    stream::{Attachment, Decryptor, HEADER_BYTES, chunks},
};
use strongroom_domain::{
    audit::Event,
    id::{AttachmentId, DatabaseId, ObjectId, SecondKeyId},
    rights::{Granted, Permission, Target, View},
};
use strongroom_store::{Write, attachments as rows, proof};
use zeroize::Zeroizing;

use crate::{
    caller::Caller,
    databases::state::DatabaseState,
    error::ServiceError,
    records,
    second_passwords::{Cover, Layer},
    service::Service,
};

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

/// The content of an attachment, to be read chunk by chunk. The right was decided, and the record of it written, when this
/// was made; the right is decided again for each chunk.
pub struct AttachmentStream {
    caller: Caller,
    database: DatabaseId,
    object: ObjectId,
    /// As it was when reading began.
    row: rows::AttachmentRow,
    decryptor: Decryptor,
    next: u64,
    end: u64,
    count: u64,
    /// The name that it came with.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The part of it that is given.
    pub span: Span,
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

    /// Begins to read an attachment, or a part of it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Forbidden`], [`ServiceError::BeyondTheEnd`],
    /// [`ServiceError::AuditUnavailable`].
    pub async fn attachment(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
        id: AttachmentId,
        part: Option<FilePart>,
    ) -> Result<AttachmentStream, ServiceError> {
        let (_, _, cover) = self.may_read_attachments(caller, database, object)?;
        let unlocked = self.unlocked(caller, database, |_, _| Ok(vec![cover])).await?;
        self.decided(|| {
            let ((granted, keys, cover), rests_on) = self.viewed(caller, database, |view, state, _| {
                let may = may_read(view, state, object)?;
                let rests_on = crate::grants::resting_on(view, state, object, may.0.permission());
                Ok((may, rests_on))
            })?;
            let layer = unlocked.layer(&cover)?;
            let rows = self.store.read(|query| rows::of_object(query, &granted, object))?;
            let row = rows.iter().find(|row| row.id == id).ok_or(ServiceError::NotFound)?;
            let row = row.clone();
            let stream = match self.open_attachment(caller, granted, (&keys, &layer), database, &row) {
                // Under another second password than covers it: is memory behind, or is it from another time?
                Err(ServiceError::Stale | ServiceError::SecondPasswordRequired) => None,
                Err(error) => return Err(error),
                Ok(mut stream) => {
                    part.map_or(Ok(()), |part| stream.narrow(part))?;
                    Some(stream)
                }
            };
            let note = self.note(caller);
            Ok(move |write: &mut Write<'_>| -> Result<AttachmentStream, ServiceError> {
                proof::still_holds(write, &granted)?;
                let Some(stream) = stream else {
                    // Setting and removing a second password would have changed what the decision rests on.
                    let is_as_read = rows::of_object(write, &granted, object)?.contains(&row);
                    return Err(if is_as_read { not_its_own(id) } else { ServiceError::Stale });
                };
                let (grant, request) = rests_on.unzip();
                let request = request.flatten();
                let event = Event::AttachmentRead { object, attachment: id, grant, request };
                note.database(write, database, event)?;
                Ok(stream)
            })
        })
        .await
        .map_err(|error| match error {
            ServiceError::Unavailable | ServiceError::Stopped => ServiceError::AuditUnavailable,
            other => other,
        })
    }

    /// The stream of an attachment of the object that `granted` is of. Whoever hands it out has it on record before.
    pub(super) fn open_attachment(
        &self,
        caller: &Caller,
        granted: Granted,
        (keys, layer): (&DataKeys, &Layer),
        database: DatabaseId,
        row: &rows::AttachmentRow,
    ) -> Result<AttachmentStream, ServiceError> {
        let object = granted.object().ok_or(ServiceError::NotFound)?;
        let record = open_record(keys, database, row)?;
        let of = Attachment {
            database: database.to_bytes(),
            object: object.to_bytes(),
            attachment: row.id.to_bytes(),
        };
        layer.is_of(record.under)?;
        let decryptor = layer
            .decryptor(keys, &of, &record.header)
            .ok_or_else(|| ServiceError::Damaged(format!("attachment {} does not open", row.id).into()))?;
        let count = chunks(record.bytes);
        Ok(AttachmentStream {
            caller: caller.clone(),
            database,
            object,
            row: row.clone(),
            decryptor,
            next: 0,
            end: count,
            count,
            name: record.name,
            bytes: record.bytes,
            span: Span { start: 0, end: record.bytes },
        })
    }

    /// What it means that an attachment is under another second password than covers it: damage, or that memory was behind.
    pub(super) async fn not_under_its_own(&self, granted: Granted, row: rows::AttachmentRow) -> ServiceError {
        let id = row.id;
        let looked = self.store.write(move |write: &mut Write<'_>| -> Result<bool, ServiceError> {
            // Setting and removing a second password would have changed what the decision rests on.
            proof::still_holds(write, &granted)?;
            let object = granted.object().ok_or(ServiceError::NotFound)?;
            Ok(rows::of_object(write, &granted, object)?.contains(&row))
        });
        match looked.await {
            Ok(true) => not_its_own(id),
            Ok(false) => ServiceError::Stale,
            Err(error) => error,
        }
    }

    /// The next piece of an attachment; `None` at its end.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] names the chunk that does not open; [`ServiceError::Stale`] where the attachment was
    /// deleted, or encrypted anew, since reading began; what is lacking by now.
    pub fn next_piece(
        &self,
        stream: &mut AttachmentStream,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, ServiceError> {
        if stream.next == stream.end {
            return Ok(None);
        }
        // A right that ended, or was taken, since the last piece: the rest stays.
        let caller = self.again(&stream.caller)?;
        let (granted, ..) = self.may_read_attachments(&caller, stream.database, stream.object)?;
        let (number, last) = (stream.next, stream.next + 1 == stream.count);
        let (object, id) = (stream.object, stream.row.id);
        let sealed = self.store.read(|query| rows::chunk(query, &granted, object, id, number))?;
        let at = u32::try_from(number).ok();
        let opened = sealed.zip(at).map(|(sealed, at)| stream.decryptor.chunk(at, last, &sealed));
        let Some(Ok(piece)) = opened else {
            // What was changed in the right way took its row along in the same transaction.
            let stored = self.store.read(|query| rows::of_object(query, &granted, object))?;
            return Err(if stored.contains(&stream.row) {
                ServiceError::Damaged(format!("chunk {number} of attachment {id} does not open").into())
            } else {
                ServiceError::Stale
            });
        };
        stream.next += 1;
        let wanted = stream.span.within(number, &piece);
        if wanted.len() == piece.len() {
            return Ok(Some(piece));
        }
        Ok(Some(Zeroizing::new(piece.get(wanted).unwrap_or_default().to_vec())))
    }

    fn may_read_attachments(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
    ) -> Result<(Granted, Arc<DataKeys>, Cover), ServiceError> {
        self.viewed(caller, database, |view, state, _| may_read(view, state, object))
    }
}

/// The right to read the attachments of an object that is not in the bin, and what opens them.
fn may_read(
    view: &View<'_>,
    state: &DatabaseState,
    object: ObjectId,
) -> Result<(Granted, Arc<DataKeys>, Cover), ServiceError> {
    if state.is_in_bin(object) {
        return Err(ServiceError::NotFound);
    }
    let granted = view.require(Target::Object(object), Permission::ReadEntries)?;
    Ok((granted, Arc::clone(&state.open()?.keys), state.cover(Some(object))?))
}

/// What is stored is under another second password than covers it, and was not changed meanwhile.
fn not_its_own(id: AttachmentId) -> ServiceError {
    ServiceError::Damaged(format!("attachment {id} is not as it was encrypted last").into())
}

impl AttachmentStream {
    /// Gives a part only: of the others no chunk is read.
    fn narrow(&mut self, part: FilePart) -> Result<(), ServiceError> {
        self.span = part.of(self.bytes).ok_or(ServiceError::BeyondTheEnd { bytes: self.bytes })?;
        (self.next, self.end) = self.span.chunks();
        Ok(())
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
