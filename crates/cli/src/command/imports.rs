//! `strongroom imports`: what was imported lately, and undoing it.

use clap::Args;
use strongroom_api::{
    databases::Database,
    imports::{Import, ImportState, ImportUndo, UndoQuery},
    list::PageQuery,
};
use strongroom_domain::rights::Permission;
use uuid::Uuid;

use super::import::counted;
use crate::{
    ask,
    client::Client,
    clock,
    context::Context,
    error::CliError,
    output::{Items, Table, plain, strong},
};

/// Lists your imports, or undoes one.
#[derive(Debug, Args)]
pub struct Imports {
    /// Take out, for good, what this import brought and nobody changed since
    #[arg(long, value_name = "ID")]
    undo: Option<Uuid>,
    /// Tell what undoing it comes to, and do nothing
    #[arg(long, requires = "undo")]
    dry_run: bool,
    /// Do not ask
    #[arg(long, requires = "undo", conflicts_with = "dry_run")]
    yes: bool,
}

/// Lists or undoes.
pub fn run(context: &Context, arguments: &Imports) -> Result<(), CliError> {
    match arguments.undo {
        Some(id) => undo(context, arguments, id),
        None => list(context),
    }
}

fn list(context: &Context) -> Result<(), CliError> {
    let found: Vec<Import> = context.client()?.list(&["imports"], &PageQuery::default())?;
    context.out.either(&Items { items: &found }, |out| {
        if found.is_empty() {
            return out.say("you have imported nothing lately");
        }
        let mut table = Table::new(["id", "when", "format", "state", "what"]);
        for it in &found {
            let state = match it.state {
                ImportState::Ready => "waits",
                ImportState::Running => "runs",
                ImportState::Failed => "failed",
                ImportState::Done => "done",
                ImportState::Undone => "undone",
            };
            let preview = it.preview.as_ref().and_then(|preview| preview.imported);
            let what = match (it.imported.or(preview), &it.failure) {
                (_, Some(reason)) => reason.clone(),
                (Some(counts), _) => counted(counts.folders, counts.entries, counts.attachments),
                (None, None) => String::new(),
            };
            let id = it.id.to_string();
            table.row([strong(id), plain(clock::shown(it.at)), plain(&it.format), plain(state), plain(what)]);
        }
        out.table(&table)
    })
}

fn undo(context: &Context, arguments: &Imports, id: Uuid) -> Result<(), CliError> {
    let client = context.client()?;
    let id = id.to_string();
    let path = ["imports", id.as_str(), "undo"];
    let ask_for = |dry_run: bool| -> Result<ImportUndo, CliError> {
        let query = UndoQuery { dry_run: dry_run.then_some(true) };
        client.request("POST", &path).idempotent()?.query(&query)?.slow().send()?.json()
    };
    if !arguments.yes {
        let dry = ask_for(true)?;
        let told = format!("{} folders and entries go, {} stay", dry.removed, dry.kept);
        if arguments.dry_run {
            return context.out.either(&dry, |out| out.say(told));
        }
        context.out.note(&told);
        if !ask::yes("Take them out for good?", "--yes")? {
            return Ok(());
        }
    }
    let undone = ask_for(false)?;
    context.out.either(&undone, |out| {
        out.say(format!("{} folders and entries are gone", undone.removed))?;
        if undone.kept > 0 {
            let kept = undone.kept;
            out.say(format!(
                "{kept} stay: somebody changed, moved or edits them, or put something into them"
            ))?;
        }
        Ok(())
    })
}

/// Whether the caller may undo an import: what is purged with it takes the right to administer its database.
///
/// # Errors
/// What the server says.
pub(super) fn may_undo(client: &Client, done: &Import) -> Result<bool, CliError> {
    let Some(database) = done.database else { return Ok(false) };
    let database: Database = client.get(&["databases", &database.to_string()], &())?;
    Ok(database.rights.contains(&Permission::GrantAdminRights))
}
