//! `strongroom admin webhooks`.

use clap::Subcommand;
use strongroom_api::{
    list::PageQuery,
    webhooks::{NewWebhook, PatchWebhook, Webhook, WebhookCall},
};
use uuid::Uuid;

use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    output::{Items, Table, bad, faint, good, plain, strong},
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
    /// Change its address, which gives it another secret that is shown this once, or what it is for
    Edit {
        /// Its id
        id: Uuid,
        /// Another address
        #[arg(long)]
        url: Option<String>,
        /// What it is for; empty: nothing
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
            show_secret(context, &made, "made")
        }
        Webhooks::Edit { id, url, description } => {
            let id = id.to_string();
            let (_, revision) = client.get_revised::<Webhook>(&["webhooks", &id])?;
            let description = description.clone().map(|text| Some(text).filter(|text| !text.is_empty()));
            let change = PatchWebhook { url: url.clone(), description, enabled: None };
            let changed: Webhook = client.patch(&["webhooks", &id], &revision, &change)?;
            show_secret(context, &changed, "changed")
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
        Webhooks::Enable { id } => switch(context, &client, *id, true),
        Webhooks::Disable { id } => switch(context, &client, *id, false),
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

/// What was done, and the secret where there is a new one.
fn show_secret(context: &Context, webhook: &Webhook, done: &str) -> Result<(), CliError> {
    context.out.either(webhook, |out| match &webhook.secret {
        Some(secret) => {
            out.say(format!("{done} {}; its secret, which is not shown again:", webhook.id))?;
            out.exact(secret.expose())
        }
        None => out.say(format!("{done} {}", webhook.id)),
    })
}

fn switch(context: &Context, client: &Client, id: Uuid, enabled: bool) -> Result<(), CliError> {
    let id = id.to_string();
    let (_, revision) = client.get_revised::<Webhook>(&["webhooks", &id])?;
    let change = PatchWebhook { enabled: Some(enabled), ..PatchWebhook::default() };
    let changed: Webhook = client.patch(&["webhooks", &id], &revision, &change)?;
    let state = if changed.enabled { "on" } else { "off" };
    context.out.either(&changed, |out| out.say(format!("the webhook is {state}")))
}

fn outcome(call: &WebhookCall) -> String {
    match (call.status, &call.error) {
        (Some(status), _) if call.arrived => format!("arrived ({status})"),
        (Some(status), _) => format!("refused ({status})"),
        (None, Some(error)) => error.clone(),
        (None, None) => "no answer".to_owned(),
    }
}
