//! `strongroom cp`.

use clap::Args;
use strongroom_api::many::{CopiedObjects, CopyObjects, DryRunQuery, Effects};

use crate::{
    context::Context,
    error::CliError,
    object::{self, Address, Several},
};

/// Copies entries and folders with everything in them, also to another database. A copy has the rights of its new place.
#[derive(Debug, Args)]
pub struct Cp {
    /// DATABASE/FOLDER/ENTRY, one or several
    #[arg(value_name = "PATH", required = true)]
    addresses: Vec<String>,
    /// DATABASE or DATABASE/FOLDER
    target: String,
    /// Change nothing; tell who would see the copies
    #[arg(long)]
    dry_run: bool,
}

/// Copies, all of them or none.
pub fn run(context: &Context, arguments: &Cp) -> Result<(), CliError> {
    let client = context.client()?;
    let several = Several::locate(&client, &arguments.addresses)?;
    let target = object::locate_folder(&client, &arguments.target.parse::<Address>()?)?;
    let database = several.database.id.to_string();
    let path = ["databases", database.as_str(), "objects", "copy"];
    let request = CopyObjects {
        objects: several.at_revisions(&client)?,
        parent: target.object.as_ref().map(|folder| folder.id),
        database: (target.database.id != several.database.id).then_some(target.database.id),
    };
    if arguments.dry_run {
        let query = DryRunQuery { dry_run: Some(true) };
        let effects: Effects = client.request("POST", &path).query(&query)?.body(&request)?.send()?.json()?;
        return object::print_effects(&context.out, "copy", &effects);
    }
    let copied: CopiedObjects =
        client.request("POST", &path).idempotent()?.body(&request)?.slow().send()?.json()?;
    let folder = target.object.map_or(target.database.name, |folder| folder.title);
    context.out.either(&copied, |out| {
        out.say(format!("copied {} to {folder}", several.described()))?;
        if copied.objects > copied.copies.len() as u64 || copied.attachments > 0 {
            out.say(format!("{} objects and {} files in all", copied.objects, copied.attachments))?;
        }
        Ok(())
    })
}
