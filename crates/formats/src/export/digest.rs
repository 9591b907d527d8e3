//! A digest over what a tree holds, whatever ids it has: the same before an export and after its import.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};
use strongroom_domain::{account::Principal, entry::FieldKind, id::UserId};
use uuid::Uuid;

use super::{Tree, Version};

/// SHA-256 over every folder, entry, version, field, attachment and icon with their places and the people who made them, and
/// over what the database is for and how long it keeps things. Ids count by what they name; the name of the database, the
/// instant of the export and what is not in it do not count.
pub fn digest(tree: &Tree) -> [u8; 32] {
    let places: HashMap<Uuid, u64> = (1..).zip(&tree.objects).map(|(n, object)| (object.id, n)).collect();
    let mut sum = Sum { hash: Sha256::new(), tree };
    sum.bytes(tree.description.as_bytes());
    let retention = tree.about.as_ref().map(|about| about.retention).unwrap_or_default();
    for limit in [retention.bin_days, retention.history_versions, retention.history_days] {
        sum.number(limit.map_or(0, |limit| u64::from(limit) + 1));
    }
    sum.number(tree.objects.len() as u64);
    for object in &tree.objects {
        sum.number(object.parent.and_then(|parent| places.get(&parent).copied()).unwrap_or(0));
        sum.number(u64::from(object.is_folder));
        sum.optional(object.bin_at.map(|at| at.to_string()).as_deref());
        // Attachments have no order of their own: that of their ids changes with these.
        let mut files: Vec<_> = object
            .attachments
            .iter()
            .map(|file| (&file.name, Sha256::digest(&*file.bytes), file.id))
            .collect();
        files.sort();
        let names: Vec<Uuid> = files.iter().map(|(_, _, id)| *id).collect();
        sum.version(&object.present, &names);
        sum.number(object.history.len() as u64);
        object.history.iter().for_each(|version| sum.version(version, &names));
        sum.number(files.len() as u64);
        for (name, content, _) in &files {
            sum.bytes(name.as_bytes());
            sum.bytes(content);
        }
    }
    sum.hash.finalize().into()
}

struct Sum<'a> {
    hash: Sha256,
    tree: &'a Tree,
}

impl Sum<'_> {
    fn version(&mut self, version: &Version, files: &[Uuid]) {
        let properties = &version.properties;
        self.number(version.revision);
        self.number(version.created_at.micros().cast_unsigned());
        self.number(version.modified_at.micros().cast_unsigned());
        self.person(version.created_by);
        self.person(version.modified_by);
        self.bytes(properties.title.as_bytes());
        self.optional(properties.entry_type.as_deref());
        self.optional(properties.category.as_deref());
        self.number(properties.importance as u64);
        self.optional(properties.valid_to.map(|at| at.to_string()).as_deref());
        self.optional(properties.warning.as_ref().map(|warning| warning.text.as_str()));
        self.number(properties.warning.as_ref().map_or(0, |warning| warning.level as u64 + 1));
        self.icon(properties.icon.as_deref());
        self.number(properties.tags.len() as u64);
        properties.tags.iter().for_each(|tag| self.bytes(tag.as_bytes()));
        self.number(version.fields.len() as u64);
        for field in &version.fields {
            self.bytes(field.name.as_bytes());
            self.bytes(field.kind.name().as_bytes());
            self.number(u64::from(field.secret) + 2 * u64::from(field.custom));
            let file = (field.kind == FieldKind::File).then(|| field.value.parse::<Uuid>().ok()).flatten();
            match files.iter().position(|id| Some(*id) == file) {
                Some(place) => self.number(place as u64),
                None => self.bytes(field.value.as_bytes()),
            }
        }
    }

    /// What somebody is called, where that went along.
    fn person(&mut self, user: Option<UserId>) {
        let people = self.tree.about.iter().flat_map(|about| &about.people);
        let mut named =
            people.filter(|named| user.is_some_and(|user| named.principal == Principal::User(user)));
        self.optional(named.next().map(|named| named.name.as_str()));
    }

    /// The image, where it goes along.
    fn icon(&mut self, icon: Option<&str>) {
        let custom = icon.and_then(|icon| icon.strip_prefix("custom:")?.parse::<Uuid>().ok());
        match self.tree.icons.iter().find(|known| Some(known.id) == custom) {
            Some(known) => self.bytes(&known.bytes),
            None => self.optional(icon),
        }
    }

    fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        self.bytes(text.unwrap_or_default().as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.hash.update(bytes);
    }

    fn number(&mut self, number: u64) {
        self.hash.update(number.to_be_bytes());
    }
}
