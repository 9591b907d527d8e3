//! Names for the ids of the audit trail, of what the reader may see now; of the rest the end of the id.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use strongroom_api::{
    audit::AuditRecord,
    databases::{Database, DatabaseState, DatabasesQuery},
};
use strongroom_domain::rights::Permission;
use uuid::Uuid;

use crate::{
    client::Client,
    error::CliError,
    object::{People, Titles, quoted, short_id},
};

/// What ids are called.
pub struct Named {
    databases: HashMap<Uuid, String>,
    titles: Titles,
    people: People,
}

impl Named {
    /// Asks for the names of what records are about.
    ///
    /// # Errors
    /// What the server says.
    pub fn of(client: &Client, records: &[AuditRecord]) -> Result<Self, CliError> {
        let databases: Vec<Database> = client.list(&["databases"], &DatabasesQuery::default())?;
        let about = records.iter().filter(|record| record.object.is_some());
        let wanted: HashSet<Uuid> = about.filter_map(|record| record.database).collect();
        let mut titles = Titles::default();
        // What is closed or only administered shows nothing, and asking would leave a refusal.
        let opens = |it: &&Database| {
            it.state == DatabaseState::Open && it.rights.contains(&Permission::AccessDatabase)
        };
        for database in databases.iter().filter(|it| wanted.contains(&it.id)).filter(opens) {
            titles.add(client, database.id)?;
        }
        let databases = databases.into_iter().map(|it| (it.id, it.name)).collect();
        Ok(Self { databases, titles, people: People::of(client)? })
    }

    /// What a record is about.
    pub fn about(&self, record: &AuditRecord) -> String {
        let database =
            record.database.map(|id| self.databases.get(&id).map_or_else(|| short_id(id), |it| quoted(it)));
        let object = record.object.map(|id| self.titles.path(id).unwrap_or_else(|| short_id(id)));
        [database, object].into_iter().flatten().collect::<Vec<_>>().join("/")
    }

    /// A value without the signs of JSON. Nested as deep as the server nests it, which is twice.
    pub fn words(&self, value: &Value) -> String {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) if items.is_empty() => "none".to_owned(),
            Value::Array(items) => items.iter().map(|item| self.words(item)).collect::<Vec<_>>().join(", "),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| format!("{name} {}", self.words(value)))
                .collect::<Vec<_>>()
                .join(", "),
            value => value.to_string(),
        }
    }

    /// A name instead of an id.
    fn text(&self, text: &str) -> String {
        let Some(id) = Uuid::try_parse(text).ok().filter(|_| text.len() == 36) else {
            return text.to_owned();
        };
        let known = self.people.known(id).map(str::to_owned);
        let known = known.or_else(|| self.databases.get(&id).cloned());
        known.or_else(|| self.titles.path(id)).unwrap_or_else(|| short_id(id))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn details_are_words_and_ids_are_names_or_short() {
        let (known, unknown) =
            ("01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058");
        let mut titles = Titles::default();
        titles.set(Uuid::try_parse(known).unwrap(), None, "Mail".into());
        let named = Named { databases: HashMap::new(), titles, people: People::default() };
        assert_eq!(named.words(&json!({ "of_type": ["password", "totp"] })), "of_type password, totp");
        assert_eq!(named.words(&json!({ "deny": [] })), "deny none");
        assert_eq!(named.words(&json!(7)), "7");
        assert_eq!(named.words(&json!(["a", { "b": null }])), "a, b null");
        assert_eq!(named.words(&json!([known, unknown])), "Mail, b302099a8058");
    }
}
