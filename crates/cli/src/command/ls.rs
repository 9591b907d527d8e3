//! `strongroom ls`.

use clap::Args;
use strongroom_api::objects::{ListedObject, ObjectKind, ObjectsQuery};

use super::databases;
use crate::{
    context::Context,
    error::CliError,
    object::{self, Address, short_rights},
    output::{Span, Table, faint, plain, strong},
};

/// Lists a folder; without one the databases.
#[derive(Debug, Args)]
pub struct Ls {
    /// DATABASE or DATABASE/FOLDER
    #[arg(value_name = "PATH")]
    address: Option<String>,
}

/// Lists a folder.
pub fn run(context: &Context, arguments: &Ls) -> Result<(), CliError> {
    let Some(text) = &arguments.address else { return databases::run(context) };
    let client = context.client()?;
    let located = object::locate_folder(&client, &text.parse::<Address>()?)?;
    let query = ObjectsQuery { parent: located.object.map(|folder| folder.id), ..ObjectsQuery::default() };
    let objects = client.objects(located.database.id, &query)?;
    if objects.items.is_empty() {
        context.out.note("nothing here that you may see");
    }
    context.out.either(&objects, |out| {
        if objects.items.is_empty() {
            return Ok(());
        }
        let mut table = Table::new(["title", "type", "user name", "you may", "id"]);
        for item in &objects.items {
            table.row([
                title(item),
                plain(kind(item)),
                plain(username(item)),
                plain(if item.stub { "-".into() } else { short_rights(objects.rights(item)) }),
                faint(item.id.to_string()),
            ]);
        }
        out.table(&table)
    })
}

/// A title; a folder's ends in a slash.
pub(super) fn title(item: &ListedObject) -> Span {
    match item.kind {
        ObjectKind::Folder => strong(format!("{}/", item.title)),
        ObjectKind::Entry => plain(&item.title),
    }
}

/// Folder, or the type of the entry; and its seal, which is more important than the type.
pub(super) fn kind(item: &ListedObject) -> String {
    let kind = match item.kind {
        ObjectKind::Folder => "folder".to_owned(),
        ObjectKind::Entry => item.entry_type.clone().unwrap_or_else(|| "entry".into()),
    };
    match &item.seal {
        Some(seal) => format!("{kind}, {}", object::seal(seal.state)),
        None => kind,
    }
}

fn username(item: &ListedObject) -> String {
    let field = item.fields.iter().find(|field| field.name == "username");
    field.and_then(|field| field.value.clone()).unwrap_or_default()
}
