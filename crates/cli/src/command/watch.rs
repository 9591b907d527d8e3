//! `strongroom watch`: a line for everything that changes in what you see.
//!
//! The stream says that something happened; what it was is asked of the feed of changes behind a cursor. So nothing is
//! shown twice and nothing is missed while the connection was away.

mod feed;

use std::{collections::HashMap, thread, time::Duration};

use clap::Args;
use serde::Serialize;
use strongroom_api::{
    changes::{DatabaseChanged, LockChanged},
    databases::{Database, DatabasesQuery},
    notices::{Inbox, InboxQuery},
};
use uuid::Uuid;

use super::notices;
use crate::{
    client::{Client, Event},
    clock,
    context::Context,
    error::CliError,
    exit::Exit,
    object::{self, Address, Titles},
    output::{faint, plain, strong},
};

/// The longest wait until it is tried again to reach the server.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// So many notices are looked at when some came.
const NOTICES: u32 = 100;

/// Shows what changes in what you see, until it is stopped.
#[derive(Debug, Args)]
pub struct Watch {
    /// Only what happens in this database
    #[arg(value_name = "DATABASE")]
    database: Option<String>,
    /// End after so many lines
    #[arg(long, value_name = "N")]
    count: Option<u64>,
}

/// Something that happened. With `--json` one of these a line.
#[derive(Debug, Serialize)]
struct Line {
    at: strongroom_domain::time::Instant,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Named {
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Of a folder or an entry: where it is, or was.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

/// Follows the stream until it is stopped.
pub fn run(context: &Context, arguments: &Watch) -> Result<(), CliError> {
    let client = context.client()?;
    let only = match &arguments.database {
        Some(name) => Some(object::locate_folder(&client, &name.parse::<Address>()?)?.database.id),
        None => None,
    };
    let mut watch = Watching {
        context,
        client: &client,
        only,
        cursors: HashMap::new(),
        names: HashMap::new(),
        titles: Titles::default(),
        notice: None,
        left: arguments.count,
    };
    watch.begin()?;
    let (mut last, mut wait) = (None, Duration::from_secs(1));
    loop {
        match watch.follow(&mut last) {
            Ok(true) => return Ok(()),
            // It ended in good order, after its time or with the server.
            Ok(false) => wait = Duration::from_secs(1),
            Err(error) if matches!(error.exit(), Exit::Unreachable) => {
                context.out.note(&format!("{error}; trying again"));
            }
            Err(error) => return Err(error),
        }
        thread::sleep(wait);
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

struct Watching<'a> {
    context: &'a Context,
    client: &'a Client,
    only: Option<Uuid>,
    cursors: HashMap<Uuid, String>,
    names: HashMap<Uuid, String>,
    /// What is seen is called how, so that what is gone can be named.
    titles: Titles,
    /// The newest notice that was shown or was there at the beginning.
    notice: Option<Uuid>,
    left: Option<u64>,
}

impl Named {
    /// For people: the path, or the name, or the end of the id.
    fn shown(&self) -> String {
        self.path.clone().or_else(|| self.name.clone()).unwrap_or_else(|| object::short_id(self.id))
    }
}

impl Watching<'_> {
    /// From here on.
    fn begin(&mut self) -> Result<(), CliError> {
        let all: Vec<Database> = self.client.list(&["databases"], &DatabasesQuery::default())?;
        for database in all {
            self.names.insert(database.id, database.name);
            if self.only.is_none_or(|only| only == database.id) {
                self.begin_database(database.id)?;
            }
        }
        let newest: Inbox = self.client.get(&["notices"], &InboxQuery { limit: Some(1), cursor: None })?;
        self.notice = newest.items.first().map(|notice| notice.id);
        Ok(())
    }

    /// Follows one stream to its end; true where nothing more is to be shown.
    fn follow(&mut self, last: &mut Option<String>) -> Result<bool, CliError> {
        let mut stream = self.client.events(last.as_deref())?;
        while let Some(event) = stream.next()? {
            let done = self.show(&event)?;
            last.clone_from(&event.id);
            if done {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn show(&mut self, event: &Event) -> Result<bool, CliError> {
        let database = serde_json::from_str::<DatabaseChanged>(&event.data).ok().map(|it| it.database);
        if self.only.is_some() && database != self.only {
            return Ok(false);
        }
        match (event.name.as_str(), database) {
            ("object.changed" | "database.changed", Some(database)) => self.show_changes(database),
            ("database.gone", Some(database)) => {
                self.cursors.remove(&database);
                self.say("database.gone", Some(database), None, None)
            }
            ("rights.changed", Some(database)) => self.say("rights.changed", Some(database), None, None),
            ("lock.changed", Some(database)) => self.show_lock(database, &event.data),
            ("notice.new", _) => self.show_notices(),
            _ => Ok(false),
        }
    }

    fn show_notices(&mut self) -> Result<bool, CliError> {
        let query = InboxQuery { limit: Some(NOTICES), cursor: None };
        let inbox: Inbox = self.client.get(&["notices"], &query)?;
        let before = self.notice;
        self.notice = inbox.items.first().map(|notice| notice.id).or(before);
        // Ids are in the order of time.
        let fresh: Vec<_> = inbox.items.into_iter().take_while(|notice| Some(notice.id) > before).collect();
        for notice in fresh.into_iter().rev() {
            if self.say("notice.new", None, None, Some(notices::sentence(&notice)))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A folder or an entry, as far as it was seen.
    fn named(&self, id: Uuid) -> Named {
        Named { id, name: self.titles.title(id).map(str::to_owned), path: self.titles.path(id) }
    }

    fn show_lock(&mut self, database: Uuid, data: &str) -> Result<bool, CliError> {
        let Ok(changed) = serde_json::from_str::<LockChanged>(data) else { return Ok(false) };
        let text = match (&changed.lock, &changed.released_by) {
            (Some(lock), _) => format!("{} is editing it", lock.holder),
            (None, Some(by)) => format!("{by} released your lock"),
            (None, None) => "nobody is editing it any more".to_owned(),
        };
        let object = self.named(changed.object);
        self.say("lock.changed", Some(database), Some(object), Some(text))
    }

    /// Shows a line; true where it was the last.
    fn say(
        &mut self,
        event: &'static str,
        database: Option<Uuid>,
        object: Option<Named>,
        text: Option<String>,
    ) -> Result<bool, CliError> {
        let database = database.map(|id| Named { id, name: self.database_name(id), path: None });
        let line = Line { at: clock::now(), event, database, object, text };
        let more = if self.context.out.wants_json() {
            self.context.out.json_line(&line)?
        } else {
            let shown = |named: &Option<Named>| named.as_ref().map(Named::shown).unwrap_or_default();
            let what = match (&line.object, &line.text) {
                (Some(_), Some(text)) => format!("{}: {text}", shown(&line.object)),
                (_, Some(text)) => text.clone(),
                (_, None) => shown(&line.object),
            };
            self.context.out.stream_line(&[
                faint(clock::exact(line.at)),
                plain(format!("  {event:<16}  ")),
                plain(format!("{}  ", shown(&line.database))),
                strong(what),
            ])?
        };
        self.left = self.left.map(|left| left.saturating_sub(1));
        Ok(!more || self.left == Some(0))
    }

    fn database_name(&mut self, id: Uuid) -> Option<String> {
        if !self.names.contains_key(&id) {
            let found: Database = self.client.get(&["databases", &id.to_string()], &()).ok()?;
            self.names.insert(id, found.name);
        }
        self.names.get(&id).cloned()
    }
}
