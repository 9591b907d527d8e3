//! Changing a webhook.

use clap::Args;
use strongroom_api::webhooks::{PatchWebhook, Webhook};
use uuid::Uuid;

use super::secret;
use crate::{client::Client, context::Context, error::CliError};

/// Changes a webhook: what is not named stays as it is.
#[derive(Debug, Args)]
pub struct Edit {
    /// Its id
    id: Uuid,
    /// Another address; where the server gives it a new secret, that is shown this once
    #[arg(long)]
    url: Option<String>,
    /// What it is for; empty takes it away
    #[arg(long)]
    description: Option<String>,
    /// Call it, or call it no more
    #[arg(long, value_name = "true|false")]
    enabled: Option<bool>,
}

/// Changes it.
pub fn run(context: &Context, client: &Client, edit: &Edit) -> Result<(), CliError> {
    let change = PatchWebhook {
        url: edit.url.clone(),
        description: edit.description.clone().map(|text| Some(text).filter(|text| !text.is_empty())),
        enabled: edit.enabled,
    };
    if change == PatchWebhook::default() {
        return Err(CliError::Usage("nothing to change: say what, for example --url".into()));
    }
    patch(context, client, edit.id, &change)
}

/// Calls it, or calls it no more.
pub fn switch(context: &Context, client: &Client, id: Uuid, enabled: bool) -> Result<(), CliError> {
    patch(context, client, id, &PatchWebhook { enabled: Some(enabled), ..PatchWebhook::default() })
}

fn patch(context: &Context, client: &Client, id: Uuid, change: &PatchWebhook) -> Result<(), CliError> {
    let id = id.to_string();
    let (_, revision) = client.get_revised::<Webhook>(&["webhooks", &id])?;
    let changed: Webhook = client.patch(&["webhooks", &id], &revision, change)?;
    context.out.either(&changed, |out| {
        let state = if changed.enabled { "on" } else { "off" };
        out.say(format!("the webhook to {} is {state}", changed.url))?;
        secret(out, &changed)
    })
}
