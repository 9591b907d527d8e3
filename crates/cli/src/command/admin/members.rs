//! `strongroom admin members`.

use clap::Subcommand;
use strongroom_api::groups::Group;

use crate::{
    context::Context,
    error::CliError,
    object,
    output::{Table, faint, strong},
};

/// Who is in a group.
#[derive(Debug, Subcommand)]
pub enum Members {
    /// List the members of a group
    List {
        /// Name or id of the group
        group: String,
    },
    /// Add people to a group
    Add {
        /// Name or id of the group
        group: String,
        /// User names or ids
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Take people out of a group
    Remove {
        /// Name or id of the group
        group: String,
        /// User names or ids
        #[arg(required = true)]
        users: Vec<String>,
    },
}

/// Does what was asked.
pub fn run(context: &Context, command: &Members) -> Result<(), CliError> {
    let client = context.client()?;
    let (Members::List { group } | Members::Add { group, .. } | Members::Remove { group, .. }) = command;
    let group_id = object::group(&client, group)?.id.to_string();
    let (adds, users) = match command {
        Members::List { .. } => (false, [].as_slice()),
        Members::Add { users, .. } => (true, users.as_slice()),
        Members::Remove { users, .. } => (false, users.as_slice()),
    };
    // All names first, so that a slip in the last one changes nothing.
    let users = users.iter().map(|name| object::user(&client, name)).collect::<Result<Vec<_>, _>>()?;
    for user in &users {
        let user_id = user.id.to_string();
        let path = ["groups", group_id.as_str(), "members", user_id.as_str()];
        if adds { client.put_empty(&path)? } else { client.delete(&path)? }
    }
    let group: Group = client.get(&["groups", &group_id], &())?;
    let members = group.members.unwrap_or_default();
    context.out.either(&serde_json::json!({ "group": group.id, "members": members }), |out| {
        if !users.is_empty() {
            let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
            return out.say(format!("members of {} are now: {}", group.name, names.join(", ")));
        }
        let mut table = Table::new(["user name", "id"]);
        for member in &members {
            table.row([strong(&member.name), faint(member.id.to_string())]);
        }
        out.table(&table)
    })
}
