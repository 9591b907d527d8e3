//! `strongroom seal` and `strongroom approvals`: asking for sealed access, deciding about it, opening it.

use clap::{Args, ValueEnum};
use strongroom_api::{
    grants::{Approval, Grant, GrantsQuery, SealAct, SealQuery},
    list::PageQuery,
};
use uuid::Uuid;

use crate::{
    ask,
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, short_rights},
    output::{Items, Table, faint, plain, strong},
};

/// Does something to the seal on a folder or an entry.
#[derive(Debug, Args)]
pub struct Seal {
    /// What: you ask, withdraw and break; approvers approve, reject, reseal and unseal
    #[arg(value_enum)]
    event: Event,
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// Why; `request` and `reject` need it
    #[arg(long, short)]
    reason: Option<String>,
    /// For whom, where several people wait
    #[arg(long, short, value_name = "NAME")]
    person: Option<String>,
    /// Which grant, where several seals are on it
    #[arg(long, value_name = "ID")]
    grant: Option<Uuid>,
    /// Do not ask before breaking
    #[arg(long)]
    yes: bool,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Event {
    /// Ask for access, with a reason
    Request,
    /// Agree to a request
    Approve,
    /// Refuse a request, with a reason
    Reject,
    /// Take your request back
    Withdraw,
    /// Open what was approved; this is logged
    Break,
    /// Close it again
    Reseal,
    /// Take the seal off
    Unseal,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
            Self::Break => "break",
            Self::Reseal => "reseal",
            Self::Unseal => "unseal",
        }
    }
}

/// Does it.
pub fn run(context: &Context, arguments: &Seal) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, target) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let database = database.id.to_string();
    let person = arguments.person.as_deref().map(|name| object::principal(&client, name)).transpose()?;
    let grant = which(&client, &database, target.id, arguments, person.as_ref().map(|person| person.id))?;
    let request = looked_at(&grant, arguments.event, person.as_ref().map(|person| person.id));
    if arguments.event == Event::Break && !arguments.yes && !context.out.wants_json() {
        let question = format!("Breaking the seal on {} is logged and told to its approvers.", target.title);
        if !ask::yes(&question, "--yes")? {
            return Err(CliError::Failed("the seal was left as it is".into()));
        }
    }
    let path = ["databases", &database, "grants", &grant.id.to_string(), "seal", arguments.event.name()];
    let query = SealQuery { person: person.map(|person| person.id) };
    let act = SealAct { request, reason: arguments.reason.clone() };
    let changed: Grant =
        client.request("POST", &path).query(&query)?.idempotent()?.body(&act)?.send()?.json()?;
    let state = changed.seal.as_ref().map(|seal| format!("{:?}", seal.state).to_lowercase());
    context.out.either(&changed, |out| {
        out.say(format!("the seal on {} is now {}", target.title, state.unwrap_or_default()))
    })
}

/// The one grant with a seal on the object that can be meant.
fn which(
    client: &Client,
    database: &str,
    object: Uuid,
    arguments: &Seal,
    person: Option<Uuid>,
) -> Result<Grant, CliError> {
    if let Some(id) = arguments.grant {
        return client.get(&["databases", database, "grants", &id.to_string()], &());
    }
    let query = GrantsQuery { object: Some(object), ..GrantsQuery::default() };
    let mut grants: Vec<Grant> = client.list(&["databases", database, "grants"], &query)?;
    grants.retain(|grant| grant.seal.is_some() && grant.live);
    if let Some(person) = person {
        let is_theirs = |grant: &Grant| {
            let people = grant.seal.iter().flat_map(|seal| &seal.people).filter_map(|it| it.person.as_ref());
            people.map(|it| it.id).chain(grant.grantee.as_ref().map(|it| it.id)).any(|id| id == person)
        };
        grants.retain(is_theirs);
    }
    match grants.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(CliError::NotFound {
            what: "a seal on it".into(),
            hint: "`strongroom share PATH` lists grants",
        }),
        _ => Err(CliError::Usage("several seals are on it: name one with --grant or --person".into())),
    }
}

/// The request that is decided about, as it was looked at here.
fn looked_at(grant: &Grant, event: Event, person: Option<Uuid>) -> Option<Uuid> {
    if !matches!(event, Event::Approve | Event::Reject) {
        return None;
    }
    let person = person.or_else(|| grant.grantee.as_ref().map(|grantee| grantee.id));
    let people = grant.seal.as_ref()?.people.iter();
    people.filter(|it| it.person.as_ref().map(|it| it.id) == person).find_map(|it| it.request)
}

/// Lists the requests that wait for your approval.
pub fn approvals(context: &Context) -> Result<(), CliError> {
    let client = context.client()?;
    let waiting: Vec<Approval> = client.list(&["approvals"], &PageQuery::default())?;
    context.out.either(&Items { items: &waiting }, |out| {
        if waiting.is_empty() {
            return out.say("nothing waits for your approval");
        }
        let mut table = Table::new(["who", "wants", "in", "may", "approved", "until", "why", "grant"]);
        for it in &waiting {
            table.row([
                strong(&it.person.name),
                plain(it.title.clone().unwrap_or_else(|| it.object.to_string())),
                plain(&it.database_name),
                plain(short_rights(&it.permissions)),
                plain(format!("{} of {}", it.approvals, it.quorum)),
                plain(it.until.map(clock::shown).unwrap_or_default()),
                plain(it.reason.clone().unwrap_or_default()),
                faint(it.grant.to_string()),
            ]);
        }
        out.table(&table)
    })
}
