use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::{
    account::{Principal, Role},
    entry::{Content, Draft, FieldDraft, Properties, Types},
    id::{DatabaseId, GroupId, ObjectId, SessionId, UserId},
    rights::{Marks, Permission, PermissionSet, PolicyState},
    time::{Instant, Period},
};

const USER: UserId = UserId::from_bytes([1; 16]);
const OBJECT: ObjectId = ObjectId::from_bytes([2; 16]);

fn at() -> Instant {
    "2026-11-23T15:00:00.25Z".parse().unwrap()
}

fn revealed() -> Record {
    Record {
        session: Some(SessionId::from_bytes([3; 16])),
        client: Some(ClientKind::Cli),
        database: Some(DatabaseId::from_bytes([4; 16])),
        sealed: Some("c2VhbGVk".to_owned()),
        ..Record::new(
            at(),
            Actor::User(USER),
            Event::Revealed {
                object: OBJECT,
                revision: 3,
                purpose: Purpose::Copy,
                fields: FieldNames { of_type: vec!["password".to_owned()], custom: 1 },
                grant: None,
                request: None,
            },
        )
    }
}

fn samples() -> Vec<Record> {
    let marks = Marks::new(
        PermissionSet::of(&[Permission::ReadEntries]),
        PermissionSet::of(&[Permission::PrintEntries]),
    );
    let period = Period { from: None, to: Some(at()) };
    let after = Marking::new(marks.unwrap(), period);
    let refused =
        Outcome::Refused { code: "forbidden".to_owned(), permission: Some(Permission::ReadEntries) };
    let principal = Who::from(Principal::Group(GroupId::from_bytes([5; 16])));
    vec![
        revealed(),
        Record { outcome: refused, ..revealed() },
        Record::new(
            at(),
            Actor::Nobody,
            Event::SignInFailed { user: None, name_hash: Some("00ff".to_owned()) },
        ),
        Record::new(at(), Actor::User(USER), Event::SignedOut {}),
        Record::new(at(), Actor::Operator, Event::SignInLockLifted { user: USER }),
        Record::new(at(), Actor::Server, Event::ServerStarted { version: "0.1.0".to_owned() }),
        Record::new(at(), Actor::Server, Event::ClockBehind { seconds: 3_600 }),
        Record::new(at(), Actor::Operator, Event::ClockAccepted { before: at() }),
        Record::new(
            at(),
            Actor::User(USER),
            Event::AssignmentSet { principal, before: None, after: after.clone() },
        ),
        Record::new(at(), Actor::User(USER), Event::RuleRemoved { object: OBJECT, principal, before: after }),
        Record::new(
            at(),
            Actor::User(USER),
            Event::AssignmentRemoved { principal, before: Marking::new(marks.unwrap(), period), rules: None },
        ),
        Record::new(
            at(),
            Actor::User(USER),
            Event::AssignmentRemoved {
                principal,
                before: Marking::new(marks.unwrap(), period),
                rules: Some(vec![RuleKept::new(OBJECT, marks.unwrap())]),
            },
        ),
        Record::new(
            at(),
            Actor::User(USER),
            Event::RolesChanged {
                user: USER,
                before: BTreeSet::new(),
                after: BTreeSet::from([Role::Auditor, Role::Administrator]),
            },
        ),
        Record::new(
            at(),
            Actor::User(USER),
            Event::PoliciesChanged {
                before: BTreeMap::from([(Permission::PrintEntries, PolicyState::NotDefined)]),
                after: BTreeMap::from([(Permission::PrintEntries, PolicyState::Disabled)]),
            },
        ),
    ]
}

#[test]
fn marks_come_back_from_what_a_record_keeps_of_them() {
    let marks = Marks::new(
        PermissionSet::of(&[Permission::ReadEntries, Permission::AddEntries]),
        PermissionSet::of(&[Permission::ModifyEntries]),
    )
    .unwrap();
    let period = Period { from: Some(at()), to: None };
    let kept = Marking::new(marks, period);
    assert_eq!((kept.marks(), kept.period()), (Some(marks), period));
    assert_eq!(RuleKept::new(OBJECT, marks).marks(), Some(marks));
    let both = vec![Permission::ReadEntries];
    assert_eq!(RuleKept { object: OBJECT, allow: both.clone(), deny: both }.marks(), None);
}

