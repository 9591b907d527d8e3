//! `strongroom history`: earlier versions of a folder or an entry.

mod compared;

use clap::Args;
use strongroom_api::{history::Version, list::PageQuery, objects::Object};

use super::show::{self, How, Seen};
use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, Located, People},
    output::{Items, Table, plain, strong},
};

/// Lists the earlier versions of an entry or a folder; shows one, compares it, or restores it.
#[derive(Debug, Args)]
pub struct History {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// Show this version as `strongroom show` would; each reveal is on record
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["compare", "restore"])]
    revision: Option<u64>,
    /// Show how this version differs from the present one; with --reveal in what is secret, too
    #[arg(long, value_name = "REVISION")]
    compare: Option<u64>,
    /// With --compare: the version to compare with, instead of the present one
    #[arg(long, value_name = "REVISION", requires = "compare")]
    with: Option<u64>,
    /// Make this version the present one again; what it replaces is kept
    #[arg(long, value_name = "REVISION", conflicts_with = "compare")]
    restore: Option<u64>,
    #[command(flatten)]
    how: How,
}

/// Lists, shows, compares or restores.
pub fn run(context: &Context, arguments: &History) -> Result<(), CliError> {
    let how = &arguments.how;
    if how.field.is_some() && arguments.revision.is_none() {
        return Err(CliError::Usage("--field needs --revision: say which version".into()));
    }
    if how.reveal && arguments.revision.or(arguments.compare).is_none() {
        return Err(CliError::Usage("--reveal needs --revision or --compare: say which version".into()));
    }
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let ids = (database.id, found.id);
    if let Some(revision) = arguments.revision {
        let seen = Seen::earlier(&client, ids.0, ids.1, revision)?;
        return show::show(context, &client, &seen, how, &database.name);
    }
    if let Some(revision) = arguments.compare {
        return compared::run(context, &client, ids, (revision, arguments.with), how.reveal);
    }
    let ids = (ids.0.to_string(), ids.1.to_string());
    match arguments.restore {
        Some(revision) => restore(context, &client, &ids, revision),
        None => list(context, &client, &ids),
    }
}

fn restore(
    context: &Context,
    client: &Client,
    ids: &(String, String),
    revision: u64,
) -> Result<(), CliError> {
    let (_, present) = client.get_revised::<Object>(&Located::resource(ids, &[]))?;
    let revision = revision.to_string();
    let path = Located::resource(ids, &["history", &revision, "restore"]);
    let restored: Object = client.request("POST", &path).idempotent()?.if_match(&present).send()?.json()?;
    context.out.either(&restored, |out| {
        out.say(format!(
            "{} is as it was in revision {revision}, now revision {}",
            restored.title, restored.revision
        ))
    })
}

fn list(context: &Context, client: &Client, ids: &(String, String)) -> Result<(), CliError> {
    let versions: Vec<Version> = client.list(&Located::resource(ids, &["history"]), &PageQuery::default())?;
    if context.out.wants_json() {
        return context.out.document(&Items { items: &versions });
    }
    if versions.is_empty() {
        return context.out.say("it was never changed");
    }
    let people = People::of(client)?;
    let mut table = Table::new(["revision", "title", "from", "by"]);
    for it in &versions {
        table.row([
            strong(it.revision.to_string()),
            plain(&it.title),
            plain(clock::shown(it.modified_at)),
            plain(it.modified_by.map_or_else(|| "(unknown)".into(), |id| people.name(id))),
        ]);
    }
    context.out.table(&table)
}
