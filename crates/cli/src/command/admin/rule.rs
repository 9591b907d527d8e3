//! `strongroom admin rules`, `rule` and `unrule`.

use clap::{Args, ValueEnum};
use strongroom_api::rules::{self, ObjectPreset, ObjectRules, PutRule};
use strongroom_domain::rights::Permission;

use super::{dry_run, marks};
use crate::{
    context::Context,
    error::CliError,
    object::{self, Address, Located},
    output::{Table, faint, plain, strong},
};

/// Lists rules.
#[derive(Debug, Args)]
pub struct Rules {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
}

/// Sets a rule.
#[derive(Debug, Args)]
pub struct Rule {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// User or group: NAME, user:NAME, group:NAME or id
    principal: String,
    /// A usual set of permissions
    #[arg(long, conflicts_with_all = ["allow", "deny"], required_unless_present_any = ["allow", "deny"])]
    preset: Option<Preset>,
    /// Permissions to allow, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "PERMISSIONS")]
    allow: Vec<String>,
    /// Permissions to deny; a deny wins over every allow
    #[arg(long, value_delimiter = ',', value_name = "PERMISSIONS")]
    deny: Vec<String>,
    /// Change nothing; tell who would gain and who would lose what
    #[arg(long)]
    dry_run: bool,
}

/// Removes a rule.
#[derive(Debug, Args)]
pub struct Unrule {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// User or group
    principal: String,
    /// Change nothing; tell who would gain and who would lose what
    #[arg(long)]
    dry_run: bool,
}

/// A usual set of permissions on a folder or entry.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Preset {
    /// Use without seeing the secrets: a hurdle, not a wall
    Use,
    /// Read
    Reader,
    /// Read, change, add, delete
    Editor,
    /// Everything
    Full,
}

impl From<Preset> for ObjectPreset {
    fn from(preset: Preset) -> Self {
        match preset {
            Preset::Use => Self::Use,
            Preset::Reader => Self::Reader,
            Preset::Editor => Self::Editor,
            Preset::Full => Self::Full,
        }
    }
}

/// Lists the rules on an object itself.
pub fn list(context: &Context, arguments: &Rules) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let ids = (database.id.to_string(), found.id.to_string());
    let rules: ObjectRules = client.get(&Located::resource(&ids, &["rules"]), &())?;
    context.out.either(&rules, |out| {
        let above = if rules.inheritance { "on" } else { "off: allows from above do not reach it" };
        out.line(&[strong(&found.title), plain(format!(": inheritance {above}"))])?;
        let mut table = Table::bare();
        for rule in &rules.items {
            let who = plain(format!("  {}", rule.principal.name));
            table.row([who, plain(marks::shown(&rule.permissions)), faint(rule.principal.id.to_string())]);
        }
        out.table(&table)
    })
}

/// Sets one.
pub fn set(context: &Context, arguments: &Rule) -> Result<(), CliError> {
    let permissions = marks::marks(&arguments.allow, &arguments.deny, &Permission::OBJECT)?;
    let request = PutRule {
        permissions: arguments.preset.is_none().then_some(permissions),
        preset: arguments.preset.map(ObjectPreset::from),
    };
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let principal = object::principal(&client, &arguments.principal)?;
    let ids = (database.id.to_string(), found.id.to_string());
    let id = principal.id.to_string();
    let parts = ["rules", id.as_str()];
    let path = Located::resource(&ids, &parts);
    if arguments.dry_run {
        return dry_run::put(context, &client, &path, &request);
    }
    let rule: rules::Rule = client.put(&path, &request)?.json()?;
    context.out.either(&rule, |out| {
        out.say(format!("{} on {}: {}", rule.principal.name, found.title, marks::shown(&rule.permissions)))
    })
}

/// Removes one.
pub fn remove(context: &Context, arguments: &Unrule) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let principal = object::principal(&client, &arguments.principal)?;
    let ids = (database.id.to_string(), found.id.to_string());
    let id = principal.id.to_string();
    let parts = ["rules", id.as_str()];
    let path = Located::resource(&ids, &parts);
    if arguments.dry_run {
        return dry_run::delete(context, &client, &path);
    }
    client.delete(&path)?;
    context.out.either(&serde_json::json!({ "removed": principal.id }), |out| {
        out.say(format!("no rule for {} on {} any more", principal.name, found.title))
    })
}
