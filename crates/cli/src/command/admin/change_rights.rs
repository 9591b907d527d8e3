//! `strongroom admin change-rights`.

use std::io::Read;

use clap::Args;
use serde_json::Value;
use strongroom_api::{
    rights_change::{ChangeRights, ChangedRights},
    rights_preview::{PreviewRights, PreviewedRights},
};

use super::dry_run;
use crate::{
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address},
};

/// The largest file of changes, in bytes: a thousand of them are some hundred thousand.
const LIMIT: u64 = 4 << 20;

/// Makes several changes, all of them or none. The file is a JSON array of what `POST /databases/{db}/rights` takes, such as
/// `{"kind": "rule", "object": "IT/Finance", "principal": "group:Trainees", "permissions": {"read_entries": "deny"}}`;
/// users, groups, folders and entries by id, name or path.
#[derive(Debug, Args)]
pub struct ChangeRightsOf {
    /// Name or id of the database
    database: String,
    /// The file; `-` reads from the standard input
    file: String,
    /// Change nothing; tell who would gain and who would lose what
    #[arg(long)]
    dry_run: bool,
}

/// Makes them, or tells what they would do.
pub fn run(context: &Context, arguments: &ChangeRightsOf) -> Result<(), CliError> {
    let text = read(&arguments.file)?;
    let client = context.client()?;
    let database = object::database(&client, &arguments.database)?;
    let request = changes(&client, &text)?;
    let id = database.id.to_string();
    if arguments.dry_run {
        let request = PreviewRights { changes: request.changes, ..PreviewRights::default() };
        let told: PreviewedRights = client.post(&["databases", &id, "rights", "preview"], &request)?;
        return dry_run::print(context, &told.effects);
    }
    let done: ChangedRights = client.post_once(&["databases", &id, "rights"], &request)?;
    context.out.either(&done, |out| {
        out.say(format!("{} changes in {}; with --json: what takes them back", done.changed, database.name))
    })
}

fn read(file: &str) -> Result<String, CliError> {
    let mut text = String::new();
    let read = match file {
        "-" => std::io::stdin().take(LIMIT).read_to_string(&mut text),
        path => std::fs::File::open(path).and_then(|file| file.take(LIMIT).read_to_string(&mut text)),
    };
    read.map_err(CliError::io("can not read the changes"))?;
    Ok(text)
}

/// The changes, with ids in the place of names and paths.
fn changes(client: &Client, text: &str) -> Result<ChangeRights, CliError> {
    let malformed = |error: serde_json::Error| CliError::Usage(format!("these are no changes: {error}"));
    let mut changes: Vec<Value> = serde_json::from_str(text).map_err(malformed)?;
    for change in &mut changes {
        for (member, find) in [("principal", principal as Find), ("object", place as Find)] {
            let Some(Value::String(named)) = change.get_mut(member) else { continue };
            if uuid::Uuid::try_parse(named).is_err() {
                *named = find(client, named)?.to_string();
            }
        }
    }
    let changes = serde_json::from_value(Value::Array(changes)).map_err(malformed)?;
    Ok(ChangeRights { changes })
}

type Find = fn(&Client, &str) -> Result<uuid::Uuid, CliError>;

fn principal(client: &Client, name: &str) -> Result<uuid::Uuid, CliError> {
    Ok(object::principal(client, name)?.id)
}

fn place(client: &Client, path: &str) -> Result<uuid::Uuid, CliError> {
    Ok(object::locate_object(client, &path.parse::<Address>()?)?.1.id)
}
