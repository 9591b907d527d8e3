//! `strongroom admin import`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use indicatif::ProgressBar;
use reqwest::blocking::multipart::{Form, Part};
use strongroom_api::{SecretText, import::ImportAnswer};

use crate::{
    context::Context,
    error::CliError,
    output::{Output, plain, strong},
    secret_input::PasswordSource,
};

/// Imports another program's database as a new database.
#[derive(Debug, Args)]
pub struct Import {
    /// The file
    file: PathBuf,
    /// What kind of file it is; by default what the name of the file says
    #[arg(long, value_name = "kdbx|archive|...")]
    format: Option<String>,
    /// Name of the new database; by default the name of the file
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    password: PasswordSource,
    /// The file has no password (not the same as an empty one)
    #[arg(long, conflicts_with_all = ["password_stdin", "password_file"])]
    no_password: bool,
    /// The key file that belongs to it
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

/// Imports; all or nothing.
pub fn run(context: &Context, arguments: &Import) -> Result<(), CliError> {
    let client = context.client()?;
    // Before a password is asked for.
    fs::metadata(&arguments.file)
        .map_err(CliError::io(format!("can not read {}", arguments.file.display())))?;
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => word(arguments.file.file_stem(), "--name")?,
    };
    let format = match &arguments.format {
        Some(format) => format.clone(),
        None => match word(arguments.file.extension(), "--format")?.to_lowercase().as_str() {
            "strongroom" => "archive".to_owned(),
            other => other.to_owned(),
        },
    };
    let password = if arguments.no_password {
        None
    } else {
        Some(arguments.password.read(&format!("Master password of {}", arguments.file.display()))?)
    };
    let form = form(arguments, name, format, password.as_ref())?;
    let progress = waiting(context.out);
    let answer: Result<ImportAnswer, CliError> = client.upload(&["databases", "import"], form);
    progress.finish_and_clear();
    let answer = answer?;
    context.out.either(&answer, |out| print(out, &answer))
}

/// The small parts before the file: the server needs them to read it.
fn form(
    arguments: &Import,
    name: String,
    format: String,
    password: Option<&SecretText>,
) -> Result<Form, CliError> {
    let mut form = Form::new().text("format", format).text("name", name);
    if let Some(password) = password {
        form = form.text("master_password", password.expose().to_owned());
    }
    if let Some(path) = &arguments.key_file {
        form = form.part("key_file", part(path)?);
    }
    Ok(form.part("file", part(&arguments.file)?))
}

fn part(path: &Path) -> Result<Part, CliError> {
    Part::file(path)
        // The name of a file of this machine is nobody's business.
        .map(|part| part.file_name("file"))
        .map_err(CliError::io(format!("can not read {}", path.display())))
}

fn word(text: Option<&std::ffi::OsStr>, option: &str) -> Result<String, CliError> {
    text.and_then(|text| text.to_str())
        .map(str::to_owned)
        .ok_or_else(|| CliError::Usage(format!("the name of the file does not say it: give {option}")))
}

fn waiting(out: Output) -> ProgressBar {
    if out.wants_json() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner().with_message("importing");
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    bar
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn print(out: &Output, answer: &ImportAnswer) -> Result<(), CliError> {
    let counts = answer.imported;
    out.line(&[
        plain("imported "),
        strong(&answer.database.name),
        plain(format!(
            ": {}, {}, {} ({})",
            counted(counts.folders, "folder", "folders"),
            counted(counts.entries, "entry", "entries"),
            counted(counts.attachments, "attachment", "attachments"),
            answer.database.id
        )),
    ])?;
    if !answer.warnings.is_empty() {
        let things = counted(answer.warnings.len() as u64, "thing", "things");
        out.say(format!("{things} could not be taken over as they were:"))?;
    }
    for warning in &answer.warnings {
        let place = warning.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        out.say(format!("  {place}{}", warning.message))?;
    }
    Ok(())
}
