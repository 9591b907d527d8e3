//! Changing a grant: what is not named stays as it is.

use clap::Args;
use strongroom_api::{
    Patch,
    grants::{Grant, PatchGrant, SealTerms},
};
use strongroom_domain::rights::SealState;
use uuid::Uuid;

use super::{Named, shown};
use crate::{client::Client, clock, command::share::Level, context::Context, error::CliError, object};

/// Changes a grant. Its author may; those who administer the database only take away, and administrators of the
/// server add approvers. A change of anything but the note closes its seal again for everybody.
#[derive(Debug, Args)]
pub struct Change {
    #[command(flatten)]
    named: Named,
    /// What they may do from now on; each level includes those before it
    #[arg(long, value_enum)]
    level: Option<Level>,
    /// More permissions besides, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "PERMISSIONS", requires = "level")]
    also: Vec<String>,
    /// From when: an instant, or a day from its beginning
    #[arg(long, value_name = "INSTANT")]
    from: Option<String>,
    /// From now on
    #[arg(long, conflicts_with = "from")]
    at_once: bool,
    /// Until when: an instant, or a day through its end
    #[arg(long, value_name = "INSTANT")]
    to: Option<String>,
    /// Without an end
    #[arg(long, conflicts_with = "to")]
    no_end: bool,
    /// The text that goes with it
    #[arg(long)]
    note: Option<String>,
    /// Take the text away
    #[arg(long, conflicts_with = "note")]
    no_note: bool,
    /// Who may approve, instead of those before; separated by commas
    #[arg(long, value_delimiter = ',', value_name = "APPROVERS")]
    approvers: Vec<String>,
    /// Who may approve besides those before; separated by commas
    #[arg(long, value_delimiter = ',', value_name = "APPROVERS", conflicts_with = "approvers")]
    add_approvers: Vec<String>,
    /// How many of them must approve
    #[arg(long)]
    quorum: Option<u32>,
    /// How many minutes it stays open once the seal is broken
    #[arg(long, value_name = "MINUTES")]
    open_for: Option<u32>,
    /// It stays open until somebody seals it again
    #[arg(long, conflicts_with = "open_for")]
    stay_open: bool,
}

/// Changes it.
pub fn run(context: &Context, client: &Client, arguments: &Change) -> Result<(), CliError> {
    let found = arguments.named.find(client)?;
    let ids = (found.database.to_string(), found.id.to_string());
    let path = ["databases", &ids.0, "grants", &ids.1];
    let (grant, revision) = client.get_revised::<Grant>(&path)?;
    let change = PatchGrant {
        permissions: arguments.level.map(|level| level.with(&arguments.also)).transpose()?,
        valid_from: patch(arguments.from.as_deref().map(clock::instant).transpose()?, arguments.at_once),
        valid_to: patch(arguments.to.as_deref().map(clock::end).transpose()?, arguments.no_end),
        note: patch(arguments.note.clone(), arguments.no_note),
        seal: terms(client, arguments, &grant)?,
    };
    if change == PatchGrant::default() {
        return Err(CliError::Usage("nothing to change: say what, for example --to or --note".into()));
    }
    let changed: Grant = client.patch(&path, &revision, &change)?;
    context.out.either(&changed, |out| {
        out.say("changed:")?;
        shown::one(out, &changed, clock::now())
    })?;
    let was_open = |grant: &Grant| {
        grant.seal.iter().flat_map(|seal| &seal.people).filter(|it| it.state != SealState::Sealed).count()
    };
    if was_open(&changed) < was_open(&grant) {
        context.out.note("who had been let through its seal has to ask again");
    }
    Ok(())
}

/// All terms of the seal from now on, where one of them changes.
fn terms(client: &Client, arguments: &Change, grant: &Grant) -> Result<Option<SealTerms>, CliError> {
    let named = [&arguments.approvers[..], &arguments.add_approvers[..]].concat();
    let open_for = patch(arguments.open_for.map(|minutes| i64::from(minutes) * 60), arguments.stay_open);
    if named.is_empty() && arguments.quorum.is_none() && open_for.is_none() {
        return Ok(None);
    }
    let seal = grant.seal.as_ref().ok_or_else(|| {
        CliError::Usage("the grant has no seal; a new one is given with `strongroom share --seal`".into())
    })?;
    let mut approvers: Vec<Uuid> = match arguments.approvers.is_empty() {
        true => seal.approvers.iter().map(|it| it.id).collect(),
        false => Vec::new(),
    };
    for name in &named {
        let id = object::principal(client, name)?.id;
        if !approvers.contains(&id) {
            approvers.push(id);
        }
    }
    Ok(Some(SealTerms { approvers, quorum: arguments.quorum, open_for }))
}

/// Unchanged, cleared or set.
fn patch<T>(value: Option<T>, clear: bool) -> Patch<T> {
    if clear { Some(None) } else { value.map(Some) }
}
