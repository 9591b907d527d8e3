//! `strongroom tree`.

use std::collections::HashMap;

use clap::Args;
use strongroom_api::objects::{ListedObject, ObjectKind, ObjectsQuery};
use uuid::Uuid;

use super::ls;
use crate::{
    context::Context,
    error::CliError,
    object::{self, Address},
    output::{Output, faint, plain, strong},
};

/// Shows what is in a database or folder as a tree.
#[derive(Debug, Args)]
pub struct Tree {
    /// DATABASE or DATABASE/FOLDER
    #[arg(value_name = "PATH")]
    address: String,
    /// Folders only
    #[arg(long, short)]
    folders: bool,
    /// How many levels to show
    #[arg(long, short, value_name = "LEVELS")]
    depth: Option<usize>,
}

type Children<'a> = HashMap<Option<Uuid>, Vec<&'a ListedObject>>;

/// Shows a tree.
pub fn run(context: &Context, arguments: &Tree) -> Result<(), CliError> {
    let client = context.client()?;
    let located = object::locate_folder(&client, &arguments.address.parse::<Address>()?)?;
    let folder = located.object.as_ref().map(|folder| folder.id);
    let query = ObjectsQuery { parent: folder, recursive: Some(true), ..ObjectsQuery::default() };
    let mut objects = client.objects(located.database.id, &query)?;
    if arguments.folders {
        objects.items.retain(|item| item.kind == ObjectKind::Folder);
    }
    context.out.either(&objects, |out| {
        out.line(&[strong(located.object.as_ref().map_or(&located.database.name, |folder| &folder.title))])?;
        let mut children: Children<'_> = HashMap::new();
        for item in &objects.items {
            children.entry(item.parent).or_default().push(item);
        }
        print(out, &children, folder, arguments.depth.unwrap_or(usize::MAX))
    })
}

/// Without recursion: the tree comes from the server, and its depth with it.
fn print(out: &Output, children: &Children<'_>, root: Option<Uuid>, depth: usize) -> Result<(), CliError> {
    let below = |folder: Option<Uuid>| children.get(&folder).map(Vec::as_slice).unwrap_or_default();
    let mut open: Vec<(std::slice::Iter<'_, &ListedObject>, String)> =
        vec![(below(root).iter(), String::new())];
    while let Some((rest, indent)) = open.last_mut() {
        let Some(item) = rest.next() else {
            open.pop();
            continue;
        };
        let last = rest.as_slice().is_empty();
        let branch = format!("{indent}{}", if last { "└── " } else { "├── " });
        let further = format!("{indent}{}", if last { "    " } else { "│   " });
        let note =
            if item.kind == ObjectKind::Entry { format!("  ({})", ls::kind(item)) } else { String::new() };
        out.line(&[plain(branch), ls::title(item), faint(note)])?;
        if open.len() < depth && item.kind == ObjectKind::Folder {
            open.push((below(Some(item.id)).iter(), further));
        }
    }
    Ok(())
}
