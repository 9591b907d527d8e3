use proptest::prelude::*;
use strongroom_domain::{
    database::{DatabaseKind, DatabaseRules, Node, ObjectKind},
    entry::{Content, Draft, FieldDraft, Properties, Summary, Types},
    id::{DatabaseId, ObjectId},
    rights::Index,
};

use super::*;
use crate::databases::state::{Held, Placed};

fn summary(title: &str, tags: &[&str], fields: &[(&str, &str)]) -> Summary {
    let field = |(name, value): &(&str, &str)| FieldDraft {
        name: (*name).to_owned(),
        value: (*value).to_owned().into(),
        ..FieldDraft::default()
    };
    let draft = Draft {
        properties: Properties {
            entry_type: Some("password".to_owned()),
            title: title.to_owned(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..Properties::default()
        },
        fields: fields.iter().map(field).collect(),
    };
    Content::check(ObjectKind::Entry, &Types::default(), draft).unwrap().split().0
}

/// Title, user name, password, address and two tags.
fn usual(number: usize) -> Summary {
    let fields = [
        ("username", format!("user{number}@example.org")),
        ("password", "a fairly long password".to_owned()),
        ("url", format!("https://host{number}.example.org/login")),
    ];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    summary(&format!("Entry number {number}"), &["production", "team 17"], &fields)
}

/// What the allocator takes for so many bytes: theirs and 8 of its own, in steps of 16, at least 32.
fn allocated(bytes: usize) -> usize {
    (bytes + 8).next_multiple_of(16).max(32)
}

#[test]
fn an_object_takes_less_than_400_bytes_summary_included() {
    const OBJECTS: usize = 20_000;
    let object = |n: usize| ObjectId::from_bytes((n as u128 + 1).to_be_bytes());
    let node = |n| Node { id: object(n), parent: None, kind: ObjectKind::Entry, inheritance: true };
    let rules = DatabaseRules {
        id: DatabaseId::from_bytes([1; 16]),
        kind: DatabaseKind::Standard,
        nodes: (0..OBJECTS).map(node).collect(),
        assignments: Vec::new(),
        rules: Vec::new(),
        grants: Vec::new(),
    };
    let index = Index::compile(&rules, 1).unwrap();
    let summaries: usize =
        (0..OBJECTS).map(|n| allocated(PackedSummary::from(usual(n).to_json()).bytes())).sum();
    let columns = OBJECTS * (size_of::<Option<Held>>() + size_of::<Option<Placed>>());
    let each = (index.heap_bytes() + summaries + columns) / OBJECTS;
    assert!(each <= 400, "{each} bytes for each object");
}

#[test]
fn a_usual_entry_becomes_a_third() {
    let json = usual(4711).to_json();
    let packed = PackedSummary::pack(&json);
    assert!(packed.bytes() * 3 < json.len(), "{} of {}", packed.bytes(), json.len());
    assert_eq!(packed.json(), json);
}

/// Texts that look like JSON, like pieces, like what is escaped, and like letters that fold across alphabets.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-zA-Z0-9 ]{0,6}",
        "[\\PC\n\t\u{1}\u{1f}]{0,4}",
        Just("\"},{\"name\":\"".to_owned()),
        Just("\",\"tags\":[\"".to_owned()),
        Just("\\".to_owned()),
        Just("\"".to_owned()),
        Just("},".to_owned()),
        Just("\u{212a}ΣİẞÄ".to_owned()),
    ];
    proptest::collection::vec(part, 1..4).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(PackedSummary::pack(&bytes).json(), bytes);
    }

    #[test]
    fn what_a_value_holds_is_never_denied(value in text(), before in text(), from in any::<usize>(), to in any::<usize>()) {
        let json = serde_json::to_vec(&serde_json::json!({"title": before, "fields": [{"name": "url", "value": value}]}));
        let packed = PackedSummary::from(json.unwrap());
        for text in [&before, &value] {
            let letters: Vec<char> = text.to_lowercase().chars().collect();
            let from = from % (letters.len() + 1);
            let to = from + to % (letters.len() + 1 - from);
            let wanted: String = letters[from..to].iter().collect();
            prop_assert!(packed.may_hold(&wanted), "{wanted:?} in {text:?}");
        }
    }
}

#[test]
fn what_no_value_holds_is_denied_without_reading_it() {
    let packed = PackedSummary::from(usual(7).to_json());
    assert!(packed.may_hold("HOST7.example".to_lowercase().as_str()));
    for wanted in ["secret", "username", "multiline", "host8", "ünicode"] {
        assert!(!packed.may_hold(wanted), "{wanted}");
    }
}
