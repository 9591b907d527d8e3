//! Importing files of other programs, and archives of the product's own: all of a file, or nothing.
//!
//! [`jobs`] is the way of people: upload, look, run, undo. [`Service::import`] does it in one call, into a new database.
//! Both read by [`source`], build by [`build`] and write by [`incoming`].

mod archive;
mod build;
mod duplicates;
mod incoming;
mod jobs;
mod kept;
mod rights;
mod source;
mod tally;
mod undo;

use std::sync::Arc;

use strongroom_crypto::key::DataKeys;
use strongroom_domain::{
    audit::Event,
    database::ObjectKind,
    id::{DatabaseId, ImportId},
    name::Name,
    retention::Retention,
};
use strongroom_formats::{Counts, Credentials, Warning, csv};

pub use self::{
    archive::ARCHIVE,
    incoming::Progress,
    jobs::{ImportSettings, ImportTarget, ImportView, Preview, Seat, StageView, WAITING_SECONDS},
    kept::{ImportRecord, Imports, Kept, UNDO_SECONDS, Undone},
    rights::RightsPreview,
    source::ImportFormat,
    tally::{Failure, Tally},
    undo::UndoView,
};
use self::{
    build::Into,
    duplicates::Known,
    incoming::{Load, Place, room_for},
    rights::{Brought, cut},
    source::Source,
};
pub(crate) use self::{jobs::Jobs, kept::import_place};
use crate::{
    accounts::users::invalid,
    caller::Caller,
    databases::{NewDatabase, NewOwner},
    error::ServiceError,
    objects::may_add,
    second_passwords::Layer,
    service::Service,
};

/// A file to import.
#[derive(Debug)]
pub struct ImportFile {
    /// Its format; absent: told by its first bytes.
    pub format: Option<ImportFormat>,
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What opens it.
    pub credentials: Credentials,
}

/// What an import into a new database did.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The new database.
    pub database: DatabaseId,
    /// How much was taken over.
    pub counts: Counts,
    /// What could not be taken over, or was changed, for the person who imports.
    pub warnings: Vec<Warning>,
    /// Warnings beyond those.
    pub warnings_left_out: u64,
}

impl Service {
    /// Whether the caller may import as a new database at all: to be asked before a large file is taken in.
    ///
    /// # Errors
    /// What is lacking for it.
    pub fn may_import(&self, caller: &Caller) -> Result<(), ServiceError> {
        self.may_create_database(caller, NewOwner::Nobody).map(|_| ())
    }

    /// Imports a file as a new standard database, in one call.
    ///
    /// # Errors
    /// [`ServiceError::Import`] says what is wrong with the file; then nothing is there.
    pub async fn import(
        &self,
        caller: &Caller,
        new: NewDatabase,
        file: ImportFile,
    ) -> Result<Imported, ServiceError> {
        if new.owner != NewOwner::Nobody {
            return Err(ServiceError::Invalid("a file is imported into a standard database".into()));
        }
        let target = ImportTarget::New(new.name);
        self.may_import_there(caller, &target)?;
        let source = Arc::new(self.importing.run(move || Source::read(file)).await??);
        let settings = ImportSettings {
            target,
            skip_duplicates: false,
            take_bin: true,
            take_rights: false,
            table: csv::Settings::default(),
        };
        let id: ImportId = self.new_id(caller.now)?;
        let (database, tally) = self
            .import_now(caller, id, source, (&settings, Layer::uncovered()), &Progress::default())
            .await?;
        let counts =
            Counts { folders: tally.folders, entries: tally.entries, attachments: tally.attachments };
        let Tally { warnings, warnings_left_out, .. } = tally;
        Ok(Imported { database, counts, warnings, warnings_left_out })
    }

    /// Builds and writes everything: all of it, or nothing that anybody sees.
    async fn import_now(
        &self,
        caller: &Caller,
        id: ImportId,
        source: Arc<dyn AsRef<Source> + Send + Sync>,
        (settings, layer): (&ImportSettings, Layer),
        progress: &Progress,
    ) -> Result<(DatabaseId, Tally), ServiceError> {
        let kept = (*source).as_ref().kept();
        let (place, keys) = self.place_of(caller, &settings.target, kept).await?;
        let (_, mut into) = self.ground(caller, settings)?;
        let rights = (*source).as_ref().rights().filter(|_| settings.take_rights).cloned();
        into.cut = cut(rights.as_ref());
        let (format, database) = ((*source).as_ref().format(), place.database());
        let (table, now) = (settings.table.clone(), self.now());
        let (built, tally) = self
            .importing
            .run(move || (*source).as_ref().build(&table, database, Some((&keys, &layer)), now, into))
            .await??;
        if let (Place::New(_), Some(failure)) = (&place, tally.failures.first()) {
            // A database that is made of a file has all of it.
            return Err(ServiceError::Import(failure.reason.clone()));
        }
        let parent = match &place {
            Place::Folder(_, parent) => *parent,
            Place::New(_) => None,
        };
        let record = ImportRecord {
            by: caller.user,
            at: now,
            format: format.to_owned(),
            parent,
            made_database: matches!(place, Place::New(_)),
            folders: tally.folders,
            entries: tally.entries,
            attachments: tally.attachments,
            left_out: tally.left_out(),
            undone: None,
        };
        let brought = match &rights {
            Some(rights) => Brought::of(rights, &self.match_rights(rights), &built, caller.user)?,
            None => Brought::default(),
        };
        let event = event_of(id, &record, &tally);
        let load = Arc::new(Load { id, place, built, brought, record, event });
        self.bring_in(caller, &load, progress).await?;
        Ok((database, tally))
    }

