//! `strongroom share`: access to single folders and entries, given to others.

use clap::{Args, ValueEnum};
use strongroom_api::{
    grants::{Grant, GrantsQuery, NewGrant, SealTerms},
    principals::PrincipalRef,
};
use strongroom_domain::rights::Permission;

use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, short_rights},
    output::{Items, Output, Table, bad, faint, good, plain, strong},
};

/// Gives somebody access to a folder or an entry. Without a name: lists who has been given access.
#[derive(Debug, Args)]
pub struct Share {
    /// DATABASE/FOLDER/ENTRY; for the list DATABASE alone as well
    #[arg(value_name = "PATH")]
    address: String,
    /// User or group: NAME, user:NAME, group:NAME or id
    #[arg(value_name = "WITH")]
    with: Option<String>,
    /// What they may do; each level includes those before it
    #[arg(long, value_enum, default_value = "read")]
    level: Level,
    /// More permissions besides, separated by commas, such as `grant_access`
    #[arg(long, value_delimiter = ',', value_name = "PERMISSIONS")]
    also: Vec<String>,
    /// From when: an instant, or a day from its beginning, in UTC
    #[arg(long, value_name = "INSTANT")]
    from: Option<String>,
    /// Until when: an instant, or a day through its end, in UTC
    #[arg(long, value_name = "INSTANT")]
    to: Option<String>,
    /// A text to go with it
    #[arg(long)]
    note: Option<String>,
    /// Seals it: it opens after these users or groups approved, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "APPROVERS")]
    seal: Vec<String>,
    /// How many of them must approve
    #[arg(long, default_value_t = 1, requires = "seal")]
    quorum: u32,
    /// How many minutes it stays open once the seal is broken; by default until somebody seals it again
    #[arg(long, value_name = "MINUTES", requires = "seal")]
    open_for: Option<u32>,
    /// Ends what was given to WITH
    #[arg(long, requires = "with", conflicts_with_all = ["seal", "also", "from", "to", "note"])]
    revoke: bool,
}

/// What a grant gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// See it, and use it without seeing the password
    Use,
    /// Read everything
    Read,
    /// Change it
    Modify,
    /// Delete it
    Delete,
}

impl Level {
    fn permissions(self) -> Vec<Permission> {
        let all = [
            (Self::Use, Permission::AccessEntries),
            (Self::Read, Permission::ReadEntries),
            (Self::Modify, Permission::ModifyEntries),
            (Self::Delete, Permission::DeleteEntries),
        ];
        let up_to = all.into_iter().filter(|(level, _)| *level as u8 <= self as u8);
        up_to.map(|(_, permission)| permission).collect()
    }
}

/// Gives, lists or revokes.
pub fn run(context: &Context, arguments: &Share) -> Result<(), CliError> {
    let client = context.client()?;
    let located = object::locate(&client, &arguments.address.parse::<Address>()?)?;
    let database = located.database.id.to_string();
    let Some(with) = &arguments.with else {
        let query = GrantsQuery { object: located.object.map(|object| object.id), ..GrantsQuery::default() };
        let grants: Vec<Grant> = client.list(&["databases", &database, "grants"], &query)?;
        return context.out.either(&Items { items: &grants }, |out| print(out, &grants));
    };
    let target = located.object.ok_or_else(|| {
        CliError::Usage(
            "what is shared is a folder or an entry; `admin assign` opens a whole database".into(),
        )
    })?;
    let with = object::principal(&client, with)?;
    if arguments.revoke {
        return revoke(context, &client, &database, target.id, &with);
    }
    let mut permissions = arguments.level.permissions();
    for name in &arguments.also {
        let permission = Permission::from_name(name).filter(|it| Permission::OBJECT.contains(it));
        permissions.push(permission.ok_or_else(|| {
            let names: Vec<&str> = Permission::OBJECT.iter().map(|permission| permission.name()).collect();
            CliError::Usage(format!("`{name}` is no permission here; there are {}", names.join(", ")))
        })?);
    }
    let approvers: Vec<PrincipalRef> =
        arguments.seal.iter().map(|name| object::principal(&client, name)).collect::<Result<_, _>>()?;
    let request = NewGrant {
        object: target.id,
        grantee: with.id,
        permissions,
        valid_from: arguments.from.as_deref().map(clock::instant).transpose()?,
        valid_to: arguments.to.as_deref().map(clock::end).transpose()?,
        note: arguments.note.clone(),
        seal: (!approvers.is_empty()).then(|| SealTerms {
            approvers: approvers.iter().map(|approver| approver.id).collect(),
            quorum: Some(arguments.quorum),
            open_for: arguments.open_for.map(|minutes| Some(i64::from(minutes) * 60)),
        }),
    };
    let sent = client.request("POST", &["databases", &database, "grants"]).idempotent()?.body(&request)?;
    let made: Grant = sent.send()?.json()?;
    context.out.either(&made, |out| {
        let sealed = if made.seal.is_some() { ", under a seal" } else { "" };
        let until = made.valid_to.map_or_else(String::new, |to| format!(" until {}", clock::shown(to)));
        let what = short_rights(&made.permissions);
        out.say(format!("{} has {what} on {}{until}{sealed}", with.name, target.title))
    })
}

fn revoke(
    context: &Context,
    client: &Client,
    database: &str,
    object: uuid::Uuid,
    with: &PrincipalRef,
) -> Result<(), CliError> {
    let query = GrantsQuery { object: Some(object), ..GrantsQuery::default() };
    let grants: Vec<Grant> = client.list(&["databases", database, "grants"], &query)?;
    let to_them = |grant: &&Grant| grant.grantee.as_ref().is_some_and(|grantee| grantee.id == with.id);
    let ended: Vec<uuid::Uuid> = grants.iter().filter(to_them).map(|grant| grant.id).collect();
    if ended.is_empty() {
        let what = format!("access that was given to {}", with.name);
        return Err(CliError::NotFound { what, hint: "`strongroom share PATH` lists what was given" });
    }
    for id in &ended {
        let id = id.to_string();
        let path = ["databases", database, "grants", &id];
        let (_, revision) = client.get_revised::<Grant>(&path)?;
        client.delete_revised(&path, &revision)?;
    }
    context.out.either(&serde_json::json!({ "revoked": ended }), |out| {
        out.say(format!("{} has nothing by grant there any more", with.name))
    })
}

fn print(out: &Output, grants: &[Grant]) -> Result<(), CliError> {
    if grants.is_empty() {
        return out.say("nothing is shared with anybody by a grant");
    }
    let mut table = Table::new(["what", "with", "may", "by", "until", "seal", "id"]);
    for grant in grants {
        let name = |who: &Option<PrincipalRef>| who.as_ref().map_or("(deleted)", |who| &who.name).to_owned();
        let state = match (&grant.seal, grant.suspended) {
            (_, Some(true)) => bad("suspended"),
            (Some(seal), _) if seal.state.is_open() => good(format!("{:?}", seal.state).to_lowercase()),
            (Some(seal), _) => bad(format!("{:?}", seal.state).to_lowercase()),
            (None, _) => plain(""),
        };
        table.row([
            strong(grant.title.clone().unwrap_or_else(|| grant.object.to_string())),
            plain(name(&grant.grantee)),
            plain(short_rights(&grant.permissions)),
            plain(name(&grant.author)),
            plain(grant.valid_to.map(clock::shown).unwrap_or_default()),
            state,
            faint(grant.id.to_string()),
        ]);
    }
    out.table(&table)
}
