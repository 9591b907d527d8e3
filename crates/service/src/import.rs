//! Importing a database of another program into a new one: all of it, or nothing.

mod archive;

pub use archive::ARCHIVE;

use std::{collections::HashMap, sync::Arc};

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::DataKeys,
    random, stream,
};
use strongroom_domain::{
    audit::Event,
    database::ObjectKind,
    entry::{Content, Draft, FieldDraft, Properties, Types},
    id::{AttachmentId, DatabaseId, ObjectId},
    limits,
    time::Instant,
};
use strongroom_formats::{self as formats, Bundle, Counts, Credentials, Format, Icon, Limits, Marks, Times};
use strongroom_store::{
    RuleRows, Write, attachments, icons,
    objects::{self as rows, Place as TreePlace, Sealed},
    proof,
};
use zeroize::Zeroizing;

use crate::{
    caller::Caller,
    databases::{
        NewDatabase, NewOwner,
        create::{Planned, loaded, write_database},
        state::{Database, Held},
    },
    error::ServiceError,
    objects::{AttachmentRecord, record_place, seal_object},
    records,
    second_passwords::Layer,
    service::Service,
};

/// A file to import.
#[derive(Debug)]
pub struct ImportFile {
    /// Its format; absent: told by its first bytes.
    pub format: Option<Format>,
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What opens it.
    pub credentials: Credentials,
}

/// What an import did.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The new database.
    pub database: DatabaseId,
    /// How much was taken over.
    pub counts: Counts,
    /// What could not be taken over, or was changed, for the person who imports.
    pub warnings: Vec<formats::Warning>,
    /// Warnings beyond those.
    pub warnings_left_out: u64,
}

impl Service {
    /// Whether the caller may import at all: to be asked before a large file is taken in.
    ///
    /// # Errors
    /// What is lacking for it.
    pub fn may_import(&self, caller: &Caller) -> Result<(), ServiceError> {
        self.may_create_database(caller, NewOwner::Nobody).map(|_| ())
    }

    /// Imports a file as a new standard database.
    ///
    /// # Errors
    /// [`ServiceError::Import`] says what is wrong with the file; then nothing is there.
    pub async fn import(
        &self,
        caller: &Caller,
        new: NewDatabase,
        file: ImportFile,
    ) -> Result<Imported, ServiceError> {
        let ImportFile { format, bytes, credentials } = file;
        let bytes = Zeroizing::new(bytes);
        if new.owner != NewOwner::Nobody {
            return Err(ServiceError::Invalid("a file is imported into a standard database".into()));
        }
        let _ = self.may_create_database(caller, NewOwner::Nobody)?;
        let format = format.or_else(|| formats::sniff(&bytes));
        let format =
            format.ok_or(ServiceError::Import("the file is of no format that can be imported".into()))?;
        let planned = Arc::new(self.plan_import(caller, &new).await?);
        let limits = Limits::default();
        let (read, now, key) = (Arc::clone(&planned), caller.now, planned.key.clone());
        // Key derivation and decryption take seconds: on a pool of its own.
        let built = self
            .importing
            .run(move || -> Result<(Bundle, Built), ServiceError> {
                let bundle =
                    formats::read(format, bytes.as_slice(), &credentials, &limits).map_err(refused)?;
                let key = key.ok_or(ServiceError::Internal("a new database without a key".into()))?;
                let built = Builder::new(read.id, key.subkeys(read.id.to_bytes()), now).build(&bundle)?;
                Ok((bundle, built))
            })
            .await?;
        let (bundle, built) = built?;
        let taken = Taken {
            counts: bundle.counts(),
            warnings: bundle.warnings,
            warnings_left_out: bundle.warnings_left_out,
        };
        self.write_import(caller, planned, taken, built, format.as_str()).await
    }

