//! From what a file holds to encrypted rows. The same pass without keys is the dry run: what it counts is what comes in.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::DataKeys,
    random, stream,
};
use strongroom_domain::{
    database::ObjectKind,
    entry::{Content, Draft, FieldDraft, Properties, Secrets, Types},
    id::{AttachmentId, DatabaseId, ObjectId, UserId},
    limits,
    time::Instant,
};
use strongroom_formats::{self as formats, Bundle, Icon, Marks, Times};
use strongroom_store::{
    attachments::AttachmentRow,
    imports::Incoming,
    objects::{Place as TreePlace, Sealed},
};

use super::{duplicates::Known, tally::Tally};
use crate::{
    databases::state::Held,
    error::ServiceError,
    objects::{AttachmentRecord, record_place, seal_object},
    records,
    second_passwords::Layer,
    service::Memory,
};

/// Where something comes in, and what of it.
#[derive(Default)]
pub(super) struct Into {
    /// The folder; absent: the root.
    pub parent: Option<ObjectId>,
    /// Levels of folders above what comes in.
    pub level: usize,
    /// What is in the file's bin comes into the bin here; otherwise it is left out.
    pub take_bin: bool,
    /// Entries that are there already, to be found out; absent: nobody looks.
    pub known: Option<Known>,
    /// Whether they are left out.
    pub skip_known: bool,
    /// Objects of the database that the importer sees.
    pub seen: usize,
    /// Into a database that is made for it: who is known here, as authors of what an archive brings.
    pub people: Option<Arc<Memory>>,
    /// Objects of an archive that inherit nothing from above, by their ids there.
    pub cut: HashSet<uuid::Uuid>,
}

/// Everything of an import, encrypted and ready to be written.
#[derive(Default)]
pub(super) struct Built {
    /// A folder before what is in it.
    pub objects: Vec<Incoming>,
    /// What memory holds of each of them.
    pub held: Vec<Held>,
    /// Custom icons.
    pub icons: Vec<(ObjectId, Vec<u8>)>,
    /// Of an archive: the ids that its objects have here.
    pub ids: HashMap<uuid::Uuid, ObjectId>,
}

impl Built {
    /// The ids of all objects.
    pub fn members(&self) -> HashSet<ObjectId> {
        self.objects.iter().map(|object| object.place.id).collect()
    }
}

/// The room between imported siblings; the last of them stands before what is made later.
pub(super) const POSITIONS: i64 = 1 << 10;

/// The tag of what was a favourite in the file.
const FAVOURITE: &str = "favourite";

/// An attachment and its chunks.
type FileRows = (AttachmentRow, Vec<Vec<u8>>);

/// An object in the making.
pub(super) struct Making {
    pub incoming: Incoming,
    pub held: Held,
    /// Earlier versions.
    pub versions: u64,
    /// Its attachments.
    pub files: u64,
}

impl Making {
    pub fn attach(&mut self, rows: Option<FileRows>) {
        self.files += 1;
        self.incoming.attachments.extend(rows);
    }
}

/// Turns a bundle into encrypted rows.
pub(super) struct Builder<'a> {
    database: DatabaseId,
    /// Absent in a dry run: nothing is encrypted then, and nothing kept.
    keys: Option<(&'a DataKeys, &'a Layer)>,
    pub(super) now: Instant,
    types: Types,
    pub(super) into: Into,
    pub(super) icons: HashMap<uuid::Uuid, ObjectId>,
    /// Authors of an archive who are known here.
    pub(super) authors: HashSet<UserId>,
    pub(super) built: Built,
    pub(super) tally: Tally,
    pub(super) position: i64,
}

impl<'a> Builder<'a> {
    pub fn new(
        database: DatabaseId,
        keys: Option<(&'a DataKeys, &'a Layer)>,
        now: Instant,
        into: Into,
    ) -> Self {
        Self {
            database,
            keys,
            now,
            types: Types::default(),
            into,
            icons: HashMap::new(),
            authors: HashSet::new(),
            built: Built::default(),
            tally: Tally::default(),
            position: 0,
        }
    }

