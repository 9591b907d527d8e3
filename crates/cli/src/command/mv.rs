//! `strongroom mv`.

use clap::Args;
use strongroom_api::{
    many::{DryRunQuery, Effects, MoveObjects},
    objects::ObjectsQuery,
};
use uuid::Uuid;

use crate::{
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address, Located, Several},
};

/// Moves entries and folders to another folder of the same database, or to another place in it with --before.
/// `strongroom edit --title` renames.
#[derive(Debug, Args)]
pub struct Mv {
    /// DATABASE/FOLDER/ENTRY, one or several
    #[arg(value_name = "PATH", required = true)]
    addresses: Vec<String>,
    /// DATABASE or DATABASE/FOLDER
    target: String,
    /// Put them before this one, which is in that folder: its title or its id. By default they come last
    #[arg(long, value_name = "NAME")]
    before: Option<String>,
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
    let before = arguments.before.as_deref().map(|name| before(&client, &target, name)).transpose()?;
    let request = MoveObjects { objects, parent, before };
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

/// What is in the folder under that title or id.
fn before(client: &Client, target: &Located, name: &str) -> Result<Uuid, CliError> {
    let query =
        ObjectsQuery { parent: target.object.as_ref().map(|folder| folder.id), ..ObjectsQuery::default() };
    let children = client.objects(target.database.id, &query)?.items;
    let found =
        object::named(children, name, |it| (it.id, &it.title, format!("{:?}", it.kind).to_lowercase()));
    found.map(|it| it.id)
}
