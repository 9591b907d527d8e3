//! `strongroom attach`: files come to an entry. They are read while they are sent.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Read, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::Args;
use strongroom_api::{attachments::Attachment, objects::Object};

use crate::{
    client::Client,
    context::Context,
    error::CliError,
    object::{self, Address, Located},
    output::Items,
};

/// How often the progress is told anew.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// Attaches files to an entry.
#[derive(Debug, Args)]
pub struct Attach {
    /// DATABASE/FOLDER/ENTRY or an id
    #[arg(value_name = "PATH")]
    address: String,
    /// The files; `-` is standard input, and needs a name
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What the file is to be called there, instead of its own name; for one file
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

/// Attaches one after the other. What was attached stays, also where a later one fails.
pub fn run(context: &Context, arguments: &Attach) -> Result<(), CliError> {
    if arguments.name.is_some() && arguments.files.len() > 1 {
        return Err(CliError::Usage("--name is for one file".into()));
    }
    let files: Vec<(String, &Path)> = arguments
        .files
        .iter()
        .map(|file| Ok((name_of(file, arguments.name.as_deref())?, file.as_path())))
        .collect::<Result<_, CliError>>()?;
    let client = context.client()?;
    let (database, entry) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let ids = (database.id.to_string(), entry.id.to_string());
    let object: Object = client.get(&Located::resource(&ids, &[]), &())?;
    let mut attached = Vec::new();
    for (name, file) in files {
        let made = send(context, &client, (&ids, object.second_password), &name, file)?;
        if !context.out.wants_json() {
            context.out.say(format!("attached {} to {} ({} bytes)", made.name, entry.title, made.size))?;
        }
        attached.push(made);
    }
    if context.out.wants_json() { context.out.document(&Items { items: &attached }) } else { Ok(()) }
}

fn name_of(file: &Path, given: Option<&str>) -> Result<String, CliError> {
    if let Some(name) = given {
        return Ok(name.to_owned());
    }
    let name = file.file_name().filter(|_| file != Path::new("-"));
    let name = name.ok_or_else(|| CliError::Usage("what comes by standard input needs --name".into()))?;
    let text = name.to_str().map(str::to_owned);
    text.ok_or_else(|| CliError::Usage("the name of the file is no text; say one with --name".into()))
}

fn send(
    context: &Context,
    client: &Client,
    (ids, covered): (&(String, String), bool),
    name: &str,
    file: &Path,
) -> Result<Attachment, CliError> {
    let path = Located::resource(ids, &["attachments"]);
    if file == Path::new("-") {
        return client.send_file(&path, name, io::stdin(), (None, covered));
    }
    let what = || format!("can not read {}", file.display());
    let opened = File::open(file).map_err(CliError::io(what()))?;
    let about = opened.metadata().map_err(CliError::io(what()))?;
    if !about.is_file() {
        return Err(CliError::Usage(format!("{} is no file", file.display())));
    }
    let shown = !context.out.wants_json() && io::stderr().is_terminal();
    let progress = Progress { file: opened, size: about.len(), sent: 0, told: Instant::now(), shown };
    client.send_file(&path, name, progress, (Some(about.len()), covered))
}

/// A file that tells how much of it was read: on standard error, where that is a terminal.
struct Progress {
    file: File,
    size: u64,
    sent: u64,
    told: Instant,
    shown: bool,
}

impl Read for Progress {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.sent = self.sent.saturating_add(read as u64);
        if self.shown && (read == 0 || self.told.elapsed() > TOLD_EVERY) {
            self.told = Instant::now();
            let percent = self.sent.saturating_mul(100).checked_div(self.size).unwrap_or(100);
            // That it can not be told keeps nothing from being sent.
            let _ = write!(io::stderr(), "\r{percent:3} % of {} bytes", self.size);
        }
        Ok(read)
    }
}

/// The line that it was told on ends.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = writeln!(io::stderr());
        }
    }
}
