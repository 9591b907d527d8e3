//! Reading lists whole, page by page.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use strongroom_api::{
    list::MAX_LIMIT,
    objects::{ListedObject, Listing, ObjectsQuery},
};
use strongroom_domain::rights::Permission;
use uuid::Uuid;

use super::Client;
use crate::error::CliError;

/// How many items of one list are read at most: as many as a database may hold.
const ITEMS_LIMIT: usize = 1_000_000;

#[derive(Deserialize)]
struct AnyPage<T> {
    items: Vec<T>,
    next: Option<String>,
}

#[derive(Serialize)]
struct Paged<'a, Q: Serialize> {
    #[serde(flatten)]
    query: &'a Q,
    limit: u32,
    cursor: Option<String>,
}

/// Objects of a database with the sets that their `rights` name.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Objects {
    /// Parents before children.
    pub items: Vec<ListedObject>,
    /// The sets that the numbers in `rights` name.
    pub rights_sets: Vec<Vec<Permission>>,
}

impl Client {
    /// Every item of a list; `query` without `limit` and `cursor`.
    pub fn list<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &impl Serialize,
    ) -> Result<Vec<T>, CliError> {
        let mut items = Vec::new();
        let mut cursor = None;
        loop {
            let page: AnyPage<T> = self.get(path, &Paged { query, limit: MAX_LIMIT, cursor })?;
            items.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                return Ok(items);
            }
            if items.len() > ITEMS_LIMIT {
                return Err(CliError::Answer("the list does not end".into()));
            }
        }
    }

    /// What the caller sees in a folder (or, recursively, below it).
    pub fn objects(&self, database: Uuid, query: &ObjectsQuery) -> Result<Objects, CliError> {
        let database = database.to_string();
        let mut objects = Objects::default();
        let mut query = ObjectsQuery { limit: Some(MAX_LIMIT), cursor: None, ..query.clone() };
        loop {
            let page: Listing = self.get(&["databases", &database, "objects"], &query)?;
            objects.append(page.items, page.rights_sets);
            match page.next {
                None => return Ok(objects),
                Some(_) if objects.items.len() > ITEMS_LIMIT => {
                    return Err(CliError::Answer("the list does not end".into()));
                }
                next => query.cursor = next,
            }
        }
    }
}

impl Objects {
    /// The numbers in `rights` count within their own answer, so they move behind the sets that are here.
    fn append(&mut self, items: Vec<ListedObject>, sets: Vec<Vec<Permission>>) {
        let offset = u32::try_from(self.rights_sets.len()).unwrap_or(u32::MAX);
        self.rights_sets.extend(sets);
        self.items.extend(
            items.into_iter().map(|item| ListedObject {
                rights: item.rights.map(|set| set.saturating_add(offset)),
                ..item
            }),
        );
    }

    /// The caller's permissions on one of the items.
    pub fn rights(&self, item: &ListedObject) -> &[Permission] {
        item.rights
            .and_then(|set| self.rights_sets.get(usize::try_from(set).ok()?))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use strongroom_api::objects::ObjectKind;

    use super::*;

    fn item(rights: u32) -> ListedObject {
        let text = format!(
            r#"{{"id":"{}","parent":null,"kind":"folder","title":"t","rights":{rights}}}"#,
            Uuid::from_u128(rights.into())
        );
        let item: ListedObject = serde_json::from_str(&text).unwrap();
        assert_eq!(item.kind, ObjectKind::Folder);
        item
    }

    #[test]
    fn rights_of_later_pages_name_their_own_sets() {
        let mut objects = Objects::default();
        objects.append(vec![item(0)], vec![vec![Permission::ReadEntries]]);
        objects.append(vec![item(0), item(1)], vec![vec![], vec![Permission::AddEntries]]);
        let rights: Vec<_> = objects.items.iter().map(|item| objects.rights(item).to_vec()).collect();
        assert_eq!(rights, [vec![Permission::ReadEntries], vec![], vec![Permission::AddEntries]]);
    }
}
