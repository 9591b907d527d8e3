//! `strongroom admin subscriptions edit`.

use clap::Args;
use strongroom_api::subscriptions::{PatchSubscription, Subscription};
use uuid::Uuid;

use super::{places, ways};
use crate::{client::Client, context::Context, error::CliError};

/// Changes a subscription.
#[derive(Debug, Args)]
pub struct Edit {
    /// Its id
    id: Uuid,
    /// The events and topics from now on; once for each
    #[arg(long = "event", value_name = "EVENT")]
    events: Vec<String>,
    /// Only of this DATABASE, or on this DATABASE/FOLDER/ENTRY, instead of those before; once for each
    #[arg(long = "on", value_name = "PATH")]
    on: Vec<String>,
    /// Everywhere
    #[arg(long, conflicts_with = "on")]
    everywhere: bool,
    /// Whether it comes into the inbox
    #[arg(long, value_name = "true|false")]
    inbox: Option<bool>,
    /// Whether it comes by mail
    #[arg(long, value_name = "true|false")]
    mail: Option<bool>,
    /// To this webhook
    #[arg(long, value_name = "ID")]
    webhook: Option<Uuid>,
    /// To no webhook
    #[arg(long, conflicts_with = "webhook")]
    no_webhook: bool,
}

/// Changes it.
pub fn run(context: &Context, client: &Client, edit: &Edit) -> Result<(), CliError> {
    let narrows = edit.everywhere || !edit.on.is_empty();
    let (databases, objects) = places(client, &edit.on)?;
    let change = PatchSubscription {
        events: (!edit.events.is_empty()).then(|| edit.events.clone()),
        databases: narrows.then_some(databases),
        objects: narrows.then_some(objects),
        inbox: edit.inbox,
        mail: edit.mail,
        webhook: if edit.no_webhook { Some(None) } else { edit.webhook.map(Some) },
    };
    if change == PatchSubscription::default() {
        return Err(CliError::Usage("nothing to change: say what, for example --event or --mail".into()));
    }
    let id = edit.id.to_string();
    let (_, revision) = client.get_revised::<Subscription>(&["subscriptions", &id])?;
    let changed: Subscription = client.patch(&["subscriptions", &id], &revision, &change)?;
    context.out.either(&changed, |out| {
        out.say(format!("subscribed to {}, to {}", changed.events.join(", "), ways(&changed)))
    })
}