    /// Makes room for so many objects.
    pub(super) fn reserve(&mut self, objects: u64) {
        let objects = i64::try_from(objects).unwrap_or(i64::MAX);
        self.position = self.now.micros().saturating_sub(objects.saturating_mul(POSITIONS));
    }

    pub fn build(mut self, bundle: &Bundle) -> Result<(Built, Tally), ServiceError> {
        let counts = bundle.counts();
        self.reserve(counts.folders + counts.entries);
        self.tally.warn(bundle);
        for icon in &bundle.icons {
            self.add_icon(icon.id, &icon.bytes)?;
        }
        // The root group of the file becomes the folder that it comes into. An explicit stack: the depth of a file is
        // bounded, but not by the stack of this thread.
        let mut waiting = vec![(&bundle.root, self.into.parent, self.into.level, false)];
        while let Some((folder, parent, level, in_bin)) = waiting.pop() {
            for entry in &folder.entries {
                self.entry(entry, parent, in_bin || entry.in_bin)?;
            }
            for below in folder.folders.iter().rev() {
                if below.is_bin {
                    // What is in the bin of the file goes to the bin here, each for itself, at the top.
                    waiting.push((below, self.into.parent, self.into.level, true));
                } else if in_bin && !self.into.take_bin {
                    self.tally.in_bin += 1;
                    waiting.push((below, parent, level, true));
                } else {
                    let id = self.folder(below, parent, level, in_bin)?;
                    waiting.push((below, Some(id), level + 1, false));
                }
            }
        }
        Ok((self.built, self.tally))
    }

    pub(super) fn add_icon(&mut self, in_file: uuid::Uuid, bytes: &[u8]) -> Result<(), ServiceError> {
        let id = ObjectId::from_bytes(random::uuid_v7(self.now.micros())?);
        self.icons.insert(in_file, id);
        let Some((keys, _)) = self.keys else { return Ok(()) };
        let place = Place::new(self.database.to_bytes(), id.to_bytes(), RecordKind::Icon, 1);
        self.built.icons.push((id, envelope::seal(&keys.summary, &place, bytes)?));
        Ok(())
    }

    fn folder(
        &mut self,
        folder: &formats::Folder,
        parent: Option<ObjectId>,
        level: usize,
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
        self.check_level(level)?;
        let id = ObjectId::from_bytes(random::uuid_v7(self.now.micros())?);
        let content = self.content(ObjectKind::Folder, draft, folder.times)?;
        let made = self.make(id, ObjectKind::Folder, parent, in_bin, 1, content)?;
        self.keep(made);
        Ok(id)
    }

    /// A folder below so many others would still be at a level that there is.
    pub(super) fn check_level(&self, above: usize) -> Result<(), ServiceError> {
        if above < limits::FOLDER_LEVELS {
            return Ok(());
        }
        Err(ServiceError::LimitReached {
            what: format!("folders would be more than {} levels deep there", limits::FOLDER_LEVELS).into(),
            limit: limits::FOLDER_LEVELS,
        })
    }

