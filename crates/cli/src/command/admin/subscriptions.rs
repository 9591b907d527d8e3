//! `strongroom admin subscriptions`.

mod edit;

use clap::Subcommand;
use strongroom_api::{
    list::PageQuery,
    subscriptions::{NewSubscription, Subscription},
};
use uuid::Uuid;

use crate::{
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address, Located},
    output::{Items, Table, faint, plain, strong},
};

/// What you want to be told of besides what concerns you.
#[derive(Debug, Subcommand)]
pub enum Subscriptions {
    /// List your subscriptions
    List,
    /// Subscribe to events
    Add {
        /// Events, such as `exported`, or topics, such as `failed_sign_ins`, `seals`, `policies`
        #[arg(required = true, value_name = "EVENT")]
        events: Vec<String>,
        /// Only of this DATABASE, or on this DATABASE/FOLDER/ENTRY; may be repeated
        #[arg(long = "on", value_name = "PATH")]
        on: Vec<String>,
        /// By mail as well
        #[arg(long)]
        mail: bool,
        /// Not into the inbox
        #[arg(long)]
        no_inbox: bool,
        /// To this webhook
        #[arg(long, value_name = "ID")]
        webhook: Option<Uuid>,
    },
    /// Change a subscription: what is not named stays as it is
    Edit(Box<edit::Edit>),
    /// End a subscription
    Remove {
        /// Its id
        id: Uuid,
    },
}

/// Does what was asked.
pub fn run(context: &Context, command: &Subscriptions) -> Result<(), CliError> {
    let client = context.client()?;
    match command {
        Subscriptions::List => {
            let all: Vec<Subscription> = client.list(&["subscriptions"], &PageQuery::default())?;
            context.out.either(&Items { items: &all }, |out| {
                let mut table = Table::new(["events", "to", "narrowed", "id"]);
                for it in &all {
                    table.row([
                        strong(it.events.join(", ")),
                        plain(ways(it)),
                        plain(narrowed(it)),
                        faint(it.id.to_string()),
                    ]);
                }
                out.table(&table)
            })
        }
        Subscriptions::Add { events, on, mail, no_inbox, webhook } => {
            let (databases, objects) = places(&client, on)?;
            let new = NewSubscription {
                events: events.clone(),
                databases,
                objects,
                inbox: !no_inbox,
                mail: *mail,
                webhook: *webhook,
            };
            let made: Subscription = client.post(&["subscriptions"], &new)?;
            context.out.either(&made, |out| out.say(format!("subscribed to {}", made.events.join(", "))))
        }
        Subscriptions::Edit(change) => edit::run(context, &client, change),
        Subscriptions::Remove { id } => {
            let id = id.to_string();
            let (_, revision) = client.get_revised::<Subscription>(&["subscriptions", &id])?;
            client.delete_revised(&["subscriptions", &id], &revision)?;
            let removed = serde_json::json!({ "removed": id });
            context.out.either(&removed, |out| out.say("the subscription has ended"))
        }
    }
}

/// The databases and objects that paths name.
fn places(client: &Client, on: &[String]) -> Result<(Vec<Uuid>, Vec<Uuid>), CliError> {
    let (mut databases, mut objects) = (Vec::new(), Vec::new());
    for path in on {
        let Located { database, object } = object::locate(client, &path.parse::<Address>()?)?;
        databases.push(database.id);
        objects.extend(object.map(|object| object.id));
    }
    Ok((databases, objects))
}

fn ways(it: &Subscription) -> String {
    let ways = [(it.inbox, "inbox"), (it.mail, "mail"), (it.webhook.is_some(), "webhook")];
    ways.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

fn narrowed(it: &Subscription) -> String {
    match (it.databases.len(), it.objects.len()) {
        (0, 0) => "-".to_owned(),
        (databases, 0) => format!("to {databases} databases"),
        (_, objects) => format!("to {objects} objects"),
    }
}
