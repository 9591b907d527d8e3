//! `strongroom mv`.

use clap::Args;
use strongroom_api::many::{DryRunQuery, Effects, MoveObjects};

use crate::{
    context::Context,
    error::CliError,
    object::{self, Address, Several},
};

/// Moves entries and folders to another folder of the same database. `strongroom edit --title` renames.
#[derive(Debug, Args)]
pub struct Mv {
    /// DATABASE/FOLDER/ENTRY, one or several
    #[arg(value_name = "PATH", required = true)]
    addresses: Vec<String>,
    /// DATABASE or DATABASE/FOLDER
    target: String,
    /// Change nothing; tell who would gain and who would lose sight
    #[arg(long)]
    dry_run: bool,
}

/// Moves, all of them or none.
pub fn run(context: &Context, arguments: &Mv) -> Result<(), CliError> {
    let client = context.client()?;
    let several = Several::locate(&client, &arguments.addresses)?;
    let target = object::locate_folder(&client, &arguments.target.parse::<Address>()?)?;
    if target.database.id != several.database.id {
        return Err(CliError::Usage("both must be in the same database: `cp` copies to another".into()));
    }
    let database = several.database.id.to_string();
    let path = ["databases", database.as_str(), "objects", "move"];
    let objects = several.at_revisions(&client)?;
    let ids: Vec<_> = objects.iter().map(|object| object.id).collect();
    let parent = target.object.as_ref().map(|folder| folder.id);
    let request = MoveObjects { objects, parent, before: None };
    if arguments.dry_run {
        let query = DryRunQuery { dry_run: Some(true) };
        let effects: Effects = client.request("POST", &path).query(&query)?.body(&request)?.send()?.json()?;
        return object::print_effects(&context.out, "move", &effects);
    }
    client.post_only(&path, &request)?;
    let folder = target.object.map_or(target.database.name, |folder| folder.title);
    let told = serde_json::json!({ "moved": ids, "parent": parent });
    context.out.either(&told, |out| out.say(format!("moved {} to {folder}", several.described())))
}
