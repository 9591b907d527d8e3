//! Reading and decrypting what was chosen, by the proof of each object.

use std::collections::HashSet;

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::DataKeys,
    stream::{Attachment, chunks},
};
use strongroom_domain::{
    audit::{Event, FieldNames},
    database::ObjectKind,
    entry::{Content, Properties},
    id::{DatabaseId, ObjectId},
    rights::Granted,
    time::Instant,
};
use strongroom_formats::export::{About, File, Icon, Object, Tree, Version};
use strongroom_store::{attachments, icons, objects as rows};
use zeroize::Zeroizing;

use super::{
    ExportFormat,
    choose::{Choice, Chosen, How},
    pieces::{FILE_BYTES, too_large},
};
use crate::{
    caller::Caller,
    databases::state::Held,
    error::ServiceError,
    objects::{open_record, open_secrets, summary_of},
    second_passwords::Layer,
    service::Service,
};

/// What was read, and what is to be recorded about it.
pub(super) struct Collected {
    pub tree: Tree,
    pub records: Vec<Recorded>,
    pub left_out: u64,
    /// Grants on what goes out, where who makes an archive may know of them.
    pub grants_left_out: Option<u64>,
    /// The sequence of the rules that went along, if any did.
    pub rights_at: Option<u64>,
}

/// One object that goes out with its content.
pub(super) struct Recorded {
    pub object: ObjectId,
    pub custom: Vec<String>,
    /// Whether it is in the bin.
    pub in_bin: bool,
    revision: u64,
    fields: FieldNames,
    versions: u64,
    attachments: u64,
}

impl Recorded {
    pub(super) fn event(&self) -> Event {
        Event::ObjectExported {
            object: self.object,
            revision: self.revision,
            fields: self.fields.clone(),
            versions: self.versions,
            attachments: self.attachments,
        }
    }
}

/// Reads one object after the other.
struct Collector<'a> {
    service: &'a Service,
    database: DatabaseId,
    keys: &'a DataKeys,
    format: ExportFormat,
    /// Bytes that may still come.
    left: u64,
}

impl Service {
    pub(super) fn collect(
        &self,
        caller: &Caller,
        database: DatabaseId,
        choice: Choice,
        format: ExportFormat,
    ) -> Result<Collected, ServiceError> {
        let Choice { keys, name, description, retention, chosen, left_out } = choice;
        let mut collector = Collector { service: self, database, keys: &keys, format, left: FILE_BYTES };
        let tree = Tree {
            database: database.uuid(),
            name,
            description: Zeroizing::new(description),
            made_at: caller.now,
            objects: Vec::with_capacity(chosen.len()),
            icons: Vec::new(),
            rights: None,
            about: None,
        };
        let (records, grants_left_out) = (Vec::new(), None);
        let mut collected = Collected { tree, records, left_out, grants_left_out, rights_at: None };
        for chosen in &chosen {
            collector.object(chosen, &mut collected)?;
        }
        collected.tree.icons = collector.icons(&collected.tree)?;
        if format == ExportFormat::Archive {
            let people = self.authors_of(&collected.tree);
            let objects_left_out = collected.left_out;
            collected.tree.about = Some(About { retention, people, objects_left_out, grants_left_out: 0 });
        }
        Ok(collected)
    }
}