    async fn write_import(
        &self,
        caller: &Caller,
        planned: Arc<Planned>,
        taken: Taken,
        built: Built,
        format: &str,
    ) -> Result<Imported, ServiceError> {
        let (counts, id) = (taken.counts, planned.id);
        let built = Arc::new(built);
        let event = Event::DatabaseImported {
            format: format.to_owned(),
            folders: counts.folders,
            entries: counts.entries,
            attachments: counts.attachments,
            warnings: taken.warnings.len() as u64 + taken.warnings_left_out,
        };
        self.decided(|| {
            let proof = self.may_create_database(caller, NewOwner::Nobody)?;
            let (planned, built, event) = (Arc::clone(&planned), Arc::clone(&built), event.clone());
            let (memory, note) = (Arc::clone(&self.memory), self.note(caller));
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                write_database(write, &planned, &note, &memory)?;
                built.write(write, &proof, planned.id)?;
                note.database(write, planned.id, event)?;
                let rows = RuleRows {
                    scope: write.scope_of(planned.id)?,
                    assignments: planned.assignment.into_iter().collect(),
                    rules: Vec::new(),
                    grants: Vec::new(),
                    progress: Vec::new(),
                    locks: Vec::new(),
                    places: built.objects.iter().map(|object| object.place).collect(),
                };
                let database = loaded(&planned, rows);
                built.hold(&database);
                write.when_durable(move || {
                    memory.databases.write().insert(database.id(), Arc::new(database));
                });
                Ok(())
            })
        })
        .await?;
        Ok(Imported {
            database: id,
            counts,
            warnings: taken.warnings,
            warnings_left_out: taken.warnings_left_out,
        })
    }
}

fn refused(error: formats::ImportError) -> ServiceError {
    match error {
        formats::ImportError::WrongKey => ServiceError::WrongMasterPassword,
        error => ServiceError::Import(error.to_string().into()),
    }
}

/// What an import tells besides what it writes.
struct Taken {
    counts: Counts,
    warnings: Vec<formats::Warning>,
    warnings_left_out: u64,
}

/// Everything of an import, encrypted and ready to be written.
struct Built {
    objects: Vec<BuiltObject>,
    icons: Vec<(ObjectId, Vec<u8>)>,
}

struct BuiltObject {
    place: TreePlace,
    held: Held,
    sealed: Sealed,
    versions: Vec<(u64, Sealed)>,
    attachments: Vec<(attachments::AttachmentRow, Vec<Vec<u8>>)>,
}

impl Built {
    fn write(
        &self,
        write: &mut Write<'_>,
        proof: &strongroom_domain::administration::Administers,
        database: DatabaseId,
    ) -> Result<(), ServiceError> {
        for (id, record) in &self.icons {
            icons::insert_imported(write, proof, database, *id, record)?;
        }
        for object in &self.objects {
            rows::insert_imported(write, proof, database, &object.place, &object.sealed)?;
            for (revision, sealed) in &object.versions {
                rows::insert_imported_version(write, proof, database, object.place.id, *revision, sealed)?;
            }
            for (row, chunks) in &object.attachments {
                attachments::insert_imported(write, proof, database, object.place.id, row, chunks)?;
            }
        }
        Ok(())
    }

    fn hold(&self, database: &Database) {
        database.change(|state| {
            for object in &self.objects {
                let Some(slot) = state.index.slot(object.place.id) else { continue };
                if let Some(content) = &mut state.content {
                    content.hold(slot, object.held.clone());
                }
            }
        });
    }
}

/// The room between imported siblings; the last of them stands before what is made later.
const POSITIONS: i64 = 1 << 10;

/// The tag of what was a favourite in the file.
const FAVOURITE: &str = "favourite";

/// Turns a bundle into encrypted rows.
struct Builder {
    database: DatabaseId,
    keys: DataKeys,
    now: Instant,
    types: Types,
    icons: HashMap<uuid::Uuid, ObjectId>,
    built: Built,
    position: i64,
}

impl Builder {
    fn new(database: DatabaseId, keys: DataKeys, now: Instant) -> Self {
        let built = Built { objects: Vec::new(), icons: Vec::new() };
        Self { database, keys, now, types: Types::default(), icons: HashMap::new(), built, position: 0 }
    }

