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
mod runs;
mod seats;
mod source;
mod tally;
mod undo;

use std::sync::Arc;

use strongroom_crypto::key::DataKeys;
use strongroom_domain::{
    administration::Administers,
    audit::{ClientKind, Event},
    database::ObjectKind,
    id::{DatabaseId, ImportId},
    name::Name,
    retention::Retention,
};
use strongroom_formats::{Counts, Credentials, Warning, csv};

pub use self::{
    archive::ARCHIVE,
    incoming::Progress,
    jobs::{ImportSettings, ImportTarget, ImportView, Preview, StageView, WAITING_SECONDS},
    kept::{ImportRecord, Imports, Kept, UNDO_SECONDS, Undone},
    rights::{FoundHere, RightsPreview},
    seats::Seat,
    source::ImportFormat,
    tally::{Failure, Tally},
    undo::UndoView,
};
use self::{
    build::Into,
    duplicates::Known,
    incoming::{Load, Place},
    rights::{Brought, Wanted, cut, in_the_making},
    source::Source,
};
pub(crate) use self::{jobs::Jobs, kept::import_place};
use crate::{
    accounts::users::invalid,
    caller::Caller,
    databases::{NewDatabase, NewOwner, create::makers_place},
    error::ServiceError,
    objects::{may_add, may_come_from},
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

/// How a file is run.
struct How<'a> {
    settings: &'a ImportSettings,
    /// What covers the place.
    layer: Layer,
    /// What the rights that are to be taken came to when the importer last looked.
    rights: Option<RightsPreview>,
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
        self.may_make_of_file(caller).map(|_| ())
    }

    /// The right to make a database of a file: to make one, and of an add-on that something is accepted in it.
    fn may_make_of_file(&self, caller: &Caller) -> Result<Administers, ServiceError> {
        let proof = self.may_create_database(caller, NewOwner::Nobody)?;
        if caller.session.client == ClientKind::Addon {
            let index = in_the_making(self.new_id(caller.now)?, Some(makers_place(caller.user)), Vec::new())?;
            may_come_from(&index.view(&self.rules(), caller.user, caller.now), caller)?;
        }
        Ok(proof)
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
        let source = {
            let _turn = self.importing.turn(caller.user).await;
            Arc::new(self.importing.pool().run(move || Source::read(file)).await??)
        };
        let settings = ImportSettings {
            target,
            skip_duplicates: false,
            take_bin: true,
            take_rights: false,
            table: csv::Settings::default(),
        };
        let id: ImportId = self.new_id(caller.now)?;
        let how = How { settings: &settings, layer: Layer::uncovered(), rights: None };
        let (database, tally) = self.import_now(caller, id, source, how, &Progress::default()).await?;
        let counts =
            Counts { folders: tally.folders, entries: tally.entries, attachments: tally.attachments };
        let Tally { warnings, warnings_left_out, .. } = tally;
        Ok(Imported { database, counts, warnings, warnings_left_out })
    }

    /// Builds and writes everything when it is its turn: all of it, or nothing that anybody sees. What does not work out is
    /// on record.
    async fn import_now(
        &self,
        caller: &Caller,
        id: ImportId,
        source: Arc<dyn AsRef<Source> + Send + Sync>,
        how: How<'_>,
        progress: &Progress,
    ) -> Result<(DatabaseId, Tally), ServiceError> {
        let _turn = self.import_jobs.runs.turn(caller.user).await?;
        let (format, target) = ((*source).as_ref().format(), &how.settings.target);
        let done = self.import_in_turn(caller, id, source, how, progress).await;
        if let Err(error) = &done {
            self.record_failure(caller, id, target, format, error).await;
        }
        done
    }

    async fn import_in_turn(
        &self,
        caller: &Caller,
        id: ImportId,
        source: Arc<dyn AsRef<Source> + Send + Sync>,
        how: How<'_>,
        progress: &Progress,
    ) -> Result<(DatabaseId, Tally), ServiceError> {
        let How { settings, layer, rights: looked_at } = how;
        let kept = (*source).as_ref().kept();
        let (place, keys) = self.place_of(caller, &settings.target, kept).await?;
        let (_, mut into) = self.ground(caller, settings)?;
        let rights = (*source).as_ref().rights().filter(|_| settings.take_rights).cloned();
        into.cut = cut(rights.as_ref());
        let (format, database) = ((*source).as_ref().format(), place.database());
        let (table, now) = (settings.table.clone(), self.now());
        let (built, tally) = self
            .importing
            .pool()
            .run_in_time(move || (*source).as_ref().build(&table, database, Some((&keys, &layer)), now, into))
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
        let (wanted, brought) = match rights {
            Some(rights) => {
                let wanted = Wanted { rights, looked_at: looked_at.unwrap_or_default() };
                let brought =
                    Brought::of(&wanted.rights, &self.still_matched(&wanted)?, &built, caller.user)?;
                (Some(wanted), brought)
            }
            None => (None, Brought::default()),
        };
        let event = event_of(id, &record, &tally);
        let load = Arc::new(Load { id, place, built, wanted, brought, record, event });
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
                Name::parse(name).map(|_| ()).map_err(|error| invalid(&error).at("/name"))
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
                self.viewed(&self.again(caller)?, *database, |view, state, _| {
                    may_add(view, state, caller, (*parent, ObjectKind::Entry))?;
                    let level = parent.map_or(0, |parent| state.index.path(parent).len());
                    let (known, seen) = Known::of(view, state)?;
                    Ok((*database, Into { parent: *parent, level, known: Some(known), seen, ..into }))
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
                let planned = self.plan_import(&self.again(caller)?, &new, retention).await?;
                let key = planned
                    .key
                    .clone()
                    .ok_or(ServiceError::Internal("a new database without a key".into()))?;
                let keys = Arc::new(key.subkeys(planned.id.to_bytes()));
                Ok((Place::New(Arc::new(planned)), keys))
            }
        }
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
