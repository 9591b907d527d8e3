//! Export: what a caller may take along leaves as one file.
//!
//! What goes out is decided object by object, by the rights of this very instant: the channel permission at the
//! database, and reading that does not rest on a seal. Objects marked as online only stay, and so does what is in the bin,
//! unless it is an archive of all of it. The
//! file is made first, then every object in it gets its audit record, then the rights are looked at once more; only
//! when all of that is on disk is the first byte given to anybody. What was decrypted is wiped.
//!
//! One person makes one export at a time, and the server a few: they keep nobody from signing in.

mod archive;
mod choose;
mod collect;
mod pieces;
mod rights;

use std::{collections::HashSet, sync::Arc};

use parking_lot::Mutex;
use strongroom_crypto::random;
use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ObjectId, UserId},
    rights::{Extent, Granted, Permission, Target, View},
};
use strongroom_formats::{
    Credentials,
    export::{CsvMode, ExportError, KdbxCost, KdbxRandomness, write_csv, write_json, write_kdbx},
};
use strongroom_store::{Write, proof};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

pub(crate) use self::archive::is_archive;
use self::collect::{Collected, Recorded};
pub use self::{archive::open_archive, pieces::Pieces};
use crate::{caller::Caller, databases::state::DatabaseState, error::ServiceError, service::Service};

/// Files that are made or delivered at one time, whoever asks.
const AT_ONCE: usize = 2;
/// Records that are written in one transaction, so that others come in between.
const RECORDS: usize = 200;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// KDBX 4.1, encrypted under a password.
    Kdbx,
    /// CSV, not encrypted.
    Csv(CsvMode),
    /// JSON, not encrypted.
    Json,
    /// The product's own, encrypted under a password: everything that JSON has.
    Archive,
}

impl ExportFormat {
    /// The permission at the database that it needs.
    pub const fn channel(self) -> Permission {
        match self {
            Self::Kdbx | Self::Csv(_) | Self::Json => Permission::ExportEntries,
            Self::Archive => Permission::SaveLocalCopy,
        }
    }

    const fn is_encrypted(self) -> bool {
        matches!(self, Self::Kdbx | Self::Archive)
    }
}

/// What to export.
#[derive(Debug)]
pub struct ExportRequest {
    /// As what.
    pub format: ExportFormat,
    /// These, with everything below them; absent: the whole database.
    pub objects: Option<Vec<ObjectId>>,
    /// What opens the file, where the format is encrypted.
    pub password: Option<Zeroizing<String>>,
}

/// A file, ready to be delivered: everything about it is on record.
pub struct Exported {
    /// Its content.
    pub file: Pieces,
    /// Its length in bytes.
    pub bytes: u64,
    /// How many folders and entries are in it.
    pub objects: u64,
    /// How many that the caller sees are not in it.
    pub left_out: u64,
    /// How many grants on what is in it are not, in an archive with rights.
    pub grants_left_out: Option<u64>,
    /// Given back when the file is dropped.
    pub turn: Turn,
}

/// The turn of one person.
pub struct Turn {
    person: UserId,
    people: Arc<Mutex<HashSet<UserId>>>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.people.lock().remove(&self.person);
    }
}

/// Who exports at present. A file is held in memory until it is delivered, and so is the turn.
pub(crate) struct Exporting {
    people: Arc<Mutex<HashSet<UserId>>>,
    turns: Arc<Semaphore>,
}

