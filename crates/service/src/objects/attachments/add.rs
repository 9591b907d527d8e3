//! Attaching a file to an entry: it comes in a stream, and whether it may come is decided before its first byte, again
//! while it comes, and once more in the transaction that attaches it. What does not come to its end leaves nothing.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::AtomicUsize, atomic::Ordering},
};

use parking_lot::Mutex;
use strongroom_crypto::key::DataKeys;
use strongroom_domain::{
    audit::Event,
    database::ObjectKind,
    id::{AttachmentId, DatabaseId, ObjectId, UserId},
    limits,
    rights::{Granted, Permission, Target, View},
};
use strongroom_store::{Raises, Write, attachments as rows};

use super::{
    AttachmentView,
    staging::{Staged, Staging},
};
use crate::{
    caller::Caller, databases::state::DatabaseState, error::ServiceError, locks::Guard,
    objects::create::may_come_from, second_passwords::Layer, service::Service,
};

/// Files that one person sends at one time.
const OF_ONE: usize = 4;
/// Files that come at one time, whoever sends them. Each holds about a mebibyte.
const AT_ONCE: usize = 32;

/// Who sends files at present.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uploading {
    people: Arc<Mutex<HashMap<UserId, usize>>>,
    all: Arc<AtomicUsize>,
}

/// The turn of one file, or of the files of one copy.
#[derive(Debug)]
pub(in crate::objects) struct Turn {
    of: Uploading,
    person: UserId,
}

impl Uploading {
    /// One more of a person.
    ///
    /// # Errors
    /// [`ServiceError::RateLimited`] where they, or all together, send too many.
    pub(in crate::objects) fn turn(&self, person: UserId) -> Result<Turn, ServiceError> {
        let mut people = self.people.lock();
        let own = people.entry(person).or_default();
        if *own >= OF_ONE || self.all.load(Ordering::Relaxed) >= AT_ONCE {
            return Err(ServiceError::RateLimited { seconds: 2 });
        }
        *own += 1;
        // Under the lock of the people, so that no two see the same number.
        self.all.fetch_add(1, Ordering::Relaxed);
        Ok(Turn { of: self.clone(), person })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut people = self.of.people.lock();
        self.of.all.fetch_sub(1, Ordering::Relaxed);
        if let Some(own) = people.get_mut(&self.person) {
            *own -= 1;
            if *own == 0 {
                people.remove(&self.person);
            }
        }
    }
}

/// A file on its way to an entry. Ends with [`Upload::attach`] or [`Upload::give_up`]; one that is dropped is put away a
/// little later.
pub struct Upload {
    service: Arc<Service>,
    caller: Caller,
    database: DatabaseId,
    object: ObjectId,
    name: String,
    staging: Staging,
    _turn: Turn,
}

impl Service {
    /// Begins to attach a file to an entry; `length` in bytes, where it is known.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Forbidden`], [`ServiceError::Locked`]; [`ServiceError::InvalidTarget`]
    /// for a folder; [`ServiceError::TooLarge`]; [`ServiceError::RateLimited`] where too many files come at once; what is
    /// wrong with the name.
    pub async fn begin_attachment(
        self: &Arc<Self>,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
        name: &str,
        length: Option<u64>,
    ) -> Result<Upload, ServiceError> {
        let may = |view: &View<'_>, state: &DatabaseState| {
            let granted = may_add(view, state, caller, object)?.0;
            Ok((granted, Arc::clone(&state.open()?.keys), state.cover(Some(object))?))
        };
        let (granted, keys, cover) = self.viewed(caller, database, |view, state, _| may(view, state))?;
        limits::check_line(name, limits::ATTACHMENT_NAME).map_err(|error| {
            ServiceError::Invalid(format!("the name {error}").into()).at("Strongroom-Name")
        })?;
        self.fits(length.unwrap_or(0))?;
        let turn = self.uploading.turn(caller.user)?;
        let unlocked = self.unlocked(caller, database, |_, _| Ok(vec![cover.clone()])).await?;
        self.upload(caller, granted, (&keys, &unlocked.layer(&cover)?), (object, name), turn)
    }

    fn upload(
        self: &Arc<Self>,
        caller: &Caller,
        granted: Granted,
        keys: (&Arc<DataKeys>, &Layer),
        (object, name): (ObjectId, &str),
        turn: Turn,
    ) -> Result<Upload, ServiceError> {
        Ok(Upload {
            service: Arc::clone(self),
            caller: caller.clone(),
            database: granted.database(),
            object,
            name: name.to_owned(),
            staging: Staging::begin(self, keys, granted, object, caller.now)?,
            _turn: turn,
        })
    }

    fn fits(&self, bytes: u64) -> Result<(), ServiceError> {
        let limit = self.settings.attachment_bytes;
        if bytes <= limit {
            return Ok(());
        }
        Err(ServiceError::TooLarge(format!("an attachment has at most {limit} bytes").into()))
    }
}