/// Stored records are hashed: these bytes may never change.
#[test]
fn the_encoding_never_changes() {
    let lines: Vec<String> =
        samples().iter().map(|record| String::from_utf8(record.encode()).unwrap()).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_record_survives_its_bytes() {
    for record in samples() {
        let bytes = record.encode();
        let again = Record::decode(&bytes).unwrap();
        assert_eq!(again, record);
        assert_eq!(again.encode(), bytes);
    }
}

// attack: C3
#[test]
fn what_is_no_record_is_refused() {
    let text = String::from_utf8(revealed().encode()).unwrap();
    for other in [
        text.replace("\"v\":1", "\"v\":2"),
        text.replace("\"revision\":3", "\"revision\":\"3\""),
        text.replace("\"revision\":3", "\"revision\":3,\"value\":\"x\""),
        text.replace("\"at\":", "\"at\":0,\"when\":"),
        text.replace("\"revealed\"", "\"shown\""),
        text.replace("\"v\":1", "\"v\":1,\"extra\":1"),
        String::new(),
    ] {
        assert_ne!(other, text);
        assert_eq!(Record::decode(other.as_bytes()), Err(DecodeRecordError), "{other}");
    }
    for end in 0..text.len() {
        assert!(Record::decode(&text.as_bytes()[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn names_are_unique_and_are_the_stored_ones() {
    assert_eq!(Event::NAMES.iter().collect::<BTreeSet<_>>().len(), Event::NAMES.len());
    for record in samples() {
        let name = record.event.name();
        assert!(Event::NAMES.contains(&name));
        assert!(String::from_utf8(record.encode()).unwrap().contains(&format!("\"event\":{{\"{name}\":{{")));
    }
    insta::assert_snapshot!(Event::NAMES.join("\n"));
}

#[test]
fn details_are_the_fields_of_the_event() {
    let details = revealed().event.details();
    assert_eq!(details.keys().collect::<Vec<_>>(), ["fields", "object", "purpose", "revision"]);
    assert_eq!(details["purpose"], "copy");
    assert!(Event::SignedOut {}.details().is_empty());
}

// attack: D3, C7
#[test]
fn names_that_people_chose_are_sealed_and_values_are_nowhere() {
    let field = |name: &str, value: &str| FieldDraft {
        name: name.into(),
        value: value.to_owned().into(),
        ..Default::default()
    };
    let draft = Draft {
        properties: Properties { title: "x".to_owned(), ..Properties::default() },
        fields: vec![field("password", "hunter2"), field("Door of the vault", "1234")],
    };
    let content = Content::check(crate::database::ObjectKind::Entry, &Types::default(), draft).unwrap();
    let (names, chosen) = FieldNames::of(content.fields());
    assert_eq!(names, FieldNames { of_type: vec!["password".to_owned()], custom: 1 });
    assert_eq!(chosen, ["Door of the vault"]);
    let event = Event::Revealed {
        object: OBJECT,
        revision: 1,
        purpose: Purpose::Show,
        fields: names,
        grant: None,
        request: None,
    };
    let bytes = String::from_utf8(Record::new(at(), Actor::User(USER), event).encode()).unwrap();
    for marker in ["hunter2", "1234", "Door"] {
        assert!(!bytes.contains(marker), "{marker}");
    }
    let written = Written { fields: chosen, address: Some([192, 0, 2, 1].into()), ..Written::default() };
    assert_eq!(Written::from_json(&written.to_json()), Ok(written.clone()));
    assert_eq!(format!("{written:?}"), "Written(..)");
    assert!(Written::default().is_empty() && !written.is_empty());
    assert_eq!(Written::from_json(b"{\"password\":\"x\"}"), Err(DecodeWrittenError));
}
