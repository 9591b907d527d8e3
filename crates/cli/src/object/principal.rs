//! From names of people and groups to ids.

use strongroom_api::{
    groups::Group,
    list::PageQuery,
    principals::{PrincipalKind, PrincipalRef, PrincipalsQuery},
    users::{User, UsersQuery},
};
use uuid::Uuid;

use super::{
    address::as_id,
    locate::{best, only},
};
use crate::{client::Client, error::CliError};

/// The user or enabled group of that name or id. `user:NAME` and `group:NAME` tell apart what has one name.
///
/// # Errors
/// [`CliError::NotFound`], [`CliError::Ambiguous`], or what the server says.
pub fn principal(client: &Client, text: &str) -> Result<PrincipalRef, CliError> {
    let (kind, name) = match text.split_once(':') {
        Some(("user", name)) => (Some(PrincipalKind::User), name),
        Some(("group", name)) => (Some(PrincipalKind::Group), name),
        _ => (None, text),
    };
    if let Some(id) = as_id(name) {
        return Ok(PrincipalRef {
            id,
            kind: kind.unwrap_or(PrincipalKind::User),
            name: name.to_owned(),
            full_name: None,
        });
    }
    let query = PrincipalsQuery { q: Some(name.to_owned()), ..PrincipalsQuery::default() };
    let mut all: Vec<PrincipalRef> = client.list(&["principals"], &query)?;
    all.retain(|principal| kind.is_none_or(|kind| principal.kind == kind));
    let matching = best(all, name, |principal| &principal.name);
    only_of(matching, name, "check the spelling; disabled groups are not listed", |principal| {
        let kind = if principal.kind == PrincipalKind::User { "user" } else { "group" };
        (principal.id, format!("{kind}:{}", principal.name))
    })
}

/// The account of that user name or id, for those who administer accounts.
///
/// # Errors
/// As [`principal`].
pub fn user(client: &Client, name: &str) -> Result<User, CliError> {
    if as_id(name).is_some() {
        return client.get(&["users", name], &());
    }
    let query = UsersQuery { q: Some(name.to_owned()), ..UsersQuery::default() };
    let matching = best(client.list(&["users"], &query)?, name, |user: &User| &user.username);
    only_of(matching, name, "`strongroom admin users list` lists them", |user| {
        (user.id, user.username.clone())
    })
}

/// The group of that name or id, for those who administer groups.
///
/// # Errors
/// As [`principal`].
pub fn group(client: &Client, name: &str) -> Result<Group, CliError> {
    if as_id(name).is_some() {
        return client.get(&["groups", name], &());
    }
    let matching = best(client.list(&["groups"], &PageQuery::default())?, name, |group: &Group| &group.name);
    only_of(matching, name, "`strongroom admin groups list` lists them", |group| {
        (group.id, group.name.clone())
    })
}

/// As [`only`], with a hint of its own.
fn only_of<T>(
    things: Vec<T>,
    name: &str,
    hint: &'static str,
    describe: impl Fn(&T) -> (Uuid, String),
) -> Result<T, CliError> {
    only(things, name, describe).map_err(|error| match error {
        CliError::NotFound { what, .. } => CliError::NotFound { what, hint },
        other => other,
    })
}
