//! `strongroom approvals`: the requests that wait for one's decision.

use strongroom_api::{grants::Approval, list::PageQuery};

use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object::{short_id, short_rights},
    output::{Items, Table, faint, plain, strong},
};

/// Lists them.
pub fn run(context: &Context) -> Result<(), CliError> {
    let waiting = waiting(&context.client()?)?;
    context.out.either(&Items { items: &waiting }, |out| {
        if waiting.is_empty() {
            return out.say("nothing waits for your approval");
        }
        out.table(&table(&waiting))
    })?;
    if !waiting.is_empty() {
        context.out.note(
            "`strongroom seal approve --request REQUEST` agrees to one; `seal reject` with --reason refuses it",
        );
    }
    Ok(())
}

/// What waits for the caller.
///
/// # Errors
/// What the server says.
pub(super) fn waiting(client: &Client) -> Result<Vec<Approval>, CliError> {
    client.list(&["approvals"], &PageQuery::default())
}

/// Requests with everything that a decision is about.
pub(super) fn table(waiting: &[Approval]) -> Table {
    let mut table = Table::new(["request", "who", "wants", "in", "may", "approved", "until", "why"]);
    for it in waiting {
        let so_far = format!("{} of {}", it.approvals, it.quorum);
        table.row([
            it.request.map_or_else(|| faint("-"), |id| plain(short_id(id))),
            strong(&it.person.name),
            plain(title(it)),
            plain(&it.database_name),
            plain(short_rights(&it.permissions)),
            plain(if it.approved { format!("{so_far}, by you") } else { so_far }),
            plain(it.until.map(clock::shown).unwrap_or_default()),
            plain(it.reason.clone().unwrap_or_default()),
        ]);
    }
    table
}

/// What is asked for.
pub(super) fn title(it: &Approval) -> String {
    it.title.clone().unwrap_or_else(|| short_id(it.object))
}
