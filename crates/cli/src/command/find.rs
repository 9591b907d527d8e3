//! `strongroom find`.

use std::collections::HashMap;

use clap::Args;
use strongroom_api::{
    databases::{Database, DatabaseState, DatabasesQuery},
    objects::{ListedObject, Object, ObjectsQuery},
};
use uuid::Uuid;

use super::ls;
use crate::{
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address, quoted},
    output::{Items, Table, faint, plain, strong},
};

/// Finds folders and entries by title, user name, address, tags and other fields that are not secret.
#[derive(Debug, Args)]
pub struct Find {
    /// What to look for
    text: String,
    /// Only in this database or folder
    #[arg(long = "in", value_name = "PATH")]
    within: Option<String>,
}

/// No path is longer, whatever the server says: the levels of folders that the API allows.
const LEVELS: usize = 64;

#[derive(serde::Serialize)]
struct Hit {
    database: Uuid,
    path: String,
    #[serde(flatten)]
    object: ListedObject,
}

/// Finds.
pub fn run(context: &Context, arguments: &Find) -> Result<(), CliError> {
    if arguments.text.trim().is_empty() {
        return Err(CliError::Usage("nothing to look for".into()));
    }
    let client = context.client()?;
    let mut hits = Vec::new();
    match &arguments.within {
        Some(text) => {
            let located = object::locate_folder(&client, &text.parse::<Address>()?)?;
            let folder = located.object.map(|folder| folder.id);
            hits.extend(search(&client, &located.database, folder, &arguments.text)?);
        }
        None => {
            for database in client.list::<Database>(&["databases"], &DatabasesQuery::default())? {
                // What is only administered, or belongs to somebody else, has nothing to find.
                if database.rights.is_empty() {
                    continue;
                }
                if database.state == DatabaseState::Open {
                    hits.extend(search(&client, &database, None, &arguments.text)?);
                } else {
                    context.out.note(&format!("{} is closed and was not searched", database.name));
                }
            }
        }
    }
    if hits.is_empty() {
        context.out.note("nothing found among what you may see");
    }
    context.out.either(&Items { items: &hits }, |out| {
        let mut table = Table::bare();
        for hit in &hits {
            table.row([strong(&hit.path), plain(ls::kind(&hit.object)), faint(hit.object.id.to_string())]);
        }
        out.table(&table)
    })
}

fn search(
    client: &Client,
    database: &Database,
    folder: Option<Uuid>,
    text: &str,
) -> Result<Vec<Hit>, CliError> {
    let query = ObjectsQuery {
        parent: folder,
        q: Some(text.to_owned()),
        recursive: Some(true),
        ..ObjectsQuery::default()
    };
    let found = client.objects(database.id, &query)?.items;
    let mut folders = Folders { client, database, known: HashMap::new() };
    Ok(found
        .into_iter()
        .map(|object| Hit { database: database.id, path: folders.path(&object), object })
        .collect())
}

/// The folders above the hits, each asked for once.
struct Folders<'a> {
    client: &'a Client,
    database: &'a Database,
    known: HashMap<Uuid, Option<(String, Option<Uuid>)>>,
}

impl Folders<'_> {
    fn path(&mut self, object: &ListedObject) -> String {
        let mut titles = vec![quoted(&object.title)];
        let mut above = object.parent;
        for _ in 0..LEVELS {
            let Some(id) = above else { break };
            match self.folder(id) {
                Some((title, next)) => {
                    titles.push(quoted(&title));
                    above = next;
                }
                None => {
                    titles.push("…".into());
                    break;
                }
            }
        }
        titles.push(quoted(&self.database.name));
        titles.reverse();
        titles.join("/")
    }

    /// Title and parent of a folder; a path is only for reading, so a folder that can not be told is left out.
    fn folder(&mut self, id: Uuid) -> Option<(String, Option<Uuid>)> {
        let (client, database) = (self.client, self.database.id.to_string());
        self.known
            .entry(id)
            .or_insert_with(|| {
                let object: Object =
                    client.get(&["databases", &database, "objects", &id.to_string()], &()).ok()?;
                Some((object.title, object.parent))
            })
            .clone()
    }
}
