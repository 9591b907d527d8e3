//! `strongroom show`.

mod printed;
mod seen;

use clap::Args;
use strongroom_api::reveal::Purpose;

use self::printed::Shown;
pub(super) use self::seen::Seen;
use crate::{
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address},
};

/// Shows an entry or a folder. Secret fields stay hidden unless asked for, and each reveal is on record.
#[derive(Debug, Args)]
pub struct Show {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    #[command(flatten)]
    how: How,
}

/// How much of it.
#[derive(Debug, Args)]
pub struct How {
    /// Reveal the secret fields
    #[arg(long, short)]
    pub reveal: bool,
    /// Print the value of one field and nothing else; of a one-time code field the code of this moment
    #[arg(long, short, value_name = "NAME", conflicts_with = "reveal")]
    pub field: Option<String>,
    /// With --field: print what one-time codes are computed from, not the code
    #[arg(long, requires = "field")]
    pub seed: bool,
}

/// Shows an object.
pub fn run(context: &Context, arguments: &Show) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let seen = Seen::present(&client, database.id, found.id)?;
    show(context, &client, &seen, &arguments.how, &database.name)
}

/// Shows what is seen of the object, or one field of it.
pub(super) fn show(
    context: &Context,
    client: &Client,
    seen: &Seen,
    how: &How,
    database: &str,
) -> Result<(), CliError> {
    if let Some(name) = &how.field {
        let value = seen.value(client, name, Purpose::Show, how.seed)?;
        let document = serde_json::json!({ "name": name, "value": value.expose() });
        return context.out.either(&document, |out| out.exact(value.expose()));
    }
    let has_secrets = !seen.secret_names().is_empty();
    let secrets = match how.reveal && has_secrets {
        true => Some(seen.reveal(client, Purpose::Show, None)?),
        false => None,
    };
    let codes = secrets.as_ref().map(|secrets| seen.codes(secrets)).unwrap_or_default();
    let shown = Shown { object: &seen.object, secrets: secrets.as_ref(), codes };
    context.out.either(&shown, |out| printed::print(out, &shown, database))?;
    if let Some(sealed) = seen.sealed() {
        context.out.note(&sealed.hint().unwrap_or_default());
    } else if secrets.is_none() && has_secrets {
        let copies = "; `strongroom copy` copies one without showing it";
        let copies = if seen.is_earlier() { "" } else { copies };
        context.out.note(&format!("--reveal shows the hidden fields{copies}"));
    }
    Ok(())
}