impl Default for Exporting {
    fn default() -> Self {
        Self { people: Arc::default(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Exporting {
    fn turn(&self, person: UserId) -> Result<Turn, ServiceError> {
        let busy = || ServiceError::RateLimited { seconds: 5 };
        let permit = Arc::clone(&self.turns).try_acquire_owned().map_err(|_| busy())?;
        if !self.people.lock().insert(person) {
            return Err(busy());
        }
        Ok(Turn { person, people: Arc::clone(&self.people), _permit: permit })
    }
}

impl Service {
    /// Makes a file of what the caller may take along.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where an object is named that the caller does not see; [`ServiceError::Forbidden`]
    /// without the channel permission; [`ServiceError::RateLimited`] while another export is on its way;
    /// [`ServiceError::TooLarge`]; [`ServiceError::AuditUnavailable`] where a record could not be written.
    pub async fn export(
        self: &Arc<Self>,
        caller: &Caller,
        database: DatabaseId,
        request: ExportRequest,
    ) -> Result<Exported, ServiceError> {
        let format = request.format;
        // Before a turn is taken: whoever may not export keeps nobody waiting.
        self.viewed(caller, database, |view, _, _| {
            Ok(view.require(Target::Database, format.channel()).map(|_| ())?)
        })?;
        check_password(&request)?;
        let turn = self.exporting.turn(caller.user)?;
        let (service, caller_then) = (Arc::clone(self), caller.clone());
        let made = self
            .exporting_pool
            .run(move || -> Result<Made, ServiceError> {
                let choice = service
                    .viewed(&caller_then, database, |view, state, _| choose::choose(view, state, &request))?;
                let mut collected = service.collect(&caller_then, database, choice, format)?;
                if format == ExportFormat::Archive && request.objects.is_none() {
                    let taken = service.take_rights(&caller_then, database, &mut collected.tree)?;
                    collected.rights_at = taken.as_ref().map(|taken| taken.sequence);
                    collected.grants_left_out = taken.map(|taken| taken.grants_left_out);
                }
                let file = write(&service, request, &collected)?;
                Ok(Made { file, collected: Arc::new(collected) })
            })
            .await??;
        self.record(caller, database, format, &made.collected).await.map_err(|error| match error {
            ServiceError::Unavailable | ServiceError::Stopped => ServiceError::AuditUnavailable,
            other => other,
        })?;
        let Made { file, collected } = made;
        Ok(Exported {
            bytes: file.bytes(),
            file,
            objects: collected.records.len() as u64,
            left_out: collected.left_out,
            grants_left_out: collected.grants_left_out,
            turn,
        })
    }

    /// Writes the record of every object, then looks at all rights once more and writes the record of the whole.
    async fn record(
        &self,
        caller: &Caller,
        database: DatabaseId,
        format: ExportFormat,
        collected: &Arc<Collected>,
    ) -> Result<(), ServiceError> {
        let channel = format.channel();
        let kind = self.database(database)?.kind();
        for first in (0..collected.records.len()).step_by(RECORDS) {
            self.decided(|| {
                let part = first..collected.records.len().min(first + RECORDS);
                let ids = collected.records.get(part.clone()).unwrap_or_default().iter();
                let granted =
                    self.viewed(caller, database, |view, state, _| still_may(view, state, channel, ids))?;
                let (note, collected) = (self.note(caller), Arc::clone(collected));
                Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                    proof::still_holds(write, &granted)?;
                    for record in collected.records.get(part).unwrap_or_default() {
                        let note = note.clone().naming(kind, record.custom.clone());
                        note.database(write, database, record.event())?;
                    }
                    Ok(())
                })
            })
            .await?;
        }
        self.decided(|| {
            let ids = collected.records.iter();
            let granted =
                self.viewed(caller, database, |view, state, _| still_may(view, state, channel, ids))?;
            self.rights_still(caller, database, collected.rights_at)?;
            let (note, objects) = (self.note(caller), collected.records.len() as u64);
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::still_holds(write, &granted)?;
                note.database(write, database, Event::Exported { channel, objects })
            })
        })
        .await
    }
}

/// A file that has yet to be recorded.
struct Made {
    file: Pieces,
    collected: Arc<Collected>,
}

/// The extent of what leaves: not through a seal alone.
const OUTGOING: Extent = Extent { below: false, outgoing: true };

/// The proof of the channel, where each of the objects may still go out.
fn still_may<'a>(
    view: &View<'_>,
    state: &DatabaseState,
    channel: Permission,
    mut objects: impl Iterator<Item = &'a Recorded>,
) -> Result<Granted, ServiceError> {
    let granted = view.require(Target::Database, channel)?;
    let may = |record: &Recorded| {
        view.require_object(record.object, Permission::ReadEntries, OUTGOING).is_ok()
            && state.is_in_bin(record.object) == record.in_bin
    };
    if objects.all(may) {
        Ok(granted)
    } else {
        // Taken away, put into the bin or out of it while the file was made. Nothing of it leaves; asked again, it is without.
        Err(ServiceError::Busy)
    }
}

fn check_password(request: &ExportRequest) -> Result<(), ServiceError> {
    match &request.password {
        Some(password) if request.format.is_encrypted() => {
            Service::check_new_password(password).map_err(|error| error.at("/password"))
        }
        None if request.format.is_encrypted() => {
            Err(ServiceError::Invalid("this format is encrypted: it needs a password".into()).at("/password"))
        }
        Some(_) => {
            let text = "this format is not encrypted: it takes no password";
            Err(ServiceError::Invalid(text.into()).at("/password"))
        }
        None => Ok(()),
    }
}

fn write(service: &Service, request: ExportRequest, collected: &Collected) -> Result<Pieces, ServiceError> {
    let mut out = Pieces::default();
    let tree = &collected.tree;
    let done = match (request.format, request.password) {
        (ExportFormat::Csv(mode), _) => write_csv(tree, mode, &mut out),
        (ExportFormat::Json, _) => write_json(tree, &mut out),
        (ExportFormat::Kdbx, password) => {
            let seeds = Zeroizing::new(random::bytes::<{ KdbxRandomness::BYTES }>()?);
            let credentials = Credentials { password, key_file: None };
            write_kdbx(tree, &credentials, KdbxCost::default(), &KdbxRandomness::new(&seeds), &mut out)
        }
        (ExportFormat::Archive, password) => {
            let password = password.unwrap_or_default();
            return archive::write(tree, &password, service.settings.password_cost, out);
        }
    };
    done.map_err(|error| refused(&error))?;
    Ok(out)
}

fn refused(error: &ExportError) -> ServiceError {
    match error {
        ExportError::TooLarge(what) => ServiceError::TooLarge((*what).into()),
        ExportError::Write(std::io::ErrorKind::FileTooLarge) => pieces::too_large(),
        error => ServiceError::Internal(error.to_string().into()),
    }
}
