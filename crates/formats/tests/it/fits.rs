//! What every importer promises: the domain takes each folder and each version of each entry as it is.

use strongroom_domain::{
    database::ObjectKind,
    entry::{Content, Draft, FieldDraft, FieldKind, Properties, Types},
    limits,
};
use strongroom_formats::{Attachment, Bundle, Field, Folder};

/// Panics if a folder or entry of `bundle` would be refused.
pub fn assert_fits(bundle: &Bundle) {
    let counts = bundle.counts();
    assert!(counts.folders + counts.entries <= limits::OBJECTS as u64);
    check_folder(&bundle.root, &Types::default(), 0);
}

fn check_folder(folder: &Folder, types: &Types, level: usize) {
    assert!(level <= limits::FOLDER_LEVELS);
    let notes = FieldDraft {
        name: "notes".to_owned(),
        kind: Some(FieldKind::Multiline),
        value: folder.notes.clone(),
        ..FieldDraft::default()
    };
    let folder_properties = properties(None, &folder.title, &folder.tags);
    Content::check(ObjectKind::Folder, types, Draft { properties: folder_properties, fields: vec![notes] })
        .unwrap();
    for entry in &folder.entries {
        let check = |title: &str, fields: &[Field], tags: &[String], attachments: &[Attachment]| {
            let properties = properties(Some(entry.entry_type), title, tags);
            let fields: Vec<_> = fields.iter().map(draft).collect();
            let count = fields.len();
            let content = Content::check(ObjectKind::Entry, types, Draft { properties, fields }).unwrap();
            assert_eq!(content.fields().len(), count);
            for file in attachments {
                limits::check_line(&file.name, limits::LINE).unwrap();
                assert!(file.bytes.len() as u64 <= limits::ATTACHMENT_BYTES);
            }
        };
        check(&entry.title, &entry.fields, &entry.tags, &entry.attachments);
        for version in &entry.history {
            check(&version.title, &version.fields, &version.tags, &version.attachments);
        }
    }
    for child in &folder.folders {
        check_folder(child, types, level + 1);
    }
}

fn properties(entry_type: Option<&str>, title: &str, tags: &[String]) -> Properties {
    Properties {
        entry_type: entry_type.map(str::to_owned),
        title: title.to_owned(),
        tags: tags.to_vec(),
        ..Properties::default()
    }
}

fn draft(field: &Field) -> FieldDraft {
    FieldDraft {
        name: field.name.to_string(),
        kind: Some(field.kind),
        secret: Some(field.secret),
        custom: Some(field.custom),
        value: field.value.clone(),
    }
}
