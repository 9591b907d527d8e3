//! How much memory a file takes that was read, so that whoever holds several of them can bound it. What a value is made
//! of counts, and an allowance for each object; texts that are short and bounded in number are within that.

use std::{collections::HashSet, sync::Arc};

use zeroize::Zeroizing;

use crate::{
    bundle::{Attachment, Bundle, Entry, Field, Folder},
    export::{Object, Tree, Version},
};

/// For an object, or a version of one: titles, tags, marks, and what holds them.
const OBJECT_BYTES: u64 = 1_024;
/// For a field besides its value, or for an attachment besides its content.
const PART_BYTES: u64 = 128;

impl Bundle {
    /// Bytes in memory, roughly; an attachment that several versions share counts once.
    pub fn bytes(&self) -> u64 {
        let icons: u64 = self.icons.iter().map(|icon| PART_BYTES + icon.bytes.len() as u64).sum();
        icons + of_folder(&self.root, &mut HashSet::new())
    }
}

/// Trees are at most 128 levels deep.
fn of_folder(folder: &Folder, known: &mut HashSet<*const Zeroizing<Vec<u8>>>) -> u64 {
    let own = OBJECT_BYTES + folder.notes.len() as u64;
    let entries: u64 = folder.entries.iter().map(|entry| of_entry(entry, known)).sum();
    own + entries + folder.folders.iter().map(|below| of_folder(below, known)).sum::<u64>()
}

fn of_entry(entry: &Entry, known: &mut HashSet<*const Zeroizing<Vec<u8>>>) -> u64 {
    let fields =
        |fields: &[Field]| -> u64 { fields.iter().map(|field| PART_BYTES + field.value.len() as u64).sum() };
    let mut files = |files: &[Attachment]| -> u64 {
        let mut new =
            |file: &Attachment| if known.insert(Arc::as_ptr(&file.bytes)) { file.bytes.len() } else { 0 };
        files.iter().map(|file| PART_BYTES + new(file) as u64).sum()
    };
    let own = OBJECT_BYTES + fields(&entry.fields) + files(&entry.attachments);
    let version = |fields: u64, files: u64| OBJECT_BYTES + fields + files;
    own + entry.history.iter().map(|it| version(fields(&it.fields), files(&it.attachments))).sum::<u64>()
}

impl Tree {
    /// Bytes in memory, roughly.
    pub fn bytes(&self) -> u64 {
        let icons: u64 = self.icons.iter().map(|icon| PART_BYTES + icon.bytes.len() as u64).sum();
        let rights = self.rights.as_ref().map_or(0, |rights| {
            (rights.assignments.len() + rights.rules.len() + rights.inheritance_off.len()) as u64
                * OBJECT_BYTES
        });
        icons + rights + self.objects.iter().map(of_object).sum::<u64>()
    }
}

fn of_object(object: &Object) -> u64 {
    let version = |version: &Version| -> u64 {
        let fields = version.fields.iter().map(|field| PART_BYTES + field.value.len() as u64);
        OBJECT_BYTES + fields.sum::<u64>()
    };
    let files = object.attachments.iter().map(|file| PART_BYTES + file.bytes.len() as u64);
    version(&object.present) + object.history.iter().map(version).sum::<u64>() + files.sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::{EntryVersion, Marks, Times};

    fn file(bytes: &Arc<Zeroizing<Vec<u8>>>) -> Attachment {
        Attachment { name: "a".to_owned(), bytes: Arc::clone(bytes) }
    }

    fn entry(files: Vec<Attachment>, earlier: Vec<Attachment>) -> Entry {
        let version = EntryVersion {
            title: "b".to_owned(),
            fields: Vec::new(),
            tags: Vec::new(),
            icon: None,
            marks: Marks::default(),
            times: Times::default(),
            attachments: earlier,
        };
        Entry {
            title: "b".to_owned(),
            entry_type: "password",
            fields: Vec::new(),
            tags: Vec::new(),
            icon: None,
            marks: Marks::default(),
            times: Times::default(),
            attachments: files,
            history: vec![version],
            in_bin: false,
            source_id: None,
        }
    }

    fn bundle(entries: Vec<Entry>) -> Bundle {
        let below = Folder { entries, ..Folder::default() };
        Bundle {
            name: None,
            description: Zeroizing::default(),
            root: Folder { folders: vec![below], ..Folder::default() },
            icons: Vec::new(),
            warnings: Vec::new(),
            warnings_left_out: 0,
        }
    }

    // attack: R1
    #[test]
    fn what_is_held_weighs_and_what_is_shared_weighs_once() {
        let large = Arc::new(Zeroizing::new(vec![0; 1_000_000]));
        let other = Arc::new(Zeroizing::new(vec![0; 500_000]));
        let shared = bundle(vec![entry(vec![file(&large)], vec![file(&large)])]).bytes();
        assert!((1_000_000..1_010_000).contains(&shared), "{shared}");
        let both = bundle(vec![entry(vec![file(&large)], vec![file(&other)])]).bytes();
        assert!((1_500_000..1_510_000).contains(&both), "{both}");
        let many = bundle((0..1_000).map(|_| entry(Vec::new(), Vec::new())).collect()).bytes();
        assert!(many >= 1_000 * 2 * OBJECT_BYTES, "objects weigh without content: {many}");
    }
}
