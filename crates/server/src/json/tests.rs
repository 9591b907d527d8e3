use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::{parse::Fault, *};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Request {
    username: String,
    #[serde(default)]
    seats: Option<u32>,
    #[serde(default)]
    fields: Vec<Field>,
    #[serde(default)]
    permissions: BTreeMap<Word, Mark>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Field {
    name: String,
    #[serde(default)]
    secret: bool,
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
enum Word {
    ReadEntries,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Mark {
    Allow,
    Deny,
}

fn refusal(text: &str) -> String {
    read::<Request>(text.as_bytes(), &Limits::REQUEST).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn a_request_is_read() {
    let text = r#"{"username":"a\u0062","seats":9007199254740991e0,"fields":[]}"#;
    assert!(read::<Request>(text.as_bytes(), &Limits::REQUEST).is_err(), "a decimal is no whole number");
    let text = r#"{"username":"a\u0062","seats":7,"fields":[{"name":"n","secret":true}],"permissions":{"read_entries":"deny"}}"#;
    let request: Request = read(text.as_bytes(), &Limits::REQUEST).unwrap();
    assert_eq!(request.username, "ab");
    assert_eq!(request.seats, Some(7));
    assert_eq!(request.fields, [Field { name: "n".into(), secret: true }]);
    assert_eq!(request.permissions, [(Word::ReadEntries, Mark::Deny)].into());
}

// attack: A16, D4
#[test]
fn refusals_name_the_place_and_repeat_nothing() {
    let cases = [
        (
            r#"{"username":"u","hunter2":1}"#,
            "unknown field: there are only `username`, `seats`, `fields`, `permissions`",
        ),
        (r#"{"username":"u","seat":1}"#, "unknown field: did you mean `seats`?"),
        (r#"{"seats":1}"#, "the field `username` is missing"),
        (r#"{"username":["hunter2"]}"#, "expected a string (at `/username`)"),
        (r#"{"username":"u","seats":"hunter2"}"#, "expected u32 (at `/seats`)"),
        (r#"{"username":"u","seats":-1}"#, "expected u32 (at `/seats`)"),
        (r#"{"username":"u","seats":4294967296}"#, "expected u32 (at `/seats`)"),
        (r#"{"username":"u","seats":1.5}"#, "expected u32 (at `/seats`)"),
        (
            r#"{"username":"u","fields":[{"name":"a"},{"name":"b","hunter2":0}]}"#,
            "unknown field: there are only `name`, `secret` (at `/fields/1`)",
        ),
        (
            r#"{"username":"u","fields":[{"name":"a","secret":"hunter2"}]}"#,
            "expected a boolean (at `/fields/0/secret`)",
        ),
        (
            r#"{"username":"u","permissions":{"hunter2":"allow"}}"#,
            "expected one of `read_entries` (at `/permissions`)",
        ),
        (
            r#"{"username":"u","permissions":{"read_entries":"hunter2"}}"#,
            "expected one of `allow`, `deny` (at `/permissions/read_entries`)",
        ),
        (r#"["hunter2"]"#, "expected an object"),
        (r#""hunter2""#, "expected an object"),
    ];
    for (text, expected) in cases {
        let told = refusal(text);
        assert!(!told.contains("hunter2"), "{text}: {told}");
        assert_eq!(told, expected, "{text}");
    }
}

// attack: A16
#[test]
fn what_readers_disagree_on_is_refused() {
    let cases = [
        (r#"{"username":"a","username":"b"}"#, "an object names a key twice"),
        (r#"{"username":"a","\u0075sername":"b"}"#, "an object names a key twice"),
        (r#"{"username":"a","fields":[{"name":"x","name":"x"}]}"#, "an object names a key twice"),
        (r#"{"username":"a","seats":9007199254740993}"#, "a number can not be held exactly"),
        (r#"{"username":"a","seats":99999999999999999999999}"#, "a number can not be held exactly"),
        (r#"{"username":"a","seats":1e999}"#, "a number can not be held exactly"),
        (r#"{"username":"a","seats":-0}"#, "a number can not be held exactly"),
        (r#"{"username":"a","seats":-0.0}"#, "a number can not be held exactly"),
        (r#"{"username":"a","seats":NaN}"#, "not valid JSON in UTF-8"),
        (r#"{"username":"a","seats":01}"#, "not valid JSON in UTF-8"),
        (r#"{"username":"a",}"#, "not valid JSON in UTF-8"),
        (r#"{"username":"a"} x"#, "not valid JSON in UTF-8"),
        (r#"{"username":"a"}{}"#, "not valid JSON in UTF-8"),
        (r#"{"username":"a"/**/}"#, "not valid JSON in UTF-8"),
        (r#"{"username":"\ud800"}"#, "not valid JSON in UTF-8"),
        (r#"{"username":"a"#, "the JSON ends too early"),
        ("", "the JSON ends too early"),
        ("\u{feff}{}", "not valid JSON in UTF-8"),
    ];
    for (text, expected) in cases {
        let told = refusal(text);
        assert!(told.starts_with(expected), "{text}: {told}");
    }
    assert!(read::<Request>(b"{\"username\":\"\xff\"}", &Limits::REQUEST).is_err(), "not UTF-8");
}

// attack: R1
#[test]
fn depth_and_counts_are_bounded() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(deep(16).as_bytes(), &Limits::REQUEST).is_ok());
    for levels in [17, 129, 100_000] {
        let error = parse(deep(levels).as_bytes(), &Limits::REQUEST).map(|_| ()).unwrap_err();
        assert_eq!(
            error.to_string().split(" (").next().unwrap(),
            "the JSON is nested too deeply",
            "{levels}"
        );
    }
    let wide = format!("[{}0]", "0,".repeat(50_000));
    let error = parse(wide.as_bytes(), &Limits::REQUEST).map(|_| ()).unwrap_err();
    assert!(error.to_string().starts_with("the JSON has too many values"));
    let members: Vec<String> = (0..257).map(|n| format!("\"k{n}\":0")).collect();
    let error =
        parse(format!("{{{}}}", members.join(",")).as_bytes(), &Limits::REQUEST).map(|_| ()).unwrap_err();
    assert!(error.to_string().starts_with("an object has too many members"));
}

#[test]
fn a_pointer_never_carries_a_wild_key() {
    let read = read::<BTreeMap<String, u8>>(br#"{"a b/c~d":"x"}"#, &Limits::REQUEST);
    assert_eq!(read.unwrap_err().to_string(), "expected u8 (at `/*`)");
}

/// Any JSON document.
fn document() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        // Eighths are exact in every reader; the last bit of other decimals is not promised.
        any::<i32>().prop_map(|number| (f64::from(number) / 8.0).into()),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::hash_map(any::<String>(), inner, 0..8)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

/// The value behind a node, for comparison.
fn value(node: &Node) -> serde_json::Value {
    match node {
        Node::Null => serde_json::Value::Null,
        Node::Bool(value) => (*value).into(),
        Node::Integer(value) => (*value).into(),
        Node::Decimal(value) => (*value).into(),
        Node::Text(text) => text.as_str().into(),
        Node::Array(items) => items.iter().map(value).collect(),
        Node::Object(members) => serde_json::Value::Object(
            members.iter().map(|(key, item)| (key.to_string(), value(item))).collect(),
        ),
    }
}

proptest! {
    // attack: A16
    #[test]
    fn what_is_taken_means_what_it_says(document in document(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = document.to_string().into_bytes();
        match parse(&text, &Limits::REQUEST) {
            Ok(node) => prop_assert_eq!(value(&node), document),
            Err(error) => prop_assert_eq!(error.fault, Fault::Number, "only numbers are refused: {}", error),
        }
        // One byte changed: refused, or taken as any other reader takes it.
        let place = cut.index(text.len());
        text[place] = byte;
        if let Ok(node) = parse(&text, &Limits::REQUEST) {
            prop_assert_eq!(value(&node), serde_json::from_slice::<serde_json::Value>(&text).unwrap());
        }
        let _ = read::<Request>(&text, &Limits::REQUEST);
        let _ = parse(&text[..place], &Limits::REQUEST);
    }
}
