//! `strongroom attachments`: the files of an entry. A name that the server tells is shown and never used as a path:
//! where a file goes is said by whoever saves it.

mod part;
mod resume;

use std::{
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use clap::Args;
use strongroom_api::{attachments::Attachment, list::PageQuery};

use crate::{
    client::{Answer, Client},
    context::Context,
    error::CliError,
    object::{self, Address, Located},
    output::{Items, Table, faint, plain, strong},
};

/// Lists the files of an entry, saves one of them, or deletes one. A download that broke off goes on where it stopped.
#[derive(Debug, Args)]
pub struct Attachments {
    /// DATABASE/FOLDER/ENTRY or an id
    #[arg(value_name = "PATH")]
    address: String,
    /// The file to save, by its name or id; without it they are listed
    #[arg(long, value_name = "NAME", requires = "out")]
    save: Option<String>,
    /// The file to delete, by its name or id
    #[arg(long, value_name = "NAME", conflicts_with = "save")]
    remove: Option<String>,
    /// Where to; `-` is standard output
    #[arg(long, value_name = "FILE", requires = "save")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "save")]
    force: bool,
}

/// Lists or saves.
pub fn run(context: &Context, arguments: &Attachments) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, entry) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let ids = (database.id.to_string(), entry.id.to_string());
    let all: Vec<Attachment> =
        client.list(&Located::resource(&ids, &["attachments"]), &PageQuery::default())?;
    let one = |all: Vec<Attachment>, name: &str| {
        object::named(all, name, |attachment| {
            (attachment.id, &attachment.name, format!("{} bytes", attachment.size))
        })
    };
    if let Some(name) = &arguments.remove {
        let found = one(all, name)?;
        client.delete(&Located::resource(&ids, &["attachments", &found.id.to_string()]))?;
        let told = serde_json::json!({ "deleted": found.id });
        return context.out.either(&told, |out| out.say(format!("deleted {}", found.name)));
    }
    match (&arguments.save, &arguments.out) {
        (Some(name), Some(out)) => {
            let found = one(all, name)?;
            save(context, &client, &ids, &found, out, arguments.force)
        }
        _ => list(context, &all),
    }
}

fn list(context: &Context, all: &[Attachment]) -> Result<(), CliError> {
    context.out.either(&Items { items: all }, |out| {
        if all.is_empty() {
            return out.say("no attachments");
        }
        let mut table = Table::new(["name", "bytes", "added", "id"]);
        for attachment in all {
            table.row([
                strong(&attachment.name),
                plain(attachment.size.to_string()),
                plain(crate::clock::shown(attachment.created_at)),
                faint(attachment.id.to_string()),
            ]);
        }
        out.table(&table)
    })
}

fn save(
    context: &Context,
    client: &Client,
    ids: &(String, String),
    found: &Attachment,
    out: &Path,
    force: bool,
) -> Result<(), CliError> {
    check_target(out, force)?;
    let id = found.id.to_string();
    let path = Located::resource(ids, &["attachments", &id]);
    if out == Path::new("-") {
        let answer = client.download(&path, 0, &id)?;
        return answer.copy_to(&mut io::stdout().lock(), found.size);
    }
    resume::save(context, client, (&path, &id), found.size, out, force)?;
    let told =
        serde_json::json!({ "saved": found.id, "file": out.display().to_string(), "size": found.size });
    context.out.either(&told, |said| said.say(format!("saved {} to {}", found.name, out.display())))
}

/// Whether a file may go there, before anything is asked of the server, which keeps a record of it.
pub(super) fn check_target(out: &Path, force: bool) -> Result<(), CliError> {
    let to_standard_output = out == Path::new("-");
    if to_standard_output && io::stdout().is_terminal() {
        return Err(CliError::Usage(
            "a file is not for a terminal; name one, or send it to a program".into(),
        ));
    }
    if !to_standard_output && !force && out.symlink_metadata().is_ok() {
        return Err(exists(out));
    }
    Ok(())
}

/// To standard output, or to a file: whole or not at all, and readable by its owner alone.
pub(super) fn save_file(answer: Answer, size: u64, out: &Path, force: bool) -> Result<(), CliError> {
    if out == Path::new("-") {
        return answer.copy_to(&mut io::stdout().lock(), size);
    }
    write(answer, size, out, force)
}

fn write(answer: Answer, size: u64, out: &Path, force: bool) -> Result<(), CliError> {
    let what = || format!("can not write {}", out.display());
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A named temporary file is made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(CliError::io(what()))?;
    answer.copy_to(file.as_file_mut(), size)?;
    file.as_file().sync_all().map_err(CliError::io(what()))?;
    let kept = if force { file.persist(out) } else { file.persist_noclobber(out) };
    match kept {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(out)),
        Err(error) => Err(CliError::Io { what: what(), source: error.error }),
    }
}

pub(super) fn exists(out: &Path) -> CliError {
    CliError::Usage(format!("{} is there already: --force replaces it", out.display()))
}
