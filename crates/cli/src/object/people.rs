//! Names for the ids of people and groups.

use std::collections::HashMap;

use strongroom_api::principals::{PrincipalRef, PrincipalsQuery};
use uuid::Uuid;

use super::short_id;
use crate::{client::Client, error::CliError};

/// Users and groups by their ids.
#[derive(Debug, Default)]
pub struct People(HashMap<Uuid, String>);

impl People {
    /// Asks for those that are enabled.
    ///
    /// # Errors
    /// What the server says.
    pub fn of(client: &Client) -> Result<Self, CliError> {
        let all: Vec<PrincipalRef> = client.list(&["principals"], &PrincipalsQuery::default())?;
        Ok(Self(all.into_iter().map(|it| (it.id, it.name)).collect()))
    }

    /// The name of one of them.
    pub fn known(&self, id: Uuid) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }

    /// The name, or the end of the id of somebody who is disabled or gone.
    pub fn name(&self, id: Uuid) -> String {
        self.known(id).map_or_else(|| short_id(id), str::to_owned)
    }
}
