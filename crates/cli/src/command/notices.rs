//! `strongroom notices`: what you were told.

mod sentence;

use clap::Args;
use strongroom_api::notices::{Inbox, InboxQuery, Notice, NoticeSettings, ReadNotices, Unread};
use strongroom_domain::notice::NoticeKind;

pub(super) use self::sentence::sentence;
use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    output::{Items, Table, faint, plain, strong},
};

/// How many are listed, unless more are asked for.
const SHOWN: u32 = 50;

/// Lists what you were told, the newest first.
#[derive(Debug, Args)]
pub struct Notices {
    /// Note that you have read all of them
    #[arg(long)]
    read: bool,
    /// List all that are kept, not only the newest 50
    #[arg(long)]
    all: bool,
    /// Have this kind sent by mail as well; `--mail none` for none. May be repeated, and replaces the earlier choice
    #[arg(long, value_name = "KIND", conflicts_with_all = ["read", "all"])]
    mail: Vec<String>,
    /// Show which kinds come by mail
    #[arg(long, conflicts_with_all = ["read", "all", "mail"])]
    settings: bool,
}

/// Does what was asked.
pub fn run(context: &Context, arguments: &Notices) -> Result<(), CliError> {
    let client = context.client()?;
    if arguments.settings || !arguments.mail.is_empty() {
        return settings(context, &client, &arguments.mail);
    }
    let notices = notices(&client, arguments.all)?;
    if arguments.read {
        let all = ReadNotices { ids: None, all: Some(true) };
        let _: Unread = client.post(&["notices", "read"], &all)?;
    }
    context.out.either(&Items { items: &notices }, |out| {
        if notices.is_empty() {
            return out.say("you were told nothing");
        }
        let mut table = Table::new(["when", "", "what"]);
        for it in &notices {
            let mark = if it.read { plain("") } else { strong("new") };
            table.row([faint(clock::shown(it.at)), mark, plain(sentence(it))]);
        }
        out.table(&table)
    })
}

fn notices(client: &Client, all: bool) -> Result<Vec<Notice>, CliError> {
    if all {
        return client.list(&["notices"], &InboxQuery::default());
    }
    let query = InboxQuery { limit: Some(SHOWN), cursor: None };
    Ok(client.get::<Inbox>(&["notices"], &query)?.items)
}

fn settings(context: &Context, client: &Client, mail: &[String]) -> Result<(), CliError> {
    if !mail.is_empty() {
        let wanted = mail.iter().filter(|kind| *kind != "none");
        let unknown = wanted.clone().find(|kind| kind.parse::<NoticeKind>().is_err());
        if let Some(kind) = unknown {
            return Err(CliError::Usage(format!(
                "`{kind}` is no kind of notices; `strongroom notices --settings` lists them"
            )));
        }
        client.put(&["notices", "settings"], &NoticeSettings { mail: wanted.cloned().collect() })?;
    }
    let chosen: NoticeSettings = client.get(&["notices", "settings"], &())?;
    context.out.either(&chosen, |out| {
        let mut table = Table::new(["kind", "by mail"]);
        for kind in NoticeKind::ALL {
            let name = kind.as_str();
            let mailed = chosen.mail.iter().any(|it| it == name);
            table.row([plain(name), plain(if mailed { "yes" } else { "no" })]);
        }
        out.table(&table)
    })
}
