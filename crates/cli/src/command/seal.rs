//! `strongroom seal`: asking for sealed access, deciding about it, opening it.

mod decide;
mod said;

use clap::{Args, ValueEnum};
use strongroom_api::grants::{Grant, GrantsQuery, SealAct, SealQuery};
use uuid::Uuid;

use crate::{
    ask,
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address},
};

/// Does something to the seal on a folder or an entry.
///
/// A decision is about the request that you looked at and about no other: name it with --request, as `strongroom
/// approvals` shows it, or see it here and say yes.
#[derive(Debug, Args)]
pub struct Seal {
    /// What: you ask, withdraw and break; approvers approve, reject, reseal and unseal
    #[arg(value_enum)]
    event: Event,
    /// DATABASE/FOLDER/ENTRY; not needed with --request
    #[arg(value_name = "PATH", required_unless_present = "request")]
    address: Option<String>,
    /// Why; `request` and `reject` need it
    #[arg(long, short)]
    reason: Option<String>,
    /// For whom, where several people wait
    #[arg(long, short, value_name = "NAME")]
    person: Option<String>,
    /// Which grant, where several seals are on it
    #[arg(long, value_name = "ID")]
    grant: Option<Uuid>,
    /// For `approve` and `reject`: the request that you looked at, as `strongroom approvals` shows it
    #[arg(long, value_name = "REQUEST")]
    request: Option<String>,
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

    /// Whether the caller does it to access of their own.
    const fn is_own(self) -> bool {
        matches!(self, Self::Request | Self::Withdraw | Self::Break)
    }
}

/// Does it.
pub fn run(context: &Context, arguments: &Seal) -> Result<(), CliError> {
    let client = context.client()?;
    if matches!(arguments.event, Event::Approve | Event::Reject) {
        return decide::run(context, &client, arguments);
    }
    if arguments.request.is_some() {
        return Err(CliError::Usage("--request is for `approve` and `reject`".into()));
    }
    let address = arguments.address.as_deref().unwrap_or_default();
    let (database, target) = object::locate_object(&client, &address.parse::<Address>()?)?;
    let database = database.id.to_string();
    let person = arguments.person.as_deref().map(|name| object::principal(&client, name)).transpose()?;
    let id = person.as_ref().map(|person| person.id);
    let grant = which(&client, &database, target.id, arguments, id)?;
    if arguments.event == Event::Break && !arguments.yes && !context.out.wants_json() {
        let question = format!("Breaking the seal on {} is logged and told to its approvers.", target.title);
        if !ask::yes(&question, "--yes")? {
            return Err(CliError::Failed("the seal was left as it is".into()));
        }
    }
    let act = SealAct { request: None, reason: arguments.reason.clone() };
    let changed = act_on(&client, (&database, grant.id), arguments.event, id, &act)?;
    said::tell(context, &changed, arguments.event, person.as_ref(), &target.title)
}

fn act_on(
    client: &Client,
    (database, grant): (&str, Uuid),
    event: Event,
    person: Option<Uuid>,
    act: &SealAct,
) -> Result<Grant, CliError> {
    let path = ["databases", database, "grants", &grant.to_string(), "seal", event.name()];
    client.request("POST", &path).query(&SealQuery { person })?.idempotent()?.body(act)?.send()?.json()
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
