//! `strongroom bin`: what was deleted and can still come back.

use clap::Args;
use strongroom_api::{
    bin::{BinItem, Emptied, RestoreFromBin},
    databases::Database,
    list::PageQuery,
    objects::{Object, ObjectKind},
};
use uuid::Uuid;

use crate::{
    ask,
    client::{Client, Precondition},
    clock,
    context::Context,
    error::CliError,
    object::{self, Address},
    output::{Items, Table, faint, plain, strong},
};

/// Lists what is in the bin of a database, restores something, or deletes it for good.
#[derive(Debug, Args)]
pub struct Bin {
    /// DATABASE
    database: String,
    /// Restore this: a title or an id
    #[arg(long, value_name = "WHAT", group = "does")]
    restore: Option<String>,
    /// Restore it to this folder (DATABASE or DATABASE/FOLDER) instead of where it was
    #[arg(long, value_name = "PATH", requires = "restore")]
    to: Option<String>,
    /// Delete this for good: a title or an id
    #[arg(long, value_name = "WHAT", group = "does")]
    purge: Option<String>,
    /// Delete for good whatever is in the bin and yours to delete
    #[arg(long, group = "does")]
    empty: bool,
    /// Do not ask before something is deleted for good
    #[arg(long)]
    yes: bool,
}

/// Lists, restores or purges.
pub fn run(context: &Context, arguments: &Bin) -> Result<(), CliError> {
    let client = context.client()?;
    let database = object::locate_folder(&client, &arguments.database.parse::<Address>()?)?.database;
    let id = database.id.to_string();
    if arguments.empty {
        return empty(context, &client, &database, arguments.yes);
    }
    let items: Vec<BinItem> = client.list(&["databases", &id, "bin"], &PageQuery::default())?;
    if let Some(wanted) = &arguments.restore {
        let item = named(&items, wanted)?;
        let to = arguments.to.as_deref().map(|path| folder(&client, &database, path)).transpose()?;
        let path = ["databases", &id, "bin", &item.id.to_string(), "restore"];
        let body = RestoreFromBin { parent: to };
        let request = client.request("POST", &path).idempotent()?.if_match(&precondition(item));
        let restored: Object = request.body(&body)?.send()?.json()?;
        return context.out.either(&restored, |out| out.say(format!("restored {}", restored.title)));
    }
    if let Some(wanted) = &arguments.purge {
        let item = named(&items, wanted)?;
        let what = match item.below {
            0 => item.title.clone(),
            below => format!("{} with {below} in it", item.title),
        };
        let question = format!("{what} will be gone for good.");
        if !arguments.yes && !ask::yes(&question, "--yes")? {
            return Err(CliError::Cancelled);
        }
        client.delete_revised(&["databases", &id, "bin", &item.id.to_string()], &precondition(item))?;
        return context
            .out
            .either(&serde_json::json!({ "purged": item.id }), |out| out.say(format!("{what} is gone")));
    }
    context.out.either(&Items { items: &items }, |out| {
        if items.is_empty() {
            return out.say("nothing in the bin that you may see");
        }
        let mut table = Table::new(["what", "from", "deleted", "by", "gone for good", "id"]);
        for item in &items {
            table.row([
                strong(title(item)),
                plain(origin(item)),
                plain(clock::shown(item.deleted_at)),
                plain(item.deleted_by.as_ref().map(|by| by.name.clone()).unwrap_or_default()),
                plain(item.kept_until.map_or_else(|| "never".to_owned(), clock::shown)),
                faint(item.id.to_string()),
            ]);
        }
        out.table(&table)
    })
}

/// The revision that was listed; of what is shown by its name alone, whichever it is.
fn precondition(item: &BinItem) -> Precondition {
    item.revision.map_or(Precondition::ANY, Precondition::of)
}

fn title(item: &BinItem) -> String {
    match item.kind {
        ObjectKind::Folder => format!("{}/ ({})", item.title, item.below),
        ObjectKind::Entry => item.title.clone(),
    }
}

fn origin(item: &BinItem) -> String {
    match &item.from {
        Some(folder) => folder.title.clone(),
        None if item.needs_parent => "(say where to with --to)".to_owned(),
        None => "/".to_owned(),
    }
}

/// The one item of that id or title.
fn named<'a>(items: &'a [BinItem], wanted: &str) -> Result<&'a BinItem, CliError> {
    let by_id = wanted.parse::<Uuid>().ok().and_then(|id| items.iter().find(|item| item.id == id));
    if let Some(item) = by_id {
        return Ok(item);
    }
    let named: Vec<&BinItem> = items.iter().filter(|item| item.title == wanted).collect();
    match named[..] {
        [item] => Ok(item),
        [] => Err(CliError::NotFound {
            what: wanted.to_owned(),
            hint: "`strongroom bin DATABASE` lists what is in the bin",
        }),
        _ => {
            let from = |item: &&BinItem| (item.id.to_string(), format!("from {}", origin(item)));
            let candidates = named.iter().map(from).collect();
            Err(CliError::Ambiguous { name: wanted.to_owned(), candidates })
        }
    }
}

/// The id of a folder of this database; `None`: its root.
fn folder(client: &Client, database: &Database, path: &str) -> Result<Option<Uuid>, CliError> {
    let located = object::locate_folder(client, &path.parse::<Address>()?)?;
    if located.database.id != database.id {
        return Err(CliError::Usage(format!("`{path}` is in another database")));
    }
    Ok(located.object.map(|folder| folder.id))
}

/// There is no way back, so the name is asked for.
fn empty(context: &Context, client: &Client, database: &Database, sure: bool) -> Result<(), CliError> {
    if !sure {
        let warning = format!("Whatever is in the bin of {} will be gone for good.", database.name);
        context.out.note(&warning);
        if ask::line("Type the name of the database to empty its bin", "--yes")? != database.name {
            return Err(CliError::Cancelled);
        }
    }
    let id = database.id.to_string();
    let mut all = Emptied { purged: 0, kept: 0 };
    // A call purges so much at most.
    loop {
        let emptied: Emptied = client.request("DELETE", &["databases", &id, "bin"]).slow().send()?.json()?;
        all = Emptied { purged: all.purged + emptied.purged, kept: emptied.kept };
        if emptied.purged == 0 || emptied.kept == 0 {
            break;
        }
    }
    context.out.either(&all, |out| match all.kept {
        0 => out.say(format!("{} gone for good", all.purged)),
        kept => out.say(format!("{} gone for good, {kept} not yours to delete", all.purged)),
    })
}
