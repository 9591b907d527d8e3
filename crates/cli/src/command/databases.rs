//! `strongroom databases`.

use strongroom_api::databases::{Database, DatabaseKind, DatabaseState, DatabasesQuery};

use crate::{
    context::Context,
    error::CliError,
    object::short_rights,
    output::{Items, Output, Span, Table, bad, faint, good, plain, strong},
};

/// Lists the databases that the caller may open or administer.
pub fn run(context: &Context) -> Result<(), CliError> {
    let databases: Vec<Database> = context.client()?.list(&["databases"], &DatabasesQuery::default())?;
    if databases.is_empty() {
        context.out.note("no database: nobody has given you access to one yet; ask whoever administers them");
    }
    context.out.either(&Items { items: &databases }, |out| print(out, &databases))
}

/// A table of databases.
pub(super) fn print(out: &Output, databases: &[Database]) -> Result<(), CliError> {
    if databases.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(["name", "kind", "state", "you may", "id"]);
    for database in databases {
        let mut may = short_rights(&database.rights);
        if database.administers && database.rights.is_empty() {
            may = "administer (not read)".into();
        }
        let id = faint(database.id.to_string());
        table.row([strong(&database.name), plain(kind(database)), state(database.state), plain(may), id]);
    }
    out.table(&table)
}

fn kind(database: &Database) -> String {
    match (database.kind, &database.owner) {
        (DatabaseKind::Standard, _) => "standard".into(),
        (DatabaseKind::Private, Some(owner)) => format!("private of {}", owner.name),
        (DatabaseKind::Private, None) => "private".into(),
    }
}

fn state(state: DatabaseState) -> Span {
    match state {
        DatabaseState::Open => good("open"),
        DatabaseState::Closed => bad("closed"),
    }
}
