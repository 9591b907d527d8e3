//! How two versions differ.

use std::collections::BTreeMap;

use serde::Serialize;
use strongroom_api::{
    SecretText,
    history::{CompareQuery, Comparison},
    reveal::Purpose,
};
use uuid::Uuid;

use crate::{
    client::Client,
    command::show::Seen,
    context::Context,
    error::CliError,
    object::Located,
    output::{Output, Table, faint, plain, strong},
};

/// The differences, with the secret values where they were revealed.
#[derive(Serialize)]
struct Compared {
    #[serde(flatten)]
    comparison: Comparison,
    #[serde(skip_serializing_if = "Option::is_none")]
    secrets: Option<Secrets>,
}

/// Secret values of both versions, by the names of the fields.
#[derive(Serialize)]
struct Secrets {
    before: BTreeMap<String, SecretText>,
    after: BTreeMap<String, SecretText>,
}

/// Compares a version with another one, or with the present one.
pub fn run(
    context: &Context,
    client: &Client,
    (database, id): (Uuid, Uuid),
    (revision, with): (u64, Option<u64>),
    reveal: bool,
) -> Result<(), CliError> {
    let ids = (database.to_string(), id.to_string());
    let number = revision.to_string();
    let path = Located::resource(&ids, &["history", &number, "compare"]);
    let comparison: Comparison = client.get(&path, &CompareQuery { with })?;
    let secrets = match reveal {
        true => {
            let before = Seen::earlier(client, database, id, revision)?;
            let after = match with {
                Some(with) => Seen::earlier(client, database, id, with)?,
                None => Seen::present(client, database, id)?,
            };
            Some(Secrets {
                before: differing(client, &before, &comparison)?,
                after: differing(client, &after, &comparison)?,
            })
        }
        false => None,
    };
    let compared = Compared { comparison, secrets };
    context.out.either(&compared, |out| print(out, &compared))?;
    if !reveal && compared.comparison.fields.iter().any(|field| field.secret) {
        context.out.note("--reveal shows what is secret");
    }
    Ok(())
}

/// The values of those secret fields of a version that differ, and of no others.
fn differing(
    client: &Client,
    seen: &Seen,
    comparison: &Comparison,
) -> Result<BTreeMap<String, SecretText>, CliError> {
    let differs = |name: &String| comparison.fields.iter().any(|field| field.name == *name);
    let names: Vec<String> = seen.secret_names().into_iter().filter(differs).collect();
    if names.is_empty() { Ok(BTreeMap::new()) } else { seen.reveal(client, Purpose::Show, Some(names)) }
}

fn print(out: &Output, compared: &Compared) -> Result<(), CliError> {
    let Comparison { properties, fields, .. } = &compared.comparison;
    if properties.is_empty() && fields.is_empty() {
        return out.say("nothing differs");
    }
    let mut table = Table::new(["what", "then", "now"]);
    for name in properties {
        table.row([strong(name), plain("(differs)"), plain("")]);
    }
    for field in fields {
        let value = |open: &Option<String>, secrets: Option<&BTreeMap<String, SecretText>>| match (
            open,
            secrets.and_then(|all| all.get(&field.name)),
        ) {
            (Some(open), _) => plain(open),
            (None, Some(secret)) => plain(secret.expose()),
            (None, None) if field.secret && secrets.is_none() => faint("(secret)"),
            (None, None) => faint("(none)"),
        };
        let secrets = compared.secrets.as_ref();
        table.row([
            strong(&field.name),
            value(&field.before, secrets.map(|it| &it.before)),
            value(&field.after, secrets.map(|it| &it.after)),
        ]);
    }
    out.table(&table)
}
