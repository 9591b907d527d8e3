//! An archive comes in as it went out: every object with its revision, its history and its attachments, under new ids; as a
//! new database also what that is for, how long it keeps things, its bin, and who made what, where they are known here by
//! their ids. Whoever imports answers for what an archive says of others: into a database that is there none of that comes.
//! Of rights only inheritance is here; the others are set by [`super::rights`], where they are to be.

use std::collections::{HashMap, HashSet};

use strongroom_crypto::random;
use strongroom_domain::{
    account::Principal,
    database::ObjectKind,
    entry::{Draft, FieldDraft, FieldKind, Properties},
    id::{AttachmentId, ObjectId, UserId},
    limits,
    retention::Retention,
};
use strongroom_formats::{
    Times, Warning, WarningCode,
    export::{Tree, Version},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    build::{Builder, Built},
    tally::Tally,
};
use crate::{databases::state::Held, error::ServiceError};

/// The format's name on the wire and in the audit.
pub const ARCHIVE: &str = "archive";

impl Builder<'_> {
    /// Every object with its revision, its history and its attachments, under ids of this database.
    pub(super) fn restore(mut self, tree: &Tree) -> Result<(Built, Tally), ServiceError> {
        self.reserve(tree.objects.len() as u64);
        self.about(tree);
        for icon in &tree.icons {
            self.add_icon(icon.id, &icon.bytes)?;
        }
        // Of each folder the id that it has here, and how many are above what is in it.
        let mut folders: HashMap<Uuid, (ObjectId, usize)> = HashMap::new();
        let mut binned: HashSet<Uuid> = HashSet::new();
        for object in &tree.objects {
            let id = ObjectId::from_bytes(random::uuid_v7(self.now.micros())?);
            let kind = if object.is_folder { ObjectKind::Folder } else { ObjectKind::Entry };
            let above = object.parent.and_then(|parent| folders.get(&parent).copied());
            let level = above.map_or(self.into.level, |(_, level)| level);
            let in_bin =
                object.bin_at.is_some() || object.parent.is_some_and(|parent| binned.contains(&parent));
            if in_bin {
                binned.insert(object.id);
            }
            if in_bin && !self.into.take_bin {
                self.tally.in_bin += 1;
                continue;
            }
            let parent = above.map_or(self.into.parent, |(id, _)| Some(id));
            if object.is_folder {
                self.check_level(level)?;
                folders.insert(object.id, (id, level + 1));
            }
            self.object(object, id, kind, parent)?;
        }
        Ok((self.built, self.tally))
    }

    fn object(
        &mut self,
        object: &strongroom_formats::export::Object,
        id: ObjectId,
        kind: ObjectKind,
        parent: Option<ObjectId>,
    ) -> Result<(), ServiceError> {
        let present = &object.present;
        if kind == ObjectKind::Entry && self.is_left_out(&self.again(present, &HashMap::new())) {
            return Ok(());
        }
        // The files first: a field of their kind names them by the ids that they have here.
        let (mut rows, mut files) = (Vec::new(), HashMap::new());
        for file in &object.attachments {
            limits::check_line(&file.name, limits::LINE)
                .map_err(|_| ServiceError::Import("an attachment has no name that can be taken".into()))?;
            let (known_as, row) = self.file(id, &file.name, &file.bytes)?;
            files.insert(file.id, known_as);
            rows.push(row);
        }
        let title = &present.properties.title;
        let mut made = match self.content(kind, self.again(present, &files), times(present)) {
            Ok((held, secrets)) => {
                let content = (self.by(held, present), secrets);
                self.make(id, kind, parent, false, present.revision, content)?
            }
            // What is in a folder has no other place.
            Err(error) if kind == ObjectKind::Folder => return Err(error),
            Err(error) => return self.failed(title, error),
        };
        for version in &object.history {
            match self.content(kind, self.again(version, &files), times(version)) {
                Ok((held, secrets)) => {
                    let held = self.by(held, version);
                    self.version(&mut made, version.revision, &held, &secrets)?;
                }
                Err(error) => return self.failed(title, error),
            }
        }
        rows.into_iter().for_each(|row| made.attach(row));
        made.incoming.place.bin_at = object.bin_at.map(|at| match self.into.people {
            // Of its time there what is left here.
            Some(_) => at.min(self.now),
            None => self.now,
        });
        made.incoming.place.inheritance = !self.into.cut.contains(&object.id);
        self.built.ids.insert(object.id, id);
        self.keep(made);
        Ok(())
    }

    /// Takes in who of the archive is known here, and says what does not come along.
    fn about(&mut self, tree: &Tree) {
        let Some(about) = &tree.about else { return };
        let users = about.people.iter().filter_map(|of| match of.principal {
            Principal::User(user) => Some(user),
            Principal::Group(_) => None,
        });
        if let Some(memory) = &self.into.people {
            let accounts = memory.accounts.read();
            self.authors = users.filter(|user| accounts.user(*user).is_some()).collect();
        }
        let unknown = about.people.len() - self.authors.len();
        let mut warn = |code, item: String| {
            self.tally.warnings.push(Warning { code, place: String::new(), item });
        };
        if self.into.people.is_none()
            && (!tree.description.is_empty() || about.retention != Retention::default())
        {
            warn(WarningCode::DatabaseSettings, String::new());
        }
        for (code, count) in [
            (WarningCode::ObjectsLeftOut, about.objects_left_out),
            (WarningCode::GrantsLeftOut, about.grants_left_out),
            (WarningCode::AuthorsUnknown, unknown as u64),
        ] {
            if count > 0 {
                warn(code, count.to_string());
            }
        }
    }

    /// By whom a version is, where they are known here.
    fn by(&self, held: Held, version: &Version) -> Held {
        let known = |user: Option<UserId>| user.filter(|user| self.authors.contains(user));
        Held { created_by: known(version.created_by), modified_by: known(version.modified_by), ..held }
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
