//! `strongroom import`: upload, look, ask, run.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::multipart::{Form, Part};
use strongroom_api::{
    ErrorCode, SecretText,
    import::ImportWarning,
    imports::{
        Duplicates, FileBin, FileRights, Import, ImportChange, ImportPreview, ImportSettings, ImportState,
        RightsPreview, Table, TableSettings,
    },
};

use super::imports;
use crate::{
    ask,
    client::{self, Client},
    context::Context,
    error::CliError,
    object::{self, Address},
    output::Output,
    secret_input::PasswordSource,
};

/// How often it is asked how far an import is.
const ASK_EVERY: Duration = Duration::from_millis(200);

/// So many warnings are shown.
const SHOWN: usize = 20;

/// What happens to what is in the file's bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Bin {
    /// It comes into the bin
    Take,
    /// It is left out
    LeaveOut,
}

/// Imports a file of another program, or an archive: into a folder, or as a new database.
///
/// What would come in is shown first. Nobody sees anything before all of it is there.
#[derive(Debug, Args)]
pub struct ImportFile {
    /// The file
    file: PathBuf,
    /// Into this database, or this folder of one: DATABASE/FOLDER/..., or an id
    #[arg(long, value_name = "PATH", required_unless_present = "name", conflicts_with = "name")]
    into: Option<String>,
    /// As a new database of this name
    #[arg(long)]
    name: Option<String>,
    /// What kind of file it is; by default what its content says
    #[arg(long, value_name = "kdbx|csv|archive|...")]
    format: Option<String>,
    /// Show what would come in, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Leave out entries that are there already: same type, title, user name and address
    #[arg(long)]
    skip_duplicates: bool,
    /// What is in the file's bin; into a new database it comes along unless you say so
    #[arg(long, value_enum)]
    bin: Option<Bin>,
    /// Set the rights that an archive brings, as far as you may hand them out; with --name
    #[arg(long, requires = "name")]
    rights: bool,
    /// What a column of a table holds, such as title=Name or password=3 (columns count from 1); once for each
    #[arg(long, value_name = "KIND=COLUMN")]
    map: Vec<String>,
    /// The first row of a table holds names
    #[arg(long, conflicts_with = "no_header")]
    header: bool,
    /// The first row of a table is an entry
    #[arg(long)]
    no_header: bool,
    /// What stands between the cells of a table: `,`, `;`, `|` or `tab`
    #[arg(long)]
    delimiter: Option<String>,
    /// How a table is written: utf-8, utf-16le, utf-16be or windows-1252
    #[arg(long)]
    encoding: Option<String>,
    /// What stands between the names of folders in a table
    #[arg(long, value_name = "CHARACTER")]
    folder_separator: Option<String>,
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
pub fn run(context: &Context, arguments: &ImportFile) -> Result<(), CliError> {
    let client = context.client()?;
    // Before a password is asked for.
    let start = start_of(&arguments.file)?;
    let settings = settings(&client, arguments)?;
    let password = password(arguments, &start)?;
    let form = form(arguments, &settings, password.as_ref())?;
    let waiting = spinner(context.out, "reading");
    let made: Result<Import, CliError> = client.upload(&["imports"], form);
    waiting.finish_and_clear();
    let made = made.map_err(|error| wrong_password(error, &arguments.file))?;
    let id = made.id.to_string();
    let done = go_on(context, &client, arguments, made);
    if !matches!(&done, Ok(Some(_))) {
        // It is not to be kept waiting on the server; what became of it otherwise is told already.
        let _ = client.delete(&["imports", &id]);
    }
    let Some(done) = done? else { return Ok(()) };
    context.out.either(&done, |out| {
        let counts = done.imported.unwrap_or_default();
        out.say(format!("imported {}", counted(counts.folders, counts.entries, counts.attachments)))?;
        match imports::may_undo(&client, &done)? {
            true => out.say(format!("`strongroom imports --undo {id}` takes it out again")),
            false => Ok(()),
        }
    })
}

/// What does not open is a file here, and no database.
fn wrong_password(error: CliError, file: &Path) -> CliError {
    match error {
        CliError::Api(mut problem) if problem.code == ErrorCode::WrongMasterPassword => {
            problem.title = format!("wrong password: {} does not open with it", file.display());
            CliError::Api(problem)
        }
        error => error,
    }
}

/// Looks at what would come in, asks, and runs; `None` where nothing was to be done.
fn go_on(
    context: &Context,
    client: &Client,
    arguments: &ImportFile,
    made: Import,
) -> Result<Option<Import>, CliError> {
    let made = mapped(client, arguments, made)?;
    if arguments.dry_run {
        context.out.either(&made, |out| show(out, &made))?;
        return Ok(None);
    }
    if !context.out.wants_json() {
        show(&context.out, &made)?;
    }
    if made.preview.as_ref().is_some_and(|preview| preview.imported.is_none()) {
        let text = "it is not known what the columns of the table hold: say so with --map";
        return Err(CliError::Usage(text.into()));
    }
    if !arguments.yes && !ask::yes("Import this?", "--yes")? {
        context.out.note("nothing was imported");
        return Ok(None);
    }
    let id = made.id.to_string();
    let _: Import = client.post(&["imports", &id, "run"], &())?;
    let bar = bar(context.out);
    let ended = loop {
        let it: Import = client.get(&["imports", &id], &())?;
        match (it.state, it.progress) {
            (ImportState::Running, Some(progress)) => {
                bar.set_length(progress.total);
                bar.set_position(progress.done);
                std::thread::sleep(ASK_EVERY);
            }
            _ => break it,
        }
    };
    bar.finish_and_clear();
    match ended.failure {
        Some(reason) => Err(CliError::Failed(format!("nothing was imported: {reason}"))),
        None => Ok(Some(ended)),
    }
}

fn settings(client: &Client, arguments: &ImportFile) -> Result<ImportSettings, CliError> {
    let (database, parent) = match &arguments.into {
        Some(path) => {
            let located = object::locate_folder(client, &path.parse::<Address>()?)?;
            (Some(located.database.id), located.object.map(|object| object.id))
        }
        None => (None, None),
    };
    let bin = match arguments.bin {
        Some(Bin::Take) => FileBin::Take,
        Some(Bin::LeaveOut) => FileBin::LeaveOut,
        None if arguments.name.is_some() => FileBin::Take,
        None => FileBin::LeaveOut,
    };
    Ok(ImportSettings {
        database,
        parent,
        name: arguments.name.clone(),
        duplicates: if arguments.skip_duplicates { Duplicates::Skip } else { Duplicates::Keep },
        bin,
        rights: if arguments.rights { FileRights::Take } else { FileRights::LeaveOut },
        table: table_settings(arguments),
    })
}

fn table_settings(arguments: &ImportFile) -> TableSettings {
    let tab = |text: &String| if text == "tab" { "\t".to_owned() } else { text.clone() };
    TableSettings {
        encoding: arguments.encoding.clone(),
        delimiter: arguments.delimiter.as_ref().map(tab),
        header: (arguments.header || arguments.no_header).then_some(arguments.header),
        columns: None,
        folder_separator: arguments.folder_separator.clone(),
    }
}

/// Says what the columns hold that `--map` names; the others stay as they were told.
fn mapped(client: &Client, arguments: &ImportFile, made: Import) -> Result<Import, CliError> {
    if arguments.map.is_empty() {
        return Ok(made);
    }
    let table = made.preview.as_ref().and_then(|preview| preview.table.as_ref());
    let table = table.ok_or_else(|| CliError::Usage("--map is for tables alone".into()))?;
    let mut columns: Vec<String> = table.columns.iter().map(|column| column.holds.clone()).collect();
    for map in &arguments.map {
        let (kind, name) = map.split_once('=').ok_or_else(|| {
            CliError::Usage(format!("`{map}` does not say what a column holds: expected KIND=COLUMN"))
        })?;
        let at = column(table, name)?;
        if let Some(column) = columns.get_mut(at) {
            kind.clone_into(column);
        }
    }
    let table =
        TableSettings { columns: Some(columns), header: Some(table.header), ..table_settings(arguments) };
    let change = ImportChange { table: Some(table), ..ImportChange::default() };
    client.request("PATCH", &["imports", &made.id.to_string()]).body(&change)?.slow().send()?.json()
}

/// The place of a column by its name or number.
fn column(table: &Table, name: &str) -> Result<usize, CliError> {
    let by_name = table.columns.iter().position(|column| column.name == name);
    let by_number = || name.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < table.columns.len());
    by_name.or_else(by_number).ok_or_else(|| CliError::Usage(format!("the table has no column `{name}`")))
}

