//! `strongroom admin audit`.

mod named;

use clap::{Args, Subcommand};
use strongroom_api::{
    audit::{AuditQuery, AuditRecord, AuditVerification, RevertRecord, VerifyQuery},
    list::{DEFAULT_LIMIT, Page},
    rights_change::ChangedRights,
};

use self::named::Named;
use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object::{self, Address},
    output::{Table, bad, faint, good, plain, strong},
};

/// Reads the audit trail, newest first. What you may see now is told by its name, the rest by the end of its id; --json
/// tells whole ids.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Audit {
    #[command(subcommand)]
    command: Option<Command>,
    /// About a database, folder or entry
    #[arg(long, value_name = "PATH")]
    about: Option<String>,
    /// Done by this user
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// One kind of event, such as `revealed`
    #[arg(long)]
    event: Option<String>,
    /// At or after: an instant, or a day from its beginning
    #[arg(long, value_name = "INSTANT")]
    from: Option<String>,
    /// Before: an instant, or a day through its end
    #[arg(long, value_name = "INSTANT")]
    to: Option<String>,
    /// How many records at most
    #[arg(long, default_value_t = DEFAULT_LIMIT)]
    limit: u32,
    /// Go on after an earlier answer
    #[arg(long)]
    cursor: Option<String>,
}

/// More than reading.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check that no record was changed or removed
    Verify {
        /// A head that was noted elsewhere: tells whether the server was put back to before it
        #[arg(long, value_name = "N:HASH")]
        head: Option<String>,
    },
    /// Take back a change of rights or policies that a record tells of, by a change of its own
    Revert {
        /// The number of the record
        number: u64,
        /// The database whose trail it is in; without it the trail of the server
        #[arg(long, value_name = "NAME")]
        database: Option<String>,
        /// Change nothing; tell who would gain and who would lose what
        #[arg(long)]
        dry_run: bool,
    },
}

/// Reads, verifies or takes back.
pub fn run(context: &Context, arguments: &Audit) -> Result<(), CliError> {
    let client = context.client()?;
    match &arguments.command {
        Some(Command::Verify { head }) => verify(context, &client, head.as_deref()),
        Some(Command::Revert { number, database, dry_run }) => {
            let database = database.as_deref().map(|name| object::database(&client, name)).transpose()?;
            let request = RevertRecord { database: database.map(|database| database.id), number: *number };
            revert(context, &client, request, *dry_run)
        }
        None => read(context, &client, arguments),
    }
}

fn revert(context: &Context, client: &Client, request: RevertRecord, dry_run: bool) -> Result<(), CliError> {
    let path = ["audit", "revert"];
    if dry_run {
        return super::dry_run::post(context, client, &path, &request);
    }
    let done: ChangedRights = client.post_once(&path, &request)?;
    context.out.either(&done, |out| out.say(format!("record {} is taken back", request.number)))
}

fn read(context: &Context, client: &Client, arguments: &Audit) -> Result<(), CliError> {
    let about = arguments
        .about
        .as_deref()
        .map(|text| text.parse::<Address>().and_then(|address| object::locate(client, &address)))
        .transpose()?;
    let query = AuditQuery {
        database: about.as_ref().map(|about| about.database.id),
        object: about.as_ref().and_then(|about| about.object.as_ref()).map(|object| object.id),
        actor: arguments
            .by
            .as_deref()
            .map(|name| object::principal(client, name))
            .transpose()?
            .map(|user| user.id),
        event: arguments.event.clone(),
        from: arguments.from.as_deref().map(clock::instant).transpose()?,
        to: arguments.to.as_deref().map(clock::end).transpose()?,
        limit: Some(arguments.limit),
        cursor: arguments.cursor.clone(),
    };
    let page: Page<AuditRecord> = client.get(&["audit"], &query)?;
    context.out.either(&page, |out| {
        let named = Named::of(client, &page.items)?;
        let mut table = Table::new(["when", "no", "who", "what", "client", "address", "about", "details"]);
        for record in &page.items {
            let client = record.client.and_then(|client| serde_json::to_value(client).ok());
            table.row([
                plain(clock::shown(record.at)),
                faint(record.number.to_string()),
                strong(actor(record)),
                plain(&record.event),
                plain(client.as_ref().and_then(|client| client.as_str()).unwrap_or_default()),
                plain(record.address.clone().unwrap_or_default()),
                faint(named.about(record)),
                plain(details(record, &named)),
            ]);
        }
        out.table(&table)
    })?;
    if let Some(next) = &page.next {
        context.out.note(&format!("there is more: --cursor {next}"));
    }
    Ok(())
}

fn actor(record: &AuditRecord) -> String {
    match (&record.actor_name, record.actor) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => object::short_id(id),
        (None, None) => "-".into(),
    }
}

fn details(record: &AuditRecord, named: &Named) -> String {
    let pairs = record.details.iter().map(|(name, value)| format!("{name}={}", named.words(value)));
    pairs.collect::<Vec<_>>().join("; ")
}

/// A broken chain is a failure for scripts too.
fn verify(context: &Context, client: &Client, noted: Option<&str>) -> Result<(), CliError> {
    let query = VerifyQuery { head: noted.map(str::to_owned) };
    let found: AuditVerification = client.get(&["audit", "verify"], &query)?;
    context.out.either(&found, |out| {
        let state = if found.intact { good("intact") } else { bad("BROKEN") };
        out.line(&[plain(format!("{} records, ", found.records)), state])?;
        let Some(head) = &found.head else { return Ok(()) };
        out.line(&[plain("head "), strong(head)])?;
        out.say(
            "note the head elsewhere: `verify --head` with it finds out a store that was put back as a whole",
        )
    })?;
    match found.broken {
        None if found.intact => Ok(()),
        None => Err(CliError::Failed("the audit trail does not fit together".into())),
        Some(broken) => {
            let chain = broken.database.map_or_else(|| "the server".into(), |id| format!("database {id}"));
            Err(CliError::Failed(format!(
                "record {} of the chain of {chain} does not fit: {}",
                broken.number, broken.reason
            )))
        }
    }
}
