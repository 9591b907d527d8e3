use proptest::prelude::*;
use zeroize::Zeroizing;

use super::super::{
    Content, Draft, FieldDraft, Importance, MergeError, Properties, Secrets, Summary, Types, Warning,
    WarningLevel,
};
use crate::{database::ObjectKind, time::Instant};

fn field(name: &str, value: &str) -> FieldDraft {
    FieldDraft { name: name.to_owned(), value: Zeroizing::new(value.to_owned()), ..FieldDraft::default() }
}

fn checked(properties: Properties, fields: Vec<FieldDraft>) -> Content {
    Content::check(ObjectKind::Entry, &Types::default(), Draft { properties, fields }).unwrap()
}

fn mail_server() -> Content {
    let properties = Properties {
        title: "Mail server".to_owned(),
        tags: vec!["mail".to_owned()],
        category: Some("IT".to_owned()),
        importance: Importance::High,
        icon: Some("server".to_owned()),
        valid_to: Some("2027-01-01T00:00:00Z".parse::<Instant>().unwrap()),
        warning: Some(Warning { level: WarningLevel::Confirm, text: "Production!".to_owned() }),
        online_only: true,
        entry_type: None,
    };
    let fields = vec![
        field("username", "root"),
        field("password", "s3cret"),
        field("url", "https://mail.example.org"),
        field("notes", "line one\nline two"),
        field("Rack", "B7"),
    ];
    checked(properties, fields)
}

#[test]
fn the_stored_forms_never_change() {
    let (summary, secrets) = mail_server().split();
    insta::assert_snapshot!(String::from_utf8(summary.to_json()).unwrap());
    let bytes: String = secrets
        .to_bytes()
        .iter()
        .flat_map(|byte| std::ascii::escape_default(*byte))
        .map(char::from)
        .collect();
    insta::assert_snapshot!(bytes);
}

#[test]
fn nothing_secret_is_in_a_summary() {
    let (summary, secrets) = mail_server().split();
    let stored = String::from_utf8(summary.to_json()).unwrap();
    assert!(!stored.contains("s3cret") && !stored.contains("line one"));
    assert_eq!(secrets.get("password"), Some("s3cret"));
    assert_eq!(secrets.get("username"), None);
    assert_eq!(secrets.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["password", "notes"]);
    let leaking = stored.replace(r#""secret":true"#, r#""secret":true,"value":"s3cret""#);
    assert!(Summary::from_json(leaking.as_bytes()).is_err(), "a summary that shows a secret is damaged");
    let hollow = stored.replace(r#","value":"root""#, "");
    assert!(Summary::from_json(hollow.as_bytes()).is_err());
}

#[test]
fn a_typical_summary_is_small() {
    // Listings carry summaries of 10,000 entries and more.
    let fields = vec![
        field("username", "administrator"),
        field("password", "x"),
        field("url", "https://mail.example.org/login"),
        field("notes", "x"),
    ];
    let properties = Properties { title: "Mail server 01234".to_owned(), ..Properties::default() };
    let size = checked(properties, fields).split().0.to_json().len();
    assert!(size <= 320, "{size} bytes");
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let (summary, secrets) = mail_server().split();
    let (other, others) = checked(
        Properties { title: "x".to_owned(), ..Properties::default() },
        vec![field("totp", "JBSWY3DPEHPK3PXP"), field("password", "")],
    )
    .split();
    assert_eq!(Content::merge(summary.clone(), others), Err(MergeError));
    assert_eq!(Content::merge(other, secrets.clone()), Err(MergeError));
    assert_eq!(Content::merge(summary.clone(), Secrets::default()), Err(MergeError));
    assert_eq!(Content::merge(summary, secrets), Ok(mail_server()));
}

// attack: C3
#[test]
fn damaged_secrets_are_refused() {
    let bytes = mail_server().split().1.to_bytes();
    for end in 0..bytes.len() {
        assert!(Secrets::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
    }
    let mut longer = bytes.to_vec();
    longer.push(0);
    assert!(Secrets::from_bytes(&longer).is_err());
    assert!(
        Secrets::from_bytes(&[1, 0xff, 0xff, 0xff, 0xff]).is_err(),
        "no room is made for what is not there"
    );
    assert!(Secrets::from_bytes(&[1, 0, 0, 0, 1, 0, 0, 0, 1, 0xff, 0, 0, 0, 0]).is_err(), "not UTF-8");
    assert!(Summary::from_json(b"{\"title\":\"x\",\"secret\":1}").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn content_survives_its_parts(
        title in "[^\\pC\\p{Zl}\\p{Zp}]{1,50}[a-z]",
        values in prop::collection::vec(("[^\\x00-\\x1f\\x7f-\\x9f\u{2028}\u{2029}]{0,40}", any::<bool>()), 0..20),
        note in any::<String>().prop_map(|text| text.replace(|c: char| c.is_control() && c != '\n', "")),
    ) {
        let mut fields: Vec<FieldDraft> = values
            .into_iter()
            .enumerate()
            .map(|(number, (value, secret))| FieldDraft { secret: Some(secret), ..field(&format!("F{number}"), &value) })
            .collect();
        fields.push(field("notes", &note));
        let content = checked(Properties { title, ..Properties::default() }, fields);
        let (summary, secrets) = content.clone().split();
        let summary = Summary::from_json(&summary.to_json()).unwrap();
        let secrets = Secrets::from_bytes(&secrets.to_bytes()).unwrap();
        prop_assert_eq!(Content::merge(summary, secrets), Ok(content));
    }
}
