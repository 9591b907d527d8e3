//! Encrypting anew what comes to be covered by another object key, within the transaction that makes it so: after a
//! kill all of it is under the one key or under the other.
//!
//! Revisions stay, and so does what counts in the digest: it is the same content. The store does not know what it
//! rewrites; the caller opens and seals, and says when it becomes too much.

use std::collections::{HashMap, HashSet};

use strongroom_domain::id::{AttachmentId, DatabaseId, ObjectId};

use super::load;
use crate::{
    engine::{Execute, Query, Row, Value},
    error::StoreError,
    objects,
    scopes::to_integer,
    writer::Write,
};

/// What opens under the one key and seals under the other.
pub trait Reseal {
    /// Why it did not.
    type Error: From<StoreError>;

    /// The secrets of one revision of an object.
    ///
    /// # Errors
    /// Where they do not open, or it is too much.
    fn secret(&mut self, object: ObjectId, revision: u64, sealed: &[u8]) -> Result<Vec<u8>, Self::Error>;

    /// The record of an attachment, whose chunks follow.
    ///
    /// # Errors
    /// Where it does not open, or it is too much.
    fn attachment(
        &mut self,
        object: ObjectId,
        attachment: AttachmentId,
        record: &[u8],
    ) -> Result<Vec<u8>, Self::Error>;

    /// The next chunk of that attachment; gives the next one that is ready to be written.
    ///
    /// # Errors
    /// Where it does not open, or it is too much.
    fn chunk(&mut self, sealed: &[u8]) -> Result<Option<Vec<u8>>, Self::Error>;

    /// The last chunk of that attachment.
    ///
    /// # Errors
    /// Where chunks are missing.
    fn last_chunk(&mut self) -> Result<Vec<u8>, Self::Error>;
}

/// Rewrites everything at and below `top` (absent: all of the database) that no nearer second password covers.
pub(crate) fn rewrite<R: Reseal>(
    write: &mut Write<'_>,
    database: DatabaseId,
    top: Option<ObjectId>,
    reseal: &mut R,
) -> Result<(), R::Error> {
    for object in covered(write, database, top)? {
        secrets(write, database, object, reseal)?;
        for (attachment, record) in attachments(write, database, object)? {
            let record = reseal.attachment(object, attachment, &record)?;
            chunks(write, database, attachment, reseal)?;
            write.execute(
                "UPDATE attachments SET record = $1
                 WHERE database_id = $2 AND object_id = $3 AND attachment_id = $4",
                &[
                    Value::from(record.as_slice()),
                    (&database.to_bytes()).into(),
                    (&object.to_bytes()).into(),
                    (&attachment.to_bytes()).into(),
                ],
            )?;
        }
    }
    Ok(())
}

/// The objects at and below `top` but for those that have a second password of their own, and what is below them.
fn covered(
    query: &mut dyn Query,
    database: DatabaseId,
    top: Option<ObjectId>,
) -> Result<Vec<ObjectId>, StoreError> {
    let holders: HashSet<Option<ObjectId>> =
        load(query, database, &mut |_| {})?.into_iter().map(|row| row.holder).collect();
    let mut children: HashMap<Option<ObjectId>, Vec<ObjectId>> = HashMap::new();
    objects::load_places(query, database, &mut |place| {
        children.entry(place.parent).or_default().push(place.id);
    })?;
    let mut found = Vec::new();
    let mut waiting = top.map_or_else(|| children.remove(&None).unwrap_or_default(), |top| vec![top]);
    while let Some(object) = waiting.pop() {
        if Some(object) != top && holders.contains(&Some(object)) {
            continue;
        }
        waiting.extend(children.remove(&Some(object)).unwrap_or_default());
        found.push(object);
    }
    Ok(found)
}

fn secrets<R: Reseal>(
    write: &mut Write<'_>,
    database: DatabaseId,
    object: ObjectId,
    reseal: &mut R,
) -> Result<(), R::Error> {
    for (select, update) in [
        (
            "SELECT revision, secret FROM objects WHERE database_id = $1 AND object_id = $2",
            "UPDATE objects SET secret = $1 WHERE database_id = $2 AND object_id = $3 AND revision = $4",
        ),
        (
            "SELECT revision, secret FROM versions WHERE database_id = $1 AND object_id = $2",
            "UPDATE versions SET secret = $1 WHERE database_id = $2 AND object_id = $3 AND revision = $4",
        ),
    ] {
        let mut sealed: Vec<(u64, Vec<u8>)> = Vec::new();
        write.query(
            select,
            &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
            &mut |row| {
                if let Some(secret) = row.optional_bytes(1)? {
                    sealed.push((row.number(0)?, secret.to_vec()));
                }
                Ok(())
            },
        )?;
        for (revision, secret) in sealed {
            let secret = reseal.secret(object, revision, &secret)?;
            write.execute(
                update,
                &[
                    Value::from(secret.as_slice()),
                    (&database.to_bytes()).into(),
                    (&object.to_bytes()).into(),
                    to_integer(revision)?.into(),
                ],
            )?;
        }
    }
    Ok(())
}

fn attachments(
    query: &mut dyn Query,
    database: DatabaseId,
    object: ObjectId,
) -> Result<Vec<(AttachmentId, Vec<u8>)>, StoreError> {
    let mut found = Vec::new();
    query.query(
        "SELECT attachment_id, record FROM attachments WHERE database_id = $1 AND object_id = $2",
        &[Value::from(&database.to_bytes()), (&object.to_bytes()).into()],
        &mut |row| {
            found.push((AttachmentId::from_bytes(row.array(0)?), row.bytes(1)?.to_vec()));
            Ok(())
        },
    )?;
    Ok(found)
}

/// One chunk at a time is in memory. A chunk is ready once it is known whether another one follows.
fn chunks<R: Reseal>(
    write: &mut Write<'_>,
    database: DatabaseId,
    attachment: AttachmentId,
    reseal: &mut R,
) -> Result<(), R::Error> {
    let mut written = 0;
    for number in 0.. {
        let mut sealed = None;
        write.query(
            "SELECT chunk FROM attachment_chunks WHERE database_id = $1 AND attachment_id = $2 AND number = $3",
            &[Value::from(&database.to_bytes()), (&attachment.to_bytes()).into(), number.into()],
            &mut |row| {
                sealed = Some(row.bytes(0)?.to_vec());
                Ok(())
            },
        )?;
        let Some(sealed) = sealed else { break };
        if let Some(ready) = reseal.chunk(&sealed)? {
            put_chunk(write, database, attachment, written, &ready)?;
            written += 1;
        }
    }
    let last = reseal.last_chunk()?;
    Ok(put_chunk(write, database, attachment, written, &last)?)
}

fn put_chunk(
    write: &mut Write<'_>,
    database: DatabaseId,
    attachment: AttachmentId,
    number: i64,
    chunk: &[u8],
) -> Result<(), StoreError> {
    let changed = write.execute(
        "UPDATE attachment_chunks SET chunk = $1 WHERE database_id = $2 AND attachment_id = $3 AND number = $4",
        &[
            Value::from(chunk),
            (&database.to_bytes()).into(),
            (&attachment.to_bytes()).into(),
            number.into(),
        ],
    )?;
    if changed == 1 { Ok(()) } else { Err(StoreError::damaged("a chunk of an attachment is missing")) }
}
