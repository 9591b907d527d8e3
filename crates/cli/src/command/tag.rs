//! `strongroom tag`.

use clap::Args;
use strongroom_api::many::{TagObjects, TaggedObjects};

use crate::{context::Context, error::CliError, object::Several};

/// Puts tags on entries and folders, and takes them off.
#[derive(Debug, Args)]
pub struct Tag {
    /// DATABASE/FOLDER/ENTRY, one or several
    #[arg(value_name = "PATH", required = true)]
    addresses: Vec<String>,
    /// A tag to put on; may be said several times
    #[arg(long, short, value_name = "TAG", required_unless_present = "remove")]
    add: Vec<String>,
    /// A tag to take off; may be said several times
    #[arg(long, short, value_name = "TAG")]
    remove: Vec<String>,
}

/// Tags, all of them or none.
pub fn run(context: &Context, arguments: &Tag) -> Result<(), CliError> {
    let client = context.client()?;
    let several = Several::locate(&client, &arguments.addresses)?;
    let database = several.database.id.to_string();
    let request = TagObjects {
        objects: several.at_revisions(&client)?,
        add: arguments.add.clone(),
        remove: arguments.remove.clone(),
    };
    let tagged: TaggedObjects = client.post(&["databases", &database, "objects", "tag"], &request)?;
    context.out.either(&tagged, |out| {
        let (changed, all) = (tagged.objects.len(), several.objects.len());
        out.say(format!("changed the tags of {changed} of {all}; the others had them already"))
    })
}
