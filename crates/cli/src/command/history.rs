//! `strongroom history`: earlier versions of a folder or an entry.

use clap::Args;
use strongroom_api::{
    history::{CompareQuery, Comparison, Version},
    list::PageQuery,
    objects::Object,
};

use crate::{
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, Located},
    output::{Items, Table, plain, strong},
};

/// Lists the earlier versions of an entry or a folder, compares one with the present one, or restores it.
#[derive(Debug, Args)]
pub struct History {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// Show how this version differs from the present one
    #[arg(long, value_name = "REVISION")]
    compare: Option<u64>,
    /// Make this version the present one again; what it replaces is kept
    #[arg(long, value_name = "REVISION", conflicts_with = "compare")]
    restore: Option<u64>,
}

/// Lists, compares or restores.
pub fn run(context: &Context, arguments: &History) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let ids = (database.id.to_string(), found.id.to_string());
    if let Some(revision) = arguments.restore {
        let (_, present) = client.get_revised::<Object>(&Located::resource(&ids, &[]))?;
        let revision = revision.to_string();
        let path = Located::resource(&ids, &["history", &revision, "restore"]);
        let restored: Object =
            client.request("POST", &path).idempotent()?.if_match(&present).send()?.json()?;
        return context.out.either(&restored, |out| {
            out.say(format!(
                "{} is as it was in revision {revision}, now revision {}",
                restored.title, restored.revision
            ))
        });
    }
    if let Some(revision) = arguments.compare {
        let revision = revision.to_string();
        let path = Located::resource(&ids, &["history", &revision, "compare"]);
        let compared: Comparison = client.get(&path, &CompareQuery::default())?;
        return context.out.either(&compared, |out| {
            if compared.properties.is_empty() && compared.fields.is_empty() {
                return out.say("nothing differs");
            }
            let mut table = Table::new(["what", "then", "now"]);
            for name in &compared.properties {
                table.row([strong(name), plain(""), plain("")]);
            }
            for field in &compared.fields {
                let hidden = if field.secret { "(secret)" } else { "" };
                let value =
                    |value: &Option<String>| plain(value.clone().unwrap_or_else(|| hidden.to_owned()));
                table.row([strong(&field.name), value(&field.before), value(&field.after)]);
            }
            out.table(&table)
        });
    }
    let versions: Vec<Version> =
        client.list(&Located::resource(&ids, &["history"]), &PageQuery::default())?;
    context.out.either(&Items { items: &versions }, |out| {
        if versions.is_empty() {
            return out.say("it was never changed");
        }
        let mut table = Table::new(["revision", "title", "from"]);
        for it in &versions {
            table.row([
                strong(it.revision.to_string()),
                plain(&it.title),
                plain(clock::shown(it.modified_at)),
            ]);
        }
        out.table(&table)
    })
}
