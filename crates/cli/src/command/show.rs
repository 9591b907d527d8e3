//! `strongroom show`.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;
use strongroom_api::{
    SecretText,
    objects::{Field, FieldKind, Object, ObjectKind},
    reveal::{Purpose, RevealRequest, Revealed},
};
use uuid::Uuid;

use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, Code, code_now, seal, short_rights},
    output::{Output, Span, Table, bad, faint, plain, strong},
};

/// Shows an entry or a folder. Secret fields stay hidden unless asked for, and each reveal is on record.
#[derive(Debug, Args)]
pub struct Show {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// Reveal the secret fields
    #[arg(long, short)]
    reveal: bool,
    /// Print the value of one field and nothing else; of a one-time code field the code of this moment
    #[arg(long, short, value_name = "NAME", conflicts_with = "reveal")]
    field: Option<String>,
    /// With --field: print what one-time codes are computed from, not the code
    #[arg(long, requires = "field")]
    seed: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    object: &'a Object,
    #[serde(skip_serializing_if = "Option::is_none")]
    secrets: Option<&'a BTreeMap<String, SecretText>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    codes: BTreeMap<String, Code>,
}

/// Shows an object.
pub fn run(context: &Context, arguments: &Show) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let object = fetch(&client, database.id, found.id)?;
    if let Some(name) = &arguments.field {
        return print_field(context, &client, &object, name, arguments.seed);
    }
    let secret_names: Vec<String> =
        object.fields.iter().filter(|field| field.secret).map(|field| field.name.clone()).collect();
    let secrets = if arguments.reveal && !secret_names.is_empty() {
        Some(reveal(&client, &object, Purpose::Show, None)?)
    } else {
        None
    };
    let codes = secrets.as_ref().map(|secrets| codes(&object, secrets)).unwrap_or_default();
    let shown = Shown { object: &object, secrets: secrets.as_ref(), codes };
    context.out.either(&shown, |out| print(out, &shown, &database.name))?;
    if secrets.is_none() && !secret_names.is_empty() {
        context.out.note("--reveal shows the hidden fields; `strongroom copy` copies one without showing it");
    }
    Ok(())
}

/// An object as the caller sees it.
pub(super) fn fetch(client: &Client, database: Uuid, object: Uuid) -> Result<Object, CliError> {
    client.get(&["databases", &database.to_string(), "objects", &object.to_string()], &())
}

/// The value of one field, revealed where it is secret. Of a one-time code field the code, unless the
/// `seed` is wanted.
pub(super) fn value(
    client: &Client,
    object: &Object,
    name: &str,
    purpose: Purpose,
    seed: bool,
) -> Result<SecretText, CliError> {
    let field = object.fields.iter().find(|field| field.name == name).ok_or_else(|| CliError::NotFound {
        what: format!("{}#{name}", object.title),
        hint: "`strongroom show PATH` lists the fields",
    })?;
    let value = match (&field.value, field.secret) {
        (value, false) => SecretText::new(value.clone().unwrap_or_default()),
        (_, true) => {
            let mut secrets = reveal(client, object, purpose, Some(vec![name.to_owned()]))?;
            secrets
                .remove(name)
                .ok_or_else(|| CliError::Answer(format!("it leaves out the field `{name}`")))?
        }
    };
    if field.kind == FieldKind::Totp && !seed { code_now(&value).map(|code| code.code) } else { Ok(value) }
}

fn reveal(
    client: &Client,
    object: &Object,
    purpose: Purpose,
    fields: Option<Vec<String>>,
) -> Result<BTreeMap<String, SecretText>, CliError> {
    let ids = (object.database.to_string(), object.id.to_string());
    let path = ["databases", &ids.0, "objects", &ids.1, "reveal"];
    let request = RevealRequest { purpose, fields, second_password: None };
    client.post_once::<Revealed>(&path, &request).map(|revealed| revealed.fields)
}

fn print_field(
    context: &Context,
    client: &Client,
    object: &Object,
    name: &str,
    seed: bool,
) -> Result<(), CliError> {
    let value = value(client, object, name, Purpose::Show, seed)?;
    context.out.either(&serde_json::json!({ "name": name, "value": value.expose() }), |out| {
        out.exact(value.expose())
    })
}

/// The codes of this moment; a field that gives none is shown without.
fn codes(object: &Object, secrets: &BTreeMap<String, SecretText>) -> BTreeMap<String, Code> {
    let fields = object.fields.iter().filter(|field| field.kind == FieldKind::Totp);
    fields.filter_map(|field| Some((field.name.clone(), code_now(secrets.get(&field.name)?).ok()?))).collect()
}

fn print(out: &Output, shown: &Shown<'_>, database: &str) -> Result<(), CliError> {
    let object = shown.object;
    let kind = match (object.kind, &object.entry_type) {
        (ObjectKind::Folder, _) => "folder",
        (ObjectKind::Entry, Some(entry_type)) => entry_type,
        (ObjectKind::Entry, None) => "entry",
    };
    out.line(&[strong(&object.title), faint(format!("  {kind} in {database}"))])?;
    if let Some(warning) = &object.warning {
        out.line(&[bad("warning: "), plain(&warning.text)])?;
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
        ("valid to", object.valid_to.map(clock::shown)),
        ("second password", object.second_password.then(|| "needed for what is hidden".to_owned())),
        ("seal", object.seal.as_ref().map(|held| seal(held.state).into())),
        (
            "editing",
            object.lock.as_ref().map(|lock| format!("{} since {}", lock.holder, clock::shown(lock.since))),
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