    fn build(mut self, bundle: &Bundle) -> Result<Built, ServiceError> {
        let counts = bundle.counts();
        let objects = i64::try_from(counts.folders + counts.entries).unwrap_or(i64::MAX);
        self.position = self.now.micros().saturating_sub(objects.saturating_mul(POSITIONS));
        for icon in &bundle.icons {
            self.add_icon(icon.id, &icon.bytes)?;
        }
        // The root group of the file becomes the root of the database. An explicit stack: the depth of a file
        // is bounded, but not by the stack of this thread.
        let mut waiting = vec![(&bundle.root, None, false)];
        while let Some((folder, parent, in_bin)) = waiting.pop() {
            for entry in &folder.entries {
                self.entry(entry, parent, in_bin || entry.in_bin)?;
            }
            for below in folder.folders.iter().rev() {
                if below.is_bin {
                    // What is in the bin of the file goes to the bin here, each for itself, at the root.
                    waiting.push((below, None, true));
                } else {
                    let id = self.folder(below, parent, in_bin)?;
                    waiting.push((below, Some(id), false));
                }
            }
        }
        Ok(self.built)
    }

    fn add_icon(&mut self, in_file: uuid::Uuid, bytes: &[u8]) -> Result<(), ServiceError> {
        let id = ObjectId::from_bytes(random::uuid_v7(self.now.micros())?);
        let place = Place::new(self.database.to_bytes(), id.to_bytes(), RecordKind::Icon, 1);
        self.built.icons.push((id, envelope::seal(&self.keys.summary, &place, bytes)?));
        self.icons.insert(in_file, id);
        Ok(())
    }

    fn folder(
        &mut self,
        folder: &formats::Folder,
        parent: Option<ObjectId>,
        in_bin: bool,
    ) -> Result<ObjectId, ServiceError> {
        let mut draft = Draft {
            properties: Properties {
                title: folder.title.clone(),
                tags: folder.tags.clone(),
                icon: self.icon(folder.icon.as_ref()),
                valid_to: folder.times.valid_to,
                ..Properties::default()
            },
            fields: Vec::new(),
        };
        if !folder.notes.is_empty() {
            draft.fields.push(FieldDraft {
                name: "notes".to_owned(),
                value: folder.notes.clone(),
                ..FieldDraft::default()
            });
        }
        let id = ObjectId::from_bytes(random::uuid_v7(self.now.micros())?);
        let object = self.object(id, ObjectKind::Folder, parent, in_bin, 1, draft, folder.times)?;
        self.built.objects.push(object);
        Ok(id)
    }

    fn entry(
        &mut self,
        entry: &formats::Entry,
        parent: Option<ObjectId>,
        in_bin: bool,
    ) -> Result<(), ServiceError> {
        let id = ObjectId::from_bytes(random::uuid_v7(self.now.micros())?);
        let revision = entry.history.len() as u64 + 1;
        let draft = self.draft(
            entry.entry_type,
            &entry.title,
            &entry.tags,
            entry.icon.as_ref(),
            &entry.marks,
            entry.times,
            &entry.fields,
        );
        let mut object = self.object(id, ObjectKind::Entry, parent, in_bin, revision, draft, entry.times)?;
        for (number, version) in (1..).zip(&entry.history) {
            let draft = self.draft(
                entry.entry_type,
                &version.title,
                &version.tags,
                version.icon.as_ref(),
                &version.marks,
                version.times,
                &version.fields,
            );
            let (held, secrets) = self.content(ObjectKind::Entry, draft, version.times)?;
            let sealed =
                seal_object(&self.keys, &Layer::uncovered(), self.database, id, number, &held, &secrets)?;
            object.versions.push((number, sealed));
        }
        for attachment in &entry.attachments {
            object.attachments.push(self.attachment(id, attachment)?);
        }
        self.built.objects.push(object);
        Ok(())
    }

