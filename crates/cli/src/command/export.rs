//! `strongroom export`: what one may take along, into a file that its owner alone can read.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use strongroom_api::export::{ExportFormat, ExportRequest, GRANTS_HEADER, LEFT_OUT_HEADER, OBJECTS_HEADER};

use uuid::Uuid;

use crate::{
    client::Client,
    command::attachments::{check_target, save_file},
    context::Context,
    error::CliError,
    object::{self, Address, Several},
    secret_input::PasswordSource,
};

/// The kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// KDBX 4.1, encrypted: opens in KeePassXC and KeePass
    Kdbx,
    /// CSV, NOT encrypted
    Csv,
    /// JSON with everything, NOT encrypted
    Json,
    /// Everything, encrypted, for Strongroom itself
    Archive,
}

/// Writes what you may take along to a file: every object in it is recorded.
#[derive(Debug, Args)]
pub struct Export {
    /// DATABASE, or DATABASE/FOLDER/..., or an id; or several folders and entries of one database
    #[arg(value_name = "PATH", required = true)]
    addresses: Vec<String>,
    /// What kind of file
    #[arg(long, value_enum)]
    format: Kind,
    /// Where to; `-` is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// For CSV: make it harmless to a spreadsheet; values that begin like a formula are changed
    #[arg(long)]
    spreadsheet: bool,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    password: PasswordSource,
}

/// Exports.
pub fn run(context: &Context, arguments: &Export) -> Result<(), CliError> {
    // Before anything is asked of the server, which keeps a record of it.
    check_target(&arguments.out, arguments.force)?;
    let encrypted = matches!(arguments.format, Kind::Kdbx | Kind::Archive);
    if !encrypted && arguments.password.is_given() {
        return Err(CliError::Usage("this format is not encrypted and takes no password".into()));
    }
    let client = context.client()?;
    let (database, (parent, objects)) = what(&client, &arguments.addresses)?;
    let password = if encrypted { Some(arguments.password.read_new("Password of the file")?) } else { None };
    let request = ExportRequest {
        format: match arguments.format {
            Kind::Kdbx => ExportFormat::Kdbx,
            Kind::Csv => ExportFormat::Csv,
            Kind::Json => ExportFormat::Json,
            Kind::Archive => ExportFormat::Archive,
        },
        parent,
        objects,
        password,
        spreadsheet: arguments.spreadsheet,
    };
    let database = database.to_string();
    let answer = client.download_by(&["databases", &database, "export"], &request)?;
    let told = |header| answer.number(header);
    let (objects, left_out) = (told(OBJECTS_HEADER)?, told(LEFT_OUT_HEADER)?);
    let grants = answer.number(GRANTS_HEADER).unwrap_or_default();
    let size = answer.number("content-length")?;
    save_file(answer, size, &arguments.out, arguments.force)?;
    if arguments.out == Path::new("-") {
        return Ok(());
    }
    let file = arguments.out.display().to_string();
    let json = serde_json::json!({
        "file": file, "size": size, "objects": objects, "left_out": left_out, "grants_left_out": grants,
    });
    context.out.either(&json, |said| {
        said.say(format!("{objects} folders and entries in {file}"))?;
        if left_out > 0 {
            said.say(format!("{left_out} that you see stay: sealed, online only, or not yours to read"))?;
        }
        if grants > 0 {
            said.say(format!("{grants} grants, with and without seals, are not in it"))?;
        }
        if !encrypted {
            said.say("the file is not encrypted: whoever reads it has every password in it")?;
        }
        Ok(())
    })
}

/// One folder or entry, or several; nothing: all of the database.
type Wanted = (Option<Uuid>, Option<Vec<Uuid>>);

/// The database, and the one folder or entry or the several of it.
fn what(client: &Client, addresses: &[String]) -> Result<(Uuid, Wanted), CliError> {
    if let [address] = addresses {
        let located = object::locate(client, &address.parse::<Address>()?)?;
        return Ok((located.database.id, (located.object.map(|object| object.id), None)));
    }
    let several = Several::locate(client, addresses)?;
    Ok((several.database.id, (None, Some(several.objects.iter().map(|object| object.id).collect()))))
}
