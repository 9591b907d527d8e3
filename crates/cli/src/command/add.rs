//! `strongroom add`.

use clap::Args;
use strongroom_api::{
    Page,
    entry_types::EntryType,
    objects::{FieldKind, NewField, NewObject, Object, ObjectKind},
};

use super::{
    fields::{FieldOptions, Given},
    properties::Properties,
};
use crate::{
    ask,
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address},
    output::Items,
    secret_input,
};

/// Adds an entry or a folder.
#[derive(Debug, Args)]
pub struct Add {
    /// DATABASE/FOLDER/TITLE
    #[arg(value_name = "PATH")]
    address: String,
    /// Add a folder
    #[arg(long, conflicts_with = "entry_type")]
    folder: bool,
    /// Type of the entry; `strongroom add PATH --type help` lists them
    #[arg(long = "type", value_name = "TYPE", default_value = "password")]
    entry_type: String,
    #[command(flatten)]
    fields: FieldOptions,
    #[command(flatten)]
    properties: Properties,
}

/// Adds.
pub fn run(context: &Context, arguments: &Add) -> Result<(), CliError> {
    let client = context.client()?;
    if arguments.entry_type == "help" {
        return list_types(context, &client);
    }
    let address: Address = arguments.address.parse()?;
    let (above, title) = address.split_last().ok_or_else(|| {
        CliError::Usage(
            "expected DATABASE/TITLE; a database is added with `strongroom admin databases add`".into(),
        )
    })?;
    let target = object::locate_folder(&client, &above)?;
    let fields = if arguments.folder { folder_fields(arguments)? } else { entry_fields(&client, arguments)? };
    let properties = &arguments.properties;
    let request = NewObject {
        parent: target.object.map(|folder| folder.id),
        kind: if arguments.folder { ObjectKind::Folder } else { ObjectKind::Entry },
        entry_type: (!arguments.folder).then(|| arguments.entry_type.clone()),
        title,
        fields,
        tags: properties.tags.clone(),
        category: properties.category.clone(),
        importance: properties.importance,
        icon: None,
        valid_to: properties.end()?,
        warning: properties.warning.clone(),
        online_only: properties.online_only,
    };
    let database = target.database.id.to_string();
    let added: Object = client.post(&["databases", &database, "objects"], &request)?;
    context.out.either(&added, |out| out.say(format!("added {} ({})", added.title, added.id)))
}

/// A folder's own field is its notes.
fn folder_fields(arguments: &Add) -> Result<Vec<NewField>, CliError> {
    Ok(arguments
        .fields
        .collect(|name| name == "notes")?
        .into_iter()
        .map(|field| new_field(field, &[]))
        .collect())
}

fn entry_fields(client: &Client, arguments: &Add) -> Result<Vec<NewField>, CliError> {
    let entry_type = entry_type(client, &arguments.entry_type)?;
    let secret_fields: Vec<&str> =
        entry_type.fields.iter().filter(|field| field.secret).map(|field| field.name.as_str()).collect();
    let mut given = arguments.fields.collect(|name| secret_fields.contains(&name))?;
    let wants_password =
        entry_type.fields.iter().any(|field| field.name == "password" && field.kind == FieldKind::Password);
    if wants_password && !arguments.fields.names_password() && ask::possible() {
        let value = secret_input::prompt_twice("Password (empty for none; --generate makes one)")?;
        given.push(Given { name: "password".into(), value, secret: true });
    }
    Ok(given.into_iter().map(|field| new_field(field, &secret_fields)).collect())
}

/// Says that a field is secret only where its type does not.
fn new_field(field: Given, secret_fields: &[&str]) -> NewField {
    let said = field.secret && !secret_fields.contains(&field.name.as_str()) && field.name != "notes";
    NewField {
        name: field.name,
        kind: None,
        secret: said.then_some(true),
        custom: None,
        value: Some(field.value),
    }
}

/// The type of that name.
pub(super) fn entry_type(client: &Client, name: &str) -> Result<EntryType, CliError> {
    types(client)?.into_iter().find(|known| known.name == name).ok_or_else(|| {
        CliError::Usage(format!("there is no type `{name}`; `strongroom add PATH --type help` lists them"))
    })
}

/// All types: a short list in one answer.
fn types(client: &Client) -> Result<Vec<EntryType>, CliError> {
    client.get::<Page<EntryType>>(&["entry-types"], &()).map(|page| page.items)
}

fn list_types(context: &Context, client: &Client) -> Result<(), CliError> {
    let types = types(client)?;
    context.out.either(&Items { items: &types }, |out| {
        for known in &types {
            out.say(&known.name)?;
            for field in &known.fields {
                let secret = if field.secret { ", secret" } else { "" };
                out.say(format!("  {} ({}{secret})", field.name, kind(field.kind)))?;
            }
        }
        Ok(())
    })
}

const fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Multiline => "multiline",
        FieldKind::Password => "password",
        FieldKind::Url => "url",
        FieldKind::Email => "email",
        FieldKind::Date => "date",
        FieldKind::Number => "number",
        FieldKind::Decimal => "decimal",
        FieldKind::Boolean => "boolean",
        FieldKind::Totp => "totp",
        FieldKind::File => "file",
    }
}
