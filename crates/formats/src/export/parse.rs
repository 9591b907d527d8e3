//! Reading the JSON that [`super::write_json`] writes, whole or not at all.
//!
//! The reader of JSON keeps what it reads in memory that is not wiped, as the file itself may; what it gives is.

use std::{
    collections::{HashMap, HashSet},
    io::{BufReader, Read},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer};
use strongroom_domain::{
    account::Principal,
    entry::{Field, FieldKind, Importance, Properties, Warning},
    id::UserId,
    limits,
    time::Instant,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    About, File, Icon, JSON_NAME, JSON_VERSION, Named, Object, Rights, Tree, Version,
    json::{OF_AN_ARCHIVE, WITH_RIGHTS},
};
use crate::{ImportError, Limits, Place};

/// People of one archive.
const PEOPLE: usize = 1_000_000;

/// Reads a tree. Its folders stand before what is in them, its versions are in order, and no id is there twice; whether
/// each object is within the limits of the domain is for whoever takes it over to ask.
///
/// # Errors
/// [`ImportError`]; nothing of the file is told.
pub fn read(reader: impl Read, limits: &Limits) -> Result<Tree, ImportError> {
    // The error of the JSON reader may repeat what stands there.
    let document: Document = serde_json::from_reader(BufReader::new(reader)).map_err(|error| {
        if error.is_io() {
            ImportError::damaged(Place::Payload, "a part of it does not open")
        } else {
            damaged("it is not the JSON of an export")
        }
    })?;
    if document.format != JSON_NAME {
        return Err(damaged("it is not the JSON of an export"));
    }
    let version = match (&document.about, &document.rights) {
        (Some(_), _) => OF_AN_ARCHIVE,
        (None, Some(_)) => WITH_RIGHTS,
        (None, None) => JSON_VERSION,
    };
    if document.version != version {
        return Err(ImportError::Unsupported("this version of an export".into()));
    }
    if document.objects.len() as u64 > limits.objects {
        return Err(ImportError::limit("folders and entries", limits.objects));
    }
    let mut tree = Tree {
        database: document.database.id,
        name: document.database.name,
        description: Zeroizing::new(document.database.description),
        made_at: document.exported_at,
        objects: Vec::with_capacity(document.objects.len()),
        icons: Vec::new(),
        rights: None,
        about: document.about.map(|about| about.checked()).transpose()?,
    };
    for icon in document.icons {
        tree.icons.push(Icon { id: icon.id, bytes: decoded(&icon.content)?.to_vec() });
    }
    // Of each object its level and whether it is a folder.
    let mut known: HashMap<Uuid, (usize, bool)> = HashMap::new();
    for object in document.objects {
        let object = object.checked(limits)?;
        tree.only_an_archive_tells(&object)?;
        let level = match object.parent.map(|parent| known.get(&parent)) {
            None => 1,
            Some(Some((level, true))) => level + 1,
            Some(_) => return Err(damaged("a folder does not stand before what is in it")),
        };
        if level > limits.depth.min(limits::FOLDER_LEVELS) + usize::from(!object.is_folder) {
            return Err(ImportError::limit("levels of folders", limits.depth as u64));
        }
        if known.insert(object.id, (level, object.is_folder)).is_some() {
            return Err(damaged("an id is there twice"));
        }
        tree.objects.push(object);
    }
    if let Some(rights) = document.rights {
        rights.check(&tree.objects)?;
        tree.rights = Some(rights);
    }
    Ok(tree)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    version: u32,
    exported_at: Instant,
    database: Database,
    icons: Vec<IconIn>,
    objects: Vec<ObjectIn>,
    #[serde(default)]
    rights: Option<Rights>,
    #[serde(default)]
    about: Option<About>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Database {
    id: Uuid,
    name: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IconIn {
    id: Uuid,
    content: String,
}

/// An object, or a version of one: an earlier version has neither id nor kind, nor anything in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectIn {
    id: Option<Uuid>,
    parent: Option<Uuid>,
    kind: Option<Kind>,
    #[serde(default)]
    stub: bool,
    bin_at: Option<Instant>,
    #[serde(rename = "type")]
    entry_type: Option<String>,
    revision: u64,
    title: String,
    #[serde(default)]
    tags: Vec<String>,
    category: Option<String>,
    importance: Importance,
    icon: Option<String>,
    valid_to: Option<Instant>,
    warning: Option<Warning>,
    created_at: Instant,
    modified_at: Instant,
    created_by: Option<UserId>,
    modified_by: Option<UserId>,
    fields: Vec<FieldIn>,
    #[serde(default)]
    attachments: Vec<FileIn>,
    #[serde(default)]
    history: Vec<ObjectIn>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Folder,
    Entry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldIn {
    name: String,
    kind: FieldKind,
    secret: bool,
    #[serde(default)]
    custom: bool,
    #[serde(deserialize_with = "wiped")]
    value: Zeroizing<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileIn {
    id: Uuid,
    name: String,
    size: u64,
    #[serde(deserialize_with = "wiped")]
    content: Zeroizing<String>,
}

impl ObjectIn {
    fn checked(mut self, limits: &Limits) -> Result<Object, ImportError> {
        let (Some(id), Some(kind)) = (self.id, &self.kind) else {
            return Err(damaged("an object has no id or no kind"));
        };
        let (parent, name_only, is_folder) = (self.parent, self.stub, *kind == Kind::Folder);
        let bin_at = self.bin_at;
        let (earlier, files) = (std::mem::take(&mut self.history), std::mem::take(&mut self.attachments));
        if is_folder && !files.is_empty() {
            return Err(damaged("a folder has no attachments"));
        }
        if files.len() > limits.attachments {
            return Err(ImportError::limit("attachments of an entry", limits.attachments as u64));
        }
        let mut present = self.version();
        if name_only && present.revision == 0 {
            // As it was written before it was known how such a folder comes back.
            present.revision = 1;
        }
        let mut history: Vec<Version> = Vec::with_capacity(earlier.len());
        for version in earlier {
            if version.id.is_some()
                || version.bin_at.is_some()
                || !version.history.is_empty()
                || !version.attachments.is_empty()
            {
                return Err(damaged("an earlier version is not one"));
            }
            history.push(version.version());
        }
        let revisions = history.iter().chain([&present]).map(|version| version.revision);
        if revisions.clone().next().unwrap_or(0) == 0
            || !revisions.is_sorted_by(|before, after| before < after)
        {
            return Err(damaged("revisions are out of order"));
        }
        // The present one is the highest. What is changed later counts on from it.
        if present.revision > limits::REVISION {
            return Err(ImportError::limit("revisions of an object", limits::REVISION));
        }
        let attachments = files.into_iter().map(|file| file.checked(limits)).collect::<Result<_, _>>()?;
        Ok(Object { id, parent, is_folder, name_only, bin_at, present, history, attachments })
    }

    fn version(self) -> Version {
        let field = |field: FieldIn| Field {
            name: field.name,
            kind: field.kind,
            secret: field.secret,
            custom: field.custom,
            value: field.value,
        };
        Version {
            revision: self.revision,
            properties: Properties {
                entry_type: self.entry_type,
                title: self.title,
                tags: self.tags,
                category: self.category,
                importance: self.importance,
                icon: self.icon,
                valid_to: self.valid_to,
                warning: self.warning,
                online_only: false,
            },
            fields: self.fields.into_iter().map(field).collect(),
            created_at: self.created_at,
            modified_at: self.modified_at,
            created_by: self.created_by,
            modified_by: self.modified_by,
        }
    }
}

impl About {
    /// Refuses limits that can not be set, and people who are none or are there twice.
    fn checked(self) -> Result<Self, ImportError> {
        if self.people.len() > PEOPLE {
            return Err(ImportError::limit("people", PEOPLE as u64));
        }
        self.retention
            .check()
            .map_err(|_| damaged("the database keeps what it deletes for no time that can be set"))?;
        let mut there = HashSet::new();
        let mut is_person = |of: &Named| {
            let named = limits::check_line(&of.name, limits::LINE).is_ok();
            named && matches!(of.principal, Principal::User(_)) && there.insert(of.principal)
        };
        if self.people.iter().all(&mut is_person) {
            Ok(self)
        } else {
            Err(damaged("somebody who changed what is in it has no name that can be one, or two"))
        }
    }
}

impl Tree {
    /// Other exports say nothing of the bin and of people, nor what folders were called before.
    fn only_an_archive_tells(&self, object: &Object) -> Result<(), ImportError> {
        let mut versions = object.history.iter().chain([&object.present]);
        let tells = object.bin_at.is_some()
            || (object.is_folder && !object.history.is_empty())
            || versions.any(|version| version.created_by.or(version.modified_by).is_some());
        if tells && self.about.is_none() {
            return Err(damaged("it is not the JSON of an export"));
        }
        Ok(())
    }
}

impl FileIn {
    fn checked(self, limits: &Limits) -> Result<File, ImportError> {
        let bytes = decoded(&self.content)?;
        if bytes.len() as u64 != self.size {
            return Err(damaged("an attachment is not as long as it says"));
        }
        if bytes.len() > limits.attachment_bytes {
            return Err(ImportError::limit("size of an attachment in bytes", limits.attachment_bytes as u64));
        }
        Ok(File { id: self.id, name: self.name, bytes })
    }
}

fn wiped<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

fn decoded(text: &str) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    STANDARD.decode(text).map(Zeroizing::new).map_err(|_| damaged("it holds what is no base64"))
}

const fn damaged(reason: &'static str) -> ImportError {
    ImportError::damaged(Place::Content, reason)
}
