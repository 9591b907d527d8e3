//! `strongroom rm`.

use clap::Args;
use strongroom_api::objects::{Object, ObjectKind};

use crate::{
    context::Context,
    error::CliError,
    object::{self, Address, Located},
};

/// Deletes an entry, or a folder with everything in it.
#[derive(Debug, Args)]
pub struct Rm {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// Delete a folder with everything in it
    #[arg(long, short)]
    recursive: bool,
}

/// Deletes. What was read here must still be so.
pub fn run(context: &Context, arguments: &Rm) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    if found.kind == ObjectKind::Folder && !arguments.recursive {
        return Err(CliError::Usage(format!(
            "`{}` is a folder: --recursive deletes it with everything in it",
            found.title
        )));
    }
    let ids = (database.id.to_string(), found.id.to_string());
    let path = Located::resource(&ids, &[]);
    let (object, revision) = client.get_revised::<Object>(&path)?;
    client.delete_revised(&path, &revision)?;
    context.out.either(&serde_json::json!({ "deleted": object.id }), |out| {
        out.say(format!("deleted {} to the bin of {}", object.title, database.name))
    })
}
