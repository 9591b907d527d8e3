//! Searching in all databases.

use std::{collections::HashMap, sync::Arc};

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::{Permission, Visibility},
};
use strongroom_search::Query;

use super::{
    Found,
    found::found,
    question::{Best, Question, sights},
};
use crate::{caller::Caller, databases::state::Database, error::ServiceError, service::Service};

/// What is added to the rank of a favourite: less than lies between the title and any other part.
const FAVOURITE: u32 = 8;
/// The same for what was used lately.
const RECENT: u32 = 4;

/// Where a page ends: behind this hit. The best come first, of equals the latest made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct After {
    /// How good a hit it was, as a number.
    pub rank: u32,
    /// Which object.
    pub object: ObjectId,
}

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct SearchRequest {
    /// As it was typed.
    pub text: String,
    /// Only in this database; absent: in all that the caller may open.
    pub database: Option<DatabaseId>,
    /// Only below this folder of it.
    pub folder: Option<ObjectId>,
    /// At most so many.
    pub limit: usize,
    /// Goes on behind this hit.
    pub after: Option<After>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Searched {
    /// The best first.
    pub hits: Vec<Found>,
    /// Behind which hit the next page begins, if there is one.
    pub next: Option<After>,
    /// Databases that the caller may open and that are closed, so that nothing was found in them.
    pub not_searched: Vec<DatabaseId>,
}

impl Service {
    /// Looks for objects in what the caller sees.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] for more than is looked for at once; where a database is named, what a listing of it
    /// says.
    pub fn search(&self, caller: &Caller, request: &SearchRequest) -> Result<Searched, ServiceError> {
        let query = parsed(caller, &request.text)?;
        let mut searched = Searched::default();
        let mut all = Vec::new();
        for database in self.searched_databases(request)? {
            let found = self.search_one(caller, &database, &query, request);
            match found {
                Ok(found) => all.extend(found.into_iter().map(|hit| (database.id(), hit))),
                Err(ServiceError::DatabaseClosed) if request.database.is_none() => {
                    searched.not_searched.push(database.id());
                }
                // Damaged: the others are searched all the same.
                Err(ServiceError::NotFound | ServiceError::Damaged(_)) if request.database.is_none() => {}
                Err(error) => return Err(error),
            }
        }
        all.sort_unstable_by_key(|(_, best)| std::cmp::Reverse(best.place));
        let more = all.len() > request.limit;
        all.truncate(request.limit);
        searched.next = all.last().filter(|_| more).map(|(_, best)| best.place);
        searched.not_searched.sort_unstable();
        for (database, best) in all {
            // Told as it is seen now: what went out of sight since it was found is left out.
            let shown = self.viewed(caller, database, |view, state, _| found(view, state, best.place.object));
            if let Ok(shown) = shown {
                searched.hits.push(Found { matched: best.matched, ..shown });
            }
        }
        self.complete(caller, &mut searched.hits);
        Ok(searched)
    }

    /// How many objects were loaded and not read into an index yet: until then each search looks at them.
    pub fn unread(&self) -> usize {
        let databases: Vec<Arc<Database>> = self.memory.databases.read().values().cloned().collect();
        let unread = |database: &Arc<Database>| {
            database.read().content.as_ref().map_or(0, |content| content.words.index().pending())
        };
        databases.iter().map(unread).sum()
    }

    fn searched_databases(&self, request: &SearchRequest) -> Result<Vec<Arc<Database>>, ServiceError> {
        match request.database {
            Some(id) => Ok(vec![self.database(id)?]),
            None => Ok(self.memory.databases.read().values().cloned().collect()),
        }
    }

    fn search_one(
        &self,
        caller: &Caller,
        database: &Database,
        query: &Query,
        request: &SearchRequest,
    ) -> Result<Vec<Best>, ServiceError> {
        let lists = self.memory.personal.read();
        let favourites = lists.favourites_in(caller.user, database.id());
        let recent = lists.recent_in(caller.user, database.id());
        drop(lists);
        self.viewed(caller, database.id(), |view, state, _| {
            if !view.sees_tree() && !view.database().has(Permission::AccessDatabase) {
                return Err(ServiceError::NotFound);
            }
            state.open()?;
            if let Some(folder) = request.folder {
                crate::objects::seen(view, state, folder)?;
            }
            let question = Question::new(state, query, sights(view, state, request.folder))?;
            let answer = question.ask()?;
            // One more shows whether there is another page.
            answer.best(request.limit + 1, request.after, |object| {
                u32::from(favourites.contains(&object)) * FAVOURITE
                    + u32::from(recent.contains(&object)) * RECENT
            })
        })
    }

    /// Adds what is not at hand while a database is read: who holds the locks, and what the caller marked.
    pub(crate) fn complete(&self, caller: &Caller, all: &mut [Found]) {
        let (mut locks, mut favourites) = (HashMap::new(), HashMap::new());
        for found in all {
            // A database that is gone by now has none.
            let of_database = locks
                .entry(found.database)
                .or_insert_with(|| self.lock_views(caller, found.database).unwrap_or_default());
            let visible = matches!(found.visibility, Visibility::Visible { .. });
            found.favourite = favourites
                .entry(found.database)
                .or_insert_with(|| self.memory.personal.read().favourites_in(caller.user, found.database))
                .contains(&found.node.id);
            found.lock = of_database.get(&found.node.id).filter(|_| visible).cloned();
        }
    }
}

/// The query of a caller.
pub(crate) fn parsed(caller: &Caller, text: &str) -> Result<Query, ServiceError> {
    Query::parse(text, caller.now).map_err(|error| ServiceError::Invalid(error.to_string().into()))
}
