//! An archive becomes a new database: all of it that an archive holds, as it was. Rights are not taken over: who may do
//! what in the new database is for those to say who administer it.

use std::{collections::HashMap, sync::Arc};

use strongroom_domain::{
    database::ObjectKind,
    entry::{Draft, FieldDraft, FieldKind, Properties},
    id::{AttachmentId, ObjectId},
    limits,
};
use strongroom_formats::{
    self as formats, Counts, Limits, Times,
    export::{Tree, Version},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Builder, Built, Imported, POSITIONS, Taken};
use crate::{
    caller::Caller,
    databases::{NewDatabase, NewOwner},
    error::ServiceError,
    export::open_archive,
    objects::seal_object,
    second_passwords::Layer,
    service::Service,
};

/// The format's name on the wire and in the audit.
pub const ARCHIVE: &str = "archive";

impl Service {
    /// Imports an archive as a new standard database.
    ///
    /// # Errors
    /// [`ServiceError::Import`] says what is wrong with it, [`ServiceError::WrongMasterPassword`] that it does not open;
    /// then nothing is there.
    pub async fn import_archive(
        &self,
        caller: &Caller,
        new: NewDatabase,
        bytes: Zeroizing<Vec<u8>>,
        password: Zeroizing<String>,
    ) -> Result<Imported, ServiceError> {
        if new.owner != NewOwner::Nobody {
            return Err(ServiceError::Invalid("a file is imported into a standard database".into()));
        }
        let _ = self.may_create_database(caller, NewOwner::Nobody)?;
        let planned = Arc::new(self.plan_import(caller, &new).await?);
        let (id, now, key) = (planned.id, caller.now, planned.key.clone());
        let built = self
            .importing
            .run(move || -> Result<(Counts, Built), ServiceError> {
                let tree = open_archive(&bytes, &password, &Limits::default())?;
                let key = key.ok_or(ServiceError::Internal("a new database without a key".into()))?;
                let counts = counts(&tree);
                Ok((counts, Builder::new(id, key.subkeys(id.to_bytes()), now).restore(tree)?))
            })
            .await?;
        let (counts, built) = built?;
        let taken = Taken { counts, warnings: Vec::new(), warnings_left_out: 0 };
        self.write_import(caller, planned, taken, built, ARCHIVE).await
    }
}

fn counts(tree: &Tree) -> Counts {
    let folders = tree.objects.iter().filter(|object| object.is_folder).count() as u64;
    Counts {
        folders,
        entries: tree.objects.len() as u64 - folders,
        attachments: tree.objects.iter().map(|object| object.attachments.len() as u64).sum(),
    }
}

impl Builder {
    /// Every object with its revision, its history and its attachments, under ids of this database.
    fn restore(mut self, tree: Tree) -> Result<Built, ServiceError> {
        let objects = i64::try_from(tree.objects.len()).unwrap_or(i64::MAX);
        self.position = self.now.micros().saturating_sub(objects.saturating_mul(POSITIONS));
        for icon in &tree.icons {
            self.add_icon(icon.id, &icon.bytes)?;
        }
        let mut ids: HashMap<Uuid, ObjectId> = HashMap::new();
        for object in tree.objects {
            let id = ObjectId::from_bytes(strongroom_crypto::random::uuid_v7(self.now.micros())?);
            let kind = if object.is_folder { ObjectKind::Folder } else { ObjectKind::Entry };
            let parent = object.parent.and_then(|parent| ids.get(&parent).copied());
            ids.insert(object.id, id);
            let (mut attachments, mut files) = (Vec::new(), HashMap::new());
            for file in object.attachments {
                limits::check_line(&file.name, limits::LINE).map_err(|_| {
                    ServiceError::Import("an attachment has no name that can be taken".into())
                })?;
                let attachment = formats::Attachment { name: file.name, bytes: Arc::new(file.bytes) };
                let made = self.attachment(id, &attachment)?;
                files.insert(file.id, made.0.id);
                attachments.push(made);
            }
            let present = &object.present;
            let draft = self.again(present, &files);
            let mut built = self.object(id, kind, parent, false, present.revision, draft, times(present))?;
            for version in &object.history {
                let (held, secrets) = self.content(kind, self.again(version, &files), times(version))?;
                let sealed = seal_object(
                    &self.keys,
                    &Layer::uncovered(),
                    self.database,
                    id,
                    version.revision,
                    &held,
                    &secrets,
                )?;
                built.versions.push((version.revision, sealed));
            }
            built.attachments = attachments;
            self.built.objects.push(built);
        }
        Ok(self.built)
    }

    /// A version with the names that images and files have here.
    fn again(&self, version: &Version, files: &HashMap<Uuid, AttachmentId>) -> Draft {
        let icon = version.properties.icon.as_ref().and_then(|icon| match icon.strip_prefix("custom:") {
            Some(id) => self.icons.get(&id.parse().ok()?).map(|id| format!("custom:{id}")),
            None => Some(icon.clone()),
        });
        let field = |field: &strongroom_domain::entry::Field| {
            let file = (field.kind == FieldKind::File).then(|| field.value.parse().ok()).flatten();
            let file = file.and_then(|id: Uuid| files.get(&id));
            FieldDraft {
                name: field.name.clone(),
                kind: Some(field.kind),
                secret: Some(field.secret),
                custom: Some(field.custom),
                value: file.map_or_else(|| field.value.clone(), |id| Zeroizing::new(id.to_string())),
            }
        };
        Draft {
            properties: Properties { icon, ..version.properties.clone() },
            fields: version.fields.iter().map(field).collect(),
        }
    }
}

const fn times(version: &Version) -> Times {
    Times {
        created: Some(version.created_at),
        modified: Some(version.modified_at),
        valid_to: version.properties.valid_to,
    }
}
