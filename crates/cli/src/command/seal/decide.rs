//! Deciding about a request: about the one that was looked at, and about no other that took its place.

use strongroom_api::grants::{Approval, SealAct};

use super::{Event, Seal, act_on, said};
use crate::{
    ask,
    client::Client,
    command::approvals,
    context::Context,
    error::CliError,
    object::{self, Address, is_id},
};

/// Approves or rejects.
pub fn run(context: &Context, client: &Client, arguments: &Seal) -> Result<(), CliError> {
    if arguments.event == Event::Reject && arguments.reason.is_none() {
        return Err(CliError::Usage("say why: `reject` needs --reason".into()));
    }
    let asked = which(context, client, arguments)?;
    // Without an id the decision could be for another request than the one that is shown.
    let request = asked.request.ok_or_else(|| {
        CliError::Conflict("the request is older than ids of requests: let it be asked again".into())
    })?;
    if arguments.request.is_none() {
        look(context, arguments.event, &asked)?;
    }
    let act = SealAct { request: Some(request), reason: arguments.reason.clone() };
    let (database, person) = (asked.database.to_string(), Some(asked.person.id));
    let changed = act_on(client, (&database, asked.grant), arguments.event, person, &act)?;
    said::tell(context, &changed, arguments.event, Some(&asked.person), &approvals::title(&asked))
}

/// The one request that can be meant.
fn which(context: &Context, client: &Client, arguments: &Seal) -> Result<Approval, CliError> {
    let target = match &arguments.address {
        Some(address) => Some(object::locate_object(client, &address.parse::<Address>()?)?.1.id),
        None => None,
    };
    let person = arguments.person.as_deref().map(|name| object::principal(client, name)).transpose()?;
    let mut waiting = approvals::waiting(client)?;
    waiting.retain(|it| target.is_none_or(|id| it.object == id));
    waiting.retain(|it| person.as_ref().is_none_or(|person| it.person.id == person.id));
    waiting.retain(|it| arguments.grant.is_none_or(|id| it.grant == id));
    if let Some(text) = &arguments.request {
        waiting.retain(|it| it.request.is_some_and(|id| is_id(text, id)));
    }
    match (waiting.as_slice(), &arguments.request) {
        ([only], _) => Ok(only.clone()),
        ([], Some(_)) => {
            let gone =
                "that request does not wait for you, or does not any more: it was withdrawn or decided about";
            Err(CliError::Conflict(format!("{gone}; `strongroom approvals` shows what waits")))
        }
        ([], None) => Err(CliError::Conflict("no request for it waits for your approval".into())),
        _ => {
            if !context.out.wants_json() {
                context.out.table(&approvals::table(&waiting))?;
            }
            Err(CliError::Usage("several requests wait: name one with --request".into()))
        }
    }
}

/// Shows the request, and asks. Where nobody is there to look, nothing is decided.
fn look(context: &Context, event: Event, asked: &Approval) -> Result<(), CliError> {
    if context.out.wants_json() || !ask::possible() {
        let text = "say which request you have looked at: --request with what `strongroom approvals` shows";
        return Err(CliError::Usage(text.into()));
    }
    context.out.table(&approvals::table(std::slice::from_ref(asked)))?;
    let question = match event {
        Event::Reject => "Reject it?",
        _ => "Approve it?",
    };
    if ask::yes(question, "--request")? { Ok(()) } else { Err(CliError::Cancelled) }
}