impl Collector<'_> {
    fn object(&mut self, chosen: &Chosen, into: &mut Collected) -> Result<(), ServiceError> {
        let mut object = Object {
            id: chosen.id.uuid(),
            parent: chosen.parent.map(ObjectId::uuid),
            is_folder: chosen.kind == ObjectKind::Folder,
            name_only: false,
            bin_at: chosen.bin_at,
            present: Version {
                revision: 0,
                properties: Properties::default(),
                fields: Vec::new(),
                created_at: into.tree.made_at,
                modified_at: into.tree.made_at,
                created_by: None,
                modified_by: None,
            },
            history: Vec::new(),
            attachments: Vec::new(),
        };
        match &chosen.how {
            How::Name(title) => {
                object.name_only = true;
                // Of such a folder there is no version but the one that it comes back as.
                object.present.revision = 1;
                object.present.properties.title.clone_from(title);
            }
            How::Whole(granted) => {
                let stored = self.service.store.read(|query| rows::content(query, granted, chosen.id))?;
                // Gone, put into the bin, taken out of it or marked a moment ago: it stays.
                let Some((place, sealed)) = stored.filter(|(place, _)| place.bin_at == chosen.bin_at) else {
                    into.left_out += 1;
                    return Ok(());
                };
                // Covered by a second password a moment ago.
                if sealed.under.is_some() {
                    into.left_out += 1;
                    return Ok(());
                }
                object.present = self.version(chosen.id, place.revision, &sealed)?;
                if object.present.properties.online_only {
                    into.left_out += 1;
                    return Ok(());
                }
                if !object.is_folder || self.format == ExportFormat::Archive {
                    object.history = self.history(chosen.id, granted, object.present.modified_at)?;
                }
                if !object.is_folder {
                    object.attachments = self.attachments(chosen.id, granted)?;
                }
                into.records.push(recorded(chosen, &object));
            }
        }
        into.tree.objects.push(object);
        Ok(())
    }

    fn version(
        &mut self,
        object: ObjectId,
        revision: u64,
        sealed: &rows::Sealed,
    ) -> Result<Version, ServiceError> {
        let damaged =
            || ServiceError::Damaged(format!("object {object} does not open at revision {revision}").into());
        self.charge(sealed.summary.len() + sealed.secret.as_ref().map_or(0, Vec::len))?;
        let (of, kind) = (self.database.to_bytes(), RecordKind::ObjectSummary);
        let place = Place::new(of, object.to_bytes(), kind, revision);
        let plain = envelope::open(&self.keys.summary, &place, &sealed.summary).map_err(|_| damaged())?;
        let held = Held::decode(&plain).ok_or_else(damaged)?;
        let secrets = open_secrets(self.keys, &Layer::uncovered(), self.database, object, revision, sealed)?;
        let content = Content::merge(summary_of(&held)?, secrets).map_err(|_| damaged())?;
        Ok(Version {
            revision,
            properties: content.properties().clone(),
            fields: content.fields().to_vec(),
            created_at: held.created_at,
            modified_at: held.modified_at,
            created_by: held.created_by.filter(|_| self.format == ExportFormat::Archive),
            modified_by: held.modified_by.filter(|_| self.format == ExportFormat::Archive),
        })
    }

    /// The kept versions; CSV has no place for them.
    fn history(
        &mut self,
        object: ObjectId,
        granted: &Granted,
        since: Instant,
    ) -> Result<Vec<Version>, ServiceError> {
        if matches!(self.format, ExportFormat::Csv(_)) {
            return Ok(Vec::new());
        }
        let of = (granted.database(), object);
        let retention = self.service.database(of.0)?.read().record.retention;
        let beyond = self.service.beyond_limits(of, self.keys, retention, since, granted.now())?;
        let mut revisions = self.service.store.read(|query| rows::revisions(query, of.0, of.1))?;
        revisions.retain(|revision| beyond.is_none_or(|beyond| *revision > beyond));
        let mut versions = Vec::with_capacity(revisions.len());
        for revision in revisions {
            let sealed = self.service.store.read(|query| rows::version(query, granted, object, revision))?;
            // One that was dropped in between is no part of the history any more.
            if let Some(sealed) = sealed {
                versions.push(self.version(object, revision, &sealed)?);
            }
        }
        Ok(versions)
    }

    /// The attachments; in CSV their names alone.
    fn attachments(&mut self, object: ObjectId, granted: &Granted) -> Result<Vec<File>, ServiceError> {
        let rows = self.service.store.read(|query| attachments::of_object(query, granted, object))?;
        let mut files = Vec::with_capacity(rows.len());
        for row in rows {
            let record = open_record(self.keys, self.database, &row)?;
            let damaged = || ServiceError::Damaged(format!("attachment {} does not open", row.id).into());
            let mut bytes = Zeroizing::new(Vec::new());
            if !matches!(self.format, ExportFormat::Csv(_)) {
                let length = usize::try_from(record.bytes).map_err(|_| too_large())?;
                self.charge(length)?;
                bytes.reserve_exact(length);
                let of = Attachment {
                    database: self.database.to_bytes(),
                    object: object.to_bytes(),
                    attachment: row.id.to_bytes(),
                };
                let layer = Layer::uncovered();
                layer.is_of(record.under)?;
                let decryptor = layer.decryptor(self.keys, &of, &record.header).ok_or_else(damaged)?;
                let count = chunks(record.bytes);
                for number in 0..count {
                    let chunk = self
                        .service
                        .store
                        .read(|query| attachments::chunk(query, granted, object, row.id, number))?;
                    let at = u32::try_from(number).map_err(|_| damaged())?;
                    let chunk = chunk.ok_or_else(damaged)?;
                    let piece = decryptor.chunk(at, number + 1 == count, &chunk).map_err(|_| damaged())?;
                    bytes.extend_from_slice(&piece);
                }
            }
            files.push(File { id: row.id.uuid(), name: record.name, bytes });
        }
        Ok(files)
    }

    /// The images that what goes out names.
    fn icons(&mut self, tree: &Tree) -> Result<Vec<Icon>, ServiceError> {
        let versions =
            tree.objects.iter().flat_map(|object| std::iter::once(&object.present).chain(&object.history));
        let named =
            versions.filter_map(|version| version.properties.icon.as_deref()?.strip_prefix("custom:"));
        let named: HashSet<ObjectId> = named.filter_map(|id| id.parse().ok()).collect();
        let mut found = Vec::new();
        for id in named {
            let Some(sealed) = self.service.store.read(|query| icons::get(query, self.database, id))? else {
                continue;
            };
            let place = Place::new(self.database.to_bytes(), id.to_bytes(), RecordKind::Icon, 1);
            let plain = envelope::open(&self.keys.summary, &place, &sealed)
                .map_err(|_| ServiceError::Damaged(format!("icon {id} does not open").into()))?;
            self.charge(plain.len())?;
            found.push(Icon { id: id.uuid(), bytes: plain.to_vec() });
        }
        found.sort_by_key(|icon| icon.id);
        Ok(found)
    }

    fn charge(&mut self, bytes: usize) -> Result<(), ServiceError> {
        self.left = self.left.checked_sub(bytes as u64).ok_or_else(too_large)?;
        Ok(())
    }
}

fn recorded(chosen: &Chosen, object: &Object) -> Recorded {
    let (fields, custom) = FieldNames::of(object.present.fields.iter());
    Recorded {
        object: chosen.id,
        custom,
        in_bin: chosen.in_bin,
        revision: object.present.revision,
        fields,
        versions: object.history.len() as u64,
        attachments: object.attachments.len() as u64,
    }
}
