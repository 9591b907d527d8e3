//! `strongroom admin sessions`.

use clap::Subcommand;
use strongroom_api::auth::{Session, SessionsQuery};
use uuid::Uuid;

use crate::{
    clock,
    context::Context,
    error::CliError,
    object,
    output::{Items, Table, faint, plain},
};

/// Who is signed in.
#[derive(Debug, Subcommand)]
pub enum Sessions {
    /// List your sessions, or those of somebody
    List {
        /// User name or id
        #[arg(long)]
        user: Option<String>,
    },
    /// End a session
    End {
        /// Id of the session
        id: Uuid,
    },
}

/// Does what was asked.
pub fn run(context: &Context, command: &Sessions) -> Result<(), CliError> {
    let client = context.client()?;
    let user = match command {
        Sessions::End { id } => {
            client.delete(&["auth", "sessions", &id.to_string()])?;
            return context
                .out
                .either(&serde_json::json!({ "ended": id }), |out| out.say("the session has ended"));
        }
        Sessions::List { user } => user.as_deref().map(|name| object::user(&client, name)).transpose()?,
    };
    let query = SessionsQuery { user: user.map(|user| user.id), ..SessionsQuery::default() };
    let sessions: Vec<Session> = client.list(&["auth", "sessions"], &query)?;
    context.out.either(&Items { items: &sessions }, |out| {
        let mut table = Table::new(["client", "since", "last used", "until", "address", "", "id"]);
        for session in &sessions {
            let client = serde_json::to_value(session.client).ok();
            table.row([
                plain(client.as_ref().and_then(|client| client.as_str()).unwrap_or_default()),
                plain(clock::shown(session.created_at)),
                plain(clock::shown(session.last_used_at)),
                plain(clock::shown(session.expires_at)),
                plain(session.address.clone().unwrap_or_default()),
                plain(if session.current { "this one" } else { "" }),
                faint(session.id.to_string()),
            ]);
        }
        out.table(&table)
    })
}
