//! `strongroom mv`.

use clap::Args;
use strongroom_api::objects::{MoveObject, Object};

use crate::{
    context::Context,
    error::CliError,
    object::{self, Address, Located},
};

/// Moves an entry or a folder to another folder of the same database. `strongroom edit --title` renames.
#[derive(Debug, Args)]
pub struct Mv {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// DATABASE or DATABASE/FOLDER
    target: String,
}

/// Moves.
pub fn run(context: &Context, arguments: &Mv) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let target = object::locate_folder(&client, &arguments.target.parse::<Address>()?)?;
    if target.database.id != database.id {
        return Err(CliError::Usage("both must be in the same database".into()));
    }
    let ids = (database.id.to_string(), found.id.to_string());
    let (_, revision) = client.get_revised::<Object>(&Located::resource(&ids, &[]))?;
    let request = MoveObject { parent: target.object.as_ref().map(|folder| folder.id), before: None };
    let moved: Object = client
        .request("POST", &Located::resource(&ids, &["move"]))
        .idempotent()?
        .if_match(&revision)
        .body(&request)?
        .send()?
        .json()?;
    let folder = target.object.map_or(target.database.name, |folder| folder.title);
    context.out.either(&moved, |out| out.say(format!("moved {} to {folder}", moved.title)))
}
