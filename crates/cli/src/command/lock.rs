//! `strongroom lock`, `unlock` and `locks`: who edits what.

use clap::Args;
use strongroom_api::{
    list::PageQuery,
    locks::{HeldLock, LockAnywhere, LockToken, ReleaseQuery},
};

use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, Located},
    output::{Items, Table, plain, strong},
};

/// Keeps others from changing a folder or an entry for 90 seconds. Doing it again keeps them out for longer.
#[derive(Debug, Args)]
pub struct Lock {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
}

/// Lets others change a folder or an entry again.
#[derive(Debug, Args)]
pub struct Unlock {
    /// DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// Somebody else's lock as well, if you administer the database; this is logged
    #[arg(long)]
    force: bool,
}

/// Lists who edits what in a database that you administer, or in all of them.
#[derive(Debug, Args)]
pub struct Locks {
    /// DATABASE; without one every database that you administer
    database: Option<String>,
}

/// Locks.
pub fn lock(context: &Context, arguments: &Lock) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let ids = (database.id.to_string(), found.id.to_string());
    let taken = take(&client, &ids)?;
    let until = clock::moment(taken.expires_at);
    let left = clock::seconds_until(taken.expires_at).saturating_add(1);
    context.out.either(&taken, |out| {
        out.say(format!("{} is yours to edit until {until}, for {left} s", found.title))
    })
}

/// Takes the lock of an object, for this session.
pub fn take(client: &Client, ids: &(String, String)) -> Result<LockToken, CliError> {
    client.request("POST", &Located::resource(ids, &["lock"])).send()?.json()
}

/// Releases the lock of this session.
pub fn release(client: &Client, ids: &(String, String)) -> Result<(), CliError> {
    client.delete(&Located::resource(ids, &["lock"]))
}

/// Unlocks.
pub fn unlock(context: &Context, arguments: &Unlock) -> Result<(), CliError> {
    let client = context.client()?;
    let (database, found) = object::locate_object(&client, &arguments.address.parse::<Address>()?)?;
    let ids = (database.id.to_string(), found.id.to_string());
    let query = ReleaseQuery { force: arguments.force.then_some(true) };
    client.request("DELETE", &Located::resource(&ids, &["lock"])).query(&query)?.send()?;
    context.out.either(&serde_json::json!({ "unlocked": found.id }), |out| {
        out.say(format!("{} can be edited by others again", found.title))
    })
}

/// Lists locks.
pub fn locks(context: &Context, arguments: &Locks) -> Result<(), CliError> {
    let client = context.client()?;
    let Some(database) = &arguments.database else { return all_locks(context, &client) };
    let database = object::locate_folder(&client, &database.parse::<Address>()?)?.database;
    let held: Vec<HeldLock> =
        client.list(&["databases", &database.id.to_string(), "locks"], &PageQuery::default())?;
    context.out.either(&Items { items: &held }, |out| {
        if held.is_empty() {
            return out.say("nobody edits anything");
        }
        let mut table = Table::new(["what", "who", "since", "until"]);
        for it in &held {
            table.row([
                strong(it.title.clone().unwrap_or_else(|| it.object.to_string())),
                plain(&it.holder),
                plain(clock::exact(it.since)),
                plain(clock::moment(it.expires_at)),
            ]);
        }
        out.table(&table)
    })
}

fn all_locks(context: &Context, client: &Client) -> Result<(), CliError> {
    let held: Vec<LockAnywhere> = client.list(&["locks"], &PageQuery::default())?;
    context.out.either(&Items { items: &held }, |out| {
        if held.is_empty() {
            return out.say("nobody edits anything in the databases that you administer");
        }
        let mut table = Table::new(["database", "what", "who", "since", "until"]);
        for it in &held {
            table.row([
                plain(&it.database_name),
                strong(it.lock.title.clone().unwrap_or_else(|| it.lock.object.to_string())),
                plain(&it.lock.holder),
                plain(clock::exact(it.lock.since)),
                plain(clock::moment(it.lock.expires_at)),
            ]);
        }
        out.table(&table)
    })
}
