//! `strongroom admin databases`.

use clap::{Args, Subcommand};
use strongroom_api::{
    SecretText,
    databases::{
        Database, DatabaseKind, DatabasesQuery, NewDatabase, NewDatabaseAnswer, NewPrivateDatabases,
        OpenDatabase, PatchDatabase, PatchRetention, RecoveryCode, Retention,
    },
    list::Page,
};

use crate::{
    ask,
    client::Client,
    command::databases,
    context::Context,
    error::CliError,
    object,
    output::{Items, Output, plain, strong},
    secret_input::{self, PasswordSource},
};

/// Databases.
#[derive(Debug, Subcommand)]
pub enum Databases {
    /// List the databases that you may open or administer
    List,
    /// Add a database
    Add(Add),
    /// Add one private database for each of many users or groups
    AddPrivate {
        /// The name that each of them gets
        #[arg(long)]
        name: String,
        /// Users and groups
        #[arg(required = true)]
        owners: Vec<String>,
    },
    /// Change name, description, master password, or how long bin and history are kept
    Edit(Edit),
    /// Open a closed database with its master password
    Open(Open),
    /// Close a database: its content is out of reach until somebody opens it
    Close {
        /// Name or id
        name: String,
    },
    /// Make a new recovery code for your private database; the one before does not open it any more
    RecoveryCode {
        /// Name or id
        name: String,
    },
    /// Delete a database with everything in it
    Remove {
        /// Name or id
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// Adds a database.
#[derive(Debug, Args)]
pub struct Add {
    /// Its name
    name: String,
    /// What it is for
    #[arg(long)]
    description: Option<String>,
    /// Make it private
    #[arg(long)]
    private: bool,
    /// The user or group that owns a private database; by default you
    #[arg(long, requires = "private")]
    owner: Option<String>,
    /// Give it a master password
    #[arg(long)]
    master_password: bool,
    #[command(flatten)]
    password: PasswordSource,
    /// After a start of the server it stays closed until somebody enters the master password
    #[arg(long, requires = "master_password")]
    closed_at_start: bool,
}

/// Changes a database.
#[derive(Debug, Args)]
pub struct Edit {
    /// Name or id
    name: String,
    /// New name
    #[arg(long)]
    rename: Option<String>,
    /// What it is for; empty takes it away
    #[arg(long)]
    description: Option<String>,
    /// Set or change the master password
    #[arg(long)]
    master_password: bool,
    /// Take the master password away
    #[arg(long, conflicts_with = "master_password")]
    no_master_password: bool,
    /// Whether the server opens it by itself when it starts
    #[arg(long, value_name = "true|false")]
    open_at_start: Option<bool>,
    /// After so many days what is in the bin is gone for good; what is over a new limit goes at once
    #[arg(long, value_name = "DAYS|never")]
    bin_days: Option<Limit>,
    /// So many earlier versions of an entry are kept; those beyond a new limit go at once, but for those that were
    /// replaced within the last 30 days, which stay up to 1,000
    #[arg(long, value_name = "NUMBER|never")]
    history_versions: Option<Limit>,
    /// So many days after it was replaced a version is gone; what is over a new limit goes at once
    #[arg(long, value_name = "DAYS|never")]
    history_days: Option<Limit>,
}

/// A number, or no limit.
#[derive(Debug, Clone, Copy)]
struct Limit(Option<u32>);

impl std::str::FromStr for Limit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "never" => Ok(Self(None)),
            number => number.parse().map(|number| Self(Some(number))).map_err(|_| "a number, or `never`"),
        }
    }
}

impl Edit {
    fn retention(&self) -> Option<PatchRetention> {
        let of = |limit: Option<Limit>| limit.map(|limit| limit.0);
        let change = PatchRetention {
            bin_days: of(self.bin_days),
            history_versions: of(self.history_versions),
            history_days: of(self.history_days),
        };
        (change != PatchRetention::default()).then_some(change)
    }
}