    fn icon(&self, icon: Option<&Icon>) -> Option<String> {
        match icon? {
            Icon::Standard(number) => Some(format!("keepass:{number}")),
            Icon::Custom(id) => self.icons.get(id).map(|id| format!("custom:{id}")),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn draft(
        &self,
        entry_type: &str,
        title: &str,
        tags: &[String],
        icon: Option<&Icon>,
        marks: &Marks,
        times: Times,
        fields: &[formats::Field],
    ) -> Draft {
        let field = |field: &formats::Field| FieldDraft {
            name: field.name.clone().into_owned(),
            kind: Some(field.kind),
            secret: Some(field.secret),
            custom: field.custom.then_some(true),
            value: field.value.clone(),
        };
        let mut tags = tags.to_vec();
        // Favourites are a person's own, and a file does not say whose: whoever imports finds them by this word.
        if marks.favourite && tags.len() < limits::TAGS && !tags.iter().any(|tag| tag == FAVOURITE) {
            tags.push(FAVOURITE.to_owned());
        }
        Draft {
            properties: Properties {
                entry_type: Some(entry_type.to_owned()),
                title: title.to_owned(),
                tags,
                category: marks.category.clone(),
                importance: marks.importance,
                icon: self.icon(icon),
                valid_to: times.valid_to,
                warning: marks.warning.clone(),
                online_only: false,
            },
            fields: fields.iter().map(field).collect(),
        }
    }

    fn content(
        &self,
        kind: ObjectKind,
        draft: Draft,
        times: Times,
    ) -> Result<(Held, strongroom_domain::entry::Secrets), ServiceError> {
        let content = Content::check(kind, &self.types, draft).map_err(|error| {
            ServiceError::Import(format!("an entry can not be taken over: {error}").into())
        })?;
        let (summary, secrets) = content.split();
        let held = Held {
            created_at: times.created.unwrap_or(self.now),
            modified_at: times.modified.unwrap_or(self.now),
            created_by: None,
            modified_by: None,
            summary: summary.to_json().into(),
        };
        Ok((held, secrets))
    }

    #[allow(clippy::too_many_arguments)]
    fn object(
        &mut self,
        id: ObjectId,
        kind: ObjectKind,
        parent: Option<ObjectId>,
        in_bin: bool,
        revision: u64,
        draft: Draft,
        times: Times,
    ) -> Result<BuiltObject, ServiceError> {
        let (held, secrets) = self.content(kind, draft, times)?;
        let sealed =
            seal_object(&self.keys, &Layer::uncovered(), self.database, id, revision, &held, &secrets)?;
        let place = TreePlace {
            id,
            parent,
            kind,
            inheritance: true,
            position: self.position,
            bin_at: in_bin.then_some(self.now),
            revision,
        };
        self.position = self.position.saturating_add(POSITIONS);
        Ok(BuiltObject { place, held, sealed, versions: Vec::new(), attachments: Vec::new() })
    }

    fn attachment(
        &self,
        object: ObjectId,
        attachment: &formats::Attachment,
    ) -> Result<(attachments::AttachmentRow, Vec<Vec<u8>>), ServiceError> {
        let id = AttachmentId::from_bytes(random::uuid_v7(self.now.micros())?);
        let of = stream::Attachment {
            database: self.database.to_bytes(),
            object: object.to_bytes(),
            attachment: id.to_bytes(),
        };
        let mut encryptor = Layer::uncovered().encryptor(&self.keys, &of)?;
        let record = AttachmentRecord {
            name: attachment.name.clone(),
            bytes: attachment.bytes.len() as u64,
            header: encryptor.header().to_vec(),
            under: None,
        };
        let mut chunks = Vec::new();
        let mut content = attachment.bytes.as_slice();
        while let Some(chunk) = encryptor.push(&mut content)? {
            chunks.push(chunk);
        }
        chunks.push(encryptor.finish()?);
        let record = records::seal(&self.keys.summary, &record_place(self.database, id), &record)?;
        Ok((attachments::AttachmentRow { id, record }, chunks))
    }
}
