use std::{borrow::Cow, collections::BTreeSet, fmt::Write};

use super::super::{EntryType, FieldDefinition, FieldKind, TypeError, Types, folder_type};

#[test]
fn the_types_and_their_fields() {
    let types = Types::default();
    let mut table = String::new();
    for of_type in types.all().chain([folder_type()]) {
        let _ = writeln!(table, "{}", of_type.name);
        for field in of_type.fields.iter() {
            let _ = writeln!(
                table,
                "    {:<16} {:<10} {}",
                field.name,
                field.kind,
                if field.secret { "secret" } else { "" }
            );
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_types_of_the_specification_are_there_and_sound() {
    let types = Types::default();
    let names: Vec<&str> = types.all().map(|of_type| of_type.name.as_ref()).collect();
    let specified = "password credit_card software_license identity information banking encrypted_file document rdp putty \
                     teamviewer certificate ssh_key";
    assert_eq!(names, specified.split_whitespace().collect::<Vec<_>>());
    for of_type in types.all() {
        let fields: BTreeSet<&str> = of_type.fields.iter().map(|field| field.name.as_ref()).collect();
        assert_eq!(fields.len(), of_type.fields.len(), "{}: a name twice", of_type.name);
        assert!(of_type.field("notes").is_some_and(|notes| notes.secret), "{}: notes", of_type.name);
        for field in of_type.fields.iter().filter(|field| field.kind.is_always_secret()) {
            assert!(field.secret, "{}: {}", of_type.name, field.name);
        }
    }
    assert!(types.get("banking").and_then(|banking| banking.field("tans")).is_some_and(|tans| tans.secret));
}

fn made(name: &str, fields: &[(&str, FieldKind)]) -> EntryType {
    let fields = fields.iter().map(|(name, kind)| FieldDefinition {
        name: Cow::Owned((*name).to_owned()),
        kind: *kind,
        secret: false,
    });
    EntryType { name: Cow::Owned(name.to_owned()), fields: fields.collect() }
}

#[test]
fn administrators_add_types() {
    let mut types = Types::default();
    types
        .add(made(
            "door_code",
            &[("Building", FieldKind::Text), ("Code", FieldKind::Password), ("notes", FieldKind::Text)],
        ))
        .unwrap();
    let door = types.get("door_code").unwrap();
    assert!(door.field("Code").unwrap().secret, "a password is secret whatever was said");
    assert!(door.field("notes").unwrap().secret, "and so are notes");
    assert!(!door.field("Building").unwrap().secret);

    let stored = serde_json::to_string(door).unwrap();
    assert_eq!(serde_json::from_str::<EntryType>(&stored).as_ref().ok(), Some(door));

    let taken = |name: &str| Err(TypeError::Taken(name.to_owned()));
    assert_eq!(types.add(made("door_code", &[])), taken("door_code"));
    assert_eq!(types.add(made("password", &[])), taken("password"), "built-in types are not replaced");
    for name in ["", "Door", "1door", "door code", "door/code", "t\u{fc}r", &"x".repeat(41)] {
        assert_eq!(types.add(made(name, &[])), Err(TypeError::Name), "{name:?}");
    }
    let twice = made("twice", &[("A", FieldKind::Text), ("A", FieldKind::Date)]);
    assert_eq!(types.add(twice), Err(TypeError::DuplicateField("A".to_owned())));
    assert!(matches!(
        types.add(made("blank", &[(" ", FieldKind::Text)])),
        Err(TypeError::FieldName { number: 1, .. })
    ));
    let names: Vec<String> = (0..201).map(|number| number.to_string()).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), FieldKind::Text)).collect();
    assert_eq!(types.add(made("many", &many)), Err(TypeError::TooManyFields));
}