/// The first bytes of a file, which tell whether it has a password.
fn start_of(path: &Path) -> Result<Vec<u8>, CliError> {
    let failed = |error| CliError::io(format!("can not read {}", path.display()))(error);
    let mut start = Vec::new();
    fs::File::open(path).and_then(|file| file.take(32).read_to_end(&mut start)).map_err(failed)?;
    Ok(start)
}

fn password(arguments: &ImportFile, start: &[u8]) -> Result<Option<SecretText>, CliError> {
    if arguments.no_password {
        return Ok(None);
    }
    // What KDBX and archives begin with.
    let encrypted =
        start.starts_with(&[0x03, 0xd9, 0xa2, 0x9a]) || start.starts_with(b"strongroom-archive\n");
    if encrypted {
        return arguments.password.read(&format!("Password of {}", arguments.file.display())).map(Some);
    }
    arguments.password.given()
}

/// The small parts before the file: the server needs them to read it.
fn form(
    arguments: &ImportFile,
    settings: &ImportSettings,
    password: Option<&SecretText>,
) -> Result<Form, CliError> {
    let settings = serde_json::to_string(settings)
        .map_err(|error| CliError::Failed(format!("the request can not be written: {error}")))?;
    let mut form = Form::new().text("settings", settings);
    if let Some(format) = &arguments.format {
        form = form.text("format", format.clone());
    }
    if let Some(password) = password {
        form = form.text("master_password", password.expose().to_owned());
    }
    if let Some(path) = &arguments.key_file {
        form = form.part("key_file", part(path)?);
    }
    Ok(form.part("file", part(&arguments.file)?))
}

