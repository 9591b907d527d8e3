//! `strongroom rm`.

use clap::Args;
use strongroom_api::many::DeleteObjects;

use crate::{context::Context, error::CliError, object::Several};

/// Deletes entries, and folders with everything in them.
#[derive(Debug, Args)]
pub struct Rm {
    /// DATABASE/FOLDER/ENTRY, one or several
    #[arg(value_name = "PATH", required = true)]
    addresses: Vec<String>,
    /// Delete folders with everything in them
    #[arg(long, short)]
    recursive: bool,
}

/// Deletes, all of them or none. What was read here must still be so.
pub fn run(context: &Context, arguments: &Rm) -> Result<(), CliError> {
    let client = context.client()?;
    let several = Several::locate(&client, &arguments.addresses)?;
    if let Some(folder) = several.folder().filter(|_| !arguments.recursive) {
        return Err(CliError::Usage(format!(
            "`{}` is a folder: --recursive deletes it with everything in it",
            folder.title
        )));
    }
    let database = several.database.id.to_string();
    let request = DeleteObjects { objects: several.at_revisions(&client)? };
    client.post_only(&["databases", &database, "objects", "delete"], &request)?;
    let ids: Vec<_> = request.objects.iter().map(|object| object.id).collect();
    context.out.either(&serde_json::json!({ "deleted": ids }), |out| {
        out.say(format!("deleted {} to the bin of {}", several.described(), several.database.name))
    })
}
