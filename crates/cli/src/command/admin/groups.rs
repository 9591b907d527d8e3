//! `strongroom admin groups`.

use clap::{Args, Subcommand};
use strongroom_api::{
    groups::{Group, NewGroup, PatchGroup},
    list::PageQuery,
};

use crate::{
    client::Client,
    context::Context,
    error::CliError,
    object,
    output::{Items, Table, bad, faint, good, plain, strong},
};

/// Groups of people.
#[derive(Debug, Subcommand)]
pub enum Groups {
    /// List groups
    List,
    /// Add a group
    Add {
        /// Its name
        name: String,
        /// What it is for
        #[arg(long)]
        description: Option<String>,
        /// Only super administrators change its members
        #[arg(long)]
        protected: bool,
    },
    /// Change a group
    Edit(Edit),
    /// Delete a group
    Remove {
        /// Name or id
        name: String,
    },
}

/// Changes a group.
#[derive(Debug, Args)]
pub struct Edit {
    /// Name or id
    name: String,
    /// New name
    #[arg(long)]
    rename: Option<String>,
    /// What it is for; empty takes it away
    #[arg(long)]
    description: Option<String>,
    /// Let it count
    #[arg(long)]
    enable: bool,
    /// Let it give and deny nothing
    #[arg(long, conflicts_with = "enable")]
    disable: bool,
    /// Let only super administrators change its members
    #[arg(long)]
    protect: bool,
    /// Let administrators change its members
    #[arg(long, conflicts_with = "protect")]
    unprotect: bool,
}

/// Does what was asked.
pub fn run(context: &Context, command: &Groups) -> Result<(), CliError> {
    let client = context.client()?;
    match command {
        Groups::List => list(context, &client),
        Groups::Add { name, description, protected } => {
            let request = NewGroup {
                name: name.clone(),
                description: description.clone(),
                enabled: true,
                protected: *protected,
            };
            let group: Group = client.post(&["groups"], &request)?;
            context.out.either(&group, |out| out.say(format!("added {} ({})", group.name, group.id)))
        }
        Groups::Edit(edit) => change(context, &client, edit),
        Groups::Remove { name } => {
            let id = object::group(&client, name)?.id.to_string();
            let path = ["groups", id.as_str()];
            let (group, revision) = client.get_revised::<Group>(&path)?;
            client.delete_revised(&path, &revision)?;
            context.out.either(&serde_json::json!({ "deleted": group.id }), |out| {
                out.say(format!("deleted {}, with its assignments and rules", group.name))
            })
        }
    }
}

fn list(context: &Context, client: &Client) -> Result<(), CliError> {
    let groups: Vec<Group> = client.list(&["groups"], &PageQuery::default())?;
    context.out.either(&Items { items: &groups }, |out| {
        let mut table = Table::new(["name", "state", "members", "protected", "description", "id"]);
        for group in &groups {
            table.row([
                strong(&group.name),
                if group.enabled { good("enabled") } else { bad("disabled") },
                plain(group.member_count.to_string()),
                plain(if group.protected { "yes" } else { "no" }),
                plain(group.description.clone().unwrap_or_default()),
                faint(group.id.to_string()),
            ]);
        }
        out.table(&table)
    })
}

fn change(context: &Context, client: &Client, edit: &Edit) -> Result<(), CliError> {
    let description = edit.description.clone().map(|text| Some(text).filter(|text| !text.is_empty()));
    let switch = |on: bool, off: bool| if on { Some(true) } else { off.then_some(false) };
    let change = PatchGroup {
        name: edit.rename.clone(),
        description,
        enabled: switch(edit.enable, edit.disable),
        protected: switch(edit.protect, edit.unprotect),
    };
    let id = object::group(client, &edit.name)?.id.to_string();
    let path = ["groups", id.as_str()];
    let (_, revision) = client.get_revised::<Group>(&path)?;
    let group: Group = client.patch(&path, &revision, &change)?;
    context.out.either(&group, |out| out.say(format!("changed {}", group.name)))
}
