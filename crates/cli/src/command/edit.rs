//! `strongroom edit`.

use clap::Args;
use strongroom_api::objects::{Object, ObjectKind, PatchField, PatchObject};

use super::{
    add,
    fields::{FieldOptions, Given},
    lock,
    properties::Properties,
};
use crate::{
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address, Located},
};

/// Changes an entry or a folder. What is not named stays as it is.
#[derive(Debug, Args)]
pub struct Edit {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// New title
    #[arg(long)]
    title: Option<String>,
    /// New type
    #[arg(long = "type", value_name = "TYPE")]
    entry_type: Option<String>,
    #[command(flatten)]
    fields: FieldOptions,
    #[command(flatten)]
    properties: Properties,
    /// Remove a custom field, or empty a field of the type
    #[arg(long, value_name = "NAME")]
    remove_field: Vec<String>,
    /// Take all tags away
    #[arg(long, conflicts_with = "tags")]
    no_tags: bool,
    /// Take the category away
    #[arg(long, conflicts_with = "category")]
    no_category: bool,
    /// Take the reminder away
    #[arg(long, conflicts_with = "valid_to")]
    no_valid_to: bool,
    /// Take the warning away
    #[arg(long, conflicts_with = "warning")]
    no_warning: bool,
}

/// Changes. The revision that was read here goes with the change, so that nothing of others is overwritten.
pub fn run(context: &Context, arguments: &Edit) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let ids = (database.id.to_string(), found.id.to_string());
    let path = Located::resource(&ids, &[]);
    let (object, revision) = client.get_revised::<Object>(&path)?;
    let change = change(&client, &object, arguments)?;
    if serde_json::to_value(&change)
        .is_ok_and(|change| change.as_object().is_some_and(|members| members.is_empty()))
    {
        return Err(CliError::Usage("nothing to change: say what, for example --title or --generate".into()));
    }
    // Held while the change is made: who edits it now is told before anything is sent, and not overtaken.
    lock::take(&client, &ids)?;
    let changed = client.patch::<Object>(&path, &revision, &change);
    let released = lock::release(&client, &ids);
    // A lock that is left behind is over by itself; what became of the change is what counts.
    let changed = changed?;
    if let Err(error) = released {
        context.out.note(&format!("it stays locked for up to 90 seconds: {error}"));
    }
    context.out.either(&changed, |out| {
        out.say(format!("changed {}, now revision {}", changed.title, changed.revision))
    })
}

fn change(client: &Client, object: &Object, arguments: &Edit) -> Result<PatchObject, CliError> {
    let given = &arguments.properties;
    Ok(PatchObject {
        title: arguments.title.clone(),
        entry_type: arguments.entry_type.clone(),
        fields: fields(client, object, arguments)?,
        tags: if arguments.no_tags || !given.tags.is_empty() { Some(given.tags.clone()) } else { None },
        category: patch(given.category.clone(), arguments.no_category),
        importance: given.importance,
        icon: None,
        valid_to: patch(given.end()?, arguments.no_valid_to),
        warning: patch(given.warning.clone(), arguments.no_warning),
        online_only: given.online_only,
    })
}

/// Unchanged, cleared or set.
fn patch<T>(value: Option<T>, clear: bool) -> strongroom_api::Patch<T> {
    if clear { Some(None) } else { value.map(Some) }
}

fn fields(client: &Client, object: &Object, arguments: &Edit) -> Result<Option<Vec<PatchField>>, CliError> {
    let secret_fields = secret_fields(client, object, arguments)?;
    let is_secret = |name: &str| secret_fields.iter().any(|secret| secret == name);
    let given = arguments.fields.collect(is_secret)?;
    let mut fields: Vec<PatchField> = given.into_iter().map(|field| set(field, &is_secret)).collect();
    fields.extend(arguments.remove_field.iter().map(|name| PatchField {
        name: name.clone(),
        kind: None,
        secret: None,
        custom: None,
        value: Some(None),
    }));
    Ok(if fields.is_empty() { None } else { Some(fields) })
}

fn set(field: Given, is_secret: &impl Fn(&str) -> bool) -> PatchField {
    let said = field.secret && !is_secret(&field.name);
    PatchField {
        name: field.name,
        kind: None,
        secret: said.then_some(true),
        custom: None,
        value: Some(Some(field.value)),
    }
}

/// What is secret in the object as it is, and in the type as it is or will be.
fn secret_fields(client: &Client, object: &Object, arguments: &Edit) -> Result<Vec<String>, CliError> {
    let mut names: Vec<String> =
        object.fields.iter().filter(|field| field.secret).map(|field| field.name.clone()).collect();
    names.push("notes".into());
    let type_name = arguments.entry_type.as_ref().or(object.entry_type.as_ref());
    if let (ObjectKind::Entry, Some(type_name)) = (object.kind, type_name) {
        let entry_type = add::entry_type(client, type_name)?;
        let open = |name: &str| object.fields.iter().any(|field| field.name == name && !field.secret);
        names.extend(
            entry_type
                .fields
                .into_iter()
                .filter(|field| field.secret && !open(&field.name))
                .map(|field| field.name),
        );
    }
    Ok(names)
}
