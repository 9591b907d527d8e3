use zeroize::Zeroizing;

use super::super::{
    Content, ContentError, Draft, FieldDraft, FieldKind, Properties, Types, ValueError, Warning, WarningLevel,
};
use crate::{database::ObjectKind, limits::TextError};

fn field(name: &str, value: &str) -> FieldDraft {
    FieldDraft { name: name.to_owned(), value: Zeroizing::new(value.to_owned()), ..FieldDraft::default() }
}

fn titled(title: &str) -> Properties {
    Properties { title: title.to_owned(), ..Properties::default() }
}

fn entry(properties: Properties, fields: Vec<FieldDraft>) -> Result<Content, ContentError> {
    Content::check(ObjectKind::Entry, &Types::default(), Draft { properties, fields })
}

fn folder(properties: Properties, fields: Vec<FieldDraft>) -> Result<Content, ContentError> {
    Content::check(ObjectKind::Folder, &Types::default(), Draft { properties, fields })
}

#[test]
fn what_is_left_out_comes_from_the_type() {
    let sent = vec![
        field("Rack", "B7"),
        field("password", "s3cret"),
        field("username", "root"),
        field("Shelf", "2"),
    ];
    let content = entry(titled("Mail server"), sent).unwrap();
    assert_eq!(content.properties().entry_type.as_deref(), Some("password"));
    let seen: Vec<_> =
        content.fields().iter().map(|f| (f.name.as_str(), f.kind, f.secret, f.custom)).collect();
    let expected = vec![
        ("username", FieldKind::Text, false, false),
        ("password", FieldKind::Password, true, false),
        ("Rack", FieldKind::Text, false, true),
        ("Shelf", FieldKind::Text, false, true),
    ];
    assert_eq!(seen, expected, "the fields of the type in its order, then the others as they were sent");
}

#[test]
fn nothing_secret_can_be_sent_as_open() {
    let open = |name: &str, kind| FieldDraft { secret: Some(false), kind, ..field(name, "") };
    let sent = vec![
        open("password", None),
        open("notes", None),
        open("totp", None),
        open("PIN", Some(FieldKind::Password)),
        open("Codes", Some(FieldKind::Totp)),
    ];
    assert!(entry(titled("x"), sent).unwrap().fields().iter().all(|field| field.secret));
    let more = FieldDraft { secret: Some(true), ..field("username", "root") };
    assert!(
        entry(titled("x"), vec![more]).unwrap().field("username").unwrap().secret,
        "anything may be made secret"
    );
}

// attack: A12, A16
#[test]
fn what_is_refused_and_where() {
    let long = "x".repeat(501);
    let custom = |name: &str, custom| FieldDraft { custom: Some(custom), ..field(name, "") };
    let of_kind = |name: &str, kind| FieldDraft { kind: Some(kind), ..field(name, "") };
    let of_type = |name: &str| Properties { entry_type: Some(name.to_owned()), ..titled("x") };
    let tagged = |tags: &[&str]| Properties {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..titled("x")
    };
    let warning = |text: &str| Properties {
        warning: Some(Warning { level: WarningLevel::Type, text: text.to_owned() }),
        ..titled("x")
    };
    let cases = [
        (titled(""), vec![], "/title"),
        (titled("  "), vec![], "/title"),
        (titled(&long), vec![], "/title"),
        (titled("a\0"), vec![], "/title"),
        (titled("a\nb"), vec![], "/title"),
        (of_type("no_such"), vec![], "/type"),
        (of_type("folder"), vec![], "/type"),
        (tagged(&["ok", ""]), vec![], "/tags/1"),
        (tagged(&["a"; 101]), vec![], "/tags"),
        (Properties { category: Some(String::new()), ..titled("x") }, vec![], "/category"),
        (Properties { icon: Some("\x1b".to_owned()), ..titled("x") }, vec![], "/icon"),
        (warning(""), vec![], "/warning/text"),
        (titled("x"), vec![field("a", ""), field("", "")], "/fields/1/name"),
        (titled("x"), vec![field("a", ""), field("a", "")], "/fields/1/name"),
        (titled("x"), vec![field("username", ""), field("username", "")], "/fields/1/name"),
        (titled("x"), vec![custom("username", true)], "/fields/0/custom"),
        (titled("x"), vec![custom("usrename", false)], "/fields/0/custom"),
        (titled("x"), vec![of_kind("password", FieldKind::Text)], "/fields/0/kind"),
        (titled("x"), vec![field("username", "a\nb")], "/fields/0/value"),
        (titled("x"), (0..201).map(|n| field(&n.to_string(), "")).collect(), "/fields"),
    ];
    for (properties, fields, place) in cases {
        let error = entry(properties, fields).unwrap_err();
        assert_eq!(error.pointer(), place, "{error}");
    }
    assert!(entry(titled(&"\u{e9}".repeat(500)), vec![]).is_ok());
    assert!(entry(titled("x"), (0..200).map(|n| field(&n.to_string(), "")).collect()).is_ok());
}