impl Upload {
    /// The next bytes. After an error the upload is to be given up.
    ///
    /// # Errors
    /// [`ServiceError::TooLarge`]; what is lacking by now.
    pub async fn push(&mut self, piece: &[u8]) -> Result<(), ServiceError> {
        self.service.fits(self.staging.bytes().saturating_add(piece.len() as u64))?;
        if self.staging.push(piece).await? {
            // Whoever lost the right fills the disk no further.
            let caller = self.service.again(&self.caller)?;
            self.service.viewed(&caller, self.database, |view, state, _| {
                may_add(view, state, &caller, self.object).map(|_| ())
            })?;
        }
        Ok(())
    }

    /// Attaches what came, if the caller may now.
    ///
    /// # Errors
    /// As [`Service::begin_attachment`]; then nothing is left of it.
    pub async fn attach(self) -> Result<AttachmentView, ServiceError> {
        let Self { service, caller, database, object, name, staging, _turn } = self;
        let (id, waiting) = (staging.id(), staging.waiting());
        let attached = match staging.finish(&name).await {
            Ok(staged) => service.attach(&caller, (database, object), staged).await,
            Err(error) => Err(error),
        };
        match attached {
            Ok(bytes) => {
                waiting.settle();
                Ok(AttachmentView { id, name, bytes })
            }
            Err(error) => {
                service.discard(&[waiting]).await;
                Err(error)
            }
        }
    }

    /// Puts away what came.
    pub async fn give_up(self) {
        self.service.discard(&[self.staging.waiting()]).await;
    }
}

impl Service {
    async fn attach(
        self: &Arc<Self>,
        caller: &Caller,
        (database, object): (DatabaseId, ObjectId),
        staged: Staged,
    ) -> Result<u64, ServiceError> {
        self.decided(|| {
            // The file may have come for long: it is decided at the present instant, for a session that is still live.
            let caller = self.again(caller)?;
            let (granted, guard) =
                self.viewed(&caller, database, |view, state, _| may_add(view, state, &caller, object))?;
            let (in_memory, note, staged) = (self.database(database)?, self.note(&caller), staged.clone());
            Ok(move |write: &mut Write<'_>| -> Result<u64, ServiceError> {
                guard.hold(write, &in_memory)?;
                if rows::of_object(write, &granted, object)?.len() >= limits::ATTACHMENTS {
                    return Err(ServiceError::LimitReached {
                        what: format!("an entry has at most {} attachments", limits::ATTACHMENTS).into(),
                        limit: limits::ATTACHMENTS,
                    });
                }
                let Staged { row, bytes, under } = staged;
                rows::attach(write, &granted, object, &row, under)?;
                note.database(write, database, Event::AttachmentAdded { object, attachment: row.id, bytes })?;
                write.raise(database, Raises::Content)?;
                write.when_durable(move || in_memory.change(|state| state.touch(object)));
                Ok(bytes)
            })
        })
        .await
    }

    /// Deletes an attachment of an entry.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Forbidden`], [`ServiceError::Locked`].
    pub async fn delete_attachment(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
        attachment: AttachmentId,
    ) -> Result<(), ServiceError> {
        let unlocked = self
            .unlocked(caller, database, |view, state| {
                may_attach(view, state, caller, object)?;
                Ok(vec![state.cover(Some(object))?])
            })
            .await?;
        self.decided(|| {
            let (granted, guard) = self.viewed(caller, database, |view, state, _| {
                let may = may_attach(view, state, caller, object)?;
                unlocked.layer(&state.cover(Some(object))?)?;
                Ok(may)
            })?;
            let (in_memory, note) = (self.database(database)?, self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                guard.hold(write, &in_memory)?;
                if !rows::remove(write, &granted, object, attachment)? {
                    return Err(ServiceError::NotFound);
                }
                note.database(write, database, Event::AttachmentDeleted { object, attachment })?;
                write.raise(database, Raises::Content)?;
                write.when_durable(move || in_memory.change(|state| state.touch(object)));
                Ok(())
            })
        })
        .await
    }
}

/// The right to add an attachment to an object, as [`may_attach`].
fn may_add(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    object: ObjectId,
) -> Result<(Granted, Guard), ServiceError> {
    let may = may_attach(view, state, caller, object)?;
    may_come_from(view, caller)?;
    Ok(may)
}

/// The right to change the attachments of an object, which is an entry, not in the bin, and not locked by somebody else.
fn may_attach(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    object: ObjectId,
) -> Result<(Granted, Guard), ServiceError> {
    if state.is_in_bin(object) {
        return Err(ServiceError::NotFound);
    }
    let granted = view.require(Target::Object(object), Permission::ModifyEntries)?;
    state.open()?;
    let node = state.index.slot(object).and_then(|slot| state.index.node(slot));
    if node.ok_or(ServiceError::NotFound)?.kind != ObjectKind::Entry {
        return Err(ServiceError::InvalidTarget("files are attached to entries, not to folders".into()));
    }
    Ok((granted, Guard::for_change(state, caller, object)?))
}
