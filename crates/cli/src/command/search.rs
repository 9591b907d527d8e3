//! `strongroom search` and `strongroom expiring`.

use clap::Args;
use strongroom_api::{
    databases::{Database, DatabasesQuery},
    search::{ExpiringQuery, FoundObject, FoundObjects, SearchQuery},
};

use super::ls;
use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, quoted},
    output::{Items, Table, faint, plain, strong},
};

/// What can be asked for.
const HELP: &str =
    "All words must be met, in the title, user name, address, tags, category or another field that is
not secret; case and accents do not count, and where little is found, misspellings are looked past.

  tag:X  category:X  type:X    has this tag, category or type (`type:folder`: folders)
  folder:X                     lies below a folder with this in its title
  user:X  url:X                has this in its user name or address
  expires:<30d  expires:>1y    expires before, or not before, so many h, d, w, m or y from now
  expired  expires:never       has expired; does not expire
  \"two words\"                exactly these, side by side
  -word  -tag:X                not that

Within a shell, put it all in single quotes: strongroom search 'mail -tag:old \"north wing\"'";

/// Finds folders and entries by title, user name, address, tags and other fields that are not secret.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Search {
    /// What to look for
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// Only in this database or folder
    #[arg(long = "in", value_name = "PATH")]
    within: Option<String>,
    /// How many to show at most
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    limit: u32,
}

/// Lists what expires soon, or did already.
#[derive(Debug, Args)]
pub struct Expiring {
    /// How far to look ahead, in days
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(0..=3_660))]
    within: u32,
}

/// Finds.
pub fn run(context: &Context, arguments: &Search) -> Result<(), CliError> {
    let text = arguments.text.join(" ");
    if text.trim().is_empty() {
        return Err(CliError::Usage("nothing to look for".into()));
    }
    let client = context.client()?;
    let mut query = SearchQuery { q: text, limit: Some(arguments.limit), ..SearchQuery::default() };
    if let Some(path) = &arguments.within {
        let located = object::locate_folder(&client, &path.parse::<Address>()?)?;
        query.database = Some(located.database.id);
        query.folder = located.object.map(|folder| folder.id);
    }
    let found: FoundObjects = client.get(&["search"], &query)?;
    let names = Names::of(&client)?;
    for closed in &found.not_searched {
        context.out.note(&format!("{} is closed and was not searched", names.name(*closed)));
    }
    if found.items.is_empty() {
        context.out.note("nothing found among what you may see");
    }
    if found.next.is_some() {
        context.out.note(&format!("there are more; these are the {} best", found.items.len()));
    }
    show(context, &names, &found.items)
}

/// Lists.
pub fn expiring(context: &Context, arguments: &Expiring) -> Result<(), CliError> {
    let client = context.client()?;
    let query = ExpiringQuery { within: Some(format!("{}d", arguments.within)), ..ExpiringQuery::default() };
    let found: Vec<FoundObject> = client.list(&["expiring"], &query)?;
    if found.is_empty() {
        context.out.note("nothing expires within that time");
    }
    let names = Names::of(&client)?;
    context.out.either(&Items { items: &found }, |out| {
        if found.is_empty() {
            return Ok(());
        }
        let mut table = Table::new(["ends", "what", "type", "id"]);
        for item in &found {
            let end = item.object.valid_to.map(clock::end_shown).unwrap_or_default();
            let id = faint(item.object.id.to_string());
            table.row([plain(end), strong(names.path(item)), plain(ls::kind(&item.object)), id]);
        }
        out.table(&table)
    })
}

/// Objects with the paths to them.
pub(super) fn show(context: &Context, names: &Names, found: &[FoundObject]) -> Result<(), CliError> {
    let hits: Vec<Hit<'_>> = found.iter().map(|item| Hit { path: names.path(item), item }).collect();
    context.out.either(&Items { items: &hits }, |out| {
        let mut table = Table::bare();
        for Hit { path, item } in &hits {
            let id = faint(item.object.id.to_string());
            table.row([strong(path), plain(ls::kind(&item.object)), id]);
        }
        out.table(&table)
    })
}

/// For scripts: the path as other commands take it, in the place of its parts.
#[derive(serde::Serialize)]
struct Hit<'a> {
    #[serde(rename = "address")]
    path: String,
    #[serde(flatten)]
    item: &'a FoundObject,
}

/// The names of the databases.
pub(super) struct Names(Vec<Database>);

impl Names {
    /// Asks for them.
    pub fn of(client: &Client) -> Result<Self, CliError> {
        Ok(Self(client.list(&["databases"], &DatabasesQuery::default())?))
    }

    fn name(&self, id: uuid::Uuid) -> String {
        let known = self.0.iter().find(|database| database.id == id);
        known.map_or_else(|| id.to_string(), |database| quoted(&database.name))
    }

    /// The path to an object, as other commands take it.
    pub fn path(&self, item: &FoundObject) -> String {
        let titles = item.path.iter().chain([&item.object.title]).map(|title| quoted(title));
        [self.name(item.database)].into_iter().chain(titles).collect::<Vec<_>>().join("/")
    }
}