// attack: D4
#[test]
fn errors_and_debug_output_hold_no_value() {
    let sent = vec![field("username", "hunter2\u{0}")];
    let error = entry(titled("title-of-mine"), sent).unwrap_err();
    let kind = FieldKind::Text;
    assert_eq!(error, ContentError::Value(0, ValueError::Character { kind, character: '\0' }));
    let draft = Draft { properties: titled("title-of-mine"), fields: vec![field("password", "hunter2")] };
    let content = Content::check(ObjectKind::Entry, &Types::default(), draft.clone()).unwrap();
    let fields = format!("{:?}", content.fields());
    let whole = format!("{draft:?} {content:?} {:?}", content.clone().split());
    for shown in [error.to_string(), fields, whole] {
        assert!(!shown.contains("hunter2") && !shown.contains("title-of-mine"), "{shown}");
    }
}

#[test]
fn a_folder_has_a_title_and_notes() {
    let content = folder(titled("Finance"), vec![field("notes", "ask Mia")]).unwrap();
    assert_eq!(content.properties().entry_type, None);
    assert!(content.field("notes").unwrap().secret);
    assert_eq!(folder(titled("x"), vec![field("username", "")]), Err(ContentError::NotOfType(0)));
    let typed = Properties { entry_type: Some("password".to_owned()), ..titled("x") };
    assert_eq!(folder(typed, vec![]), Err(ContentError::FolderType));
    assert_eq!(folder(titled(" "), vec![]), Err(ContentError::Title(TextError::Empty)));
}

#[test]
fn a_changed_type_keeps_every_field() {
    let sent = vec![
        field("username", "root"),
        field("password", "s3cret"),
        field("url", "https://x"),
        field("Rack", "B7"),
    ];
    let mut draft = entry(titled("x"), sent).unwrap().into_draft();
    draft.properties.entry_type = Some("ssh_key".to_owned());
    let content = Content::check(ObjectKind::Entry, &Types::default(), draft).unwrap();
    let url = content.field("url").unwrap();
    assert!(url.custom && url.kind == FieldKind::Url && url.value.as_str() == "https://x");
    assert!(!content.field("password").unwrap().custom);
    assert_eq!(content.fields().len(), 4);
}

#[test]
fn a_draft_of_content_gives_the_same_content() {
    let sent = vec![field("totp", "JBSWY3DPEHPK3PXP"), field("Rack", "B7"), field("username", "")];
    let tags = ["b", "a", "b"].map(str::to_owned).to_vec();
    let content = entry(Properties { tags, ..titled("x") }, sent).unwrap();
    assert_eq!(content.properties().tags, ["b", "a"], "a tag twice is one, in the order of the first");
    let again = Content::check(ObjectKind::Entry, &Types::default(), content.clone().into_draft());
    assert_eq!(again, Ok(content));
}
