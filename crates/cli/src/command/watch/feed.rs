//! The feed of changes of a database, behind a cursor.

use strongroom_api::{
    changes::{Changes, ChangesQuery},
    objects::Object,
};
use uuid::Uuid;

use super::Watching;
use crate::{error::CliError, exit::Exit};

/// The titles of so many objects are asked for at one change; of more only how many they are.
const NAMED: usize = 50;

impl Watching<'_> {
    /// From here on, with the names of what is there.
    pub(super) fn begin_database(&mut self, database: Uuid) -> Result<(), CliError> {
        if self.changes(database)?.is_some() { self.learn(database) } else { Ok(()) }
    }

    fn learn(&mut self, database: Uuid) -> Result<(), CliError> {
        match self.titles.add(self.client, database) {
            Err(error) if matches!(error.exit(), Exit::NotFound | Exit::Conflict | Exit::Forbidden) => Ok(()),
            learnt => learnt,
        }
    }

    fn changes(&mut self, database: Uuid) -> Result<Option<Changes>, CliError> {
        let since = self.cursors.get(&database).cloned();
        let path = ["databases", &database.to_string(), "changes"];
        match self.client.get::<Changes>(&path, &ChangesQuery { since }) {
            Ok(changes) => {
                self.cursors.insert(database, changes.cursor.clone());
                Ok(Some(changes))
            }
            // Closed, or gone again: the stream says when it is back.
            Err(error) if matches!(error.exit(), Exit::NotFound | Exit::Conflict | Exit::Forbidden) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn show_changes(&mut self, database: Uuid) -> Result<bool, CliError> {
        let known = self.cursors.contains_key(&database);
        let Some(changes) = self.changes(database)? else { return Ok(false) };
        if changes.reset {
            let event = if known { "database.changed" } else { "database.opened" };
            self.learn(database)?;
            return self.say(event, Some(database), None, None);
        }
        for id in changes.changed.iter().take(NAMED) {
            self.look(database, *id)?;
            let object = self.named(*id);
            if self.say("object.changed", Some(database), Some(object), None)? {
                return Ok(true);
            }
        }
        let more = changes.changed.len().saturating_sub(NAMED);
        if more > 0 && self.say("object.changed", Some(database), None, Some(format!("{more} more")))? {
            return Ok(true);
        }
        for id in &changes.gone {
            let object = self.named(*id);
            self.titles.forget(*id);
            if self.say("object.gone", Some(database), Some(object), None)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Looks what it is called by now.
    fn look(&mut self, database: Uuid, object: Uuid) -> Result<(), CliError> {
        let path = ["databases", &database.to_string(), "objects", &object.to_string()];
        match self.client.get::<Object>(&path, &()) {
            Ok(seen) => self.titles.set(object, seen.parent, seen.title),
            // Not to be seen any more by now.
            Err(error) if matches!(error.exit(), Exit::NotFound | Exit::Conflict | Exit::Forbidden) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
