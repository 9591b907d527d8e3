//! An object on a terminal.

use std::collections::BTreeMap;

use serde::Serialize;
use strongroom_api::{
    SecretText,
    objects::{Field, Importance, Object, ObjectKind, Warning, WarningLevel},
};

use crate::{
    clock,
    error::CliError,
    object::{Code, seal, short_rights},
    output::{Output, Span, Table, bad, faint, plain, strong},
};

/// What is shown of an object.
#[derive(Serialize)]
pub struct Shown<'a> {
    /// The object.
    #[serde(flatten)]
    pub object: &'a Object,
    /// The values of its secret fields, where they were revealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secrets: Option<&'a BTreeMap<String, SecretText>>,
    /// The codes of this moment.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, Code>,
}

/// Prints it.
pub fn print(out: &Output, shown: &Shown<'_>, database: &str) -> Result<(), CliError> {
    let object = shown.object;
    let kind = match (object.kind, &object.entry_type) {
        (ObjectKind::Folder, _) => "folder",
        (ObjectKind::Entry, Some(entry_type)) => entry_type,
        (ObjectKind::Entry, None) => "entry",
    };
    out.line(&[strong(&object.title), faint(format!("  {kind} in {database}"))])?;
    if let Some(warning) = &object.warning {
        out.line(&[bad("warning"), plain(format!("{}: {}", level(warning), warning.text))])?;
    }
    let mut table = Table::bare();
    let mut blocks = Vec::new();
    for field in &object.fields {
        match line(field, shown) {
            Value::Line(span) => table.row([plain(format!("  {}", field.name)), span]),
            Value::Block(text) => blocks.push((field.name.as_str(), text)),
            Value::Nothing => {}
        }
    }
    for (name, value) in properties(object) {
        table.row([faint(format!("  {name}")), plain(value)]);
    }
    out.table(&table)?;
    for (name, text) in blocks {
        out.say(format!("  {name}"))?;
        out.block("    ", text)?;
    }
    Ok(())
}

enum Value<'a> {
    Nothing,
    Line(Span),
    Block(&'a str),
}

fn line<'a>(field: &'a Field, shown: &'a Shown<'_>) -> Value<'a> {
    if let Some(code) = shown.codes.get(&field.name) {
        let left = clock::seconds_until(code.until);
        return Value::Line(plain(format!("{} (for {left} s)", code.code.expose())));
    }
    let revealed = shown.secrets.and_then(|secrets| secrets.get(&field.name)).map(SecretText::expose);
    match revealed.or(field.value.as_deref()) {
        None if field.secret => Value::Line(faint("(hidden)")),
        None | Some("") => Value::Nothing,
        Some(text) if text.contains('\n') => Value::Block(text),
        Some(text) => Value::Line(plain(text)),
    }
}

/// What is known beside the fields, without what is empty.
fn properties(object: &Object) -> Vec<(&'static str, String)> {
    let rights = match object.rights.as_slice() {
        [] => "see that it exists".to_owned(),
        rights => short_rights(rights),
    };
    [
        ("tags", Some(object.tags.join(", "))),
        ("category", object.category.clone()),
        ("importance", importance(object.importance).map(str::to_owned)),
        ("online only", object.online_only.then(|| "never in a local copy or an export".to_owned())),
        ("valid to", object.valid_to.map(clock::end_shown)),
        ("second password", object.second_password.then(|| "needed for what is hidden".to_owned())),
        ("seal", object.seal.as_ref().map(|held| seal(held.state).into())),
        (
            "editing",
            object.lock.as_ref().map(|lock| {
                let (since, until) = (clock::moment(lock.since), clock::moment(lock.expires_at));
                format!("{} since {since}, until {until} or longer", lock.holder)
            }),
        ),
        (
            "changed",
            object.modified_at.map(|at| format!("{}, revision {}", clock::shown(at), object.revision)),
        ),
        ("you may", Some(rights)),
        ("id", Some(object.id.to_string())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
    .collect()
}

/// How hard a warning stands in the way.
const fn level(warning: &Warning) -> &'static str {
    match warning.level {
        WarningLevel::Info => "",
        WarningLevel::Confirm => " (to be confirmed)",
        WarningLevel::Type => " (to be typed)",
    }
}

/// What is not as with most.
const fn importance(importance: Importance) -> Option<&'static str> {
    match importance {
        Importance::Low => Some("low"),
        Importance::Normal => None,
        Importance::High => Some("high"),
    }
}
