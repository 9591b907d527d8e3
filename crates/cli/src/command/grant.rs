//! `strongroom grant`: a single grant by its id: shown, changed, adopted, ended.

mod change;

use clap::{Args, Subcommand};
use strongroom_api::{
    databases::{Database, DatabasesQuery},
    grants::{Grant, GrantsQuery},
};
use uuid::Uuid;

use super::share::{self, shown};
use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    exit::Exit,
    object::{self, Address, is_id},
};

/// A single grant, by its id as `strongroom share PATH` shows it.
#[derive(Debug, Subcommand)]
pub enum GrantCommand {
    /// Show it
    Show(Named),
    /// Change what it gives, for how long, its note or the terms of its seal
    Change(Box<change::Change>),
    /// Become its author, where its author has lost the right to give it
    Adopt(Named),
    /// End it
    Revoke(Named),
}

/// Which grant.
#[derive(Debug, Args)]
pub struct Named {
    /// Its id, or the last group of it
    #[arg(value_name = "ID")]
    grant: String,
    /// In which database, where you know that; otherwise all are looked through
    #[arg(long = "in", value_name = "DATABASE")]
    database: Option<String>,
}

/// Does it.
pub fn run(context: &Context, command: &GrantCommand) -> Result<(), CliError> {
    let client = context.client()?;
    match command {
        GrantCommand::Show(named) => {
            let grant = named.find(&client)?;
            context.out.either(&grant, |out| shown::one(out, &grant, clock::now()))
        }
        GrantCommand::Change(change) => change::run(context, &client, change),
        GrantCommand::Adopt(named) => {
            let grant = named.find(&client)?;
            let ids = (grant.database.to_string(), grant.id.to_string());
            let path = ["databases", &ids.0, "grants", &ids.1, "adopt"];
            let adopted: Grant = client.request("POST", &path).idempotent()?.send()?.json()?;
            context.out.either(&adopted, |out| {
                out.say("the grant rests on your rights from now on")?;
                shown::one(out, &adopted, clock::now())
            })
        }
        GrantCommand::Revoke(named) => {
            let grant = named.find(&client)?;
            share::end(&client, &grant.database.to_string(), grant.id)?;
            context.out.either(&serde_json::json!({ "revoked": [grant.id] }), |out| {
                let who = grant.grantee.as_ref().map_or("somebody who is gone", |it| &it.name);
                out.say(format!("the grant to {who} ended"))
            })
        }
    }
}

impl Named {
    /// The grant of that id among those that the caller is told of.
    fn find(&self, client: &Client) -> Result<Grant, CliError> {
        let databases = match &self.database {
            Some(name) => vec![object::locate_folder(client, &name.parse::<Address>()?)?.database],
            None => client.list::<Database>(&["databases"], &DatabasesQuery::default())?,
        };
        let mut found = Vec::new();
        for database in databases {
            match self.within(client, &database.id.to_string()) {
                Ok(grants) => found.extend(grants),
                // Closed, or not to be asked about grants: it can not be there.
                Err(error) if matches!(error.exit(), Exit::NotFound | Exit::Conflict | Exit::Forbidden) => {}
                Err(error) => return Err(error),
            }
        }
        if found.len() > 1 {
            return Err(CliError::Usage("several grants end like that: give the whole id".into()));
        }
        let hint = "`strongroom share PATH` lists grants with their ids";
        found.pop().ok_or_else(|| CliError::NotFound { what: format!("grant {}", self.grant), hint })
    }

    fn within(&self, client: &Client, database: &str) -> Result<Vec<Grant>, CliError> {
        if Uuid::try_parse(&self.grant).is_ok() {
            return Ok(vec![client.get(&["databases", database, "grants", &self.grant], &())?]);
        }
        let mut all: Vec<Grant> = client.list(&["databases", database, "grants"], &GrantsQuery::default())?;
        all.retain(|grant| is_id(&self.grant, grant.id));
        Ok(all)
    }
}
