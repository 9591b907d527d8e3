//! From names to ids, level by level. A name that several things have is an error that lists them: nothing is
//! ever guessed.

use strongroom_api::{
    databases::{Database, DatabasesQuery},
    objects::{ListedObject, Object, ObjectKind, ObjectsQuery},
};
use uuid::Uuid;

use super::{Address, address::as_id};
use crate::{client::Client, error::CliError, exit::Exit};

/// A folder or entry that was named.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its id.
    pub id: Uuid,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// Its title.
    pub title: String,
}

/// What an address names.
#[derive(Debug, Clone)]
pub struct Located {
    /// The database.
    pub database: Database,
    /// The folder or entry; absent: the root of the database.
    pub object: Option<Found>,
}

impl Located {
    /// The path of the API to the object, with more behind it.
    pub fn resource<'a>(ids: &'a (String, String), more: &[&'a str]) -> Vec<&'a str> {
        let (database, object) = ids;
        let mut path = vec!["databases", database.as_str(), "objects", object.as_str()];
        path.extend(more);
        path
    }
}

/// The database of that name or id.
///
/// # Errors
/// [`CliError::NotFound`], [`CliError::Ambiguous`], or what the server says.
pub fn database(client: &Client, name: &str) -> Result<Database, CliError> {
    if as_id(name).is_some() {
        return client.get(&["databases", name], &());
    }
    let all: Vec<Database> = client.list(&["databases"], &DatabasesQuery::default())?;
    let matching = best(all, name, |database| &database.name);
    only(matching, name, |database| (database.id, database.name.clone()))
}

/// What an address names: the root of a database, a folder or an entry.
///
/// # Errors
/// [`CliError::NotFound`], [`CliError::Ambiguous`], or what the server says.
pub fn locate(client: &Client, address: &Address) -> Result<Located, CliError> {
    if address.path.is_empty()
        && let Some(id) = as_id(&address.database)
    {
        return locate_id(client, id);
    }
    let database = database(client, &address.database)?;
    let mut object: Option<Found> = None;
    for (level, part) in address.path.iter().enumerate() {
        let last = level + 1 == address.path.len();
        object = Some(match as_id(part) {
            Some(id) => by_id(client, &database, id)?,
            None => by_title(client, &database, object.as_ref(), part, last, address)?,
        });
    }
    Ok(Located { database, object })
}

/// As [`locate`], where only a folder or entry will do.
pub fn locate_object(client: &Client, address: &Address) -> Result<(Database, Found), CliError> {
    match locate(client, address)? {
        Located { database, object: Some(object) } => Ok((database, object)),
        Located { .. } => {
            Err(CliError::Usage(format!("`{address}` is a database; expected a folder or an entry in it")))
        }
    }
}

/// As [`locate`], where only a folder or the root of a database will do.
pub fn locate_folder(client: &Client, address: &Address) -> Result<Located, CliError> {
    let located = locate(client, address)?;
    match &located.object {
        Some(Found { kind: ObjectKind::Entry, .. }) => {
            Err(CliError::Usage(format!("`{address}` is an entry; expected a folder or a database")))
        }
        _ => Ok(located),
    }
}

fn locate_id(client: &Client, id: Uuid) -> Result<Located, CliError> {
    match client.get::<Database>(&["databases", &id.to_string()], &()) {
        Ok(database) => return Ok(Located { database, object: None }),
        Err(error) if error.exit() == Exit::NotFound => {}
        Err(error) => return Err(error),
    }
    for database in client.list::<Database>(&["databases"], &DatabasesQuery::default())? {
        match by_id(client, &database, id) {
            Ok(object) => return Ok(Located { database, object: Some(object) }),
            // A closed database, or one that is only administered, can not hold what is looked for.
            Err(error) if matches!(error.exit(), Exit::NotFound | Exit::Conflict | Exit::Forbidden) => {}
            Err(error) => return Err(error),
        }
    }
    Err(not_found(id.to_string()))
}

fn by_id(client: &Client, database: &Database, id: Uuid) -> Result<Found, CliError> {
    let object: Object =
        client.get(&["databases", &database.id.to_string(), "objects", &id.to_string()], &())?;
    Ok(Found { id: object.id, kind: object.kind, title: object.title })
}

fn by_title(
    client: &Client,
    database: &Database,
    folder: Option<&Found>,
    title: &str,
    last: bool,
    address: &Address,
) -> Result<Found, CliError> {
    let query = ObjectsQuery { parent: folder.map(|folder| folder.id), ..ObjectsQuery::default() };
    let mut children = client.objects(database.id, &query)?.items;
    children.retain(|child| last || child.kind == ObjectKind::Folder);
    let matching = best(children, title, |child: &ListedObject| &child.title);
    if matching.is_empty() {
        return Err(not_found(address.to_string()));
    }
    let child = only(matching, title, |child| {
        let kind = if child.kind == ObjectKind::Folder { "folder" } else { "entry" };
        (child.id, format!("{kind} {}", child.title))
    })?;
    Ok(Found { id: child.id, kind: child.kind, title: child.title })
}

fn not_found(what: String) -> CliError {
    CliError::NotFound { what, hint: "`strongroom ls` and `strongroom find TEXT` show what you can see" }
}

/// The one thing of that name or id; `describe` tells id, name and what else tells it from others.
///
/// # Errors
/// [`CliError::NotFound`], [`CliError::Ambiguous`].
pub fn named<T>(
    things: Vec<T>,
    name: &str,
    describe: impl Fn(&T) -> (Uuid, &String, String),
) -> Result<T, CliError> {
    if let Some(id) = as_id(name) {
        return things
            .into_iter()
            .find(|thing| describe(thing).0 == id)
            .ok_or_else(|| not_found(name.to_owned()));
    }
    let matching = best(things, name, |thing| describe(thing).1);
    only(matching, name, |thing| {
        let (id, name, more) = describe(thing);
        (id, format!("{name}, {more}"))
    })
}

/// Everything of exactly that name, or, where there is nothing, of that name in other letter cases.
pub(super) fn best<T>(things: Vec<T>, name: &str, name_of: impl Fn(&T) -> &String) -> Vec<T> {
    let exact = |thing: &T| name_of(thing) == name;
    if things.iter().any(exact) {
        return things.into_iter().filter(exact).collect();
    }
    let folded = name.to_lowercase();
    things.into_iter().filter(|thing| name_of(thing).to_lowercase() == folded).collect()
}

/// The only one.
pub(super) fn only<T>(
    mut things: Vec<T>,
    name: &str,
    describe: impl Fn(&T) -> (Uuid, String),
) -> Result<T, CliError> {
    if things.len() > 1 {
        let candidates =
            things.iter().map(describe).map(|(id, description)| (id.to_string(), description)).collect();
        return Err(CliError::Ambiguous { name: name.to_owned(), candidates });
    }
    things.pop().ok_or_else(|| not_found(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(names: &[&str], name: &str) -> Result<(usize, String), CliError> {
        let things: Vec<(usize, String)> = names.iter().map(|name| name.to_string()).enumerate().collect();
        only(best(things, name, |thing| &thing.1), name, |thing| {
            (Uuid::from_u128(thing.0 as u128), thing.1.clone())
        })
    }

    #[test]
    fn the_exact_name_is_preferred_and_nothing_is_guessed() {
        assert_eq!(find(&["mail", "Mail"], "Mail").unwrap().0, 1);
        assert_eq!(find(&["Mail"], "mail").unwrap().0, 0, "another case will do when it is the only one");
        assert!(
            matches!(find(&["MAIL", "Mail"], "mail"), Err(CliError::Ambiguous { candidates, .. }) if candidates.len() == 2)
        );
        assert!(matches!(find(&["mail", "mail"], "mail"), Err(CliError::Ambiguous { .. })));
        assert!(matches!(find(&["mailbox"], "mail"), Err(CliError::NotFound { .. })));
    }
}