/// Opens a database.
#[derive(Debug, Args)]
pub struct Open {
    /// Name or id
    name: String,
    /// Open a private database with its recovery code
    #[arg(long, conflicts_with = "old")]
    recovery: bool,
    /// Open a private database with your password from before a reset
    #[arg(long)]
    old: bool,
    #[command(flatten)]
    password: PasswordSource,
}

/// Does what was asked.
pub fn run(context: &Context, command: &Databases) -> Result<(), CliError> {
    let client = context.client()?;
    match command {
        Databases::List => {
            let all: Vec<Database> = client.list(&["databases"], &DatabasesQuery::default())?;
            context.out.either(&Items { items: &all }, |out| databases::print(out, &all))
        }
        Databases::Add(add) => create(context, &client, add),
        Databases::AddPrivate { name, owners } => create_private(context, &client, name, owners),
        Databases::Edit(edit) => change(context, &client, edit),
        Databases::Open(open) => unlock(context, &client, open),
        Databases::Close { name } => {
            let database = object::database(&client, name)?;
            client.post_only(&["databases", &database.id.to_string(), "close"], &serde_json::json!({}))?;
            context.out.either(&serde_json::json!({ "closed": database.id }), |out| {
                out.say(format!("{} is closed", database.name))
            })
        }
        Databases::RecoveryCode { name } => recovery_code(context, &client, name),
        Databases::Remove { name, yes } => remove(context, &client, name, *yes),
    }
}

fn create(context: &Context, client: &Client, add: &Add) -> Result<(), CliError> {
    let owner = add.owner.as_deref().map(|name| object::principal(client, name)).transpose()?;
    let master_password = match add.password.given()? {
        None if add.master_password => Some(secret_input::prompt_twice("Master password")?),
        given => given,
    };
    let request = NewDatabase {
        name: add.name.clone(),
        description: add.description.clone(),
        kind: if add.private { DatabaseKind::Private } else { DatabaseKind::Standard },
        owner: owner.map(|owner| owner.id),
        master_password,
        open_at_start: add.closed_at_start.then_some(false),
    };
    let answer: NewDatabaseAnswer = client.post(&["databases"], &request)?;
    context.out.either(&answer, |out| told(out, &answer))
}

fn told(out: &Output, answer: &NewDatabaseAnswer) -> Result<(), CliError> {
    out.say(format!("added {} ({})", answer.database.name, answer.database.id))?;
    answer.recovery_code.as_ref().map_or(Ok(()), |code| shown_once(out, code))
}

fn shown_once(out: &Output, code: &SecretText) -> Result<(), CliError> {
    out.line(&[plain("recovery code: "), strong(code.expose())])?;
    out.say("write it down now: it is shown this once, and opens the database if the password is lost")
}

/// Sent once: a second code would end the first one.
fn recovery_code(context: &Context, client: &Client, name: &str) -> Result<(), CliError> {
    let database = object::database(client, name)?;
    let path = ["databases", &database.id.to_string(), "recovery-code"];
    let answer: RecoveryCode = client.post_once(&path, &serde_json::json!({}))?;
    context.out.either(&answer, |out| shown_once(out, &answer.recovery_code))
}

fn create_private(context: &Context, client: &Client, name: &str, owners: &[String]) -> Result<(), CliError> {
    let owners =
        owners.iter().map(|owner| object::principal(client, owner)).collect::<Result<Vec<_>, _>>()?;
    let request = NewPrivateDatabases {
        name: name.to_owned(),
        description: None,
        owners: owners.iter().map(|owner| owner.id).collect(),
    };
    let made: Page<NewDatabaseAnswer> = client.post(&["databases", "private"], &request)?;
    context.out.either(&made, |out| {
        for answer in &made.items {
            let owner = answer.database.owner.as_ref().map(|owner| owner.name.as_str()).unwrap_or_default();
            out.line(&[strong(owner)])?;
            told(out, answer)?;
        }
        Ok(())
    })
}

