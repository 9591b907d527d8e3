//! `strongroom share`: access to single folders and entries, given to others.

mod level;
pub(super) mod shown;

use clap::Args;
use strongroom_api::{
    grants::{Grant, GrantsQuery, NewGrant, SealTerms},
    principals::PrincipalRef,
};
use uuid::Uuid;

pub use level::Level;

use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, short_rights},
    output::Items,
};

/// Gives somebody access to a folder or an entry. Without a name: lists who has been given access, and how far
/// each has come with a seal. `strongroom grant` changes, adopts or ends a single grant.
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
    /// From when: an instant, or a day from its beginning
    #[arg(long, value_name = "INSTANT")]
    from: Option<String>,
    /// Until when: an instant, or a day through its end
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
    /// Ends what was given to WITH; where that are several grants, with --grant or --all
    #[arg(long, requires = "with", conflicts_with_all = ["seal", "also", "from", "to", "note"])]
    revoke: bool,
    /// With --revoke: this grant, by its id or the last group of it
    #[arg(long, value_name = "ID", requires = "revoke")]
    grant: Option<String>,
    /// With --revoke: all grants to WITH on it
    #[arg(long, requires = "revoke", conflicts_with = "grant")]
    all: bool,
}

/// Gives, lists or revokes.
pub fn run(context: &Context, arguments: &Share) -> Result<(), CliError> {
    let client = context.client()?;
    let located = object::locate(&client, &arguments.address.parse::<Address>()?)?;
    let database = located.database.id.to_string();
    let Some(with) = &arguments.with else {
        let query = GrantsQuery { object: located.object.map(|object| object.id), ..GrantsQuery::default() };
        let grants: Vec<Grant> = client.list(&["databases", &database, "grants"], &query)?;
        return context.out.either(&Items { items: &grants }, |out| shown::print(out, &grants));
    };
    let target = located.object.ok_or_else(|| {
        CliError::Usage(
            "what is shared is a folder or an entry; `admin assign` opens a whole database".into(),
        )
    })?;
    let with = object::principal(&client, with)?;
    if arguments.revoke {
        return revoke(context, &client, (&database, target.id), arguments, &with);
    }
    let permissions = arguments.level.with(&arguments.also)?;
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
        let until = made.valid_to.map_or_else(String::new, |to| format!(" until {}", clock::end_shown(to)));
        let what = short_rights(&made.permissions);
        out.say(format!("{} has {what} on {}{until}{sealed}", with.name, target.title))
    })
}

fn revoke(
    context: &Context,
    client: &Client,
    (database, object): (&str, Uuid),
    arguments: &Share,
    with: &PrincipalRef,
) -> Result<(), CliError> {
    let query = GrantsQuery { object: Some(object), ..GrantsQuery::default() };
    let mut grants: Vec<Grant> = client.list(&["databases", database, "grants"], &query)?;
    let now = clock::now();
    grants.retain(|grant| grant.grantee.as_ref().is_some_and(|grantee| grantee.id == with.id));
    match &arguments.grant {
        Some(text) => grants.retain(|grant| object::is_id(text, grant.id)),
        None => grants.retain(|grant| !shown::is_over(grant, now)),
    }
    if grants.is_empty() {
        let what = format!("access that was given to {}", with.name);
        return Err(CliError::NotFound { what, hint: "`strongroom share PATH` lists what was given" });
    }
    if grants.len() > 1 && !arguments.all {
        if !context.out.wants_json() {
            grants.iter().try_for_each(|grant| shown::one(&context.out, grant, now))?;
        }
        let (count, name) = (grants.len(), &with.name);
        let text = format!("{name} has {count} grants on it: say which with --grant ID, or --all");
        return Err(CliError::Usage(text));
    }
    for grant in &grants {
        end(client, database, grant.id)?;
    }
    let ended: Vec<Uuid> = grants.iter().map(|grant| grant.id).collect();
    context.out.either(&serde_json::json!({ "revoked": ended }), |out| {
        let what = if ended.len() == 1 { "the grant" } else { "all grants" };
        out.say(format!("{what} to {} on it ended", with.name))
    })
}

/// Ends a grant.
///
/// # Errors
/// What the server says.
pub(super) fn end(client: &Client, database: &str, id: Uuid) -> Result<(), CliError> {
    let id = id.to_string();
    let path = ["databases", database, "grants", &id];
    let (_, revision) = client.get_revised::<Grant>(&path)?;
    client.delete_revised(&path, &revision)
}