    /// What covers the place, opened by the second password that came with the request.
    async fn layer_there(&self, caller: &Caller, target: &ImportTarget) -> Result<Layer, ServiceError> {
        let ImportTarget::Folder(database, parent) = target else { return Ok(Layer::uncovered()) };
        let cover = self.viewed(caller, *database, |_, state, _| state.cover(*parent))?;
        self.unlocked(caller, *database, |_, _| Ok(vec![cover.clone()])).await?.layer(&cover)
    }

    /// Whether the caller may bring anything in there.
    fn may_import_there(&self, caller: &Caller, target: &ImportTarget) -> Result<(), ServiceError> {
        match target {
            ImportTarget::New(name) => {
                self.may_import(caller)?;
                Name::parse(name).map(|_| ()).map_err(|error| invalid(&error))
            }
            ImportTarget::Folder(database, parent) => self.viewed(caller, *database, |view, state, _| {
                may_add(view, state, caller, (*parent, ObjectKind::Entry))?;
                state.open().map(|_| ())
            }),
        }
    }

    /// What is there already, as far as it matters. The id of a database that is yet to be made is any.
    fn ground(&self, caller: &Caller, settings: &ImportSettings) -> Result<(DatabaseId, Into), ServiceError> {
        let into =
            Into { take_bin: settings.take_bin, skip_known: settings.skip_duplicates, ..Into::default() };
        match &settings.target {
            ImportTarget::New(_) => {
                let people = Some(Arc::clone(&self.memory));
                Ok((self.new_id(caller.now)?, Into { people, ..into }))
            }
            ImportTarget::Folder(database, parent) => {
                self.viewed(&self.later(caller), *database, |view, state, _| {
                    may_add(view, state, caller, (*parent, ObjectKind::Entry))?;
                    let level = parent.map_or(0, |parent| state.index.path(parent).len());
                    let known = Some(Known::of(view, state)?);
                    Ok((*database, Into { parent: *parent, level, known, ..into }))
                })
            }
        }
    }

    async fn place_of(
        &self,
        caller: &Caller,
        target: &ImportTarget,
        (description, retention): (Option<String>, Option<Retention>),
    ) -> Result<(Place, Arc<DataKeys>), ServiceError> {
        match target {
            ImportTarget::Folder(database, parent) => {
                let keys = Arc::clone(&self.database(*database)?.read().open()?.keys);
                Ok((Place::Folder(*database, *parent), keys))
            }
            ImportTarget::New(name) => {
                let new = NewDatabase {
                    name: name.clone(),
                    description,
                    owner: NewOwner::Nobody,
                    master_password: None,
                    opens_at_start: true,
                };
                let planned = self.plan_import(&self.later(caller), &new, retention).await?;
                let key = planned
                    .key
                    .clone()
                    .ok_or(ServiceError::Internal("a new database without a key".into()))?;
                let keys = Arc::new(key.subkeys(planned.id.to_bytes()));
                Ok((Place::New(Arc::new(planned)), keys))
            }
        }
    }

    fn check_room(&self, settings: &ImportSettings, tally: &Tally) -> Result<(), ServiceError> {
        let there = match &settings.target {
            ImportTarget::New(_) => 0,
            ImportTarget::Folder(database, _) => self.database(*database)?.read().index.len(),
        };
        room_for(there, usize::try_from(tally.folders + tally.entries).unwrap_or(usize::MAX))
    }
}

fn event_of(import: ImportId, record: &ImportRecord, tally: &Tally) -> Event {
    let ImportRecord { format, parent, folders, entries, attachments, .. } = record.clone();
    let warnings = tally.warned();
    if record.made_database {
        return Event::DatabaseImported { format, folders, entries, attachments, warnings };
    }
    let left_out = tally.left_out();
    Event::ObjectsImported { import, parent, format, folders, entries, attachments, left_out, warnings }
}