fn change(context: &Context, client: &Client, edit: &Edit) -> Result<(), CliError> {
    let id = object::database(client, &edit.name)?.id.to_string();
    let path = ["databases", id.as_str()];
    let (database, revision) = client.get_revised::<Database>(&path)?;
    let changes_password = edit.master_password || edit.no_master_password;
    let current_master_password = if changes_password && database.has_master_password {
        Some(secret_input::prompt("Current master password")?)
    } else {
        None
    };
    let master_password = if edit.master_password {
        Some(Some(secret_input::prompt_twice("New master password")?))
    } else {
        edit.no_master_password.then_some(None)
    };
    let change = PatchDatabase {
        name: edit.rename.clone(),
        description: edit.description.clone().map(|text| Some(text).filter(|text| !text.is_empty())),
        master_password,
        current_master_password,
        open_at_start: edit.open_at_start,
        retention: edit.retention(),
    };
    let changed: Database = client.patch(&path, &revision, &change)?;
    context.out.either(&changed, |out| {
        out.say(format!("changed {}", changed.name))?;
        match (edit.retention(), changed.retention) {
            (Some(_), Some(retention)) => out.say(kept(retention)),
            _ => Ok(()),
        }
    })
}

/// The limits in a sentence.
fn kept(retention: Retention) -> String {
    let days = |limit: Option<u32>| match limit {
        None => "for ever".to_owned(),
        Some(1) => "for 1 day".to_owned(),
        Some(days) => format!("for {days} days"),
    };
    let versions = match retention.history_versions {
        None => "all earlier versions of an entry".to_owned(),
        Some(1) => "the latest earlier version of an entry".to_owned(),
        Some(most) => format!("the latest {most} earlier versions of an entry"),
    };
    let age = retention.history_days.map(|_| format!(", each {}", days(retention.history_days)));
    let recent = match retention.history_versions {
        Some(_) => "; those replaced within 30 days stay beyond that number",
        None => "",
    };
    format!(
        "kept are: what is in the bin {}; {versions}{}{recent}",
        days(retention.bin_days),
        age.unwrap_or_default()
    )
}

fn unlock(context: &Context, client: &Client, open: &Open) -> Result<(), CliError> {
    let database = object::database(client, &open.name)?;
    let request = match (open.recovery, open.old) {
        (true, _) => OpenDatabase {
            recovery_code: Some(open.password.read("Recovery code")?),
            ..OpenDatabase::default()
        },
        (_, true) => OpenDatabase {
            old_password: Some(open.password.read("Old password")?),
            ..OpenDatabase::default()
        },
        _ => {
            let master_password = Some(open.password.read(&format!("Master password of {}", database.name))?);
            OpenDatabase { master_password, ..OpenDatabase::default() }
        }
    };
    client.post_once_only(&["databases", &database.id.to_string(), "open"], &request)?;
    context.out.either(&serde_json::json!({ "opened": database.id }), |out| {
        out.say(format!("{} is open", database.name))
    })
}

/// There is no way back, so the name is asked for.
fn remove(context: &Context, client: &Client, name: &str, sure: bool) -> Result<(), CliError> {
    let id = object::database(client, name)?.id.to_string();
    let path = ["databases", id.as_str()];
    let (database, revision) = client.get_revised::<Database>(&path)?;
    if !sure {
        context
            .out
            .note(&format!("{} will be deleted with everything in it. There is no way back.", database.name));
        if ask::line("Type the name of the database to delete it", "--yes")? != database.name {
            return Err(CliError::Cancelled);
        }
    }
    client.delete_revised(&path, &revision)?;
    context.out.either(&serde_json::json!({ "deleted": database.id }), |out| {
        out.say(format!("deleted {}", database.name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_in_right_words() {
        let said = |bin_days, history_versions, history_days| {
            kept(Retention { bin_days, history_versions, history_days })
        };
        assert_eq!(
            said(Some(7), Some(1), None),
            "kept are: what is in the bin for 7 days; the latest earlier version of an entry; those replaced within \
             30 days stay beyond that number"
        );
        assert_eq!(
            said(None, None, Some(1)),
            "kept are: what is in the bin for ever; all earlier versions of an entry, each for 1 day"
        );
        assert!(
            said(Some(1), Some(5), Some(9))
                .contains("latest 5 earlier versions of an entry, each for 9 days;")
        );
    }
}
