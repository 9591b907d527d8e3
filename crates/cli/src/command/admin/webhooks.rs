//! `strongroom admin webhooks`.

mod edit;

use clap::Subcommand;
use strongroom_api::{
    list::PageQuery,
    webhooks::{NewWebhook, Webhook, WebhookCall},
};
use uuid::Uuid;

use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    output::{Items, Output, Table, bad, faint, good, plain, strong},
};

/// Addresses outside that are called with what subscriptions hear.
#[derive(Debug, Subcommand)]
pub enum Webhooks {
    /// List them
    List,
    /// Make one; its secret is shown this once
    Add {
        /// An https address of a host that the server's configuration allows
        url: String,
        /// What it is for
        #[arg(long)]
        description: Option<String>,
    },
    /// Call one now, to see whether it answers
    Test {
        /// Its id
        id: Uuid,
    },
    /// What became of the last calls
    Calls {
        /// Its id
        id: Uuid,
    },
    /// Change its address or what it is for, or turn it on or off
    Edit(edit::Edit),
    /// Call it again from now on
    Enable {
        /// Its id
        id: Uuid,
    },
    /// Call it no more; what waits for it is forgotten
    Disable {
        /// Its id
        id: Uuid,
    },
    /// Remove it
    Remove {
        /// Its id
        id: Uuid,
    },
}

/// Does what was asked.
pub fn run(context: &Context, command: &Webhooks) -> Result<(), CliError> {
    let client = context.client()?;
    match command {
        Webhooks::List => list(context, &client),
        Webhooks::Add { url, description } => {
            let new = NewWebhook { url: url.clone(), description: description.clone() };
            let made: Webhook = client.post(&["webhooks"], &new)?;
            context.out.either(&made, |out| {
                out.say(format!("made {}", made.id))?;
                secret(out, &made)
            })
        }
        Webhooks::Test { id } => {
            let call: WebhookCall =
                client.post(&["webhooks", &id.to_string(), "test"], &serde_json::json!({}))?;
            context.out.either(&call, |out| out.say(outcome(&call)))
        }
        Webhooks::Calls { id } => {
            let calls: Vec<WebhookCall> =
                client.list(&["webhooks", &id.to_string(), "calls"], &serde_json::json!({}))?;
            context.out.either(&Items { items: &calls }, |out| {
                let mut table = Table::new(["when", "event", "", "call"]);
                for it in &calls {
                    let became = if it.arrived { good(outcome(it)) } else { bad(outcome(it)) };
                    table.row([
                        plain(clock::shown(it.at)),
                        plain(&it.event),
                        became,
                        faint(it.id.to_string()),
                    ]);
                }
                out.table(&table)
            })
        }
        Webhooks::Edit(change) => edit::run(context, &client, change),
        Webhooks::Enable { id } => edit::switch(context, &client, *id, true),
        Webhooks::Disable { id } => edit::switch(context, &client, *id, false),
        Webhooks::Remove { id } => {
            let id = id.to_string();
            let (_, revision) = client.get_revised::<Webhook>(&["webhooks", &id])?;
            client.delete_revised(&["webhooks", &id], &revision)?;
            let removed = serde_json::json!({ "removed": id });
            context.out.either(&removed, |out| out.say("the webhook is gone"))
        }
    }
}

fn list(context: &Context, client: &Client) -> Result<(), CliError> {
    let all: Vec<Webhook> = client.list(&["webhooks"], &PageQuery::default())?;
    context.out.either(&Items { items: &all }, |out| {
        let mut table = Table::new(["address", "", "for", "id"]);
        for it in &all {
            let state = if it.enabled { good("on") } else { bad("off") };
            let what = plain(it.description.clone().unwrap_or_default());
            table.row([strong(&it.url), state, what, faint(it.id.to_string())]);
        }
        out.table(&table)
    })
}

/// Its secret, where the server tells it.
fn secret(out: &Output, webhook: &Webhook) -> Result<(), CliError> {
    let Some(secret) = &webhook.secret else { return Ok(()) };
    out.say("its secret, which is not shown again:")?;
    out.exact(secret.expose())
}

fn outcome(call: &WebhookCall) -> String {
    match (call.status, &call.error) {
        (Some(status), _) if call.arrived => format!("arrived ({status})"),
        (Some(status), _) => format!("refused ({status})"),
        (None, Some(error)) => error.clone(),
        (None, None) => "no answer".to_owned(),
    }
}
