//! `strongroom admin assignments`, `assign` and `unassign`.

use clap::{Args, ValueEnum};
use strongroom_api::{
    assignments::{Assignment, DatabasePreset, PutAssignment},
    list::PageQuery,
};
use strongroom_domain::rights::Permission;

use super::{dry_run, marks};
use crate::{
    clock,
    context::Context,
    error::CliError,
    object,
    output::{Items, Table, bad, faint, good, plain, strong},
};

/// Lists assignments.
#[derive(Debug, Args)]
pub struct Assignments {
    /// Name or id of the database
    database: String,
}

/// Assigns somebody to a database.
#[derive(Debug, Args)]
pub struct Assign {
    /// Name or id of the database
    database: String,
    /// User or group: NAME, user:NAME, group:NAME or id
    principal: String,
    /// A usual set of permissions; without any option only access to the database
    #[arg(long, conflicts_with_all = ["allow", "deny"])]
    preset: Option<Preset>,
    /// Permissions to allow, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "PERMISSIONS")]
    allow: Vec<String>,
    /// Permissions to deny; a deny wins over every allow
    #[arg(long, value_delimiter = ',', value_name = "PERMISSIONS")]
    deny: Vec<String>,
    /// From when: an instant, or a day from its beginning
    #[arg(long, value_name = "INSTANT")]
    from: Option<String>,
    /// Until when: an instant, or a day through its end
    #[arg(long, value_name = "INSTANT")]
    to: Option<String>,
    /// Change nothing; tell who would gain and who would lose what
    #[arg(long)]
    dry_run: bool,
}

/// Takes somebody off a database.
#[derive(Debug, Args)]
pub struct Unassign {
    /// Name or id of the database
    database: String,
    /// User or group
    principal: String,
    /// Change nothing; tell who would gain and who would lose what
    #[arg(long)]
    dry_run: bool,
}

/// A usual set of permissions at the database.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Preset {
    /// Open it and read
    Reader,
    /// Read, change, add, delete
    Editor,
    /// Everything but the administration of rights
    Full,
    /// Everything
    Administrator,
}

impl From<Preset> for DatabasePreset {
    fn from(preset: Preset) -> Self {
        match preset {
            Preset::Reader => Self::Reader,
            Preset::Editor => Self::Editor,
            Preset::Full => Self::Full,
            Preset::Administrator => Self::Administrator,
        }
    }
}

/// Lists them.
pub fn list(context: &Context, arguments: &Assignments) -> Result<(), CliError> {
    let client = context.client()?;
    let database = object::database(&client, &arguments.database)?;
    let path = ["databases", &database.id.to_string(), "assignments"];
    let items: Vec<Assignment> = client.list(&path, &PageQuery::default())?;
    context.out.either(&Items { items: &items }, |out| {
        if items.is_empty() {
            return out.say("nobody is assigned");
        }
        let mut table = Table::new(["who", "live", "from", "to", "permissions", "id"]);
        for item in &items {
            let end = |instant: Option<_>| plain(instant.map(clock::shown).unwrap_or_default());
            table.row([
                strong(&item.principal.name),
                if item.live { good("yes") } else { bad("no") },
                end(item.valid_from),
                end(item.valid_to),
                plain(marks::shown(&item.permissions)),
                faint(item.principal.id.to_string()),
            ]);
        }
        out.table(&table)
    })
}

/// Sets one.
pub fn set(context: &Context, arguments: &Assign) -> Result<(), CliError> {
    let permissions = marks::marks(&arguments.allow, &arguments.deny, &Permission::DATABASE)?;
    let request = PutAssignment {
        valid_from: arguments.from.as_deref().map(clock::instant).transpose()?,
        valid_to: arguments.to.as_deref().map(clock::end).transpose()?,
        permissions: if permissions.is_empty() { None } else { Some(permissions) },
        preset: arguments.preset.map(DatabasePreset::from),
    };
    let client = context.client()?;
    let database = object::database(&client, &arguments.database)?;
    let principal = object::principal(&client, &arguments.principal)?;
    let ids = (database.id.to_string(), principal.id.to_string());
    let path = ["databases", &ids.0, "assignments", &ids.1];
    if arguments.dry_run {
        return dry_run::put(context, &client, &path, &request);
    }
    let set: Assignment = client.put(&path, &request)?.json()?;
    context.out.either(&set, |out| {
        out.say(format!("{} in {}: {}", set.principal.name, database.name, marks::shown(&set.permissions)))
    })?;
    if !set.permissions.contains_key(&Permission::AccessDatabase) && arguments.deny.is_empty() {
        context.out.note("without `access_database` this alone does not open the database");
    }
    Ok(())
}

/// Removes one.
pub fn remove(context: &Context, arguments: &Unassign) -> Result<(), CliError> {
    let client = context.client()?;
    let database = object::database(&client, &arguments.database)?;
    let principal = object::principal(&client, &arguments.principal)?;
    let ids = (database.id.to_string(), principal.id.to_string());
    let path = ["databases", &ids.0, "assignments", &ids.1];
    if arguments.dry_run {
        return dry_run::delete(context, &client, &path);
    }
    client.delete(&path)?;
    context.out.either(&serde_json::json!({ "removed": principal.id }), |out| {
        out.say(format!("{} is off {}, with their rules in it", principal.name, database.name))
    })
}
