//! Names for the ids of folders and entries: of what one sees, as far as it was seen.

use std::collections::HashMap;

use strongroom_api::objects::ObjectsQuery;
use uuid::Uuid;

use super::quoted;
use crate::{client::Client, error::CliError};

/// More levels than there can be.
const LEVELS: usize = 1_000;

/// Titles with the folders above them.
#[derive(Debug, Default)]
pub struct Titles(HashMap<Uuid, (Option<Uuid>, String)>);

impl Titles {
    /// Adds all that the caller sees in a database. One question, which leaves no refusals in the audit.
    ///
    /// # Errors
    /// What the server says.
    pub fn add(&mut self, client: &Client, database: Uuid) -> Result<(), CliError> {
        let query = ObjectsQuery { recursive: Some(true), ..ObjectsQuery::default() };
        for item in client.objects(database, &query)?.items {
            self.set(item.id, item.parent, item.title);
        }
        Ok(())
    }

    /// Sets what is called how, and where it is.
    pub fn set(&mut self, id: Uuid, parent: Option<Uuid>, title: String) {
        self.0.insert(id, (parent, title));
    }

    /// Forgets one.
    pub fn forget(&mut self, id: Uuid) {
        self.0.remove(&id);
    }

    /// Its title.
    pub fn title(&self, id: Uuid) -> Option<&str> {
        self.0.get(&id).map(|(_, title)| title.as_str())
    }

    /// The path to it within its database, as far as the folders above are known.
    pub fn path(&self, id: Uuid) -> Option<String> {
        let (mut parent, title) = self.0.get(&id).map(|(parent, title)| (*parent, title))?;
        let mut path = vec![quoted(title)];
        while let Some((above, title)) =
            parent.and_then(|parent| self.0.get(&parent)).filter(|_| path.len() < LEVELS)
        {
            path.push(quoted(title));
            parent = *above;
        }
        path.reverse();
        Some(path.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_down_to_a_title_and_ends_where_nothing_is_known() {
        let id = Uuid::from_u128;
        let mut titles = Titles::default();
        titles.set(id(1), None, "Servers".into());
        titles.set(id(2), Some(id(1)), "a/b".into());
        titles.set(id(3), Some(id(9)), "Lost".into());
        titles.set(id(4), Some(id(4)), "Own parent".into());
        assert_eq!(titles.path(id(2)).as_deref(), Some(r"Servers/a\/b"));
        assert_eq!(titles.path(id(3)).as_deref(), Some("Lost"));
        assert!(titles.path(id(4)).is_some_and(|path| path.starts_with("Own parent/")));
        assert_eq!(titles.title(id(2)), Some("a/b"));
        titles.forget(id(2));
        assert_eq!((titles.path(id(2)), titles.title(id(2))), (None, None));
    }
}