fn part(path: &Path) -> Result<Part, CliError> {
    let failed = || format!("can not read {}", path.display());
    let file = fs::File::open(path).map_err(CliError::io(failed()))?;
    let size = file.metadata().map_err(CliError::io(failed()))?.len();
    // The name of a file of this machine is nobody's business.
    Ok(Part::stream_with_length(client::streamed(file, Some(size)), size).file_name("file"))
}

fn spinner(out: Output, what: &'static str) -> ProgressBar {
    if out.wants_json() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner().with_message(what);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn bar(out: Output) -> ProgressBar {
    if out.wants_json() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("importing {bar:30} {pos} of {len}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// So much of everything, in words.
pub fn counted(folders: u64, entries: u64, attachments: u64) -> String {
    let one = |count: u64, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    [
        one(folders, "folder", "folders"),
        one(entries, "entry", "entries"),
        one(attachments, "attachment", "attachments"),
    ]
    .join(", ")
}

fn show(out: &Output, import: &Import) -> Result<(), CliError> {
    let Some(preview) = &import.preview else { return Ok(()) };
    if let Some(counts) = preview.imported {
        let counts = counted(counts.folders, counts.entries, counts.attachments);
        out.say(format!("{}: {counts} come in", import.format))?;
    }
    if let Some(table) = &preview.table {
        columns(out, table)?;
    }
    for (count, what) in [
        (preview.duplicates, "are there already"),
        (preview.skipped, "of these are left out"),
        (preview.in_bin, "are in the file's bin and left out"),
        (preview.failed, "can not be taken over"),
    ] {
        if count > 0 {
            out.say(format!("{count} {what}"))?;
        }
    }
    listed(out, &preview.failures)?;
    if let Some(rights) = &preview.rights {
        rights_of(out, rights)?;
    }
    warned(out, preview)
}

fn rights_of(out: &Output, rights: &RightsPreview) -> Result<(), CliError> {
    let (assignments, rules) = (rights.assignments, rights.rules);
    out.say(format!("the archive has rights: {assignments} assignments, {rules} rules; --rights sets them"))?;
    for of in &rights.known {
        if of.by_name {
            out.say(format!("  {}: known here by the name alone", of.name))?;
        } else if let Some(in_archive) = &of.in_archive {
            out.say(format!("  {}: in the archive called {in_archive}", of.name))?;
        }
    }
    for of in &rights.unknown {
        out.say(format!("  {}: not known here", of.name))?;
    }
    if rights.would_widen {
        out.say("  somebody unknown was denied something, so they can not be set here")?;
    }
    Ok(())
}

fn columns(out: &Output, table: &Table) -> Result<(), CliError> {
    let header = if table.header { "a row of names" } else { "no row of names" };
    out.say(format!("a table in {} with {header}, {} rows:", table.encoding, table.rows))?;
    for (number, column) in (1..).zip(&table.columns) {
        let samples = column.samples.join(", ");
        out.say(format!(
            "  {number} {}: {} ({} filled) {samples}",
            column.name, column.holds, column.filled
        ))?;
    }
    Ok(())
}

fn warned(out: &Output, preview: &ImportPreview) -> Result<(), CliError> {
    match preview.warnings.len() {
        0 => return Ok(()),
        1 => out.say("1 thing can not be taken over as it is:")?,
        count => out.say(format!("{count} things can not be taken over as they are:"))?,
    }
    listed(out, &preview.warnings)
}

fn listed(out: &Output, warnings: &[ImportWarning]) -> Result<(), CliError> {
    for warning in warnings.iter().take(SHOWN) {
        let place = warning.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        out.say(format!("  {place}{}", warning.message))?;
    }
    match warnings.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => out.say(format!("  and {more} more, which --json tells")),
    }
}