    fn entry(
        &mut self,
        entry: &formats::Entry,
        parent: Option<ObjectId>,
        in_bin: bool,
    ) -> Result<(), ServiceError> {
        if in_bin && !self.into.take_bin {
            self.tally.in_bin += 1;
            return Ok(());
        }
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
        if self.is_left_out(&draft) {
            return Ok(());
        }
        let mut made = match self.content(ObjectKind::Entry, draft, entry.times) {
            Ok(content) => self.make(id, ObjectKind::Entry, parent, in_bin, revision, content)?,
            Err(error) => return self.failed(&entry.title, error),
        };
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
            match self.content(ObjectKind::Entry, draft, version.times) {
                Ok((held, secrets)) => self.version(&mut made, number, &held, &secrets)?,
                Err(error) => return self.failed(&entry.title, error),
            }
        }
        for attachment in &entry.attachments {
            let (_, row) = self.file(id, &attachment.name, &attachment.bytes)?;
            made.attach(row);
        }
        self.keep(made);
        Ok(())
    }

    /// Counts an entry that is there already, and whether it is left out for that.
    pub(super) fn is_left_out(&mut self, draft: &Draft) -> bool {
        let is_known = self.into.known.as_ref().is_some_and(|known| known.has_draft(draft));
        self.tally.duplicates += u64::from(is_known);
        let skipped = is_known && self.into.skip_known;
        self.tally.skipped += u64::from(skipped);
        skipped
    }

    /// What can not be taken over at all is told, and the rest comes in.
    pub(super) fn failed(&mut self, title: &str, error: ServiceError) -> Result<(), ServiceError> {
        match error {
            ServiceError::Import(reason) => {
                self.tally.fail(title, reason);
                Ok(())
            }
            error => Err(error),
        }
    }

    pub(super) fn keep(&mut self, made: Making) {
        let folder = made.incoming.place.kind == ObjectKind::Folder;
        self.tally.folders += u64::from(folder);
        self.tally.entries += u64::from(!folder);
        self.tally.versions += made.versions;
        self.tally.attachments += made.files;
        if self.keys.is_some() {
            self.built.objects.push(made.incoming);
            self.built.held.push(made.held);
        }
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

    pub(super) fn content(
        &self,
        kind: ObjectKind,
        draft: Draft,
        times: Times,
    ) -> Result<(Held, Secrets), ServiceError> {
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
    pub(super) fn make(
        &mut self,
        id: ObjectId,
        kind: ObjectKind,
        parent: Option<ObjectId>,
        in_bin: bool,
        revision: u64,
        (held, secrets): (Held, Secrets),
    ) -> Result<Making, ServiceError> {
        let sealed = self.seal(id, revision, &held, &secrets)?;
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
        let incoming = Incoming { place, sealed, versions: Vec::new(), attachments: Vec::new() };
        Ok(Making { incoming, held, versions: 0, files: 0 })
    }

    pub(super) fn version(
        &self,
        made: &mut Making,
        revision: u64,
        held: &Held,
        secrets: &Secrets,
    ) -> Result<(), ServiceError> {
        made.versions += 1;
        if self.keys.is_some() {
            let sealed = self.seal(made.incoming.place.id, revision, held, secrets)?;
            made.incoming.versions.push((revision, sealed));
        }
        Ok(())
    }

    fn seal(
        &self,
        id: ObjectId,
        revision: u64,
        held: &Held,
        secrets: &Secrets,
    ) -> Result<Sealed, ServiceError> {
        match self.keys {
            Some((keys, layer)) => seal_object(keys, layer, self.database, id, revision, held, secrets),
            None => Ok(Sealed { summary: Vec::new(), secret: None, under: None }),
        }
    }

    /// A file of an object: the id that it has here, and its rows.
    pub(super) fn file(
        &self,
        object: ObjectId,
        name: &str,
        bytes: &[u8],
    ) -> Result<(AttachmentId, Option<FileRows>), ServiceError> {
        let id = AttachmentId::from_bytes(random::uuid_v7(self.now.micros())?);
        let Some((keys, layer)) = self.keys else { return Ok((id, None)) };
        let of = stream::Attachment {
            database: self.database.to_bytes(),
            object: object.to_bytes(),
            attachment: id.to_bytes(),
        };
        let mut encryptor = layer.encryptor(keys, &of)?;
        let record = AttachmentRecord {
            name: name.to_owned(),
            bytes: bytes.len() as u64,
            header: encryptor.header().to_vec(),
            under: layer.under(),
        };
        let (mut chunks, mut content) = (Vec::new(), bytes);
        while let Some(chunk) = encryptor.push(&mut content)? {
            chunks.push(chunk);
        }
        chunks.push(encryptor.finish()?);
        let record = records::seal(&keys.summary, &record_place(self.database, id), &record)?;
        Ok((id, Some((AttachmentRow { id, record }, chunks))))
    }
}
