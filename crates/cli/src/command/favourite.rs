//! `strongroom favourite`, `favourites` and `recent`.

use clap::Args;
use strongroom_api::search::FoundObject;

use super::{ls, search};
use crate::{
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, Located},
    output::{Items, Table, faint, plain, strong},
};

/// Marks a folder or an entry as one of your favourites. Nobody else learns of it.
#[derive(Debug, Args)]
pub struct Favourite {
    /// Which
    #[arg(value_name = "PATH")]
    path: String,
    /// Let it not be one any more
    #[arg(long)]
    remove: bool,
}

/// Marks.
pub fn run(context: &Context, arguments: &Favourite) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, object) = object::locate_object(&client, &arguments.path.parse::<Address>()?)?;
    let ids = (database.id.to_string(), object.id.to_string());
    let resource = Located::resource(&ids, &["favourite"]);
    if arguments.remove {
        client.delete(&resource)?;
    } else {
        client.put_empty(&resource)?;
    }
    Ok(())
}

/// Lists the favourites.
pub fn list(context: &Context) -> Result<(), CliError> {
    let client = context.client()?;
    let found: Vec<FoundObject> = client.list(&["favourites"], &())?;
    if found.is_empty() {
        context.out.note("you have marked nothing that you see");
    }
    search::show(context, &search::Names::of(&client)?, &found)
}

/// Lists what was used last.
pub fn recent(context: &Context) -> Result<(), CliError> {
    let client = context.client()?;
    let found: Vec<FoundObject> = client.list(&["recent"], &())?;
    if found.is_empty() {
        context.out.note("you have used nothing yet that you see");
    }
    let names = search::Names::of(&client)?;
    context.out.either(&Items { items: &found }, |out| {
        if found.is_empty() {
            return Ok(());
        }
        let mut table = Table::new(["used", "what", "type", "id"]);
        for item in &found {
            let at = item.used_at.map(clock::shown).unwrap_or_default();
            let id = faint(item.object.id.to_string());
            table.row([plain(at), strong(names.path(item)), plain(ls::kind(&item.object)), id]);
        }
        out.table(&table)
    })
}
